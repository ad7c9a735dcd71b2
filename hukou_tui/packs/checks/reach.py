"""reach: nothing stands in a pack that no situation comes to and nothing names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.rules.model import Match, When
from flows.rules.truth_table import truths
from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import Path, key
from hukou_tui.words.catalogue import N_

_UNREACHED = N_("`{key}`: no situation comes here")
_UNUSED = N_("`{key}`: nothing uses it")
#: What is written by hand to prove the rest: to be named there is no use.
_PROOF = ("golden", "refusals", "rejections", "promises")
_NO_ROUTE_LEFT = N_("`{key}`: no route is left for it to stand in")


def findings(subject: Subject) -> Iterator[Finding]:
    """Rows that never hold, and entries that nothing names."""
    for path in (*_idle_routes(subject), *_idle_values(subject), *_idle_rows(subject)):
        yield subject.merged.finding(path, _UNREACHED, {"key": key(path)})
    for path in _unused_entries(subject):
        if not subject.is_own(path):
            # What the base has is the base's affair, also where this overlay puts something else in its place.
            continue
        yield subject.merged.finding(path, _UNUSED, {"key": key(path)})
    for name, every in subject.pack.every.items():
        if not subject.routes_of(every):
            yield subject.merged.finding(("every", name), _NO_ROUTE_LEFT, {"key": f"every.{name}"})


def _idle_routes(subject: Subject) -> Iterator[Path]:
    routes = subject.rules.routes
    whole = truths(subject.rules, [route.when for route in routes])
    yield from (("routes", route.id, "when") for route in routes if not whole.holds(route.when))


def _idle_values(subject: Subject) -> Iterator[Path]:
    """Answers and values that no table names: a question that nobody asked for, or an answer that changes nothing."""
    named = _named_values(subject)
    for name, fact in subject.pack.facts.items():
        unnamed = [
            at for at, option in enumerate(fact.options) if (name, option.id) not in named and not option.is_open
        ]
        # One answer may be what is left when no other was given.
        yield from (("facts", name, "options", at) for at in unnamed[1:])
    for name, derived in subject.rules.derived.items():
        given: set[str | None] = {derived.open_value, *(row.value for row in derived.rows)}
        given |= {span.value for span in derived.spans}
        given |= {derived.within, derived.over} if derived.years else set()
        for at, value in enumerate(option.id for option in derived.options):
            if value not in given or (name, value) not in named:
                yield ("derived", name, "options", at)
        for at, span in enumerate(derived.spans):
            if (name, span.value) not in named:
                yield ("derived", name, "spans", at)


def _named_values(subject: Subject) -> set[tuple[str, str]]:
    return {
        (match.fact, value) for when in _tables(subject).values() for match in when for value in match.values
    }


def _tables(subject: Subject) -> Mapping[Path, When]:
    """Every match table of the pack with its path; those that tell groups apart included."""
    rules = subject.rules
    found: dict[Path, When] = {("routes", route.id, "when"): route.when for route in rules.routes}
    found |= {
        ("derived", derived.id, "rows", at): row.when
        for derived in rules.derived.values()
        for at, row in enumerate(derived.rows)
    }
    found |= {
        ("tracks", track.id, "steps", at): step.when
        for track in rules.tracks.values()
        for at, step in enumerate(track.steps)
    }
    found |= {("groups", group.id, "when"): group.when for group in rules.groups}
    for route in rules.routes:
        for at, row in enumerate(route.classes):
            found["classes", subject.pack.routes[route.id].class_96, "rows", at] = row.when
        for at, need in enumerate((*route.needs, *route.helps)):
            found["routes", route.id, at] = need.when
    return found


def _idle_rows(subject: Subject) -> Iterator[Path]:
    """Needs, helps, classes, groups and rows of every route that never hold where their route does."""
    for path, within in _users(subject).items():
        when = _when(_table_at(subject.merged.raw, path))
        if when and within and not any(_together(subject, route, when) for route in within):
            yield path


def _users(subject: Subject) -> dict[Path, list[When]]:
    """Each row that has a table of its own, and the tables of the routes that read it."""
    rules, pack = subject.rules, subject.pack
    users: dict[Path, list[When]] = {}
    for route in rules.routes:
        entry = pack.routes[route.id]
        for kind, rows in (("needs", entry.needs), ("helps", entry.helps)):
            users |= {("routes", route.id, kind, at): [route.when] for at in range(len(rows))}
        shared = pack.classes[entry.class_96].rows if entry.class_96 in pack.classes else ()
        for at in range(len(shared)):
            users.setdefault(("classes", entry.class_96, "rows", at), []).append(route.when)
    for name, every in pack.every.items():
        users["every", name] = [rules.route(route).when for route in subject.routes_of(every)]
    users |= {("groups", name): [route.when for route in rules.routes] for name in pack.groups}
    return users


def _table_at(raw: object, path: Path) -> Mapping[str, object]:
    """The match table of the row at `path`."""
    for part in path:
        raw = raw[part]  # type: ignore[index]
    return raw.get("when", {}) if isinstance(raw, dict) else {}


def _together(subject: Subject, first: When, second: When) -> bool:
    """Whether two tables can hold at once."""
    both = truths(subject.rules, [first, second])
    return bool(both.holds(first) & both.holds(second))


def _when(raw: Mapping[str, object] | None) -> When:
    return tuple(
        Match(fact, tuple(values) if isinstance(values, list) else (str(values),))
        for fact, values in (raw or {}).items()
    )


def _unused_entries(subject: Subject) -> Iterator[Path]:
    pack = subject.pack
    named = _mentioned_citations(subject.merged.raw)
    papers = {paper for _path, _route, need in subject.needs() for paper in need.any_of}
    papers |= {paper for route in pack.routes.values() for help_ in route.helps for paper in help_.any_of}
    yield from (("documents", name) for name in pack.documents if name not in papers)
    answerless = (name for name, paper in pack.documents.items() if paper.goes_with and not paper.obtains)
    yield from (("documents", name, "goes_with") for name in answerless)
    issuers = {document.issuer for document in pack.documents.values()}
    issuers |= {need.issuer for _path, _route, need in subject.needs()}
    issuers |= {condition.settled_by for fee in pack.fees.values() for condition in fee.conditions}
    issuers |= {fee.place for fee in pack.fees.values()}
    for name, office in pack.departments.items():
        if name not in issuers and not (office.refers or office.member or office.decides):
            yield ("departments", name)
    yield from (("cites", name) for name in pack.cites if name not in named)
    cited = {cite.source for cite in pack.cites.values()}
    cited |= {source for head in pack.packs for source in head.rests_on}
    yield from (("sources", name) for name in pack.sources if name not in cited)
    used: set[str | None] = {match.fact for when in _tables(subject).values() for match in when}
    used |= {fee.last_day for fee in pack.fees.values()} | {fee.rounding for fee in pack.fees.values()}
    used |= {derived.years_setting for derived in pack.derived.values()}
    used |= {derived.date_fact for derived in pack.derived.values()}
    for section in ("facts", "derived", "settings"):
        yield from ((section, name) for name in getattr(pack, section) if name not in used)
    tracks = {route.track for route in pack.routes.values()}
    yield from (("tracks", name) for name in pack.tracks if name not in tracks)
    classes = {route.class_96 for route in pack.routes.values()}
    yield from (("classes", name) for name in pack.classes if name not in classes)
    parents = {group.parent for group in pack.groups.values()}
    yield from (("categories", name) for name in pack.categories if name not in parents)


def _mentioned_citations(raw: Mapping[str, object]) -> set[str]:
    """Every citation that something else than a citation names."""
    found: set[str] = set()
    stack: list[object] = [content for section, content in raw.items() if section not in _PROOF]
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            for name, value in part.items():
                if name in ("cite", "payer_cite", "remedy_cite") and isinstance(value, str):
                    found.add(value)
                elif name in ("cites", "against") and isinstance(value, list):
                    found |= {entry for entry in value if isinstance(entry, str)}
                    stack.append(value)
                elif name == "waives" and isinstance(value, dict):
                    found |= {entry for entry in value.values() if isinstance(entry, str)}
                else:
                    stack.append(value)
        elif isinstance(part, list):
            stack += part
    return found
