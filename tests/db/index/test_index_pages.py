"""The sheets of the index: every entry is on one, in order, and none is larger than a page without need."""

from __future__ import annotations

from random import Random

from db.index.index_pages import FITS, cut_pages, form, number, sounds_of_days, under
from flows.linkage.blocking_keys import DAY, LETTERS_AT, NAME


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


def _day_entry(year: int, sound: int, order: int, row: int) -> bytes:
    return (year << 64 | sound << LETTERS_AT | order << 24 | row).to_bytes(9)


def test_the_form_of_an_entry_is_that_of_the_files_there_are() -> None:
    """Nine bytes of a day are all kept; of the others eight are sorted and seven kept. A sheet is known by its end."""
    assert (form(DAY).sorted, form(DAY).stored_bytes, form(NAME).sorted, form(NAME).stored_bytes) == (
        9,
        9,
        8,
        7,
    )
    assert number(DAY, 0x0102, bytes.fromhex("0a0b0c0d0e0f101112")) == DAY << 48 | 0x0102 << 32 | 0x0A0B0C0D
    assert number(NAME, 0x03, bytes.fromhex("0a0b0c0d0e0f1011")) == NAME << 48 | 0x03 << 40 | 0x0A0B0C0D0E
    assert FITS == 3976


def test_a_sheet_is_cut_where_the_page_is_full_and_no_entry_is_lost() -> None:
    for drawer, width, most in ((NAME, 8, 568), (DAY, 9, 441)):
        for count in (1, most - 1, most, most + 1, 2 * most, 2 * most + 1):
            entries = b"".join((n << 40).to_bytes(width) for n in range(count))
            held = [len(sheet) // form(drawer).stored_bytes for _, sheet in cut_pages(drawer, 0, entries)]
            assert held == [most] * (count // most) + [count % most] * bool(count % most)
    assert cut_pages(NAME, 0, b"") == []


def test_the_end_of_a_sheet_goes_back_to_where_another_number_begins() -> None:
    """No number stands on two sheets: a run that would be cut begins the next one."""
    alone = [_entry(n, 1, 1) for n in range(500)]
    run = [_entry(600, 1, row) for row in range(200)]
    sheets = cut_pages(NAME, 0, b"".join((*alone, *run)))
    assert [len(sheet) // 7 for _, sheet in sheets] == [500, 200]
    # a run longer than a sheet stands on one by itself, and what follows on another
    long_run = [_entry(600, 1, row) for row in range(700)]
    sheets = cut_pages(NAME, 0, b"".join((*long_run, _entry(601, 1, 1))))
    assert [len(sheet) // 7 for _, sheet in sheets] == [700, 1]


def test_of_the_days_every_sound_is_heard_in_its_order() -> None:
    sounds = [3, 1, 2**27 - 1, 0]
    ((_, sheet),) = cut_pages(
        DAY, 5, b"".join(_day_entry(year, sound, 0, 7) for year, sound in enumerate(sounds))
    )
    assert list(sounds_of_days(sheet)) == sounds
