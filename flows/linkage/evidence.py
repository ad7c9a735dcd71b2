"""What may speak for a person on record before he is read: pieces of evidence, each one bit of a number.

Sets of them are gathered for thousands of rows, so a set is a number and its worth is worked out once. Worth is counted
in the points of the comparison, roughly: it decides who is compared, not how the comparison ends.
"""

from __future__ import annotations

from typing import Final

#: Groups of evidence: what is in one group is not independent of each other.
NAME, FATHER, MOTHER, NUMBER = range(4)
_MOST: Final = {NAME: 66, FATHER: 45, MOTHER: 45, NUMBER: 80}
#: More than the sum where both parents fit: two people of these names who are one couple are hardly ever others.
_COUPLE: Final = 20


class Evidence:
    """The pieces of evidence of one question."""

    def __init__(self) -> None:
        self._pieces: list[tuple[int, int]] = []
        self._worth: dict[int, int] = {0: 0}
        self._most = dict(_MOST)

    def piece(self, group: int, points: int) -> int:
        """The bit of a new piece of evidence."""
        self._pieces.append((group, points))
        return 1 << len(self._pieces) - 1

    def limit(self, group: int, points: int) -> None:
        """Count at most so many points of a group."""
        self._most[group] = min(points, self._most[group])

    def worth(self, gathered: int) -> int:
        """The points of a set of pieces."""
        known = self._worth.get(gathered)
        if known is None:
            known = self._worth[gathered] = self._weigh(gathered)
        return known

    def _weigh(self, gathered: int) -> int:
        found = dict.fromkeys(_MOST, 0)
        for at, (group, points) in enumerate(self._pieces):
            if gathered >> at & 1:
                found[group] += points
        couple = _COUPLE if found[FATHER] and found[MOTHER] else 0
        return sum(min(points, self._most[group]) for group, points in found.items()) + couple
