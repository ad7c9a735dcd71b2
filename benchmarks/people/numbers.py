"""Identity numbers that can be nobody's: division 530699, or real old codes with a birth before 1900."""

from __future__ import annotations

from datetime import date

INVENTED = "530699"
#: Days that numbers of the invented division can carry.
FIRST_DAY, LAST_DAY = date(1925, 1, 1), date(2016, 6, 1)

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
#: Orders of one day and sex: odd or even ones of 000-999.
_PLACES = 500


def weighed(digits: str, at: int = 0) -> int:
    """The part that `digits`, standing from place `at` on, give to the check sum."""
    return sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS[at:], strict=False))


def with_check(body: str) -> str:
    """Seventeen digits with their check digit."""
    return body + _CHECKS[weighed(body) % 11]


def to_15(number: str) -> str:
    """The number as the old books have it, without century and check digit."""
    return number[:6] + number[8:17]


class Days:
    """Days from FIRST_DAY on as YYYYMMDD with their check sum, so that a number costs no arithmetic."""

    def __init__(self) -> None:
        first, last = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
        self.first = first
        self.text = [f"{date.fromordinal(day):%Y%m%d}" for day in range(first, last + 1)]
        self.sums = [weighed(text, 6) + weighed(INVENTED) for text in self.text]


class Numbers:
    """Hands each number out once. A police station gives orders from a range of its own, one after the other.

    Twins registered together therefore bear neighbouring numbers, as they do in life.
    """

    def __init__(self, days: Days) -> None:
        self._days = days
        self._taken = bytearray(len(days.text) * 2 * _PLACES)
        self._tails = [(f"{order:03d}", weighed(f"{order:03d}", 14)) for order in range(2 * _PLACES)]

    def take(self, day: int, sex: str, station: int) -> tuple[str, int]:
        """A free number, and its day: the next one where a day has none left (`day` is an ordinal)."""
        at = day - self._days.first
        male = sex == "1"
        while True:
            start = (at * 2 + male) * _PLACES
            order = self._free(start, (station * 37 + day * 7919 % 23) % _PLACES)
            if order >= 0:
                break
            at = at + 1 if at + 1 < len(self._days.text) else at - 1000
        self._taken[start + order] = 1
        tail, tail_sum = self._tails[2 * order + male]
        check = _CHECKS[(self._days.sums[at] + tail_sum) % 11]
        return f"{INVENTED}{self._days.text[at]}{tail}{check}", at + self._days.first

    def _free(self, start: int, wanted: int) -> int:
        if not self._taken[start + wanted]:
            return wanted
        found = self._taken.find(0, start + wanted, start + _PLACES)
        if found < 0:
            found = self._taken.find(0, start, start + wanted)
        return found - start if found >= 0 else -1
