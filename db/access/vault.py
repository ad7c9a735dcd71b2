"""The station behind its key slots: made, opened by somebody who proves who he is, handed on, locked anew.

Every change of the slots goes the same way: the file of the slots is written, whole, and then the journal is told what
now stands in it (`_settle`). Where the power fails between the two, the next opening tells it. A slot file that is
older than the journal knows is refused: it would let an old passphrase in again.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from db.access.register_record import REGISTER, settle_register
from db.errors import CannotOpen, SlotsError, StationError
from db.files.connection import connect, named_troubles, raw_key
from db.files.file_lock import sync_folder
from db.files.medium import refuse_unfit
from db.files.whole_files import sweep
from db.keys import keyslots, lockout, passphrases, sealing
from db.keys.keyslots import Cost, Keyring, Slots
from db.keys.passphrases import check_passphrase
from db.station.migration import OUTBOX
from db.station.station import FILE, OPERATOR, Act, Station, new_id
from flows.case import actions as a
from flows.case.roles import RECOVERY, Role
from flows.errors import NotAllowed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

#: Where a plain station is made anew under a key, beside the one that still counts.
BESIDE = ".encrypting"


class Newcomer(NamedTuple):
    """Somebody who gets a slot; `must_change`: the passphrase was thought up by somebody else."""

    badge: str
    role: str
    passphrase: str
    must_change: bool = False


@dataclass(slots=True)
class Vault:
    """An open station, and what whoever sits there holds."""

    station: Station
    held: Keyring

    @property
    def badge(self) -> str:
        """By whom things are done: a badge, or `recovery`."""
        return self.held.operator or RECOVERY


# ---- making and opening


def create(
    folder: Path,
    *,
    code: str,
    name: str,
    settings: Mapping[str, str],
    people: Sequence[Newcomer],
    at: str,
    cost: Cost | None = None,
) -> tuple[Vault, str]:
    """A new station under a new data key, opened by the first of `people`; and the recovery key, to be printed.

    Raises what `Station.create` raises, and SlotsError for a passphrase that would be guessed.
    """
    if not people:
        raise StationError("operator_missing")
    for person in people:
        check_passphrase(person.passphrase, person.badge)
    refuse_unfit(folder)
    station_id, key, recovery = new_id(), sealing.new_key(), passphrases.new_recovery_key()
    cost, keys = cost or sealing.calibrate_cost(), {sealing.key_id(key): key}
    made = [
        sealing.new_slot(station_id, keys, person.badge, person.passphrase, cost, must_change=person.must_change)
        for person in people
    ]
    made.append(sealing.new_slot(station_id, keys, "", recovery, cost))
    slots = sealing.bind_slots(station_id, key, tuple(slot for slot, _signer in made))
    _write_first(folder, slots)
    station = Station.create(
        folder, code=code, name=name, practice=False, settings=settings,
        operators=[(person.badge, person.role) for person in people], at=at, key=key, station_id=station_id,
        also=_told(slots, {}),
    )  # fmt: skip
    first, signer = made[0]
    held = Keyring(first.operator, first.slot, first.must_change, slots, keys, signer)
    station.sit_down(first.operator, signer)
    return Vault(station, held), recovery


def _write_first(folder: Path, slots: Slots) -> None:
    # Slots without a station are what a making leaves that was cut short; they open nothing.
    if (folder / FILE).exists():
        raise CannotOpen("station_exists")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _keep_aside(keyslots.path(folder))
        keyslots.write_slots(folder, slots)
    except OSError as fault:
        raise CannotOpen("folder_read_only") from fault


def _keep_aside(path: Path) -> None:
    """Slots that lie there may be the only ones to a station that is away just now."""
    if path.exists():
        free = (path.with_name(f"keyslots-before-{number}.json") for number in range(1, 10_000))
        path.replace(next(other for other in free if not other.exists()))


def prove(folder: Path, badge: str, passphrase: str, *, tries_in: Path | None = None) -> Keyring:
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
    lockout.check(counted_in, badge, time.time())
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

    `at` (ISO, UTC) dates what is journaled: that he sat down. Raises what `Station.open` raises, and
    SlotsError(`slots_older`, `slots_changed`).
    """
    if not readonly:
        refuse_unfit(folder)
    key = fitting_key(folder, held)
    station = Station.open(folder, key=key, readonly=readonly)
    try:
        vault = Vault(station, held)
        _check_slots(station, held.slots)
        if held.operator and not station.operators().get(held.operator):
            # Removed, but his slot was not taken away yet (the power failed between).
            raise SlotsError("slot_unknown", badge=held.operator)
        if not readonly:
            with suppress(OSError):
                sweep(folder)
            _finish_encryption(folder, key)
            settle(vault, at)
            if len(held.slots.keys) > 1:
                _finish_new_key(vault)
                settle(vault, at)
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
        if fits(beside / REGISTER, key):
            (beside / REGISTER).replace(folder / REGISTER)
            sync_folder(folder)
        shutil.rmtree(beside)
        shutil.rmtree(folder / OUTBOX, ignore_errors=True)


