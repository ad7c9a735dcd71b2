"""Packs as files: found, parsed, and laid over one another by id, each part remembering its file and line."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hukou_tui.packs.faults import Finding, PackError
from hukou_tui.packs.lines import Lines
from hukou_tui.packs.lines import Path as Where
from hukou_tui.words.catalogue import N_

SHIPPED = Path(__file__).parent
DEFAULT = ("cn-2015-96", "zhaotong-2016")
FILE = "pack.toml"
#: The last line of every pack.
END = "# end"
#: Bytes: the largest pack there is has a fortieth of it.
LARGEST = 8_000_000

Raw = dict[str, Any]

_AT = re.compile(r"\(at line (\d+), column (\d+)\)")
_STRINGS = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'')
_FULL_WIDTH = dict(zip("＝“”，［］｛｝。：‘’＃、", "=\"\",[]{}.=''#,", strict=True))


@dataclass(frozen=True, slots=True)
class PackText:
    """One pack file as it lies on the disk: its name for messages, its content, its SHA-256."""

    name: str
    raw: Raw
    lines: Lines
    sha256: str

    @property
    def head(self) -> Raw:
        """The `[pack]` table, or an empty one."""
        head = self.raw.get("pack")
        return head if isinstance(head, dict) else {}


def file_of(path: Path) -> Path:
    """The pack file of a folder, or the file itself."""
    return path / FILE if path.is_dir() or path.suffix != ".toml" else path


@dataclass(frozen=True, slots=True)
class PackFile:
    """A pack file and its content, so that what was hashed is what was read."""

    path: Path
    content: bytes

    @property
    def name(self) -> str:
        """The name used in messages: folder and file, never a path of this machine."""
        return f"{self.path.parent.name}/{self.path.name}"


def open_pack_file(path: Path) -> PackFile:
    """The file of a folder or path with its content. Raises PackError if it cannot be read."""
    file = PackFile(file_of(path), b"")
    try:
        if file.path.stat().st_size > LARGEST:
            raise PackError((Finding(file.name, 1, N_("the file is larger than a pack can be ({n} bytes)"),
                                     {"n": str(LARGEST)}),))  # fmt: skip
        return PackFile(file.path, file.path.read_bytes())
    except OSError:
        raise PackError((Finding(file.name, None, N_("the pack file cannot be read")),)) from None


def parse_pack(file: PackFile) -> PackText:
    """Parse one pack. Raises PackError with line and column where TOML or encoding fail."""
    name, content = file.name, file.content
    try:
        # An editor of Windows puts a mark before the first line; it changes nothing.
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise PackError(
            (Finding(name, line, N_("this line is not UTF-8; save the file as UTF-8")),)
        ) from None
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError) as fault:
        # A number of thousands of digits is a ValueError of its own, and says no line.
        raise PackError((_not_toml(name, text, str(fault)),)) from None
    except RecursionError:
        line = _deepest(text)
        raise PackError((Finding(name, line, N_("brackets are nested too deeply here")),)) from None
    if text.rstrip().rpartition("\n")[2] != END:
        # What is left of a file that was cut off may well be in order; that it was cut shows only here.
        what = N_("the last line has to be {value}: without it the file may have been cut off")
        raise PackError((Finding(name, max(len(text.splitlines()), 1), what, {"value": END}),))
    return PackText(name, raw, Lines(text), hashlib.sha256(content).hexdigest())


def _deepest(text: str) -> int:
    """The line with the most opening brackets."""
    lines = text.splitlines()
    return max(range(1, len(lines) + 1), key=lambda number: len(re.findall(r"[\[{]", lines[number - 1])))


def _not_toml(name: str, text: str, why: str) -> Finding:
    found = _AT.search(why)
    lines = text.splitlines()
    line, column = (int(found[1]), int(found[2])) if found else (max(len(lines), 1), 1)
    bare = _STRINGS.sub(lambda match: " " * len(match[0]), lines[line - 1]) if line <= len(lines) else ""
    wide = next(((at, char) for at, char in enumerate(bare, 1) if char in _FULL_WIDTH), None)
    if wide is not None:
        what = N_("column {column}: full-width {char} where {plain} is meant")
        return Finding(
            name, line, what, {"column": str(wide[0]), "char": wide[1], "plain": _FULL_WIDTH[wide[1]]}
        )
    return Finding(
        name,
        line,
        N_("column {column}: not TOML ({why})"),
        {"column": str(column), "why": _AT.sub("", why).strip()},
    )


@dataclass(frozen=True, slots=True)
class MergedPacks:
    """All packs as one: `raw` for the guard, and for each part where it came from.

    `idle`: a route and a paper that a need of it claims to supersede, where no pack below asks for that paper.
    """

    raw: Raw
    texts: tuple[PackText, ...]
    origin: dict[Where, tuple[int, Where]]
    idle: frozenset[tuple[str, str]] = frozenset()

    def finding(
        self, path: Where, what: str, params: dict[str, str], allowed: tuple[str, ...] = ()
    ) -> Finding:
        """A fault at `path` of the merged pack, with the file and line that it came from."""
        text, line = self._place(path)
        return Finding(text.name, line, what, params, allowed)

    def _place(self, path: Where) -> tuple[PackText, int]:
        for end in range(len(path), 0, -1):
            if path[:end] in self.origin:
                number, inside = self.origin[path[:end]]
                text = self.texts[number]
                return text, text.lines.line_of((*inside, *path[end:]))
        # The overlay speaks last: where both have the part, its line is the one to mend.
        text = max(reversed(self.texts), key=lambda candidate: candidate.lines.depth(path))
        return text, text.lines.line_of(path)


def merge_packs(texts: tuple[PackText, ...]) -> MergedPacks:
    """Lay each pack over those before it: tables by key, a route's needs and helps by what they ask or supersede."""
    merged: Raw = {"packs": [text.raw.get("pack", {}) for text in texts]}
    origin: dict[Where, tuple[int, Where]] = {}
    for number, text in enumerate(texts):
        origin["packs", number] = (number, ("pack",))
        for section, value in text.raw.items():
            if section != "pack":
                _lay_over(merged, section, value, (section,), number, origin)
    return MergedPacks(merged, texts, origin, _idle(texts))


