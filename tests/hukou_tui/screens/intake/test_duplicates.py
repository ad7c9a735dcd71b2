"""The lookup by keys: below the person at the window, one digit compares, a digit there decides."""

from __future__ import annotations

import csv
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from db.register.extract import COLUMNS
from db.register.importing import import_register
from db.station.opening import open_station_file
from flows.case import actions as a
from harness.stations.intake import AT, CLERK, new_station
from harness.stations.seated import running, shown, turns, until
from hukou_tui.app import CounterApp
from hukou_tui.context import AppContext
from hukou_tui.practice.frozen_day import FROZEN_ON
from hukou_tui.screens.frame.form import Prompt
from hukou_tui.screens.frame.menu import Menu
from hukou_tui.screens.intake.comparison import Comparison
from hukou_tui.screens.intake.intake import Intake
from hukou_tui.words import catalogue

CASE = "530699001-20160614-001"
WHO = {
    "person.name": "马天翔", "person.sex": "1", "person.birth": "2014-05-20", "father.name": "马文俊",
    "mother.name": "马秀兰", "destination.division": "530699", "destination.address": "青山乡大坪村一社",
}  # fmt: skip
HOME = {"division": "530699", "address": "演练县青山乡大坪村一社", "status": "1", "sex": "1"}
FAMILY = {"father_name": "马文俊", "mother_name": "马秀兰"} | HOME
BROTHER = {
    "person_id": "BROTHER",
    "name": "马天宇",
    "birth_date": "20140520",
    "id_number": "530699201405209179",
} | FAMILY
ELDER = {"person_id": "ELDER", "name": "马天明", "birth_date": "20110301"} | FAMILY
GONE = (
    {"person_id": "GONE", "name": "马天翔", "birth_date": "20140520"}
    | HOME
    | {"status": "2", "cancel_reason": "死亡"}
)
WEAK = {"person_id": "WEAK", "name": "马天翔", "birth_date": "19700101", "sex": "1", "division": "530621",
        "address": "鲁甸县", "status": "1"}  # fmt: skip

Play = Callable[[Pilot, CounterApp], Awaitable[None]]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")


def station_with(folder: Path, *persons: dict[str, str]) -> None:
    """A practice station whose register holds `persons`, and the case of 马天翔."""
    with new_station(folder, practice=True) as station:
        opening = a.OpenCase(FROZEN_ON.isoformat(), "", (), True, "")
        fields = [a.SetField(name, value) for name, value in WHO.items()]
        station.append_all([opening, *fields], case_id=CASE, operator=CLERK, at=AT)
    extract = folder / "extract.csv"
    with extract.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS, restval="")
        rows.writeheader()
        rows.writerows(persons)
    import_register(extract, folder / "register.db", as_of=date(2016, 6, 1))


def looks(folder: Path) -> int:
    with open_station_file(folder, readonly=True) as station:
        return sum(
            isinstance(entry.action, a.Look) and entry.action.what == "numbers"
            for entry in station.queries.entries(CASE)
        )


async def at_lookup(folder: Path, play: Play, size: tuple[int, int] = (80, 24)) -> None:
    app = CounterApp(AppContext(folder, True, "en", CLERK, FROZEN_ON))
    async with running(app, size) as pilot:
        await until(pilot, lambda: app.session.ready and not app._awaited and app.focused, "the counter")
        app.session.cases.open(CASE)
        await until(pilot, lambda: isinstance(app.screen, Intake) and not app._awaited, "the case")
        lookup = app.session.cases.lookup
        await until(pilot, lambda: lookup.found is not None and not lookup.looking, "the lookup")
        app.screen.go(3)
        await until(pilot, lambda: app.screen.at == 3, "step 4")
        await play(pilot, app)


