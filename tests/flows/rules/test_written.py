"""The model is the shape of a pack: one field, one key, read without a second list of the names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, get_args, get_type_hints

import pytest
from pydantic import TypeAdapter, ValidationError

from flows.rules.citation import Cite, Text
from flows.rules.facts import Option
from flows.rules.model import Ground
from flows.rules.written import NAMED, FilledIn, Flag, Id, Words, WrittenForm
from hukou_tui import packs
from hukou_tui.packs import schema
from hukou_tui.packs.reading import merge_packs, parse_pack
from hukou_tui.packs.validation import read_pack

BOTH = {"zh": "是", "en": "yes"}


@dataclass(frozen=True, slots=True)
class GroundWithColour(Ground):
    """What a new key of a pack costs: this field."""

    colour: Words | None = None
    urgent: Flag = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A pack of one section."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}
    grounds: Annotated[dict[Id, GroundWithColour], NAMED]


def ground(**more: object) -> dict[str, object]:
    return {"name": BOTH, "remedy": BOTH, "cite": "c", "remedy_cite": "c", **more}


def faults(raw: object) -> list[tuple[str, tuple[int | str, ...]]]:
    with pytest.raises(ValidationError) as told:
        TypeAdapter(Frame).validate_python({"grounds": raw}, context={})
    return [(fault["type"], fault["loc"][1:]) for fault in told.value.errors()]


def test_a_new_key_is_a_field_of_the_model_and_a_line_of_toml():
    frame = TypeAdapter(Frame).validate_python({"grounds": {"x": ground(colour=" red ", urgent=True)}}, context={})
    read_ground = frame.grounds["x"]
    assert (read_ground.id, read_ground.colour, read_ground.urgent) == ("x", "red", True)


def test_what_a_new_key_may_be_is_held_to_at_once():
    assert faults({"x": ground(colour=1)}) == [("string_type", ("x", "colour"))]
    assert faults({"x": ground(urgent="yes")}) == [("bool_type", ("x", "urgent"))]
    assert faults({"x": ground(color="red")}) == [("unexpected_keyword_argument", ("x", "color"))]


def test_what_is_given_while_reading_cannot_be_written():
    assert faults({"x": ground(id="x")}) == [("value_error", ("x", "id"))]
    with pytest.raises(ValidationError, match="not_known"):
        TypeAdapter(Option).validate_python({**BOTH, "id": "x", "label": BOTH})


def test_an_answer_is_written_as_its_two_texts_and_held_as_one():
    option = TypeAdapter(Option).validate_python({**BOTH, "id": "x", "open": True})
    assert option == Option(Text("是", "yes"), "x", is_open=True)


def written_types(form: Any, seen: set[Any]) -> Iterator[tuple[str, Any]]:
    """Each field of the parts within a type, with the type that is written for it."""
    if is_dataclass(form) and form is not Cite and form not in seen:
        seen.add(form)
        hints = get_type_hints(form, include_extras=True)
        for field in fields(form):
            marks = getattr(hints[field.name], "__metadata__", ())
            if any(isinstance(mark, FilledIn) for mark in marks):
                continue
            hint = next((mark.form for mark in marks if isinstance(mark, WrittenForm)), hints[field.name])
            yield f"{form.__name__}.{field.name}", hint
            yield from written_types(hint, seen)
    for inner in get_args(form):
        yield from written_types(inner, seen)


def bare(hint: Any) -> bool:
    """Whether a value of it would be read loosely: "yes" for true, 1 for true, a text for a date."""
    if getattr(hint, "__metadata__", ()):
        return False
    return hint in (str, int, bool, date) or any(bare(inner) for inner in get_args(hint) if inner is not ...)


def test_no_field_is_read_loosely():
    found = dict(written_types(schema.Pack, set()))
    assert len(found) > 150
    assert [name for name, hint in found.items() if bare(hint)] == []


def test_the_rules_hold_the_very_classes_that_were_read():
    pack = read_pack(merge_packs(tuple(parse_pack(file) for file in packs.stack())))
    rules = packs.load_rules()
    assert rules.facts == pack.facts
    assert rules.grounds == tuple(pack.grounds.values())
    for section in ("derived", "documents", "departments", "tracks", "settings", "sources", "routes", "fees", "groups"):
        held = getattr(rules, section)
        entries = held.values() if isinstance(held, dict) else held
        assert {entry.id: type(entry) for entry in entries} == {
            name: type(entry) for name, entry in getattr(pack, section).items()
        }
