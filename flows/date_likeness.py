"""How two dates of birth may be one: equal, lunar taken for solar, swapped, a year off, or vague."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from flows.birth_date import BirthDate, lunar_readings


@dataclass(frozen=True, slots=True)
class DateLikeness:
    """`code` names the kind, `points` count in the comparison; `params` hold what the sentence needs."""

    code: str
    points: int
    params: dict[str, object] = field(default_factory=dict, hash=False)

    @property
    def same_day(self) -> bool:
        """Whether both are, or were meant as, the same day."""
        return self.points >= 30

    @property
    def apart(self) -> bool:
        """Whether the two cannot be one birth unless something was written quite wrong."""
        return self.points <= -10


EQUAL = 40
_WITHIN = {"month": 22, "year": 12, "range": 8}


def date_likeness(query: BirthDate, record: BirthDate) -> DateLikeness:
    """Compare the date known at the counter with the one on record, best explanation first."""
    if query.precision != "day" or record.precision != "day":
        return _vague(query, record)
    return _same_day(query, record) or _slip(query, record) or _by_year(query, record)


def _digits(birth: BirthDate) -> tuple[int, int, int]:
    return birth.year, birth.month or 0, birth.day or 0


def _same_day(query: BirthDate, record: BirthDate) -> DateLikeness | None:
    mine, theirs = set(query.solar_days), set(record.solar_days)
    if mine & theirs:
        return (
            DateLikeness("equal", EQUAL)
            if query.calendar == record.calendar
            else DateLikeness("lunar_is_solar", 38)
        )
    if query.calendar != record.calendar and _digits(query) == _digits(record):
        return DateLikeness("same_digits_other_calendar", 32)
    # Neither says lunar, but lunar figures may stand in a solar field: 99.6 % of them look like a date.
    if query.calendar == "solar" and theirs & set(lunar_readings(*_digits(query))):
        return DateLikeness("asked_was_lunar", 32)
    if record.calendar == "solar" and mine & set(lunar_readings(*_digits(record))):
        return DateLikeness("record_was_lunar", 32)
    return None


def _slip(query: BirthDate, record: BirthDate) -> DateLikeness | None:
    """One part of the date written wrong, in whichever calendar the two were meant."""
    readings = {_of(day) for day in query.solar_days} | {_digits(query)}
    targets = {_of(day) for day in record.solar_days} | {_digits(record)}
    if query.calendar == "solar":
        readings |= {_of(day) for day in lunar_readings(*_digits(query))}
    found = [slip for one in readings for other in targets if (slip := _one_slip(one, other))]
    return max(found, key=lambda slip: slip.points, default=None)


def _of(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


def _one_slip(one: tuple[int, int, int], other: tuple[int, int, int]) -> DateLikeness | None:
    (year, month, day), (their_year, their_month, their_day) = one, other
    years = abs(year - their_year)
    if years == 0 and (month, day) == (their_day, their_month):
        return DateLikeness("day_month_swapped", 28)
    if (month, day) == (their_month, their_day):
        if years <= 2:
            return DateLikeness("year_off", 27 if years == 1 else 21, {"years": years})
        if sorted(str(year)) == sorted(str(their_year)) or years % 10 == 0:
            return DateLikeness("year_digit", 16, {"years": years})
    if years == 0 and month == their_month:
        return DateLikeness("day_differs", 18)
    if years == 0 and day == their_day:
        return DateLikeness("month_differs", 16)
    return None


def _by_year(query: BirthDate, record: BirthDate) -> DateLikeness:
    years = _years_apart(query, record)
    if years == 0:
        return DateLikeness("same_year", 2)
    if years <= 2:
        return DateLikeness("years_apart", -4 * years, {"years": years})
    return DateLikeness("years_apart", -18 if years < 10 else -28, {"years": years})


def _vague(query: BirthDate, record: BirthDate) -> DateLikeness:
    coarse = max((query.precision, record.precision), key=("day", "month", "year", "range").index)
    if query.earliest <= record.latest and record.earliest <= query.latest:
        return DateLikeness(f"within_{coarse}", _WITHIN[coarse])
    gap = max((query.earliest - record.latest).days, (record.earliest - query.latest).days)
    if gap <= 366:
        # A counted age and a zodiac year are commonly one off.
        return DateLikeness("nearly_within", 3)
    years = gap // 365
    return DateLikeness("years_apart", -6 if years < 3 else -18 if years < 10 else -28, {"years": years})


def _years_apart(query: BirthDate, record: BirthDate) -> int:
    return abs(query.earliest.year - record.earliest.year)
