"""The resident identity number (GB 11643-1999): check digit, date and sex parity, nothing else refuses one.

A person registered late carries a county code younger than the birth, or one that was abolished since;
so an unknown or old division is a hint and never a problem.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flows.identity import divisions
from flows.identity.text_cleaning import figures

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
# Written for the check digit X: an asterisk, a times sign, the Cyrillic and the Greek letter.
_LOOKS_LIKE_X = str.maketrans("x*×ХхΧχ✕", "XXXXXXXX")


@dataclass(frozen=True, slots=True)
class ResidentNumber:
    """What a number says. `problems`: empty, length, characters, date, check_digit. `hints`: from_15_digits,
    division_unknown, division_old, division_practice. `number` has 18 digits wherever it could be read."""

    number: str
    birth: date | None = None
    sex: str = ""
    division: str = ""
    problems: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()

    @property
    def valid(self) -> bool:
        """True if the number can be used: no problem found."""
        return not self.problems

    @property
    def body(self) -> str:
        """The first 17 digits, the same when only the check digit is miswritten; empty if unreadable."""
        return self.number[:17] if len(self.number) == 18 else ""


def normalise_number(text: str) -> str:
    """The number alone, however it is grouped (see `flows.identity.text_cleaning`), the ways to write X made one."""
    return figures(text).translate(_LOOKS_LIKE_X).upper()


def check_digit(body: str) -> str:
    """The 18th character (0–9 or X) for 17 digits, by MOD 11-2."""
    return _CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def to_18(number: str) -> str:
    """A 15-digit number with the century and the check digit put in (15 digits always mean 19xx)."""
    body = number[:6] + "19" + number[6:]
    return body + check_digit(body)


def check_number(text: str) -> ResidentNumber:
    """Read a number as typed. Never raises: what is wrong is in `problems`, what is only odd in `hints`."""
    number = normalise_number(text)
    if not number:
        return ResidentNumber("", problems=("empty",))
    if len(number) not in (15, 18):
        return ResidentNumber(number[:32], problems=("length",))
    digits = number if len(number) == 15 else number[:17]
    if not (digits.isascii() and digits.isdigit()) or not (number[-1].isdigit() or number[17:] == "X"):
        return ResidentNumber(number, problems=("characters",))
    hints = _division_hints(number)
    problems: list[str] = []
    if len(number) == 15:
        number = to_18(number)
        hints = ("from_15_digits", *hints)
    elif check_digit(number[:17]) != number[17]:
        problems.append("check_digit")
    birth = _date(number[6:14])
    if birth is None:
        problems.append("date")
    sex = "1" if int(number[16]) % 2 else "2"
    return ResidentNumber(number, birth, sex, number[:6], tuple(problems), hints)


def sex_agrees(number: ResidentNumber, sex: str) -> bool:
    """Whether the number's parity (odd = male) fits the sex written (1, 2); True where one is unknown."""
    return not number.sex or sex not in ("1", "2") or number.sex == sex


def _division_hints(number: str) -> tuple[str, ...]:
    known = divisions.find_division(number)
    if known is None:
        return ("division_unknown",)
    if known.code == divisions.PRACTICE:
        return ("division_practice",)
    return ("division_old",) if known.successor else ()


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
