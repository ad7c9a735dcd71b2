"""A special circumstance said at the counter, by keys: from the situation and from the papers."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from db.station.station import Act
from flows.case import actions as a
from harness.packs.other_rules import DAY, kept
from harness.stations.founded import copied_station
from harness.stations.intake import AT, CLERK, FIELDS
from harness.stations.seated import at_counter, shown, turns, until
from hukou_tui.app import CounterApp
from hukou_tui.screens.frame.menu import Menu
from hukou_tui.screens.intake.intake import Intake
from hukou_tui.words import catalogue

SHIPPED = kept()
MARRIED = {
    "cause": "never_registered", "upbringing": "birth_parents", "parents": "married", "birth_certificate": "have",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")


async def at_step(pilot: Pilot, app: CounterApp, step: int) -> None:
    await pilot.press("1")
    await until(
        pilot, lambda: isinstance(app.screen, Intake) and not app._awaited and app.focused, "the case"
    )
    for _turn in turns(pilot, f"step {step + 1}"):
        if app.screen.at >= step:
            return
        await pilot.press("f4")
        await pilot.pause(0.05)


def with_a_case(folder: Path, **answers: str) -> None:
    """A case opened under the shipped rules, with these answers given already."""
    with copied_station(folder) as station:
        number = station.queries.next_number(DAY)
        actions: list[a.Action] = [
            a.OpenCase("2016-06-14", "", tuple(one.stamp for one in SHIPPED), station.queries.practice)
        ]
        actions += [a.SetField(name, value) for name, value in FIELDS.items()]
        actions += [a.AnswerFact(fact, value) for fact, value in answers.items()]
        station.append_under(SHIPPED, [Act(action, number, CLERK, AT) for action in actions])


async def test_parents_without_registration_are_said_where_the_booklet_is_missing(tmp_path: Path):
    with_a_case(tmp_path, **MARRIED)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await at_step(pilot, app, 2)
        assert "household register booklet" in shown(pilot)
        await pilot.press("6")
        await until(pilot, lambda: isinstance(app.screen.over, Menu), "the circumstances")
        assert "[ ] Are the parents without registration themselves?" in shown(pilot)
        await pilot.press("2")
        await until(pilot, lambda: app.screen.over is None, "the papers")
        assert app.session.cases.at_hand.answers["parents_registered"] == "no"
        said = shown(pilot)
        assert "no longer needed: household register booklet" in said
        assert "the parents' own case" in said
        await pilot.press("6")
        await until(pilot, lambda: isinstance(app.screen.over, Menu), "the circumstances")
        assert "[x] Are the parents without registration themselves?" in shown(pilot)
        await pilot.press("2")
        await until(pilot, lambda: app.screen.over is None, "the papers")
        assert "parents_registered" not in app.session.cases.at_hand.answers

    await at_counter(tmp_path, play)


async def test_a_negative_test_leads_to_another_way_and_stands_among_the_answers(tmp_path: Path):
    with_a_case(tmp_path, **MARRIED)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await at_step(pilot, app, 1)
        await pilot.press("8")
        await until(pilot, lambda: isinstance(app.screen.over, Menu), "the circumstances")
        await pilot.press("1")
        await until(pilot, lambda: app.screen.over is None, "the situation")
        assert app.session.cases.view.decision.route.id == "parentage_denied"
        said = shown(pilot)
        assert "A test was made and denies the parentage? yes" in said
        assert "situation now: a test denies the parentage" in said
        # A slip of the finger: the same keys take it back, and nothing has to be asked again.
        assert MARRIED.items() <= app.session.cases.at_hand.answers.items()
        await pilot.press("8")
        await until(pilot, lambda: isinstance(app.screen.over, Menu), "the circumstances")
        await pilot.press("1")
        await until(pilot, lambda: app.screen.over is None, "the situation")
        assert app.session.cases.view.decision.route.id == "certified_married"
        assert app.session.cases.at_hand.answers == MARRIED

    await at_counter(tmp_path, play)


async def test_while_a_question_is_open_it_is_said_that_it_is_too_early(tmp_path: Path):
    with_a_case(tmp_path, cause="never_registered")

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await at_step(pilot, app, 2)
        await pilot.press("6")
        await until(pilot, lambda: "First the questions of step 2" in shown(pilot), "the sentence")
        assert app.screen.over is None

    await at_counter(tmp_path, play)


async def test_every_answer_is_reached_by_keys_also_below_the_ninth(tmp_path: Path):
    with_a_case(tmp_path)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await at_step(pilot, app, 1)
        assert "9 more answers" in shown(pilot) and "2 other" not in shown(pilot)
        await pilot.press("9")
        await pilot.pause()
        assert "1 was declared dead by a court" in shown(pilot) and "9 the answers before" in shown(pilot)
        await pilot.press("2")
        await pilot.pause()
        assert app.session.cases.at_hand.answers.get("cause") == "other"

    await at_counter(tmp_path, play)


async def test_the_reading_of_a_damaged_copy_is_shown_with_the_window_of_the_fee(tmp_path: Path):
    with_a_case(tmp_path, **MARRIED | {"birth_certificate": "none", "birth_place": "elsewhere"})

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await at_step(pilot, app, 4)
        await pilot.press("down", "down", "down")
        await pilot.pause()
        said = " ".join(shown(pilot).split())
        assert "The stored copy has 20161231日前" in said
        assert "the reading is certain" in said

    await at_counter(tmp_path, play)
