"""What of a case goes to the county: the record, its shape, and nothing else.

Volunteered tags (S2.1a) and the text of slips have no place in the shape, so they cannot slip through.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, ClassVar

from pydantic import TypeAdapter, ValidationError

from db.files import strict_json
from flows.case.case import Case
from flows.case.status import Status

#: What the county receives: submitted to it, or decided by the station. A case still under the station's own
#: review is not the county's yet.
DUE = frozenset(
    {
        Status.COUNTY_REVIEW, Status.JOINT_MEETING, Status.GRANTED, Status.REGISTERED, Status.DELIVERED,
        Status.NOT_GRANTED, Status.ALREADY_REGISTERED,
    }
)  # fmt: skip
#: Told to the county only if it knows of the case already.
DUE_IF_KNOWN = frozenset({Status.WITHDRAWN})


class _StrictModel:
    __pydantic_config__: ClassVar[dict[str, Any]] = {"strict": True, "extra": "forbid"}


@dataclass(frozen=True)
class Rules(_StrictModel):
    """The pack that a case was opened under."""

    id: str
    revision: str
    sha256: str


@dataclass(frozen=True)
class CheckRecord(_StrictModel):
    """A matter that the station or another authority checked."""

    document: str
    done: bool
    note: str
    operator: str
    at: str


@dataclass(frozen=True)
class CandidateDecision(_StrictModel):
    """The decision on one candidate of the lookup."""

    ref: str
    verdict: str
    reason: str
    text: str
    operator: str
    at: str


@dataclass(frozen=True)
class Lookup(_StrictModel):
    """How far the local lookup reached, and what it could not compare."""

    candidates: int
    not_compared: tuple[str, ...]
    scope_persons: int
    scope_as_of: str


@dataclass(frozen=True)
class SystemQueryRecord(_StrictModel):
    """The recorded query of the population information system (S5.4c)."""

    officer: str
    at: str
    scope: str
    result: str


@dataclass(frozen=True)
class FeeJudged(_StrictModel):
    """One fee condition as judged (S6.4)."""

    condition: str
    state: str
    reason: str
    at: str


@dataclass(frozen=True)
class Step(_StrictModel):
    """One change of status."""

    event: str
    status: str
    operator: str
    at: str
    note: str
    ground: str
    field: str
    number: str
    on: str


@dataclass(frozen=True)
class CaseRecord(_StrictModel):
    """One case in one revision, as it travels."""

    case_id: str
    revision: int
    family: str
    opened_on: str
    opened_by: str
    status: str
    rules: tuple[Rules, ...]
    fields: dict[str, str]
    facts: dict[str, str]
    papers: dict[str, str]
    checks: tuple[CheckRecord, ...]
    lookup: Lookup | None
    verdicts: tuple[CandidateDecision, ...]
    system_query: SystemQueryRecord | None
    fee: tuple[FeeJudged, ...]
    test_applied_on: str
    statuses: tuple[Step, ...]


#: Among the fields: the date of birth as determined (ISO day) and on what it rests, beside the one that was stated.
DETERMINED, DETERMINED_BY = "person.birth_determined", "person.birth_determined_by"


def _determination_fields(case: Case) -> dict[str, str]:
    if case.determined is None:
        return {}
    return {DETERMINED: case.determined.on, DETERMINED_BY: case.determined.basis}


def record_of(case: Case, revision: int) -> CaseRecord:
    """The record of `case` as its `revision` (counted from 1 for the first that is sent)."""
    lookup, query = case.lookup, case.system_query
    return CaseRecord(
        case_id=case.id,
        revision=revision,
        family=case.family,
        opened_on=case.opened_on,
        opened_by=case.opened_by,
        status=str(case.status),
        rules=tuple(Rules(pack.id, pack.revision, pack.sha256) for pack in case.packs),
        fields={**case.fields, **_determination_fields(case)},
        facts=dict(case.answers),
        papers=dict(case.papers),
        checks=tuple(
            CheckRecord(document, check.done, check.note, check.operator, check.at)
            for document, check in sorted(case.checks.items())
        ),
        lookup=None
        if lookup is None
        else Lookup(len(lookup.candidates), lookup.not_compared, lookup.scope_persons, lookup.scope_as_of),
        verdicts=tuple(
            CandidateDecision(ref, made.verdict, made.reason, made.text, made.operator, made.at)
            for ref, made in sorted(case.verdicts.items())
        ),
        system_query=None if query is None else SystemQueryRecord(query.officer, query.at, query.scope, query.result),
        fee=tuple(
            FeeJudged(condition, answer.state, answer.reason, answer.at)
            for condition, answer in sorted(case.fee.items())
        ),
        test_applied_on=case.test_applied_on,
        statuses=tuple(
            Step(
                step.event, str(step.status), step.operator, step.at, step.note, step.ground, step.field,
                step.number, step.on,
            )
            for step in case.history
        ),
    )  # fmt: skip


def line(record: CaseRecord) -> bytes:
    """The one line that the record is in a packet, without its end."""
    return strict_json.dumps(asdict(record))


def lines(records: Iterable[CaseRecord]) -> bytes:
    """The records as JSON Lines, canonical."""
    return b"".join(line(record) + b"\n" for record in records)


def identity(record: CaseRecord) -> str:
    """What the record is told by from every other one, wherever it went: the SHA-256 of its line."""
    return hashlib.sha256(line(record)).hexdigest()


@cache
def _record_adapter() -> TypeAdapter[CaseRecord]:
    return TypeAdapter(CaseRecord)


def record_from(line: bytes) -> CaseRecord:
    """The record in one line. Raises ValueError without a word of its content."""
    try:
        value = strict_json.loads(line)
        if strict_json.dumps(value) != line:
            raise strict_json.NotStrict("not canonical")
        record = _record_adapter().validate_json(line)
    except (ValidationError, strict_json.NotStrict):
        raise ValueError("not a record") from None
    if record.status not in list(Status) or not record.case_id or record.revision < 1:
        raise ValueError("not a record")
    return record
