"""The counter over an encrypted station in a test: somebody sits down with his passphrase, and keys are pressed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.pilot import Pilot

from harness.stations.intake import CLERK, PASSPHRASE
from hukou_tui.app import CounterApp
from hukou_tui.context import AppContext

Play = Callable[[Pilot, CounterApp], Awaitable[None]]


async def until(pilot: Pilot, holds: Callable[[], object], what: str = "") -> None:
    for _turn in range(1500):
        if holds():
            await pilot.pause()
            return
        await pilot.pause(0.01)
    raise AssertionError(f"never got there: {what}; the screen says {shown(pilot)}")


def shown(pilot: Pilot) -> str:
    """All that stands on the screen."""
    compositor = pilot.app.screen._compositor
    return "\n".join("".join(segment.text for segment in line) for line in compositor.render_strips())


async def at_counter(
    folder: Path, play: Play, *, operator: str = CLERK, passphrase: str = PASSPHRASE
) -> None:
    """Open the counter, sit down, and do `play`."""
    app = CounterApp(AppContext(folder, False, "en", operator))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.locked and not app._awaited and app.focused, "the first form")
        await pilot.press(*passphrase, "enter")
        await until(pilot, lambda: not app.locked and app.session.ready and not app._awaited, "the counter")
        await play(pilot, app)
    app.session.close()


async def sit(pilot: Pilot, app: CounterApp, badge: str, passphrase: str = PASSPHRASE) -> None:
    await pilot.press("f6")
    await until(pilot, lambda: app.screen.over is not None and not app._awaited, "the form")
    await pilot.press(*badge, "enter", *passphrase, "enter")
    await until(
        pilot, lambda: app.session.context.operator == badge and not app._awaited, f"{badge} at the counter"
    )
