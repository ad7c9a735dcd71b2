"""Slots given, changed and taken away: by whom, and who no longer gets in."""

from __future__ import annotations

import shutil
import time
from datetime import date
from pathlib import Path

import pytest

from db.access import key_administration, rekeying, unlocking, vault
from db.access.vault import Newcomer
from db.errors import SlotsError
from db.keys import keyslots, lockout
from db.register.importing import import_register
from db.register.lookup import scope_of
from db.station.station import Act, Station
from flows.case import actions as a
from flows.case.rule_adoption import stack_of
from flows.errors import NotAllowed
from harness.packs.other_rules import LESS, kept
from harness.refusals import refused
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
        with refused(SlotsError, "passphrase_wrong"):
            key_administration.change_passphrase(opened, "not mine at all", OTHER, AT, CHEAP)
        key_administration.change_passphrase(opened, PASSPHRASE, OTHER, AT, CHEAP)
        granted(station)
    assert code_of(folder, APPROVER) == "passphrase_wrong"
    with sit(folder, APPROVER, OTHER).station as station:
        granted(station)
        assert station.verify().fault is None


GIVEN_ANEW = {
    "changed": lambda opened: key_administration.change_passphrase(opened, PASSPHRASE, OTHER, AT, CHEAP),
    "reset": lambda opened: key_administration.reset_passphrase(opened, ADMINISTRATOR, OTHER, AT, CHEAP),
}


@pytest.mark.parametrize("how", GIVEN_ANEW)
def test_whoever_gives_himself_new_keys_signs_with_them_from_there_on(folder: Path, how: str):
    opened = sit(folder)
    with opened.station as station:
        GIVEN_ANEW[how](opened)
        texts = kept(LESS)
        stamps = tuple(one.stamp for one in texts)
        station.append_under(texts, [Act(a.ProposeRules(stamps, stack_of(stamps)), "", ADMINISTRATOR, AT)])
        assert station.verify().fault is None


def test_a_newcomer_gets_in_and_only_an_administrator_lets_him(folder: Path):
    newcomer = Newcomer("007", "clerk", OTHER)
    clerk = sit(folder, CLERK)
    with clerk.station, refused(NotAllowed, "not_your_part", role="clerk"):
        key_administration.add_operator(clerk, newcomer, AT, CHEAP)
    opened = sit(folder)
    with opened.station:
        key_administration.add_operator(opened, newcomer, AT, CHEAP)
        with refused(SlotsError, "slot_taken", badge="007"):
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
        with refused(SlotsError, "slot_own"):
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
        with refused(NotAllowed, "not_your_part", role="recovery"):
            open_case_by(station, "recovery")
        key_administration.reset_passphrase(opened, "A1", OTHER, AT, CHEAP)
        again = key_administration.new_recovery_key(opened, AT, CHEAP)
        assert station.verify().fault is None
    with sit(folder, "A1", OTHER).station as station:
        assert any(entry.operator == "recovery" for entry in station.queries.entries(""))
    assert code_of(folder, "recovery", recovery) == "passphrase_wrong"
    sit(folder, "recovery", again).station.close()
    assert code_of(folder, "recovery", "no key at all") == "recovery_key_shape"


def test_a_new_passphrase_is_another_one(folder: Path):
    opened = sit(folder, APPROVER)
    with opened.station, refused(SlotsError, "passphrase_same"):
        key_administration.change_passphrase(opened, PASSPHRASE, PASSPHRASE, AT, CHEAP)


def test_of_nobody_there_is_neither_role_nor_passphrase_to_change(folder: Path):
    opened = sit(folder)
    with opened.station as station:
        before = station.queries.head(), (folder / "keyslots.json").read_bytes()
        with refused(SlotsError, "slot_unknown", by="set_role", badge="009"):
            key_administration.set_role(opened, "009", "clerk", AT)
        with refused(SlotsError, "slot_unknown", by="reset_passphrase", badge="009"):
            key_administration.reset_passphrase(opened, "009", OTHER, AT, CHEAP)
        with refused(SlotsError, "slot_unknown", by="remove_operator", badge="009"):
            key_administration.remove_operator(opened, "009", AT)
        assert (station.queries.head(), (folder / "keyslots.json").read_bytes()) == before


def test_nobody_gives_himself_another_role(folder: Path):
    """So that one administrator is left."""
    opened = sit(folder)
    with opened.station as station:
        with refused(SlotsError, "slot_own", by="set_role"):
            key_administration.set_role(opened, ADMINISTRATOR, "clerk", AT)
        assert station.queries.operators()[ADMINISTRATOR] == "administrator"
        key_administration.set_role(opened, CLERK, "auditor", AT)
        assert station.queries.operators()[CLERK] == "auditor"


# ---- who may, and to whom


