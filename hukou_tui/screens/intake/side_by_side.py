"""Two persons beside or below each other, with what differs made plain: by looks, and by signs that need none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rich.cells import cell_len

from flows.linkage import difference as d
from hukou_tui.screens.intake.compared_fields import FieldLine
from hukou_tui.words.catalogue import _
from widgets.marked import MarkedText, join_texts
from widgets.palette import DIFFERS, VARIANT
from widgets.text_page import wrap_text

#: Nothing stands there.
NOTHING = "-"
#: Cells that a column of values has at least and at most.
_LEAST, _MOST = 12, 26
_POINTS = 5

# Characters that differ ------------------------------------------------------------------


def below(here: str, there: str, compare: d.Difference = d.difference) -> tuple[str, MarkedText]:
    """`there` for a cell below that of `here`: the sign before it, and the text with what differs standing out.

    `*` differs, `~` only in the form of characters, else a blank. No character is moved from below its counterpart.
    """
    if not here or not there:
        return " ", MarkedText(there or NOTHING)
    pieces = compare(here, there)
    kinds = {piece.kind for piece in pieces}
    sign = "*" if d.DIFFERS in kinds else "~" if d.VARIANT in kinds else " "
    return sign, join_texts(_standing_out(piece.there, piece.kind) for piece in pieces)


def opposite(here: str, there: str, compare: d.Difference = d.difference) -> tuple[MarkedText, MarkedText]:
    """Both texts with what differs in brackets: `[ ]`, or `( )` for another form of the same character.

    The brackets of one stand where those of the other do, with a gap where there is less.
    """
    if not here or not there:
        return MarkedText(here or NOTHING), MarkedText(there or NOTHING)
    pieces = compare(here, there)
    return join_texts(_bracket_text(p.here, p) for p in pieces), join_texts(
        _bracket_text(p.there, p) for p in pieces
    )


def _standing_out(text: str, kind: str) -> str | MarkedText:
    if kind in d.PLAIN:
        return text
    return MarkedText(text, ((0, len(text), VARIANT if kind == d.VARIANT else DIFFERS),))


def _bracket_text(text: str, piece: d.Piece) -> str | MarkedText:
    if piece.kind in d.PLAIN:
        return text
    opening, closing = "()" if piece.kind == d.VARIANT else "[]"
    padded = text + " " * (max(cell_len(piece.here), cell_len(piece.there)) - cell_len(text))
    return join_texts((opening, _standing_out(padded, piece.kind), closing))


# The table -------------------------------------------------------------------------------


def table(lines: Sequence[FieldLine], score: int, width: int) -> list[MarkedText]:
    """Heading, one line a field (more where a value needs them: nothing is cut), and the sum; `width` cells wide."""
    cells = [opposite(line.here, line.there, line.difference) for line in lines]
    heads = (_("at the window"), _("on record"))
    texts = [heads]
    for line, pair in zip(lines, cells, strict=True):
        texts += [] if line.long else [(pair[0].text, pair[1].text), line.also]
    label = max(cell_len(line.label) for line in lines) + 1
    here, there = _widths(texts, width - label - _POINTS)
    columns = (label, here + 1, there + 1)
    words = max(width - sum(columns) - _POINTS, 8)
    rows = [_row(columns, ("", *heads, " " * _POINTS + _("points, and why")))]
    for line, (one, other) in zip(lines, cells, strict=True):
        if line.label:
            values = _stack_lines(one, line.also[0], here), _stack_lines(other, line.also[1], there)
            stacked = zip_longest([line.label], *values, _account(line, words), fillvalue="")
            rows += [_row(columns, parts) for parts in stacked]
        else:
            rows += [MarkedText(text) for _points, told in line.told for text in wrap_text(told, width)]
    return [*rows, _row(columns, ("", "", "", f"{score:>4} {_('sum of the points')}"))]


def _widths(texts: Sequence[tuple[str, str]], room: int) -> tuple[int, int]:
    """As wide as the longest value, and so that at least a third of the room are left to the reasons."""
    here, there = (min(max(_LEAST, *(cell_len(pair[side]) for pair in texts)), _MOST) for side in (0, 1))
    while here + there > max(room * 2 // 3, 2 * _LEAST):
        here, there = (here - 1, there) if here > there else (here, there - 1)
    return here, there


def _stack_lines(value: MarkedText, also: str, width: int) -> list[MarkedText]:
    return [*value.wrap(width), *(MarkedText(text) for text in wrap_text(also, width) if text)]


def _account(line: FieldLine, width: int) -> Iterator[str]:
    """Points and words; words that go on do so below each other."""
    for points, told in line.told:
        counted = "" if points is None else f"{points:+d}"
        for text in wrap_text(told, width):
            yield f"{counted:>4} {text}"
            counted = ""


def _row(columns: Sequence[int], parts: Sequence[str | MarkedText]) -> MarkedText:
    """One line of the table; the account takes what is left."""
    *cells, account = parts
    return join_texts(
        [*(join_texts([cell]).fit(width) for cell, width in zip(cells, columns, strict=True)), account]
    )
