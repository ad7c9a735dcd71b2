"""What is alike meets: the person is filed where the question looks."""

from __future__ import annotations

from dataclasses import replace
from zlib import crc32

import pytest

from flows.identity.birth_date import BirthDate
from flows.identity.resident_number import check_digit
from flows.linkage import blocking_keys as keys
from flows.linkage.blocking_keys import birth_of, file_person
from flows.linkage.candidate_generation import (
    CandidateQuery,
    DayRange,
    Hits,
    KeyRange,
    YearRange,
    best_rows,
    build_candidate_query,
    take_day,
)
from flows.linkage.person import Person, Query
from flows.linkage.phonetic_codes import name_codes, syllable_numbers
from flows.linkage.phonetic_frequency import Sounds

PERSON = Person("P1", name="罗贵兰", birth=BirthDate.from_text("2014-10-28"), mother_name="王秀英")


def _entries(person: Person) -> set[tuple[str, int, int]]:
    found: set[tuple[str, int, int]] = set()
    file_person(
        lambda drawer, key, _tail: found.add(("key", drawer, key)),
        lambda day, year, _rest: found.add(("day", day, year)),
        1,
        (person.name, *person.former_names),
        birth_of(person.birth.text if person.birth else ""),
        person.id_number,
        person.sex,
        ((person.father_name, person.father_id), (person.mother_name, person.mother_id)),
    )
    return found


def _meets(query: Query, person: Person = PERSON) -> bool:
    question = build_candidate_query(query)
    tried = {("key", probe.drawer, probe.key) for probe in (*question.probes, *question.parts)}
    tried |= {("day", day.day, year) for day in question.days for year in day.worth}
    return not _entries(person).isdisjoint(tried)


def test_the_numbers_of_sounds_stand_in_registers_on_disk() -> None:
    # Another table makes another index: whoever changes it raises FORMAT in db/register/store.py.
    table = syllable_numbers()
    assert len(table) == 265
    assert crc32(" ".join(table).encode()) == 3005619469


@pytest.mark.parametrize(
    "birth",
    [
        "2014-10-28", "L2014-09-05", "L2014+09-05", "2014-09-05",
        "2012-10-28", "2013-10-28", "2015-10-28", "2016-10-28",
    ],
)  # fmt: skip
def test_a_birthday_alone_meets_in_either_calendar_and_with_a_year_or_two_off(birth: str) -> None:
    assert _meets(Query(birth=BirthDate.from_text(birth)))


@pytest.mark.parametrize("name", ["罗桂兰", "罗贵岚", "张贵兰", "罗贵花", "罗兰贵", "罗兰"])
def test_a_name_meets_by_its_sound_in_any_order_and_by_two_syllables_of_three(name: str) -> None:
    assert _meets(Query(name=name))


def test_day_and_month_swapped_meet() -> None:
    assert _meets(
        Query(birth=BirthDate.from_text("2014-05-03")),
        replace(PERSON, birth=BirthDate.from_text("2014-03-05")),
    )


def test_a_placeholder_files_nothing_under_its_name() -> None:
    assert not _meets(Query(name="未取名"), Person("P2", name="未取名"))


def test_a_person_of_whom_nothing_is_known_has_no_entries() -> None:
    assert _entries(Person("P3")) == set()
    question = build_candidate_query(Query())
    assert (question.probes, question.parts, question.days) == ((), (), ())


def test_an_endless_name_has_few_entries() -> None:
    assert len(_entries(Person("P4", name="乐" * 100_000))) < 100
    assert len(build_candidate_query(Query(name="乐" * 1_000_000)).probes) < 100


# ---- what is tried, and how far

BODY = "53069919880305122"
NUMBER = BODY + check_digit(BODY)
BIRTH = BirthDate.from_text("1988-03-05")
ANY_TIME, UNKNOWN_BIRTH = (0, 0xFFFF), (0, 1)
#: 852 days beside 1988-03-05 (two years, two months), and 366.
AROUND, NEAR = (43163 - 792 & 0xFFFE, 43163 + 792 | 1), (43163 - 366 & 0xFFFE, 43163 + 366 | 1)


def _tried(query: Query, *drawers: int) -> list[tuple[int, tuple[int, int], int]]:
    """Drawer, tails and sheets of the probes of some drawers."""
    question = build_candidate_query(query)
    return [(p.drawer, p.tails, p.most) for p in (*question.probes, *question.parts) if p.drawer in drawers]


