"""What a decision of the county may say: asked of its own officers' input, and of every acknowledgement.

One rule for both sides, so that no station takes in what no county could have entered.
"""

from __future__ import annotations

from datetime import date
from unicodedata import category

from flows.case import actions as a
from flows.case.admission import is_badge
from flows.case.fields import BY_ID
from flows.case.status import Event
from flows.errors import NotAllowed
from flows.identity.resident_number import check_number

EVENTS = frozenset({Event.GRANT, Event.NOT_GRANT, Event.SEND_BACK})
#: Characters; a note is as long as a field may be.
LONGEST_GROUND, LONGEST_NOTE, LONGEST_OFFICE = 100, 400, 40
#: Nobody was registered by this county before.
_FIRST_YEAR = 1949
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class NotSayable(NotAllowed):
    """What a decision of the county cannot say: `county_officer`, `unknown_event`, `county_ground_missing` …"""


def check_decision(said: a.Move, officer: str | None, today: date) -> None:
    """Raise NotSayable for the first thing that a decision by `officer` (a badge) cannot say.

    None: by nobody in particular, as acknowledgements of schema 1 could say.
    """
    if officer is not None and not is_badge(officer):
        raise NotSayable("county_officer", event=said.event)
    if said.event not in EVENTS:
        raise NotSayable("unknown_event", event=said.event)
    _check_words(said)
    if said.number or said.on:
        _check_number(said, today)


def _check_words(said: a.Move) -> None:
    if said.event == Event.NOT_GRANT and not (said.ground and said.note):
        raise NotSayable("county_ground_missing", event=said.event)
    if (said.event == Event.SEND_BACK and not said.note) or (said.field and said.field not in BY_ID):
        raise NotSayable("county_words_missing", event=said.event)
    fits = len(said.ground) <= LONGEST_GROUND and len(said.note) <= LONGEST_NOTE
    if not (fits and is_text(said.ground) and is_text(said.note)):
        raise NotSayable("county_text", event=said.event)


def _check_number(said: a.Move, today: date) -> None:
    if not (said.number and said.on) or said.event != Event.GRANT:
        raise NotSayable("county_number_and_date", event=said.event)
    number = check_number(said.number)
    if number.problems or number.number != said.number or number.birth is None:
        raise NotSayable("county_number_invalid", event=said.event)
    day = iso_day(said.on)
    if day is None:
        raise NotSayable("county_day", event=said.event)
    if not (day.year >= _FIRST_YEAR and number.birth <= day <= today):
        raise NotSayable("county_day_impossible", event=said.event)


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
