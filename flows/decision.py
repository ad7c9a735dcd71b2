"""What a decision of the county may say: asked of its own officers' input, and of every acknowledgement.

One rule for both sides, so that no station takes in what no county could have entered.
"""

from __future__ import annotations

from datetime import date
from unicodedata import category

from flows import actions as a
from flows.counter import is_badge
from flows.fields import BY_ID
from flows.resident_number import check
from flows.status import Event

EVENTS = frozenset({Event.GRANT, Event.NOT_GRANT, Event.SEND_BACK})
#: Characters; a note is as long as a field may be.
LONGEST_GROUND, LONGEST_NOTE, LONGEST_OFFICE = 100, 400, 40
#: Nobody was registered by this county before.
_FIRST_YEAR = 1949
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def fault_in(said: a.Move, officer: str | None, today: date) -> str:
    """The code of the first thing that a decision by `officer` (a badge) cannot say; empty if there is none.

    None: by nobody in particular, as acknowledgements of schema 1 could say.
    """
    if officer is not None and not is_badge(officer):
        return "county_officer"
    if said.event not in EVENTS:
        return "unknown_event"
    return _in_words(said) or _in_number(said, today)


def _in_words(said: a.Move) -> str:
    if said.event == Event.NOT_GRANT and not (said.ground and said.note):
        return "county_ground_missing"
    if (said.event == Event.SEND_BACK and not said.note) or (said.field and said.field not in BY_ID):
        return "county_words_missing"
    fits = len(said.ground) <= LONGEST_GROUND and len(said.note) <= LONGEST_NOTE
    return "" if fits and is_text(said.ground) and is_text(said.note) else "county_text"


def _in_number(said: a.Move, today: date) -> str:
    if not said.number and not said.on:
        return ""
    if not (said.number and said.on) or said.event != Event.GRANT:
        return "county_number_and_date"
    number = check(said.number)
    if number.problems or number.number != said.number or number.birth is None:
        return "county_number_invalid"
    day = iso_day(said.on)
    if day is None:
        return "county_day"
    possible = day.year >= _FIRST_YEAR and number.birth <= day <= today
    return "" if possible else "county_day_impossible"


def iso_day(text: str) -> date | None:
    """The day that is written as 2016-06-20, and in no other way."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def is_text(text: str) -> bool:
    """Whether there is nothing in it that steers or cannot be seen, but for the ends of lines."""
    # Not `isprintable`: that knows no character of a newer Unicode, and rare names have those.
    return not any(category(char) in _UNSEEN for char in text if char != "\n")


def is_office(name: str) -> bool:
    """Whether an office of the county can be called so: 1 to 40 characters in one line."""
    return 0 < len(name) <= LONGEST_OFFICE and "\n" not in name and is_text(name) and name == name.strip()