def test_a_name_is_tried_about_the_birth_and_a_little_at_any_time() -> None:
    assert _tried(Query(name="罗贵兰"), keys.NAME) == [(keys.NAME, ANY_TIME, 10)]
    assert _tried(Query(name="罗贵兰", id_number="1229"), keys.NAME) == [(keys.NAME, ANY_TIME, 4)]
    assert _tried(Query(name="罗贵兰", birth=BIRTH), keys.NAME) == [(keys.NAME, AROUND, 4), (keys.NAME, ANY_TIME, 1)]


def test_two_syllables_are_tried_within_a_year_and_where_no_birth_is_known() -> None:
    assert _tried(Query(name="罗贵兰"), keys.PAIR) == [(keys.PAIR, ANY_TIME, 4)] * 3
    found = _tried(Query(name="罗贵兰", birth=BIRTH), keys.PAIR)
    assert found == [(keys.PAIR, NEAR, 4), (keys.PAIR, UNKNOWN_BIRTH, 1)] * 3


def test_a_parent_is_tried_by_name_and_by_number() -> None:
    his = "53069919600305123"
    query = Query(father_name="罗贵福", father_id=his + check_digit(his), mother_name="不详", birth=BIRTH)
    assert sorted(_tried(query, keys.KIN, keys.KIN_NUMBER)) == [
        (keys.KIN, ANY_TIME, 1), (keys.KIN, AROUND, 4), (keys.KIN_NUMBER, ANY_TIME, 2)
    ]  # fmt: skip
    assert _tried(Query(mother_name="罗贵福"), keys.KIN) == [(keys.KIN, ANY_TIME, 4)]
    assert _tried(Query(mother_name="·"), keys.KIN) == []


def test_what_a_parent_says_is_known_as_what_parents_say() -> None:
    question = build_candidate_query(Query(name="罗贵兰", mother_name="王秀英", father_id=NUMBER))
    says = {probe.drawer: probe.says for probe in question.probes}
    assert question.kin == says[keys.KIN] | says[keys.KIN_NUMBER]
    assert question.evidence.worth(says[keys.KIN_NUMBER]) == 27
    # Two fifths of what the sounds of the name say, and no more than nineteen.
    assert question.evidence.worth(says[keys.KIN]) == 19
    rare = Sounds((0,) * 512, (20,) * 512)
    short = build_candidate_query(Query(mother_name="王兰"), rare)
    assert [short.evidence.worth(probe.says) for probe in short.probes] == [8]


@pytest.mark.parametrize(("name", "parents", "found"), [
    ("罗兰", {"mother_name": "王秀英"}, ["王兰"]),
    ("罗兰", {"father_name": "周大有", "mother_name": "王秀英"}, ["周兰", "王兰"]),
    ("罗兰", {"father_name": "罗朝富"}, []),
    ("罗兰", {"mother_name": "不详"}, []),
    ("罗兰", {"mother_name": "欧阳英"}, []),
    ("罗贵兰", {"mother_name": "王秀英"}, []),
    ("", {"mother_name": "王秀英"}, []),
])  # fmt: skip
def test_a_short_name_is_tried_under_the_other_parents_surname(name, parents, found) -> None:
    parts = [probe for probe in build_candidate_query(Query(name=name, **parents)).parts if probe.drawer == keys.NAME]
    assert [probe.key for probe in parts] == [keys.whole(name_codes(one)) for one in found]
    assert all((probe.tails, probe.most) == (ANY_TIME, 4) for probe in parts)


def test_what_two_syllables_say_and_a_given_name_under_the_other_parents_surname() -> None:
    """A surname says 14 points and a syllable of the given name 18; a part says 4 less, that surname 6 more."""
    for name, mother, points in (("罗贵兰", "", [28, 28, 32]), ("罗兰", "王秀英", [28, 20])):
        question = build_candidate_query(Query(name=name, mother_name=mother))
        assert [question.evidence.worth(probe.says) for probe in question.parts] == points


def test_what_a_whole_name_says_where_its_sheets_are_turned() -> None:
    question = build_candidate_query(Query(name="罗贵兰", birth=BIRTH))
    assert [question.evidence.worth(probe.says) for probe in question.probes] == [50, 50]


