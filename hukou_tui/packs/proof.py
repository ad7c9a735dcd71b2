"""The proof of a pack: nobody is left without a route or given two, and nothing forbidden stands anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.checklist import forbidden_demand
from flows.rules import Rules, When
from flows.situations import leaves
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import Path
from hukou_tui.packs.reading import Merged
from hukou_tui.words import N_

_FORBIDDEN = N_("`{key}` speaks of what may not be demanded: {value}")

#: What is said of a gap and of an overlap among rows of one kind.
_ROUTE = (N_("no route for {facts}"), N_("more than one route for {facts}: {rows}"))
_STEP = (N_("no step of the track for {facts}"), N_("more than one step of the track for {facts}: {rows}"))
_CLASS = (N_("no class for {facts}"), N_("more than one class for {facts}: {rows}"))
_VALUE = (N_("no value for {facts}"), N_("more than one value for {facts}: {rows}"))


def findings(merged: Merged, rules: Rules) -> Iterator[Finding]:
    """Every gap, overlap and forbidden word of a pack that is otherwise in order."""
    yield from _cover(merged, rules)
    yield from _forbidden(merged, rules)


def _cover(merged: Merged, rules: Rules) -> Iterator[Finding]:
    tables = [route.when for route in rules.routes]
    yield from _single(merged, rules, ("routes",), tables, [route.id for route in rules.routes], (), _ROUTE)
    for derived in rules.derived.values():
        if derived.rows:
            rows = [row.when for row in derived.rows]
            path: Path = ("derived", derived.id, "rows")
            yield from _single(merged, rules, path, rows, [row.value for row in derived.rows], (), _VALUE)
    for track in rules.tracks.values():
        steps = [step.when for step in track.steps]
        names = [f"{step.channel}/{step.decided_by}" for step in track.steps]
        yield from _single(merged, rules, ("tracks", track.id, "steps"), steps, names, (), _STEP)
    for route in rules.routes:
        rows = [row.when for row in route.classes]
        path = ("routes", route.id, "class_96")
        yield from _single(
            merged, rules, path, rows, [row.number for row in route.classes], route.when, _CLASS
        )


def _single(
    merged: Merged,
    rules: Rules,
    path: Path,
    tables: list[When],
    names: list[str],
    given: When,
    said: tuple[str, str],
) -> Iterator[Finding]:
    """One finding for each set of rows that overlap, and one for each gap, where `given` holds."""
    seen: set[tuple[int, ...]] = set()
    for leaf in leaves(rules, [*tables, given]):
        rows = tuple(number for number in leaf.holding if number < len(tables))
        if len(tables) not in leaf.holding or len(rows) == 1 or (rows and rows in seen):
            continue
        seen.add(rows)
        where: Path = (*path, rows[-1]) if rows else path
        if rows and path == ("routes",):
            where = ("routes", names[rows[-1]], "when")
        params = {"facts": _said(leaf.facts), "rows": ", ".join(names[row] for row in rows)}
        yield merged.finding(where, said[1] if rows else said[0], params)


def _said(facts: Mapping[str, str]) -> str:
    return ", ".join(f"{fact} = {value}" for fact, value in facts.items())


def _forbidden(merged: Merged, rules: Rules) -> Iterator[Finding]:
    """Texts that reach a slip or a screen; only the list of forbidden demands may hold its words."""
    for section in ("departments", "documents", "facts", "derived", "routes", "fees", "grounds", "every"):
        for path, text in _texts(merged.raw.get(section), (section,)):
            found = forbidden_demand(rules, text)
            if found is not None:
                key = ".".join(str(part) for part in path)
                yield merged.finding(path, _FORBIDDEN, {"key": key, "value": found.id})


def _texts(raw: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(raw, str):
        yield path, raw
    elif isinstance(raw, dict):
        for key, value in raw.items():
            yield from _texts(value, (*path, key))
    elif isinstance(raw, list):
        for at, value in enumerate(raw):
            yield from _texts(value, (*path, at))
