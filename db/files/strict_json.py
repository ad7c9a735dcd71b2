"""JSON from outside, read so that one text has one meaning, and JSON to the outside, written in one way only.

The standard library lets duplicate keys win silently, takes NaN and lone surrogates, and ends in a
RecursionError at depth ten thousand; a file from a stick may hold all of these.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

MAX_DEPTH = 16
#: Longer numbers than any count, date or hash of ours.
_MAX_DIGITS = 15
_OPENING = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


class NotStrict(ValueError):
    """The text is not JSON, or is JSON with more than one reading; carries no part of the text."""


def dumps(value: object) -> bytes:
    """`value` as canonical JSON: sorted keys, no spaces, characters as they are, UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def loads(data: bytes) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """The value in `data` (UTF-8). Raises NotStrict.

    Refused: duplicate keys, NaN and infinities, fractions (nothing of ours has any), lone surrogates,
    nesting deeper than MAX_DEPTH, numbers of more than 15 digits.
    """
    _check_depth(data)
    try:
        text = data.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refuse_number,
            parse_float=_refuse_number,
            parse_int=_short,
        )
        if "\\u" in text:
            dumps(value)  # an escaped half of a surrogate pair has no UTF-8
    except NotStrict:
        raise
    except (ValueError, RecursionError):
        raise NotStrict("not JSON in UTF-8") from None
    return value


def _check_depth(data: bytes) -> None:
    depth = 0
    for found in _OPENING.finditer(data):
        mark = found.group()
        if mark in (b"[", b"{"):
            depth += 1
            if depth > MAX_DEPTH:
                raise NotStrict("nested too deeply")
        elif mark in (b"]", b"}"):
            depth -= 1


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrict("a key stands twice")
    return found


def _refuse_number(text: str) -> NoReturn:
    raise NotStrict("a number that nothing of ours holds")


def _short(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        raise NotStrict("a number that nothing of ours holds")
    return int(text)
