"""One question in, one answer out, as JSON lines: the form in which other programs ask the lookup."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from flows.birth_date import BirthDate, BirthDateError
from flows.names import normalise
from flows.person import Query
from hukou_tui.reasons import reason_text
from hukou_tui.words import _

if TYPE_CHECKING:
    from db.lookup import Candidate, Found

LONGEST_LINE = 256 * 1024
"""Bytes of a question; one has some hundred."""


def _empty(value: object) -> object:
    return "" if value is None else value


Text = Annotated[str, BeforeValidator(_empty), Field(max_length=500)]
Name = Annotated[str, BeforeValidator(_empty), Field(max_length=200)]


class _Line(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class Parent(_Line):
    """A parent as asked for."""

    name: Name = ""
    id_number: Text = ""


class Question(_Line):
    """A line of the input; everything may be missing or empty."""

    id: str | int | float | None = None
    name: Name = ""
    former_names: Annotated[list[Name], Field(max_length=20)] = []
    sex: Literal["", "0", "1", "2", "9"] | None = ""
    birth_date: Annotated[str, BeforeValidator(_empty), Field(max_length=32)] = ""
    calendar: Literal["", "solar", "lunar", "unknown"] | None = "solar"
    id_number: Text = ""
    father: Parent | None = None
    mother: Parent | None = None
    division: Text = ""
    address: Text = ""


class UnreadableLine(Exception):
    """A line that is no question: `id` as far as it could be read, and one sentence why."""

    def __init__(self, line_id: object, why: str) -> None:
        super().__init__(why)
        self.line_id = line_id


def read_question(raw: bytes) -> tuple[object, Query, tuple[tuple[str, str], ...]]:
    """The id, the question, and what of it could not be used (a date that is none). Raises UnreadableLine."""
    found = _object(raw)
    try:
        asked = Question.model_validate(found)
    except ValidationError as fault:
        where = ".".join(str(part) for part in fault.errors()[0]["loc"]) or "?"
        why = _("The field {field} is not as agreed (text, not too long).").format(field=where)
        raise UnreadableLine(_plain_id(found.get("id")), why) from None
    birth = _birth(asked.birth_date, asked.calendar or "solar")
    unused = (("birth_date", "not_a_date"),) if asked.birth_date and birth is None else ()
    father, mother = asked.father or Parent(), asked.mother or Parent()
    query = Query(
        id=str(asked.id),
        name=normalise(asked.name),
        former_names=tuple(name for one in asked.former_names if (name := normalise(one))),
        sex=asked.sex if asked.sex in ("1", "2") else "",
        birth=birth,
        id_number=asked.id_number,
        father_name=normalise(father.name),
        father_id=father.id_number,
        mother_name=normalise(mother.name),
        mother_id=mother.id_number,
        division=asked.division,
        address=asked.address,
    )
    return asked.id, query, unused


def _object(raw: bytes) -> dict[str, Any]:
    if len(raw) > LONGEST_LINE:
        raise UnreadableLine(None, _("The line is longer than {limit} bytes.").format(limit=LONGEST_LINE))
    try:
        found = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise UnreadableLine(None, _("The line is not JSON in UTF-8.")) from None
    if not isinstance(found, dict):
        raise UnreadableLine(None, _("The line is not a JSON object."))
    return found


def _plain_id(value: object) -> object:
    return value if isinstance(value, str | int) and len(str(value)) <= 200 else None


def _birth(text: str, calendar: str) -> BirthDate | None:
    """YYYY[-MM[-DD]] in the calendar named; where it is no date there, with day and month swapped, or in the
    other calendar: a question is not lost because its date was written wrong."""
    parts = text.strip().split("-")
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts) or len(parts) > 3:
        return None
    year, month, day = (*map(int, parts), None, None, None)[:3]
    first = "lunar" if calendar == "lunar" else "solar"
    for kind in (first, "solar" if first == "lunar" else "lunar"):
        for m, d in ((month, day), (day, month)) if month and day else ((month, day),):
            try:
                return BirthDate(kind, year or 0, m, d)
            except BirthDateError:
                continue
    return None


def answer(line_id: object, found: Found, unused: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
    """The answer of one line, in the shape agreed on."""
    left_out = dict(found.not_compared) | dict(unused)
    scope = found.scope
    return {
        "id": line_id,
        "candidates": [_candidate(candidate) for candidate in found.candidates],
        "not_compared": [{"field": field, "why": why} for field, why in left_out.items()],
        "ms": found.ms,
        "scope": {
            "persons": scope.persons if scope else 0,
            "as_of": scope.as_of.isoformat() if scope else None,
        },
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    person, compared = candidate.person, candidate.comparison
    return {
        "person_id": person.person_id,
        "source": person.source,
        "status": person.status,
        "score": compared.score,
        "band": compared.band,
        "relation": compared.relation,
        "reasons": [
            {"field": r.field, "points": r.points, "text": reason_text(r.code, r.params)}
            for r in compared.reasons
        ],
    }
