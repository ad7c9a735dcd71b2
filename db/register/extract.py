"""Reads a register file line by line: one physical line is one record, so an open quote swallows nothing.

UTF-8 or GB18030 is found by decoding the whole file strictly, never guessed line by line; no more than a line
is held in memory. A line that cannot be used comes back as a Reject: number and reason, nothing of its text.
"""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from db.register.errors import RegisterFileError

COLUMNS = (
    "person_id", "id_number", "name", "former_name", "sex", "birth_date", "ethnicity", "division",
    "address", "household_id", "relation", "father_name", "father_id", "mother_name", "mother_id",
    "status", "cancel_reason",
)  # fmt: skip
REQUIRED = ("person_id", "name")
_PROFILE = ("delimiter", "date_format", "columns", "codes")
_DELIMITERS = (",", ";", "|", "\t")
#: Bytes; a register line has a few hundred.
LONGEST_LINE = 64 * 1024
#: Bytes looked at in one piece.
_SURVEYED = 1 << 20

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
    try:
        with path.open("rb") as file:
            found = tomllib.load(file)
    except (OSError, ValueError) as fault:
        raise RegisterFileError("profile_unreadable", file=path.name, fault=str(fault)[:200]) from fault
    if unknown := set(found) - set(_PROFILE):
        named = ", ".join(printable(key) for key in sorted(unknown))
        raise RegisterFileError("profile_wrong", file=path.name, what=named, allowed=", ".join(_PROFILE))
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


def survey_file(
    path: Path, encoding: str | None = None, progress: Callable[[int], None] | None = None
) -> Survey:
    """Read the file once: how it is encoded (or `encoding`, where given), its hash and its length.

    The encoding is the one that decodes every line; if neither does, the one that fails on fewer, and those
    lines are rejected later. Raises RegisterFileError.
    """
    digest, size, lines, failed = hashlib.sha256(), 0, 0, 0
    with open_register(path) as file:
        for raw in blocks(file, _SURVEYED):
            if size == 0 and raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise RegisterFileError("encoding_utf16", file=path.name)
            digest.update(raw)
            size += len(raw)
            lines += raw.count(b"\n") + (not raw.endswith(b"\n"))
            failed += _undecodable(raw, "utf-8")
            if progress is not None:
                progress(size)
        size = file.tell()
    if size == 0:
        raise RegisterFileError("file_empty", file=path.name)
    if encoding is None:
        encoding = _guess_encoding(path, failed, lines)
    return Survey(encoding, digest.hexdigest(), size)


def _guess_encoding(path: Path, failed: int, lines: int) -> str:
    """UTF-8 where it fails on no line; otherwise whichever fails on fewer, unless that is most of them."""
    if not failed:
        return "utf-8"
    with open_register(path) as file:
        also = sum(_undecodable(raw, "gb18030") for raw in blocks(file, _SURVEYED))
    if min(failed, also) * 2 > lines:
        raise RegisterFileError("encoding_unknown", file=path.name)
    return "utf-8" if failed <= also else "gb18030"


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


@dataclass(frozen=True, slots=True)
class Layout:
    """All that it takes to read the lines of one file; it can be handed to another process."""

    header: Header
    profile: Profile
    encoding: str

    @property
    def order(self) -> tuple[int, ...]:
        """For each of COLUMNS its place in a line; one past the end for a column that is not there."""
        return tuple(self.header.places.get(name, self.header.width) for name in COLUMNS)


def blocks(file: BinaryIO, size: int) -> Iterator[bytes]:
    """The rest of the file in pieces of about `size` bytes, each of whole lines.

    Of a line over the limit no more than the limit is kept, so that an endless one cannot fill the memory.
    """
    while block := file.read(size):
        if not block.endswith(b"\n"):
            block += file.readline(LONGEST_LINE + 1)
            while not block.endswith(b"\n") and (rest := file.readline(LONGEST_LINE)):
                block = block if not rest.endswith(b"\n") else block + b"\n"
        yield block


def records(raw: bytes, first: int, layout: Layout) -> Iterator[tuple[int, list[str] | Reject]]:
    """Each line of a block that is not empty: its number, and its fields in the order of COLUMNS or why not."""
    lines = raw.removesuffix(b"\n").split(b"\n")
    plain = _plain(raw, layout.encoding)
    texts = plain.split("\n") if plain is not None else [None] * len(lines)
    order, width, tidy = layout.order, layout.header.width, plain is not None and not _SPACE.search(plain)
    separator = layout.profile.delimiter
    quick = plain is not None and tidy and not layout.profile.codes
    for number, (line, text) in enumerate(zip(lines, texts, strict=False), first):
        if quick and text and '"' not in text and len(line) < LONGEST_LINE:
            fields = text.split(separator)
            if len(fields) == width:
                fields.append("")
                yield number, [fields[at] for at in order]
                continue
        if line.strip():
            yield number, _record(line, number, layout)


_SPACE = re.compile(r"[^\S\n]")


def _plain(raw: bytes, encoding: str) -> str | None:
    """The block as text with plain line ends, None where some line of it needs a closer look."""
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return None
    text = text.replace("\r\n", "\n").removesuffix("\n")
    return None if _CONTROL.search(text.replace("\n", "")) else text


def _record(raw: bytes, number: int, layout: Layout) -> list[str] | Reject:
    if len(raw) > LONGEST_LINE:
        return Reject(number, "line_too_long", {"limit": LONGEST_LINE})
    try:
        line = raw.rstrip(b"\r").decode(layout.encoding)
    except UnicodeDecodeError:
        return Reject(number, "undecodable", {"encoding": layout.encoding})
    if _CONTROL.search(line):
        return Reject(number, "control_character")
    fields = _fields(line, layout.profile.delimiter)
    if fields is None:
        return Reject(number, "open_quote")
    width = layout.header.width
    if len(fields) != width:
        return Reject(number, "column_count", {"found": len(fields), "expected": width})
    fields.append("")
    values = [fields[at].strip() for at in layout.order]
    for name, codes in layout.profile.codes.items():
        if name in layout.header.places:
            at = COLUMNS.index(name)
            values[at] = codes.get(values[at], values[at])
    return values


def _fields(line: str, delimiter: str) -> list[str] | None:
    """The fields of one line, None where its quotes do not close."""
    try:
        return next(csv.reader((line,), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None


def _undecodable(raw: bytes, name: str) -> int:
    """How many lines of a block cannot be decoded."""
    if _is_decodable(raw, name):
        return 0
    # A line over the limit was cut, perhaps inside a character; it is rejected for its length anyway.
    lines = raw.split(b"\n")
    return sum(len(line) <= LONGEST_LINE and not _is_decodable(line, name) for line in lines)


def _is_decodable(raw: bytes, name: str) -> bool:
    try:
        raw.decode(name)
    except UnicodeDecodeError:
        return False
    return True
