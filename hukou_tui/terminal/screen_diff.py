"""The picture on the terminal, cell by cell: what is to be seen, what is seen, and the least text between the two."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

from rich.cells import get_character_cell_size
from rich.segment import Segment
from rich.style import Style

#: Stands for a character that the terminal's encoding lacks (the geta mark, in GB2312).
MISSING = "\u3013"
_BLANK, _PLAIN = " ", ""
#: A gap of unchanged cells shorter than this is written over: a move of the cursor costs more.
_GAP = 4


class ScreenBuffer:
    """Rows of cells, each a glyph and a look (the numbers of an SGR sequence); a wide glyph is followed by ""."""

    def __init__(self, width: int, height: int, *, colours: bool = True, encoding: str = "utf-8") -> None:
        self._look = lru_cache(256)(lambda style: _codes(style, colours))
        self._sendable = lru_cache(8192)(_sendable_in(encoding))
        self.resize(width, height)

    def resize(self, width: int, height: int) -> None:
        """Another size; what is to be seen stays where it was, and all of it has to be written again."""
        old = getattr(self, "_wanted", [])
        self.width, self.height = width, height
        self._wanted = [[(_BLANK, _PLAIN)] * width for _row in range(height)]
        for row, cells in zip(self._wanted, old, strict=False):
            row[: len(cells)] = cells[:width]
        self.forget()

    def forget(self) -> None:
        """What the terminal shows is not known any more: the next changes begin with an empty screen."""
        self._shown = [[(_BLANK, _PLAIN)] * self.width for _row in range(self.height)]
        self._touched = set(range(self.height))
        self._cleared = False
        self._at: tuple[int, int] | None = None
        self._now: str | None = None

    # What is to be seen ------------------------------------------------------------------

    def put(self, x: int, y: int, segments: Iterable[Segment]) -> None:
        """From cell `x` of row `y` on, these segments are to be seen."""
        if not 0 <= y < self.height:
            return
        cells: list[tuple[str, str]] = []
        for text, style, _control in segments:
            look = self._look(style) if style else _PLAIN
            if text.isascii() and text.isprintable():
                blank = (_BLANK, _on_blank(look))
                cells.extend([blank if character == _BLANK else (character, look) for character in text])
            else:
                self._spread_text(text, look, cells)
        row = self._wanted[y]
        row[x : x + len(cells)] = cells[: max(self.width - x, 0)]
        if len(row) > self.width:
            del row[self.width :]
        self._touched.add(y)

    def _spread_text(self, text: str, look: str, cells: list[tuple[str, str]]) -> None:
        for character in text:
            glyph, width = self._sendable(character)
            if width:
                cells.append((glyph, look if glyph != _BLANK else _on_blank(look)))
                if width == 2:
                    cells.append(("", look))
            elif glyph and cells:
                at = -1 if cells[-1][0] else -2
                cells[at] = (cells[at][0] + glyph, cells[at][1])

    # What has to be written --------------------------------------------------------------

    @property
    def touched(self) -> bool:
        """Whether there may be something to write."""
        return bool(self._touched)

    def changes(self, cursor: tuple[int, int]) -> str:
        """The text that makes the terminal show what is to be seen, its cursor at `cursor` (column, row)."""
        out: list[str] = []
        if not self._cleared:
            out.append("\x1b[m\x1b[H\x1b[2J")
            self._cleared, self._at, self._now = True, (0, 0), _PLAIN
        # The row where the cursor comes to rest is the last one: the way back to it is the shortest then.
        for y in sorted(self._touched, key=lambda y: (y == cursor[1], y)):
            if self._wanted[y] != self._shown[y]:
                self._change_row(y, out)
        self._touched.clear()
        self._move(*cursor, out)
        return "".join(out)

    def _change_row(self, y: int, out: list[str]) -> None:
        new, old = self._wanted[y], self._shown[y]
        full = self.width
        while full and new[full - 1] == (_BLANK, _PLAIN):
            full -= 1
        for begin, end in _runs(new, old, full):
            self._write(begin, end, y, out)
        if new[full:] != old[full:]:
            self._move(full, y, out)
            self._wear_for((_BLANK, _PLAIN), out)
            out.append("\x1b[K")
        self._shown[y] = list(new)

    def _write(self, begin: int, end: int, y: int, out: list[str]) -> None:
        """Write the cells from `begin` up to `end`; behind a glyph of uncertain width the cursor is placed anew."""
        row = self._wanted[y]
        for x in range(begin, end):
            glyph = row[x][0]
            if not glyph:
                continue
            self._move(x, y, out)
            self._wear_for(row[x], out)
            out.append(glyph)
            after = x + 2 if x + 1 < self.width and not row[x + 1][0] else x + 1
            self._at = (after, y) if after < self.width and _certain(glyph) else None

    def _wear_for(self, cell: tuple[str, str], out: list[str]) -> None:
        """Change the look for what comes next, unless that would not be seen."""
        look = cell[1]
        if look == self._now or (cell == (_BLANK, _PLAIN) and self._now and not _on_blank(self._now)):
            return
        if look == _PLAIN:
            out.append("\x1b[m")
        else:
            out.append(f"\x1b[{look}m" if self._now == _PLAIN else f"\x1b[0;{look}m")
        self._now = look

    def _move(self, x: int, y: int, out: list[str]) -> None:
        """The cursor to cell `x` of row `y`, by the shortest way that every terminal knows."""
        x, y = min(max(x, 0), self.width - 1), min(max(y, 0), self.height - 1)
        if self._at == (x, y):
            return
        if self._at is not None and self._at[1] == y and x < self._at[0] <= x + 3:
            out.append("\b" * (self._at[0] - x))
        elif self._at is not None and self._at[1] == y and x == 0:
            out.append("\r")
        elif self._at is not None and self._at[1] == y:
            step, way = abs(x - self._at[0]), "C" if x > self._at[0] else "D"
            out.append(f"\x1b[{step}{way}" if step > 1 else "\x1b[" + way)
        elif x == 0:
            out.append(f"\x1b[{y + 1}H" if y else "\x1b[H")
        else:
            out.append(f"\x1b[{y + 1};{x + 1}H")
        self._at = (x, y)


def _runs(new: list[tuple[str, str]], old: list[tuple[str, str]], full: int) -> list[tuple[int, int]]:
    """Where the first `full` cells differ, as [begin, end), no wide glyph cut, short plain gaps closed."""
    runs: list[tuple[int, int]] = []
    x = 0
    while x < full:
        if new[x] == old[x]:
            x += 1
            continue
        begin = x
        while begin and not new[begin][0]:
            begin -= 1
        x += 1
        while x < full and (new[x] != old[x] or not new[x][0]):
            x += 1
        if runs and begin - runs[-1][1] < _GAP and _uniform(new[runs[-1][1] - 1 : begin + 1]):
            runs[-1] = (runs[-1][0], x)
        else:
            runs.append((begin, x))
    return runs


def _uniform(cells: list[tuple[str, str]]) -> bool:
    """Whether writing over these cells takes one byte each: one look, and ASCII between the ends."""
    looks = {look for glyph, look in cells if (glyph, look) != (_BLANK, _PLAIN)}
    if len(looks) < 2 and (_BLANK, _PLAIN) in cells and any(map(_on_blank, looks)):
        return False
    return len(looks) < 2 and all(glyph.isascii() for glyph, _look in cells[1:-1])


@lru_cache(256)
def _on_blank(look: str) -> str:
    """What of a look is seen on a blank: lines, reversal and background; the same blank is the same cell then."""
    seen = any(code in ("4", "7") or (len(code) == 2 and code[0] == "4") for code in look.split(";"))
    return look if seen else _PLAIN


def _codes(style: Style, colours: bool) -> str:
    """The numbers of the SGR sequence for what the eight colours and a VT100 can show of `style`."""
    codes = [number for number, on in (("1", style.bold), ("4", style.underline), ("7", style.reverse)) if on]
    if colours:
        for base, colour in ((30, style.color), (40, style.bgcolor)):
            if colour is not None and colour.number is not None and colour.number < 16:
                codes.append(str(base + colour.number % 8))
    return ";".join(codes)


def _certain(glyph: str) -> bool:
    """Whether every terminal gives this glyph the same width; behind others the cursor is placed anew."""
    return glyph.isascii() or (
        len(glyph) == 1
        and ("\u4e00" <= glyph <= "\u9fa5" or "\u3001" <= glyph <= "\u3011" or "\uff01" <= glyph <= "\uff5e")
    )


def _sendable_in(encoding: str) -> Callable[[str], tuple[str, int]]:
    """What to send for a character in `encoding`, and how many cells it takes; nothing ever steers the terminal."""

    def sendable(character: str) -> tuple[str, int]:
        width = get_character_cell_size(character)
        category = unicodedata.category(character)
        if (category[0] == "C" and category not in ("Co", "Cn")) or category in ("Zl", "Zp"):
            return ("", 0)
        try:
            character.encode(encoding)
        except UnicodeEncodeError:
            return (MISSING, 2) if width == 2 else ("?" if width else "", width)
        return (character, width)

    return sendable
