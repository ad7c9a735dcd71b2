"""What is done from the menu of the counter: a case by the number on the slip that somebody brings back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from flows.case import actions as a
from harness.stations.founded import copied_station
from harness.stations.intake import AT, CLERK
from harness.stations.seated import at_counter, shown, until
from hukou_tui.app import CounterApp
from hukou_tui.screens.intake.intake import Intake

pytestmark = pytest.mark.usefixtures("in_english")

#: The days of three cases, and their numbers: two of them end in the same digits.
DAYS = (date(2016, 6, 14), date(2016, 6, 15), date(2016, 6, 15))
EARLIER, LATER, LAST = "530699001-20160614-001", "530699001-20160615-001", "530699001-20160615-002"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with copied_station(tmp_path / "s") as station:
        numbers = []
        for day in DAYS:
            numbers.append(station.queries.next_number(day))
            opening = a.OpenCase(day.isoformat(), "")
            station.append(opening, case_id=numbers[-1], operator=CLERK, at=AT)
    assert numbers == [EARLIER, LATER, LAST]
    return tmp_path / "s"


@pytest.mark.parametrize(
    ("typed", "number"),
    [("001", LATER), ("1", LATER), ("2", LAST), ("14-001", EARLIER), ("530699001-20160614-001", EARLIER)],
)
async def test_the_last_digits_of_a_number_find_the_latest_case_that_ends_so(
    folder: Path, typed: str, number: str
):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        await pilot.press("0", "7", "1")
        await until(pilot, lambda: "Enter: next and done" in shown(pilot) and not app._awaited, "the form")
        await pilot.press(*typed, "enter")
        await until(pilot, lambda: isinstance(app.screen, Intake) and not app._awaited, "the case")
        assert app.session.cases.at_hand.id == number

    await at_counter(folder, play)
