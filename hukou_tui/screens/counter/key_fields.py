"""The fields in which badges and passphrases are entered."""

from __future__ import annotations

from flows.identity.text_cleaning import normalise_hyphens
from widgets.field import Field

_LONGEST_PASSPHRASE = 100


def passphrase_field(name: str, label: str) -> Field:
    """A field for something secret."""
    return Field(name, label, length=_LONGEST_PASSPHRASE, secret=True, label_width=26)


def badge_field(name: str, label: str, value: str = "", *, label_width: int = 18) -> Field:
    """A field for a badge number."""
    return Field(name, label, value, length=20, clean=normalise_hyphens, label_width=label_width)
