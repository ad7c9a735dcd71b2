"""How two identity numbers may be one: equal, 15 and 18 digits, a digit wrong, an old code, a fragment."""

from __future__ import annotations

from functools import lru_cache

from flows import divisions, resident_number
from flows.resident_number import ResidentNumber

EQUAL, ALMOST = 70, 45
"""Points of an equal number, and the least that still counts as the same number written wrong."""
_SHORTEST_FRAGMENT = 6


@lru_cache(maxsize=4096)
def read(text: str) -> ResidentNumber:
    """The number as checked, remembered: one lookup asks for the same number again and again."""
    return resident_number.check(text)


def number_likeness(one: str, other: str) -> tuple[str, int] | None:
    """Code and points for two numbers as written, None where one is missing."""
    if not one or not other:
        return None
    mine, theirs = read(one), read(other)
    if "empty" in mine.problems or "empty" in theirs.problems:
        return None
    if mine.number == theirs.number:
        from_15 = ("from_15_digits" in mine.hints) != ("from_15_digits" in theirs.hints)
        return ("fifteen_eighteen" if from_15 else "equal"), EQUAL
    if not mine.body or not theirs.body:
        return _fragment(mine.number, theirs.number)
    return _bodies(mine, theirs)


def _bodies(mine: ResidentNumber, theirs: ResidentNumber) -> tuple[str, int]:
    a, b = mine.body, theirs.body
    if a == b:
        return "check_digit_only", 60
    if a[6:] == b[6:] and divisions.same_county(a, b):
        return "old_division", 60
    wrong = [place for place in range(17) if a[place] != b[place]]
    if len(wrong) == 1:
        return ("next_number", 0) if wrong[0] >= 14 and _both_good(mine, theirs) else ("one_digit", 50)
    if (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and a[wrong[0]] == b[wrong[1]]
        and a[wrong[1]] == b[wrong[0]]
    ):
        return "swapped_digits", 50
    if a[:14] == b[:14]:
        return "next_number", 0
    if len(wrong) == 2 and not _both_good(mine, theirs):
        return "two_digits", 25
    return "different", -6


def _both_good(mine: ResidentNumber, theirs: ResidentNumber) -> bool:
    """A slip of the pen breaks the check digit; two good numbers of one birth are two people, or twins."""
    return mine.valid and theirs.valid


def _fragment(one: str, other: str) -> tuple[str, int]:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= _SHORTEST_FRAGMENT and shorter in longer:
        return "fragment", 12 if len(shorter) < 10 else 24
    if len(longer) == 18 and len(shorter) == 17 and _one_left_out(shorter, longer):
        return "one_digit", 50
    return "different", -6


def _one_left_out(shorter: str, longer: str) -> bool:
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))
