"""Reads a register file line by line: one physical line is one record, so an open quote swallows nothing.

UTF-8 or GB18030 is found by decoding the whole file strictly, never guessed line by line; no more than a line
is held in memory. A line that cannot be used comes back as a Reject: number and reason, nothing of its text.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from db.register_errors import RegisterFileError

COLUMNS = (
    "person_id", "id_number", "name", "former_name", "sex", "birth_date", "ethnicity", "division",
    "address", "household_id", "relation", "father_name", "father_id", "mother_name", "mother_id",
    "status", "cancel_reason",
)  # fmt: skip
REQUIRED = ("person_id", "name")
_DELIMITERS = (",", ";", "|", "\t")
ENCODINGS = ("utf-8", "gb18030")
LONGEST_LINE = 64 * 1024
"""Bytes; a register line has a few hundred."""

# Control characters, line and paragraph separators, and marks that turn the direction of writing: none
# belongs in a register, and each can do something to a screen.
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Reject:
    """A line that was left out: its number (the header is line 1), the code of the reason, and its data."""

    line: int
    code: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Profile:
    """How a foreign register is read: its column names for ours, the delimiter and the form of its dates."""

    columns: Mapping[str, str] = field(default_factory=dict, hash=False)
    delimiter: str = ","
    date_format: str = ""
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over the file found: its encoding, the SHA-256 of its bytes, its length in bytes."""

    encoding: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Header:
    """Where each of our columns stands, how many columns there are, and the names that nobody asked for."""

    places: Mapping[str, int]
    width: int
    unknown: tuple[str, ...]


def read_profile(path: Path) -> Profile:
    """Read a profile in TOML: delimiter, date_format, [columns] ours = "theirs", [codes.status] theirs = "1".

    Raises RegisterFileError(profile_unreadable | profile_wrong).
    """
    import tomllib

    try:
        with path.open("rb") as file:
            found = tomllib.load(file)
    except (OSError, ValueError) as fault:
        raise RegisterFileError("profile_unreadable", file=path.name, fault=str(fault)[:200]) from fault
    columns, codes = found.get("columns", {}), found.get("codes", {})
    for what, names in (("columns", columns), ("codes", codes)):
        if not isinstance(names, dict) or set(names) - set(COLUMNS):
            raise RegisterFileError("profile_wrong", file=path.name, what=what, allowed=", ".join(COLUMNS))
    delimiter, date_format = found.get("delimiter", ","), found.get("date_format", "")
    if delimiter not in _DELIMITERS or not isinstance(date_format, str):
        raise RegisterFileError(
            "profile_wrong", file=path.name, what="delimiter, date_format", allowed=", ; | \\t; text"
        )
    values = [columns, *codes.values()]
    if not all(isinstance(v, dict) and all(isinstance(text, str) for text in v.values()) for v in values):
        raise RegisterFileError("profile_wrong", file=path.name, what="columns, codes", allowed="text")
    return Profile(columns, delimiter, date_format, codes)


def survey(path: Path, encoding: str | None = None, progress: Callable[[int], None] | None = None) -> Survey:
    """Read the file once: how it is encoded (or `encoding`, where given), its hash and its length.

    The encoding is the one that decodes every line; if neither does, the one that fails on fewer, and those
    lines are rejected later. Raises RegisterFileError.
    """
    failed = dict.fromkeys(ENCODINGS, 0)
    digest, size, lines = hashlib.sha256(), 0, 0
    with open_register(path) as file:
        for raw in iter(lambda: file.readline(LONGEST_LINE), b""):
            if size == 0 and raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise RegisterFileError("encoding_utf16", file=path.name)
            digest.update(raw)
            size += len(raw)
            lines += 1
            for name in ENCODINGS:
                failed[name] += not _decodes(raw, name)
            if progress is not None and lines % 4096 == 0:
                progress(size)
    if size == 0:
        raise RegisterFileError("file_empty", file=path.name)
    best = min(ENCODINGS, key=failed.__getitem__)
    if encoding is None and failed[best] * 2 > lines:
        raise RegisterFileError("encoding_unknown", file=path.name)
    return Survey(encoding or best, digest.hexdigest(), size)


def open_register(path: Path) -> BinaryIO:
    """The file's bytes. Raises RegisterFileError(file_missing | file_unreadable)."""
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise RegisterFileError("file_missing", file=path.name) from None
    except OSError as fault:
        raise RegisterFileError("file_unreadable", file=path.name) from fault


def read_header(line: str, profile: Profile) -> Header:
    """Find our columns in the header, in any order. Raises RegisterFileError(columns_missing …)."""
    names = [name.strip() for name in _fields(line.removeprefix("\ufeff"), profile.delimiter) or []]
    ours = {theirs: mine for mine, theirs in profile.columns.items()}
    meant = [ours.get(name, name) for name in names]
    repeated = sorted({name for name in meant if name in COLUMNS and meant.count(name) > 1})
    if repeated:
        raise RegisterFileError("columns_repeated", columns=", ".join(repeated))
    missing = [profile.columns.get(name, name) for name in REQUIRED if name not in meant]
    if missing:
        raise RegisterFileError("columns_missing", columns=", ".join(missing))
    places = {name: at for at, name in enumerate(meant) if name in COLUMNS}
    return Header(
        places, len(names), tuple(printable(name) for name in meant if name not in COLUMNS and name)
    )


def printable(text: str) -> str:
    """A foreign column name, fit to be shown: at most 40 characters and no control characters."""
    return _CONTROL.sub("?", text)[:40]


def records(
    file: BinaryIO, header: Header, profile: Profile, encoding: str
) -> Iterator[tuple[int, int, dict[str, str] | Reject]]:
    """The lines after the header: bytes read so far, the line's number, its fields or why not."""
    done, number = file.tell(), 1
    for raw, length in physical_lines(file):
        number += 1
        done += length
        if raw is None:
            yield done, number, Reject(number, "line_too_long", {"limit": LONGEST_LINE})
        elif raw.strip():
            yield done, number, _record(raw, number, header, profile, encoding)


def physical_lines(file: BinaryIO) -> Iterator[tuple[bytes | None, int]]:
    """Each line without its end, and its length in bytes; None for one over the limit, skipped unread."""
    while raw := file.readline(LONGEST_LINE + 1):
        length = len(raw)
        if length > LONGEST_LINE and not raw.endswith(b"\n"):
            while (rest := file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                length += len(rest)
            yield None, length + len(rest)
        else:
            yield raw.rstrip(b"\r\n"), length


def _record(
    raw: bytes, number: int, header: Header, profile: Profile, encoding: str
) -> dict[str, str] | Reject:
    try:
        line = raw.decode(encoding)
    except UnicodeDecodeError:
        return Reject(number, "undecodable", {"encoding": encoding})
    if _CONTROL.search(line):
        return Reject(number, "control_character")
    fields = _fields(line, profile.delimiter)
    if fields is None:
        return Reject(number, "open_quote")
    if len(fields) != header.width:
        return Reject(number, "column_count", {"found": len(fields), "expected": header.width})
    record = {name: fields[at].strip() for name, at in header.places.items()}
    for name, codes in profile.codes.items():
        if name in record:
            record[name] = codes.get(record[name], record[name])
    return record


def _fields(line: str, delimiter: str) -> list[str] | None:
    """The fields of one line, None where its quotes do not close."""
    try:
        return next(csv.reader((line,), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None


def _decodes(raw: bytes, encoding: str) -> bool:
    # A piece cut at the limit may end inside a character; such a line is rejected for its length anyway.
    if len(raw) == LONGEST_LINE:
        return True
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
