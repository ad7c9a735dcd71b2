"""The sheets of the index: every entry is on one, in order, and none is larger than a page without need."""

from __future__ import annotations

from random import Random

from db.index.index_pages import FITS, cut_pages, under
from flows.linkage.blocking_keys import DAY, NAME


def _entry(key: int, day: int, row: int) -> bytes:
    return ((key & 0xFFFFFF) << 40 | day << 24 | row).to_bytes(8)


def test_every_entry_is_found_under_its_key_and_no_sheet_outgrows_a_page() -> None:
    random = Random(7)
    kept = {(random.randrange(3000) * 5000, random.randrange(1, 40_000), row) for row in range(6000)}
    sheets = cut_pages(NAME, 3, b"".join(_entry(*one) for one in sorted(kept, key=lambda one: one[2])))
    assert all(len(entries) <= FITS for _, entries in sheets)
    assert [last for last, _ in sheets] == sorted(last for last, _ in sheets)
    for key, day, row in list(kept)[:200]:
        at = NAME << 48 | 3 << 40 | key << 16 | day
        first = next(entries for last, entries in sheets if last >= at)
        assert (day, row) in set(under(first, key))


def test_the_same_key_and_day_stand_on_one_sheet_however_many_they_are() -> None:
    sheets = cut_pages(NAME, 0, b"".join(_entry(5, 9, row) for row in range(2000)))
    assert len(sheets) == 1
    assert len(list(under(sheets[0][1], 5))) == 2000


def test_an_entry_filed_twice_stands_once() -> None:
    assert cut_pages(DAY, 1, b"\x01" * 27) == [(DAY << 48 | 1 << 32 | 0x01010101, b"\x01" * 9)]


def test_a_key_is_found_behind_another_that_looks_the_same_on_its_sheet() -> None:
    # Both end in the same two bytes; the byte that tells them apart is not kept.
    near, far = 0x01ABCD, 0x02ABCD
    ((_, sheet),) = cut_pages(NAME, 0, _entry(near, 9, 1) + _entry(0x01FFFF, 9, 2) + _entry(far, 9, 3))
    assert (9, 3) in set(under(sheet, far))


def test_two_bytes_of_a_key_within_another_entry_are_no_key() -> None:
    ((_, sheet),) = cut_pages(NAME, 0, _entry(0x010203, 0x0506, 0x070203))
    assert list(under(sheet, 0x0506)) == []
