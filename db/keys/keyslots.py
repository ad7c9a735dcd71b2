"""The key slots: who can open the station's files, and with what.

The files are encrypted under one random data key. Each operator has two key pairs of his own, one to receive the
data key (X25519) and one to sign with (Ed25519); their secret halves lie in his slot under his passphrase (Argon2id,
AES-256-GCM), and the data key is sealed to the public one. So a new data key can be handed to everybody who stays
without asking for all passphrases, and whoever was removed holds nothing that opens it. The printed recovery key is
a slot like the others, without a name.

Every box is bound to the file, the slot, the operator and the parameters of its derivation, and the whole to the data
key by a MAC: a slot that was altered, added, moved from another station or taken from an older file opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from db.errors import SlotsError
from db.files import strict_json
from db.files.connection import KEY_BYTES
from db.files.whole_files import read_bounded, write_whole
from flows.case.roles import RECOVERY as RECOVERY_BADGE

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from pydantic import TypeAdapter

FILE = "keyslots.json"
FORMAT = "hukou-keyslots/1"
OPERATOR, RECOVERY = "operator", "recovery"
MAX_FILE = 1_000_000
_NONCE, _SALT, _SEED = 12, 16, 32
#: What a derivation may cost: less is guessed too fast, more stands still on an old machine (or is an attack).
LEAST_KIB, MOST_KIB, MOST_PASSES, MOST_LANES = 19_456, 262_144, 64, 4
#: How long an unlocking is to take here, in seconds, and what a derivation costs before it is measured.
SHORTEST, LONGEST = 0.25, 1.0
_KIB, _LANES, _FIRST_PASSES = 65_536, 4, 3


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
class Opened:
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


def read(folder: Path) -> Slots:
    """The key slots of the station in `folder`.

    Raises SlotsError: `slots_missing`, `slots_newer`, `slots_damaged`.
    """
    try:
        data = read_bounded(path(folder), MAX_FILE)
    except FileNotFoundError:
        raise SlotsError("slots_missing") from None
    return parsed(data)


def parsed(data: bytes) -> Slots:
    """The key slots in `data`; they have one form only, byte for byte."""
    from pydantic import ValidationError

    try:
        said = strict_json.loads(data)
        if isinstance(said, dict) and said.get("format") not in (None, FORMAT):
            shape = re.fullmatch(r"hukou-keyslots/[0-9]{1,4}", str(said["format"]), re.ASCII)
            raise SlotsError("slots_newer" if shape else "slots_damaged")
        slots = _guard().validate_json(data)
    except (ValidationError, strict_json.NotStrict):
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
def _guard() -> TypeAdapter[Slots]:
    from pydantic import TypeAdapter

    return TypeAdapter(Slots)


def write(folder: Path, slots: Slots) -> None:
    """Put the key slots in place: after a power cut there are those of before or these."""
    write_whole(path(folder), slots.data())


# ---- making


def new_key() -> bytes:
    """A new data key."""
    return secrets.token_bytes(KEY_BYTES)


def key_id(key: bytes) -> str:
    """By what a data key is told from another one; says nothing of the key itself."""
    return hashlib.sha256(b"hukou-key-id\0" + key).hexdigest()[:16]


def made(station: str, key: bytes, slots: tuple[Slot, ...], generation: int = 1) -> Slots:
    """Key slots under one data key, bound together by a MAC."""
    return _bound(Slots(FORMAT, station, generation, (key_id(key),), slots, "", "", ""), key)


def new_slot(
    station: str, keys: Mapping[str, bytes], operator: str, passphrase: str, cost: Cost, *, must_change: bool = False
) -> tuple[Slot, Ed25519PrivateKey]:
    """A slot for `operator` (empty: the recovery key) under `passphrase`, with key pairs of its own."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    exchange, signing = secrets.token_bytes(_SEED), secrets.token_bytes(_SEED)
    signer = Ed25519PrivateKey.from_private_bytes(signing)
    blank = Slot(
        slot=secrets.token_hex(8), kind=OPERATOR if operator else RECOVERY, operator=operator,
        must_change=must_change, passes=cost.passes, lanes=cost.lanes, kib=cost.kib,
        salt=secrets.token_hex(_SALT), secret="",
        exchange=X25519PrivateKey.from_private_bytes(exchange).public_key().public_bytes_raw().hex(),
        verify=signer.public_key().public_bytes_raw().hex(), sealed={},
    )  # fmt: skip
    return _sealed_to(station, _locked(station, blank, exchange + signing, passphrase), keys), signer


