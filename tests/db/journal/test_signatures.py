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


def test_the_signature_of_a_text_is_the_one_that_was_written_down():
    """Ed25519 gives one signature for a text and a key: what is in journals already must fit for decades."""
    golden = bytes.fromhex(
        "98fbec90ed021558f64f0bf597dc1b6f358ad4a9cad35b8124578766c817f65a"
        "392a40041a4816803995bd3c85a2e3b8a34b848e9ee9c6cc3a0d900d2fcb5b0e"
    )
    assert SIGNER.sign(TEXT) == golden
    assert signature_fits("3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29", golden, TEXT)


def test_a_signature_fits_its_text_alone():
    signature = SIGNER.sign(TEXT)
    assert signature_fits(PUBLIC, signature, TEXT)
    assert not signature_fits(PUBLIC, signature, text_to_sign("station-2", "ab" * 32))


@pytest.mark.parametrize(
    ("public", "signature"), [("", b""), ("zz", b"x"), (PUBLIC, b""), (PUBLIC, None), (PUBLIC, "ab")]
)
def test_what_is_no_signature_fits_nothing(public: str, signature: object):
    assert not signature_fits(public, signature, TEXT)
