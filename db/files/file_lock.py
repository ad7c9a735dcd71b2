"""One writer: a lock beside the station file that a second copy of the program runs into."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

from db.errors import CannotOpen, InUse

if sys.platform == "win32":
    import msvcrt

    def _take_lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take_lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """Held from construction until `release()`; the system lets go of it when the process dies."""

    def __init__(self, path: Path) -> None:
        """Take the lock file at `path`; raises InUse, or CannotOpen(folder_read_only)."""
        try:
            handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            self._file: IO[bytes] = open(handle, "ab")  # noqa: PTH123, SIM115 - held, not read
        except OSError as fault:
            raise CannotOpen("folder_read_only") from fault
        try:
            _take_lock(self._file)
        except OSError as fault:
            self._file.close()
            raise InUse("station_in_use") from fault

    def release(self) -> None:
        """Let the next copy in; harmless when done twice. The file stays: removing it would race."""
        if not self._file.closed:
            self._file.close()


def sync_folder(folder: Path) -> None:
    """Make a rename inside `folder` survive a power cut (nothing to do where folders cannot be synced)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
