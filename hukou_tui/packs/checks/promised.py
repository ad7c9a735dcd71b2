"""What is free by rule, who meets and to whom people are sent: each stated by hand a second time, in `promises`."""

from __future__ import annotations

from collections.abc import Iterator

from flows.rules.model import Department
from hukou_tui.packs.by_hand import Promise
from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.checks.written import otherwise
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import Path, key
from hukou_tui.words.catalogue import N_

_NO_PROMISE = N_(
    "`{key}`: nothing written by hand under `promises` says that it is free, and by which clause"
)
_NO_MEETING = N_("`{key}`: nothing written by hand under `promises` names this office in `{value}`")
_CHARGED = N_("`{key}`: {value} is the errand of an authority, and nobody is charged for it")
_FREE = "free_by_rule"


def promises(subject: Subject) -> Iterator[Finding]:
    """Promises that the rules do not keep, and free papers and offices of which none speaks."""
    for name, promise in subject.pack.promises.items():
        yield from _check_promise(subject, ("promises", name), promise)
    yield from _unpromised_offices(subject)
    yield from _charged_duties(subject)


def _check_promise(subject: Subject, path: Path, promise: Promise) -> Iterator[Finding]:
    for paper, cite in promise.free.items():
        document = subject.rules.documents[paper]
        stands = document.payer_cite.id if document.payer_cite and document.payer == _FREE else ""
        if stands != cite:
            yield otherwise(subject, (*path, "free", paper), stands, cite)
    for role, wanted in _roles(promise).items():
        offices = [
            office for office in subject.rules.departments.values() if role in _roles_of_office(office)
        ]
        got = sorted(office.name_on(promise.on).zh for office in offices)
        if got != sorted(wanted):
            yield otherwise(subject, (*path, role), got, sorted(wanted))


def _roles(promise: Promise) -> dict[str, tuple[str, ...]]:
    """What a promise says of offices; what it is silent about is not compared."""
    said = {"refers": promise.refers, "members": promise.members, "county": promise.county}
    return {role: names for role, names in said.items() if names is not None}


def _roles_of_office(office: Department) -> list[str]:
    roles = {"refers": office.refers, "members": office.member, "county": office.decides == "county"}
    return [role for role, held in roles.items() if held]


def _unpromised_offices(subject: Subject) -> Iterator[Finding]:
    said = subject.pack.promises.values()
    free = {paper for promise in said for paper in promise.free}
    for name, document in subject.rules.documents.items():
        if document.payer == _FREE and name not in free:
            yield _missing_entry(subject, ("documents", name), _NO_PROMISE)
    for role in ("refers", "members", "county"):
        spoken = {zh for promise in said for zh in _roles(promise).get(role, [])}
        for name, office in subject.rules.departments.items():
            if role in _roles_of_office(office) and spoken.isdisjoint(
                dated.name.zh for dated in office.names
            ):
                yield _missing_entry(subject, ("departments", name), _NO_MEETING, role)


def _charged_duties(subject: Subject) -> Iterator[Finding]:
    """What the station or another authority does itself is nobody's bill."""
    for path, _route, need in subject.needs():
        payer = need.payer or subject.pack.documents[need.any_of[0]].payer
        if need.by != "applicant" and payer == "charged_by_other":
            yield _missing_entry(subject, path, _CHARGED, " | ".join(need.any_of))


def _missing_entry(subject: Subject, path: Path, what: str, value: str = "") -> Finding:
    return subject.merged.finding(path, what, {"key": key(path), "value": value})
