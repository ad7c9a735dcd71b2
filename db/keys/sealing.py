"""The cryptography of the key slots: how a box is made and opened, and what holds all of them together.

A secret lies under a passphrase (Argon2id, AES-256-GCM); the data key is sealed to a public key (X25519, HKDF,
AES-256-GCM); whoever changes the slots signs them (Ed25519).

Every box is bound to the file, the slot, the operator and the parameters of its derivation, and the whole to the data
key by a MAC: a slot that was altered, added, moved from another station or taken from an older file opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, replace

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from db.errors import SlotsError
from db.files import strict_json
from db.files.connection import KEY_BYTES
from db.keys.keyslots import FORMAT, MOST_PASSES, OPERATOR, RECOVERY, Cost, Keyring, Slot, Slots
from flows.case.roles import RECOVERY as RECOVERY_BADGE

_NONCE, _SALT, _SEED = 12, 16, 32
#: How long an unlocking is to take here, in seconds.
SHORTEST, LONGEST = 0.25, 1.0

# ---- making


def new_key() -> bytes:
    """A new data key."""
    return secrets.token_bytes(KEY_BYTES)


def key_id(key: bytes) -> str:
    """By what a data key is told from another one; says nothing of the key itself."""
    return hashlib.sha256(b"hukou-key-id\0" + key).hexdigest()[:16]


def bind_slots(station: str, key: bytes, slots: tuple[Slot, ...], generation: int = 1) -> Slots:
    """Key slots under one data key, bound together by a MAC."""
    return _bind(Slots(FORMAT, station, generation, (key_id(key),), slots, "", "", ""), key)


def new_slot(
    station: str, keys: Mapping[str, bytes], operator: str, passphrase: str, cost: Cost, *, must_change: bool = False
) -> tuple[Slot, Ed25519PrivateKey]:
    """A slot for `operator` (empty: the recovery key) under `passphrase`, with key pairs of its own."""
    exchange, signing = secrets.token_bytes(_SEED), secrets.token_bytes(_SEED)
    signer = Ed25519PrivateKey.from_private_bytes(signing)
    blank = Slot(
        slot=secrets.token_hex(8), kind=OPERATOR if operator else RECOVERY, operator=operator,
        must_change=must_change, passes=cost.passes, lanes=cost.lanes, kib=cost.kib,
        salt=secrets.token_hex(_SALT), secret="",
        exchange=X25519PrivateKey.from_private_bytes(exchange).public_key().public_bytes_raw().hex(),
        verify=signer.public_key().public_bytes_raw().hex(), sealed={},
    )  # fmt: skip
    return _seal_to(station, _lock_secret(station, blank, exchange + signing, passphrase), keys), signer


def _lock_secret(station: str, slot: Slot, secret: bytes, passphrase: str) -> Slot:
    """`slot` with its secret halves under `passphrase`."""
    box = _encrypt_box(_derive_for(slot, passphrase), secret, _bound_bytes(station, slot))
    return replace(slot, secret=box.hex())


def _seal_to(station: str, slot: Slot, keys: Mapping[str, bytes]) -> Slot:
    """`slot` with each of the data keys for its key pair; `keys` = data key by id."""
    return replace(slot, sealed={name: _seal_key(station, slot, name, key) for name, key in keys.items()})


def calibrate_cost() -> Cost:
    """A cost that takes between a quarter of a second and a second on this machine."""
    cost = Cost()
    started = time.perf_counter()
    derive_key("calibration", bytes(_SALT), cost)
    each = (time.perf_counter() - started) / cost.passes
    # towards the lower end: unlocking waits besides for the file, and for a machine that is busy
    wanted = int(1.5 * SHORTEST / each) + 1
    return replace(cost, passes=max(cost.passes, min(wanted, MOST_PASSES)))


# ---- opening


def derive_key(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """32 bytes from a passphrase (Argon2id)."""
    cost.check()
    # typed with or without an input method, the same characters are the same passphrase
    text = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    return Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.kib
    ).derive(text)


def _derive_for(slot: Slot, passphrase: str) -> bytes:
    return derive_key(passphrase, _bytes(slot.salt, _SALT), slot.cost)


def open_slot(slots: Slots, operator: str, passphrase: str) -> Keyring:
    """What `operator` (empty: the recovery key) holds who knows `passphrase`.

    Raises SlotsError: `slot_unknown`, `passphrase_wrong`, `slots_damaged` (the slots were altered).
    """
    slot = slots.of(operator)
    if slot is None:
        raise SlotsError("slot_unknown")
    secret = _decrypt_box(_derive_for(slot, passphrase), slot.secret, _bound_bytes(slots.station, slot))
    if secret is None or len(secret) != 2 * _SEED:
        raise SlotsError("passphrase_wrong")
    return _open_with(slots, slot, secret)


def _open_with(slots: Slots, slot: Slot, secret: bytes) -> Keyring:
    keys = {name: _unseal(slots.station, slot, name, secret[:_SEED]) for name in slots.keys}
    signer = Ed25519PrivateKey.from_private_bytes(secret[_SEED:])
    holds = (
        all(key_id(key) == name for name, key in keys.items())
        and hmac.compare_digest(_mac(slots, keys[slots.keys[0]]), slots.mac)
        and signer.public_key().public_bytes_raw().hex() == slot.verify
    )
    if not holds:
        raise SlotsError("slots_damaged")
    return Keyring(slot.operator, slot.slot, slot.must_change, slots, keys, signer)


# ---- changing: each gives the slots as they are to be written, one generation on


def with_slot(held: Keyring, slot: Slot) -> Slots:
    """The slots with `slot` in the place of its operator's old one, or behind the others."""
    others = [other for other in held.slots.slots if other.operator != slot.operator]
    return _next_generation(held, (*others, slot), held.slots.keys)


