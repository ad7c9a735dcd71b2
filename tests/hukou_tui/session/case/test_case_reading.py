"""What is recorded of a look, and of a case begun: by whoever asked, and as what it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from db.station.opening import open_station_file
from db.station.station import Station
from flows.case import actions as a
from flows.case.fields import NUMBERS
from harness.stations.intake import AT, CLERK, DAY, NUMBER, new_station
from hukou_tui.session.case import rules_in_use
from hukou_tui.session.case.case_reading import Occasion, begin_case, look_at_case, read_case

CASE = "530699001-20160614-001"
OPENING = a.OpenCase(DAY.isoformat(), "", (), True, "")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "practice"
    new_station(folder, practice=True).close()
    return folder


@pytest.fixture
def station(made: Path, tmp_path: Path) -> Iterator[Station]:
    folder = Path(shutil.copytree(made, tmp_path / "practice"))
    with open_station_file(folder) as opened:
        yield opened


@pytest.fixture
def occasion(station: Station) -> Occasion:
    return Occasion(CLERK, AT, DAY, rules_in_use.in_force(station, DAY))


def looks(station: Station) -> list[tuple[str, str, str]]:
    """Each look on record: by whom, at which case, at what."""
    return [
        (entry.operator, entry.case_id, entry.action.what)
        for entry in station.queries.entries_between("2016", "2017")
        if isinstance(entry.action, a.Look)
    ]


def kinds(station: Station) -> list[str]:
    return [
        entry.action.KIND
        for entry in station.queries.entries_between("2016", "2017")
        if entry.case_id == CASE
    ]


def test_numbers_that_are_shown_are_looked_at_as_numbers_and_a_case_without_any_as_a_case(
    station: Station, occasion: Occasion
) -> None:
    begin_case(station, [OPENING], occasion)
    look_at_case(station, CASE, occasion)
    for action in (a.SetField("father.name", "欧阳建国"), a.SetField("father.number", NUMBER)):
        station.append(action, case_id=CASE, operator=CLERK, at=AT)
        look_at_case(station, CASE, occasion)
    station.append(a.SetField("father.number", ""), case_id=CASE, operator=CLERK, at=AT)
    look_at_case(station, CASE, replace(occasion, operator="002"))
    assert looks(station) == [
        (CLERK, CASE, "case"), (CLERK, CASE, "case"), (CLERK, CASE, "numbers"), ("002", CASE, "case"),
    ]  # fmt: skip


def test_whosever_number_it_is_it_is_one() -> None:
    assert set(NUMBERS) == {"person.number", "father.number", "mother.number"}


def test_to_read_a_case_again_is_no_look_and_the_reading_says_how_far_it_goes(
    station: Station, occasion: Occasion
) -> None:
    begun = begin_case(station, [replace(OPENING, packs=occasion.force.stamps)], occasion)
    assert (begun.case.id, begun.case.opened_by, begun.relatives) == (CASE, CLERK, ())
    again = read_case(station, CASE, occasion)
    assert looks(station) == [] and again.seq == begun.seq == station.queries.head().seq
    looked = look_at_case(station, CASE, occasion)
    assert looked.seq == begun.seq + 1 == station.queries.head().seq


def test_the_next_case_of_the_day_has_the_next_number_and_its_fields_with_it(
    station: Station, occasion: Occasion
) -> None:
    begin_case(station, [OPENING], occasion)
    second = begin_case(station, [OPENING, a.SetField("father.name", "欧阳建国")], occasion)
    assert (second.case.id, second.case.get("father.name")) == (CASE[:-1] + "2", "欧阳建国")
    assert station.queries.case(CASE).get("father.name") == ""


def test_only_who_works_here_puts_an_older_case_under_the_rules_in_force(
    station: Station, occasion: Occasion
) -> None:
    """A case that names no rules stands under others; an auditor who looks at it changes nothing."""
    station.append(OPENING, case_id=CASE, operator=CLERK, at=AT)
    reads = look_at_case(station, CASE, replace(occasion, works=False))
    assert kinds(station) == ["open_case", "look"] and reads.case.packs == ()
    works = look_at_case(station, CASE, occasion)
    assert kinds(station) == ["open_case", "look", "look", "recheck_rules"]
    assert works.case.packs == occasion.force.stamps
    look_at_case(station, CASE, occasion)
    assert kinds(station)[-1] == "look", "once is enough"
