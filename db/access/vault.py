"""The station behind its key slots: what an open one is, and how a new one is made.

Every change of the slots goes the same way: the file of the slots is written, whole (`put_slots`), and then the journal
is told what now stands in it (`settle_slots`). Where the power fails between the two, the next opening tells it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from db.errors import CannotOpen, StationError
from db.files.connection import named_troubles
from db.files.medium import refuse_unfit
from db.keys import keyslots, passphrases, sealing
from db.keys.keyslots import Cost, Keyring, Slots
from db.keys.passphrases import check_passphrase
from db.station.opening import FILE, create_station_file, new_id
from db.station.station import Act, Station
from flows.case import actions as a
from flows.case.roles import RECOVERY

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


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


def create_station(
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

    Raises what `create_station_file` raises, and SlotsError for a passphrase that would be guessed.
    """
    if not people:
        raise StationError("operator_missing")
    for person in people:
        check_passphrase(person.passphrase, person.badge)
    refuse_unfit(folder)
    station_id, key, recovery = new_id(), sealing.new_key(), passphrases.new_recovery_key()
    slots, signer = first_slots(station_id, key, people, recovery, cost or sealing.calibrate_cost())
    _write_first(folder, slots)
    station = create_station_file(
        folder, code=code, name=name, practice=False, settings=settings,
        operators=[(person.badge, person.role) for person in people], at=at, key=key, station_id=station_id,
        also=_slot_actions(slots, {}),
    )  # fmt: skip
    first = slots.slots[0]
    held = Keyring(first.operator, first.slot, first.must_change, slots, {sealing.key_id(key): key}, signer)
    station.sit_down(first.operator, signer)
    return Vault(station, held), recovery


def first_slots(
    station_id: str, key: bytes, people: Sequence[Newcomer], recovery: str, cost: Cost
) -> tuple[Slots, Ed25519PrivateKey]:
    """The slots of a new station, one for each of `people`, one for the recovery key; the first one's signing key."""
    keys = {sealing.key_id(key): key}
    made = [
        sealing.new_slot(station_id, keys, one.badge, one.passphrase, cost, must_change=one.must_change)
        for one in people
    ]
    made.append(sealing.new_slot(station_id, keys, "", recovery, cost))
    return sealing.bind_slots(station_id, key, tuple(slot for slot, _signer in made)), made[0][1]


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


def put_slots(vault: Vault, slots: Slots, keys: Mapping[str, bytes]) -> None:
    with named_troubles():
        keyslots.write_slots(vault.station.folder, slots)
    vault.held = sealing.keyring_with(vault.held, slots, keys)


def settle_slots(vault: Vault, at: str) -> None:
    """Tell the journal what stands in the slots, if it does not know it yet."""
    station, slots = vault.station, vault.held.slots
    known = station.queries.slots()
    if known is not None and known.sha256 == slots.sha256:
        return
    actions = _slot_actions(slots, station.queries.public_keys())
    station.append_acts(Act(action, "", vault.badge, at) for action in actions)


def _slot_actions(slots: Slots, known: Mapping[str, str]) -> list[a.Action]:
    actions: list[a.Action] = [
        a.SetKey(slot.operator or RECOVERY, slot.slot, slot.verify)
        for slot in slots.slots
        if known.get(slot.operator or RECOVERY) != slot.verify
    ]
    actions.append(a.ChangeSlots(slots.generation, slots.sha256, slots.badges, slots.keys[-1]))
    return actions
