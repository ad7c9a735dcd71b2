"""Keys and who has them: what is shown once is shown to whoever asked, and cannot be walked past."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from db.access import key_administration, unlocking, vault
from db.access.vault import Newcomer
from db.errors import Trouble
from db.station.station import Station
from flows.case import actions as a
from flows.errors import NotAllowed
from harness.refusals import refused
from harness.stations.intake import (
    ADMINISTRATOR,
    AT,
    CHEAP,
    CLERK,
    DAY,
    PASSPHRASE,
    held,
    new_station,
    reopened,
)
from harness.stations.seated import at_counter, first_step, running, shown, sit, until
from hukou_tui.app import CounterApp
from hukou_tui.context import AppContext
from hukou_tui.screens.contracts import KEYS
from hukou_tui.screens.intake.intake import Intake
from hukou_tui.session import news

pytestmark = pytest.mark.usefixtures("in_english")


# ---- keys


async def test_a_passphrase_that_was_made_up_is_changed_before_anything_else(folder: Path):
    made = unlocking.open_station(folder, held(folder, ADMINISTRATOR), at=AT)
    with made.station:
        key_administration.add_operator(
            made, Newcomer("009", "clerk", "begin with this", must_change=True), AT, CHEAP
        )

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await until(pilot, lambda: "Change the passphrase" in shown(pilot) and not app._awaited, "the form")
        await pilot.press("f3")
        assert "Change the passphrase" in shown(pilot)
        await pilot.press(
            *"begin with this", "enter", *"my own and only", "enter", *"my own and other", "enter"
        )
        await until(pilot, lambda: "not the same twice" in shown(pilot) and not app._awaited, "the refusal")
        await pilot.press(
            *"begin with this", "enter", *"my own and only", "enter", *"my own and only", "enter"
        )
        await until(pilot, lambda: "passphrase is changed" in shown(pilot), "done")

    await at_counter(folder, play, operator="009", passphrase="begin with this")
    assert not unlocking.prove_operator(folder, "009", "my own and only").must_change


async def test_an_administrator_adds_somebody_and_the_passphrase_is_shown_once(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        await pilot.press("0", "4", "2", "2")
        await until(pilot, lambda: "Add somebody" in shown(pilot) and not app._awaited, "the form")
        await pilot.press(*"007", "enter", "1")
        await until(pilot, lambda: "begins with the passphrase" in shown(pilot), "the passphrase")

    await at_counter(folder, play, operator=ADMINISTRATOR)
    with reopened(folder, readonly=True) as station:
        assert station.queries.operators()["007"] == "clerk"
        assert station.queries.slots() is not None and "007" in station.queries.slots().badges


async def test_a_change_of_keys_that_is_refused_is_one_sentence(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        await pilot.press("0", "4", "2", "5")
        await until(pilot, lambda: "Remove somebody" in shown(pilot) and not app._awaited, "the form")
        await pilot.press(*ADMINISTRATOR, "enter")
        await until(pilot, lambda: "Nobody removes" in shown(pilot), "the sentence")

    await at_counter(folder, play, operator=ADMINISTRATOR)


async def test_whoever_has_only_the_recovery_key_gives_a_lost_passphrase_anew(tmp_path: Path):
    people = [Newcomer("A1", "administrator", PASSPHRASE)]
    made, key = vault.create_station(
        tmp_path / "s", code="530699001", name="x", settings={}, people=people, at=AT, cost=CHEAP
    )
    made.station.close()

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await pilot.press("0", "4", "2", "4")
        await until(pilot, lambda: "A lost passphrase" in shown(pilot) and not app._awaited, "the form")
        await pilot.press(*"A1", "enter")
        await until(pilot, lambda: "begins with the passphrase" in shown(pilot), "the passphrase")

    await at_counter(tmp_path / "s", play, operator="recovery", passphrase=key)


# ---- no way past a form that must be answered


async def test_news_behind_the_lock_lays_nothing_over_it_and_is_told_afterwards(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        app.lock()
        await until(pilot, lambda: app.locked and not app._awaited, "the lock")
        asked = app.session.cases._asked
        keys = news.KeysChanged(badge=CLERK, shown="secret")
        for told in (news.RetentionDue(count=3), keys, news.CaseOpened(ticket=asked)):
            app._bring(told)
        await pilot.pause(0.2)
        await pilot.press("1")
        assert app.locked and "The screen is locked" in shown(pilot)
        await pilot.press("backspace", *PASSPHRASE, "enter")
        await until(pilot, lambda: not app.locked and not app._later, "open again")

    await at_counter(folder, play)


async def test_a_key_that_is_shown_once_is_not_lost_on_whoever_has_opened_a_case_meanwhile(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        await first_step(pilot, app)
        app._bring(news.KeysChanged(badge=CLERK, shown="Recovery key: ABCD"))
        await pilot.pause(0.1)
        assert "ABCD" not in shown(pilot)
        await pilot.press("f2")
        await until(pilot, lambda: "ABCD" in shown(pilot) and not app._awaited, "shown at the counter")

    await at_counter(folder, play)


async def test_keys_typed_ahead_do_not_turn_away_what_is_shown_once(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        await pilot.press("0", "4", "2", "6", "1", "enter", "enter", "0")
        await until(pilot, lambda: "Recovery key" in shown(pilot) and not app._awaited, "the key")
        await pilot.press("enter", "0", "1")
        assert "Recovery key" in shown(pilot)
        await pilot.press("f3")
        await until(pilot, lambda: app.screen.over is None, "read and gone")

    await at_counter(folder, play, operator=ADMINISTRATOR)


async def test_a_seat_that_the_disk_did_not_take_leaves_its_keys_with_nobody(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        def full(*_arguments: object, **_more: object) -> None:
            raise Trouble("disk_full")

        with monkeypatch.context() as patched:
            patched.setattr(Station, "append", full)
            await pilot.press("f6")
            await until(pilot, lambda: app.screen.over is not None and not app._awaited, "the form")
            await pilot.press(*ADMINISTRATOR, "enter", *PASSPHRASE, "enter")
            await until(pilot, lambda: "disk is full" in shown(pilot) and not app._awaited, "the refusal")
        assert app.session.context.operator == CLERK
        assert app.session._held.badge == CLERK

    await at_counter(folder, play)


async def test_a_case_that_may_not_be_opened_holds_no_key_back(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        app.session.desk.state = replace(app.session.desk.state, must_change=True)
        await pilot.press("1")
        await pilot.pause(0.1)
        assert not app._awaited and "First change the passphrase" in shown(pilot)

    await at_counter(folder, play)


async def test_what_is_shown_once_is_shown_to_whoever_asked_and_to_nobody_else(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        await sit(pilot, app, CLERK)
        app._bring(news.KeysChanged(badge=ADMINISTRATOR, shown="Recovery key: ABCD"))
        await pilot.pause(0.2)
        assert "ABCD" not in shown(pilot)
        await sit(pilot, app, ADMINISTRATOR)
        await until(pilot, lambda: "ABCD" in shown(pilot), "to the administrator")

    await at_counter(folder, play, operator=ADMINISTRATOR)


async def test_whoever_signs_in_takes_away_the_form_and_not_what_was_laid_over_it(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        await pilot.press("f6")
        await until(pilot, lambda: app.screen.over is not None and not app._awaited, "the form")
        app._bring(news.KeysChanged(badge=CLERK, shown="Recovery key: ABCD"))
        app._bring(news.SignedIn(badge=CLERK))
        await until(pilot, lambda: len(app.screen.panels) == 1, "the form is gone")
        assert "ABCD" in shown(pilot)

    await at_counter(folder, play)


async def test_the_passphrase_that_must_be_changed_cannot_be_walked_past_from_a_case(folder: Path):
    made = unlocking.open_station(folder, held(folder, ADMINISTRATOR), at=AT)
    with made.station:
        key_administration.add_operator(
            made, Newcomer("009", "clerk", "begin with this", must_change=True), AT, CHEAP
        )

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await first_step(pilot, app)
        await sit(pilot, app, "009", "begin with this")
        for key in ("f2", "f3", "f4", "f5"):
            await pilot.press(key)
        assert isinstance(app.screen, Intake) and "Change the passphrase" in shown(pilot)
        with refused(NotAllowed, "passphrase_first"):
            app.session.cases.act(a.Park(True))
        await pilot.press(*"a wrong one", "enter", *"my own and only", "enter", *"my own and only", "enter")
        await until(pilot, lambda: "Wrong passphrase" in shown(pilot) and not app._awaited, "the refusal")
        assert "Change the passphrase" in shown(pilot)

    await at_counter(folder, play)


async def test_the_recovery_key_looks_at_a_case_and_works_on_none(tmp_path: Path):
    people = [Newcomer("A1", "administrator", PASSPHRASE)]
    made, key = vault.create_station(
        tmp_path / "s", code="530699001", name="x", settings={}, people=people, at=AT, cost=CHEAP
    )
    with made.station as station:
        fields = [a.OpenCase("2016-06-14", ""), a.SetField("person.name", "陈小禾"), a.Park(True)]
        station.append_all(fields, case_id=station.queries.next_number(DAY), operator="A1", at=AT)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await first_step(pilot, app)
        await pilot.press("x", "enter")
        await until(pilot, lambda: "Not for this role" in shown(pilot), "the refusal")

    await at_counter(tmp_path / "s", play, operator="recovery", passphrase=key)


async def test_a_practice_file_in_a_real_station_s_place_is_no_way_in(tmp_path: Path):
    new_station(tmp_path / "s", practice=True).close()
    app = CounterApp(AppContext(tmp_path / "s", False, "en", CLERK))
    async with running(app) as pilot:
        await until(pilot, lambda: app.failure is not None, "the failure")
    assert app.failure.code == "not_encrypted"


async def test_while_keys_are_changed_what_is_typed_is_held_back(folder: Path, monkeypatch: pytest.MonkeyPatch):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        monkeypatch.setattr(type(app.session.keys), "add_operator", lambda *_: None)
        await pilot.press("0", "4", "2", "2")
        await until(pilot, lambda: "Add somebody" in shown(pilot) and not app._awaited, "the form")
        await pilot.press(*"007", "enter", "1")
        await until(pilot, lambda: "One moment" in shown(pilot), "the change under way")
        await pilot.press("f6")
        await pilot.pause(0.1)
        assert app.keeps_a_secret and app.screen.over is None, "nobody sits down meanwhile"
        app._bring(news.KeysChanged(badge=ADMINISTRATOR))
        await until(pilot, lambda: app.screen.over is not None and not app._awaited, "who sits down next")

    await at_counter(folder, play, operator=ADMINISTRATOR)


async def test_what_was_typed_ahead_is_forgotten_when_something_is_shown_once(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        app.hold(KEYS)
        await pilot.press("f3")
        app._bring(news.KeysChanged(badge=ADMINISTRATOR, shown="Recovery key: ABCD"))
        await pilot.pause(0.2)
        assert "ABCD" in shown(pilot)

    await at_counter(folder, play, operator=ADMINISTRATOR)
