"""What is signed of a record, and whether a signature fits."""

from __future__ import annotations

FORMAT = "hukou-signed-record/1"


def text_to_sign(station_id: str, own: str) -> bytes:
    """What is signed of the record whose hash is `own`: through it everything before it as well."""
    return f"{FORMAT}\0{station_id}\0{own}".encode()


def signature_fits(public: str, signature: object, text: bytes) -> bool:
    """Whether `signature` is over `text`, by the owner of the key whose public half is `public` (hexadecimal)."""
    # A practice station signs nothing, and is not to wait for the cryptography.
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(signature, text)  # type: ignore[arg-type]
    except (InvalidSignature, TypeError, ValueError):
        return False
    return True
