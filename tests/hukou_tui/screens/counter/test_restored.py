"""At the counter of a station that went on from a copy: a number on a paper that is not here says why."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from db.access import unlocking
from db.county.answers import write_acknowledgements
from db.county.packet_import import County
from db.exchange.outbox import send_packet
from db.upkeep import backup
from harness.stations.founded import copied_station
from harness.stations.intake import ADMINISTRATOR, AT, CLERK, DAY, PASSPHRASE, forwarded
from harness.stations.seated import at_counter, shown, until
from hukou_tui.app import CounterApp
from hukou_tui.screens.counter import main_menu
from hukou_tui.screens.frame.form import Prompt


def put_back(tmp_path: Path) -> Path:
    """A station that lost a case to a restore; the county's answer about it lies in `tmp_path`."""
    folder = tmp_path / "s"
    for name in ("medium", "post"):
        (tmp_path / name).mkdir()
    with copied_station(folder) as station:
        copy = backup.back_up(station, tmp_path / "medium", on=DAY).folder
        forwarded(station)
        send_packet(station, tmp_path / "post", operator=CLERK, at=AT)
    with County.create(tmp_path / "county", practice=False) as county:
        county.take_folder(tmp_path / "post", at=AT)
        (name,) = write_acknowledgements(county, tmp_path, at=AT)
        (tmp_path / name).rename(tmp_path / "answer.json")
    held = unlocking.prove_operator(copy, ADMINISTRATOR, PASSPHRASE)
    # The copy is of the 14th, and put back on another day.
    backup.restore_backup(copy, folder, held, ADMINISTRATOR, at="2016-06-20T08:00:00Z")
    return folder


async def chosen(pilot: Pilot, app: CounterApp, *entries: str) -> None:
    """Go through the menus by their digits, down to a form."""
    listed = [key for key, _words in main_menu.menu(practice=False)]
    below = {"cases": main_menu.CASES, "county": main_menu.COUNTY}
    await pilot.press("0")
    for key in entries:
        await until(pilot, lambda: app.screen.over is not None and not app._awaited, f"the menu with {key}")
        await pilot.press(str(1 + listed.index(key)))
        listed = [name for name, _words in below.get(key, ())]
    await until(pilot, lambda: isinstance(app.screen.over, Prompt) and not app._awaited, "the form")


async def test_a_number_from_before_the_restore_is_answered_with_the_day_of_the_copy(tmp_path: Path):
    folder = put_back(tmp_path)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        for typed, words in (("001", "made before the copy of 2016-06-14"), ("777", "check the digits")):
            await chosen(pilot, app, "cases", "number")
            await pilot.press(*typed, "enter")
            await until(pilot, lambda words=words: words in shown(pilot), words)
            await pilot.press("f3")
            await until(pilot, lambda: app.screen.over is None, "given up")

    await at_counter(folder, play)


async def test_what_of_an_answer_is_about_nothing_here_is_read_out_case_by_case(tmp_path: Path):
    folder = put_back(tmp_path)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await chosen(pilot, app, "county", "acknowledge")
        await pilot.press(*str(tmp_path / "answer.json"), "enter")
        await until(pilot, lambda: "530699001-20160614-001" in shown(pilot), "the case that is named")
        assert "made before the copy of 2016-06-14" in shown(pilot)
        assert "HK_530699001_000001.zip" in shown(pilot)
        # The case that is not here, and the packet that was never written.
        assert "not fitting: 2." in shown(pilot)

    await at_counter(folder, play)
