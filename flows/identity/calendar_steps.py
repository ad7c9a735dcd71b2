"""Steps by whole years and months, and the age in completed years: the one place that takes them.

Where the month that is reached has no such day, its last day counts: somebody born on 29 February is 18 on 28 February
of a common year. So the rules have counted from the beginning, and so a period ends by article 202 of the Civil Code.
What a screen says of an age comes from here as well, so that the two cannot differ.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from dateutil.relativedelta import relativedelta


# Asked for the same few days by the hundred thousand where packs are proven; a step costs twenty times a look-up here.
@lru_cache(maxsize=4096)
def years_later(day: date, years: int) -> date:
    """The same day so many years later, or earlier for a negative number. Raises ValueError past year 1 or 9999."""
    later: date = day + relativedelta(years=years)
    return later


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or earlier for a negative number. Raises ValueError past year 1 or 9999."""
    later: date = day + relativedelta(months=months)
    return later


def birthday(born: date, years: int) -> date:
    """The day on which somebody born on `born` completes `years`."""
    return years_later(born, years)


def completed_years(born: date, on: date) -> int:
    """The age on the day `on` of somebody born on `born`; 0 for who is not born yet."""
    return max(int(relativedelta(on, born).years), 0)
