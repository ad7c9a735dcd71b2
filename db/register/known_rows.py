"""Who of those that are added is on record already: found by one reading of the register, without an index of ids."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable

from db.register.batches import PARTS, fingerprint


class KnownRows:
    """The rows in which somebody with an id that is added may stand on record.

    `added`: fingerprints of ids, each followed by a line number, as they are staged; `on_record`: row and id of
    everybody. Holds eight bytes for each who is added, and sixteen more for each of them who is known.
    """

    def __init__(self, added: Iterable[bytes], on_record: Iterable[tuple[int, str]]) -> None:
        # Part by part: sorted at once, the integers of a whole register would be held beside their array.
        self._prints = {part[0] % PARTS: part for part in map(_sorted_prints, added)}
        self._rows = {number: array("I", bytes(4 * len(part))) for number, part in self._prints.items()}
        for row, person_id in on_record:
            part, at = self._place(person_id)
            if at >= 0:
                self._rows[part][at] = row

    def row_of(self, person_id: str) -> int:
        """The row to look in, 0 for none. Two ids of one fingerprint happen once in a million registers."""
        part, at = self._place(person_id)
        return self._rows[part][at] if at >= 0 else 0

    def _place(self, person_id: str) -> tuple[int, int]:
        sought = fingerprint(person_id)
        prints = self._prints.get(sought % PARTS, _NONE)
        at = bisect_left(prints, sought)
        return sought % PARTS, at if at < len(prints) and prints[at] == sought else -1


_NONE = array("Q")


def _sorted_prints(pairs: bytes) -> array[int]:
    both = array("Q")
    both.frombytes(pairs)
    return array("Q", sorted(both[::2]))
