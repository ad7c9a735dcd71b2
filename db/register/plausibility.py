"""Whether an extract may take the register's place: one that empties it, shrinks it or is older does so only if asked.

A bad extract looks like a good one: it has a header and lines. What tells it is what would be gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from db.register.errors import ImportRefused
from db.register.extract import Reject

#: More than one person in so many may not be gone unasked.
_SHARE = 10
#: Counties named in a refusal.
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class RegisterContent:
    """What a register holds: persons, how many of each county (code of six digits), the day (None: not known)."""

    persons: int
    as_of: date | None
    counties: Mapping[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The lines of the extract that could not be used: how many, and the first of them."""

    count: int = 0
    first: Reject | None = None

    @property
    def params(self) -> dict[str, object]:
        """The data of the sentence that tells of them."""
        if self.first is None:
            return {"left_out": self.count}
        why = {"line": self.first.line, "why": self.first.code, "reject": dict(self.first.params)}
        return {"left_out": self.count, **why}


def admit_day(before: RegisterContent | None, day: date, today: date | None, *, accepted: bool) -> bool:
    """Whether `day`, for which the extract stands, is older than the register's, and that was `accepted`.

    `before`: what is on record, None for nobody. Raises ImportRefused(extract_of_tomorrow | register_older).
    """
    if today is not None and day > today:
        raise ImportRefused("extract_of_tomorrow", day=day.isoformat(), today=today.isoformat())
    if before is None or before.as_of is None or day >= before.as_of:
        return False
    if not accepted:
        raise ImportRefused(
            "register_older", persons=before.persons, as_of=before.as_of.isoformat(), day=day.isoformat()
        )
    return True


def admit_anybody(persons: int, left_out: LeftOut, *, accepted: bool) -> None:
    """An extract that holds nobody is none. Raises ImportRefused(extract_of_nobody | extract_unreadable)."""
    if not persons and not accepted:
        raise ImportRefused("extract_unreadable" if left_out.count else "extract_of_nobody", **left_out.params)


def admit_loss(before: RegisterContent | None, after: RegisterContent, left_out: LeftOut, *, accepted: bool) -> bool:
    """Whether more than a tenth of the persons would be gone, and that was `accepted`.

    Raises ImportRefused(register_shrinks | register_shrinks_unread | register_changes_county).
    """
    if before is None or count_lost_persons(before, after) * _SHARE <= before.persons:
        return False
    if not accepted:
        raise _shrink_refusal(before, after, left_out)
    return True


def count_lost_persons(before: RegisterContent, after: RegisterContent) -> int:
    """How many would be gone, of all or county by county: another county's extract may be as long as ours."""
    gone = (max(had - after.counties.get(code, 0), 0) for code, had in before.counties.items() if code)
    return max(before.persons - after.persons, sum(gone))


def _shrink_refusal(before: RegisterContent, after: RegisterContent, left_out: LeftOut) -> ImportRefused:
    params: dict[str, object] = {
        "before": before.persons,
        "after": after.persons,
        "as_of": before.as_of.isoformat() if before.as_of else "?",
        **left_out.params,
    }
    if (before.persons - after.persons) * _SHARE <= before.persons:
        named = ", ".join(county_changes(before, after)[:_MOST_NAMED])
        return ImportRefused(
            "register_changes_county", lost=count_lost_persons(before, after), counties=named, **params
        )
    return ImportRefused("register_shrinks_unread" if left_out.count else "register_shrinks", **params)


def county_changes(before: RegisterContent, after: RegisterContent) -> list[str]:
    """`530699: 4000 -> 0` for each county with another count, the greatest loss first."""
    codes = sorted({*before.counties, *after.counties})
    counts = [(code or "-", before.counties.get(code, 0), after.counties.get(code, 0)) for code in codes]
    counts.sort(key=lambda county: county[2] - county[1])
    return [f"{code}: {had} -> {has}" for code, had, has in counts if had != has]
