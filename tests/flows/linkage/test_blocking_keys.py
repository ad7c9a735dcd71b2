"""Under what a person is filed. The numbers stand in registers on disk, so they are written here as they are there:
whoever must change one raises FORMAT in db/register/store.py."""

from __future__ import annotations

from datetime import date

import pytest

from flows.identity.resident_number import check_digit
from flows.linkage import blocking_keys as keys
from flows.linkage.blocking_keys import Birth, birth_of, file_person

BODY = "53069919880305122"
NUMBER = BODY + check_digit(BODY)
ROW = 7
#: 1988-03-05 in days after 1869-12-31, two days one; and the same for a woman.
BORN, BORN_WOMAN = 43162, 43163
DAY, YEAR = 66, 188
#: 罗贵兰 by her three syllables in any order, by each two of them, and as the drawer of days carries her.
LUO_GUI_LAN, PAIRS = 4287353352, {2967443464, 833081864, 2432240022}
LETTERS = 36545616571


def _filed(**known: object) -> tuple[list[tuple[int, int, int]], list[tuple[int, int, int]]]:
    entries: list[tuple[int, int, int]] = []
    days: list[tuple[int, int, int]] = []
    person = {"names": (), "born": birth_of(""), "number": "", "sex": "", "kin": ()} | known
    file_person(lambda *entry: entries.append(entry), lambda *entry: days.append(entry), ROW, **person)  # type: ignore[arg-type]
    return sorted(entries), sorted(days)


def test_a_name_is_filed_whole_and_by_each_two_of_its_syllables() -> None:
    entries, days = _filed(names=("罗贵兰",))
    assert entries == sorted([(keys.NAME, LUO_GUI_LAN, ROW), *((keys.PAIR, pair, ROW) for pair in PAIRS)])
    assert days == []


def test_a_day_is_filed_with_name_and_sex() -> None:
    for sex, said in (("1", 1), ("2", 2), ("", 0), ("9", 0)):
        _, days = _filed(names=("罗贵兰",), born=birth_of("1988-03-05"), sex=sex)
        assert days == [(DAY, YEAR, LETTERS << 27 | said << 24 | ROW)]
    assert _filed(born=birth_of("1988-03-05"))[1] == [(DAY, YEAR, ROW)]
    _, days = _filed(names=("罗贵兰", "未取名", "", "罗兰"), born=birth_of("1988-03-05"))
    assert len(days) == 2


def test_entries_carry_day_of_birth_and_sex_and_row() -> None:
    for sex, tail in (("1", BORN), ("2", BORN_WOMAN), ("", BORN)):
        entries, _ = _filed(names=("罗贵兰",), born=birth_of("1988-03-05"), sex=sex)
        assert {entry[2] for entry in entries} == {tail << 24 | ROW}


def test_a_number_is_filed_by_day_and_by_year_and_says_birth_and_sex() -> None:
    entries, days = _filed(number=NUMBER)
    by_day = (keys.NUMBER_DAY, 305122 * 0x9E3779B1 & 0xFFFFFFFF, (188 << 8 | 9 << 4) << 24 | ROW)
    by_year = (keys.NUMBER_YEAR, keys.number_by_year(BODY), BORN_WOMAN << 24 | ROW)
    assert entries == [by_day, by_year]
    assert days == [(DAY, YEAR, 2 << 24 | ROW)]
    man = BODY[:16] + "1"
    assert _filed(number=man + check_digit(man))[1] == [(DAY, YEAR, 1 << 24 | ROW)]
    assert _filed(number=man + check_digit(man), sex="2")[1] == [(DAY, YEAR, 2 << 24 | ROW)]


@pytest.mark.parametrize(("number", "check"), [
    (BODY + "X", 10), (BODY + "3", 3), (BODY + "?", 9), (BODY[:6] + BODY[8:], 9),
])  # fmt: skip
def test_the_check_digit_is_filed_as_written_or_worked_out(number: str, check: int) -> None:
    entries, _ = _filed(number=number)
    assert entries[0][2] >> 24 == 188 << 8 | check << 4


def test_what_is_no_number_is_filed_nowhere() -> None:
    assert _filed(number="530699XXXXXXXX1229") == _filed(number="1229") == ([], [])


def test_a_date_and_a_number_that_differ_are_both_filed() -> None:
    entries, days = _filed(born=birth_of("1990-01-02"), number=NUMBER, names=("罗贵兰",))
    assert [day[:2] for day in days] == [(1, 190), (DAY, YEAR)]
    assert {entry[2] >> 24 for entry in entries if entry[0] == keys.NAME} == {keys.about_day(43831, woman=True)}
    assert len(_filed(born=birth_of("1988-03-05"), number=NUMBER)[1]) == 1
    nonsense = "53069919881341122" + "0"
    assert [day[:2] for day in _filed(born=birth_of("1988-03-05"), number=nonsense)[1]] == [(DAY, YEAR)]
    assert _filed(number=nonsense)[1] == []


