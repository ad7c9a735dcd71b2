"""Whether what a pack names is there: sources, citations, departments, documents, facts, answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from hukou_tui.packs.faults import Finding, PackError
from hukou_tui.packs.lines import Path
from hukou_tui.packs.reading import Merged
from hukou_tui.packs.schema import Derived, Fact, Match, Need, PackFile
from hukou_tui.words import N_

UNKNOWN = "unknown"

_NO_CITE = N_("`{key}`: there is no citation {value}")
_NO_SOURCE = N_("`{key}`: there is no source {value}")
_NO_DEPARTMENT = N_("`{key}`: there is no department {value}")
_NO_DOCUMENT = N_("`{key}`: there is no document {value}")
_NO_FACT = N_("`{key}`: there is no fact {value}")
_NO_ANSWER = N_("`{key}`: {value} is no answer to this fact")
_NO_TRACK = N_("`{key}`: there is no track {value}")
_NO_CATEGORY = N_("`{key}`: there is no category {value}")
_NO_ROUTE = N_("`{key}`: there is no route {value}")
_NO_SETTING = N_("`{key}`: there is no setting {value}")
_NOT_A_DATE = N_("`{key}`: {value} is not a fact of the kind `date`")
_NOT_A_CHOICE = N_("`{key}`: a match table cannot name the date {value}; name a fact derived from it")
_NOT_YEARS = N_("`{key}`: the setting {value} is not a whole number of years")
_SPANS = N_("`{key}`: the spans must follow each other without gap or overlap")
_CIRCLE = N_("`{key}`: {value} is worked out from itself")
_FORBIDDEN = N_("`{key}`: {value} may not be demanded")


def check(merged: Merged, pack: PackFile) -> None:
    """Raises PackError with each reference that leads nowhere."""
    findings = tuple(_References(merged, pack).findings())
    if findings:
        raise PackError(findings)


class _References:
    def __init__(self, merged: Merged, pack: PackFile) -> None:
        self.merged = merged
        self.pack = pack

    def findings(self) -> Iterator[Finding]:
        yield from self._sources()
        yield from self._cites()
        yield from self._documents()
        yield from self._facts()
        for name, derived in self.pack.derived.items():
            yield from self._derived(name, derived)
        yield from self._groups_and_tracks()
        yield from self._routes()
        yield from self._fees()

    def _known(self, path: Path, value: str | None, known: Iterable[str], what: str) -> Iterator[Finding]:
        allowed = tuple(known)
        if value is not None and value not in allowed:
            key = ".".join(str(part) for part in path)
            yield self.merged.finding(path, what, {"key": key, "value": value}, allowed)

    def _wrong(self, path: Path, value: str, what: str) -> Finding:
        return self.merged.finding(path, what, {"key": ".".join(str(part) for part in path), "value": value})

    def _sources(self) -> Iterator[Finding]:
        for name, cite in self.pack.cites.items():
            yield from self._known(("cites", name, "source"), cite.source, self.pack.sources, _NO_SOURCE)

    def _cites(self) -> Iterator[Finding]:
        """Every key `cite`, `cites`, `payer_cite` and `remedy_cite`, wherever it stands."""
        for path, value in _named(self.merged.raw, ("cite", "payer_cite", "remedy_cite"), ()):
            if path[0] != "cites":
                yield from self._known(path, value, self.pack.cites, _NO_CITE)
        for name, forbidden in self.pack.forbidden.items():
            for at, cite in enumerate(forbidden.cites):
                yield from self._known(("forbidden", name, "cites", at), cite, self.pack.cites, _NO_CITE)
            if name in self.pack.documents:
                yield self._wrong(("documents", name), name, _FORBIDDEN)

    def _documents(self) -> Iterator[Finding]:
        for name, document in self.pack.documents.items():
            path: Path = ("documents", name)
            yield from self._known((*path, "issuer"), document.issuer, self.pack.departments, _NO_DEPARTMENT)
            if document.obtains:
                yield from self._answer((*path, "obtains"), document.obtains.fact, document.obtains.value)

    def _answers(self, fact: str) -> tuple[str, ...]:
        """The values a match table can meet: an unknown that is read as another answer is none of them."""
        known: Fact | Derived = self.pack.facts[fact] if fact in self.pack.facts else self.pack.derived[fact]
        ids = tuple(option.id for option in known.options)
        bare = isinstance(known, Fact) and known.unknown_allowed and known.unknown_reads is None
        return (*ids, UNKNOWN) if bare else ids

    def _answer(self, path: Path, fact: str, value: str) -> Iterator[Finding]:
        missing = list(self._known(path, fact, (*self.pack.facts, *self.pack.derived), _NO_FACT))
        yield from missing
        if missing:
            return
        if fact in self.pack.facts and self.pack.facts[fact].kind == "date":
            yield self._wrong(path, fact, _NOT_A_CHOICE)
        else:
            yield from self._known(path, value, self._answers(fact), _NO_ANSWER)

    def _when(self, path: Path, when: Match | Mapping[str, str] | None) -> Iterator[Finding]:
        for fact, values in (when or {}).items():
            for value in values if isinstance(values, list) else [values]:
                yield from self._answer((*path, fact), fact, value)

    def _facts(self) -> Iterator[Finding]:
        for name, fact in self.pack.facts.items():
            ids = tuple(option.id for option in fact.options)
            yield from self._known(("facts", name, "unknown_reads"), fact.unknown_reads, ids, _NO_ANSWER)

    def _derived(self, name: str, derived: Derived) -> Iterator[Finding]:
        path: Path = ("derived", name)
        ids = tuple(option.id for option in derived.options)
        if derived.from_ is not None:
            yield from self._known((*path, "from"), derived.from_, self.pack.facts, _NO_FACT)
            if derived.from_ in self.pack.facts and self.pack.facts[derived.from_].kind != "date":
                yield self._wrong((*path, "from"), derived.from_, _NOT_A_DATE)
        for key, value in (
            ("open_value", derived.open_value),
            ("within", derived.within),
            ("over", derived.over),
        ):
            yield from self._known((*path, key), value, ids, _NO_ANSWER)
        for at, span in enumerate(derived.spans):
            yield from self._known((*path, "spans", at, "value"), span.value, ids, _NO_ANSWER)
        broken = _broken_span(derived)
        if broken is not None:
            yield self._wrong((*path, "spans", broken), name, _SPANS)
        yield from self._known((*path, "years"), derived.years, self.pack.settings, _NO_SETTING)
        if derived.years in self.pack.settings and type(self.pack.settings[derived.years].value) is not int:
            yield self._wrong((*path, "years"), derived.years, _NOT_YEARS)
        for at, row in enumerate(derived.rows):
            yield from self._known((*path, "rows", at, "value"), row.value, ids, _NO_ANSWER)
            yield from self._when((*path, "rows", at, "when"), row.when)
        if name in self._rests_on(name, set()):
            yield self._wrong(path, name, _CIRCLE)

    def _rests_on(self, name: str, seen: set[str]) -> set[str]:
        derived = self.pack.derived.get(name)
        for fact in {fact for row in derived.rows for fact in row.when} - seen if derived else ():
            seen.add(fact)
            self._rests_on(fact, seen)
        return seen

    def _groups_and_tracks(self) -> Iterator[Finding]:
        for name, group in self.pack.groups.items():
            yield from self._known(
                ("groups", name, "parent"), group.parent, self.pack.categories, _NO_CATEGORY
            )
            yield from self._when(("groups", name, "when"), group.when)
        for name, track in self.pack.tracks.items():
            for at, step in enumerate(track.steps):
                yield from self._when(("tracks", name, "steps", at, "when"), step.when)

    def _routes(self) -> Iterator[Finding]:
        for name, every in self.pack.every.items():
            yield from self._need(("every", name), every)
            for at, route_id in enumerate(every.not_routes):
                yield from self._known(
                    ("every", name, "not_routes", at), route_id, self.pack.routes, _NO_ROUTE
                )
        for name, route in self.pack.routes.items():
            path: Path = ("routes", name)
            yield from self._when((*path, "when"), route.when)
            yield from self._known((*path, "track"), route.track, self.pack.tracks, _NO_TRACK)
            for at, row in enumerate(route.class_96 if isinstance(route.class_96, list) else []):
                yield from self._when((*path, "class_96", at, "when"), row.when)
            for fact, value in route.then_facts.items():
                yield from self._answer((*path, "then_facts", fact), fact, value)
            for at, need in enumerate(route.needs):
                yield from self._need((*path, "needs", at), need)
            for at, help_ in enumerate(route.helps):
                yield from self._documents_of((*path, "helps", at), help_.any_of)
                yield from self._known((*path, "helps", at), help_.toward, self.pack.documents, _NO_DOCUMENT)
                yield from self._when((*path, "helps", at, "when"), help_.when)

    def _need(self, path: Path, need: Need) -> Iterator[Finding]:
        yield from self._documents_of(path, need.any_of)
        yield from self._known((*path, "issuer"), need.issuer, self.pack.departments, _NO_DEPARTMENT)
        yield from self._when((*path, "when"), need.when)

    def _documents_of(self, path: Path, documents: list[str]) -> Iterator[Finding]:
        for at, document in enumerate(documents):
            where = (*path, "any_of", at)
            if document in self.pack.forbidden:
                yield self._wrong(where, document, _FORBIDDEN)
            else:
                yield from self._known(where, document, self.pack.documents, _NO_DOCUMENT)

    def _fees(self) -> Iterator[Finding]:
        for name, fee in self.pack.fees.items():
            yield from self._known(
                ("fees", name, "document"), fee.document, self.pack.documents, _NO_DOCUMENT
            )
            for at, condition in enumerate(fee.conditions):
                path = ("fees", name, "conditions", at, "settled_by")
                yield from self._known(path, condition.settled_by, self.pack.departments, _NO_DEPARTMENT)


def _named(raw: object, keys: tuple[str, ...], path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(raw, dict):
        for key, value in raw.items():
            if key in keys and isinstance(value, str):
                yield (*path, key), value
            else:
                yield from _named(value, keys, (*path, key))
    elif isinstance(raw, list):
        for at, value in enumerate(raw):
            yield from _named(value, keys, (*path, at))


def _broken_span(derived: Derived) -> int | None:
    """The first span that does not begin on the day after the one before it; the ends are to be open."""
    spans = derived.spans
    for at, span in enumerate(spans):
        before = spans[at - 1].last if at else None
        follows = span.first is not None and before is not None and (span.first - before).days == 1
        if (at > 0 and not follows) or (at == 0 and span.first is not None):
            return at
    return len(spans) - 1 if spans and spans[-1].last is not None else None
