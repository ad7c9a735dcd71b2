"""The shim before a real process: it sees every change, and refuses what it was told to refuse."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from harness.faults.log import NotFollowed, Op, Record, read
from harness.faults.shim import CannotRun, Faults, environment, library, start

pytestmark = [
    pytest.mark.needs("cc"),
    pytest.mark.skipif(
        not sys.platform.startswith("linux"), reason="only Linux puts a library before a program"
    ),
]


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    (tmp_path / "watched").mkdir()
    return tmp_path / "watched"


def ran(program: str, watched: Path, **given: object) -> str:
    """What a Python behind the shim says, working in the watched folder."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", "import os, pathlib, shutil\n" + program], cwd=watched, text=True,
        env=environment(watched, **given), capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def logged(program: str, watched: Path) -> list[Record]:
    log = watched.parent / "log"
    ran(program, watched, log=log)
    return [record for record in read(log) if record.op != Op.START]


def test_every_change_is_seen_in_order(watched: Path):
    records = logged(
        """
os.mkdir("d")
f = os.open("d/f", os.O_RDWR | os.O_CREAT)
os.write(f, b"one"); os.pwrite(f, b"two", 7); os.writev(f, [b"th", b"ree"])
os.ftruncate(f, 4); os.fsync(f); os.fdatasync(os.dup(f)); os.posix_fallocate(f, 0, 9)
os.rename("d/f", "g"); os.write(f, b"!")
with open("g", "ab") as again: again.write(b"end")
open("g", "wb").close()
os.unlink("g"); os.rmdir("d")
""",
        watched,
    )
    assert [(one.op.name, one.name or one.data, one.offset) for one in records if one.op != Op.WRITE] == [
        ("MKDIR", "d", 0), ("CREATE", "d/f", 0), ("TRUNCATE", "d/f", 4), ("SYNC", "d/f", 0), ("SYNC", "d/f", 0),
        ("ALLOCATE", "d/f", 9), ("RENAME", "d/f", 0), ("TRUNCATE", "g", 0), ("UNLINK", "g", 0), ("RMDIR", "d", 0),
    ]  # fmt: skip
    assert [(one.name, one.offset, one.data) for one in records if one.op == Op.WRITE] == [
        ("d/f", 0, b"one"), ("d/f", 7, b"two"), ("d/f", 3, b"three"), ("g", 8, b"!"), ("g", 9, b"end"),
    ]  # fmt: skip
    assert len({one.inode for one in records if one.op == Op.WRITE}) == 1


def test_other_folders_and_shared_memory_are_nobodys_business_and_marks_are_in_order(watched: Path):
    records = logged(
        """
open("../beside", "w").write("x"); open("../watched-too", "w").write("x"); open("f-shm", "w").write("x")
mark = open("../acknowledged.mark", "ab", buffering=0)
open("f", "w").write("1"); mark.write(b"saved 1"); open("f", "a").write("2")
""",
        watched,
    )
    assert [(one.op.name, one.data) for one in records] == [
        ("CREATE", b""), ("WRITE", b"1"), ("MARK", b"saved 1"), ("WRITE", b"2")
    ]  # fmt: skip


def test_a_copy_inside_the_kernel_is_made_by_hand_and_seen(watched: Path):
    records = logged('open("../from", "wb").write(b"x" * 9999); shutil.copyfile("../from", "to")', watched)
    assert b"".join(one.data for one in records) == b"x" * 9999


@pytest.mark.parametrize(
    "program",
    [
        'import mmap; f = open("f", "w+b"); f.truncate(9); mmap.mmap(f.fileno(), 9)',
        'open("f", "w"); os.link("f", "g")',
        'os.open("f", os.O_CREAT | os.O_SYNC | os.O_WRONLY)',
        'open("f", "w"); os.rename("f", "../f")',
    ],
)
def test_what_cannot_be_followed_is_said_and_not_guessed(watched: Path, program: str):
    with pytest.raises(NotFollowed):
        logged(program, watched)


WRITER = """
f = os.open("f", os.O_RDWR | os.O_CREAT)
for byte in b"abcdef":
    try:
        print(os.pwrite(f, bytes([byte] * 4), 4 * (byte - 97)), end=" ")
        os.fsync(f)
    except OSError as fault:
        print(fault.errno, end=" ")
"""


def test_the_nth_call_is_refused_for_so_many_times(watched: Path, tmp_path: Path):
    with Faults(tmp_path / "faults") as faults:
        faults.arm(errno.ENOSPC, Op.WRITE, after=2, times=2)
        assert ran(WRITER, watched, faults=faults) == f"4 4 {errno.ENOSPC} {errno.ENOSPC} 4 4 "
        # a file made, six writes tried, four of them synced
        assert (faults.given, faults.calls) == (2, 11)
    assert (watched / "f").read_bytes() == b"aaaabbbb\0\0\0\0\0\0\0\0eeeeffff"


def test_a_disk_that_fills_up_takes_half_and_then_nothing(watched: Path, tmp_path: Path):
    with Faults(tmp_path / "faults") as faults:
        faults.arm(errno.ENOSPC, Op.WRITE, after=1, short_write=True)
        assert ran(WRITER, watched, faults=faults).split() == ["4", "2", *4 * [str(errno.ENOSPC)]]
        assert faults.given == 5
    assert (watched / "f").read_bytes() == b"aaaabb"


def test_a_sync_that_fails_is_not_in_the_log(watched: Path, tmp_path: Path):
    log = tmp_path / "log"
    with Faults(tmp_path / "faults") as faults:
        faults.arm(errno.EIO, Op.SYNC, times=1)
        assert ran(WRITER, watched, log=log, faults=faults).split()[:2] == ["4", str(errno.EIO)]
    assert [one.op for one in read(log)].count(Op.SYNC) == 5


def test_nothing_is_refused_unless_armed_and_after_it_was_disarmed(watched: Path, tmp_path: Path):
    with Faults(tmp_path / "faults") as faults:
        assert ran(WRITER, watched, faults=faults) == "4 4 4 4 4 4 "
        faults.arm(errno.EIO)
        faults.disarm()
        assert ran(WRITER, watched, faults=faults) == "4 4 4 4 4 4 "
        assert faults.given == 0


def test_a_program_is_refused_while_it_runs_and_then_no_longer(watched: Path, tmp_path: Path):
    program = """
import sys
for line in sys.stdin:
    try:
        print(open("watched/f", "ab", buffering=0).write(line.encode()), flush=True)
    except OSError as fault:
        print(fault.strerror, flush=True)
"""
    with Faults(tmp_path / "faults") as faults:
        child = start(
            [sys.executable, "-c", f"import os; os.chdir({str(tmp_path)!r})\n{program}"],
            watched,
            faults=faults,
        )
        assert child.stdin and child.stdout
        answers = []
        for arm in (faults.disarm, lambda: faults.arm(errno.ENOSPC, Op.WRITE), faults.disarm):
            arm()
            child.stdin.write(b"line\n")
            child.stdin.flush()
            answers.append(child.stdout.readline())
        child.communicate()
        assert faults.given == 1
    assert answers == [b"5\n", b"No space left on device\n", b"5\n"]


def test_without_a_compiler_it_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "/nowhere")
    library.cache_clear()
    with pytest.raises(CannotRun, match="C compiler"):
        library()
    library.cache_clear()
