"""How a clause of the notice is called on paper and on screen: 五（五）, part 5 (5), never by our own id.

Our ids number the operative phrases: S1 to S6 are its parts, Sn.m is paragraph m of part n, a letter a phrase in it.
"""

from __future__ import annotations

import re

_DIGITS = "一二三四五六七八九"
_ID = re.compile(r"S([1-6])(?:\.(\d+)[a-z]?(?:[-–][a-z])?)?", re.ASCII)
#: Parts 1 and 3 have two paragraphs each and more phrases: there the ids run ahead of the paragraphs.
_PARAGRAPHS = {
    ("1", "2"): "1", ("1", "3"): "1", ("1", "4"): "2", ("1", "5"): "2",
    ("3", "1"): "1", ("3", "2"): "1", ("3", "3"): "2",
}  # fmt: skip
_OPENING = {("1", "0"), ("1", "1")}


def clause(at: str, lang: str) -> str:
    """Where a text stands, in `lang`: an id of ours as the notice numbers it; anything else as it is."""
    found = _ID.fullmatch(at)
    if found is None:
        return at
    part, phrase = found[1], found[2]
    if (part, phrase) in _OPENING:
        return "opening" if lang.startswith("en") else "引言"
    paragraph = _PARAGRAPHS.get((part, phrase), phrase) if phrase and phrase != "0" else ""
    if lang.startswith("en"):
        return f"part {part} ({paragraph})" if paragraph else f"part {part}"
    return f"{_han(part)}（{_han(paragraph)}）" if paragraph else _han(part)


def _han(number: str) -> str:
    """A number up to nineteen in Chinese."""
    tens, ones = divmod(int(number), 10)
    return ("十" if tens else "") + (_DIGITS[ones - 1] if ones else "")
