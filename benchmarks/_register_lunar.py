"""The program's lunar dates against another library's, both ways, day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from benchmarks._rows import Row, row
from benchmarks.people import lunar
from flows.identity.birth_date import FIRST_LUNAR_YEAR, LAST_LUNAR_YEAR, lunar_of, lunar_readings

_Reading = tuple[int, int, int, bool]


def lunar_rows() -> Iterator[Row]:
    """Days on which they disagree. sxtwl itself where it is installed, otherwise the table made with it."""
    other, name = _other()
    away = back = days = 0
    for month in months():
        for day in range(month.first, month.first + month.length):
            days += 1
            solar = date.fromordinal(day)
            said = other(solar)
            ours = lunar_of(solar)
            away += ours is None or (ours.year, ours.month, ours.day, ours.leap) != said
            year, number, of_month, leap = said
            both = sorted(date.fromordinal(found) for found in lunar.solar_days(year, number, of_month))
            back += lunar_readings(year, number, of_month, leap) != (solar,)
            back += sorted(lunar_readings(year, number, of_month)) != both
    yield row("lunar dates that differ, from solar", away, "days", 0, days=days, against=name)
    yield row("lunar dates that differ, to solar", back, "readings", 0, readings=2 * days)


def months() -> list[lunar.Month]:
    """The lunar months that the program converts."""
    return [month for month in lunar.months() if FIRST_LUNAR_YEAR <= month.year <= LAST_LUNAR_YEAR]


def _other() -> tuple[Callable[[date], _Reading], str]:
    try:
        import sxtwl
    except ImportError:
        return _of_table, "table made with sxtwl"

    def of_sxtwl(day: date) -> _Reading:
        found = sxtwl.fromSolar(day.year, day.month, day.day)
        return found.getLunarYear(), found.getLunarMonth(), found.getLunarDay(), found.isLunarLeap()

    return of_sxtwl, "sxtwl"


def _of_table(day: date) -> _Reading:
    found = lunar.lunar_of(day.toordinal())
    if found is None:
        raise ValueError("the table ends before this day")
    return found