@pytest.mark.parametrize(("number", "drawers", "points"), [
    (NUMBER, [keys.NUMBER_DAY, keys.NUMBER_YEAR], [40, 35]),
    (BODY[:6] + BODY[8:], [keys.NUMBER_DAY, keys.NUMBER_YEAR], [40, 35]),
    (NUMBER[6:], [keys.NUMBER_DAY], [45]),
    (NUMBER[11:], [], []),
    (NUMBER[10:], [keys.NUMBER_DAY], [45]),
    (NUMBER[10:17], [keys.NUMBER_DAY], [45]),
    ("", [], []),
    ("不详", [], []),
])  # fmt: skip
def test_a_number_is_tried_by_day_and_by_year_and_a_part_by_its_end(number, drawers, points) -> None:
    question = build_candidate_query(Query(id_number=number))
    probes = [p for p in question.probes if p.drawer in (keys.NUMBER_DAY, keys.NUMBER_YEAR)]
    assert [probe.drawer for probe in probes][: len(drawers)] == drawers
    assert [question.evidence.worth(probe.says) for probe in probes][: len(points)] == points
    assert bool(probes) == bool(drawers)


def test_the_end_of_a_number_is_tried_in_the_years_and_with_the_check_digit_that_it_leaves() -> None:
    def by_end(number: str) -> list[tuple[tuple[int, int], tuple[int, int], int]]:
        probes = build_candidate_query(Query(id_number=number)).probes
        return [(p.tails, p.month_day, p.check) for p in probes if isinstance(p, YearRange)]

    assert by_end(NUMBER[6:])[0] == ((188 << 8, 188 << 8 | 0xFF), (3, 5), 9)
    assert by_end(NUMBER[8:])[0] == ((88 << 8, 188 << 8 | 0xFF), (3, 5), 9)
    assert by_end(NUMBER[10:])[0] == ((0, 0xFFFF), (3, 5), 9)
    assert by_end("0305122X")[0] == ((0, 0xFFFF), (3, 5), 10)
    assert by_end(NUMBER[10:17])[-1] == ((0, 0xFFFF), (3, 5), -1)
    (probe,) = [p for p in build_candidate_query(Query(id_number=NUMBER)).probes if isinstance(p, YearRange)]
    assert (probe.key, probe.most, probe.years, probe.check) == (keys.number_by_day("0305122"), 2, frozenset(), -1)


def test_what_a_slip_in_the_number_may_have_been_is_tried_in_its_own_year() -> None:
    wrong = NUMBER[:15] + "9" + NUMBER[16:]
    question = build_candidate_query(Query(id_number=wrong))
    corrected = [p for p in question.probes if isinstance(p, YearRange) and question.evidence.worth(p.says) == 70]
    (right,) = [probe for probe in corrected if probe.key == keys.number_by_day(BODY[10:])]
    assert right.years == {188}
    # What differs in the county, the year or the day alone lies under a key of the number as typed.
    assert keys.number_by_day(wrong[10:17]) not in {probe.key for probe in corrected}
    assert not {p.key for p in corrected} & {keys.number_by_day(BODY[:10] + day + BODY[14:]) for day in ("0306",)}


def test_the_sheets_of_a_probe_are_numbered_by_drawer_key_and_tail() -> None:
    probe = KeyRange(3, 5, 1, (7, 9))
    assert (probe.low, probe.high, probe.most) == (3 << 48 | 5 << 16 | 7, 3 << 48 | 5 << 16 | 9, 2)
    day = DayRange(66, {187: 1, 189: 2, 188: 3})
    assert day.low == keys.DAY << 48 | 66 << 32 | 187 << 24
    assert day.high == keys.DAY << 48 | 66 << 32 | 189 << 24 | 0xFFFFFF


def test_sex_and_places_of_a_question() -> None:
    def asked(**known: str) -> tuple[str, tuple[str, ...]]:
        question = build_candidate_query(Query(**known))
        return question.sex, question.places

    assert asked() == ("", ())
    assert asked(sex="1", id_number=NUMBER) == ("1", ())
    assert asked(id_number=NUMBER) == ("2", ())
    assert asked(id_number=BODY[:16] + "3" + "0") == ("1", ())
    assert asked(division="530699") == asked(division="53069910") == ("", ())
    assert asked(division="530699102") == ("", ("530699102",))
    assert asked(division="530699102203999", address="东山镇石桥村3组") == ("", ("530699102203", "石桥"))


def test_the_day_that_a_number_says_is_asked_for_too() -> None:
    whole, start = (build_candidate_query(Query(id_number=number)) for number in (NUMBER, NUMBER[:14]))
    for question in (whole, start):
        assert [(day.day, day.worth) for day in question.days] == [(66, {188: 38})]
        assert question.near == {43162: 38}
    assert build_candidate_query(Query(id_number=NUMBER)).birth == BIRTH
    assert start.birth is None


# ---- what a hit says


def _row(entry: tuple[int, int, int, int]) -> bytes:
    """An entry of the drawer of days as it lies in a sheet: the year, then name, sex and row in eight bytes."""
    year, letters, sex, row = entry
    return bytes([year]) + (letters << 27 | sex << 24 | row).to_bytes(8)


