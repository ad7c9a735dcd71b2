"""Key slots: the right passphrase opens, everything else is refused, and nothing in them can be moved or altered."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import SlotsError
from db.keys import keyslots as k
from harness.stations.intake import CHEAP

STATION, KEY = "ab" * 16, bytes(range(32))
KEYS = {k.key_id(KEY): KEY}
PASSPHRASE = "three carts, one horse"


def slots_of(*badges: str, station: str = STATION) -> k.Slots:
    made = tuple(k.new_slot(station, KEYS, badge, PASSPHRASE + badge, CHEAP)[0] for badge in badges)
    return k.made(station, KEY, made)


def code_of(slots: k.Slots, badge: str = "001", passphrase: str = PASSPHRASE + "001") -> str:
    with pytest.raises(SlotsError) as refused:
        k.opened(slots, badge, passphrase)
    return refused.value.code


@pytest.fixture(scope="module")
def slots() -> k.Slots:
    return slots_of("001", "002", "")


def test_each_slot_opens_the_same_key_with_its_own_passphrase(slots: k.Slots):
    for badge in ("001", "002", ""):
        held = k.opened(slots, badge, PASSPHRASE + badge)
        assert held.key == KEY and held.operator == badge
    assert code_of(slots, "001", PASSPHRASE + "002") == "passphrase_wrong"
    assert code_of(slots, "009") == "slot_unknown"


def test_full_width_and_half_width_are_the_same_passphrase():
    slot, _signer = k.new_slot(STATION, KEYS, "001", "１２３４ horses", CHEAP)
    assert k.opened(k.made(STATION, KEY, (slot,)), "001", "1234 horses").key == KEY


def test_nothing_secret_stands_in_the_file_or_in_what_is_printed_of_it(slots: k.Slots):
    held = k.opened(slots, "001", PASSPHRASE + "001")
    for secret in (KEY, held.signer.private_bytes_raw()):
        assert secret not in slots.data() and secret.hex().encode() not in slots.data()
    assert "key" not in repr(held) or KEY.hex() not in repr(held)
    assert repr(KEY) not in repr(held)


def test_a_slot_is_bound_to_its_station_its_owner_and_its_parameters(slots: k.Slots):
    one, two = slots.slots[0], slots.slots[1]
    for changed in (
        replace(slots, station="cd" * 16),
        replace(slots, slots=(replace(two, operator="001"), one and replace(one, operator="002"))),
        replace(slots, slots=(replace(one, must_change=True), *slots.slots[1:])),
        replace(slots, slots=(replace(one, passes=2), *slots.slots[1:])),
        replace(slots, slots=(replace(one, slot="0" * 16), *slots.slots[1:])),
        replace(slots, slots=(replace(one, exchange=two.exchange), *slots.slots[1:])),
    ):
        assert code_of(changed) == "passphrase_wrong"


def test_slots_that_were_added_taken_away_or_exchanged_are_noticed_by_everybody(slots: k.Slots):
    one, two, recovery = slots.slots
    stranger = slots_of("003").slots[0]
    for changed in (
        replace(slots, slots=(one, recovery)),
        replace(slots, slots=(*slots.slots, stranger)),
        replace(slots, slots=(one, replace(two, verify=one.verify), recovery)),
        replace(slots, generation=7),
    ):
        assert code_of(changed) == "slots_damaged"


@pytest.mark.parametrize(
    ("passes", "lanes", "kib"),
    [(1, 1, 8), (1, 1, 2**31), (10**9, 1, 65536), (1, 400, 65536), (0, 1, 65536)],
)
def test_parameters_that_would_hang_the_machine_are_not_tried(
    slots: k.Slots, passes: int, lanes: int, kib: int
):
    one = replace(slots.slots[0], passes=passes, lanes=lanes, kib=kib)
    assert code_of(replace(slots, slots=(one,))) == "slots_damaged"


@given(st.integers(0), st.integers(0, 7))
def test_a_flipped_bit_opens_nothing_else(position: int, bit: int):
    data = bytearray(_FILE)
    data[position % len(data)] ^= 1 << bit
    with pytest.raises(SlotsError):
        k.opened(k.parsed(bytes(data)), "001", PASSPHRASE + "001")


_FILE = slots_of("001", "002").data()


_NO_SLOTS = [b"", b"{}", b"[]", b"\xff", b"null", _FILE[:-5], _FILE + b" ", b"[" * 9999, b'{"format":1}']


@pytest.mark.parametrize("data", _NO_SLOTS, ids=range(len(_NO_SLOTS)))
def test_a_file_that_is_no_slots_is_refused_in_one_word(data: bytes):
    with pytest.raises(SlotsError) as refused:
        k.parsed(data)
    assert refused.value.code == "slots_damaged"


def test_a_file_of_a_newer_program_says_so():
    said = json.loads(_FILE) | {"format": "hukou-keyslots/2"}
    with pytest.raises(SlotsError) as refused:
        k.parsed(json.dumps(said).encode())
    assert refused.value.code == "slots_newer"


def test_a_new_key_reaches_everybody_who_stays_and_nobody_else(slots: k.Slots):
    held, gone = k.opened(slots, "001", PASSPHRASE + "001"), k.opened(slots, "002", PASSPHRASE + "002")
    new = bytes(reversed(range(32)))
    both = k.with_new_key(held, new, without="002")
    assert both.badges == ("001",) and both.of("002") is None
    opened = k.opened(both, "", PASSPHRASE)
    assert set(opened.keys.values()) == {KEY, new} and opened.key == KEY
    only = k.with_one_key(opened)
    assert k.opened(only, "001", PASSPHRASE + "001").key == new
    # With all that the other one ever held, the new key stays shut.
    for slot in only.slots:
        with pytest.raises(SlotsError):
            k._unsealed(only.station, slot, only.keys[0], _secret(gone, slots, "002"))


def _secret(held: k.Opened, slots: k.Slots, badge: str) -> bytes:
    slot = slots.of(badge)
    assert slot is not None
    secret = k._decrypt(k._derived(slot, PASSPHRASE + badge), slot.secret, k._binding(slots.station, slot))
    assert secret is not None and held.operator == badge
    return secret[:32]


def test_the_cost_is_measured_and_never_below_the_first_one():
    cost = k.calibrated()
    cost.check()
    assert cost.passes >= k.Cost().passes and cost.kib == k.Cost().kib


def test_after_a_power_cut_there_are_the_old_slots_or_the_new(tmp_path: Path, slots: k.Slots):
    k.write(tmp_path, slots)
    assert k.read(tmp_path) == slots
    assert list(tmp_path.iterdir()) == [tmp_path / "keyslots.json"]
    (tmp_path / "keyslots.json").unlink()
    with pytest.raises(SlotsError) as refused:
        k.read(tmp_path)
    assert refused.value.code == "slots_missing"
