"""Masking: numbers, given names, phones, birthdays and addresses become stars, wherever in a case they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from flows.case import actions as a
from flows.case.entry import Entry
from flows.case.fields import BY_ID
from flows.identity.names import surname

#: The region of an identity number tells no person.
_NUMBER_SHOWN = 6


def mask_name(name: str) -> str:
    """The surname, and a star for each other character."""
    shown = surname(name)
    return shown + "*" * max(len(name) - len(shown), 1)


def mask_number(number: str) -> str:
    """The region of an identity number, and stars."""
    return number[:_NUMBER_SHOWN] + "*" * max(len(number) - _NUMBER_SHOWN, 0)


def mask_phone(phone: str) -> str:
    """Stars, and the last two digits to tell two numbers apart."""
    return "*" * max(len(phone) - 2, 0) + phone[-2:]


def mask_day(day: str) -> str:
    """The year of a date of birth, and stars."""
    shown = 5 if day.startswith("L") else 4
    return day[:shown] + "*" * max(len(day) - shown, 0)


def mask_address(address: str) -> str:
    """The beginning of an address, which tells a village from a town, and stars."""
    return address[:3] + "*" * max(len(address) - 3, 0)


def mask_case(entries: Iterable[Entry], said: dict[str, Any]) -> dict[str, Any]:
    """`said` (a case as plain data) with each name, number, phone, birthday and address masked everywhere in it.

    What they are is read from all `entries` of the case: what was corrected since stands in notes and in what a family
    was told. Free text is searched too: whoever writes a note may have written a name.
    """
    masks = _masks(entries)
    # The longest first: a name may lie inside another. One character stands in too many words to be searched for.
    secrets = sorted((secret for secret in masks if len(secret) > 1), key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, secrets)) or r"(?!)")

    def through(value: Any) -> Any:  # noqa: ANN401 - JSON
        if isinstance(value, dict):
            return {key: through(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [through(inner) for inner in value]
        return pattern.sub(lambda found: masks[found[0]], value) if isinstance(value, str) else value

    # The number of the case itself may hold digits that a short entry also holds.
    kept = {
        key: said[key] for key in ("number", "id", "family", "surname", "status", "transfer") if key in said
    }
    fields = {
        key: {field_id: mask_field(field_id, value) or through(value) for field_id, value in said[key].items()}
        for key in ("fields", "told_fields") if key in said
    }  # fmt: skip
    return {**through(said), **fields, **kept}


def mask_field(field_id: str, value: str) -> str:
    """What is shown of a field in place of its value; empty where it names nobody."""
    known = BY_ID.get(field_id)
    mask = _BY_FIELD.get(field_id) or _BY_KIND.get(known.kind if known else "")
    return mask(value) if mask and value else ""


def _mask_names(value: str) -> str:
    return "、".join(mask_name(name) for name in _names(value))


def _names(value: str) -> list[str]:
    return [name.strip() for name in value.replace(",", "、").split("、") if name.strip()]


def _mask_phone_in(value: str) -> str:
    """In the place of a phone a family without one may have written so in words."""
    return mask_phone(value) if any(character.isdigit() for character in value) else ""


_BY_KIND: dict[str, Callable[[str], str]] = {
    "name": mask_name, "names": _mask_names, "number": mask_number, "birth": mask_day, "address": mask_address,
    "phone": _mask_phone_in,
}  # fmt: skip
#: A language or a name: nobody can tell which.
_BY_FIELD: dict[str, Callable[[str], str]] = {"declarant.interpreter": mask_name}


def _masks(entries: Iterable[Entry]) -> dict[str, str]:
    """What is hidden -> what is shown instead."""
    found: dict[str, str] = {}
    for entry in entries:
        match entry.action:
            case a.SetField(field_id, value) if mask := mask_field(field_id, value):
                names = _names(value) if BY_ID[field_id].kind == "names" else ()
                found |= {value: mask} | {name: mask_name(name) for name in names}
            case a.DetermineBirth(day):
                found[day] = mask_day(day)
            case a.Move(number=number) if number:
                found[number] = mask_number(number)
    return found