async def press(pilot: Pilot, app: CounterApp, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await until(pilot, lambda: not app._awaited and not app.session.pending, f"after {key}")


def verdict(app: CounterApp, person: str) -> str:
    return app.session.cases.at_hand.verdicts[f"register:{person}"].reason


async def test_the_person_stands_above_whoever_was_found_in_the_same_columns(tmp_path: Path):
    station_with(tmp_path, BROTHER, ELDER)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        rows = shown(pilot).splitlines()
        person = next(row for row in rows if "<- at the window" in row)
        brother = next(row for row in rows if "马天宇" in row)
        assert rows.index(person) < rows.index(brother)
        assert "马天翔     2014-05-20 m  马文俊   马秀兰" in person
        assert "> 1*马天宇     2014-05-20 m  马文俊   马秀兰" in brother
        assert "*2011-03-01" in next(row for row in rows if "马天明" in row)
        assert "2 persons as of 2016-06-01" in shown(pilot)
        assert "Searched (persons): Practice County 2" in shown(pilot)

    await at_lookup(tmp_path, play)


async def test_one_digit_compares_and_the_comparison_decides(tmp_path: Path):
    station_with(tmp_path, BROTHER, ELDER)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await press(pilot, app, "1")
        assert isinstance(app.screen.over, Comparison)
        said = shown(pilot)
        assert "马天[翔]" in said and "马天[宇]" in said
        assert "possible twin" in said and "sum of the points" in said
        assert not app.session.cases.at_hand.verdicts
        await press(pilot, app, "3")
        assert app.screen.over is None
        assert verdict(app, "BROTHER") == "twin"
        said = shown(pilot)
        assert "[3] twin" in said and "马天宇: twin. Undecided: 1" in said
        assert app.screen.step.list.current == "register:ELDER"

    await at_lookup(tmp_path, play)
    assert looks(tmp_path) == 1


async def test_a_key_pressed_twice_opens_and_decides_nothing_however_slowly(tmp_path: Path):
    station_with(tmp_path, BROTHER)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await press(pilot, app, "1")
        await pilot.pause(0.3)
        await press(pilot, app, "1")
        assert app.screen.over is not None and not app.session.cases.at_hand.verdicts
        await press(pilot, app, "1")
        assert app.session.cases.at_hand.verdicts

    await at_lookup(tmp_path, play)


async def test_no_digit_of_the_list_decides(tmp_path: Path):
    station_with(tmp_path, BROTHER)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        for digit in "234567":
            await press(pilot, app, digit)
            assert app.screen.over is None, digit
        assert not app.session.cases.at_hand.verdicts

    await at_lookup(tmp_path, play)


async def test_the_next_undecided_one_comes_by_a_key_and_what_was_seen_is_on_record(tmp_path: Path):
    station_with(tmp_path, BROTHER, ELDER, BROTHER | {"person_id": "THIRD", "name": "马天羽"})

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await press(pilot, app, "enter")
        seen = {app.screen.over.ref}
        for _time in range(2):
            await press(pilot, app, "8")
            seen.add(app.screen.over.ref)
        assert len(seen) == 3
        await press(pilot, app, "8", "0")
        assert app.screen.over is None and not app.session.cases.at_hand.verdicts

    await at_lookup(tmp_path, play)
    # Two of them have a number; the one that came first was seen again.
    assert looks(tmp_path) == 3


async def test_to_see_a_parent_s_number_is_on_record_and_to_see_none_is_not(tmp_path: Path):
    nobody = BROTHER | {"id_number": ""}
    father = nobody | {"person_id": "FATHER", "name": "马天羽", "father_id": "530699198001010018"}
    mother = nobody | {"person_id": "MOTHER", "name": "马天雨", "mother_id": "530699198001010026"}
    station_with(tmp_path, nobody, father, mother)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        for digit in "123":
            await press(pilot, app, digit)
            assert isinstance(app.screen.over, Comparison)
            await press(pilot, app, "0")

    await at_lookup(tmp_path, play)
    assert looks(tmp_path) == 2


async def test_a_reason_in_words_is_asked_over_the_comparison(tmp_path: Path):
    station_with(tmp_path, BROTHER)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await press(pilot, app, "1", "5")
        assert isinstance(app.screen.over, Prompt)
        await press(pilot, app, "f3")
        assert isinstance(app.screen.over, Comparison) and not app.session.cases.at_hand.verdicts
        await press(pilot, app, "5", *"seen", "enter")
        assert app.screen.over is None
        assert app.session.cases.at_hand.verdicts["register:BROTHER"].text == "seen"
        await press(pilot, app, "1")
        assert "Decision: [5] other: in words (seen)" in " ".join(shown(pilot).split())

    await at_lookup(tmp_path, play)


async def test_a_cancelled_record_is_said_before_anything_else(tmp_path: Path):
    station_with(tmp_path, GONE)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        assert " void " in shown(pilot)
        await press(pilot, app, "1")
        assert "A CANCELLED record (死亡): a lead to restoration, not a duplicate." in shown(pilot)
        await press(pilot, app, "6")
        assert "A cancelled record of the same person" in shown(pilot)

    await at_lookup(tmp_path, play)


async def test_weak_ones_are_dismissed_together(tmp_path: Path):
    station_with(tmp_path, BROTHER, WEAK, WEAK | {"person_id": "OTHER", "birth_date": "19750101"})

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await press(pilot, app, "8", "2")
        assert verdict(app, "WEAK") == verdict(app, "OTHER") == "different_birth"
        assert "2 candidates: other birth. Undecided: 1" in shown(pilot)
        assert app.screen.step.list.current == "register:BROTHER"

    await at_lookup(tmp_path, play)


async def test_a_weak_one_that_was_judged_is_not_dismissed_with_the_others(tmp_path: Path):
    station_with(tmp_path, BROTHER, WEAK, WEAK | {"person_id": "OTHER", "birth_date": "19750101"})

    async def play(pilot: Pilot, app: CounterApp) -> None:
        digit = str([*app.screen.step._candidates].index("register:WEAK") + 1)
        await press(pilot, app, digit, "6")
        assert verdict(app, "WEAK") == "same_person"
        await press(pilot, app, "8")
        assert "1 weak candidates are different persons" in shown(pilot)
        await press(pilot, app, "2")
        assert (verdict(app, "WEAK"), verdict(app, "OTHER")) == ("same_person", "different_birth")
        await press(pilot, app, "8")
        assert app.screen.over is None and "There is no undecided weak candidate." in shown(pilot)

    await at_lookup(tmp_path, play)


async def test_a_changed_field_makes_the_decision_lapse_and_both_views_say_so(tmp_path: Path):
    station_with(tmp_path, BROTHER)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await press(pilot, app, "1", "3")
        app.screen.act(a.SetField("person.birth", "2014-05-21"))
        app.session.cases.look_up()
        lookup = app.session.cases.lookup
        await until(pilot, lambda: not lookup.looking and "[!]" in shown(pilot), "the decision lapsed")
        await press(pilot, app, "1")
        assert "Decision: lapsed, decide again" in " ".join(shown(pilot).split())
        assert "2014-05-2[1]" in shown(pilot) and "2014-05-2[0]" in shown(pilot)

    await at_lookup(tmp_path, play)


async def test_of_many_the_first_seven_have_digits_and_each_page_has_its_own(tmp_path: Path):
    many = [
        BROTHER | {"person_id": f"N{n}", "name": f"马天{name}"} for n, name in enumerate("宇羽玉雨语育遇郁")
    ]
    station_with(tmp_path, *many)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        refs = list(app.screen.step._candidates)
        assert len(refs) == 8
        assert [row.split("*")[0].strip("> ") for row in shown(pilot).splitlines() if "*马天" in row] == list(
            "1234567"
        )
        await press(pilot, app, "7")
        assert app.screen.over.ref == refs[6]
        await press(pilot, app, "0", "pagedown", "1")
        assert app.screen.over.ref == refs[7]

    await at_lookup(tmp_path, play)


async def test_zero_is_the_menu_in_the_list_and_the_way_back_from_the_comparison(tmp_path: Path):
    station_with(tmp_path, BROTHER)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await press(pilot, app, "0")
        assert isinstance(app.screen.over, Menu)
        await press(pilot, app, "0", "1", "0")
        assert app.screen.over is None
        await press(pilot, app, "1", "f3")
        assert app.screen.over is None
        await press(pilot, app, "1", "f4")
        assert app.screen.over is None and app.screen.at == 3

    await at_lookup(tmp_path, play)


async def test_what_does_not_fit_comes_on_a_page_by_a_digit_and_stays_there_in_another_size(tmp_path: Path):
    long = BROTHER | {"name": "马天宇" * 12, "address": "演练县青山乡大坪村" * 12}
    station_with(tmp_path, long)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await press(pilot, app, "1")
        assert "sum of the points" not in shown(pilot) and ">>" in shown(pilot)
        await press(pilot, app, "9")
        assert "<<" in shown(pilot)
        before = shown(pilot)
        for size in ((120, 40), (40, 12), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause(0.1)
        assert shown(pilot) == before
        for _turn in turns(pilot, "the sum of the points"):
            if "sum of the points" in shown(pilot):
                break
            await press(pilot, app, "9")
        await press(pilot, app, "9")
        assert "points, and why" in shown(pilot)

    await at_lookup(tmp_path, play)


async def test_nobody_found_is_said_with_what_was_searched(tmp_path: Path):
    station_with(tmp_path, WEAK | {"name": "杨琼华"})

    async def play(pilot: Pilot, app: CounterApp) -> None:
        said = shown(pilot)
        assert "Nobody found within this scope." in said
        assert "1 persons as of 2016-06-01" in said and "Ludian County 1" in said
        assert "<- at the window" not in said
        await press(pilot, app, "1", "enter")

    await at_lookup(tmp_path, play)


async def test_another_answer_that_comes_in_while_a_row_is_painted_breaks_nothing(tmp_path: Path):
    station_with(tmp_path, BROTHER, ELDER)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await press(pilot, app, "1")
        # The answer is taken in before the screen is told.
        app.session.cases.lookup.found = replace(app.session.cases.lookup.found, candidates=())
        await press(pilot, app, "8", "0")
        app.screen.step.list.refresh()
        await press(pilot, app, "down", "up", "1")
        assert app.is_running and app.screen.over is None

    await at_lookup(tmp_path, play)


async def test_a_case_that_is_left_from_the_comparison_leaves_nothing_behind(tmp_path: Path):
    station_with(tmp_path, BROTHER)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await press(pilot, app, "1")
        await pilot.press("f2")
        await pilot.resize_terminal(100, 30)
        await until(pilot, lambda: not isinstance(app.screen, Intake), "the counter")
        assert app.is_running and app.screen.over is None

    await at_lookup(tmp_path, play)
