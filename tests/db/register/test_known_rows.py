"""Who of the added persons is on record already, without an index of ids."""

from __future__ import annotations

from array import array

from db.register.batches import PARTS, fingerprint
from db.register.known_rows import KnownRows


def _staged(ids: list[str]) -> list[bytes]:
    parts: dict[int, array[int]] = {}
    for line, person_id in enumerate(ids, start=2):
        print_of_id = fingerprint(person_id)
        parts.setdefault(print_of_id % PARTS, array("Q")).extend((print_of_id, line))
    return [part.tobytes() for part in parts.values()]


def test_those_on_record_are_found_in_their_row_and_no_others() -> None:
    on_record = {f"P{number}": number for number in range(1, 3000)}
    added = [f"P{number}" for number in range(2000, 5000)]
    known = KnownRows(_staged(added), [(row, person_id) for person_id, row in on_record.items()])
    assert {person_id: known.row_of(person_id) for person_id in added} == {
        person_id: on_record.get(person_id, 0) for person_id in added
    }
    assert known.row_of("P1") == 0


def test_nobody_added_or_nobody_on_record() -> None:
    assert KnownRows([], [(1, "P1")]).row_of("P1") == 0
    assert KnownRows(_staged(["P1"]), []).row_of("P1") == 0
