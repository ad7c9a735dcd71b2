"""What is alike shares a key: the person is filed where the question looks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.birth_date import BirthDate
from flows.lookup_keys import key_of, keys, probes
from flows.person import Person, Query

PERSON = Person("P1", name="罗贵兰", birth=BirthDate.from_text("2014-10-28"), mother_name="王秀英")


def _meets(query: Query, person: Person = PERSON) -> bool:
    return not keys(person).isdisjoint(probe.key for probe in probes(query))


def test_a_key_is_the_same_in_every_run() -> None:
    assert key_of("N", "luo", "gui", "lan") == 2291396407871475401
    assert 0 <= key_of("B", "1988-03-05") < 2**63


@pytest.mark.parametrize("birth", ["2014-10-28", "L2014-09-05", "L2014+09-05", "2014-09-05"])
def test_a_birthday_alone_meets_whatever_the_calendar(birth: str) -> None:
    assert _meets(Query(birth=BirthDate.from_text(birth)))


def test_day_and_month_swapped_meet() -> None:
    assert _meets(
        Query(birth=BirthDate.from_text("2014-05-03")),
        replace(PERSON, birth=BirthDate.from_text("2014-03-05")),
    )


def test_a_placeholder_files_nothing_under_its_name() -> None:
    assert not _meets(Query(name="未取名"), Person("P2", name="未取名"))


def test_a_person_of_whom_nothing_is_known_has_no_keys() -> None:
    assert keys(Person("P3")) == frozenset()
    assert probes(Query()) == ()


def test_an_endless_name_has_few_keys() -> None:
    assert len(keys(Person("P4", name="乐" * 100_000))) < 2000
