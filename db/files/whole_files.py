"""Files that are whole or not there: written beside their place, synced, and renamed into it."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from pathlib import Path

from db.files.file_lock import sync_folder


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` at `path`, readable by its owner only; after a crash there is the old file or the new one.

    Raises OSError; nothing is left behind then.
    """
    unfinished = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with open(handle, "wb") as file:  # noqa: PTH123 - a descriptor, so that nobody else ever reads it
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def read_bounded(path: Path, limit: int) -> bytes:
    """At most `limit` + 1 bytes of the file: one more than allowed shows that it is too large.

    Raises OSError, also (ENOTSUP) for what is no file: a pipe or a device that somebody typed would be waited for.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(handle, "rb") as file:  # noqa: PTH123 - a descriptor: what was looked at is what is read
        if stat.S_ISDIR(mode := os.fstat(handle).st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(mode):
            raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))
        return file.read(limit + 1)


def make_folder(folder: Path) -> None:
    """Make `folder`, but not its parents: a stick that is not plugged in must not become a folder."""
    folder.mkdir(mode=0o700, exist_ok=True)


def remove_unfinished(folder: Path) -> None:
    """Remove what `write_whole` had not finished when the power failed; nobody else writes in `folder` now."""
    for unfinished in folder.glob(".*.part"):
        unfinished.unlink(missing_ok=True)
