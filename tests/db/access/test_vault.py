"""The station behind its key slots: who gets in, who no longer does, and what a cut in the middle leaves."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from db.access import vault
from db.access.vault import Newcomer
from db.errors import CannotOpen, SlotsError, StationError, Trouble
from db.keys import keyslots, lockout, sealing
from db.register.importing import import_register
from db.register.lookup import scope_of
from flows.case import actions as a
from flows.errors import NotAllowed
from harness.stations.intake import (
    ADMINISTRATOR,
    APPROVER,
    AT,
    CHEAP,
    CLERK,
    PASSPHRASE,
    granted,
    new_station,
    open_case,
)

OTHER = "seven geese and a goat"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with new_station(tmp_path / "s") as station:
        open_case(station)
    return tmp_path / "s"


def sit(folder: Path, badge: str = ADMINISTRATOR, passphrase: str = PASSPHRASE) -> vault.Vault:
    return vault.open_station(folder, vault.prove(folder, badge, passphrase), at=AT)


def code_of(folder: Path, badge: str, passphrase: str = PASSPHRASE) -> str:
    with pytest.raises(StationError) as refused:
        sit(folder, badge, passphrase).station.close()
    return refused.value.code


def test_whoever_sits_down_is_journaled_and_can_sign(folder: Path):
    opened = sit(folder, APPROVER)
    with opened.station as station:
        last = list(station.entries(""))[-1]
        assert (last.operator, type(last.action)) == (APPROVER, a.TakeSeat)
        granted(station)
        assert station.verify().fault is None


def test_wrong_tries_are_counted_make_one_wait_and_are_journaled(folder: Path):
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(SlotsError) as refused:
            vault.prove(folder, CLERK, "wrong, wrong")
        assert (refused.value.code, refused.value.params["left"]) == ("passphrase_wrong", left)
    assert code_of(folder, CLERK) == "locked_out"
    with sit(folder, APPROVER).station:  # somebody else is not kept out
        pass
    lockout._write(folder, {CLERK: [5, 0]})
    with sit(folder, CLERK).station as station:
        assert list(station.entries(""))[-1].action.failed == 5
    assert lockout.tries(folder, CLERK) == lockout.Tries()


def test_the_waiting_grows_and_has_an_end(tmp_path: Path):
    waits = []
    for _ in range(14):
        waits.append(lockout.count_wrong(tmp_path, "001", 1000.0).until - 1000)
    assert waits[:4] == [-1000] * 4 and waits[4:8] == [60, 120, 240, 480] and max(waits) == 3600
    lockout.check(tmp_path, "001", 1000.0 + 3601)
    lockout.check(tmp_path, "001", 10.0 - 10**6)  # a clock that was set back locks nobody out
    (tmp_path / "lockout.json").write_bytes(b"\xff[[")
    lockout.check(tmp_path, "001", 0)


def test_one_s_own_passphrase_is_changed_and_the_old_one_no_longer_opens(folder: Path):
    opened = sit(folder, APPROVER)
    with opened.station as station:
        with pytest.raises(SlotsError):
            vault.change_passphrase(opened, "not mine at all", OTHER, AT, CHEAP)
        vault.change_passphrase(opened, PASSPHRASE, OTHER, AT, CHEAP)
        granted(station)
    assert code_of(folder, APPROVER) == "passphrase_wrong"
    with sit(folder, APPROVER, OTHER).station as station:
        granted(station)
        assert station.verify().fault is None


def test_a_newcomer_gets_in_and_only_an_administrator_lets_him(folder: Path):
    newcomer = Newcomer("007", "clerk", OTHER)
    with sit(folder, CLERK).station as station, pytest.raises(NotAllowed):
        vault.add_operator(vault.Vault(station, vault.prove(folder, CLERK, PASSPHRASE)), newcomer, AT, CHEAP)
    opened = sit(folder)
    with opened.station:
        vault.add_operator(opened, newcomer, AT, CHEAP)
        with pytest.raises(SlotsError):
            vault.add_operator(opened, newcomer, AT, CHEAP)
    with sit(folder, "007", OTHER).station as station:
        assert station.operators()["007"] == "clerk"
        open_case(station)
        assert station.verify().fault is None


def test_whoever_is_removed_is_out_with_all_that_he_held(folder: Path, tmp_path: Path):
    (tmp_path / "e.csv").write_text("person_id,name\np1,陈小禾\n", encoding="utf-8")
    held = vault.prove(folder, CLERK, PASSPHRASE)
    import_register(tmp_path / "e.csv", folder / "register.db", as_of=date(2016, 6, 1), key=held.key)
    shutil.copy(folder / "keyslots.json", tmp_path / "old.json")
    opened = sit(folder)
    with opened.station as station:
        with pytest.raises(SlotsError):
            vault.remove_operator(opened, ADMINISTRATOR, AT)
        vault.remove_operator(opened, CLERK, AT)
        open_case_by(station, APPROVER)
        assert station.verify().fault is None
        new = station.key
    assert new is not None and new != held.key
    assert not vault.fits(folder / "station.db", held.key) and not vault.fits(
        folder / "register.db", held.key
    )
    assert vault.fits(folder / "register.db", new)
    assert scope_of(folder / "register.db", new).persons == 1
    assert code_of(folder, CLERK) == "slot_unknown"
    shutil.copy(tmp_path / "old.json", folder / "keyslots.json")  # the old slots put back
    assert code_of(folder, CLERK) in ("damaged", "slots_older")
    assert code_of(folder, ADMINISTRATOR) in ("damaged", "slots_older")


def open_case_by(station: vault.Station, operator: str) -> None:
    station.append(a.OpenCase("2016-06-14", ""), case_id="530699001-20160614-900", operator=operator, at=AT)


def test_an_old_passphrase_does_not_come_back_with_an_old_file(folder: Path, tmp_path: Path):
    shutil.copy(folder / "keyslots.json", tmp_path / "old.json")
    opened = sit(folder, APPROVER)
    with opened.station:
        vault.change_passphrase(opened, PASSPHRASE, OTHER, AT, CHEAP)
    shutil.copy(tmp_path / "old.json", folder / "keyslots.json")
    assert code_of(folder, APPROVER, PASSPHRASE) == "slots_older"


def test_a_lost_passphrase_is_replaced_by_the_administrator_or_with_the_recovery_key(tmp_path: Path):
    folder = tmp_path / "s"
    people = [Newcomer("A1", "administrator", PASSPHRASE), Newcomer("C1", "clerk", PASSPHRASE)]
    made, recovery = vault.create(
        folder, code="530699001", name="青山", settings={}, people=people, at=AT, cost=CHEAP
    )
    with made.station:
        vault.reset_passphrase(made, "C1", OTHER, AT, CHEAP)
    held = vault.prove(folder, "C1", OTHER)
    assert held.must_change
    # the only administrator has forgotten his
    opened = sit(folder, "recovery", recovery.lower())
    with opened.station as station:
        assert opened.badge == "recovery"
        with pytest.raises(NotAllowed):
            open_case_by(station, "recovery")
        vault.reset_passphrase(opened, "A1", OTHER, AT, CHEAP)
        again = vault.new_recovery_key(opened, AT, CHEAP)
        assert station.verify().fault is None
    with sit(folder, "A1", OTHER).station as station:
        assert any(entry.operator == "recovery" for entry in station.entries(""))
    assert code_of(folder, "recovery", recovery) == "passphrase_wrong"
    sit(folder, "recovery", again).station.close()
    assert code_of(folder, "recovery", "no key at all") == "recovery_key_shape"


@pytest.mark.parametrize("cut", ["slots written", "station rekeyed", "register rekeyed"])
def test_a_change_of_key_that_was_cut_short_is_finished_at_the_next_opening(
    folder: Path, cut: str, monkeypatch: pytest.MonkeyPatch
):
    class PowerCut(BaseException):
        pass

    def gone(*_: object) -> None:
        raise PowerCut

    opened = sit(folder)
    where = {"slots written": (vault.Station, "rekey"), "station rekeyed": (vault, "_rekey_register"),
             "register rekeyed": (keyslots, "with_one_key")}[cut]  # fmt: skip
    with monkeypatch.context() as patched:
        patched.setattr(*where, gone)
        with pytest.raises(PowerCut):
            vault.remove_operator(opened, CLERK, AT)
    opened.station.close()
    assert len(keyslots.read_slots(folder).keys) == 2
    assert code_of(folder, CLERK) == "slot_unknown"
    with sit(folder).station as station:
        assert len(keyslots.read_slots(folder).keys) == 1
        assert station.operators().get(CLERK) is None
        assert station.verify().fault is None
    sit(folder, APPROVER).station.close()


def test_slots_that_the_journal_was_not_told_of_are_told_at_the_next_opening(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    opened = sit(folder, APPROVER)
    with monkeypatch.context() as patched, opened.station:
        patched.setattr(vault, "settle", lambda *_: None)
        vault.change_passphrase(opened, PASSPHRASE, OTHER, AT, CHEAP)
    with sit(folder, APPROVER, OTHER).station as station:
        granted(station)
        assert station.slots().sha256 == keyslots.read_slots(folder).sha256
        assert station.verify().fault is None


def test_slots_of_another_station_are_refused(folder: Path, tmp_path: Path):
    with new_station(tmp_path / "t"):
        pass
    shutil.copy(tmp_path / "t" / "keyslots.json", folder / "keyslots.json")
    assert code_of(folder, CLERK) == "damaged"


def test_a_station_is_made_once(folder: Path):
    kept = (folder / "keyslots.json").read_bytes()
    with pytest.raises(CannotOpen):
        new_station(folder)
    assert (folder / "keyslots.json").read_bytes() == kept


def test_a_removal_that_fails_twice_locks_nobody_out(folder: Path, monkeypatch: pytest.MonkeyPatch):
    opened = sit(folder)

    def full(*_: object) -> None:
        raise Trouble("disk_full")

    with monkeypatch.context() as patched:
        patched.setattr(vault.Station, "rekey", full)
        for badge in (CLERK, APPROVER):
            with pytest.raises(Trouble):
                vault.remove_operator(opened, badge, AT)
    opened.station.close()
    again = sit(folder)
    with again.station as station:
        vault.remove_operator(again, APPROVER, AT)
        assert station.verify().fault is None and len(keyslots.read_slots(folder).keys) == 1


def test_slots_whose_station_is_away_are_kept_when_another_is_made(folder: Path, tmp_path: Path):
    (folder / "station.db").rename(tmp_path / "away.db")
    kept = (folder / "keyslots.json").read_bytes()
    new_station(folder).close()
    assert (folder / "keyslots-before-1.json").read_bytes() == kept


def test_whoever_has_a_slot_and_no_role_any_more_gets_in_nowhere(folder: Path):
    opened = sit(folder)
    with opened.station as station:
        station.append(a.SetSetting(f"operator.{CLERK}", ""), case_id="", operator=ADMINISTRATOR, at=AT)
    for readonly in (True, False):
        with pytest.raises(SlotsError) as refused:
            vault.open_station(folder, vault.prove(folder, CLERK, PASSPHRASE), at=AT, readonly=readonly)
        assert refused.value.code == "slot_unknown"


def test_a_power_cut_in_a_checkpoint_is_no_damage(folder: Path, tmp_path: Path):
    """Half a page is torn in the file, and whole in the log: the station opens with everything."""
    opened = sit(folder)
    key = opened.held.key
    for _ in range(3):
        open_case_by_number(opened.station)
    head, cut = opened.station.head(), tmp_path / "cut"
    shutil.copytree(folder, cut, ignore=shutil.ignore_patterns("*.lock"))
    opened.station.close()
    data = bytearray((cut / "station.db").read_bytes())
    at = 4096 * _page_in_log(cut / "station.db-wal")
    data[at : at + 2048] = bytes(2048)
    (cut / "station.db").write_bytes(data)
    with vault.Station.open(cut, key=key) as station:
        assert station.head() == head and station.verify().fault is None


def _page_in_log(wal: Path) -> int:
    """The place in the file (counted from 0) of the page that the first frame of a log holds."""
    return int.from_bytes(wal.read_bytes()[32:36], "big") - 1


def open_case_by_number(station: vault.Station) -> None:
    number = station.next_number(date(2016, 6, 14))
    station.append(a.OpenCase("2016-06-14", ""), case_id=number, operator=CLERK, at=AT)


def test_whoever_guesses_at_an_open_seat_waits_as_well(folder: Path):
    opened = sit(folder, APPROVER)
    with opened.station:
        for _ in range(lockout.FREE):
            with pytest.raises(SlotsError):
                vault.change_passphrase(opened, "a wrong guess", OTHER, AT, CHEAP)
        with pytest.raises(SlotsError) as refused:
            vault.change_passphrase(opened, PASSPHRASE, OTHER, AT, CHEAP)
    assert refused.value.code == "locked_out"


def test_a_disk_that_cannot_count_lets_nobody_guess_on(folder: Path):
    (folder / "lockout.json").mkdir()
    for _ in range(lockout.FREE):
        with pytest.raises(SlotsError):
            vault.prove(folder, CLERK, "a wrong guess")
    assert code_of(folder, CLERK) == "locked_out"
    lockout._HERE.clear()


def test_nobody_makes_himself_a_slot_for_somebody_else(folder: Path):
    """Whoever holds the data key can make the MAC; the slots of others are not his to sign."""
    opened = sit(folder, CLERK)
    with opened.station:
        held = opened.held
        slot, _signer = sealing.new_slot(held.slots.station, held.keys, APPROVER, OTHER, CHEAP)
        forged = sealing.with_slot(held, slot)
    keyslots.write_slots(folder, forged)
    assert code_of(folder, APPROVER, OTHER) == "slots_changed"
    assert code_of(folder, CLERK) == "slots_changed"


def test_a_slot_that_was_taken_away_is_not_put_back_by_a_colleague(folder: Path):
    with new_administrator(folder).station:
        pass
    before = keyslots.read_slots(folder).of(CLERK)
    assert before is not None
    opened = sit(folder)
    with opened.station:
        vault.remove_operator(opened, CLERK, AT)
    colleague = sit(folder, APPROVER)
    with colleague.station:
        slot, _signer = sealing.new_slot(
            colleague.held.slots.station, colleague.held.keys, CLERK, OTHER, CHEAP
        )
        keyslots.write_slots(folder, sealing.with_slot(colleague.held, slot))
    assert code_of(folder, CLERK, OTHER) == "slots_changed"


def new_administrator(folder: Path) -> vault.Vault:
    opened = sit(folder)
    vault.add_operator(opened, Newcomer("A9", "administrator", OTHER), AT, CHEAP)
    return opened


def test_an_empty_badge_is_nobody_s(folder: Path):
    assert code_of(folder, "") == "slot_unknown"
