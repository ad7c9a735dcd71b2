"""Key slots: the right passphrase opens, everything else is refused, and nothing in them can be moved or altered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import SlotsError
from db.keys import keyslots, sealing
from harness.stations.intake import CHEAP

STATION, KEY = "ab" * 16, bytes(range(32))
KEYS = {sealing.key_id(KEY): KEY}
PASSPHRASE = "three carts, one horse"


def slots_of(*badges: str, station: str = STATION) -> keyslots.Slots:
    made = tuple(sealing.new_slot(station, KEYS, badge, PASSPHRASE + badge, CHEAP)[0] for badge in badges)
    return sealing.bind_slots(station, KEY, made)


def code_of(slots: keyslots.Slots, badge: str = "001", passphrase: str = PASSPHRASE + "001") -> str:
    with pytest.raises(SlotsError) as refused:
        sealing.open_slot(slots, badge, passphrase)
    return refused.value.code


@pytest.fixture(scope="module")
def slots() -> keyslots.Slots:
    return slots_of("001", "002", "")


def test_each_slot_opens_the_same_key_with_its_own_passphrase(slots: keyslots.Slots):
    for badge in ("001", "002", ""):
        held = sealing.open_slot(slots, badge, PASSPHRASE + badge)
        assert held.key == KEY and held.operator == badge
    assert code_of(slots, "001", PASSPHRASE + "002") == "passphrase_wrong"
    assert code_of(slots, "009") == "slot_unknown"


def test_full_width_and_half_width_are_the_same_passphrase():
    slot, _signer = sealing.new_slot(STATION, KEYS, "001", "１２３４ horses", CHEAP)
    assert sealing.open_slot(sealing.bind_slots(STATION, KEY, (slot,)), "001", "1234 horses").key == KEY


def test_nothing_secret_stands_in_the_file_or_in_what_is_printed_of_it(slots: keyslots.Slots):
    held = sealing.open_slot(slots, "001", PASSPHRASE + "001")
    for secret in (KEY, held.signer.private_bytes_raw()):
        assert secret not in slots.data() and secret.hex().encode() not in slots.data()
    assert "key" not in repr(held) or KEY.hex() not in repr(held)
    assert repr(KEY) not in repr(held)


def test_a_slot_is_bound_to_its_station_its_owner_and_its_parameters(slots: keyslots.Slots):
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


def test_slots_that_were_added_taken_away_or_exchanged_are_noticed_by_everybody(slots: keyslots.Slots):
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
    slots: keyslots.Slots, passes: int, lanes: int, kib: int
):
    one = replace(slots.slots[0], passes=passes, lanes=lanes, kib=kib)
    assert code_of(replace(slots, slots=(one,))) == "slots_damaged"


@given(st.integers(0), st.integers(0, 7))
def test_a_flipped_bit_opens_nothing_else(position: int, bit: int):
    data = bytearray(_FILE)
    data[position % len(data)] ^= 1 << bit
    with pytest.raises(SlotsError):
        sealing.open_slot(keyslots.parse_slots(bytes(data)), "001", PASSPHRASE + "001")


_FILE = slots_of("001", "002").data()


def test_a_new_key_reaches_everybody_who_stays_and_nobody_else(slots: keyslots.Slots):
    held, gone = (sealing.open_slot(slots, badge, PASSPHRASE + badge) for badge in ("001", "002"))
    new = bytes(reversed(range(32)))
    both = sealing.with_new_key(held, new, without="002")
    assert both.badges == ("001",) and both.of("002") is None
    opened = sealing.open_slot(both, "", PASSPHRASE)
    assert set(opened.keys.values()) == {KEY, new} and opened.key == KEY
    only = sealing.with_one_key(opened)
    assert sealing.open_slot(only, "001", PASSPHRASE + "001").key == new
    # With all that the other one ever held, the new key stays shut.
    for slot in only.slots:
        with pytest.raises(SlotsError):
            sealing._unseal(only.station, slot, only.keys[0], _secret(gone, slots, "002"))


def _secret(held: keyslots.Keyring, slots: keyslots.Slots, badge: str) -> bytes:
    slot = slots.of(badge)
    assert slot is not None
    own = sealing._derive_for(slot, PASSPHRASE + badge)
    secret = sealing._decrypt_box(own, slot.secret, sealing._bound_bytes(slots.station, slot))
    assert secret is not None and held.operator == badge
    return secret[:32]


def test_the_cost_is_measured_and_never_below_the_first_one():
    cost = sealing.calibrate_cost()
    cost.check()
    assert cost.passes >= keyslots.Cost().passes and cost.kib == keyslots.Cost().kib
