"""The counter over an encrypted station: who opens it, and who sits down."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from db.access import key_administration, unlocking
from db.access.vault import Newcomer
from db.errors import SlotsError
from db.keys import lockout
from flows.case import actions as a
from harness.refusals import refused
from harness.stations.earlier import laid_out
from harness.stations.founded import copied_station
from harness.stations.intake import (
    ADMINISTRATOR,
    APPROVER,
    AT,
    CHEAP,
    CLERK,
    DETERMINED,
    PASSPHRASE,
    held,
    open_case,
    reopened,
    submitted,
)
from harness.stations.seated import (
    at_counter,
    first_case,
    first_step,
    running,
    shown,
    sit,
    type_and_enter,
    until,
)
from hukou_tui.app import CounterApp
from hukou_tui.context import AppContext
from hukou_tui.screens.counter.home import Home
from hukou_tui.screens.frame.reader import Reader
from hukou_tui.screens.intake.intake import Intake
from hukou_tui.session import news

pytestmark = pytest.mark.usefixtures("in_english")


# ---- opening


async def test_before_the_passphrase_nothing_is_shown_and_nothing_is_done(folder: Path):
    app = CounterApp(AppContext(folder, False, "en"))
    async with running(app) as pilot:
        await until(pilot, lambda: app.locked and not app._awaited and app.focused, "the first form")
        for key in ("f2", "f3", "f4", "f6", "f7", "f8", "escape", "f6", "f6"):
            await pilot.press(key)
        assert app.locked and not app.session.ready and "Who opens the station?" in shown(pilot)
        assert "欧" not in shown(pilot)
        await pilot.press(*CLERK, "enter", *"wrong, wrong", "enter")
        await until(pilot, lambda: "Wrong passphrase" in shown(pilot) and not app._awaited, "the refusal")
        assert "wrong, wrong" not in shown(pilot) and not app.session.ready
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen.over, Reader) and not app._awaited, "the help")
        await pilot.press("f3")
        await type_and_enter(pilot, PASSPHRASE)
        await until(pilot, lambda: app.session.ready and not app.locked, "the counter")
        assert "欧阳" in shown(pilot)
    with reopened(folder, readonly=True) as station:
        seats = [entry for entry in station.queries.entries("") if isinstance(entry.action, a.TakeSeat)]
        assert [(entry.operator, entry.action.failed) for entry in seats] == [(CLERK, 1)]


async def test_after_five_wrong_tries_one_waits_and_is_told_how_long(folder: Path):
    for _ in range(lockout.FREE):
        with refused(SlotsError, "passphrase_wrong"):
            unlocking.prove_operator(folder, CLERK, "wrong, wrong")
    app = CounterApp(AppContext(folder, False, "en", CLERK))
    async with running(app) as pilot:
        await until(pilot, lambda: app.locked and not app._awaited and app.focused, "the first form")
        await type_and_enter(pilot, PASSPHRASE)
        await until(pilot, lambda: "wait" in shown(pilot) and not app._awaited, "the sentence")
        assert not app.session.ready


async def test_a_plain_station_of_before_ends_in_a_sentence(tmp_path: Path):
    app = CounterApp(AppContext(laid_out(tmp_path / "s", None), False, "en", CLERK))
    async with running(app) as pilot:
        await until(pilot, lambda: app.failure is not None, "the failure")
    assert app.failure.code == "not_encrypted"


# ---- somebody else


async def test_somebody_else_sits_down_with_his_own_passphrase_and_decides(tmp_path: Path):
    with copied_station(tmp_path) as station:
        number = submitted(station)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await sit(pilot, app, APPROVER)
        app.session.cases.open(number)
        await until(pilot, lambda: isinstance(app.screen, Intake) and not app._awaited, "the case")
        assert app.screen.act(DETERMINED, a.Move("grant"))
        await until(pilot, lambda: not app.session.pending, "the disk")

    await at_counter(tmp_path, play)
    with reopened(tmp_path, readonly=True) as station:
        assert station.queries.case(number).status == "granted"
        assert station.verify().fault is None


async def test_a_case_that_comes_when_somebody_else_has_sat_down_is_not_shown_to_him(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        await pilot.press("down")
        app.screen.open_case(app.screen.list.current)
        # Nothing is taken in between, however fast the disk is.
        app.session.take(news.SignedIn(badge=APPROVER))
        await until(pilot, lambda: not app._awaited, "the answer of the disk")
        assert isinstance(app.screen, Home) and not app.session.cases.is_open
        await first_case(pilot, app)

    await at_counter(folder, play)
    with reopened(folder, readonly=True) as station:
        entries = station.queries.entries(station.queries.rows()[0].case_id)
        assert [one.operator for one in entries if isinstance(one.action, a.Look)] == [CLERK, APPROVER]


async def test_a_clerk_is_told_that_settings_and_decisions_are_not_his(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        await pilot.press("f8")
        await until(pilot, lambda: app.screen.over is not None and not app._awaited, "the settings")
        await pilot.press("x", *["enter"] * 6)
        await until(pilot, lambda: "Not for this role (clerk)" in shown(pilot), "the refusal")
        assert app.screen.over is not None  # the form stays, nothing is lost

    await at_counter(folder, play)


async def test_an_auditor_reads_is_recorded_and_changes_nothing(tmp_path: Path):
    with copied_station(tmp_path) as station:
        number = open_case(station)
    made = unlocking.open_station(tmp_path, held(tmp_path, ADMINISTRATOR), at=AT)
    with made.station:
        key_administration.add_operator(made, Newcomer("A7", "auditor", PASSPHRASE), AT, CHEAP)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await first_step(pilot, app)
        await pilot.press("x", "enter")
        await until(pilot, lambda: "Not for this role (auditor)" in shown(pilot), "refused")
        assert "(not saved)" in shown(pilot)
        for key in ("f4", "f4", "f4", "f4", "f4", "f2"):
            await pilot.press(key)
            await pilot.pause()

    await at_counter(tmp_path, play, operator="A7")
    with reopened(tmp_path, readonly=True) as station:
        last = [entry for entry in station.queries.entries(number) if entry.operator == "A7"]
        assert [type(entry.action) for entry in last] == [a.Look]


async def test_each_opening_of_a_case_is_an_act(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        await first_step(pilot, app)

    await at_counter(folder, play)
    with reopened(folder, readonly=True) as station:
        entries = station.queries.entries(station.queries.rows()[0].case_id)
        looks = [entry for entry in entries if isinstance(entry.action, a.Look)]
        assert [(entry.operator, entry.action.what) for entry in looks] == [(CLERK, "numbers")]
