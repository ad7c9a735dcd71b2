"""What is said of a candidate, and of the lookup that found it, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.case.facts import reference
from flows.identity import divisions
from hukou_tui.words import reasons
from hukou_tui.words.catalogue import _, language, name_of
from hukou_tui.words.safe_text import safe_text

if TYPE_CHECKING:
    from flows.case.case import Case
    from flows.linkage.person import Person
    from hukou_tui.session.news import Candidate, SearchResult


def candidate_lines(case: Case, candidate: Candidate) -> list[str]:
    """All that is to be said of a candidate in a list, what matters most first."""
    person, comparison, ref = candidate.person, candidate.comparison, reference(candidate.person)
    why = _("; ").join(f"{reasons.reason_text(r.code, r.params)} {r.points:+d}" for r in comparison.reasons)
    lines = _kind(person)
    lines.append(
        _("{relation}: {why} = {score}").format(
            relation=_(reasons.RELATIONS[comparison.relation]), why=why, score=comparison.score
        )
    )
    if ref in case.lapsed:
        lines.append(_("A compared field was changed: the decision has lapsed."))
    if ref in case.verdicts and case.verdicts[ref].text:
        lines.append(_("Decided: {why}").format(why=case.verdicts[ref].text))
    lines.append(
        _("On record: {address}, household {household}").format(
            address=person.address or "-", household=person.household_id or "-"
        )
    )
    return [safe_text(line) for line in lines]


def outcome(case: Case, candidate: Candidate, decided: str) -> list[str]:
    """What stands over the comparison: points, band, relation, the decision, and what kind of record it is."""
    comparison = candidate.comparison
    line = _("{score} points, {band}: {relation}.  Decision: {decided}").format(
        score=comparison.score, band=_(reasons.BANDS[comparison.band]),
        relation=_(reasons.RELATIONS[comparison.relation]), decided=decided,
    )  # fmt: skip
    verdict = case.verdicts.get(reference(candidate.person))
    if verdict is not None and verdict.text:
        line += f" ({verdict.text})"
    return [safe_text(text) for text in (line, *_kind(candidate.person))]


def open_decision_text(case: Case, ref: str) -> str:
    """Whether nothing was decided yet, or what was has lapsed."""
    return _("lapsed, decide again") if ref in case.lapsed else _("none yet")


def _kind(person: Person) -> list[str]:
    """That it is no record in force, or none of the register."""
    lines = []
    if person.status == "cancelled":
        lines.append(
            _("A CANCELLED record ({why}): a lead to restoration, not a duplicate.").format(
                why=person.cancel_reason or "-"
            )
        )
    if person.source == "case":
        lines.append(_("One of this station's own cases: {number}").format(number=person.person_id))
    return lines


def scope(found: SearchResult, most: int) -> str:
    """What was searched: counties by name, of more than `most` how many they are; empty where no register is."""
    if found.scope is None:
        return ""
    counted = [f"{_county(code)} {persons}" for code, persons in found.scope.divisions]
    where = _(", ").join(counted[:most]) or str(found.scope.persons)
    if len(counted) > most:
        where = _("{counties} and {count} more counties (F1)").format(
            counties=where, count=len(counted) - most
        )
    said = _("Searched (persons): {where}, as of {day}; and this station's own cases")
    return safe_text(said.format(where=where, day=found.scope.as_of))


def _county(code: str) -> str:
    known = divisions.find_division(code)
    if known is None:
        return code or _("without a division")
    return known.name if language() == "zh" else known.english


def not_compared(found: SearchResult) -> str:
    """The fields by which nobody could be compared, and why; empty where there are none."""
    by_why: dict[str, list[str]] = {}
    for field, why in found.not_compared:
        by_why.setdefault(reasons.why_text(why), []).append(name_of(reasons.FIELDS, field))
    told = [f"{_(', ').join(fields)} ({why})" for why, fields in by_why.items()]
    return _("Could not be compared: {fields}").format(fields=_("; ").join(told)) if told else ""
