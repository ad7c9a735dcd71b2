"""Step 1: what is chosen or typed goes into the case that was asked about."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from harness.stations.founded import copied_station
from harness.stations.intake import open_case
from harness.stations.seated import at_counter, first_step
from hukou_tui.app import CounterApp


@pytest.mark.parametrize(("asked_about", "address"), [("this", "青山村二组"), ("another", "青山村一组")])
async def test_a_reading_that_was_chosen_goes_into_the_case_that_was_asked_about_and_no_other(
    tmp_path: Path, asked_about: str, address: str
):
    with copied_station(tmp_path) as station:
        open_case(station)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await first_step(pilot, app)
        step, case = app.screen.step, app.session.cases.at_hand
        number = case.id if asked_about == "this" else "530699-999999"
        step._take_reading(number, step._fields["destination.address"], {"choice": "青山村二组"})
        await pilot.pause()
        assert app.session.cases.at_hand.get("destination.address") == address

    await at_counter(tmp_path, play)
