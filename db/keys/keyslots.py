"""The key slots: who can open the station's files, and with what.

The files are encrypted under one random data key. Each operator has two key pairs of his own, one to receive the
data key (X25519) and one to sign with (Ed25519); their secret halves lie in his slot under his passphrase (Argon2id,
AES-256-GCM), and the data key is sealed to the public one. So a new data key can be handed to everybody who stays
without asking for all passphrases, and whoever was removed holds nothing that opens it. The printed recovery key is
a slot like the others, without a name.

What is in the file, read and written; how its boxes are made and opened is `db.keys.sealing`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from db.errors import SlotsError
from db.files import strict_json
from db.files.whole_files import read_bounded, write_whole

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from pydantic import TypeAdapter

FILE = "keyslots.json"
FORMAT = "hukou-keyslots/1"
OPERATOR, RECOVERY = "operator", "recovery"
MAX_FILE = 1_000_000
#: What a derivation may cost: less is guessed too fast, more stands still on an old machine (or is an attack).
LEAST_KIB, MOST_KIB, MOST_PASSES, MOST_LANES = 19_456, 262_144, 64, 4
#: What it costs before it is measured.
_FIRST_PASSES, _LANES, _KIB = 3, 4, 65_536


@dataclass(frozen=True, slots=True)
class Cost:
    """What it costs to try a passphrase: Argon2id passes, lanes, and memory in KiB."""

    passes: int = _FIRST_PASSES
    lanes: int = _LANES
    kib: int = _KIB

    def check(self) -> None:
        """Raise SlotsError(`slots_damaged`) for what this program would never have written."""
        fits = (
            LEAST_KIB <= self.kib <= MOST_KIB
            and 1 <= self.passes <= MOST_PASSES
            and 1 <= self.lanes <= MOST_LANES
        )
        if not fits:
            raise SlotsError("slots_damaged")


@dataclass(frozen=True)
class Slot:
    """One way in. All but the numbers is hexadecimal; `sealed` = the data key (by its id) for this slot's key pair."""

    slot: str
    kind: str
    operator: str
    must_change: bool
    passes: int
    lanes: int
    kib: int
    salt: str
    secret: str
    exchange: str
    verify: str
    sealed: dict[str, str]

    __pydantic_config__: ClassVar[dict[str, Any]] = {"strict": True, "extra": "forbid"}

    @property
    def cost(self) -> Cost:
        """What it costs to try a passphrase on it."""
        return Cost(self.passes, self.lanes, self.kib)


@dataclass(frozen=True)
class Slots:
    """All of `keyslots.json`; `keys` are the ids of the data keys: one, or two while a change of key is under way.

    `by` changed it last and signed it (`recovery`: with the recovery key; empty: nobody, it is the first one). Whoever
    holds the data key can make the MAC; that somebody else's slot was his to change, only the signature says.
    """

    format: str
    station: str
    generation: int
    keys: tuple[str, ...]
    slots: tuple[Slot, ...]
    by: str
    signature: str
    mac: str

    __pydantic_config__: ClassVar[dict[str, Any]] = {"strict": True, "extra": "forbid"}

    @property
    def badges(self) -> tuple[str, ...]:
        """Who has a slot, in the order of the file; the recovery key has no name."""
        return tuple(slot.operator for slot in self.slots if slot.kind == OPERATOR)

    def of(self, operator: str) -> Slot | None:
        """The slot of an operator, or of the recovery key (an empty badge)."""
        return next((slot for slot in self.slots if slot.operator == operator), None)

    def data(self) -> bytes:
        """The bytes of the file: canonical JSON."""
        return strict_json.dumps(asdict(self))

    @property
    def sha256(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(self.data()).hexdigest()


@dataclass(frozen=True)
class Keyring:
    """What an operator holds who has proven himself: the data keys by id, and his own pair to sign with."""

    operator: str
    slot: str
    must_change: bool
    slots: Slots
    keys: Mapping[str, bytes] = field(repr=False)
    signer: Ed25519PrivateKey = field(repr=False)

    @property
    def key(self) -> bytes:
        """The data key in force."""
        return self.keys[self.slots.keys[0]]


# ---- the file


def path(folder: Path) -> Path:
    """Where the key slots of the station in `folder` lie."""
    return folder / FILE


def read_slots(folder: Path) -> Slots:
    """The key slots of the station in `folder`.

    Raises SlotsError: `slots_missing`, `slots_newer`, `slots_damaged`.
    """
    try:
        data = read_bounded(path(folder), MAX_FILE)
    except FileNotFoundError:
        raise SlotsError("slots_missing") from None
    return parse_slots(data)


def parse_slots(data: bytes) -> Slots:
    """The key slots in `data`; they have one form only, byte for byte."""
    try:
        said = strict_json.loads(data)
        if isinstance(said, dict) and said.get("format") not in (None, FORMAT):
            shape = re.fullmatch(r"hukou-keyslots/[0-9]{1,4}", str(said["format"]), re.ASCII)
            raise SlotsError("slots_newer" if shape else "slots_damaged")
        slots = _slots_adapter().validate_json(data)
    except (ValueError, strict_json.NotStrict):  # pydantic's is a ValueError
        raise SlotsError("slots_damaged") from None
    if slots.data() != data or not _holds_together(slots):
        raise SlotsError("slots_damaged")
    return slots


def _holds_together(slots: Slots) -> bool:
    operators = {slot.operator for slot in slots.slots}
    return (
        len(operators) == len(slots.slots)
        and 1 <= len(slots.keys) <= 2
        and all((slot.kind == RECOVERY) == (not slot.operator) for slot in slots.slots)
        and all(set(slot.sealed) == set(slots.keys) for slot in slots.slots)
    )


@cache
def _slots_adapter() -> TypeAdapter[Slots]:
    # Whoever only asks whether there are slots (a screen that is about to be shown) does not wait for pydantic.
    from pydantic import TypeAdapter

    return TypeAdapter(Slots)


def write_slots(folder: Path, slots: Slots) -> None:
    """Put the key slots in place: after a power cut there are those of before or these."""
    write_whole(path(folder), slots.data())