def with_new_key(held: Keyring, key: bytes, without: str | None = None) -> Slots:
    """The slots with a second data key sealed to everybody, and the slot of `without` gone.

    The key in force stays until the files are under the new one; then `with_one_key`.
    """
    if len(held.slots.keys) > 1:
        raise SlotsError("slots_damaged")
    keys = {**held.keys, key_id(key): key}
    stay = (slot for slot in held.slots.slots if slot.operator != without)
    slots = tuple(_seal_to(held.slots.station, slot, keys) for slot in stay)
    return _next_generation(held, slots, (*held.slots.keys, key_id(key)))


def with_one_key(held: Keyring) -> Slots:
    """The slots with the last of their data keys alone: the files are all under it."""
    last = held.slots.keys[-1]
    slots = tuple(replace(slot, sealed={last: slot.sealed[last]}) for slot in held.slots.slots)
    return _next_generation(held, slots, (last,))


def keyring_with(held: Keyring, slots: Slots, keys: Mapping[str, bytes]) -> Keyring:
    """What the same operator holds once `slots` are in place; `keys` = all data keys that are known."""
    return replace(held, slots=slots, keys={name: keys[name] for name in slots.keys})


def keyring_with_own(held: Keyring, slot: Slot, signer: Ed25519PrivateKey) -> Keyring:
    """What an operator holds who has just been given a new slot."""
    return replace(held, slot=slot.slot, must_change=slot.must_change, signer=signer)


def _next_generation(held: Keyring, slots: tuple[Slot, ...], keys: tuple[str, ...]) -> Slots:
    binding = held.keys.get(keys[0])
    if binding is None:
        raise SlotsError("slots_damaged")
    following = replace(
        held.slots, generation=held.slots.generation + 1, slots=slots, keys=keys, by=held.operator or RECOVERY_BADGE,
    )  # fmt: skip
    return _bind(replace(following, signature=held.signer.sign(_to_sign(following)).hex()), binding)


def _to_sign(slots: Slots) -> bytes:
    return b"hukou-keyslots-signed\0" + replace(slots, signature="", mac="").data()


def is_signed_with(slots: Slots, public: str) -> bool:
    """Whether the slots are signed with the key whose public half is `public` (hexadecimal)."""
    try:
        Ed25519PublicKey.from_public_bytes(_bytes(public)).verify(_bytes(slots.signature), _to_sign(slots))
    except (InvalidSignature, ValueError):
        return False
    return True


# ---- what lies beneath


def _bound_bytes(station: str, slot: Slot) -> bytes:
    """What the secret halves of a slot are bound to: file, slot, operator, parameters, public halves."""
    said = asdict(replace(slot, secret="", sealed={}))
    return strict_json.dumps({"format": FORMAT, "station": station, **said})


def _bind(slots: Slots, key: bytes) -> Slots:
    return replace(slots, mac=_mac(slots, key))


def _mac(slots: Slots, key: bytes) -> str:
    own = _expand(key, b"hukou-keyslots-mac")
    return hmac.new(own, replace(slots, mac="").data(), hashlib.sha256).hexdigest()


def _expand(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(secret)


def _seal_key(station: str, slot: Slot, name: str, key: bytes) -> str:
    """The data key for the owner of the slot's key pair: an ephemeral public key (32 bytes), then the box."""
    ephemeral = X25519PrivateKey.generate()
    public = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(_bytes(slot.exchange, _SEED)))
    return (public + _encrypt_box(_agree(shared, public, slot), key, _seal_binding(station, slot, name))).hex()


def _unseal(station: str, slot: Slot, name: str, secret: bytes) -> bytes:
    sealed = _bytes(slot.sealed.get(name, ""))
    own = X25519PrivateKey.from_private_bytes(secret)
    public = sealed[:_SEED]
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        raise SlotsError("slots_damaged") from None
    key = _decrypt_box(_agree(shared, public, slot), sealed[_SEED:].hex(), _seal_binding(station, slot, name))
    if key is None or len(key) != KEY_BYTES:
        raise SlotsError("slots_damaged")
    return key


def _agree(shared: bytes, ephemeral: bytes, slot: Slot) -> bytes:
    return _expand(shared, b"hukou-keyslots-seal" + ephemeral + bytes.fromhex(slot.exchange))


def _seal_binding(station: str, slot: Slot, name: str) -> bytes:
    return b"%s\0%s" % (name.encode(), _bound_bytes(station, slot))


def _encrypt_box(key: bytes, text: bytes, bound_to: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, text, bound_to)


def _decrypt_box(key: bytes, box: str, bound_to: bytes) -> bytes | None:
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
