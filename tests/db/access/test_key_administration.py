"""Slots given, changed and taken away: by whom, and who no longer gets in."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from db.access import key_administration, rekeying, unlocking, vault
from db.access.vault import Newcomer
from db.errors import SlotsError
from db.register.importing import import_register
from db.register.lookup import scope_of
from db.station.station import Station
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
    open_case,
)
from harness.stations.seats import code_of, sit

OTHER = "seven geese and a goat"


def test_one_s_own_passphrase_is_changed_and_the_old_one_no_longer_opens(folder: Path):
    opened = sit(folder, APPROVER)
    with opened.station as station:
        with pytest.raises(SlotsError):
            key_administration.change_passphrase(opened, "not mine at all", OTHER, AT, CHEAP)
        key_administration.change_passphrase(opened, PASSPHRASE, OTHER, AT, CHEAP)
        granted(station)
    assert code_of(folder, APPROVER) == "passphrase_wrong"
    with sit(folder, APPROVER, OTHER).station as station:
        granted(station)
        assert station.verify().fault is None


def test_a_newcomer_gets_in_and_only_an_administrator_lets_him(folder: Path):
    newcomer = Newcomer("007", "clerk", OTHER)
    clerk = sit(folder, CLERK)
    with clerk.station, pytest.raises(NotAllowed):
        key_administration.add_operator(clerk, newcomer, AT, CHEAP)
    opened = sit(folder)
    with opened.station:
        key_administration.add_operator(opened, newcomer, AT, CHEAP)
        with pytest.raises(SlotsError):
            key_administration.add_operator(opened, newcomer, AT, CHEAP)
    with sit(folder, "007", OTHER).station as station:
        assert station.queries.operators()["007"] == "clerk"
        open_case(station)
        assert station.verify().fault is None


def test_whoever_is_removed_is_out_with_all_that_he_held(folder: Path, tmp_path: Path):
    (tmp_path / "e.csv").write_text("person_id,name\np1,陈小禾\n", encoding="utf-8")
    held = unlocking.prove_operator(folder, CLERK, PASSPHRASE)
    import_register(tmp_path / "e.csv", folder / "register.db", as_of=date(2016, 6, 1), key=held.key)
    shutil.copy(folder / "keyslots.json", tmp_path / "old.json")
    opened = sit(folder)
    with opened.station as station:
        with pytest.raises(SlotsError):
            key_administration.remove_operator(opened, ADMINISTRATOR, AT)
        key_administration.remove_operator(opened, CLERK, AT)
        open_case_by(station, APPROVER)
        assert station.verify().fault is None
        new = station.key
    assert new is not None and new != held.key
    assert not rekeying.opens_under(folder / "station.db", held.key) and not rekeying.opens_under(
        folder / "register.db", held.key
    )
    assert rekeying.opens_under(folder / "register.db", new)
    assert scope_of(folder / "register.db", new).persons == 1
    assert code_of(folder, CLERK) == "slot_unknown"
    shutil.copy(tmp_path / "old.json", folder / "keyslots.json")  # the old slots put back
    assert code_of(folder, CLERK) in ("damaged", "slots_older")
    assert code_of(folder, ADMINISTRATOR) in ("damaged", "slots_older")


def open_case_by(station: Station, operator: str) -> None:
    station.append(a.OpenCase("2016-06-14", ""), case_id="530699001-20160614-900", operator=operator, at=AT)


def test_a_lost_passphrase_is_replaced_by_the_administrator_or_with_the_recovery_key(tmp_path: Path):
    folder = tmp_path / "s"
    people = [Newcomer("A1", "administrator", PASSPHRASE), Newcomer("C1", "clerk", PASSPHRASE)]
    made, recovery = vault.create_station(
        folder, code="530699001", name="青山", settings={}, people=people, at=AT, cost=CHEAP
    )
    with made.station:
        key_administration.reset_passphrase(made, "C1", OTHER, AT, CHEAP)
    held = unlocking.prove_operator(folder, "C1", OTHER)
    assert held.must_change
    # the only administrator has forgotten his
    opened = sit(folder, "recovery", recovery.lower())
    with opened.station as station:
        assert opened.badge == "recovery"
        with pytest.raises(NotAllowed):
            open_case_by(station, "recovery")
        key_administration.reset_passphrase(opened, "A1", OTHER, AT, CHEAP)
        again = key_administration.new_recovery_key(opened, AT, CHEAP)
        assert station.verify().fault is None
    with sit(folder, "A1", OTHER).station as station:
        assert any(entry.operator == "recovery" for entry in station.queries.entries(""))
    assert code_of(folder, "recovery", recovery) == "passphrase_wrong"
    sit(folder, "recovery", again).station.close()
    assert code_of(folder, "recovery", "no key at all") == "recovery_key_shape"