def change_seat(vault: Vault, held: Keyring, at: str) -> None:
    """Somebody else has proven himself (or the same one again) and takes the seat of an open station."""
    _check_slots(vault.station, held.slots)
    vault.held = held
    sit_down(vault, at)


def sit_down(vault: Vault, at: str) -> None:
    """Whoever `vault.held` names takes the seat: journaled, with the wrong tries before; from now on he signs."""
    station, held = vault.station, vault.held
    failed = lockout.tries(station.folder, vault.badge).failed
    station.append(a.TakeSeat(held.slot, failed), case_id="", operator=vault.badge, at=at)
    station.sit_down(held.operator, held.signer)
    with suppress(OSError):
        lockout.forget(station.folder, vault.badge)


def fitting_key(folder: Path, held: Keyring) -> bytes:
    """Under which of the keys the station file is; two are possible while a change of key is under way."""
    keys = [held.keys[name] for name in held.slots.keys]
    return next((key for key in keys[1:] if fits(folder / FILE, key)), keys[0])


def fits(path: Path, key: bytes) -> bool:
    """Whether the file at `path` opens under `key`."""
    with suppress(StationError), named_troubles():
        database = connect(path, key=key, readonly=True)
        try:
            database.conn.execute("SELECT count(*) FROM sqlite_master")
        finally:
            database.conn.close()
        return True
    return False


def _check_slots(station: Station, slots: Slots) -> None:
    known = station.slots()
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
    public = station.public_keys()
    if not sealing.is_signed_with(slots, public.get(slots.by, "")):
        return False
    if slots.by == RECOVERY or station.operators().get(slots.by) == Role.ADMINISTRATOR:
        return True
    others = [slot for slot in slots.slots if slot.operator != slots.by]
    return (
        set(slots.badges) == set(known.badges)
        and slots.keys[-1] == known.key
        and all(public.get(slot.operator or RECOVERY) == slot.verify for slot in others)
    )


def settle(vault: Vault, at: str) -> None:
    """Tell the journal what stands in the slots, if it does not know it yet."""
    station, slots = vault.station, vault.held.slots
    known = station.slots()
    if known is not None and known.sha256 == slots.sha256:
        return
    told = _told(slots, station.public_keys())
    station.append_acts(Act(action, "", vault.badge, at) for action in told)


def _told(slots: Slots, known: Mapping[str, str]) -> list[a.Action]:
    told: list[a.Action] = [
        a.SetKey(slot.operator or RECOVERY, slot.slot, slot.verify)
        for slot in slots.slots
        if known.get(slot.operator or RECOVERY) != slot.verify
    ]
    told.append(a.ChangeSlots(slots.generation, slots.sha256, slots.badges, slots.keys[-1]))
    return told


# ---- who has a slot


def set_role(vault: Vault, badge: str, role: str, at: str) -> None:
    """Give somebody who has a slot another role."""
    _administers(vault)
    if not vault.station.operators().get(badge):
        raise SlotsError("slot_unknown", badge=badge)
    if badge == vault.held.operator:
        raise SlotsError("slot_own")
    vault.station.append(a.SetSetting(OPERATOR + badge, role), case_id="", operator=vault.badge, at=at)


def add_operator(vault: Vault, newcomer: Newcomer, at: str, cost: Cost | None = None) -> None:
    """Give somebody a role and a slot. Raises NotAllowed, SlotsError(`slot_taken`, `passphrase_…`)."""
    _administers(vault)
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
    _administers(vault)
    check_passphrase(passphrase, badge)
    role = vault.station.operators().get(badge)
    if role is None:
        raise SlotsError("slot_unknown", badge=badge)
    _give_slot(vault, Newcomer(badge, role, passphrase, must_change=True), at, cost)
    with suppress(OSError):
        lockout.forget(vault.station.folder, badge)


