"""What is done once a day: the file checked and copied, the day slip, cases emptied."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.pilot import Pilot

from db.access import unlocking
from db.journal.hash_chain import Head
from flows.case import actions as a
from harness.stations.founded import copied_station
from harness.stations.intake import (
    ADMINISTRATOR,
    AT,
    granted,
    held,
    open_case,
    reopened,
    withdrawn,
)
from harness.stations.seated import at_counter, shown, until
from hukou_tui.app import CounterApp
from hukou_tui.context import AppContext
from hukou_tui.screens.frame.reader import Reader
from hukou_tui.session.maintenance import Maintenance

pytestmark = pytest.mark.usefixtures("in_english")

CHECKED, COPIED = a.MakeBackup(1, "0" * 64, 1, copied=False), a.MakeBackup(1, "0" * 64, 1)


async def test_the_file_is_checked_and_copied_each_day_beside_the_work(folder: Path, tmp_path: Path):
    (tmp_path / "stick").mkdir()
    made = unlocking.open_station(folder, held(folder, ADMINISTRATOR), at=AT)
    with made.station as station:
        named = a.SetSetting("backup.folder", str(tmp_path / "stick"))
        station.append(named, case_id="", operator=ADMINISTRATOR, at=AT)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await until(pilot, lambda: "same disk" in shown(pilot) or "tried out" in shown(pilot), "the check")

    await at_counter(folder, play)
    with reopened(folder, readonly=True) as station:
        last = station.queries.last_backup()
        assert last is not None and not last.finding
    assert len(list((tmp_path / "stick").iterdir())) == 1


@pytest.mark.parametrize(
    ("named", "done", "when", "begins"),
    [
        (False, None, "", True), (False, CHECKED, "today", False), (False, COPIED, "today", False),
        (True, CHECKED, "today", True), (True, COPIED, "today", False), (True, COPIED, "before", True),
        (False, CHECKED, "before", True),
    ],
)  # fmt: skip
async def test_a_mere_check_does_not_stand_for_the_copy_of_the_day(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    named: bool,
    done: a.MakeBackup | None,
    when: str,
    begins: bool,
):
    made = unlocking.open_station(folder, held(folder, ADMINISTRATOR), at=AT)
    with made.station as station:
        if named:
            setting = a.SetSetting("backup.folder", "/nowhere/stick")
            station.append(setting, case_id="", operator=ADMINISTRATOR, at=AT)
        if done is not None:
            at = AT if when == "before" else AppContext(folder, practice=False).now()
            station.append(done, case_id="", operator=ADMINISTRATOR, at=at)
    begun: list[tuple[Path | None, bool]] = []

    def check_station(_work: Maintenance, to: Path | None, *, asked: bool) -> None:
        begun.append((to, asked))

    monkeypatch.setattr(Maintenance, "check_station", check_station)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await until(pilot, lambda: "Now at the counter" in shown(pilot), "somebody at work")

    await at_counter(folder, play)
    assert begun == ([(Path("/nowhere/stick") if named else None, False)] if begins else [])


async def test_a_stick_that_is_not_there_is_said(folder: Path):
    made = unlocking.open_station(folder, held(folder, ADMINISTRATOR), at=AT)
    with made.station as station:
        named = a.SetSetting("backup.folder", "/nowhere/stick")
        station.append(named, case_id="", operator=ADMINISTRATOR, at=AT)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await until(pilot, lambda: "No backup was made" in shown(pilot), "the sentence")

    await at_counter(folder, play)


async def test_the_day_slip_carries_the_head_and_names_nobody(tmp_path: Path):
    with copied_station(tmp_path) as station:
        granted(station)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await pilot.press("0", "4", "4")
        await until(pilot, lambda: isinstance(app.screen.over, Reader), "the slip")
        printed = "".join(re.findall(r"\b[0-9a-f]{8}\b", shown(pilot)))
        with reopened(tmp_path, readonly=True) as reader:
            assert reader.queries.holds(Head(0, printed))
        assert "欧阳" not in shown(pilot)

    await at_counter(tmp_path, play)
    assert not list((tmp_path / "slips").glob("*.txt"))  # none outlives the day at the counter


async def test_cases_whose_period_is_over_are_emptied_after_a_question(tmp_path: Path):
    with copied_station(tmp_path) as station:
        number = open_case(station)
        withdrawn(station, number, at=AT)
        rule = a.SetSetting("retention.withdrawn_days", "1")
        station.append(rule, case_id="", operator=ADMINISTRATOR, at=AT)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await pilot.press("0", "4", "8")
        await until(pilot, lambda: "period is over" in shown(pilot) and not app._awaited, "the question")
        await pilot.press("1")
        await until(pilot, lambda: "Done and recorded" in shown(pilot), "done")

    await at_counter(tmp_path, play, operator=ADMINISTRATOR)
    with reopened(tmp_path, readonly=True) as station:
        assert station.queries.case(number).expired
        assert station.verify().fault is None