def _said(question: CandidateQuery, *entries: tuple[int, int, int, int], here: tuple[int, ...] = (), **known) -> Hits:
    hits = Hits(**known)
    (day,) = question.days[:1]
    take_day(question, day, [b"".join(map(_row, sorted(entries)))], hits, lambda row: row in here)
    return hits


LUO_GUI_LAN = keys.first_letters(name_codes("罗贵兰"), "罗贵兰")
ZHOU_XIAO_QIANG = keys.first_letters(name_codes("周小强"), "周小强")


def test_of_a_day_those_are_taken_who_share_the_name_or_live_there_or_are_known() -> None:
    question = build_candidate_query(Query(name="罗贵兰", birth=BIRTH, sex="2"))
    entries = (188, LUO_GUI_LAN, 2, 1), (188, ZHOU_XIAO_QIANG, 2, 2), (188, ZHOU_XIAO_QIANG, 2, 3), (188, 0, 0, 4)
    hits = _said(question, *entries, (188, ZHOU_XIAO_QIANG, 2, 5), here=(3,), said={5: 1})
    # Of one of whom no name is filed nothing speaks against, so the day alone brings him.
    assert set(hits.dated) == {1, 3, 4, 5}
    assert set(hits.said) == {1, 3, 5}
    assert question.evidence.worth(hits.said[1]) > 0 > question.evidence.worth(hits.said[3])


def test_a_day_asked_for_without_a_name_takes_everybody() -> None:
    question = build_candidate_query(Query(birth=BIRTH))
    hits = _said(question, (188, LUO_GUI_LAN, 2, 1), (188, 0, 1, 2))
    assert hits.dated == {1: 42, 2: 42}
    assert hits.said == {}


@pytest.mark.parametrize(("asked", "on_record", "points"), [
    ("2", 2, 42), ("2", 0, 42), ("2", 1, 28), ("1", 2, 28), ("1", 1, 42), ("", 1, 42), ("", 2, 42),
])  # fmt: skip
def test_another_sex_counts_less(asked: str, on_record: int, points: int) -> None:
    question = build_candidate_query(Query(birth=BIRTH, sex=asked))
    assert _said(question, (188, LUO_GUI_LAN, on_record, 1)).dated == {1: points}


def test_each_year_of_a_day_has_its_worth_and_the_best_stays() -> None:
    question = build_candidate_query(Query(birth=BIRTH))
    years = {186: 1, 187: 2, 188: 3, 189: 4, 190: 5, 191: 6}
    hits = _said(question, *((year, 0, 0, row) for year, row in years.items()))
    assert hits.dated == {1: 22, 2: 27, 3: 42, 4: 27, 5: 22}
    assert _said(question, (188, 0, 0, 1), (187, 0, 0, 1)).dated == {1: 42}
    assert _said(question, (188, 0, 0, 1), (188, 0, 0, 2), (188, 0, 0, 3)).dated == {1: 42, 2: 42, 3: 42}


def test_a_hit_is_taken_within_its_days_and_says_day_and_sex() -> None:
    hits, probe = Hits(), KeyRange(keys.NAME, 5, 4, (100, 200))
    for tail, row in ((99, 1), (100, 2), (151, 3), (200, 4), (201, 5)):
        hits.take(probe, tail, row)
    assert hits.said == {2: 4, 3: 4, 4: 4}
    assert (hits.born, hits.women) == ({2: 100, 3: 150, 4: 200}, {3})
    hits.take(KeyRange(keys.PAIR, 5, 2), 1, 2)
    assert (hits.said[2], hits.born[2], hits.women) == (6, 100, {2, 3})
    hits.take(KeyRange(keys.PAIR, 5, 2), 1, 6)
    hits.take(KeyRange(keys.PAIR, 5, 2), 0, 7)
    assert not {6, 7} & hits.born.keys()


def test_the_end_of_a_number_is_taken_by_its_year_and_check_digit() -> None:
    def taken(years: frozenset[int], check: int, tail: int) -> Hits:
        hits = Hits()
        hits.take(YearRange(keys.NUMBER_DAY, 5, 4, (0, 1), 2, (3, 5), years, check), tail, 1)
        return hits

    tail = 188 << 8 | 9 << 4
    for years in (frozenset[int](), frozenset((188,))):
        for check in (-1, 9):
            assert taken(years, check, tail) == Hits(said={1: 4}, born={1: 43162})
    assert taken(frozenset((187,)), 9, tail) == taken(frozenset((188,)), 8, tail) == Hits()
    no_such_day = Hits()
    no_such_day.take(YearRange(keys.NUMBER_DAY, 5, 4, (0, 1), 2, (2, 30)), tail, 1)
    assert no_such_day == Hits(said={1: 4})


