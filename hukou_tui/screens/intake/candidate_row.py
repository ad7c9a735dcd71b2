"""Rows of the lookup: the person at the window, and below it in the same columns whoever was found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flows.linkage.difference import difference
from flows.linkage.person import Person, Query
from hukou_tui.screens.intake.compared_fields import birth, birth_text, of_births, sex
from hukou_tui.screens.intake.side_by_side import NOTHING, below
from hukou_tui.words.catalogue import _
from hukou_tui.words.reasons import BANDS_IN_A_ROW
from hukou_tui.words.safe_text import safe_text
from widgets.line import fit_text
from widgets.marked import MarkedText, join_texts

if TYPE_CHECKING:
    from hukou_tui.session.news import Candidate

#: Cells of name, date of birth, sex, father and mother; a place follows where the terminal is wider than 80.
_COLUMNS = (10, 10, 2, 8, 8)
_BORN = 1
_WITHOUT_PLACE, _PLACE_FROM, _PLACE_MOST = 80, 12, 40
_BAND = 8


def person_row(asked: Query, width: int) -> str:
    """The person at the window; three cells are left for the digit of a row."""
    columns = zip(_texts(asked), _widths(width), strict=False)
    cells = "".join(" " + fit_text(text or NOTHING, cells) for text, cells in columns)
    return f"   {cells} <- {_('at the window')}"


def candidate_row(asked: Query, candidate: Candidate, digit: str, state: str, width: int) -> MarkedText:
    """One who was found: what differs from the person above stands out, and `*` or `~` stands before it."""
    band = _("void") if candidate.person.status == "cancelled" else _(BANDS_IN_A_ROW[candidate.comparison.band])
    account = f" {candidate.comparison.score:>3} {fit_text(band, _BAND)} {state}"
    return join_texts((f" {digit}", *_comparison_cells(asked, candidate.person, width), account))


def _comparison_cells(asked: Query, person: Person, width: int) -> Iterator[str | MarkedText]:
    dates = of_births(birth(asked), birth(person))
    columns = zip(_texts(asked), _texts(person), _widths(width), strict=False)
    for at, (here, there, cells) in enumerate(columns):
        sign, text = below(here, there, dates if at == _BORN else difference)
        yield sign
        yield text.fit(cells)


def _texts(of: Query | Person) -> tuple[str, ...]:
    texts = (of.name, birth_text(birth(of)), sex(of.sex)[:1], of.father_name, of.mother_name, of.address)
    return tuple(safe_text(text) for text in texts)


def _widths(width: int) -> tuple[int, ...]:
    room = width - _WITHOUT_PLACE - 1
    return (*_COLUMNS, min(room, _PLACE_MOST)) if room >= _PLACE_FROM else _COLUMNS
