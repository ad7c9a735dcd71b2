"""A passphrase that would be guessed is refused, and a recovery key can be copied from paper by hand."""

from __future__ import annotations

import pytest

from db.errors import SlotsError
from db.keys import passphrases as p


@pytest.mark.parametrize(
    ("passphrase", "code"),
    [
        ("short", "passphrase_short"), ("1234567", "passphrase_short"), ("12345678901", "passphrase_short"),
        ("aaaaaaaaaa", "passphrase_simple"), ("001001001001", "passphrase_simple"),
        ("111111111111", "passphrase_simple"),
    ],
)  # fmt: skip
def test_a_passphrase_that_would_be_guessed_is_refused(passphrase: str, code: str):
    with pytest.raises(SlotsError) as refused:
        p.check_passphrase(passphrase, "001")
    assert refused.value.code == code


def test_a_recovery_key_can_be_copied_from_paper_by_hand():
    key = p.new_recovery_key()
    assert p.recovery_key(key) == key
    assert p.recovery_key(" " + key.lower().replace("-", " ") + "\n") == key
    wrong = ("A" if key[0] != "A" else "B") + key[1:]
    for typed in (wrong, key[:-1], "", key + "A", "ключ" * 9):
        with pytest.raises(SlotsError) as refused:
            p.recovery_key(typed)
        assert refused.value.code == "recovery_key_shape"


def test_a_passphrase_to_begin_with_is_digits_in_groups_and_would_be_taken():
    made = p.new_passphrase()
    assert made.replace("-", "").isdecimal() and len(made) == 19
    p.check_passphrase(made, "001")
