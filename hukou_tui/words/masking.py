"""Masking: numbers, given names, phones, birthdays and addresses become stars, wherever in a case they stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flows.case.case import Case
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


def mask_case(case: Case, said: dict[str, Any]) -> dict[str, Any]:
    """`said` (the case as plain data) with each name, number and phone of the case masked everywhere in it.

    Free text is searched too: whoever writes a note may have written a name.
    """
    stars = _stars(case)

    def through(value: Any) -> Any:  # noqa: ANN401 - JSON
        if isinstance(value, dict):
            return {key: through(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [through(inner) for inner in value]
        if not isinstance(value, str):
            return value
        for secret, mask in stars:
            value = value.replace(secret, mask)
        return value

    # The number of the case itself may hold digits that a short entry also holds.
    kept = {
        key: said[key] for key in ("number", "id", "family", "surname", "status", "transfer") if key in said
    }
    return {**through(said), **kept}


_BY_KIND: dict[str, Callable[[str], str]] = {
    "number": mask_number, "birth": mask_day, "address": mask_address,
}  # fmt: skip


def _stars(case: Case) -> list[tuple[str, str]]:
    """What is hidden and what is shown instead, the longest first: a name may lie inside another."""
    found: dict[str, str] = {}
    for field_id, value in case.fields.items():
        kind = BY_ID[field_id].kind if field_id in BY_ID else "text"
        if kind == "name":
            found[value] = mask_name(value)
        elif kind == "names":
            names = value.replace(",", "、").split("、")
            found |= {name.strip(): mask_name(name.strip()) for name in names if name.strip()}
        elif kind in _BY_KIND:
            found[value] = _BY_KIND[kind](value)
        elif kind == "phone" and any(character.isdigit() for character in value):
            found[value] = mask_phone(value)
    found |= {step.number: mask_number(step.number) for step in case.history if step.number}
    # A single character stands in too many words to be searched for; masked in its own field only.
    return sorted(found.items(), key=lambda pair: -len(pair[0]))
