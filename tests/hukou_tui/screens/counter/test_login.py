"""The counter over an encrypted station: who opens it, who sits down, what a locked screen shows and does."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from db.access import key_administration, unlocking, vault
from db.access.vault import Newcomer
from db.errors import Trouble
from db.journal.hash_chain import Head
from db.keys import lockout, sealing
from db.station.station import Station
from flows.case import actions as a
from flows.errors import NotAllowed
from harness.stations.earlier import laid_out
from harness.stations.intake import (
    ADMINISTRATOR,
    APPROVER,
    AT,
    CHEAP,
    CLERK,
    DAY,
    DETERMINED,
    PASSPHRASE,
    granted,
    held,
    new_station,
    open_case,
    reopened,
    submitted,
    withdrawn,
)
from harness.stations.seated import at_counter, running, shown, sit, until
from hukou_tui.app import CounterApp
from hukou_tui.context import AppContext
from hukou_tui.screens.counter.idle_lock import idle_minutes
from hukou_tui.screens.frame.reader import Reader
from hukou_tui.screens.intake.intake import Intake
from hukou_tui.session import news
from hukou_tui.words import catalogue
from hukou_tui.words.catalogue import translator

say = translator("en")


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")
    monkeypatch.setattr(sealing, "calibrate_cost", lambda: CHEAP)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with new_station(tmp_path / "s") as station:
        open_case(station, father_number="530699198001010018")
    return tmp_path / "s"


async def opened(pilot: Pilot, app: CounterApp) -> None:
    """The first case of the list."""
    await pilot.press("1")
    await until(
        pilot, lambda: isinstance(app.screen, Intake) and not app._awaited and app.focused, "the case"
    )
    if isinstance(app.screen.over, Reader):
        # what other rules have changed for the case is read first
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.over is None, "its first step")


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
        await pilot.press(*PASSPHRASE, "enter")
        await until(pilot, lambda: app.session.ready and not app.locked, "the counter")
        assert "欧阳" in shown(pilot)
    with reopened(folder, readonly=True) as station:
        seats = [entry for entry in station.queries.entries("") if isinstance(entry.action, a.TakeSeat)]
        assert [(entry.operator, entry.action.failed) for entry in seats] == [(CLERK, 1)]


async def test_after_five_wrong_tries_one_waits_and_is_told_how_long(folder: Path):
    for _ in range(lockout.FREE):
        with pytest.raises(Exception, match="passphrase_wrong"):
            unlocking.prove_operator(folder, CLERK, "wrong, wrong")
    app = CounterApp(AppContext(folder, False, "en", CLERK))
    async with running(app) as pilot:
        await until(pilot, lambda: app.locked and not app._awaited and app.focused, "the first form")
        await pilot.press(*PASSPHRASE, "enter")
        await until(pilot, lambda: "wait" in shown(pilot) and not app._awaited, "the sentence")
        assert not app.session.ready


async def test_a_plain_station_of_before_ends_in_a_sentence(tmp_path: Path):
    app = CounterApp(AppContext(laid_out(tmp_path / "s", None), False, "en", CLERK))
    async with running(app) as pilot:
        await until(pilot, lambda: app.failure is not None, "the failure")
    assert app.failure.code == "not_encrypted"


# ---- somebody else


async def test_somebody_else_sits_down_with_his_own_passphrase_and_decides(tmp_path: Path):
    with new_station(tmp_path) as station:
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


async def test_a_clerk_is_told_that_settings_and_decisions_are_not_his(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        await pilot.press("f8")
        await until(pilot, lambda: app.screen.over is not None and not app._awaited, "the settings")
        await pilot.press("x", *["enter"] * 6)
        await until(pilot, lambda: "Not for this role (clerk)" in shown(pilot), "the refusal")
        assert app.screen.over is not None  # the form stays, nothing is lost

    await at_counter(folder, play)


async def test_an_auditor_reads_is_recorded_and_changes_nothing(tmp_path: Path):
    with new_station(tmp_path) as station:
        number = open_case(station)
    made = unlocking.open_station(tmp_path, held(tmp_path, ADMINISTRATOR), at=AT)
    with made.station:
        key_administration.add_operator(made, Newcomer("A7", "auditor", PASSPHRASE), AT, CHEAP)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await opened(pilot, app)
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
        await opened(pilot, app)

    await at_counter(folder, play)
    with reopened(folder, readonly=True) as station:
        entries = station.queries.entries(station.queries.rows()[0].case_id)
        looks = [entry for entry in entries if isinstance(entry.action, a.Look)]
        assert [(entry.operator, entry.action.what) for entry in looks] == [(CLERK, "numbers")]


# ---- locked


async def test_a_locked_screen_shows_nothing_does_nothing_and_keeps_what_was_being_typed(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        await opened(pilot, app)
        await pilot.press("小")
        app.lock()
        await until(pilot, lambda: app.locked and not app._awaited, "the lock")
        for key in ("f2", "f3", "f4", "f5", "f7", "f8", "f9", "pagedown", "f6", "f6"):
            await pilot.press(key)
        assert app.locked and isinstance(app.screen, Intake)
        assert not any(secret in shown(pilot) for secret in ("欧阳", "小明", "001 欧", "530699198001010018"))
        await pilot.press(*PASSPHRASE, "enter")
        await until(pilot, lambda: not app.locked and not app._awaited, "the screen again")
        assert "> Other names     小" in shown(pilot)

    await at_counter(folder, play)


async def test_the_news_of_a_lookup_puts_nothing_on_a_locked_screen(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        await opened(pilot, app)
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
        await pilot.press(*PASSPHRASE, "enter")
        await until(pilot, lambda: not app.locked, "open again")

    await at_counter(folder, play)


async def test_f6_twice_locks(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        await pilot.press("f6")
        await until(pilot, lambda: app.screen.over is not None and not app._awaited, "the form")
        await pilot.press("f6")
        await until(pilot, lambda: app.locked and not app._awaited, "the lock")

    await at_counter(folder, play)


# ---- keys


async def test_a_passphrase_that_was_made_up_is_changed_before_anything_else(folder: Path):
    made = unlocking.open_station(folder, held(folder, ADMINISTRATOR), at=AT)
    with made.station:
        key_administration.add_operator(made, Newcomer("009", "clerk", "begin with this", must_change=True), AT, CHEAP)

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


# ---- once a day


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


async def test_a_stick_that_is_not_there_is_said(folder: Path):
    made = unlocking.open_station(folder, held(folder, ADMINISTRATOR), at=AT)
    with made.station as station:
        named = a.SetSetting("backup.folder", "/nowhere/stick")
        station.append(named, case_id="", operator=ADMINISTRATOR, at=AT)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await until(pilot, lambda: "No backup was made" in shown(pilot), "the sentence")

    await at_counter(folder, play)


async def test_the_day_slip_carries_the_head_and_names_nobody(tmp_path: Path):
    with new_station(tmp_path) as station:
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
    with new_station(tmp_path) as station:
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
        await opened(pilot, app)
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
        key_administration.add_operator(made, Newcomer("009", "clerk", "begin with this", must_change=True), AT, CHEAP)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await opened(pilot, app)
        await sit(pilot, app, "009", "begin with this")
        for key in ("f2", "f3", "f4", "f5"):
            await pilot.press(key)
        assert isinstance(app.screen, Intake) and "Change the passphrase" in shown(pilot)
        with pytest.raises(NotAllowed, match="passphrase_first"):
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
        await opened(pilot, app)
        await pilot.press("x", "enter")
        await until(pilot, lambda: "Not for this role" in shown(pilot), "the refusal")

    await at_counter(tmp_path / "s", play, operator="recovery", passphrase=key)


async def test_a_practice_file_in_a_real_station_s_place_is_no_way_in(tmp_path: Path):
    new_station(tmp_path / "s", practice=True).close()
    app = CounterApp(AppContext(tmp_path / "s", False, "en", CLERK))
    async with running(app) as pilot:
        await until(pilot, lambda: app.failure is not None, "the failure")
    assert app.failure.code == "not_encrypted"
