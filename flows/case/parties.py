"""Who applies and where to: what a decision in favour must know, read off the fields of the case."""

from __future__ import annotations

from flows.case.case import Case
from flows.case.fields import ENTITLED_ROLES

#: What of this may still be completed (never changed) while the case is before the station's reviewer.
COMPLETED_AT_REVIEW: tuple[str, ...] = (
    "declarant.role", "declarant.name", "guardian.name",
    "destination.kind", "destination.householder", "destination.address",
)  # fmt: skip


def applicant(case: Case) -> str:
    """Who applies and signs: the person, the guardian or the institution (96号); empty where nobody is known yet."""
    role = case.get("declarant.role")
    if role == "self":
        return case.get("person.name") or case.get("declarant.name")
    if role == "institution":
        return case.get("person.institution") or case.get("declarant.name")
    return case.get("guardian.name") or (case.get("declarant.name") if role in ENTITLED_ROLES else "")


def collective(case: Case) -> bool:
    """Whether the person is to be entered in a collective household: one can always be chosen (S4.6)."""
    return case.get("destination.kind").startswith("collective")


def destination_known(case: Case) -> bool:
    """Whether it is known where to: a collective household, or the householder and the address of a family's."""
    return collective(case) or bool(case.get("destination.householder") and case.get("destination.address"))


def missing_parties(case: Case) -> tuple[str, ...]:
    """`applicant_missing`, `destination_missing`: what a decision in favour would leave blank on its paper."""
    found = [] if applicant(case) else ["applicant_missing"]
    return (*found, *(() if destination_known(case) else ("destination_missing",)))


def completed_by(case: Case) -> tuple[str, ...]:
    """The fields by which what is missing can be completed, in the order of entry."""
    waits = missing_parties(case)
    return tuple(
        name for name in COMPLETED_AT_REVIEW if _is_awaited(name, waits) and may_complete(case, name)
    )


def may_complete(case: Case, field: str) -> bool:
    """Whether that field may still be filled in under review: only what stands empty, and the kind of household
    while nobody knows where to."""
    if field not in COMPLETED_AT_REVIEW:
        return False
    return not case.get(field) or (field == "destination.kind" and not destination_known(case))


def _is_awaited(field: str, waits: tuple[str, ...]) -> bool:
    of = "destination_missing" if field.startswith("destination.") else "applicant_missing"
    return of in waits