def _locked(station: str, slot: Slot, secret: bytes, passphrase: str) -> Slot:
    """`slot` with its secret halves under `passphrase`."""
    box = _encrypt(_derived(slot, passphrase), secret, _binding(station, slot))
    return replace(slot, secret=box.hex())


def _sealed_to(station: str, slot: Slot, keys: Mapping[str, bytes]) -> Slot:
    """`slot` with each of the data keys for its key pair; `keys` = data key by id."""
    return replace(slot, sealed={name: _seal(station, slot, name, key) for name, key in keys.items()})


def calibrated() -> Cost:
    """A cost that takes between a quarter of a second and a second on this machine."""
    cost = Cost()
    started = time.perf_counter()
    derive("calibration", bytes(_SALT), cost)
    each = (time.perf_counter() - started) / cost.passes
    # towards the lower end: unlocking waits besides for the file, and for a machine that is busy
    wanted = int(1.5 * SHORTEST / each) + 1
    return replace(cost, passes=max(cost.passes, min(wanted, MOST_PASSES)))


# ---- opening


def derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """32 bytes from a passphrase (Argon2id)."""
    import unicodedata

    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    cost.check()
    # typed with or without an input method, the same characters are the same passphrase
    text = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    return Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.kib
    ).derive(text)


def _derived(slot: Slot, passphrase: str) -> bytes:
    return derive(passphrase, _bytes(slot.salt, _SALT), slot.cost)


def opened(slots: Slots, operator: str, passphrase: str) -> Opened:
    """What `operator` (empty: the recovery key) holds who knows `passphrase`.

    Raises SlotsError: `slot_unknown`, `passphrase_wrong`, `slots_damaged` (the slots were altered).
    """
    slot = slots.of(operator)
    if slot is None:
        raise SlotsError("slot_unknown")
    secret = _decrypt(_derived(slot, passphrase), slot.secret, _binding(slots.station, slot))
    if secret is None or len(secret) != 2 * _SEED:
        raise SlotsError("passphrase_wrong")
    return _with_secret(slots, slot, secret)


def _with_secret(slots: Slots, slot: Slot, secret: bytes) -> Opened:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    keys = {name: _unsealed(slots.station, slot, name, secret[:_SEED]) for name in slots.keys}
    signer = Ed25519PrivateKey.from_private_bytes(secret[_SEED:])
    holds = (
        all(key_id(key) == name for name, key in keys.items())
        and hmac.compare_digest(_mac(slots, keys[slots.keys[0]]), slots.mac)
        and signer.public_key().public_bytes_raw().hex() == slot.verify
    )
    if not holds:
        raise SlotsError("slots_damaged")
    return Opened(slot.operator, slot.slot, slot.must_change, slots, keys, signer)


# ---- changing: each gives the slots as they are to be written, one generation on


def with_slot(held: Opened, slot: Slot) -> Slots:
    """The slots with `slot` in the place of its operator's old one, or behind the others."""
    others = [other for other in held.slots.slots if other.operator != slot.operator]
    return _next(held, (*others, slot), held.slots.keys)


def with_new_key(held: Opened, key: bytes, without: str | None = None) -> Slots:
    """The slots with a second data key sealed to everybody, and the slot of `without` gone.

    The key in force stays until the files are under the new one; then `with_one_key`.
    """
    if len(held.slots.keys) > 1:
        raise SlotsError("slots_damaged")
    keys = {**held.keys, key_id(key): key}
    stay = (slot for slot in held.slots.slots if slot.operator != without)
    slots = tuple(_sealed_to(held.slots.station, slot, keys) for slot in stay)
    return _next(held, slots, (*held.slots.keys, key_id(key)))


