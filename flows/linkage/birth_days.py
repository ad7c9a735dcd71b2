"""The days on which a birth may stand on record: as asked for, in another calendar, a year off, or after a slip."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from flows.identity.birth_date import BirthDate, lunar_figures, lunar_readings
from flows.linkage import blocking_keys

_SAME_DAY, _OTHER_READING, _SWAPPED, _BY_NUMBER = 42, 28, 27, 38
_YEARS_OFF = {1: 27, 2: 22}
_READING_AND_YEAR = 12
#: Points roughly as the comparison gives them (flows/linkage/date_similarity.py).
_SLIP, _LARGER_SLIP = 16, 9


class BirthDays:
    """The days that a question about a birth may mean, and what each is worth."""

    def __init__(self) -> None:
        self._asked: dict[tuple[int, int], dict[int, int]] = {}
        self._beside: dict[date, int] = {}

    def add_birth(self, birth: BirthDate | None) -> None:
        """The days that a whole date may mean; nothing for a part of one."""
        if birth is None or not birth.month or not birth.day:
            return
        for solar in birth.solar_days:
            self._may((solar.year, solar.month, solar.day), _SAME_DAY)
            for years, worth in _YEARS_OFF.items():
                for year in (solar.year - years, solar.year + years):
                    self._may((year, solar.month, solar.day), worth)
            self._slip(solar)
        figures = birth.year, birth.month, birth.day
        if birth.day <= 12:
            self._may((birth.year, birth.day, birth.month), _SWAPPED)
        for other in _other_readings(birth, figures):
            self._may(other, _OTHER_READING)
            for years in (-2, -1, 1, 2):
                self._add_beside(_day(other[0] + years, *other[1:]), _READING_AND_YEAR)

    def add_figures(self, figures: tuple[int, int, int]) -> None:
        """The day that a number says, if it is one."""
        if _day(*figures):
            self._may(figures, _BY_NUMBER)

    def _may(self, figures: tuple[int, int, int], worth: int) -> None:
        year, *month_day = figures
        worths = self._asked.setdefault((month_day[0], month_day[1]), {})
        worths[year] = max(worths.get(year, 0), worth)

    def _slip(self, day: date) -> None:
        """What a slip of the pen makes of a day: another figure of the day or the month, a day or ten more or less."""
        for other in range(1, 32):
            self._add_beside(
                _day(day.year, day.month, other), _SLIP if _nearly(day.day, other) else _LARGER_SLIP
            )
        for month in range(1, 13):
            self._add_beside(
                _day(day.year, month, day.day), _SLIP if _nearly(day.month, month) else _LARGER_SLIP
            )
        for shift in range(-10, 11):
            self._add_beside(day + timedelta(shift), _SLIP if abs(shift) in (1, 10) else _LARGER_SLIP)

    def _add_beside(self, day: date | None, worth: int) -> None:
        if day is not None:
            self._beside[day] = max(worth, self._beside.get(day, 0))

    def worth(self) -> dict[int, int]:
        """What each day of birth is worth, as entries carry it (`about_day` in flows/linkage/blocking_keys.py)."""
        found: dict[int, int] = {}
        asked = ((_day(year, *month_day), points) for month_day, worths in self._asked.items()
                 for year, points in worths.items())  # fmt: skip
        for day, points in (*self._beside.items(), *asked):
            if day is not None:
                at = blocking_keys.about_day(blocking_keys.day_number(day.toordinal()))
                found[at] = max(points, found.get(at, 0))
        return found

    def turned_up(self) -> Iterator[tuple[int, dict[int, int]]]:
        """The days of the year to turn up in the drawer of days (`blocking_keys`), each with its years and points."""
        for month_day, worths in self._asked.items():
            numbered: dict[int, int] = {}
            for year, points in worths.items():
                at = blocking_keys.year_number(year)
                numbered[at] = max(points, numbered.get(at, 0))
            yield blocking_keys.day_of_year(*month_day), numbered


def _other_readings(birth: BirthDate, figures: tuple[int, int, int]) -> Iterator[tuple[int, int, int]]:
    """The figures of a date if they, or those on record, are of the other calendar."""
    if birth.calendar == "lunar":
        yield figures
    for day in lunar_readings(*figures):
        yield day.year, day.month, day.day
    for solar in birth.solar_days:
        if said := lunar_figures(solar):
            yield said


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearly(one: int, other: int) -> bool:
    """One figure of two another, or the two swapped, or one more or less."""
    a, b = f"{one:02d}", f"{other:02d}"
    return abs(one - other) == 1 or a[0] == b[0] or a[1] == b[1] or a == b[::-1]
