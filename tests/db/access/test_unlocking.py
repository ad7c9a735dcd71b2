"""Who gets in, who waits, and which slots are refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from db.access import key_administration, unlocking, vault
from db.access.vault import Newcomer
from db.errors import SlotsError
from db.keys import keyslots, lockout, sealing
from flows.case import actions as a
from harness.stations.intake import (
    ADMINISTRATOR,
    APPROVER,
    AT,
    CHEAP,
    CLERK,
    PASSPHRASE,
    granted,
    new_station,
)
from harness.stations.seats import code_of, sit

OTHER = "seven geese and a goat"


def test_whoever_sits_down_is_journaled_and_can_sign(folder: Path):
    opened = sit(folder, APPROVER)
    with opened.station as station:
        last = list(station.queries.entries(""))[-1]
        assert (last.operator, type(last.action)) == (APPROVER, a.TakeSeat)
        granted(station)
        assert station.verify().fault is None


def test_wrong_tries_are_counted_make_one_wait_and_are_journaled(folder: Path):
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(SlotsError) as refused:
            unlocking.prove_operator(folder, CLERK, "wrong, wrong")
        assert (refused.value.code, refused.value.params["left"]) == ("passphrase_wrong", left)
    assert code_of(folder, CLERK) == "locked_out"
    with sit(folder, APPROVER).station:  # somebody else is not kept out
        pass
    lockout._write_tries(folder, {CLERK: [5, 0]})
    with sit(folder, CLERK).station as station:
        assert list(station.queries.entries(""))[-1].action.failed == 5
    assert lockout.tries(folder, CLERK) == lockout.Tries()


def test_the_waiting_grows_and_has_an_end(tmp_path: Path):
    waits = []
    for _ in range(14):
        waits.append(lockout.count_wrong(tmp_path, "001", 1000.0).until - 1000)
    assert waits[:4] == [-1000] * 4 and waits[4:8] == [60, 120, 240, 480] and max(waits) == 3600
    lockout.check_lockout(tmp_path, "001", 1000.0 + 3601)
    lockout.check_lockout(tmp_path, "001", 10.0 - 10**6)  # a clock that was set back locks nobody out
    (tmp_path / "lockout.json").write_bytes(b"\xff[[")
    lockout.check_lockout(tmp_path, "001", 0)


def test_an_old_passphrase_does_not_come_back_with_an_old_file(folder: Path, tmp_path: Path):
    shutil.copy(folder / "keyslots.json", tmp_path / "old.json")
    opened = sit(folder, APPROVER)
    with opened.station:
        key_administration.change_passphrase(opened, PASSPHRASE, OTHER, AT, CHEAP)
    shutil.copy(tmp_path / "old.json", folder / "keyslots.json")
    assert code_of(folder, APPROVER, PASSPHRASE) == "slots_older"


def test_slots_that_the_journal_was_not_told_of_are_told_at_the_next_opening(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    opened = sit(folder, APPROVER)
    with monkeypatch.context() as patched, opened.station:
        patched.setattr(key_administration, "settle_slots", lambda *_: None)
        key_administration.change_passphrase(opened, PASSPHRASE, OTHER, AT, CHEAP)
    with sit(folder, APPROVER, OTHER).station as station:
        granted(station)
        assert station.queries.slots().sha256 == keyslots.read_slots(folder).sha256
        assert station.verify().fault is None


def test_slots_of_another_station_are_refused(folder: Path, tmp_path: Path):
    with new_station(tmp_path / "t"):
        pass
    shutil.copy(tmp_path / "t" / "keyslots.json", folder / "keyslots.json")
    assert code_of(folder, CLERK) == "damaged"


def test_whoever_has_a_slot_and_no_role_any_more_gets_in_nowhere(folder: Path):
    opened = sit(folder)
    with opened.station as station:
        station.append(a.SetSetting(f"operator.{CLERK}", ""), case_id="", operator=ADMINISTRATOR, at=AT)
    for readonly in (True, False):
        with pytest.raises(SlotsError) as refused:
            unlocking.open_station(
                folder, unlocking.prove_operator(folder, CLERK, PASSPHRASE), at=AT, readonly=readonly
            )
        assert refused.value.code == "slot_unknown"


def test_whoever_guesses_at_an_open_seat_waits_as_well(folder: Path):
    opened = sit(folder, APPROVER)
    with opened.station:
        for _ in range(lockout.FREE):
            with pytest.raises(SlotsError):
                key_administration.change_passphrase(opened, "a wrong guess", OTHER, AT, CHEAP)
        with pytest.raises(SlotsError) as refused:
            key_administration.change_passphrase(opened, PASSPHRASE, OTHER, AT, CHEAP)
    assert refused.value.code == "locked_out"


def test_a_disk_that_cannot_count_lets_nobody_guess_on(folder: Path):
    (folder / "lockout.json").mkdir()
    for _ in range(lockout.FREE):
        with pytest.raises(SlotsError):
            unlocking.prove_operator(folder, CLERK, "a wrong guess")
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
        key_administration.remove_operator(opened, CLERK, AT)
    colleague = sit(folder, APPROVER)
    with colleague.station:
        slot, _signer = sealing.new_slot(
            colleague.held.slots.station, colleague.held.keys, CLERK, OTHER, CHEAP
        )
        keyslots.write_slots(folder, sealing.with_slot(colleague.held, slot))
    assert code_of(folder, CLERK, OTHER) == "slots_changed"


def new_administrator(folder: Path) -> vault.Vault:
    opened = sit(folder)
    key_administration.add_operator(opened, Newcomer("A9", "administrator", OTHER), AT, CHEAP)
    return opened


def test_an_empty_badge_is_nobody_s(folder: Path):
    assert code_of(folder, "") == "slot_unknown"
