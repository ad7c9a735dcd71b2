"""cover: every situation has exactly one route, and every table that is read row by row exactly one row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flows.rules.model import When
from flows.rules.truth_table import Truths, truths
from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import Path
from hukou_tui.words.catalogue import N_

#: What is said of a gap and of an overlap among rows of one kind.
_ROUTE = (N_("no route for {facts}"), N_("more than one route for {facts}: {rows}"))
_STEP = (N_("no step of the track for {facts}"), N_("more than one step of the track for {facts}: {rows}"))
_CLASS = (N_("no class for {facts}"), N_("more than one class for {facts}: {rows}"))
_VALUE = (N_("no value for {facts}"), N_("more than one value for {facts}: {rows}"))


def findings(subject: Subject) -> Iterator[Finding]:
    """Every gap and every overlap."""
    rules = subject.rules
    routes = {route.id: route for route in rules.routes}
    yield from _single(
        subject, [route.when for route in routes.values()], _route_rows(routes), ("routes",), _ROUTE
    )
    for derived in rules.derived.values():
        if derived.rows:
            names = [(row.value, ("derived", derived.id, "rows", at)) for at, row in enumerate(derived.rows)]
            yield from _single(
                subject, [row.when for row in derived.rows], names, ("derived", derived.id), _VALUE
            )
    for track in rules.tracks.values():
        steps = [
            (f"{step.channel}/{step.decided_by}", ("tracks", track.id, "steps", at))
            for at, step in enumerate(track.steps)
        ]
        yield from _single(subject, [step.when for step in track.steps], steps, ("tracks", track.id), _STEP)
    for name in subject.pack.classes:
        users = [route for route in routes.values() if subject.pack.routes[route.id].class_96 == name]
        if users:
            rows = users[0].classes
            numbers = [(row.number, ("classes", name, "rows", at)) for at, row in enumerate(rows)]
            yield from _single(
                subject,
                [row.when for row in rows],
                numbers,
                ("classes", name),
                _CLASS,
                [r.when for r in users],
            )


def format_facts(facts: Mapping[str, str]) -> str:
    """A situation in one line."""
    return ", ".join(f"{fact} = {value}" for fact, value in facts.items())


def _route_rows(routes: Sequence[str] | Mapping[str, object]) -> list[tuple[str, Path]]:
    return [(route, ("routes", route, "when")) for route in routes]


def _single(
    subject: Subject,
    tables: Sequence[When],
    rows: Sequence[tuple[str, Path]],
    table: Path,
    words: tuple[str, str],
    within: Sequence[When] = (),
) -> Iterator[Finding]:
    """One finding for each pair of rows that overlap, and one for a gap, wherever one of `within` holds."""
    whole = truths(subject.rules, [*tables, *within])
    wanted = whole.full if not within else 0
    for when in within:
        wanted |= whole.holds(when)
    held = [whole.holds(table) & wanted for table in tables]
    covered = 0
    for at, mask in enumerate(held):
        for other in range(at) if mask & covered else ():
            if mask & held[other]:
                yield _overlap(subject, whole, mask & held[other], [rows[other], rows[at]], words[1])
        covered |= mask
    if wanted & ~covered:
        params = {"facts": format_facts(whole.deciding_facts(wanted & ~covered)), "rows": ""}
        yield subject.merged.finding(table, words[0], params)


def _overlap(
    subject: Subject, truths: Truths, situations: int, rows: list[tuple[str, Path]], words: str
) -> Finding:
    params = {"facts": format_facts(truths.deciding_facts(situations)), "rows": ", ".join(name for name, _path in rows)}
    return subject.merged.finding(rows[-1][1], words, params)
