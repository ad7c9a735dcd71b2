"""The index of the register as it lies on disk: sheets of sorted entries, each about as large as a page of the file.

A sheet is known by the number of its last entry, so that a question finds its first sheet with one step down the
tree and reads no page beside it. What the entries are is decided in flows/linkage/blocking_keys.py; here they are only
bytes:

    drawer of days   sorted as  year 1, letters and order 5, row 3    all kept
    the others       sorted as  key 3 (the part holds the rest), day 2, row 3    the first byte is not kept

The byte left out makes two keys in 256 look the same within a sheet; whoever is found so is compared and dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flows.linkage.blocking_keys import DAY, LETTERS_AT

#: Bytes of a sheet that stay within one page of 4096 bytes, encrypted and signed.
FITS = 3976


class Form(NamedTuple):
    """How the entries of a drawer are laid out: bytes while sorting, bytes of them left out, bytes of the number."""

    sorted: int
    left_out: int
    numbered: int

    @property
    def stored_bytes(self) -> int:
        """Bytes of an entry on a sheet."""
        return self.sorted - self.left_out


_DAYS, _OTHERS = Form(9, 0, 4), Form(8, 1, 5)


def form(drawer: int) -> Form:
    """How the entries of a drawer are laid out."""
    return _DAYS if drawer == DAY else _OTHERS


def number(drawer: int, part: int, entry: bytes) -> int:
    """The number by which a sheet that ends in `entry` (as sorted) is known: drawer, part, first bytes of the entry."""
    width = form(drawer).numbered
    return drawer << 48 | part << 8 * width | int.from_bytes(entry[:width])


def cut_pages(drawer: int, part: int, entries: bytes) -> list[tuple[int, bytes]]:
    """The sheets of one part of a drawer, numbered: its entries in any order, each once, are sorted and cut."""
    shape = form(drawer)
    width, most = shape.sorted, FITS // shape.stored_bytes
    text = entries.decode("latin-1")
    # As text: there is no faster comparison in Python than that of two short strings of this kind.
    ordered = sorted({text[at : at + width] for at in range(0, len(text), width)})
    made: list[tuple[int, bytes]] = []
    at = 0
    while at < len(ordered):
        end = _page_end(ordered, at, most, shape.numbered)
        sheet = bytearray("".join(ordered[at:end]).encode("latin-1"))
        if shape.left_out:
            del sheet[::width]
        made.append((number(drawer, part, ordered[end - 1].encode("latin-1")), bytes(sheet)))
        at = end
    return made


def _page_end(ordered: list[str], at: int, most: int, numbered: int) -> int:
    """Where the sheet that begins at `at` ends: no number may stand on two, so one with very many grows larger."""

    def same(place: int) -> bool:
        return ordered[place][:numbered] == ordered[place - 1][:numbered]

    end = at + most
    if end >= len(ordered):
        return len(ordered)
    while end > at and same(end):
        end -= 1
    if end > at:
        return end
    end = at + most
    while end < len(ordered) and same(end):
        end += 1
    return end


def under(sheet: bytes, key: int) -> Iterator[tuple[int, int]]:
    """Of a sheet of any drawer but that of days, the entries under a key: day of birth and row."""
    wanted, width = (key & 0xFFFF).to_bytes(2), _OTHERS.stored_bytes
    at = sheet.find(wanted)
    # To the end: what was left out may have told another key apart that looks the same and stands before.
    while at >= 0:
        if at % width:
            at = sheet.find(wanted, at + 1)
            continue
        yield sheet[at + 2] << 8 | sheet[at + 3], int.from_bytes(sheet[at + 4 : at + width])
        at = sheet.find(wanted, at + width)


def sounds_of_days(sheet: bytes) -> Iterator[int]:
    """Of a sheet of the drawer of days, the sounds of each name (27 bits)."""
    for at in range(1, len(sheet), _DAYS.stored_bytes):
        yield int.from_bytes(sheet[at : at + 8]) >> LETTERS_AT
