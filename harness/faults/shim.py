"""Runs a real program with the shim before it: compiles it, sets it up, and arms faults while the program runs.

    with Faults(path) as faults:                       # path: a control file that the driver and the program share
        child = start(["…"], watched, log=log, faults=faults)
        faults.arm(errno.ENOSPC, Op.WRITE, after=3)    # the fourth write from now is refused, and all that follow
        faults.disarm()

Works on Linux with a C compiler and a Python that is linked dynamically; elsewhere `library` says so in one sentence.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import platform
import secrets
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from harness.faults.log import Op

SOURCE = Path(__file__).with_name("shim.c")
#: Faults until `disarm`.
FOREVER = 2**64 - 1


class CannotRun(Exception):
    """Nothing can be recorded here; the text is a sentence for whoever started it."""


@cache
def library() -> Path:
    """The compiled shim; made once for each state of its source, in a folder of our own below the temp folder.

    Raises CannotRun.
    """
    if not sys.platform.startswith("linux"):
        raise CannotRun(
            "The fault harness works on Linux only: elsewhere nothing stands before a program's writes."
        )
    compiler = shutil.which("cc")
    if compiler is None:
        raise CannotRun(
            "The fault harness needs a C compiler, and there is no cc here: install gcc or clang."
        )
    folder = _cache_folder()
    name = hashlib.sha256(SOURCE.read_bytes() + platform.machine().encode()).hexdigest()[:16]
    made = folder / f"shim-{name}.so"
    if not made.exists():
        unfinished = folder / f".{secrets.token_hex(8)}.so"
        done = subprocess.run(
            [compiler, "-O2", "-shared", "-fPIC", "-o", str(unfinished), str(SOURCE), "-ldl", "-lpthread"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise CannotRun(f"The fault harness cannot be compiled here:\n{done.stderr.strip()}")
        unfinished.replace(made)
    _check_loaded(made)
    return made


def _cache_folder() -> Path:
    folder = Path(tempfile.gettempdir()) / f"hukou-faults-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    # The temp folder is everybody's, and what lies here is loaded into our processes.
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != os.getuid() or found.st_mode & 0o022:
        raise CannotRun(f"{folder} is somebody else's: take it away, and start again.")
    return folder


def _check_loaded(made: Path) -> None:
    """A Python that is linked statically ignores LD_PRELOAD without a word: look whether one write is seen."""
    with tempfile.TemporaryDirectory(prefix="faults-") as home:
        log = Path(home) / "log"
        watched = Path(home) / "watched"
        watched.mkdir()
        program = f"open({str(watched / 'file')!r}, 'w').write('seen')"
        environment = {**os.environ, "LD_PRELOAD": str(made), "HUKOU_WATCHED": str(watched.resolve())}
        subprocess.run(
            [sys.executable, "-I", "-S", "-c", program],
            check=False,
            env={**environment, "HUKOU_LOG": str(log)},
        )
        if not log.exists() or b"seen" not in log.read_bytes():
            raise CannotRun(
                "This Python takes no LD_PRELOAD (linked statically?): nothing can be recorded here."
            )


class Faults:
    """The control file of the shim: what is refused, and how much was. struct control in shim.c."""

    _ARMED, _KINDS, _ERROR, _SHORT = (struct.Struct("<I"), 0), (struct.Struct("<I"), 4), (struct.Struct("<I"), 8), (
        struct.Struct("<I"), 12)  # fmt: skip
    _AFTER, _TIMES, _CALLS, _GIVEN = ((struct.Struct("<Q"), at) for at in (16, 24, 32, 40))
    _SIZE = 48

    def __init__(self, path: Path) -> None:
        """Make the file at `path`, with nothing armed."""
        self.path = path
        path.write_bytes(bytes(self._SIZE))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), self._SIZE)

    def arm(
        self, error: int, *kinds: Op, after: int = 0, times: int = FOREVER, short_write: bool = False
    ) -> None:
        """Let `after` more calls of these kinds (none named: any) succeed, then refuse `times` with `error`.

        With `short_write` the first write refused takes half of its bytes, as a disk does that fills up.
        """
        self.disarm()
        bits = sum(1 << kind for kind in set(kinds))
        for place, value in (
            (self._KINDS, bits), (self._ERROR, error), (self._SHORT, short_write), (self._AFTER, after),
            (self._TIMES, times), (self._ARMED, 1),
        ):  # fmt: skip
            self._set(place, value)

    def disarm(self) -> None:
        """Refuse nothing any longer."""
        self._set(self._ARMED, 0)

    @property
    def calls(self) -> int:
        """How many changing calls were made, refused ones included."""
        return self._get(self._CALLS)

    @property
    def given(self) -> int:
        """How many of them were refused or cut short."""
        return self._get(self._GIVEN)

    def close(self) -> None:
        """Let go of the file; the program keeps its own hold of it."""
        self._shared.close()

    def __enter__(self) -> Faults:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _set(self, place: tuple[struct.Struct, int], value: int) -> None:
        form, at = place
        form.pack_into(self._shared, at, value)

    def _get(self, place: tuple[struct.Struct, int]) -> int:
        form, at = place
        return int(form.unpack_from(self._shared, at)[0])


def environment(watched: Path, *, log: Path | None = None, faults: Faults | None = None) -> Mapping[str, str]:
    """What a program needs to be started with, so that its changes below `watched` are logged or refused."""
    given = {**os.environ, "LD_PRELOAD": str(library()), "HUKOU_WATCHED": str(watched.resolve())}
    given |= {"HUKOU_LOG": str(log.resolve())} if log else {}
    given |= {"HUKOU_FAULTS": str(faults.path.resolve())} if faults else {}
    return given


def start(
    command: Sequence[str], watched: Path, *, log: Path | None = None, faults: Faults | None = None
) -> subprocess.Popen[bytes]:
    """Start `command` with the shim before it; stdin and stdout are pipes. Raises CannotRun."""
    return subprocess.Popen(
        command,
        env=environment(watched, log=log, faults=faults),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
