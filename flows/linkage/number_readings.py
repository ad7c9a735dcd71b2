"""What a resident identity number as typed may stand for: itself, one slip away from it, or the end of a longer one.

A question is looked for under all of them; which one it was, the comparison says (flows/linkage/number_similarity.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from flows.identity.resident_number import check_digit

_DIGITS = "0123456789"
#: Digits of a fragment: from month, day and order on.
_SHORTEST_END, _LONGEST_END = 7, 16
#: Digits after which county and day of birth are complete.
_STARTS_WITH_DAY = 14


@dataclass(frozen=True, slots=True)
class NumberEnd:
    """The end of a number: the seven digits of month, day and order; the check digit, and the end of the year before
    them, as far as they are known."""

    seven: str
    check: str
    year: str


def body_of(number: str) -> str:
    """The seventeen digits of a normalised number, without its check digit; empty for any other text."""
    if len(number) == 18 and number[:17].isdigit() and number.isascii():
        return number[:17]
    if len(number) == 15 and number.isdigit() and number.isascii():
        return f"{number[:6]}19{number[6:]}"
    return ""


@lru_cache(maxsize=256)
def bodies(number: str) -> tuple[str, ...]:
    """The seventeen digits that a normalised number may mean: as typed, and where it is wrong or a digit is missing or
    too many, what one slip of the pen makes of it and the check digit confirms (about fifteen). Empty for other text.
    """
    digits = number[:-1] + ("0" if number[-1:] == "X" else number[-1:])
    if not 15 <= len(number) <= 19 or not (digits.isascii() and digits.isdigit()):
        return ()
    if len(number) == 15:
        return (body_of(number),)
    if len(number) == 18 and _has_valid_check_digit(number):
        return (number[:17],)
    as_typed = [number[:17]] if len(number) == 18 or (len(number) == 17 and number[-1] != "X") else []
    slips = (slip[:17] for slip in _slips(number) if len(slip) == 18 and _has_valid_check_digit(slip))
    return tuple(dict.fromkeys((*as_typed, *slips)))


def _has_valid_check_digit(number: str) -> bool:
    body = number[:17]
    return body.isdigit() and check_digit(body) == number[17]


def _slips(number: str) -> Iterator[str]:
    """One digit wrong or two neighbours swapped in eighteen; one left out of seventeen; one too many in nineteen."""
    places = range(len(number))
    if len(number) == 18:
        for at in places:
            for digit in _DIGITS if at < 17 else ():
                yield number[:at] + digit + number[at + 1 :]
            yield number[:at] + number[at + 1 : at + 2] + number[at] + number[at + 2 :]
    elif len(number) == 17:
        for at in places:
            for digit in _DIGITS:
                yield number[:at] + digit + number[at:]
    elif len(number) == 19:
        for at in places:
            yield number[:at] + number[at + 1 :]


def read_number_ends(number: str) -> tuple[NumberEnd, ...]:
    """The ends that a fragment of a number may be: with the check digit, and without."""
    digits = number[:-1] + ("0" if number[-1:] == "X" else number[-1:])
    if not _SHORTEST_END <= len(number) <= _LONGEST_END or not (digits.isascii() and digits.isdigit()):
        return ()
    found = [NumberEnd(number[-8:-1], number[-1], number[:-8][-4:])] if len(number) > _SHORTEST_END else []
    if number[-1] != "X":
        found.append(NumberEnd(number[-7:], "", number[:-7][-4:]))
    return tuple(end for end in found if 1 <= int(end.seven[:2]) <= 12 and 1 <= int(end.seven[2:4]) <= 31)


def day_at_the_start(number: str) -> tuple[int, int, int] | None:
    """Year, month and day of birth that the start of a number says, if it reaches so far."""
    if len(number) < _STARTS_WITH_DAY or not number[:_STARTS_WITH_DAY].isdigit() or not number.isascii():
        return None
    return int(number[6:10]), int(number[10:12]), int(number[12:14])