@pytest.mark.parametrize("badge", [CLERK, APPROVER])
def test_only_an_administrator_or_the_key_from_the_safe_changes_what_others_hold(folder: Path, badge: str):
    opened = sit(folder, badge)
    acts = [
        lambda: key_administration.set_role(opened, CLERK, "approver", AT),
        lambda: key_administration.add_operator(opened, Newcomer("007", "clerk", OTHER), AT, CHEAP),
        lambda: key_administration.reset_passphrase(opened, ADMINISTRATOR, OTHER, AT, CHEAP),
        lambda: key_administration.new_recovery_key(opened, AT, CHEAP),
        lambda: key_administration.remove_operator(opened, ADMINISTRATOR, AT),
    ]
    with opened.station as station:
        head, slots = station.queries.head(), keyslots.read_slots(folder)
        for act in acts:
            with refused(NotAllowed, "not_your_part"):
                act()
        assert (station.queries.head(), keyslots.read_slots(folder)) == (head, slots)


def test_a_role_is_given_to_somebody_else_who_has_one(folder: Path):
    opened = sit(folder)
    with opened.station as station:
        key_administration.set_role(opened, CLERK, "auditor", AT)
        assert station.queries.operators()[CLERK] == "auditor"
        last = station.queries.last_of_kind(a.SetSetting.KIND)
        assert last is not None and (last.operator, last.at) == (ADMINISTRATOR, AT)
        for badge, code in ((ADMINISTRATOR, "slot_own"), ("099", "slot_unknown"), ("", "slot_unknown")):
            with refused(SlotsError, code):
                key_administration.set_role(opened, badge, "clerk", AT)
        assert station.queries.operators()[ADMINISTRATOR] == "administrator"


def test_a_passphrase_that_would_be_guessed_is_refused_before_anything_is_written(folder: Path):
    opened = sit(folder)
    with opened.station as station:
        head, slots = station.queries.head(), keyslots.read_slots(folder)
        for act, code in (
            (lambda: key_administration.add_operator(opened, Newcomer("007", "clerk", "short"), AT, CHEAP),
             "passphrase_short"),
            (lambda: key_administration.reset_passphrase(opened, CLERK, "aaaaaaaaaa", AT, CHEAP), "passphrase_simple"),
            (lambda: key_administration.reset_passphrase(opened, "099", OTHER, AT, CHEAP), "slot_unknown"),
            (lambda: key_administration.change_passphrase(opened, PASSPHRASE, "short", AT, CHEAP), "passphrase_short"),
            (lambda: key_administration.change_passphrase(opened, PASSPHRASE, PASSPHRASE, AT, CHEAP),
             "passphrase_same"),
            (lambda: key_administration.remove_operator(opened, "099", AT), "slot_unknown"),
            (lambda: key_administration.add_operator(opened, Newcomer(CLERK, "clerk", OTHER), AT, CHEAP), "slot_taken"),
        ):  # fmt: skip
            with refused(SlotsError, code):
                act()
        assert (station.queries.head(), keyslots.read_slots(folder)) == (head, slots)


def test_the_key_from_the_safe_has_no_passphrase_to_be_changed(tmp_path: Path):
    people = [Newcomer("A1", "administrator", PASSPHRASE)]
    made, recovery = vault.create_station(
        tmp_path / "s", code="530699001", name="青山", settings={}, people=people, at=AT, cost=CHEAP
    )
    made.station.close()
    opened = sit(tmp_path / "s", "recovery", recovery)
    with opened.station, refused(SlotsError, "slot_unknown", badge="recovery"):
        key_administration.change_passphrase(opened, recovery, OTHER, AT, CHEAP)


def test_whoever_got_a_new_passphrase_need_not_wait_for_his_wrong_tries_and_must_change_it(folder: Path):
    for _ in range(lockout.FREE):
        lockout.count_wrong(folder, CLERK, time.time())
    assert code_of(folder, CLERK) == "locked_out"
    opened = sit(folder)
    with opened.station:
        key_administration.reset_passphrase(opened, CLERK, OTHER, AT, CHEAP)
    again = sit(folder, CLERK, OTHER)
    with again.station:
        assert again.held.must_change
        key_administration.change_passphrase(again, OTHER, PASSPHRASE, AT, CHEAP)
        assert not again.held.must_change
    sit(folder, CLERK).station.close()


def test_a_slot_without_a_role_is_taken_away_too(folder: Path):
    """Somebody's role is gone already, as an older program took it away, and his slot still lies there."""
    opened = sit(folder)
    with opened.station as station:
        station.append(a.SetSetting(f"operator.{CLERK}", ""), case_id="", operator=ADMINISTRATOR, at=AT)
        key_administration.remove_operator(opened, CLERK, AT)
    assert keyslots.read_slots(folder).badges == (APPROVER, ADMINISTRATOR)
