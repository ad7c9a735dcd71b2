"""A signature fits one text and one key, and nothing that is no signature passes for one."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.journal.signatures import signature_fits, text_to_sign

SIGNER = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = SIGNER.public_key().public_bytes_raw().hex()
TEXT = text_to_sign("station-1", "ab" * 32)


def test_the_text_that_is_signed_is_final():
    assert TEXT == b"hukou-signed-record/1\0station-1\0" + b"ab" * 32


def test_a_signature_fits_its_text_alone():
    signature = SIGNER.sign(TEXT)
    assert signature_fits(PUBLIC, signature, TEXT)
    assert not signature_fits(PUBLIC, signature, text_to_sign("station-2", "ab" * 32))


@pytest.mark.parametrize(
    ("public", "signature"), [("", b""), ("zz", b"x"), (PUBLIC, b""), (PUBLIC, None), (PUBLIC, "ab")]
)
def test_what_is_no_signature_fits_nothing(public: str, signature: object):
    assert not signature_fits(public, signature, TEXT)
