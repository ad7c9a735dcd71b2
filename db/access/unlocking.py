"""The station opened by somebody who proves who he is, and handed on to the next one.

A slot file that is older than the journal knows is refused: it would let an old passphrase in again.
"""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from pathlib import Path

from db.access.register_record import settle_register
from db.access.rekeying import finish_new_key, fitting_key, opens_under
from db.access.vault import Vault, settle_slots
from db.errors import SlotsError
from db.files.file_lock import sync_folder
from db.files.medium import refuse_unfit
from db.files.whole_files import remove_unfinished
from db.keys import keyslots, lockout, passphrases, sealing
from db.keys.keyslots import Keyring, Slots
from db.register.provenance import REGISTER
from db.station.migration import OUTBOX
from db.station.opening import open_station_file
from db.station.station import Station
from flows.case import actions as a
from flows.case.roles import RECOVERY, Role

#: Where a plain station is made anew under a key, beside the one that still counts.
BESIDE = ".encrypting"


def prove_operator(folder: Path, badge: str, passphrase: str, *, tries_in: Path | None = None) -> Keyring:
    """What `badge` (or `recovery`, with the recovery key) holds, if the passphrase is right; costs up to a second.

    Wrong tries are counted in `tries_in` (a copy's are counted at the station, not on the stick), else in `folder`.

    Raises SlotsError: `passphrase_wrong` (with the tries that are left before a waiting), `locked_out`,
    `slot_unknown`, `slots_…`.
    """
    slots = keyslots.read_slots(folder)
    if not badge:
        raise SlotsError("slot_unknown", badge=badge)
    operator = "" if badge == RECOVERY else badge
    if badge == RECOVERY:
        passphrase = passphrases.recovery_key(passphrase)
    if slots.of(operator) is None:
        raise SlotsError("slot_unknown", badge=badge)
    counted_in = tries_in or folder
    lockout.check_lockout(counted_in, badge, time.time())
    try:
        held = sealing.open_slot(slots, operator, passphrase)
    except SlotsError as fault:
        if fault.code == "passphrase_wrong":
            tried = _count_wrong(counted_in, badge)
            raise SlotsError("passphrase_wrong", left=max(lockout.FREE - tried, 0)) from None
        raise
    return held


def _count_wrong(folder: Path, badge: str) -> int:
    try:
        return lockout.count_wrong(folder, badge, time.time()).failed
    except OSError:
        # A disk that cannot count must not let anybody guess on: nobody waits longer than for a minute, but waits.
        return lockout.count_here(folder, badge, time.time()).failed


def open_station(folder: Path, held: Keyring, *, at: str = "", readonly: bool = False) -> Vault:
    """The station in `folder`, opened with what somebody holds; a change of key that was cut short is finished.

    `at` (ISO, UTC) dates what is journaled: that he sat down. Raises what `open_station_file` raises, and
    SlotsError(`slots_older`, `slots_changed`).
    """
    if not readonly:
        refuse_unfit(folder)
    key = fitting_key(folder, held)
    station = open_station_file(folder, key=key, readonly=readonly)
    try:
        vault = Vault(station, held)
        _check_slots(station, held.slots)
        if held.operator and not station.queries.operators().get(held.operator):
            # Removed, but his slot was not taken away yet (the power failed between).
            raise SlotsError("slot_unknown", badge=held.operator)
        if not readonly:
            with suppress(OSError):
                remove_unfinished(folder)
            _finish_encryption(folder, key)
            settle_slots(vault, at)
            if len(held.slots.keys) > 1:
                finish_new_key(vault)
                settle_slots(vault, at)
            settle_register(station, at)
            sit_down(vault, at)
    except BaseException:
        station.close()
        raise
    return vault


def _finish_encryption(folder: Path, key: bytes) -> None:
    """What `db.access.encryption` had not put in place when it was cut short: the register; the station itself was."""
    beside = folder / BESIDE
    if not beside.is_dir():
        return
    with suppress(OSError):
        if opens_under(beside / REGISTER, key):
            (beside / REGISTER).replace(folder / REGISTER)
            sync_folder(folder)
        shutil.rmtree(beside)
        shutil.rmtree(folder / OUTBOX, ignore_errors=True)


def change_seat(vault: Vault, held: Keyring, at: str) -> None:
    """Somebody else has proven himself (or the same one again) and takes the seat of an open station.

    Until that is on disk nothing of what he holds is in the hand of whoever sits there.
    """
    _check_slots(vault.station, held.slots)
    before, vault.held = vault.held, held
    try:
        sit_down(vault, at)
    except BaseException:
        vault.held = before
        raise


def sit_down(vault: Vault, at: str) -> None:
    """Whoever `vault.held` names takes the seat: journaled, with the wrong tries before; from now on he signs."""
    station, held = vault.station, vault.held
    failed = lockout.tries(station.folder, vault.badge).failed
    station.append(a.TakeSeat(held.slot, failed), case_id="", operator=vault.badge, at=at)
    station.sit_down(held.operator, held.signer)
    with suppress(OSError):
        lockout.forget_tries(station.folder, vault.badge)


def _check_slots(station: Station, slots: Slots) -> None:
    known = station.queries.slots()
    if slots.station != station.id:
        raise SlotsError("slots_of_another")
    if known is None:
        return
    if slots.generation > known.generation:
        if not _might_change(station, slots, known):
            raise SlotsError("slots_changed")
        return
    if slots.generation < known.generation:
        raise SlotsError("slots_older")
    if slots.sha256 != known.sha256:
        raise SlotsError("slots_changed")


def _might_change(station: Station, slots: Slots, known: a.ChangeSlots) -> bool:
    """Whether whoever signed these slots, of which the journal was not told, was the one to change them so.

    An administrator (or whoever has the recovery key) changes anything; everybody else his own slot, and finishes a
    change of key that was cut short.
    """
    public = station.queries.public_keys()
    if not sealing.is_signed_with(slots, public.get(slots.by, "")):
        return False
    if slots.by == RECOVERY or station.queries.operators().get(slots.by) == Role.ADMINISTRATOR:
        return True
    others = [slot for slot in slots.slots if slot.operator != slots.by]
    return (
        set(slots.badges) == set(known.badges)
        and slots.keys[-1] == known.key
        and all(public.get(slot.operator or RECOVERY) == slot.verify for slot in others)
    )
