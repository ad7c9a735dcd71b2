"""A date of birth as people know it: solar or lunar, whole or in part, by zodiac sign or by age.

The stored text: `2016-03-05`, `2016-03`, `2016`; lunar `L2014-09-05` (leap month or not:
nobody said), `L2014+09-05` (the leap month), `L2014=09-05` (the ordinary one); years `1987~1988` and the
same with L.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import ModuleType
from typing import cast

from flows.errors import FlowError
from flows.identity.calendar_steps import completed_years

#: Lunar years in which borax agrees with three independent tables; outside them nothing is converted.
FIRST_LUNAR_YEAR, LAST_LUNAR_YEAR = 1900, 2056
#: Years: an older birth is taken for a slip of the fingers.
OLDEST = 130

_TEXT = re.compile(r"(L?)(\d{4})(?:~(\d{4})|([-+=])(\d\d)(?:-(\d\d))?)?")
_LEAP_MARKS: dict[str, bool | None] = {"-": None, "+": True, "=": False}


class BirthDateError(FlowError):
    """A birth date that cannot be read (empty, not_understood) or cannot be (no_such_date, in_future …)."""


@dataclass(frozen=True, slots=True)
class BirthDate:
    """A date of birth with its precision. `leap` (lunar months only): True, False, or None where nobody said.

    A date that cannot be raises BirthDateError: no_such_date, no_such_lunar_date, lunar_out_of_range …
    """

    calendar: str
    year: int
    month: int | None = None
    day: int | None = None
    leap: bool | None = None
    year_to: int | None = None

    def __post_init__(self) -> None:
        if self.calendar == "lunar":
            self._check_lunar()
        else:
            self._check_solar()

    @property
    def precision(self) -> str:
        """day, month, year or range (of whole years)."""
        if self.year_to is not None:
            return "range"
        return "day" if self.day else "month" if self.month else "year"

    @property
    def text(self) -> str:
        """The stored form; BirthDate.from_text reads it back."""
        head = f"{'L' if self.calendar == 'lunar' else ''}{self.year:04d}"
        if self.year_to is not None:
            return f"{head}~{self.year_to:04d}"
        if self.month is None:
            return head
        mark = "-" if self.leap is None else "+" if self.leap else "="
        return f"{head}{mark}{self.month:02d}" + (f"-{self.day:02d}" if self.day else "")

    @classmethod
    def from_text(cls, text: str) -> BirthDate:
        """Read the stored form. Raises BirthDateError (`not_understood`, or what the class itself raises)."""
        found = _TEXT.fullmatch(text)
        if found is None:
            raise BirthDateError("not_understood")
        lunar, year, year_to, mark, month, day = found.groups()
        return cls(
            "lunar" if lunar else "solar",
            int(year),
            int(month) if month else None,
            int(day) if day else None,
            _LEAP_MARKS[mark or "-"],
            int(year_to) if year_to else None,
        )

    @classmethod
    def of(cls, day: date) -> BirthDate:
        """The solar date of a calendar day."""
        return cls("solar", day.year, day.month, day.day)

    @property
    def earliest(self) -> date:
        """The first solar day that fits, all readings of an unsaid leap month included."""
        return self._interval()[0]

    @property
    def latest(self) -> date:
        """The last solar day that fits."""
        return self._interval()[1]

    @property
    def solar_days(self) -> tuple[date, ...]:
        """The solar days a whole date can mean: one, or two where the leap month was not said; else empty."""
        if not (self.month and self.day):
            return ()
        if self.calendar == "solar":
            return (date(self.year, self.month, self.day),)
        return lunar_readings(self.year, self.month, self.day, self.leap)

    def _check_solar(self) -> None:
        if self.leap is not None or self.calendar != "solar":
            raise BirthDateError("not_understood")
        if not 1000 <= self.year <= 9998 or (
            self.year_to is not None and not self.year <= self.year_to <= 9998
        ):
            raise BirthDateError("no_such_date")
        try:
            date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)
        except ValueError:
            raise BirthDateError("no_such_date") from None
        if self.day is not None and self.month is None:
            raise BirthDateError("no_such_date")

    def _check_lunar(self) -> None:
        last = self.year if self.year_to is None else self.year_to
        if not FIRST_LUNAR_YEAR <= self.year <= last <= LAST_LUNAR_YEAR:
            raise BirthDateError("lunar_out_of_range", first=FIRST_LUNAR_YEAR, last=LAST_LUNAR_YEAR)
        if self.month is None:
            if self.day is not None or self.leap is not None:
                raise BirthDateError("no_such_lunar_date")
            return
        if self.leap and leap_month(self.year) != self.month:
            raise BirthDateError("no_such_leap_month", year=self.year, leap_month=leap_month(self.year))
        lengths = [length for _, length in _lunar_months(self.year, self.month, self.leap)]
        if not lengths or (self.day is not None and not 1 <= self.day <= max(lengths)):
            raise BirthDateError("no_such_lunar_date", days=max(lengths, default=0))

    def _interval(self) -> tuple[date, date]:
        last = self.year if self.year_to is None else self.year_to
        if self.calendar == "solar":
            if self.month is None:
                return date(self.year, 1, 1), date(last, 12, 31)
            return (
                date(self.year, self.month, self.day or 1),
                date(self.year, self.month, self.day or monthrange(self.year, self.month)[1]),
            )
        if self.month is None:
            return _lunar_new_year(self.year), date.fromordinal(_lunar_new_year(last + 1).toordinal() - 1)
        if self.day is not None:
            days = self.solar_days
            return days[0], days[-1]
        months = _lunar_months(self.year, self.month, self.leap)
        return months[0][0], date.fromordinal(months[-1][0].toordinal() + months[-1][1] - 1)


@lru_cache(maxsize=2048)
def lunar_readings(year: int, month: int, day: int, leap: bool | None = None) -> tuple[date, ...]:
    """The solar days a lunar date can mean, earliest first; with `leap` None both readings of a leap month.

    Empty where there is no such date or the year lies outside FIRST_LUNAR_YEAR–LAST_LUNAR_YEAR.
    """
    if not FIRST_LUNAR_YEAR <= year <= LAST_LUNAR_YEAR:
        return ()
    months = _lunar_months(year, month, leap)
    return tuple(
        date.fromordinal(first.toordinal() + day - 1) for first, length in months if 1 <= day <= length
    )


@lru_cache(maxsize=4096)
def lunar_of(day: date) -> BirthDate | None:
    """The lunar date of a solar day, leap month said; None outside the years that can be converted."""
    figures = lunar_figures(day)
    return BirthDate("lunar", *figures, leap=is_leap(day)) if figures else None


def lunar_figures(day: date) -> tuple[int, int, int] | None:
    """Year, month and day of the lunar date of a solar day, a leap month counted as the ordinary one."""
    at = _month_at(day)
    if at < 0:
        return None
    first, year, month, _ = _month_table()[at]
    return year, month, day.toordinal() - first + 1


def is_leap(day: date) -> bool:
    """Whether a solar day lies in a leap month; False outside the years that can be converted."""
    at = _month_at(day)
    return at >= 0 and _month_table()[at][3]


def _month_at(day: date) -> int:
    """The place of the lunar month in the table; -1 outside it."""
    table = _month_table()
    number = day.toordinal()
    # The last row only marks where the table ends.
    return bisect_right(table, number, key=_first_day) - 1 if number < table[-1][0] else -1


def _first_day(month: tuple[int, int, int, bool]) -> int:
    return month[0]


@lru_cache(maxsize=1)
def _month_table() -> tuple[tuple[int, int, int, bool], ...]:
    """Each lunar month: ordinal of its first day, year, month, leap or not; and the day after the last."""
    found, lunar = [], _lunar_calendar()
    first = _lunar_new_year(FIRST_LUNAR_YEAR).toordinal()
    for year in range(FIRST_LUNAR_YEAR, LAST_LUNAR_YEAR + 1):
        doubled = leap_month(year)
        for month in range(1, 13):
            for leap in (False, True) if month == doubled else (False,):
                found.append((first, year, month, leap))
                first += int(lunar.LCalendars.ndays(year, month, int(leap)))
    return (*found, (first, LAST_LUNAR_YEAR + 1, 1, False))


def leap_month(year: int) -> int | None:
    """The month that is doubled in a lunar year (1–12), or None."""
    return int(_lunar_calendar().LCalendars.leap_month(year)) or None


def _lunar_calendar() -> ModuleType:
    """borax, loaded where the first lunar date is met: it costs more than the first picture, which shows none."""
    from borax.calendars import lunardate

    return cast("ModuleType", lunardate)


_MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
_DIGITS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九")


def chinese_text(birth: BirthDate) -> str:
    """A birth date as a slip writes it: 2016年3月5日, 农历2014年闰九月初五, 1987~1988年."""
    head = f"{'农历' if birth.calendar == 'lunar' else ''}{birth.year}"
    if birth.year_to is not None:
        return f"{head}~{birth.year_to}年"
    if birth.month is None:
        return f"{head}年"
    if birth.calendar == "solar":
        return f"{head}年{birth.month}月" + (f"{birth.day}日" if birth.day else "")
    month = f"{'闰' if birth.leap else ''}{_MONTHS[birth.month - 1]}月"
    return f"{head}年{month}" + (_lunar_day(birth.day) if birth.day else "")


def lunar_text(day: date) -> str:
    """The lunar date of a solar day in Chinese, empty where it cannot be converted."""
    lunar = lunar_of(day)
    return chinese_text(lunar) if lunar else ""


def counted_age(birth: BirthDate, today: date) -> tuple[int, int]:
    """The counted age (虚岁: one at birth, one more each lunar new year), lowest and highest that fit."""
    now = _lunar_year(today)
    return now - _lunar_year(birth.latest) + 1, now - _lunar_year(birth.earliest) + 1


def full_age(birth: BirthDate, today: date) -> tuple[int, int]:
    """The age in completed years on `today`, lowest and highest that fit."""
    return completed_years(birth.latest, today), completed_years(birth.earliest, today)


@lru_cache(maxsize=2048)
def _lunar_months(year: int, month: int, leap: bool | None) -> tuple[tuple[date, int], ...]:
    """First solar day and length of each lunar month of that number: the ordinary one, then the leap one."""
    if not 1 <= month <= 12:
        return ()
    wanted = [False] if leap is not True else []
    if leap is not False and leap_month(year) == month:
        wanted.append(True)
    lunar = _lunar_calendar()
    return tuple(
        (
            lunar.LunarDate(year, month, 1, int(is_leap)).to_solar_date(),
            int(lunar.LCalendars.ndays(year, month, int(is_leap))),
        )
        for is_leap in wanted
    )


def _lunar_new_year(year: int) -> date:
    return _lunar_months(year, 1, False)[0][0]


def _lunar_year(day: date) -> int:
    """The lunar year a solar day lies in; outside the table the solar year is near enough for an age."""
    if not FIRST_LUNAR_YEAR <= day.year <= LAST_LUNAR_YEAR:
        return day.year
    return day.year if day >= _lunar_new_year(day.year) else day.year - 1


def _lunar_day(day: int) -> str:
    if day in (10, 20, 30):
        return {10: "初十", 20: "二十", 30: "三十"}[day]
    return ("初", "十", "廿")[day // 10] + _DIGITS[day % 10]
