"""Invented people: the same for the same seed, with twins and cancelled ones, and no living number."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path

from flows.identity.resident_number import check_number
from hukou_tui.practice.population import population
from hukou_tui.session.practice_register import write_register


def test_the_same_seed_makes_the_same_people() -> None:
    assert list(population(7, 300)) == list(population(7, 300))
    assert list(population(7, 300)) != list(population(8, 300))


def test_exactly_so_many_and_a_longer_run_begins_alike() -> None:
    assert len(list(population(7, 101))) == 101
    assert list(islice(population(7, 5000), 50)) == list(islice(population(7, 9000), 50))


def test_every_number_is_good_and_of_the_invented_division() -> None:
    numbers = [row["id_number"] for row in population(7, 2000) if row["id_number"]]
    assert all((found := check_number(number)).valid and found.division == "530699" for number in numbers)
    assert len({check_number(number).number for number in numbers}) == len(numbers)
    assert any(len(number) == 15 for number in numbers)


def test_there_are_twins_siblings_cancelled_and_unnamed_persons() -> None:
    rows = list(population(7, 3000))
    births = Counter((row["mother_id"], row["birth_date"]) for row in rows if row["mother_id"])
    mothers = Counter(mother for mother, _ in births)
    assert 5 < sum(count == 2 for count in births.values()) < 60
    assert any(count > 2 for count in mothers.values())
    assert any(row["status"] == "2" for row in rows)
    assert any(row["former_name"] for row in rows)
    assert all(row["birth_date"] < "20160601" for row in rows)


def test_the_file_has_one_line_a_person(tmp_path: Path) -> None:
    write_register(tmp_path / "r.csv", 50)
    assert len((tmp_path / "r.csv").read_text("utf-8").splitlines()) == 51
