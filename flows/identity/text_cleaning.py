"""What counts of a text as it is typed, pasted or read: separators and characters that nobody sees do not.

One place for every field that holds a number, a code or a day: how long a text is, whether it is whole and what it
says is asked of the cleaned text alone.
"""

from __future__ import annotations

import re
import unicodedata

#: Characters that steer a line and show nothing: they come along with what is copied from a page or a message.
INVISIBLE = "\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\u2800\u3164\ufeff\uffa0\ufff9-\ufffb"
#: Hyphens, dashes and what is typed for them.
_DASHES = (
    "\\-\u02d7\u058a\u05be\u1806\u2010-\u2015\u2043\u207b\u208b\u2212\u2500\u2501\u2796\u2e3a\u2e3b"
    "\u30fc\ufe58\ufe63\uff0d\uff70"
)
#: Full stops and middle dots, those of names too.
_DOTS = ".\u00b7\u2022\u2024\u2027\u2219\u22c5\u3002\u30fb\uff0e\uff61\uff65"

_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_SEPARATORS = re.compile(rf"[\s{INVISIBLE}{_DASHES}{_DOTS}]")
_DASH = re.compile(f"[{_DASHES}]")
_BETWEEN_DIGITS = re.compile(rf"(?<=\d)\s*[{_DASHES}{_DOTS}/]+\s*(?=\d)")


def visible(text: str) -> str:
    """`text` without the characters that nobody sees, and without spaces around it."""
    return (text if text.isascii() else _INVISIBLE.sub("", text)).strip()


def figures(text: str) -> str:
    """A number or code: full width made half, and no separator of any kind left; nothing else is changed."""
    if text.isascii() and text.isalnum():
        return text
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))


def remove_spaces(text: str) -> str:
    """A sum, a count or a name of one word: full width made half, no spaces; every sign in it stays."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", visible(text)))


def normalise_hyphens(text: str) -> str:
    """A number whose hyphens say something (a telephone number, a badge): no spaces, and one kind of hyphen."""
    return _DASH.sub("-", remove_spaces(text))


def spoken_day(text: str) -> str:
    """A day as it is said: single spaces, and a hyphen for whatever separates its figures."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", visible(text)))
    return _BETWEEN_DIGITS.sub("-", plain)
