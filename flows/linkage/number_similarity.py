"""How two identity numbers may be one: equal, 15 and 18 digits, a digit wrong, an old code, a fragment."""

from __future__ import annotations

import re
from functools import lru_cache

from flows.identity import divisions, resident_number
from flows.identity.resident_number import ResidentNumber

#: Points of an equal number, the least that still counts as the same number written wrong, and the least that
#: speaks for one number although more of it differs.
EQUAL, ALMOST, FEW_DIGITS = 74, 45, 24
_SHORTEST_FRAGMENT, _SHORTEST_END = 6, 4
#: Characters of a number that are read; what is typed may be anything.
_LONGEST = 64
_MOST_OF_A_PART = 68
_READABLE = re.compile("[0-9]*[0-9X]")
_MASK = re.compile("[X?_]{2,}")
#: Points of each figure of a part: those at the end tell one person of a day from another, those in the middle
#: are the date, and the first eight are the county and the century, which everybody shares.
_END, _MIDDLE, _START = 6, 3, 4


def parse_number(text: str) -> ResidentNumber:
    """The number as checked, remembered: one lookup asks for the same number again and again."""
    return _parse_number_cached(text[:_LONGEST])


@lru_cache(maxsize=1024)
def _parse_number_cached(text: str) -> ResidentNumber:
    return resident_number.check_number(text)


def compare_id_numbers(one: str, other: str) -> tuple[str, int] | None:
    """Code and points for two numbers as written, None where one is missing or too little of it can be read."""
    if not one or not other:
        return None
    mine, theirs = parse_number(one), parse_number(other)
    if _is_masked(mine.number) or _is_masked(theirs.number):
        return _compare_masked(mine.number, theirs.number)
    if mine.number == theirs.number:
        if not mine.body:
            return _fragment(mine.number, theirs.number)
        from_15 = ("from_15_digits" in mine.hints) != ("from_15_digits" in theirs.hints)
        return ("fifteen_eighteen" if from_15 else "equal"), EQUAL
    if not mine.body or not theirs.body:
        return _fragment(mine.number, theirs.number)
    return _bodies(mine, theirs)


def _bodies(mine: ResidentNumber, theirs: ResidentNumber) -> tuple[str, int]:
    a, b = mine.body, theirs.body
    if a == b:
        return "check_digit_only", 72
    if a[6:] == b[6:] and divisions.same_county(a, b):
        return "old_division", 72
    wrong = [place for place in range(17) if a[place] != b[place]]
    slip = _slip(a, b, wrong)
    worked_out = "from_15_digits" in (*mine.hints, *theirs.hints)
    if slip and (worked_out or mine.number[17] == theirs.number[17]):
        return slip, 70
    if slip and not _both_good(mine, theirs):
        return "digit_and_check", 36
    if a[:14] == b[:14]:
        return "next_number", 0
    if len(wrong) == 2 and not _both_good(mine, theirs):
        return "two_digits", 30
    if a[6:] == b[6:]:
        # The same day and the same order in another county: rare by chance, not where a county is miswritten.
        return "other_division", 12
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
    if _is_end(shorter, longer) and len(shorter) >= _SHORTEST_END:
        return "fragment", min(_END * len(shorter), _MOST_OF_A_PART)
    if len(shorter) >= _SHORTEST_FRAGMENT and longer.startswith(shorter):
        return "fragment", _prefix_points(len(shorter))
    if len(shorter) >= _SHORTEST_FRAGMENT and shorter in longer:
        return "fragment", min(_MIDDLE * len(shorter), 30)
    if len(longer) in (18, 19) and _one_left_out(shorter, longer):
        return "one_digit", 66
    if len(longer) == 18 and longer[6:8] == "19":
        # One of its fifteen digits left out, or one too many.
        old = longer[:6] + longer[8:17]
        if _one_left_out(shorter, old) or _one_left_out(old, shorter):
            return "one_digit", 60
    return "different", -6


def _is_end(shorter: str, longer: str) -> bool:
    """The last figures, with the check digit or without."""
    return longer.endswith(shorter) or (len(longer) == 18 and longer[:17].endswith(shorter))


def _prefix_points(figures: int) -> int:
    return 3 + _START * max(figures - 8, 0)


def _one_left_out(shorter: str, longer: str) -> bool:
    return len(longer) == len(shorter) + 1 and any(
        longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer))
    )


def _is_masked(number: str) -> bool:
    """Whether something stands in the number where a figure should: 530699XXXXXXXXXX1X, as a mask is stored."""
    return _READABLE.fullmatch(number) is None


def _compare_masked(one: str, other: str) -> tuple[str, int] | None:
    """Figures masked in one of the two or in both: what can be read must agree. None where nothing can be compared."""
    if len(one) == len(other):
        return _figure_by_figure(one, other)
    return _around_the_mask(one, other) or _around_the_mask(other, one)


def _figure_by_figure(one: str, other: str) -> tuple[str, int] | None:
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a.isdigit() and b.isdigit()]
    agreeing = sum(a == b for a, b in pairs)
    if agreeing < len(pairs):
        return ("two_digits", 30) if len(pairs) - agreeing == 1 and agreeing >= 12 else ("different", -6)
    if agreeing < _SHORTEST_END:
        return None
    if not any(a.isdigit() and b.isdigit() for a, b in zip(one[8:], other[8:], strict=True)):
        return "fragment", _prefix_points(8)
    return "fragment", min(_MIDDLE * agreeing, _MOST_OF_A_PART)


def _around_the_mask(masked: str, whole: str) -> tuple[str, int] | None:
    """530699XXXX1234 beside a whole number: the figures before and after the mask."""
    parts = _MASK.split(masked)
    if len(parts) != 2 or len(whole) != 18 or _is_masked(whole):
        return None
    before, after = parts
    if not whole.startswith(before) or not whole.endswith(after):
        return "different", -6
    if not _SHORTEST_END <= len(before) + len(after) <= len(whole):
        return None
    points = _END * len(after) + (_prefix_points(len(before)) if before else 0)
    return "fragment", min(points, _MOST_OF_A_PART)