def with_one_key(held: Opened) -> Slots:
    """The slots with the last of their data keys alone: the files are all under it."""
    last = held.slots.keys[-1]
    slots = tuple(replace(slot, sealed={last: slot.sealed[last]}) for slot in held.slots.slots)
    return _next(held, slots, (last,))


def taken_over(held: Opened, slots: Slots, keys: Mapping[str, bytes]) -> Opened:
    """What the same operator holds once `slots` are in place; `keys` = all data keys that are known."""
    return replace(held, slots=slots, keys={name: keys[name] for name in slots.keys})


def own_again(held: Opened, slot: Slot, signer: Ed25519PrivateKey) -> Opened:
    """What an operator holds who has just been given a new slot."""
    return replace(held, slot=slot.slot, must_change=slot.must_change, signer=signer)


def _next(held: Opened, slots: tuple[Slot, ...], keys: tuple[str, ...]) -> Slots:
    binding = held.keys.get(keys[0])
    if binding is None:
        raise SlotsError("slots_damaged")
    following = replace(
        held.slots, generation=held.slots.generation + 1, slots=slots, keys=keys, by=held.operator or RECOVERY_BADGE,
    )  # fmt: skip
    return _bound(replace(following, signature=held.signer.sign(_to_sign(following)).hex()), binding)


def _to_sign(slots: Slots) -> bytes:
    return b"hukou-keyslots-signed\0" + replace(slots, signature="", mac="").data()


def signed_with(slots: Slots, public: str) -> bool:
    """Whether the slots are signed with the key whose public half is `public` (hexadecimal)."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(_bytes(public)).verify(_bytes(slots.signature), _to_sign(slots))
    except (InvalidSignature, ValueError):
        return False
    return True


# ---- what lies beneath


def _binding(station: str, slot: Slot) -> bytes:
    """What the secret halves of a slot are bound to: file, slot, operator, parameters, public halves."""
    said = asdict(replace(slot, secret="", sealed={}))
    return strict_json.dumps({"format": FORMAT, "station": station, **said})


def _bound(slots: Slots, key: bytes) -> Slots:
    return replace(slots, mac=_mac(slots, key))


def _mac(slots: Slots, key: bytes) -> str:
    own = _expanded(key, b"hukou-keyslots-mac")
    return hmac.new(own, replace(slots, mac="").data(), hashlib.sha256).hexdigest()


def _expanded(secret: bytes, purpose: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(secret)


def _seal(station: str, slot: Slot, name: str, key: bytes) -> str:
    """The data key for the owner of the slot's key pair: an ephemeral public key (32 bytes), then the box."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    ephemeral = X25519PrivateKey.generate()
    public = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(_bytes(slot.exchange, _SEED)))
    return (public + _encrypt(_agreed(shared, public, slot), key, _sealing(station, slot, name))).hex()


def _unsealed(station: str, slot: Slot, name: str, secret: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    sealed = _bytes(slot.sealed.get(name, ""))
    own = X25519PrivateKey.from_private_bytes(secret)
    public = sealed[:_SEED]
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        raise SlotsError("slots_damaged") from None
    key = _decrypt(_agreed(shared, public, slot), sealed[_SEED:].hex(), _sealing(station, slot, name))
    if key is None or len(key) != KEY_BYTES:
        raise SlotsError("slots_damaged")
    return key


def _agreed(shared: bytes, ephemeral: bytes, slot: Slot) -> bytes:
    return _expanded(shared, b"hukou-keyslots-seal" + ephemeral + bytes.fromhex(slot.exchange))


def _sealing(station: str, slot: Slot, name: str) -> bytes:
    return b"%s\0%s" % (name.encode(), _binding(station, slot))


def _encrypt(key: bytes, text: bytes, bound_to: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, text, bound_to)


def _decrypt(key: bytes, box: str, bound_to: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    data = _bytes(box)
    if len(data) < _NONCE + 16:
        raise SlotsError("slots_damaged")
    try:
        return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], bound_to)
    except InvalidTag:
        return None


def _bytes(text: str, length: int | None = None) -> bytes:
    try:
        data = bytes.fromhex(text)
    except ValueError:
        raise SlotsError("slots_damaged") from None
    if data.hex() != text or (length is not None and len(data) != length):
        raise SlotsError("slots_damaged")
    return data
