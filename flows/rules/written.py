"""How a pack writes what the model holds: the words a value may be, and where the written form is another one.

The model is plain dataclasses. What stands here beside their types is read by pydantic's TypeAdapter in
`hukou_tui.packs`, by the one method that pydantic looks for; nothing of pydantic is imported for it, since the
model is there at the first paint. A bare `str`, `bool`, `int` or `date` would be read loosely ("yes" for true), so
fields that are written have one of the types below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

Schema = dict[str, Any]

#: Nothing that a terminal or a printer would take for an order.
PLAIN = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]*$"
#: The code of a key that stands in the file and may not: what it says is filled in here.
NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class _FilledValue:
    """A value that was put in while reading, and did not stand under this key in the file."""

    value: object


class Limits:
    """What a value has to be, in pydantic's own words: strict, pattern, length, bounds."""

    def __init__(self, **limits: object) -> None:
        self.limits = limits

    def __get_pydantic_core_schema__(self, source: object, handler: Callable[[object], Schema]) -> Schema:
        return {**handler(source), **self.limits}


class AtLeast:
    """A list or table that has so many entries."""

    def __init__(self, least: int) -> None:
        self.least = least

    def __get_pydantic_core_schema__(self, source: object, handler: Callable[[object], Schema]) -> Schema:
        schema = handler(source)
        if schema["type"] != "tuple":
            return {**schema, "min_length": self.least}
        # Of a list, other than of a tuple, an entry that is wrong counts as one: it is one fault, not two.
        return _after(
            tuple, {"type": "list", "items_schema": schema["items_schema"][0], "min_length": self.least}
        )


class WrittenForm:
    """A field that is written as `form`; `held` makes of it what the model holds."""

    def __init__(self, form: object, held: Callable[[Any], object] | None = None) -> None:
        self.form = form
        self.held = held

    def __get_pydantic_core_schema__(self, _source: object, handler: Any) -> Schema:  # noqa: ANN401
        schema: Schema = handler.generate_schema(self.form)
        return schema if self.held is None else _after(self.held, schema)


class FilledIn:
    """A field that no pack writes: it is given while reading (an id, by its table) or filled in `later`."""

    def __init__(self, *, later: bool = False) -> None:
        self.later = later

    def __get_pydantic_core_schema__(self, source: object, handler: Callable[[object], Schema]) -> Schema:
        schema = _before(_take_filled, handler(source))
        return {"type": "default", "schema": schema, "default": None} if self.later else schema


class NamedEntries:
    """A table of entries: each is given the name that it stands under as its `id`."""

    def __get_pydantic_core_schema__(self, source: object, handler: Callable[[object], Schema]) -> Schema:
        return _before(_with_ids, handler(source))


Plain = Annotated[str, Limits(strict=True)]
Words = Annotated[str, Limits(strict=True, min_length=1, strip_whitespace=True, pattern=PLAIN)]
Id = Annotated[str, Limits(strict=True, pattern=r"^[A-Za-z][A-Za-z0-9_.]*$")]
Flag = Annotated[bool, Limits(strict=True)]
Day = Annotated[date, Limits(strict=True)]
Whole = Annotated[int, Limits(strict=True)]
#: The name of the table that an entry stands in.
Name = Annotated[str, FilledIn()]
GIVEN, LATER, NAMED, AT_LEAST_ONE = FilledIn(), FilledIn(later=True), NamedEntries(), AtLeast(1)

Level = Literal["S", "V", "v", "R", "X", "M", "E"]
Confidence = Literal["certain", "likely", "doubtful"]
Payer = Literal["free_by_rule", "no_charge_here", "charged_by_other", "public_budget", "unknown"]
Proof = Literal["stated", "seen", "verified"]
Custody = Literal["kept", "second_page", "copy", "returned"]
By = Literal["applicant", "station", "authority"]
Decider = Literal["station", "county"]
Outcome = Literal["register", "restore", "migrate", "obtain_first", "investigate", "correct"]
Channel = Literal["birth_registration", "late_entry", "restoration", "moving_in", "correction"]
Number = Literal["1", "2", "3", "4", "5", "6", "7", "8"]
SourceField = Literal["person.birth", "destination.kind", "parents.ethnicity"]


class Part:
    """Base of every part of a pack.

    `KEYS`: field -> the key that it is written under, where that is another word. `INLINE`: the field that is a text
    whose two languages stand in the entry itself.
    """

    __slots__ = ()
    KEYS: ClassVar[Mapping[str, str]] = {}
    INLINE: ClassVar[str] = ""

    def contradiction(self) -> str:
        """The code of what cannot stand together in this part; empty if all can."""
        return ""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: Any) -> Schema:  # noqa: ANN401
        schema: Schema = handler(source)
        # The definition itself is altered: wherever the class is met again, pydantic refers to that.
        table: Schema = handler.resolve_ref_schema(schema)
        for field in table["schema"]["fields"] if cls.KEYS else ():
            field["validation_alias"] = cls.KEYS.get(field["name"], field["name"])
        if cls.INLINE:
            _wrap(table, _before, cls._with_text)
        if cls.contradiction is not Part.contradiction:
            _wrap(table, _after, _consistent)
        return schema

    @classmethod
    def _with_text(cls, raw: object) -> object:
        if not isinstance(raw, dict):
            return raw
        text = _FilledValue({lang: raw[lang] for lang in ("zh", "en") if lang in raw})
        return {cls.INLINE: text, **{key: value for key, value in raw.items() if key not in ("zh", "en")}}


def _wrap(
    schema: Schema,
    around: Callable[[Callable[[Any], object], Schema], Schema],
    function: Callable[[Any], object],
) -> None:
    """`schema` in place with a function around it, still found by its name."""
    inner = dict(schema)
    name = inner.pop("ref")
    schema.clear()
    schema.update({**around(function, inner), "ref": name})


def _before(function: Callable[[Any], object], schema: Schema) -> Schema:
    return {
        "type": "function-before",
        "function": {"type": "no-info", "function": function},
        "schema": schema,
    }


def _after(function: Callable[[Any], object], schema: Schema) -> Schema:
    return {"type": "function-after", "function": {"type": "no-info", "function": function}, "schema": schema}


def _take_filled(value: object) -> object:
    if not isinstance(value, _FilledValue):
        raise ValueError(NOT_KNOWN)
    return value.value


def _with_ids(raw: object) -> object:
    if not isinstance(raw, dict):
        return raw
    return {
        name: {"id": _FilledValue(name), **entry} if isinstance(entry, dict) else entry
        for name, entry in raw.items()
    }


def _consistent(part: Part) -> Part:
    if code := part.contradiction():
        raise ValueError(code)
    return part
