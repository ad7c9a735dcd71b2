"""One question in, one answer out, as JSON lines: the form in which other programs ask the lookup.

A line that cannot be understood as it stands is refused and says why: "0 found" must mean that it was looked for.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from flows.identity import resident_number
from flows.identity.birth_date import BirthDate, BirthDateError
from flows.identity.names import is_placeholder, normalise_name
from flows.linkage.candidate_generation import build_candidate_query
from flows.linkage.person import Query
from hukou_tui.words.catalogue import N_, _
from hukou_tui.words.reasons import reason_text
from hukou_tui.words.safe_text import safe_text

if TYPE_CHECKING:
    from db.register.lookup import Candidate, SearchResult

#: Bytes of a question; one has some hundred.
LONGEST_LINE = 256 * 1024
_LONGEST_KEY, _LONGEST_ID = 40, 200
_MOST_DIGITS = 40
#: What a spreadsheet makes of eighteen digits: only fifteen of them are left.
_FRACTION = re.compile(r"[0-9]+(?:[.,][0-9]*(?:E[+]?[0-9]+)?|E[+]?[0-9]+)")
_DATE_FIGURES = re.compile(r"([0-9]{4})([0-9]{2})?([0-9]{2})?")


def _empty(value: object) -> object:
    return "" if value is None else value


def _figures(value: object) -> object:
    """Figures may come as text or as a whole number; as a fraction they have lost their end."""
    if isinstance(value, float) or (
        isinstance(value, str) and _FRACTION.fullmatch(resident_number.normalise_number(value))
    ):
        raise PydanticCustomError("fraction", "a fraction")
    whole = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return str(value) if whole else _empty(value)


Text = Annotated[str, BeforeValidator(_empty), Field(max_length=500)]
Name = Annotated[str, BeforeValidator(_empty), Field(max_length=200)]
Figures = Annotated[str, BeforeValidator(_figures), Field(max_length=500)]
Day = Annotated[str, BeforeValidator(_figures), Field(max_length=32)]
Sex = Annotated[Literal["", "0", "1", "2", "9"], BeforeValidator(_figures)]
Id = Annotated[str, Field(max_length=_LONGEST_ID)]
Fraction = Annotated[float, Field(allow_inf_nan=False)]


class _Line(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Parent(_Line):
    """A parent as asked for."""

    name: Name = ""
    id_number: Figures = ""


class Question(_Line):
    """A line of the input; anything may be missing or empty, but not everything."""

    id: Id | int | Fraction | None = None
    name: Name = ""
    former_names: Annotated[list[Name], Field(max_length=20)] = []
    sex: Sex = ""
    birth_date: Day = ""
    calendar: Literal["", "solar", "lunar", "unknown"] | None = "solar"
    id_number: Figures = ""
    father: Parent | None = None
    mother: Parent | None = None
    division: Figures = ""
    address: Text = ""


_EXPECTED: dict[str, str] = {
    "id": N_("text or a number"),
    "name": N_("text in quotes, at most 200 characters"),
    "former_names": N_("a list of at most 20 names"),
    "sex": N_("1 (male), 2 (female), or 0 or 9 (not known)"),
    "birth_date": N_("a day, as 1990-03-07 or 19900307"),
    "calendar": N_("solar, lunar or unknown"),
    "id_number": N_("digits, in quotes or as a whole number"),
    "father": N_("an object with name and id_number"),
    "mother": N_("an object with name and id_number"),
    "division": N_("digits, in quotes or as a whole number"),
    "address": N_("text in quotes, at most 500 characters"),
}

_SENTENCES: dict[str, str] = {
    "line_too_long": N_("Line {line} is longer than {limit} bytes; one question has some hundred."),
    "not_json": N_("Line {line} is not JSON in UTF-8; write one object on each line."),
    "not_an_object": N_('Line {line} is not a JSON object; write {{"name": "..."}}.'),
    "repeated_key": N_("Line {line}: the key {field} stands there twice; leave one of them."),
    "half_character": N_("Line {line} holds half of a character (a lone surrogate); write it anew in UTF-8."),
    "unknown_key": N_("Line {line}: the key {field} is not known. Known are: {known}."),
    "field_wrong": N_("Line {line}: {field} is not as agreed; it is {expected}."),
    "number_destroyed": N_(
        "Line {line}: {field} is a fraction or in scientific notation, its last digits are destroyed. Take it from "
        "the source again, all its digits in quotes."
    ),
    "nothing_asked": N_(
        "Line {line} holds nothing to look up; give a name, a day of birth, an identity number or a parent."
    ),
}


class UnreadableLine(Exception):
    """A line that is no question: its `id` as far as it could be read, the code of the reason, and the field."""

    def __init__(self, code: str, *, line_id: object = None, field: str = "", **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.line_id = line_id
        self.field = field
        self._params = params

    def reply(self, line: int) -> dict[str, Any]:
        """The answer to line number `line`, in the shape agreed on."""
        said = _(_SENTENCES[self.code]).format(line=line, field=self.field, **self._params)
        return {"id": self.line_id, "line": line, "code": self.code, "field": self.field, "error": said}


def read_question(raw: bytes) -> tuple[object, Query, tuple[tuple[str, str], ...]]:
    """The id, the question, and what of it could not be used (a date that is none). Raises UnreadableLine."""
    found = _object(raw)
    try:
        question = Question.model_validate(found)
    except ValidationError as fault:
        raise _unreadable_line(fault, _plain_id(found.get("id"))) from None
    birth = _birth(question.birth_date, question.calendar or "solar")
    query = _query(question, birth)
    if not _has_search_terms(query):
        raise UnreadableLine("nothing_asked", line_id=_plain_id(question.id))
    unused = [("birth_date", "not_a_date")] if question.birth_date and birth is None else []
    return question.id, query, (*unused, *_vain(query))


def _query(question: Question, birth: BirthDate | None) -> Query:
    father, mother = question.father or Parent(), question.mother or Parent()
    return Query(
        id=str(question.id),
        name=normalise_name(question.name),
        former_names=tuple(name for one in question.former_names if (name := normalise_name(one))),
        sex=question.sex if question.sex in ("1", "2") else "",
        birth=birth,
        id_number=question.id_number,
        father_name=normalise_name(father.name),
        father_id=father.id_number,
        mother_name=normalise_name(mother.name),
        mother_id=mother.id_number,
        division=question.division,
        address=question.address,
    )


def _has_search_terms(query: Query) -> bool:
    """Whether anything is given that somebody could be found by: sex and place alone find nobody."""
    names = (query.name, *query.former_names, query.father_name, query.mother_name)
    numbers = (query.id_number, query.father_id, query.mother_id)
    return (
        query.birth is not None
        or any(name and not is_placeholder(name) for name in names)
        or any(map(resident_number.normalise_number, numbers))
    )


def _vain(query: Query) -> list[tuple[str, str]]:
    """What is given, where nothing of it is enough to search by (a year alone, a few digits)."""
    tried = build_candidate_query(query)
    if tried.probes or tried.parts or tried.days:
        return []
    given = {
        "name": query.name,
        "birth_date": query.birth,
        "id_number": query.id_number,
        "father": query.father_name or query.father_id,
        "mother": query.mother_name or query.mother_id,
    }
    return [(name, "unreadable") for name, value in given.items() if value]


def _unreadable_line(fault: ValidationError, line_id: object) -> UnreadableLine:
    """What is wrong with a line, an unknown key first: it may be what the rest was meant to be."""
    faults = fault.errors(include_url=False, include_context=False, include_input=False)
    first = min(faults, key=lambda one: one["type"] != "extra_forbidden")
    where = [str(part) for part in first["loc"] if isinstance(part, int) or part in _EXPECTED]
    if first["type"] == "extra_forbidden":
        known = Parent if len(first["loc"]) > 1 else Question
        field = _printable(".".join(map(str, first["loc"])))
        return UnreadableLine("unknown_key", line_id=line_id, field=field, known=", ".join(known.model_fields))
    if first["type"] == "fraction":
        return UnreadableLine("number_destroyed", line_id=line_id, field=".".join(where))
    expected = _(_EXPECTED[next(part for part in reversed(where) if part in _EXPECTED)])
    return UnreadableLine("field_wrong", line_id=line_id, field=".".join(where), expected=expected)


def _printable(key: str) -> str:
    return safe_text(key)[:_LONGEST_KEY]


def _object(raw: bytes) -> dict[str, Any]:
    if len(raw) > LONGEST_LINE:
        raise UnreadableLine("line_too_long", limit=LONGEST_LINE)
    try:
        found = json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_number, parse_int=_whole
        )
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise UnreadableLine("half_character") from None
    except (ValueError, RecursionError):
        raise UnreadableLine("not_json") from None
    if not isinstance(found, dict):
        raise UnreadableLine("not_an_object")
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise UnreadableLine("repeated_key", line_id=_plain_id(found.get("id")), field=_printable(key))
        found[key] = value
    return found


def _no_number(text: str) -> None:
    raise ValueError(text)


def _whole(text: str) -> int | str:
    return int(text) if len(text) <= _MOST_DIGITS else text


def _plain_id(value: object) -> object:
    plain = isinstance(value, str | int) and not isinstance(value, bool)
    return value if plain and len(str(value)) <= _LONGEST_ID else None


def _birth(text: str, calendar: str) -> BirthDate | None:
    """YYYY[-MM[-DD]], hyphens or not, in the calendar named; where it is no date there, with day and month swapped, or
    in the other calendar: a question is not lost because its date was written wrong."""
    figures = _DATE_FIGURES.fullmatch(text.strip())
    parts = [part for part in figures.groups() if part] if figures else text.strip().split("-")
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


def answer_line(line_id: object, found: SearchResult, unused: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
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
