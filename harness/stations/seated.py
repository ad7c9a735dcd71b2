"""The counter over an encrypted station in a test: somebody sits down with his passphrase, and keys are pressed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

from textual import events
from textual.app import App
from textual.keys import _character_to_key
from textual.pilot import Pilot

from harness.stations.intake import CLERK, PASSPHRASE
from hukou_tui.app import CounterApp
from hukou_tui.context import AppContext
from hukou_tui.screens.frame.reader import Reader
from hukou_tui.screens.intake.intake import Intake
from hukou_tui.session import daily_check
from hukou_tui.session.daily_check import CheckResult

Play = Callable[[Pilot, CounterApp], Awaitable[None]]


def turns(pilot: Pilot, what: str, most: int = 200) -> Iterator[int]:
    """So many turns for whatever goes round until something holds; then it fails, for want of `what`.

    The pilot goes on pressing keys into an application that has failed or ended, and says nothing: the turn after the
    one in which that could be seen, and may have been waited for, does.
    """
    for turn in range(most):
        end = _end_of(pilot.app)
        yield turn
        if end is not None:
            raise end from AssertionError(f"never got there: {what}")
    raise AssertionError(f"never got there: {what}; the screen says {shown(pilot)}")


def _end_of(app: App[Any]) -> Exception | None:
    """Why nothing more will come of the application; None while it goes on."""
    fault: Exception | None = app._exception or getattr(app, "failure", None)
    return fault or (AssertionError("the application has ended") if app._exit else None)


async def until(pilot: Pilot, holds: Callable[[], object], what: str = "") -> None:
    for _turn in turns(pilot, what, 1500):
        if holds():
            await pilot.pause()
            return
        await pilot.pause(0.01)


async def type_and_enter(pilot: Pilot, text: str) -> None:
    """As a hand that waits for no picture: the pilot would wait twenty milliseconds twice behind each character."""
    driver = pilot.app._driver
    assert driver is not None
    for character in text:
        key = events.Key(character if character.isalnum() else _character_to_key(character), character)
        key.set_sender(pilot.app)
        driver.send_message(key)
    await pilot.press("enter")


def check_here(folder: Path, key: bytes | None, to: Path | None, on: date) -> CheckResult:
    """The daily check without a process of its own, whose start costs half a second (test_daily_check.py has it)."""
    asked = {"folder": str(folder), "key": key.hex() if key else "", "to": str(to or ""), "on": on.isoformat()}
    return CheckResult(**daily_check._check_in_child(asked))


@asynccontextmanager
async def running(app: CounterApp, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot]:
    """The application with its pilot; its station is let go of however that ends, or nothing would end after it."""
    try:
        async with app.run_test(size=size) as pilot:
            yield pilot
    finally:
        app.session.close()


def shown(pilot: Pilot) -> str:
    """All that stands on the screen."""
    compositor = pilot.app.screen._compositor
    return "\n".join("".join(segment.text for segment in line) for line in compositor.render_strips())


async def at_counter(
    folder: Path, play: Play, *, operator: str = CLERK, passphrase: str = PASSPHRASE
) -> None:
    """Open the counter, sit down, and do `play`."""
    app = CounterApp(AppContext(folder, False, "en", operator))
    with patch.object(daily_check, "check_station", check_here):
        await _sit_down_and_play(app, play, passphrase)


async def _sit_down_and_play(app: CounterApp, play: Play, passphrase: str) -> None:
    async with running(app) as pilot:
        await until(pilot, lambda: app.locked and not app._awaited and app.focused, "the first form")
        await type_and_enter(pilot, passphrase)
        await until(pilot, lambda: not app.locked and app.session.ready and not app._awaited, "the counter")
        await play(pilot, app)


async def sit(pilot: Pilot, app: CounterApp, badge: str, passphrase: str = PASSPHRASE) -> None:
    await pilot.press("f6")
    await until(pilot, lambda: app.screen.over is not None and not app._awaited, "the form")
    await pilot.press(*badge, "enter")
    await type_and_enter(pilot, passphrase)
    await until(
        pilot, lambda: app.session.context.operator == badge and not app._awaited, f"{badge} at the counter"
    )


async def first_case(pilot: Pilot, app: CounterApp) -> None:
    """Open the first case of the list; what other rules have changed for it may lie over its first step."""
    await pilot.press("1")
    await until(pilot, lambda: isinstance(app.screen, Intake) and not app._awaited and app.focused, "the case")


async def first_step(pilot: Pilot, app: CounterApp) -> None:
    """Be in the first step of the first case; what other rules have changed for it has been read."""
    await first_case(pilot, app)
    if isinstance(app.screen.over, Reader):
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.over is None, "its first step")
