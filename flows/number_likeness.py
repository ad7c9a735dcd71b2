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
    slip = _slip(a, b, wrong)
    worked_out = "from_15_digits" in (*mine.hints, *theirs.hints)
    if slip and (worked_out or mine.number[17] == theirs.number[17]):
        return slip, 52
    if slip and not _both_good(mine, theirs):
        return "digit_and_check", 28
    if a[:14] == b[:14]:
        return "next_number", 0
    if len(wrong) == 2 and not _both_good(mine, theirs):
        return "two_digits", 25
    return "different", -6


def _slip(a: str, b: str, wrong: list[int]) -> str:
    """One digit wrong, or two neighbours swapped; whether the check digit agrees is asked apart."""
    if len(wrong) == 1:
        return "one_digit"
    first, last = wrong[0], wrong[-1]
    neighbours = len(wrong) == 2 and last == first + 1
    return "swapped_digits" if neighbours and a[first] == b[last] and a[last] == b[first] else ""


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
