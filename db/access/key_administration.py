"""Who has a slot: operators added and removed, roles, passphrases, the recovery key."""

from __future__ import annotations

from contextlib import suppress

from db.access.rekeying import finish_new_key
from db.access.unlocking import prove_operator
from db.access.vault import Newcomer, Vault, put_slots, settle_slots
from db.errors import SlotsError
from db.keys import lockout, passphrases, sealing
from db.keys.keyslots import Cost
from db.keys.passphrases import check_passphrase
from db.station.queries import OPERATOR
from flows.case import actions as a
from flows.case.roles import RECOVERY, Role
from flows.errors import NotAllowed


def set_role(vault: Vault, badge: str, role: str, at: str) -> None:
    """Give somebody who has a slot another role."""
    _require_administrator(vault)
    if not vault.station.queries.operators().get(badge):
        raise SlotsError("slot_unknown", badge=badge)
    if badge == vault.held.operator:
        raise SlotsError("slot_own")
    vault.station.append(a.SetSetting(OPERATOR + badge, role), case_id="", operator=vault.badge, at=at)


def add_operator(vault: Vault, newcomer: Newcomer, at: str, cost: Cost | None = None) -> None:
    """Give somebody a role and a slot. Raises NotAllowed, SlotsError(`slot_taken`, `passphrase_…`)."""
    _require_administrator(vault)
    check_passphrase(newcomer.passphrase, newcomer.badge)
    if vault.held.slots.of(newcomer.badge) is not None:
        raise SlotsError("slot_taken", badge=newcomer.badge)
    # The role first: without it a slot would open the file to somebody whom the journal does not know.
    vault.station.append(
        a.SetSetting(OPERATOR + newcomer.badge, newcomer.role), case_id="", operator=vault.badge, at=at
    )
    _give_slot(vault, newcomer, at, cost)


def reset_passphrase(vault: Vault, badge: str, passphrase: str, at: str, cost: Cost | None = None) -> None:
    """A lost passphrase: an administrator, or whoever has the recovery key, gives `badge` a new one to begin with.

    It must be changed by its owner. The slot and its keys are new; decisions signed with the old ones stay valid.
    """
    _require_administrator(vault)
    check_passphrase(passphrase, badge)
    role = vault.station.queries.operators().get(badge)
    if role is None:
        raise SlotsError("slot_unknown", badge=badge)
    _give_slot(vault, Newcomer(badge, role, passphrase, must_change=True), at, cost)
    with suppress(OSError):
        lockout.forget_tries(vault.station.folder, badge)


def change_passphrase(vault: Vault, old: str, new: str, at: str, cost: Cost | None = None) -> None:
    """One's own passphrase. Raises SlotsError(`passphrase_wrong`, `passphrase_same`, `passphrase_…`)."""
    badge = vault.held.operator
    if not badge:
        raise SlotsError("slot_unknown", badge=RECOVERY)
    if old == new:
        raise SlotsError("passphrase_same")
    check_passphrase(new, badge)
    prove_operator(vault.station.folder, badge, old)
    _give_slot(vault, Newcomer(badge, "", new), at, cost)


def new_recovery_key(vault: Vault, at: str, cost: Cost | None = None) -> str:
    """A new recovery key in the place of the old one, which opens nothing from now on."""
    _require_administrator(vault)
    recovery = passphrases.new_recovery_key()
    _give_slot(vault, Newcomer("", "", recovery), at, cost)
    return recovery


def remove_operator(vault: Vault, badge: str, at: str) -> None:
    """Take somebody's role and slot away, and encrypt the station's files under a new key.

    Raises SlotsError(`slot_own`, `slot_unknown`): nobody removes himself, so that one administrator is left.
    """
    _require_administrator(vault)
    if badge == vault.held.operator:
        raise SlotsError("slot_own")
    if badge not in vault.station.queries.operators() and vault.held.slots.of(badge) is None:
        raise SlotsError("slot_unknown", badge=badge)
    vault.station.append(a.SetSetting(OPERATOR + badge, ""), case_id="", operator=vault.badge, at=at)
    if len(vault.held.slots.keys) > 1:
        # A change that was cut short is finished first: slots hold two keys, never three.
        finish_new_key(vault)
    key = sealing.new_key()
    slots = sealing.with_new_key(vault.held, key, without=badge)
    put_slots(vault, slots, {**vault.held.keys, sealing.key_id(key): key})
    finish_new_key(vault)
    settle_slots(vault, at)


def _require_administrator(vault: Vault) -> None:
    if vault.badge == RECOVERY:
        # The key from the safe: where nobody is left who administers, it says who does.
        return
    role = vault.station.queries.operators().get(vault.badge)
    if role != Role.ADMINISTRATOR:
        raise NotAllowed("not_your_part", role=role or "")


def _give_slot(vault: Vault, newcomer: Newcomer, at: str, cost: Cost | None) -> None:
    slot, signer = sealing.new_slot(
        vault.held.slots.station, vault.held.keys, newcomer.badge, newcomer.passphrase,
        cost or sealing.calibrate_cost(), must_change=newcomer.must_change,
    )  # fmt: skip
    put_slots(vault, sealing.with_slot(vault.held, slot), vault.held.keys)
    settle_slots(vault, at)
    if newcomer.badge == vault.held.operator:
        # His own: what he signs from here on is signed with the key that the journal now knows.
        vault.held = sealing.keyring_with_own(vault.held, slot, signer)
        vault.station.sit_down(newcomer.badge, signer)
