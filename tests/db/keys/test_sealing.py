"""Key slots: the right passphrase opens, everything else is refused, and nothing in them can be moved or altered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.errors import SlotsError
from db.keys import keyslots, sealing
from harness.refusals import refusal_of, refused
from harness.stations.intake import CHEAP

STATION, KEY = "ab" * 16, bytes(range(32))
KEYS = {sealing.key_id(KEY): KEY}
PASSPHRASE = "three carts, one horse"


def slots_of(*badges: str, station: str = STATION) -> keyslots.Slots:
    made = tuple(sealing.new_slot(station, KEYS, badge, PASSPHRASE + badge, CHEAP)[0] for badge in badges)
    return sealing.bind_slots(station, KEY, made)


def code_of(slots: keyslots.Slots, badge: str = "001", passphrase: str = PASSPHRASE + "001") -> str:
    return refusal_of(SlotsError, sealing.open_slot, slots, badge, passphrase).code


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


@settings(max_examples=40)
@given(st.integers(0), st.integers(0, 7))
def test_a_flipped_bit_opens_nothing_else(position: int, bit: int):
    data = bytearray(_FILE)
    data[position % len(data)] ^= 1 << bit
    told = refusal_of(SlotsError, lambda: sealing.open_slot(keyslots.parse_slots(bytes(data)), "001", OF_001))
    assert told.code in ("slots_damaged", "slots_newer", "slot_unknown", "passphrase_wrong")


OF_001 = PASSPHRASE + "001"
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
        with refused(SlotsError, "slots_damaged"):
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


# ---- what was written once opens for ever


WRITTEN = Path(__file__).with_name("written_2026.json")
NEW = bytes(range(32, 64))
#: The public half of the key that its slots are signed with.
VERIFY = "9b47acdd6bb97c7ec9874f69810267b03713ec5f58f40c2d95ba920b69021261"


def test_slots_written_in_2026_open_and_bear_their_signature():
    """A change of key was under way; whoever changes a word of the derivation shuts every station that there is."""
    slots = keyslots.parse_slots(WRITTEN.read_bytes())
    for badge in ("001", ""):
        held = sealing.open_slot(slots, badge, PASSPHRASE + badge)
        assert list(held.keys.values()) == [KEY, NEW] and held.key == KEY
    assert (slots.generation, slots.by, slots.badges) == (2, "001", ("001",))
    assert slots.keys == ("00c8cec8488e5d6b", sealing.key_id(NEW))
    assert sealing.is_signed_with(slots, VERIFY)


def test_a_signature_is_over_all_of_the_slots_and_by_one_key():
    slots = keyslots.parse_slots(WRITTEN.read_bytes())
    signer = VERIFY
    other = sealing.new_slot(STATION, KEYS, "002", PASSPHRASE, CHEAP)[0].verify
    assert not sealing.is_signed_with(slots, other)
    assert not sealing.is_signed_with(slots, "")
    for changed in (
        replace(slots, generation=3),
        replace(slots, by="recovery"),
        replace(slots, station="cd" * 16),
        replace(slots, slots=slots.slots[:1]),
        replace(slots, signature="00" * 64),
        replace(slots, signature=""),
    ):
        assert not sealing.is_signed_with(changed, signer)
    # the MAC is made after it, and is none of it
    assert sealing.is_signed_with(replace(slots, mac=""), signer)


# ---- changes


def test_each_change_is_one_generation_on_and_signed_by_whoever_made_it(slots: keyslots.Slots):
    held = sealing.open_slot(slots, "001", PASSPHRASE + "001")
    slot, _signer = sealing.new_slot(STATION, KEYS, "002", "another one altogether", CHEAP, must_change=True)
    after = sealing.with_slot(held, slot)
    assert (after.generation, after.by, after.badges) == (2, "001", ("001", "002"))
    assert after.slots == (slots.slots[0], slots.slots[2], slot)
    assert sealing.is_signed_with(after, slots.slots[0].verify)
    opened = sealing.open_slot(after, "002", "another one altogether")
    assert opened.must_change and opened.slot == slot.slot
    assert code_of(after, "002", PASSPHRASE + "002") == "passphrase_wrong"
    by_paper = sealing.open_slot(slots, "", PASSPHRASE)
    assert sealing.with_slot(by_paper, slot).by == "recovery"


def test_a_second_change_of_key_waits_for_the_first(slots: keyslots.Slots):
    held = sealing.open_slot(slots, "001", PASSPHRASE + "001")
    both = sealing.with_new_key(held, NEW)
    assert (both.badges, both.keys) == (("001", "002"), (sealing.key_id(KEY), sealing.key_id(NEW)))
    keys = {**KEYS, sealing.key_id(NEW): NEW, "else": b""}
    holds_both = sealing.keyring_with(held, both, keys)
    assert list(holds_both.keys.values()) == [KEY, NEW]
    with refused(SlotsError, "slots_damaged"):
        sealing.with_new_key(holds_both, bytes(32))
    only = sealing.with_one_key(holds_both)
    assert (only.generation, only.keys) == (3, (sealing.key_id(NEW),))
    assert all(set(slot.sealed) == {sealing.key_id(NEW)} for slot in only.slots)


def test_whoever_does_not_hold_the_key_in_force_changes_nothing(slots: keyslots.Slots):
    held = replace(sealing.open_slot(slots, "001", PASSPHRASE + "001"), keys={})
    with refused(SlotsError, "slots_damaged"):
        sealing.with_slot(held, slots.slots[1])


def test_whoever_was_given_a_new_slot_signs_with_it_from_then_on(slots: keyslots.Slots):
    held = sealing.open_slot(slots, "001", PASSPHRASE + "001")
    slot, signer = sealing.new_slot(STATION, KEYS, "001", "another one altogether", CHEAP, must_change=True)
    own = sealing.keyring_with_own(held, slot, signer)
    assert (own.slot, own.must_change, own.signer, own.keys) == (slot.slot, True, signer, held.keys)


# ---- what does not open


def test_a_data_key_that_was_sealed_to_somebody_else_or_altered_is_damage(slots: keyslots.Slots):
    one, two, recovery = slots.slots
    name = slots.keys[0]
    box = one.sealed[name]
    for sealed in (
        two.sealed[name], "", box[:-2], box.upper(), box[:64], "00" * 32 + box[64:], box[:64] + "00" * 28,
        "zz" + box[2:],
    ):  # fmt: skip
        altered = replace(one, sealed={name: sealed})
        assert code_of(replace(slots, slots=(altered, two, recovery))) == "slots_damaged"


@pytest.mark.parametrize("salt", ["", "00", "ab" * 17, "AB" * 16, "zz" * 16])
def test_a_salt_of_another_shape_is_damage(slots: keyslots.Slots, salt: str):
    altered = replace(slots.slots[0], salt=salt)
    assert code_of(replace(slots, slots=(altered, *slots.slots[1:]))) == "slots_damaged"


@pytest.mark.parametrize("secret", ["", "00" * 27, "AB" * 40, "zz" * 40])
def test_a_box_of_another_shape_is_damage(slots: keyslots.Slots, secret: str):
    altered = replace(slots.slots[0], secret=secret)
    assert code_of(replace(slots, slots=(altered, *slots.slots[1:]))) == "slots_damaged"


def test_a_key_pair_that_is_not_the_one_of_the_slot_is_damage(slots: keyslots.Slots):
    """Right passphrase, right binding, other secret halves: somebody made the box anew."""
    one = slots.slots[0]
    for secret, code in ((bytes(64), "slots_damaged"), (bytes(63), "passphrase_wrong")):
        made = sealing._lock_secret(STATION, one, secret, PASSPHRASE + "001")
        assert code_of(replace(slots, slots=(made, *slots.slots[1:]))) == code


def test_half_a_character_in_a_passphrase_is_a_character_like_others():
    slot, _signer = sealing.new_slot(STATION, KEYS, "001", "\ud800 three carts", CHEAP)
    assert (
        sealing.open_slot(sealing.bind_slots(STATION, KEY, (slot,)), "001", "\ud800 three carts").key == KEY
    )


def test_no_two_slots_share_anything_secret(slots: keyslots.Slots):
    for what in ("slot", "salt", "secret", "exchange", "verify"):
        assert len({getattr(slot, what) for slot in slots.slots}) == 3
    assert len(sealing.new_key()) == 32 and sealing.new_key() != sealing.new_key()


@pytest.mark.parametrize(
    ("seconds_a_pass", "passes"), [(1.0, 3), (0.2, 3), (0.1, 4), (0.05, 8), (0.01, 38), (0.001, 64)]
)
def test_a_try_costs_somewhat_more_than_a_quarter_of_a_second_here(
    monkeypatch: pytest.MonkeyPatch, seconds_a_pass: float, passes: int
):
    """Three eighths of a second, for unlocking waits for the file besides; no less than three passes, nor over 64."""
    clock = [100.0]

    def derived(passphrase: str, salt: bytes, cost: keyslots.Cost) -> bytes:
        clock[0] += seconds_a_pass * cost.passes
        return bytes(32)

    monkeypatch.setattr(sealing, "derive_key", derived)
    monkeypatch.setattr(sealing.time, "perf_counter", lambda: clock[0])
    assert sealing.calibrate_cost() == keyslots.Cost(passes, 4, 65_536)
