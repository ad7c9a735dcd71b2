"""The shim's log: every change to the watched folder, in the order in which it reached the system."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

#: struct header in shim.c: op, lengths of both names, nothing, inode, offset, length of the data.
_HEADER = struct.Struct("<IIIIQQQ")


class Op(IntEnum):
    """What was called; the same numbers stand in shim.c."""

    START = 1
    CREATE = 2
    WRITE = 3
    TRUNCATE = 4
    SYNC = 5
    RENAME = 6
    UNLINK = 7
    MKDIR = 8
    RMDIR = 9
    MARK = 10
    BLIND = 11
    ALLOCATE = 12


@dataclass(frozen=True, slots=True)
class Record:
    """One call that succeeded; names are relative to the watched folder, `offset` is a size where one is cut."""

    op: Op
    name: str = ""
    inode: int = 0
    offset: int = 0
    data: bytes = b""
    other: str = ""


class NotFollowed(Exception):
    """The program changed the folder in a way that the log cannot hold: nothing may be concluded from it."""


def read(path: Path) -> Iterator[Record]:
    """The records of the log at `path`. Raises NotFollowed for what the shim could not follow."""
    log = memoryview(path.read_bytes())
    at = 0
    while at < len(log):
        op, name_length, other_length, _, inode, offset, data_length = _HEADER.unpack_from(log, at)
        at += _HEADER.size
        name, other, data = (
            bytes(log[start : start + length])
            for start, length in (
                (at, name_length), (at + name_length, other_length), (at + name_length + other_length, data_length)
            )
        )  # fmt: skip
        at += name_length + other_length + data_length
        if op == Op.BLIND:
            raise NotFollowed(f"{name.decode()}: {other.decode()}")
        yield Record(Op(op), name.decode(), inode, offset, data, other.decode())