def _best(question: CandidateQuery, hits: Hits, most: int = 9, here: tuple[int, ...] = ()) -> list[tuple[int, int]]:
    return best_rows(question, hits, most, lambda row: row in here)


def test_the_best_come_first_and_those_of_the_place_have_more() -> None:
    question = build_candidate_query(Query(birth=BIRTH))
    hits = Hits(dated={1: 42, 2: 27, 3: 42, 4: 22, 5: 21})
    assert _best(question, hits) == [(42, 1), (42, 3), (27, 2), (22, 4), (21, 5)]
    assert _best(question, hits, here=(4,)) == [(42, 1), (42, 3), (42, 4), (27, 2), (21, 5)]
    # Who is less than the place behind the last of those wanted cannot come before him.
    assert _best(question, hits, 2, here=(4, 5)) == [(42, 1), (42, 3)]
    assert _best(question, hits, 1, here=(2,)) == [(47, 2)]
    assert _best(question, Hits()) == []


@pytest.mark.parametrize(("birth", "born", "points"), [
    ("1988-03-05", "1988-03-05", 42), ("1988-03-05", "1988-03-15", 16), ("1988-03-05", "1988-09-18", 2),
    ("1988-03-05", "1988-09-22", -4), ("1988-03-05", "1987-08-15", -4), ("1988-03-05", "1990-05-02", -4),
    ("1988-03-05", "1990-05-08", -16), ("1988-03-05", "1986-01-02", -16), ("1988-03-05", "", 0),
    ("", "1988-03-05", 0),
    ("1988", "1988-03-05", 20), ("1988", "1988-12-31", 20), ("1988", "1989-01-03", 9), ("1988", "1989-12-30", 9),
    ("1988", "1990-01-05", 3), ("1988", "1990-12-30", 3), ("1988", "1991-01-05", -4), ("1988", "1991-02-25", -4),
    ("1988", "1991-03-05", -16), ("1988-03", "1988-03-31", 20), ("1988-03", "1988-06-01", 8),
    ("1988-03", "1988-06-05", 3), ("1988-03", "1989-04-01", 3), ("1988-03", "1989-04-05", -4),
    ("1988-02", "1987-01-31", 3), ("1988-03", "1987-02-28", -4), ("1988-02", "1987-12-01", 8),
    ("1988-03", "1987-12-29", 3),
    ("1988", "1990-01-01", 9), ("1988", "1985-12-31", 3), ("1988", "1991-01-02", -4), ("1988", "1987-12-31", 9),
    ("1988-03", "1988-02-29", 8), ("1988~1988", "1987-12-31", 8), ("1987~1988", "1986-10-31", 8),
    ("1988~1988", "1987-10-31", 3), ("1987~1988", "1990-01-01", 3), ("1988~1988", "1986-12-30", -4),
    ("1987~1988", "1988-12-31", 20), ("1987~1988", "1989-03-01", 8), ("1987~1988", "1989-12-30", 3),
])  # fmt: skip
def test_what_a_day_of_birth_says_before_the_dates_are_compared(birth: str, born: str, points: int) -> None:
    question = build_candidate_query(Query(name="罗贵兰", birth=BirthDate.from_text(birth) if birth else None))
    known = {1: keys.about_day(birth_of(born).day)} if born else {}
    says = question.probes[0].says
    assert _best(question, Hits(said={1: says}, born=known)) == [(question.evidence.worth(says) + points, 1)]


def test_who_shares_a_parent_may_be_born_any_day() -> None:
    question = build_candidate_query(Query(mother_name="王秀英", birth=BIRTH))
    says = question.probes[0].says
    far = Hits(said={1: says}, born={1: 20_000})
    assert _best(question, far) == [(question.evidence.worth(says), 1)]
    assert _best(question, Hits(said={1: says}, dated={1: 42})) == [(question.evidence.worth(says) + 42, 1)]


@pytest.mark.parametrize(("sex", "woman", "points"), [
    ("1", True, -6), ("1", False, 0), ("2", True, 0), ("2", False, -6), ("", True, 0), ("", False, 0),
])  # fmt: skip
def test_a_sex_that_may_contradict_counts_a_little(sex: str, woman: bool, points: int) -> None:
    question = build_candidate_query(Query(name="罗贵兰", sex=sex))
    says = question.probes[0].says
    hits = Hits(said={1: says}, women={1} if woman else set())
    assert _best(question, hits) == [(question.evidence.worth(says) + points, 1)]
