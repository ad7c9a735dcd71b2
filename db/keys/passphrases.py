"""What is known by heart or kept on paper: passphrases that are not guessed, and the recovery key."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import unicodedata

from db.errors import SlotsError

#: Shorter ones are guessed. Digits alone say less, but letters do not pass through every input method.
LEAST_LENGTH, LEAST_DIGITS = 8, 12
#: Fewer different characters, or a piece of one of these, are tried first.
_FEWEST = 4
_RUNS = (
    "0123456789" * 3, "9876543210" * 3, "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm",
    "password12345678", "password", "passw0rd123",
)  # fmt: skip


def new_passphrase() -> str:
    """A passphrase to begin with: sixteen digits in groups, which every keyboard and input method lets through."""
    return _group_characters(f"{secrets.randbelow(10**16):016d}")


def check_passphrase(passphrase: str, operator: str) -> None:
    """Raise SlotsError(`passphrase_short`, `passphrase_simple`) for one that would be guessed."""
    if len(passphrase) < (LEAST_DIGITS if passphrase.isdecimal() else LEAST_LENGTH):
        raise SlotsError("passphrase_short", length=LEAST_LENGTH, digits=LEAST_DIGITS)
    guessed = (
        len(set(passphrase)) < _FEWEST
        or any(passphrase.lower() in run for run in _RUNS)
        or (operator and not passphrase.replace(operator, ""))
    )
    if guessed:
        raise SlotsError("passphrase_simple")


# ---- the recovery key on paper


def new_recovery_key() -> str:
    """160 random bits for paper: eight groups of four signs and one group that tells a slip of the pen."""
    text = base64.b32encode(secrets.token_bytes(20)).decode()
    return _group_characters(text + _control(text))


def recovery_key(typed: str) -> str:
    """A recovery key as it was typed in, in its one form. Raises SlotsError(`recovery_key_shape`)."""
    text = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed)).upper()
    # what base 32 leaves out because it is misread
    text = text.translate(str.maketrans("01", "OI"))
    if not re.fullmatch(r"[A-Z2-7]{36}", text, re.ASCII) or _control(text[:32]) != text[32:]:
        raise SlotsError("recovery_key_shape")
    return _group_characters(text)


def _control(text: str) -> str:
    return base64.b32encode(hashlib.sha256(b"hukou-recovery\0" + text.encode()).digest()).decode()[:4]


def _group_characters(text: str) -> str:
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))
