"""The invented prefecture: the same every time, nobody who lives, and questions spoilt as they say."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from benchmarks.people import lunar, numbers
from benchmarks.people.names import Names
from benchmarks.people.person import COLUMNS, Person
from benchmarks.people.population import Population
from benchmarks.people.questions import Asking, Sampler, as_asked
from benchmarks.people.spoiling import HELD_OUT, KINDS
from db.register import extract
from flows.identity import resident_number
from hukou_tui.commands.lookup_lines import read_question

PERSONS = 2500


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(Path("no such folder"))


@pytest.fixture(scope="module")
def sampler() -> Sampler:
    return Sampler(questions=3, seed=7)


@pytest.fixture(scope="module")
def people(names: Names, sampler: Sampler) -> list[Person]:
    return list(Population(PERSONS, 7, names, sampler.person, sampler.family).people())


@pytest.fixture(scope="module")
def asked(names: Names, sampler: Sampler, people: list[Person]) -> list[dict]:
    return list(Asking(sampler, names, PERSONS, 7, 3).all())


def test_the_columns_are_those_of_a_register_file():
    assert COLUMNS == extract.COLUMNS


def test_the_same_seed_makes_the_same_people_and_another_seed_others(names, people):
    lines = [person.line() for person in people]
    assert [person.line() for person in Population(PERSONS, 7, names).people()] == lines
    assert [person.line() for person in Population(PERSONS, 8, names).people()] != lines


@pytest.mark.parametrize("persons", [1, 50, 1234])
def test_there_are_exactly_as_many_as_asked_for(names, persons):
    made = [person.person_id for person in Population(persons, 3, names).people()]
    assert len(made) == len(set(made)) == persons


def test_no_number_can_be_that_of_somebody_who_lives(people):
    of_columns = [(p.number, p.id_number, p.father_id, p.mother_id, p.true_father_id) for p in people]
    given = {number for numbers_of_one in of_columns for number in numbers_of_one if number}
    assert all(
        number.startswith(numbers.INVENTED) or (len(number) == 18 and int(number[6:10]) < 1900)
        for number in given
    )
    assert {number[:4] for number in given} == {"5306", "5321"}


def test_numbers_are_right_and_each_is_somebodys_alone(people):
    assert all(resident_number.check_number(person.number).valid for person in people)
    assert all(resident_number.check_number(p.number).sex == p.sex for p in people)
    assert max(Counter(person.number for person in people).values()) == 1


def test_the_prefecture_is_as_it_should_be(people):
    def share(of: object) -> float:
        return sum(map(of, people)) / PERSONS

    assert 0.01 < share(lambda p: p.status == "2") < 0.03
    assert 0.01 < share(lambda p: not p.id_number) < 0.04
    assert 0.1 < share(lambda p: len(p.name) - len(p.surname) == 1) < 0.2
    assert 0.02 < share(lambda p: len(p.division) == 6) < 0.09
    assert 0.01 < share(lambda p: len(p.id_number) == 15) < 0.05
    assert any(person.true_day != person.day for person in people)


def test_nothing_of_a_line_needs_a_quote(people):
    assert all(line.count(",") == len(COLUMNS) - 1 and '"' not in line for line in (p.line() for p in people))


def test_every_kind_of_error_changes_what_it_says(people, asked):
    by_id = {person.person_id: person for person in people}
    for question in (q for q in asked if q["set"] == "standard" and q["errors"]):
        who, field = by_id[question["truth"][0]], KINDS[question["kind"]].field
        said = question.get("birth_date", "").replace("-", "")
        changed = {
            "name": question["name"] != who.name,
            "birth": said != who.birth_date or question.get("calendar") == "lunar",
            "number": question.get("id_number") != who.id_number,
            "sex": question.get("sex") != who.sex,
            "mother": question.get("mother", {}).get("name") != who.true_mother,
            "place": question.get("address", "") not in who.address,
        }
        assert changed.get(field, True) or question["kind"] == "baby without a name at the counter", question


def test_there_are_at_least_twenty_two_kinds_and_most_fit_somebody(asked):
    assert len(KINDS) > 22
    found = {question["kind"] for question in asked if question["set"] == "standard"}
    assert len(KINDS) - len(found) <= 2, set(KINDS) - found


def test_what_is_held_out_stands_in_no_question_to_tune_by(asked):
    assert set(KINDS) >= HELD_OUT
    assert not [q for q in asked if q["half"] == "tune" and HELD_OUT & set(q["errors"])]


def test_every_question_is_one_that_the_lookup_takes(asked):
    for question in asked:
        line_id, _query, unused = read_question(json.dumps(as_asked(question)).encode())
        assert (line_id, unused) == (question["id"], ())


def test_who_was_never_registered_is_nobody_on_record(people, asked):
    on_record = {(person.name, person.birth_date) for person in people}
    never = [q for q in asked if q["set"] == "never"]
    assert never
    assert not any(question["truth"] for question in never)
    assert not [q for q in never if (q["name"], q.get("birth_date", "").replace("-", "")) in on_record]


def test_of_twins_one_is_on_record_or_both_are(asked):
    twins = [question for question in asked if question["set"] == "twins"]
    assert {question["kind"] for question in twins} == {"only the other is on record", "both are on record"}
    assert all(len(question["related"]["twin"]) == 1 for question in twins)


def test_a_leap_month_has_two_readings():
    days = [date.fromordinal(day) for day in lunar.solar_days(2014, 9, 5)]
    assert days == [date(2014, 9, 28), date(2014, 10, 28)]
    assert lunar.lunar_of(date(2014, 10, 28).toordinal()) == (2014, 9, 5, True)
