"""What is alike meets: the person is filed where the question looks."""

from __future__ import annotations

from dataclasses import replace
from zlib import crc32

import pytest

from flows.identity.birth_date import BirthDate
from flows.linkage.blocking_keys import birth_of, file_person
from flows.linkage.candidate_generation import build_candidate_query
from flows.linkage.person import Person, Query
from flows.linkage.phonetic_codes import syllable_numbers

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


@pytest.mark.parametrize("birth", ["2014-10-28", "L2014-09-05", "L2014+09-05", "2014-09-05"])
def test_a_birthday_alone_meets_whatever_the_calendar(birth: str) -> None:
    assert _meets(Query(birth=BirthDate.from_text(birth)))


@pytest.mark.parametrize("birth", ["2012-10-28", "2013-10-28", "2015-10-28", "2016-10-28"])
def test_a_year_off_by_one_or_two_meets(birth: str) -> None:
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
