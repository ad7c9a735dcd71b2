"""How much it says that two names, or parts of them, agree: bits, by how common the characters are.

A bit halves the number of people who would agree by chance. The classes are coarse on purpose: they say
"common" or "rare" in any population, and are no count of a particular register.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_RARE = {"surname": 10.0, "given": 8.5}
#: Families of one surname live together, and candidates come from one's own neighbourhood.
_SURNAME_WORTH = 0.75
#: Bits of having one character, or two, for a given name: one in six has only one.
_ONE_OR_TWO = (2.5, 0.3)
_COMMON_BELOW, _RARE_FROM = 14.0, 19.0


def surname_bits(surname: str) -> float:
    """Bits of an agreeing surname; none where there is no surname."""
    if not surname:
        return 0.0
    return _SURNAME_WORTH * (_classes("surname").get(surname, _RARE["surname"]))


def given_bits(given: str) -> float:
    """Bits of agreeing characters of a given name, in whatever order."""
    table, rare = _classes("given"), _RARE["given"]
    return sum(table.get(character, rare) for character in given[:6])


@lru_cache(maxsize=1024)
def name_bits(surname: str, given: str) -> float:
    """Bits of a whole name that agrees."""
    length = _ONE_OR_TWO[0] if len(given) == 1 else _ONE_OR_TWO[1]
    return surname_bits(surname) + given_bits(given) + length


def how_common(bits: float) -> str:
    """`common`, `usual` or `rare`, as the reason says it of a whole name."""
    return "common" if bits < _COMMON_BELOW else "rare" if bits >= _RARE_FROM else "usual"


@lru_cache(maxsize=2)
def _classes(part: str) -> dict[str, float]:
    found: dict[str, float] = {}
    bits = None
    for line in Path(__file__).with_name("name_frequency.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind, _, number = line.strip("[]").partition(" ")
            bits = float(number) if kind == part else None
        elif bits is not None and not line.startswith("#"):
            for character in line.split():
                found.setdefault(character, bits)
    return found
