"""The tour runs one whole intake through the real screens, and leaves what a newcomer can look at."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from db.exchange import packet as packets
from hukou_tui.demo.picture import can_draw

ROOT = Path(__file__).parents[3]


def _tour(out: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The tour as a script starts it: no terminal, nothing to read from, a home that must stay untouched."""
    home = out.parent / "home"
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONHASHSEED", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "hukou_tui", "tour", "--out", str(out), *arguments],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
        stdin=subprocess.DEVNULL,
        env={**kept, "HOME": str(home), "HUKOU_HOME": str(home / "station"), "PYTHONUTF8": "1"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    out = tmp_path_factory.mktemp("tour") / "results"
    run = _tour(out)
    assert run.returncode == 0, run.stdout + run.stderr
    return out, run


def test_every_step_has_a_picture_and_a_line(done):
    out, run = done
    suffix = ".png" if can_draw() else ".svg"
    pictures = sorted(path.name for path in out.glob(f"*{suffix}"))
    assert len(pictures) >= 20
    assert [int(name[:2]) for name in pictures] == list(range(1, len(pictures) + 1))
    assert [line.split()[0] for line in run.stdout.splitlines()] == pictures
    assert run.stderr == ""


def test_the_index_names_all_that_lies_in_the_folder(done):
    out, _run = done
    index = (out / "index.txt").read_text("utf-8")
    assert all(path.name in index for path in out.iterdir() if path.name != "index.txt")


def test_the_notification_tells_each_missing_paper_once_and_nothing_that_was_brought(done):
    out, _run = done
    (slip,) = out.glob("*-notification-*.txt")
    told = slip.read_text("utf-8")
    numbered = [line.split(". ", 1)[1] for line in told.splitlines() if line[:1].isdigit() and ". " in line]
    assert numbered == ["亲子鉴定证明", "《出生医学证明》"]
    assert "结婚证" not in told
    assert "演练" in told


def test_the_packet_can_be_read_says_practice_and_holds_the_decided_duplicate(done):
    out, _run = done
    (file,) = out.glob("HK_*.zip")
    packet = packets.read_packet(file.read_bytes(), file.name)
    assert packet.training
    (record,) = packet.records
    assert record.status == "granted"
    assert record.fields["person.name"] == "陈小禾"


def test_it_ends_registered_with_a_number_of_the_invented_division(done):
    out, _run = done
    (notice,) = out.glob("*-registered-*.txt")
    assert "53069920151102" in notice.read_text("utf-8")
    assert "演练县公安局" in notice.read_text("utf-8"), "the county by its own name, as its answer of just now says it"


def test_the_users_own_station_is_left_alone(done):
    out, _run = done
    assert not (out.parent / "home").exists()


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(tmp_path):
    blocked = tmp_path / "a-file"
    blocked.write_text("", "utf-8")
    run = _tour(blocked / "results", "--lang", "en")
    assert run.returncode == 2
    assert run.stdout == ""
    assert len(run.stderr.splitlines()) == 1
    assert "results" in run.stderr
    assert "Traceback" not in run.stderr
