"""Where the focus is: a text that is turned away at once leaves it in the field that it covered."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.screen import Screen

from harness.stations.founded import copied_station
from harness.stations.intake import open_case
from harness.stations.seated import at_counter, first_step, until
from hukou_tui.app import CounterApp
from hukou_tui.screens.frame.painting import PaintedScreen


@pytest.mark.parametrize("mended", [True, False], ids=["ours", "Textual's"])
async def test_late_word_that_a_field_was_hidden_takes_no_focus_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mended: bool
):
    """Enter on a story that has just come up: the name of the child was typed into the last field, the address."""
    if not mended:
        monkeypatch.setattr(PaintedScreen, "_reset_focus", Screen._reset_focus)
    with copied_station(tmp_path) as station:
        open_case(station)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await first_step(pilot, app)
        name = app.screen.step._fields["person.name"]
        app.screen.step._go(name)
        app.screen.show_text("A story", "Told at the window.")
        await until(pilot, lambda: app.focused is app.screen.over, "the text")
        app.screen.uncover()
        assert app.focused is name
        name._on_hide(events.Hide())
        assert (app.focused is name) == mended
        await pilot.press("小", "enter")
        assert (app.session.cases.at_hand.get("person.name") == "欧阳小明小") == mended

    await at_counter(tmp_path, play)


async def test_a_field_that_stays_hidden_gives_the_focus_up(tmp_path: Path):
    with copied_station(tmp_path) as station:
        open_case(station)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await first_step(pilot, app)
        name = app.screen.step._fields["person.name"]
        app.screen.step._go(name)
        name.display = False
        name._on_hide(events.Hide())
        assert app.focused is not name

    await at_counter(tmp_path, play)
