"""A certificate that is marked in step 3 and asked for in step 2 is one fact, by keys through the real screens."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from flows.case import actions as a
from harness.stations.home_birth import HOME_BIRTH, PAPER, at_step, opened, with_a_case
from harness.stations.seated import at_counter, shown, turns
from hukou_tui.app import CounterApp
from hukou_tui.paper import slips
from hukou_tui.words import catalogue


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")


async def mark(pilot: Pilot, app: CounterApp, *digits: str) -> None:
    """Each digit on the row of the certificate."""
    for digit in digits:
        rows = app.screen.step.list
        for _turn in turns(pilot, "the row of the certificate"):
            if rows.current.endswith(PAPER):
                break
            before = rows.current
            await pilot.press("up")
            if rows.current == before:
                await pilot.press(*["down"] * 2)
        await pilot.press(digit)
        await pilot.pause()


def row_of(pilot: Pilot) -> str:
    return next(
        (line for line in shown(pilot).splitlines() if "[" in line and "birth medical cert" in line), ""
    )


def slip(app: CounterApp) -> str:
    session = app.session
    cases, settings = session.cases, session.desk.state.settings
    return slips.render_slip("notification", cases.at_hand, cases.rules, settings, "en", date(2016, 6, 14))


async def test_a_certificate_marked_by_mistake_and_corrected_leaves_the_case_as_it_was(tmp_path: Path):
    with_a_case(tmp_path, HOME_BIRTH)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await opened(pilot, app, 2)
        first = slip(app)
        assert "certificate of parentage test" in first
        await mark(pilot, app, "1")
        assert "Step 2 now says: Is there a birth medical certificate? yes" in shown(pilot)
        assert "certificate of parentage test" not in slip(app)
        await mark(pilot, app, "2")
        assert "[has not" in row_of(pilot)
        assert app.session.cases.view.decision.route.id == "certificate_from_county"
        assert app.session.cases.view.fee.rule is not None
        assert slip(app) == first
        await at_step(pilot, app, 1)
        assert "Is there a birth medical certificate? never issued" in shown(pilot)
        assert app.session.cases.at_hand.answers == HOME_BIRTH

    await at_counter(tmp_path, play)


async def test_a_question_that_a_mark_opens_leaves_the_paper_within_reach(tmp_path: Path):
    certified = {**HOME_BIRTH, PAPER: "have"}
    certified.pop("birth_place")
    with_a_case(tmp_path, certified)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await opened(pilot, app, 2)
        first = slip(app)
        await mark(pilot, app, "2", "2")
        assert "Now asked: Is there a birth medical certificate?" in shown(pilot)
        assert "[has not" in row_of(pilot) and "asked in step 2" in row_of(pilot)
        await mark(pilot, app, "4")
        assert slip(app) == first
        await mark(pilot, app, "2")
        await at_step(pilot, app, 1)
        assert "Is there a birth medical certificate?" in shown(pilot)
        await pilot.press("3")
        await pilot.pause()
        assert app.session.cases.view.agreed.answers[PAPER] == "lost"
        await at_step(pilot, app, 2)
        assert "[has not" in row_of(pilot)

    await at_counter(tmp_path, play)


async def test_an_answer_given_later_takes_the_mark_back_and_says_so(tmp_path: Path):
    with_a_case(tmp_path, HOME_BIRTH)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await opened(pilot, app, 2)
        await mark(pilot, app, "1")
        await at_step(pilot, app, 1)
        await pilot.press("4")
        await pilot.pause()
        assert "Is there a birth medical certificate?" in shown(pilot)
        await pilot.press("2")
        await pilot.pause()
        assert "No longer marked in step 3: birth medical certificate" in shown(pilot)
        await at_step(pilot, app, 2)
        assert "[not asked" in row_of(pilot)
        assert PAPER not in app.session.cases.at_hand.papers

    await at_counter(tmp_path, play)


async def test_an_old_case_that_says_both_is_shown_as_one_and_that_is_said(tmp_path: Path):
    old = (a.MarkPaper(PAPER, "has"), a.AnswerFact(PAPER, "have"), a.MarkPaper(PAPER, "has_not"))
    with_a_case(tmp_path, HOME_BIRTH, *old)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await opened(pilot, app, 0)
        assert "Step 2 and step 3 said different things" in shown(pilot)
        await at_step(pilot, app, 1)
        assert "Is there a birth medical certificate? never issued" in shown(pilot)
        await at_step(pilot, app, 2)
        assert "[has not" in row_of(pilot)
        assert app.session.cases.view.decision.route.id == "certificate_from_county"
        # The next act writes down what holds, so that the packet says it too.
        await pilot.press("up", "up", "up", "1")
        await pilot.pause()
        assert app.session.cases.at_hand.answers[PAPER] == "none"

    await at_counter(tmp_path, play)
