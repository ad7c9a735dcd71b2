"""How two dates of birth may be one: equal, lunar taken for solar, swapped, a year off, or vague.

Points are rounded log-likelihoods, three a bit (flows/linkage/comparison.py): some 20,000 days of birth are alive, so
an equal day is worth 14 bits, and each kind of slip costs what it is rarer among the records of one person.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from math import log2

from flows.identity.birth_date import BirthDate, lunar_figures, lunar_readings

Figures = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class DateSimilarity:
    """`code` names the kind, `points` count in the comparison; `params` hold what the sentence needs."""

    code: str
    points: int
    params: dict[str, object] = field(default_factory=dict, hash=False)

    @property
    def same_day(self) -> bool:
        """Whether both are, or were meant as, the same day."""
        return self.code in _SAME_DAY

    @property
    def maybe_same_day(self) -> bool:
        """Whether one slip of the pen, or a part left out, may stand between the two and one day."""
        return self.points > 2

    @property
    def apart(self) -> bool:
        """Whether the two cannot be one birth unless something was written quite wrong."""
        return self.points <= -10


EQUAL = 42
_SAME_DAY = frozenset(
    ("equal", "lunar_is_solar", "same_digits_other_calendar", "asked_was_lunar", "record_was_lunar", "by_number",
     "leap_month")
)  # fmt: skip
#: Days on which those who are alive were born, weighed by how many.
_LIVING_DAYS = 20_000
_FEW_DAYS = 10
#: Days outside a year that is told by an age: the nominal age (虚岁) runs one or two years ahead.
_NOMINAL_AGE = 731
#: A lunar date read as a solar one lies 18 to 56 days before the true day.
_MISFILED_WITHIN = 62


@lru_cache(maxsize=2048)
def compare_birth_dates(query: BirthDate, record: BirthDate) -> DateSimilarity:
    """Compare the date known at the counter with the one on record, best explanation first."""
    if query.day is None or record.day is None or query.month is None or record.month is None:
        return _vague(query, record)
    if query.calendar == record.calendar == "solar" and abs(query.year - record.year) > 3:
        # Whatever the calendar, so many years stay; most pairs are of this kind.
        return _one_slip(_figures(query), _figures(record)) or _by_year(query, record)
    found = _same_day(query, record)
    if found:
        return found
    slips = (_slip(query, record), _two_slips(query, record), _days_apart(query, record))
    best = max((slip for slip in slips if slip), key=lambda slip: slip.points, default=None)
    return best or _by_year(query, record)


def _days_apart(query: BirthDate, record: BirthDate) -> DateSimilarity | None:
    """The night between two days, or "about then": a few days apart, in whatever months."""
    days = min(abs((one - other).days) for one in query.solar_days for other in record.solar_days)
    return DateSimilarity("days_apart", 14 if days == 1 else 9, {"days": days}) if 0 < days <= _FEW_DAYS else None


def _figures(birth: BirthDate) -> Figures:
    return birth.year, birth.month or 0, birth.day or 0


def _same_day(query: BirthDate, record: BirthDate) -> DateSimilarity | None:
    mine, theirs = query.solar_days, record.solar_days
    if not set(mine).isdisjoint(theirs):
        if query.calendar == record.calendar:
            return DateSimilarity("equal", EQUAL)
        return DateSimilarity("lunar_is_solar", 40)
    if query.calendar != record.calendar:
        same = _figures(query) == _figures(record)
        return DateSimilarity("same_digits_other_calendar", 30) if same else None
    if query.calendar == "lunar":
        return DateSimilarity("leap_month", 34) if _figures(query) == _figures(record) else None
    if abs(mine[0].toordinal() - theirs[0].toordinal()) > _MISFILED_WITHIN:
        return None
    # Neither says lunar, but lunar figures may stand in a solar field: 99.6 % of them look like a date.
    if theirs[0] in lunar_readings(*_figures(query)):
        return DateSimilarity("asked_was_lunar", 28)
    if mine[0] in lunar_readings(*_figures(record)):
        return DateSimilarity("record_was_lunar", 28)
    if lunar_figures(mine[0]) == lunar_figures(theirs[0]):
        return DateSimilarity("leap_month", 18)
    return None


def _solar(birth: BirthDate) -> set[Figures]:
    """The solar figures of a whole date."""
    return {(day.year, day.month, day.day) for day in birth.solar_days}


def _lunar(birth: BirthDate) -> set[Figures]:
    """The lunar figures of a whole date, none where it cannot be converted."""
    if birth.calendar == "lunar":
        return {_figures(birth)}
    return {figures for day in birth.solar_days if (figures := lunar_figures(day))}


def _slip(query: BirthDate, record: BirthDate) -> DateSimilarity | None:
    """One part of the date written wrong, in the calendar that one of the two was meant in."""
    found = [slip for a in _solar(query) for b in _solar(record) if (slip := _one_slip(a, b))]
    if "lunar" in (query.calendar, record.calendar):
        found += [slip for a in _lunar(query) for b in _lunar(record) if (slip := _one_slip(a, b))]
    return max(found, key=lambda slip: slip.points, default=None)


def _two_slips(query: BirthDate, record: BirthDate) -> DateSimilarity | None:
    """The year off and the calendar taken for the other: the same day of the year if one of them was lunar."""
    mine, theirs = {_figures(query)}, {_figures(record)}
    if query.calendar == record.calendar == "solar":
        pairs = [(mine, _lunar(record)), (_lunar(query), theirs), (_lunar(query), _lunar(record))]
    else:
        pairs = [(mine, theirs)] if query.calendar != record.calendar else []
    for here, there in pairs:
        for one in here:
            for other in there:
                years = abs(one[0] - other[0])
                if one[1:] == other[1:] and 1 <= years <= 2:
                    return DateSimilarity("calendar_and_year", 12, {"years": years})
    return None


def _one_slip(one: Figures, other: Figures) -> DateSimilarity | None:
    (year, month, day), (their_year, their_month, their_day) = one, other
    if (month, day) == (their_month, their_day):
        return _another_year(year, their_year)
    if year != their_year:
        return None
    if (month, day) == (their_day, their_month):
        return DateSimilarity("day_month_swapped", 27)
    if month == their_month:
        return DateSimilarity("day_differs", 16 if _nearly(day, their_day) else 9)
    if day == their_day:
        return DateSimilarity("month_differs", 15 if _nearly(month, their_month) else 9)
    return None


def _another_year(one: int, other: int) -> DateSimilarity:
    years = abs(one - other)
    if years <= 2:
        return DateSimilarity("year_off", 27 if years == 1 else 22, {"years": years})
    if sorted(str(one)) == sorted(str(other)) or years % 10 == 0:
        return DateSimilarity("year_digit", 16, {"years": years})
    return DateSimilarity("year_digit", 9 if one // 10 == other // 10 else 3, {"years": years})


def _nearly(one: int, other: int) -> bool:
    """One digit written wrong, two digits swapped, or one day or month off."""
    a, b = f"{one:02d}", f"{other:02d}"
    return abs(one - other) == 1 or a[0] == b[0] or a[1] == b[1] or a == b[::-1]


def _by_year(query: BirthDate, record: BirthDate) -> DateSimilarity:
    years = abs(query.year - record.year)
    if query.calendar != record.calendar:
        years = abs(query.earliest.year - record.earliest.year)
    if years == 0:
        return DateSimilarity("same_year", 2)
    return DateSimilarity("years_apart", _apart(years), {"years": years})


def _apart(years: int) -> int:
    return -4 * years if years <= 2 else -15 if years < 10 else -22


def _vague(query: BirthDate, record: BirthDate) -> DateSimilarity:
    """Only a month, a year or some years are known of one of the two: the narrower, the more it says."""
    first, last = query.earliest.toordinal(), query.latest.toordinal()
    their_first, their_last = record.earliest.toordinal(), record.latest.toordinal()
    gap = max(first - their_last, their_first - last)
    if gap <= 0:
        coarse = max((query.precision, record.precision), key=("day", "month", "year", "range").index)
        days = max(last - first, their_last - their_first) + 1
        points = round(2.7 * log2(_LIVING_DAYS / days)) if days < _LIVING_DAYS else 0
        return DateSimilarity(f"within_{coarse}", points)
    if "year" in (query.precision, record.precision) and gap <= _NOMINAL_AGE:
        # Whoever knows the year alone has it from an age.
        return DateSimilarity("nearly_within", 9) if gap <= 366 else DateSimilarity("nominal_age", 3)
    if gap <= 366:
        # A zodiac year is commonly one off; a lunar month begins in the next solar one.
        return DateSimilarity("nearly_within", 8 if gap <= _MISFILED_WITHIN else 3)
    years = gap // 365
    return DateSimilarity("years_apart", -6 if years < 3 else _apart(years), {"years": years})
