"""A passphrase that would be guessed is refused, and a recovery key can be copied from paper by hand."""

from __future__ import annotations

import base64
import hashlib

import pytest

from db.errors import SlotsError
from db.keys import passphrases as p
from harness.refusals import refused


@pytest.mark.parametrize(
    ("passphrase", "code"),
    [
        ("short", "passphrase_short"), ("1234567", "passphrase_short"), ("12345678901", "passphrase_short"),
        ("aaaaaaaaaa", "passphrase_simple"), ("001001001001", "passphrase_simple"),
        ("111111111111", "passphrase_simple"),
    ],
)  # fmt: skip
def test_a_passphrase_that_would_be_guessed_is_refused(passphrase: str, code: str):
    with refused(SlotsError, code):
        p.check_passphrase(passphrase, "001")


def test_a_recovery_key_can_be_copied_from_paper_by_hand():
    key = p.new_recovery_key()
    assert p.recovery_key(key) == key
    assert p.recovery_key(" " + key.lower().replace("-", " ") + "\n") == key
    wrong = ("A" if key[0] != "A" else "B") + key[1:]
    for typed in (wrong, key[:-1], "", key + "A", "ключ" * 9):
        with refused(SlotsError, "recovery_key_shape"):
            p.recovery_key(typed)


def test_a_passphrase_to_begin_with_is_digits_in_groups_and_would_be_taken():
    made = p.new_passphrase()
    assert made.replace("-", "").isdecimal() and len(made) == 19
    p.check_passphrase(made, "001")


@pytest.mark.parametrize(
    ("passphrase", "code"),
    [
        ("ab3d5f7", "passphrase_short"), ("ab3d5f7h", ""), ("19283746501", "passphrase_short"), ("192837465012", ""),
        ("abcabcabc", "passphrase_simple"), ("abcdabcd", ""),
        ("123456789012", "passphrase_simple"), ("987654321098", "passphrase_simple"),
        ("cdefghijkl", "passphrase_simple"), ("qwertyuiop", "passphrase_simple"), ("ASDFGHJKL", "passphrase_simple"),
        ("Password1234", "passphrase_simple"), ("password", "passphrase_simple"),
        ("Passw0rd1", "passphrase_simple"), ("passw0rd124", ""),
        ("K07K07K07", "passphrase_simple"), ("K07K07K07x", ""),
    ],
)  # fmt: skip
def test_what_is_tried_first_is_refused_and_what_is_a_sign_more_is_not(passphrase: str, code: str):
    said = ""
    try:
        p.check_passphrase(passphrase, "K07")
    except SlotsError as refused:
        said = refused.code
    assert said == code


def test_whoever_is_told_that_his_is_too_short_is_told_how_long_it_must_be():
    with refused(SlotsError, "passphrase_short", length=8, digits=12):
        p.check_passphrase("short", "K07")


def test_a_badge_is_no_passphrase_and_where_there_is_none_the_same_word_is_taken():
    p.check_passphrase("ab3d5f7h", "")
    # Of four different signs each, so that it is the badge alone that speaks against them.
    for badge, times in (("ab3d5f7h", 1), ("WK07", 2), ("1907", 3)):
        with refused(SlotsError, "passphrase_simple"):
            p.check_passphrase(badge * times, badge)
        p.check_passphrase(badge * times + "x", badge)


def test_a_recovery_key_printed_in_2026_is_read_with_the_letters_that_are_misread():
    """The control group is computed here by hand: whoever changes it makes every printed key useless."""
    secret = "OIAB CDEF GHIJ KLMN OPQR STUV WXYZ 2345".replace(" ", "")
    control = base64.b32encode(hashlib.sha256(b"hukou-recovery\0" + secret.encode()).digest()).decode()[:4]
    groups = [(secret + control)[at : at + 4] for at in range(0, 36, 4)]
    key = "-".join(groups)
    assert p.recovery_key(key) == key
    # 0 for O and 1 for I, as a hand writes them; full width, as an input method does
    assert p.recovery_key(key.replace("O", "0").replace("I", "1")) == key
    assert p.recovery_key("".join(chr(ord(sign) + 0xFEE0) for sign in key)) == key


def test_a_recovery_key_has_a_hundred_and_sixty_bits_in_nine_groups():
    key = p.new_recovery_key()
    assert [len(group) for group in key.split("-")] == [4] * 9
    assert key != p.new_recovery_key()
    assert len(base64.b32decode(key.replace("-", "")[:32])) == 20
