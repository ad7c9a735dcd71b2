"""The file of the key slots: it has one form, and is whole after a power cut."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from db.errors import SlotsError
from db.keys import keyslots, sealing
from harness.stations.intake import CHEAP

STATION, KEY = "ab" * 16, bytes(range(32))
KEYS = {sealing.key_id(KEY): KEY}


def slots_of(*badges: str, station: str = STATION) -> keyslots.Slots:
    made = tuple(sealing.new_slot(station, KEYS, badge, "three carts, one horse", CHEAP)[0] for badge in badges)
    return sealing.bind_slots(station, KEY, made)


@pytest.fixture(scope="module")
def slots() -> keyslots.Slots:
    return slots_of("001", "002", "")


_FILE = slots_of("001", "002").data()
_NO_SLOTS = [b"", b"{}", b"[]", b"\xff", b"null", _FILE[:-5], _FILE + b" ", b"[" * 9999, b'{"format":1}']


@pytest.mark.parametrize("data", _NO_SLOTS, ids=range(len(_NO_SLOTS)))
def test_a_file_that_is_no_slots_is_refused_in_one_word(data: bytes):
    with pytest.raises(SlotsError) as refused:
        keyslots.parse_slots(data)
    assert refused.value.code == "slots_damaged"


def test_a_file_of_a_newer_program_says_so():
    said = json.loads(_FILE) | {"format": "hukou-keyslots/2"}
    with pytest.raises(SlotsError) as refused:
        keyslots.parse_slots(json.dumps(said).encode())
    assert refused.value.code == "slots_newer"


def test_after_a_power_cut_there_are_the_old_slots_or_the_new(tmp_path: Path, slots: keyslots.Slots):
    keyslots.write_slots(tmp_path, slots)
    assert keyslots.read_slots(tmp_path) == slots
    assert list(tmp_path.iterdir()) == [tmp_path / "keyslots.json"]
    (tmp_path / "keyslots.json").unlink()
    with pytest.raises(SlotsError) as refused:
        keyslots.read_slots(tmp_path)
    assert refused.value.code == "slots_missing"
