"""Who gets in, who waits, and which slots are refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from db.access import key_administration, unlocking, vault
from db.access.vault import Newcomer
from db.errors import CannotOpen, SlotsError, Trouble
from db.keys import keyslots, lockout, passphrases, sealing
from db.keys.keyslots import Slots
from db.station.station import Station
from flows.case import actions as a
from flows.errors import NotAllowed
from harness.refusals import refused
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
        with refused(SlotsError, "passphrase_wrong", left=left):
            unlocking.prove_operator(folder, CLERK, "wrong, wrong")
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
        with refused(SlotsError, "slot_unknown"):
            unlocking.open_station(
                folder, unlocking.prove_operator(folder, CLERK, PASSPHRASE), at=AT, readonly=readonly
            )


def test_whoever_guesses_at_an_open_seat_waits_as_well(folder: Path):
    opened = sit(folder, APPROVER)
    with opened.station:
        for _ in range(lockout.FREE):
            with refused(SlotsError, "passphrase_wrong"):
                key_administration.change_passphrase(opened, "a wrong guess", OTHER, AT, CHEAP)
        with refused(SlotsError, "locked_out"):
            key_administration.change_passphrase(opened, PASSPHRASE, OTHER, AT, CHEAP)


def test_a_disk_that_cannot_count_lets_nobody_guess_on(folder: Path):
    (folder / "lockout.json").mkdir()
    for _ in range(lockout.FREE):
        with refused(SlotsError, "passphrase_wrong"):
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
    colleague.station.close()
    held = colleague.held
    anew, _signer = sealing.new_slot(held.slots.station, held.keys, CLERK, OTHER, CHEAP)
    # The old one is signed for with the key that the journal knows; only that it had gone speaks against it.
    again = sealing._seal_to(held.slots.station, before, held.keys)
    for slot, passphrase in ((anew, OTHER), (again, PASSPHRASE)):
        keyslots.write_slots(folder, sealing.with_slot(held, slot))
        assert code_of(folder, CLERK, passphrase) == "slots_changed"
        assert code_of(folder, APPROVER) == "slots_changed"


def new_administrator(folder: Path) -> vault.Vault:
    opened = sit(folder)
    key_administration.add_operator(opened, Newcomer("A9", "administrator", OTHER), AT, CHEAP)
    return opened


def test_an_empty_badge_is_nobody_s(folder: Path):
    assert code_of(folder, "") == "slot_unknown"


# ---- which slots are taken over


def left_untold(
    folder: Path, badge: str, slots_of: Callable[[vault.Vault], Slots], passphrase: str = PASSPHRASE
) -> None:
    """Somebody writes slots of which the journal is not told."""
    opened = sit(folder, badge, passphrase)
    with opened.station:
        keyslots.write_slots(folder, slots_of(opened))


def with_new_slot(badge: str) -> Callable[[vault.Vault], Slots]:
    def changed(opened: vault.Vault) -> Slots:
        held = opened.held
        slot, _signer = sealing.new_slot(held.slots.station, held.keys, badge, OTHER, CHEAP)
        return sealing.with_slot(held, slot)

    return changed


def test_what_an_administrator_changed_and_did_not_come_to_tell_is_told_at_the_next_opening(folder: Path):
    left_untold(folder, ADMINISTRATOR, with_new_slot(APPROVER))
    with sit(folder, APPROVER, OTHER).station as station:
        said = station.queries.slots()
        assert said is not None and said.sha256 == keyslots.read_slots(folder).sha256
        assert station.verify().fault is None


def test_what_was_changed_with_the_key_from_the_safe_is_told_at_the_next_opening(tmp_path: Path):
    place = tmp_path / "s"
    people = [Newcomer("A1", "administrator", PASSPHRASE), Newcomer("C1", "clerk", PASSPHRASE)]
    made, recovery = vault.create_station(
        place, code="530699001", name="青山", settings={}, people=people, at=AT, cost=CHEAP
    )
    made.station.close()
    left_untold(place, "recovery", with_new_slot("A1"), recovery)
    sit(place, "A1", OTHER).station.close()


def test_a_clerk_puts_nobody_under_another_key(folder: Path):
    left_untold(folder, CLERK, lambda opened: sealing.with_new_key(opened.held, bytes(32)))
    assert code_of(folder, APPROVER) == "slots_changed"


def test_a_clerk_takes_nobody_s_slot_away(folder: Path):
    def without(opened: vault.Vault) -> Slots:
        held = opened.held
        stay = tuple(slot for slot in held.slots.slots if slot.operator != APPROVER)
        return sealing._next_generation(held, stay, held.slots.keys)

    left_untold(folder, CLERK, without)
    assert code_of(folder, CLERK) == "slots_changed"


def test_a_clerk_changes_his_own_slot_and_whoever_comes_next_tells_it(folder: Path):
    left_untold(folder, CLERK, with_new_slot(CLERK))
    sit(folder, APPROVER).station.close()
    sit(folder, CLERK, OTHER).station.close()


def test_slots_of_the_same_generation_that_say_something_else_are_refused(folder: Path):
    def the_same_again(opened: vault.Vault) -> Slots:
        held = opened.held
        before = replace(held, slots=replace(held.slots, generation=held.slots.generation - 1))
        return with_new_slot(CLERK)(vault.Vault(opened.station, before))

    left_untold(folder, ADMINISTRATOR, the_same_again)
    assert code_of(folder, ADMINISTRATOR) == "slots_changed"


def test_slots_under_the_right_key_that_are_of_another_station_are_refused(folder: Path):
    """Whoever holds the data key can bind what he likes with it."""
    held = unlocking.prove_operator(folder, CLERK, PASSPHRASE)
    slot, _signer = sealing.new_slot("cd" * 16, {held.slots.keys[0]: held.key}, CLERK, PASSPHRASE, CHEAP)
    keyslots.write_slots(folder, sealing.bind_slots("cd" * 16, held.key, (slot,), generation=99))
    with refused(SlotsError, "slots_of_another"):
        sit(folder, CLERK)


# ---- whose tries are counted where, and who sits


def test_tries_at_a_copy_are_counted_at_the_station(folder: Path, tmp_path: Path):
    stick = tmp_path / "stick"
    shutil.copytree(folder, stick, ignore=shutil.ignore_patterns("*.lock"))
    with refused(SlotsError, "passphrase_wrong", left=4):
        unlocking.prove_operator(stick, CLERK, "a wrong guess", tries_in=folder)
    assert lockout.tries(folder, CLERK).failed == 1
    assert not (stick / "lockout.json").exists()


def test_nobody_has_fewer_than_no_tries_left(folder: Path):
    lockout._write_tries(folder, {CLERK: [8, 0]})
    with refused(SlotsError, "passphrase_wrong", left=0):
        unlocking.prove_operator(folder, CLERK, "a wrong guess")


def test_damage_of_the_slots_is_no_wrong_try(folder: Path):
    slots = keyslots.read_slots(folder)
    first = replace(slots.slots[0], salt="00")
    keyslots.write_slots(folder, replace(slots, slots=(first, *slots.slots[1:])))
    assert code_of(folder, first.operator) == "slots_damaged"
    assert lockout.tries(folder, first.operator) == lockout.Tries()


def test_the_recovery_key_is_counted_under_its_own_name_and_only_where_its_shape_is_right(folder: Path):
    assert code_of(folder, "recovery", "no key at all") == "recovery_key_shape"
    assert lockout.tries(folder, "recovery") == lockout.Tries()
    assert code_of(folder, "recovery", passphrases.new_recovery_key()) == "passphrase_wrong"
    assert lockout.tries(folder, "recovery").failed == 1


def test_whoever_takes_the_seat_of_an_open_station_signs_from_then_on_and_nobody_else(folder: Path):
    opened = sit(folder, CLERK)
    with opened.station as station:
        unlocking.change_seat(opened, unlocking.prove_operator(folder, APPROVER, PASSPHRASE), AT)
        assert opened.badge == APPROVER
        granted(station)
        last = station.queries.last_of_kind(a.TakeSeat.KIND)
        assert last is not None and last.operator == APPROVER
        unlocking.change_seat(opened, unlocking.prove_operator(folder, CLERK, PASSPHRASE), AT)
        with refused(NotAllowed, "signature_needed"):
            granted(station)


def test_a_seat_that_the_disk_did_not_take_leaves_everything_with_whoever_sat_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    opened = sit(folder, APPROVER)
    with opened.station as station:
        before = opened.held

        def full(*_: object, **__: object) -> None:
            raise Trouble("disk_full")

        with monkeypatch.context() as patched:
            patched.setattr(Station, "append", full)
            with refused(Trouble, "disk_full"):
                unlocking.change_seat(opened, unlocking.prove_operator(folder, CLERK, PASSPHRASE), AT)
        assert opened.held is before
        granted(station)


def test_nobody_takes_a_seat_with_slots_that_are_older(folder: Path):
    opened = sit(folder, ADMINISTRATOR)
    with opened.station as station:
        older = unlocking.prove_operator(folder, CLERK, PASSPHRASE)
        key_administration.reset_passphrase(opened, CLERK, OTHER, AT, CHEAP)
        with refused(SlotsError, "slots_older"):
            unlocking.change_seat(opened, older, AT)
        assert opened.badge == ADMINISTRATOR and station.verify().fault is None


def test_whoever_only_reads_takes_no_seat_and_writes_nothing(folder: Path):
    held = unlocking.prove_operator(folder, CLERK, PASSPHRASE)
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".db", ".json")}
    opened = unlocking.open_station(folder, held, readonly=True)
    with opened.station as station:
        assert not station.writable and opened.badge == CLERK
    assert before == {
        path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".db", ".json")
    }


def test_what_a_power_cut_left_half_written_is_taken_away_by_whoever_opens(folder: Path):
    (folder / ".0123456789abcdef.part").write_bytes(b"half")
    (folder / "notes.part").write_bytes(b"somebody's own")
    sit(folder).station.close()
    assert not (folder / ".0123456789abcdef.part").exists() and (folder / "notes.part").exists()


def test_a_station_on_a_medium_that_is_pulled_out_is_not_worked_on_and_may_be_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    def unfit(_: Path) -> None:
        raise CannotOpen("on_removable")

    monkeypatch.setattr(unlocking, "refuse_unfit", unfit)
    assert code_of(folder, CLERK) == "on_removable"
    held = unlocking.prove_operator(folder, CLERK, PASSPHRASE)
    unlocking.open_station(folder, held, readonly=True).station.close()


def test_whoever_has_proven_himself_at_another_station_takes_no_seat_here(folder: Path, tmp_path: Path):
    new_station(tmp_path / "t").close()
    opened = sit(folder, CLERK)
    with opened.station as station:
        head = station.queries.head()
        with refused(SlotsError, "slots_of_another"):
            unlocking.change_seat(opened, unlocking.prove_operator(tmp_path / "t", CLERK, PASSPHRASE), AT)
        assert (opened.badge, station.queries.head()) == (CLERK, head)


def test_slots_of_a_change_of_key_that_was_finished_here_fit_no_more_while_that_opening_lasts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    class PowerCut(BaseException):
        pass

    def gone(*_: object) -> None:
        raise PowerCut

    opened = sit(folder)
    with monkeypatch.context() as patched:
        patched.setattr(sealing, "with_one_key", gone)
        with pytest.raises(PowerCut):
            key_administration.remove_operator(opened, CLERK, AT)
    opened.station.close()
    cut_short = (folder / "keyslots.json").read_bytes()
    sit(folder).station.close()
    (folder / "keyslots.json").write_bytes(cut_short)
    assert code_of(folder, APPROVER) == "slots_older"