def test_parents_are_filed_by_name_and_number() -> None:
    his = "53069919600305123"
    kin = (("罗贵兰", his + check_digit(his)), ("", ""), ("不详", "不详"))
    entries, days = _filed(kin=kin, born=Birth(BORN))
    key = int(his) % 4_294_967_291 * 0x9E3779B1 & 0xFFFFFFFF
    assert entries == [(keys.KIN, LUO_GUI_LAN, BORN << 24 | ROW), (keys.KIN_NUMBER, key, BORN << 24 | ROW)]
    assert days == []


@pytest.mark.parametrize(("stored", "day", "days"), [
    ("", 0, ()),
    ("1988-03-05", 43163, ((66, 188),)),
    ("1988-03", 43174, ()),
    ("1988", 43281, ()),
    ("L1988-12-08", 43479, ((14, 189), (348, 188))),
    ("L2014-09-05", 52866, ((275, 214), (306, 214), (252, 214))),
    ("1988-01-01", 43099, ((0, 188),)),
    ("1988-12-31", 43464, ((371, 188),)),
])  # fmt: skip
def test_under_which_days_a_birth_is_filed(stored: str, day: int, days: tuple[tuple[int, int], ...]) -> None:
    """A lunar date under its solar days and under its own figures; a part of a date by its middle alone."""
    assert birth_of(stored) == Birth(day, days)


@pytest.mark.parametrize(("day", "number"), [
    (date(1, 1, 1), 2), (date(1870, 1, 2), 2), (date(1870, 1, 3), 3), (date(1988, 3, 5), 43163),
    (date(2049, 6, 4), 65534), (date(2049, 6, 5), 65535), (date(2060, 1, 1), 65535),
])  # fmt: skip
def test_days_of_birth_in_sixteen_bits(day: date, number: int) -> None:
    assert keys.day_number(day.toordinal()) == number


def test_two_days_are_one_and_the_last_bit_is_the_sex() -> None:
    assert [keys.about_day(day) for day in (4, 5, 6)] == [4, 4, 6]
    assert [keys.about_day(day, woman=True) for day in (4, 5, 6)] == [5, 5, 7]


def test_years_and_days_of_the_year() -> None:
    assert [keys.year_number(year) for year in (1799, 1800, 1801, 1988, 2055, 2056)] == [0, 0, 1, 188, 255, 255]
    assert [keys.day_of_year(*day) for day in ((1, 1), (1, 31), (2, 1), (12, 31))] == [0, 30, 31, 371]


def test_the_order_of_the_syllables_is_nothing_and_their_number_something() -> None:
    assert keys.whole((136, 73, 118)) == keys.whole((118, 136, 73)) == LUO_GUI_LAN
    assert keys.whole((1, 2, 3, 4)) == keys.whole((4, 3, 2, 1)) != keys.whole((1, 2, 3, 5))
    assert keys.whole((1, 2)) == keys.whole((2, 1)) == (1 << 9 | 2) * 0x9E3779B1 & 0xFFFFFFFF
    assert keys.whole((1, 2, 3, 4)) == 2104832237
    assert keys.syllable_pair_key((1, 2)) == keys.syllable_pair_key((2, 1)) == keys.whole((1, 2))


def test_of_a_long_name_only_neighbours_are_pairs() -> None:
    assert list(keys.twos((1, 2, 3, 4))) == [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)]
    assert list(keys.twos((1, 2, 3, 4, 5))) == [(1, 2), (2, 3), (3, 4), (4, 5)]


def test_the_first_three_syllables_in_one_number() -> None:
    assert keys.sounds((1, 2, 3, 4)) == 1 << 18 | 2 << 9 | 3
    assert keys.sounds((1,)) == 1 << 18
    assert keys.sounds(()) == 0
    assert keys.first_letters((136, 73, 118), "罗贵兰") == LETTERS
    assert keys.first_letters((136, 73, 118), "罗·贵兰") == LETTERS
    assert keys.first_letters((136, 73), "罗贵") == keys.sounds((136, 73)) << 10 | keys.character_code("贵") << 5
    assert keys.first_letters((136,), "罗") == keys.sounds((136,)) << 10


def test_a_traditional_form_is_written_as_the_plain_one() -> None:
    assert (keys.character_code("貴"), keys.character_code("贵"), keys.character_code("兰")) == (21, 21, 27)


def test_a_number_is_filed_under_the_county_of_today_and_without_its_day() -> None:
    assert keys.number_by_year("53212819880305122") == keys.number_by_year("53062719881231122") == 957395433
    assert keys.number_by_year("53062719880305122") != keys.number_by_year("53062719880305123")
    assert keys.number_by_year("53062719880305122") != keys.number_by_year("53062719890305122")
    assert keys.kin_number("53069919600305123") == 3117738894
    assert keys.number_by_day("0305123") == 1649893107
    assert [keys.by_year_and_check(1988, *check) for check in ((), ("7",), ("X",))] == [48128, 48240, 48288]


def test_how_a_name_is_filed() -> None:
    assert keys.filed_name("罗贵兰") == (LUO_GUI_LAN, frozenset(PAIRS), LETTERS)
    assert keys.filed_name("") is keys.filed_name("未取名") is keys.filed_name(" ") is None
