"""A parsed pack as TOML again, so that what was changed in it comes in by the real door."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from hukou_tui.packs.reading import END

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def written(raw: dict[str, Any]) -> str:
    """The pack as text: a table of law is a header, everything in it one line."""
    lines: list[str] = []
    for section, content in raw.items():
        if all(isinstance(entry, dict) for entry in content.values()) and section != "pack":
            for name, entry in content.items():
                lines += _table(f"{_key(section)}.{_key(name)}", entry)
        else:
            lines += _table(_key(section), content)
    return "\n".join([*lines, END]) + "\n"


def _table(name: str, content: dict[str, Any]) -> list[str]:
    return ["", f"[{name}]", *(f"{_key(key)} = {_value(value)}" for key, value in content.items())]


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)} = {_value(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_value(part) for part in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    # A JSON string is a TOML basic string, DEL apart, which no pack has.
    return json.dumps(value, ensure_ascii=False)