def change_passphrase(vault: Vault, old: str, new: str, at: str, cost: Cost | None = None) -> None:
    """One's own passphrase. Raises SlotsError(`passphrase_wrong`, `passphrase_same`, `passphrase_…`)."""
    badge = vault.held.operator
    if not badge:
        raise SlotsError("slot_unknown", badge=RECOVERY)
    if old == new:
        raise SlotsError("passphrase_same")
    check_passphrase(new, badge)
    prove(vault.station.folder, badge, old)
    signer = _give_slot(vault, Newcomer(badge, "", new), at, cost)
    vault.station.sit_down(badge, signer)


def new_recovery_key(vault: Vault, at: str, cost: Cost | None = None) -> str:
    """A new recovery key in the place of the old one, which opens nothing from now on."""
    _administers(vault)
    recovery = passphrases.new_recovery_key()
    _give_slot(vault, Newcomer("", "", recovery), at, cost)
    return recovery


def remove_operator(vault: Vault, badge: str, at: str) -> None:
    """Take somebody's role and slot away, and encrypt the station's files under a new key.

    Raises SlotsError(`slot_own`, `slot_unknown`): nobody removes himself, so that one administrator is left.
    """
    _administers(vault)
    if badge == vault.held.operator:
        raise SlotsError("slot_own")
    if badge not in vault.station.operators() and vault.held.slots.of(badge) is None:
        raise SlotsError("slot_unknown", badge=badge)
    vault.station.append(a.SetSetting(OPERATOR + badge, ""), case_id="", operator=vault.badge, at=at)
    if len(vault.held.slots.keys) > 1:
        # A change that was cut short is finished first: slots hold two keys, never three.
        _finish_new_key(vault)
    key = sealing.new_key()
    slots = sealing.with_new_key(vault.held, key, without=badge)
    _put(vault, slots, {**vault.held.keys, sealing.key_id(key): key})
    _finish_new_key(vault)
    settle(vault, at)


def _administers(vault: Vault) -> None:
    if vault.badge == RECOVERY:
        # The key from the safe: where nobody is left who administers, it says who does.
        return
    role = vault.station.operators().get(vault.badge)
    if role != Role.ADMINISTRATOR:
        raise NotAllowed("not_your_part", role=role or "")


def _give_slot(vault: Vault, newcomer: Newcomer, at: str, cost: Cost | None) -> Ed25519PrivateKey:
    slot, signer = sealing.new_slot(
        vault.held.slots.station, vault.held.keys, newcomer.badge, newcomer.passphrase,
        cost or sealing.calibrate_cost(), must_change=newcomer.must_change,
    )  # fmt: skip
    _put(vault, sealing.with_slot(vault.held, slot), vault.held.keys)
    settle(vault, at)
    if newcomer.badge == vault.held.operator:
        vault.held = sealing.keyring_with_own(vault.held, slot, signer)
    return signer


def _put(vault: Vault, slots: Slots, keys: Mapping[str, bytes]) -> None:
    with named_troubles():
        keyslots.write_slots(vault.station.folder, slots)
    vault.held = sealing.keyring_with(vault.held, slots, keys)


def _finish_new_key(vault: Vault) -> None:
    """Put every file under the last of the keys, then let the old one go; each part may have been done already."""
    last = vault.held.keys[vault.held.slots.keys[-1]]
    if vault.station.key != last or not fits(vault.station.folder / FILE, last):
        vault.station.rekey(last)
    _rekey_register(vault.station.folder / REGISTER, vault.held.keys, last)
    _put(vault, sealing.with_one_key(vault.held), vault.held.keys)


def _rekey_register(path: Path, keys: Mapping[str, bytes], last: bytes) -> None:
    if not path.is_file() or fits(path, last):
        return
    key = next((key for key in keys.values() if fits(path, key)), None)
    if key is None:
        # Not ours to mend: a lookup says that the register is damaged, and the county's extract makes a new one.
        return
    with named_troubles():
        database = connect(path, key=key)
        try:
            database.conn.execute(f"PRAGMA rekey = \"{raw_key(last)}\"")
            with suppress(StationError), named_troubles():
                # Only so that nothing lies beside it: a reader may hold that up, and the next opening does it.
                database.conn.execute("PRAGMA journal_mode = DELETE")
        finally:
            database.conn.close()