def _idle(texts: tuple[PackText, ...]) -> frozenset[tuple[str, str]]:
    """Every `supersedes` of a route's need that meets no need of the packs below it."""
    asked: set[tuple[str, str]] = set()
    found: set[tuple[str, str]] = set()
    for text in texts:
        found |= set(_papers(text.raw, "supersedes")) - asked
        asked |= set(_papers(text.raw, "any_of"))
    return frozenset(found)


def _papers(raw: Raw, key: str) -> Iterator[tuple[str, str]]:
    """Route and paper of each need, as `any_of` or `supersedes` (the `key`) names them; other shapes are left out."""
    routes = raw.get("routes")
    for route, table in routes.items() if isinstance(routes, dict) else ():
        rows = table.get("needs") if isinstance(table, dict) else None
        for row in rows if isinstance(rows, list) else ():
            papers = row.get(key) if isinstance(row, dict) else None
            yield from (
                (route, paper)
                for paper in (papers if isinstance(papers, list) else ())
                if isinstance(paper, str)
            )


def _lay_over(
    under: Raw,
    key: str,
    value: object,
    path: Where,
    number: int,
    origin: dict[Where, tuple[int, Where]],
) -> None:
    old = under.get(key)
    if isinstance(value, dict) and (old is None or isinstance(old, dict)) and len(path) <= 2:
        table: Raw = dict(old or {})
        for inner, part in value.items():
            _lay_over(table, inner, part, (*path, inner), number, origin)
        under[key] = table
    elif path[0] == "routes" and key in ("needs", "helps") and isinstance(value, list):
        under[key] = _add_rows(old if isinstance(old, list) else [], value, path, number, origin)
    else:
        under[key] = value


def _add_rows(
    old: list[Any], new: list[Any], path: Where, number: int, origin: dict[Where, tuple[int, Where]]
) -> list[Any]:
    """The rows of before with the new ones: in place of what they ask again or supersede, else behind."""
    rows = [(known, origin.pop((*path, at))) for at, known in enumerate(old)]
    for at, row in enumerate(new):
        gone = [
            spot
            for spot, (known, where) in enumerate(rows)
            if where[0] < number and _replaces_row(row, known)
        ]
        spot = gone[0] if gone else len(rows)
        rows = [entry for index, entry in enumerate(rows) if index not in gone]
        rows.insert(spot, (row, (number, (*path, at))))
    origin.update({(*path, at): where for at, (_row, where) in enumerate(rows)})
    return [row for row, _where in rows]


def _replaces_row(row: object, known: object) -> bool:
    superseded = row.get("supersedes") if isinstance(row, dict) else None
    papers = known.get("any_of") if isinstance(known, dict) else None
    if (
        isinstance(superseded, list)
        and isinstance(papers, list)
        and any(paper in papers for paper in superseded)
    ):
        return True
    return _need_identity(known) == _need_identity(row)


def _need_identity(row: object) -> tuple[str, str, str]:
    """What a need asks for, so that an overlay's row replaces the base's instead of doubling it."""
    known = row if isinstance(row, dict) else {}
    return str(known.get("any_of")), str(known.get("by")), str(known.get("when"))
