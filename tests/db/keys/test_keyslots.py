"""The file of the key slots: it has one form, and is whole after a power cut."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.errors import SlotsError
from db.keys import keyslots, sealing
from harness.refusals import refused
from harness.stations.intake import CHEAP

STATION, KEY = "ab" * 16, bytes(range(32))
KEYS = {sealing.key_id(KEY): KEY}


def slots_of(*badges: str, station: str = STATION) -> keyslots.Slots:
    made = tuple(
        sealing.new_slot(station, KEYS, badge, "three carts, one horse", CHEAP)[0] for badge in badges
    )
    return sealing.bind_slots(station, KEY, made)


@pytest.fixture(scope="module")
def slots() -> keyslots.Slots:
    return slots_of("001", "002", "")


_FILE = slots_of("001", "002").data()
_NO_SLOTS = [b"", b"{}", b"[]", b"\xff", b"null", _FILE[:-5], _FILE + b" ", b"[" * 9999, b'{"format":1}']


@pytest.mark.parametrize("data", _NO_SLOTS, ids=range(len(_NO_SLOTS)))
def test_a_file_that_is_no_slots_is_refused_in_one_word(data: bytes):
    with refused(SlotsError, "slots_damaged"):
        keyslots.parse_slots(data)


def test_a_file_of_a_newer_program_says_so():
    said = json.loads(_FILE) | {"format": "hukou-keyslots/2"}
    with refused(SlotsError, "slots_newer"):
        keyslots.parse_slots(json.dumps(said).encode())


def test_after_a_power_cut_there_are_the_old_slots_or_the_new(tmp_path: Path, slots: keyslots.Slots):
    keyslots.write_slots(tmp_path, slots)
    assert keyslots.read_slots(tmp_path) == slots
    assert list(tmp_path.iterdir()) == [tmp_path / "keyslots.json"]
    (tmp_path / "keyslots.json").unlink()
    with refused(SlotsError, "slots_missing"):
        keyslots.read_slots(tmp_path)


@pytest.mark.parametrize(
    ("passes", "lanes", "kib"), [(1, 1, 19_456), (64, 4, 262_144), (3, 4, 65_536), (2, 2, 19_457), (63, 3, 262_143)]
)  # fmt: skip
def test_a_cost_that_this_program_writes_is_taken(passes: int, lanes: int, kib: int):
    keyslots.Cost(passes, lanes, kib).check()


@pytest.mark.parametrize(
    ("passes", "lanes", "kib"),
    [(1, 1, 19_455), (1, 1, 262_145), (0, 1, 65_536), (65, 1, 65_536), (1, 0, 65_536), (1, 5, 65_536)],
)  # fmt: skip
def test_a_cost_beyond_it_is_damage(passes: int, lanes: int, kib: int):
    with refused(SlotsError, "slots_damaged"):
        keyslots.Cost(passes, lanes, kib).check()


def test_what_a_try_costs_before_it_is_measured():
    assert keyslots.Cost() == keyslots.Cost(3, 4, 65_536)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("hukou-keyslots/2", "slots_newer"), ("hukou-keyslots/9999", "slots_newer"),
        ("hukou-keyslots/12345", "slots_damaged"), ("hukou-keyslots/", "slots_damaged"),
        ("hukou-keyslots/２", "slots_damaged"), ("other/2", "slots_damaged"), ("", "slots_damaged"),
        (["hukou-keyslots/2"], "slots_damaged"),
    ],
)  # fmt: skip
def test_only_a_form_of_ours_with_a_number_is_a_newer_one(said: object, code: str):
    with refused(SlotsError, code):
        keyslots.parse_slots(json.dumps(json.loads(_FILE) | {"format": said}).encode())


def test_slots_that_do_not_hold_together_are_damaged():
    slots = slots_of("001", "")
    one, recovery = slots.slots
    sealed = {**one.sealed, "ab" * 8: "00"}
    assert keyslots.parse_slots(slots.data()) == slots
    for wrong in (
        replace(slots, keys=()),
        replace(slots, keys=("ab", "cd", "ef"), slots=()),
        replace(slots, slots=(one, one)),
        replace(slots, slots=(replace(one, kind="recovery"), recovery)),
        replace(slots, slots=(one, replace(recovery, kind="operator"))),
        replace(slots, slots=(replace(one, sealed={}), recovery)),
        replace(slots, slots=(replace(one, sealed=sealed), recovery)),
    ):
        with refused(SlotsError, "slots_damaged"):
            keyslots.parse_slots(wrong.data())
    # two keys are a change under way
    two = (*slots.keys, "ab" * 8)
    both = replace(
        slots, keys=two, slots=tuple(replace(s, sealed=dict.fromkeys(two, "00")) for s in slots.slots)
    )
    assert keyslots.parse_slots(both.data()).keys == two


def test_a_file_has_one_form_only_and_not_more_than_a_megabyte(tmp_path: Path, slots: keyslots.Slots):
    for data in (json.dumps(json.loads(_FILE)).encode(), _FILE + b"\n", _FILE + b" " * 1_000_000):
        (tmp_path / "keyslots.json").write_bytes(data)
        with refused(SlotsError, "slots_damaged"):
            keyslots.read_slots(tmp_path)


def test_badges_are_those_of_operators_and_the_recovery_key_is_found_without_one(slots: keyslots.Slots):
    assert slots.badges == ("001", "002")
    assert slots.of("") == slots.slots[2] and slots.of("009") is None
    assert slots.sha256 == hashlib.sha256(slots.data()).hexdigest()


def test_what_opens_the_station_is_in_no_message(slots: keyslots.Slots):
    """What is shown of a keyring, in a traceback or a log, holds neither the data key nor what signs."""
    signer = Ed25519PrivateKey.from_private_bytes(bytes(32))
    held = keyslots.Keyring("001", "ab", False, slots, {slots.keys[0]: b"the data key"}, signer)
    assert held.key == b"the data key"
    assert "the data key" not in repr(held)
    assert "Ed25519" not in repr(held)
