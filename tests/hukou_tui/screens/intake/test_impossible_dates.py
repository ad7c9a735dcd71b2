"""Dates that cannot both be true, by keys: said at the field, refused at the question, named in the review."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from flows.case import actions as a
from harness.stations.intake import AT, CLERK, new_station
from harness.stations.seated import running, shown, until
from hukou_tui.app import CounterApp
from hukou_tui.context import AppContext
from hukou_tui.practice.frozen_day import FROZEN_ON
from hukou_tui.screens.intake.intake import Intake
from hukou_tui.session.case.rules_in_use import of_program
from hukou_tui.words import catalogue

ADOPTED = {"cause": "never_registered", "upbringing": "adopted", "adoption_registered": "no"}
NUMBER = "530699199003078217"
Play = Callable[[Pilot, CounterApp], Awaitable[None]]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")


async def at_a_case(folder: Path, play: Play, *, answers: dict[str, str], **fields: str) -> None:
    force = of_program(FROZEN_ON)
    with new_station(folder, practice=True) as station:
        number = station.queries.next_number(FROZEN_ON)
        opening = a.OpenCase(FROZEN_ON.isoformat(), "", force.stamps, True, "")
        entered = [a.SetField(name.replace("_", ".", 1), value) for name, value in fields.items()]
        said = [a.AnswerFact(fact, value) for fact, value in answers.items()]
        from db.station.station import Act

        station.append_under(force.texts, [Act(act, number, CLERK, AT) for act in (opening, *entered, *said)])
    app = CounterApp(AppContext(folder, True, "en", CLERK, FROZEN_ON))
    async with running(app) as pilot:
        await until(pilot, lambda: app.session.ready and not app._awaited and app.focused, "the counter")
        await pilot.press("1")
        await until(
            pilot, lambda: isinstance(app.screen, Intake) and not app._awaited and app.focused, "a case"
        )
        await play(pilot, app)


async def go(pilot: Pilot, app: CounterApp, step: int) -> None:
    app.screen.go(step)
    await until(pilot, lambda: app.screen.at == step and not app._awaited, f"step {step + 1}")


def said(pilot: Pilot) -> str:
    """All that stands on the screen, as one line."""
    return " ".join(shown(pilot).split())


async def test_born_in_2007_nobody_is_asked_for_a_line_of_1999(tmp_path: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        await go(pilot, app, 1)
        assert "Can the adoption still be registered?" in said(pilot)
        await pilot.press("3")  # not known
        await until(pilot, lambda: app.session.cases.view.decision is not None, "the situation")
        assert app.session.cases.view.decision.route.id == "adoption_to_register"

    await at_a_case(tmp_path, play, answers=ADOPTED, person_birth="2007")


async def test_an_adoption_before_the_birth_is_refused_at_the_question(tmp_path: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        await go(pilot, app, 1)
        assert "Since when has the person been adopted?" in said(pilot)
        await pilot.press("1")
        await until(pilot, lambda: app.screen.over is not None and not app._awaited, "the form")
        await pilot.press(*"1980", "enter")
        await until(
            pilot,
            lambda: "the adoption (1980) cannot be before the birth (1985)" in said(pilot),
            "the refusal",
        )
        assert app.screen.over is not None and "adoption_date" not in app.session.cases.at_hand.answers
        await pilot.press("ctrl+u", *"2001", "enter")
        await until(
            pilot, lambda: app.session.cases.at_hand.answers.get("adoption_date") == "2001", "a year that can be"
        )

    await at_a_case(tmp_path, play, answers=ADOPTED, person_birth="1985")


async def test_a_birth_entered_behind_an_adoption_is_said_and_stands_in_the_way(tmp_path: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        field = app.screen.step._fields["person.birth"]
        app.screen.step.inner_step(1)
        app.screen.put_focus(field)
        await pilot.press(*"2007", "enter")
        await until(
            pilot,
            lambda: "the adoption (1990) cannot be before the birth (2007)" in said(pilot),
            "the sentence",
        )
        await go(pilot, app, 5)
        told = said(pilot)
        await pilot.press("2")
        await until(
            pilot, lambda: "Not yet" in said(pilot) and "two dates cannot" in said(pilot), "in the way"
        )
        assert "the adoption (1990) cannot be before the birth (2007)" in told
        assert app.session.cases.view.decision.route.id == "adoption_to_register"

    answers = {
        **ADOPTED,
        "adoption_date": "1990",
        "adoption_notarisable": "unknown",
        "adoption_registrable": "unknown",
    }
    await at_a_case(tmp_path, play, answers=answers)


async def test_a_number_that_says_another_day_is_said_at_the_field_and_in_the_review(tmp_path: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        app.screen.step.inner_step(1)
        app.screen.put_focus(app.screen.step._fields["person.number"])
        await pilot.press(*NUMBER)
        await until(pilot, lambda: "CHECK: the number says 1990-03-07" in said(pilot), "the remark")
        await go(pilot, app, 5)
        told = said(pilot)
        assert "the number says 1990-03-07, the date of birth is 2005-03-12" in told
        assert app.session.cases.view.date_blocks == ()

    await at_a_case(tmp_path, play, answers={}, person_birth="2005-03-12")


async def test_a_test_applied_for_before_the_birth_is_refused_and_the_form_stays(tmp_path: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        await go(pilot, app, 4)
        await pilot.press("4")
        await until(pilot, lambda: app.screen.over is not None and not app._awaited, "the form")
        await pilot.press(*"20140101")
        await until(pilot, lambda: "lies before the date of birth (2015-03-05)" in said(pilot), "the refusal")
        assert app.screen.over is not None and app.session.cases.at_hand.test_applied_on == ""

    home = {
        "cause": "never_registered", "upbringing": "birth_parents", "parents": "married",
        "birth_certificate": "none", "birth_place": "elsewhere",
    }  # fmt: skip
    await at_a_case(tmp_path, play, answers=home, person_birth="2015-03-05")


async def test_a_birth_to_come_or_of_nobody_alive_is_not_taken(tmp_path: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        app.screen.step.inner_step(1)
        for typed, why in (("2030-01-01", "not come yet"), ("1820", "too long ago")):
            app.screen.put_focus(app.screen.step._fields["person.birth"])
            await pilot.press("ctrl+u", *typed, "enter")
            await until(pilot, lambda why=why: why in said(pilot), why)
            assert app.session.cases.at_hand.get("person.birth") == ""

    await at_a_case(tmp_path, play, answers={})
