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
    """Code and points for two numbers as written, None where one is missing."""
    if not one or not other:
        return None
    mine, theirs = parse_number(one), parse_number(other)
    if "empty" in mine.problems or "empty" in theirs.problems:
        return None
    if mine.number == theirs.number:
        if not mine.body:
            return _fragment(mine.number, theirs.number)
        from_15 = ("from_15_digits" in mine.hints) != ("from_15_digits" in theirs.hints)
        return ("fifteen_eighteen" if from_15 else "equal"), EQUAL
    if not mine.body or not theirs.body:
        return _partly(mine, theirs, one, other)
    if "characters" in mine.problems or "characters" in theirs.problems:
        return _compare_masked(mine.number, theirs.number)
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


def _partly(mine: ResidentNumber, theirs: ResidentNumber, one: str, other: str) -> tuple[str, int]:
    """One of them is too short or too long: a fragment, a digit left out or doubled, or figures masked."""
    found = _fragment(mine.number, theirs.number)
    if found[1] > 0:
        return found
    hidden = one if re.search(r"\*{2,}|[?？_]{2,}", one[:_LONGEST]) else other
    asked, whole = (hidden, theirs.number) if hidden is one else (hidden, mine.number)
    return _compare_hidden(asked[:_LONGEST], whole) or found


def _fragment(one: str, other: str) -> tuple[str, int]:
    shorter, longer = sorted((one, other), key=len)
    lengths = (len(shorter), len(longer))
    if _is_end(shorter, longer) and len(shorter) >= _SHORTEST_END:
        return "fragment", min(_END * len(shorter), _MOST_OF_A_PART)
    if len(shorter) >= _SHORTEST_FRAGMENT and longer.startswith(shorter):
        return "fragment", _prefix_points(len(shorter))
    if len(shorter) >= _SHORTEST_FRAGMENT and shorter in longer:
        return "fragment", min(_MIDDLE * len(shorter), 30)
    if lengths in ((17, 18), (18, 19), (14, 15)) and _one_left_out(shorter, longer):
        return "one_digit", 66
    if lengths == (15, 18) or lengths == (16, 18):
        without = longer[:6] + longer[8:17]
        if lengths[0] == 16 and _one_left_out(without, shorter):
            return "one_digit", 60
    return "different", -6


def _is_end(shorter: str, longer: str) -> bool:
    """The last figures, with the check digit or without."""
    return longer.endswith(shorter) or (len(longer) == 18 and longer[:17].endswith(shorter))


def _prefix_points(figures: int) -> int:
    return 3 + _START * max(figures - 8, 0)


def _one_left_out(shorter: str, longer: str) -> bool:
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))


def _compare_masked(one: str, other: str) -> tuple[str, int]:
    """Of one length, with letters or marks where figures should be: those that can be read must agree."""
    if len(one) != len(other):
        return "different", -6
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a.isdigit() and b.isdigit()]
    agreeing = sum(a == b for a, b in pairs)
    if len(pairs) >= _SHORTEST_FRAGMENT and agreeing == len(pairs):
        return "fragment", min(_MIDDLE * agreeing, _MOST_OF_A_PART)
    return ("two_digits", 30) if len(pairs) - agreeing == 1 and agreeing >= 12 else ("different", -6)


def _compare_hidden(asked: str, whole: str) -> tuple[str, int] | None:
    """530699**********1X or 530699****1234: the figures before and after the marks."""
    parts = re.split(r"[*?？_]{2,}", asked.strip().upper())
    if len(parts) != 2 or not whole.startswith(parts[0]) or not whole.endswith(parts[1]):
        return None
    known = len(parts[0]) + len(parts[1])
    if _SHORTEST_FRAGMENT <= known <= len(whole):
        return "fragment", min(_END * len(parts[1]) + _prefix_points(len(parts[0])), _MOST_OF_A_PART)
    return None
