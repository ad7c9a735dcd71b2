"""The one choke point through which data passes before a screen or a slip shows it."""

from __future__ import annotations

import json
import re
import unicodedata

#: Control characters (C0, DEL, C1), zero-width and bidirectional marks, line and paragraph separators,
#: byte-order mark, interlinear marks, tag characters, lone surrogates, non-characters.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff\ud800-\udfff\ufdd0-\ufdef]"
)
#: A whole escape sequence goes, not only its first byte: what is left of `ESC[31m` would read as text.
_ESCAPE = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI
    # OSC, DCS, SOS, PM, APC: up to their end, which may be missing
    "|(?:\x1b[\\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)?"
    "|\x1b[ -/]*[0-~]?"
)
_GAPS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")


def safe_text(data: object) -> str:
    """`data` as one line of harmless text, for a screen, a slip or an error message.

    Line breaks and tabs become one space; escape sequences, control, zero-width and bidirectional characters
    go. Rare and private-use characters stay, and so does markup such as `[/]`: it is part of the name, and
    whoever shows it must show it as text and never parse it.
    """
    text = data if isinstance(data, str) else str(data)
    if text.isalnum():
        return text  # nearly every name: letters and digits hold nothing to take out
    text = _GAPS.sub(" ", _ESCAPE.sub("", text))
    return _UNSAFE.sub("", text)


def json_text(value: object) -> str:
    """`value` as one line of JSON that steers no terminal: characters as they are, and what is unsafe escaped."""
    said = json.dumps(value, ensure_ascii=False)
    return _UNSAFE.sub(lambda found: json.dumps(found[0])[1:-1], said)


def is_safe(text: str) -> bool:
    """True if `safe_text` would leave `text` as it is."""
    return safe_text(text) == text


def has_private_use(text: str) -> bool:
    """True if `text` holds a private-use character: kept, but another machine may draw another glyph."""
    return any(unicodedata.category(char) == "Co" for char in text)
