"""How common each sound is in the names of a register: what it says that two names share it.

A lookup reads few persons in full, so it weighs before it reads: sharing Wang says little, sharing Qiong much. The
register is asked itself, because another county has other names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import log2

from flows.linkage.phonetic_codes import BITS, Codes

#: As in the comparison (flows/linkage/comparison.py).
_POINTS_A_BIT = 3
#: Families of one surname live together.
_SURNAME_WORTH = 0.75
_MOST = 33
#: Before a register is heard: one name in so many has a sound, as if so many names had said so.
_EVENLY, _SUPPOSED = 64, 500
#: The character that stands for no points in the text.
_FIRST = 33


@dataclass(frozen=True, slots=True)
class Sounds:
    """Points of a shared sound by its number, as a surname and in a given name."""

    family: tuple[int, ...]
    given: tuple[int, ...]

    @classmethod
    def from_names(cls, names: Iterable[int]) -> Sounds:
        """How common the sounds are in some names (27 bits each: flows/linkage/blocking_keys.py)."""
        family: Counter[int] = Counter()
        given: Counter[int] = Counter()
        mask = (1 << BITS) - 1
        for letters, times in Counter(names).items():
            family[letters >> 2 * BITS] += times
            given[letters >> BITS & mask] += times
            given[letters & mask] += times
        return cls(_points(family, _SURNAME_WORTH), _points(given, 1))

    @classmethod
    def from_text(cls, text: str) -> Sounds:
        """From the text that a register keeps."""
        points = [ord(letter) - _FIRST for letter in text]
        half = 1 << BITS
        return cls(tuple(points[:half]), tuple(points[half:]))

    def of(self, codes: Codes) -> int:
        """Points of a whole name shared."""
        return sum((self.given if at else self.family)[code] for at, code in enumerate(codes))

    @property
    def text(self) -> str:
        """One character for each sound, as a surname and then in a given name."""
        return "".join(chr(_FIRST + points) for points in (*self.family, *self.given))


def _points(counted: Counter[int], worth: float) -> tuple[int, ...]:
    del counted[0]
    names = counted.total() + _SUPPOSED
    points = (round(_POINTS_A_BIT * worth * log2(names / (counted[code] + _SUPPOSED / _EVENLY)))
              for code in range(1 << BITS))  # fmt: skip
    return tuple(min(found, _MOST) for found in points)


#: Where nothing is known of the names.
EVEN = Sounds.from_names(())
