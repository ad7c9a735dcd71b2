"""A locked screen shows nothing, does nothing, and keeps what was being typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from harness.stations.intake import ADMINISTRATOR, CLERK, PASSPHRASE, new_station
from harness.stations.seated import at_counter, first_step, running, shown, type_and_enter, until
from hukou_tui.app import CounterApp
from hukou_tui.context import AppContext
from hukou_tui.practice.frozen_day import FROZEN_ON
from hukou_tui.screens.counter.idle_lock import idle_minutes
from hukou_tui.screens.intake.intake import Intake
from hukou_tui.session import news

pytestmark = pytest.mark.usefixtures("in_english")


async def test_a_locked_screen_shows_nothing_does_nothing_and_keeps_what_was_being_typed(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        await first_step(pilot, app)
        await pilot.press("小")
        app.lock()
        await until(pilot, lambda: app.locked and not app._awaited, "the lock")
        for key in ("f2", "f3", "f4", "f5", "f7", "f8", "f9", "pagedown", "f6", "f6"):
            await pilot.press(key)
        assert app.locked and isinstance(app.screen, Intake)
        assert not any(secret in shown(pilot) for secret in ("欧阳", "小明", "001 欧", "530699198001010018"))
        await type_and_enter(pilot, PASSPHRASE)
        await until(pilot, lambda: not app.locked and not app._awaited, "the screen again")
        assert "> Other names     小" in shown(pilot)

    await at_counter(folder, play)


async def test_the_news_of_a_lookup_puts_nothing_on_a_locked_screen(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        await first_step(pilot, app)
        app.lock()
        await until(pilot, lambda: app.locked and not app._awaited, "the lock")
        for told in (news.LookupDone(ticket=0), news.TroubleChanged(), news.StationRead()):
            app.screen.on_news(told)
        await pilot.pause()
        assert "欧阳" not in shown(pilot) and "Locked" in shown(pilot)

    await at_counter(folder, play)


async def test_nobody_types_for_some_minutes_and_the_screen_locks_itself(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        app.idle._last_key -= 60 * idle_minutes(app.session) - 1
        app._look_at_the_clock()
        assert not app.locked
        app.idle._last_key -= 1
        app._look_at_the_clock()
        await until(pilot, lambda: app.locked and not app._awaited, "the lock")
        await type_and_enter(pilot, PASSPHRASE)
        await until(pilot, lambda: not app.locked, "open again")

    await at_counter(folder, play)


async def test_a_practice_station_locks_itself_only_where_minutes_are_set(tmp_path: Path):
    new_station(tmp_path, practice=True).close()
    app = CounterApp(AppContext(tmp_path, True, "en", CLERK, FROZEN_ON))
    async with running(app) as pilot:
        await until(pilot, lambda: app.session.ready and not app._awaited and app.focused, "the counter")
        app.idle._last_key -= 60 * 1000
        for minutes, locks in (("", False), ("0", False), ("3", True)):
            app.session.set_setting("screen.idle_minutes", minutes)
            app._look_at_the_clock()
            assert app.locked == locks, minutes


async def test_a_station_that_has_set_no_minutes_never_locks_itself(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        app.session.set_setting("screen.idle_minutes", "0")
        app.idle._last_key -= 60 * 1000
        app._look_at_the_clock()
        assert not app.locked

    await at_counter(folder, play, operator=ADMINISTRATOR)


async def test_f6_twice_locks(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        await pilot.press("f6")
        await until(pilot, lambda: app.screen.over is not None and not app._awaited, "the form")
        await pilot.press("f6")
        await until(pilot, lambda: app.locked and not app._awaited, "the lock")

    await at_counter(folder, play)
