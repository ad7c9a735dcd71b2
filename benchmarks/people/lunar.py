"""Lunar dates by a table of our own, made with sxtwl: what the program's lunar dates are not computed with.

    python -m benchmarks.people.lunar > benchmarks/people/lunar.txt        (needs sxtwl)
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1900, 2056


class Lunar(NamedTuple):
    """A lunar date; `leap`: in the month that is doubled."""

    year: int
    month: int
    day: int
    leap: bool


class Month(NamedTuple):
    """A lunar month: its first day (an ordinal), its length, and which one it is."""

    first: int
    length: int
    year: int
    month: int
    leap: bool


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[int, ...], tuple[Month, ...]]:
    found: list[Month] = []
    for line in Path(__file__).with_name("lunar.txt").read_text(encoding="ascii").splitlines():
        year, new_year, leap, lengths = line.split()
        day = date(int(year), int(new_year[:2]), int(new_year[2:])).toordinal()
        month = 0
        for long in lengths:
            is_leap = bool(found) and month == int(leap) and month > 0 and not found[-1].leap
            month += not is_leap
            found.append(Month(day, 29 + int(long), int(year), month, is_leap))
            day += found[-1].length
    return tuple(month.first for month in found), tuple(found)


def months() -> tuple[Month, ...]:
    """All months of the table."""
    return _table()[1]


def lunar_of(day: int) -> Lunar | None:
    """The lunar date of a day (an ordinal), None outside the table."""
    firsts, months = _table()
    if not firsts[0] <= day < months[-1].first + months[-1].length:
        return None
    month = months[bisect(firsts, day) - 1]
    return Lunar(month.year, month.month, day - month.first + 1, month.leap)


def solar_days(year: int, month: int, day: int) -> list[int]:
    """The days that a lunar date can mean, nobody having said whether the month was a leap month."""
    return [m.first + day - 1 for m in _table()[1] if (m.year, m.month) == (year, month) and day <= m.length]


def figures_as_solar(day: int) -> date | None:
    """The figures of the lunar date, taken for a solar date; None where they are none (30 February)."""
    lunar = lunar_of(day)
    try:
        return date(lunar.year, lunar.month, lunar.day) if lunar else None
    except ValueError:
        return None


def _made() -> Iterator[str]:
    """The table's lines: year, month and day of its new year, leap month, a digit a month (1: thirty days)."""
    import sxtwl

    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        leap = sxtwl.getRunMonth(year)
        new_year = sxtwl.fromLunar(year, 1, 1)
        lengths = ""
        for month in range(1, 13):
            lengths += str(sxtwl.getLunarMonthNum(year, month, False) - 29)
            if month == leap:
                lengths += str(sxtwl.getLunarMonthNum(year, month, True) - 29)
        yield f"{year} {new_year.getSolarMonth():02d}{new_year.getSolarDay():02d} {leap} {lengths}"


if __name__ == "__main__":
    print("\n".join(_made()))
