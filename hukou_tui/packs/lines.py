"""On which line of a pack a key stands: a small index of table headers, keys and the rows of arrays.

tomllib gives no positions once a file has parsed; a fault without its line sends a policy officer searching.
"""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\[([^\[\]]+)\]\s*(?:#.*)?$")
_KEY = re.compile(r"""([A-Za-z0-9_-]+|"[^"]*")\s*=""")
_NAME = re.compile(r'"([^"]*)"|([^.\s"]+)')
_STRING = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'|#.*')


def key(path: Path) -> str:
    """A path as it is written in a message; the head of any of the packs is called as it stands in its file."""
    inside = ("pack", *path[2:]) if path[:1] == ("packs",) else path
    return ".".join(str(part) for part in inside)


class Lines:
    """The index of one file; `line_of` finds a path or the nearest part that has a line of its own."""

    def __init__(self, text: str) -> None:
        self.index: dict[Path, int] = {(): 1}
        self._read_lines(text)

    def line_of(self, path: Path) -> int:
        """The line of `path`, or of what it stands in; 1 if nothing of it is in this file."""
        while path not in self.index:
            path = path[:-1]
        return self.index[path]

    def depth(self, path: Path) -> int:
        """How many parts of `path` this file has a line for."""
        depth = len(path)
        while path[:depth] not in self.index:
            depth -= 1
        return depth

    def _read_lines(self, text: str) -> None:
        table: Path = ()
        array: Path | None = None
        row = nested = 0
        for number, raw in enumerate(text.splitlines(), 1):
            line = raw.strip()
            if array is not None:
                if line.startswith("{") and nested == 1:
                    self.index[(*array, row)] = number
                    row += 1
                nested += _bracket_depth(line)
                array = array if nested > 0 else None
            elif header := _HEADER.match(line):
                table = tuple(quoted or bare for quoted, bare in _NAME.findall(header[1]))
                for end in range(1, len(table) + 1):
                    self.index.setdefault(table[:end], number)
            elif key := _KEY.match(line):
                path = (*table, key[1].strip('"'))
                self.index[path] = number
                nested = _bracket_depth(line[key.end() :])
                array, row = (path, 0) if nested > 0 else (None, 0)


def _bracket_depth(line: str) -> int:
    bare = _STRING.sub("", line)
    return bare.count("[") - bare.count("]")
