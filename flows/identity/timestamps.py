"""The day that a moment of the journal falls on, as the calendar at the counter shows it."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

#: One time in the whole country, without summer time.
CHINA = timezone(timedelta(hours=8))


def moment_of(text: str) -> datetime:
    """A moment of the journal (ISO, UTC); raises ValueError for anything else."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def day_at(text: str, *, practice: bool) -> date:
    """The day at the counter at a moment of the journal; raises ValueError for anything else.

    In practice the moment holds the frozen day at the real time, so its own day is the counter's.
    """
    moment = moment_of(text)
    return moment.date() if practice else moment.astimezone(CHINA).date()


def day_of(text: str) -> date | None:
    """The day of a moment as somebody wrote it (2016-06-14 09:00), or as the journal has it; None for other words."""
    try:
        moment = moment_of(text)
    except ValueError:
        return _begins_with(text)
    return moment.date() if moment.tzinfo is None else moment.astimezone(CHINA).date()


def _begins_with(text: str) -> date | None:
    """The day with which `text` begins (2016-06-14 in the morning)."""
    try:
        return date.fromisoformat(text[:10]) if text[4:5] == "-" else None
    except ValueError:
        return None
