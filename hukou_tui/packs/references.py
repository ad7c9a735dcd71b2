"""Whether what a pack names is there: sources, citations, departments, documents, facts, answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.rules.checklist import HAS, HAS_NOT, NOT_BROUGHT
from flows.rules.facts import DerivedFact
from flows.rules.model import Need
from hukou_tui.packs.faults import Finding, PackError
from hukou_tui.packs.lines import Path
from hukou_tui.packs.lines import key as key_of
from hukou_tui.packs.proof_references import ProofReferences
from hukou_tui.packs.reading import MergedPacks
from hukou_tui.packs.reference_lookup import (
    NO_ANSWER,
    NO_CITE,
    NO_DOCUMENT,
    NO_FACT,
    NO_FEE,
    NO_ROUTE,
    NO_SETTING,
    ReferenceLookup,
)
from hukou_tui.packs.schema import Pack
from hukou_tui.words.catalogue import N_

NUMBERS = ("1", "2", "3", "4", "5", "6", "7", "8")

_NO_SOURCE = N_("`{key}`: there is no source {value}")
_NO_DEPARTMENT = N_("`{key}`: there is no department {value}")
_NO_TRACK = N_("`{key}`: there is no track {value}")
_NO_CATEGORY = N_("`{key}`: there is no category {value}")
_NOT_A_DATE = N_("`{key}`: {value} is not a fact of the kind `date`")
_NOT_YEARS = N_("`{key}`: the setting {value} is not a whole number of years")
_SPANS = N_("`{key}`: the spans must follow each other without gap or overlap")
_CIRCLE = N_("`{key}`: {value} is worked out from itself")
_BEFORE_ITSELF = N_("`{key}`: {value} would have to be before itself")
_GOES_NOT = N_("`{key}`: {value} has to be among them")
_OTHER_PAPER = N_(
    "`{key}`: {paper} answers it with {value}, which has to go with this paper, at hand or not "
    "(each list of its `goes_with`)"
)
_FORBIDDEN = N_("`{key}`: {value} may not be demanded")
_TWICE = N_(
    "`{key}`: the name {value} is taken: a fact, a derived fact and a setting must be called differently"
)
_NO_CLASS = N_("`{key}`: there is no class {value}")
_SILENT = N_("`{key}` says nothing: write what it changes, or take the heading away")
_OTHER_CLAUSE = N_("`{key}`: clause {value} does not stand in clause {clause} of that category")
_NO_INCLUDED = N_("`{key}`: the setting {value} needs the options `included` and `excluded`")
_NO_ROUNDING = N_("`{key}`: the setting {value} needs the options `half_fen_down` and `half_fen_up`")
_ROUNDINGS = ("half_fen_down", "half_fen_up")
_IDLE = N_("`{key}`: {value} supersedes nothing: no need of this route in the packs below asks for it")


def check_references(merged: MergedPacks, pack: Pack) -> None:
    """Raises PackError with each reference that leads nowhere."""
    rules, proof = _RuleReferences(merged, pack), ProofReferences(merged, pack)
    findings = (*rules.findings(), *proof.check_all(), *rules.frame(), *proof.cases())
    if findings:
        raise PackError(findings)


class _RuleReferences(ReferenceLookup):
    def findings(self) -> Iterator[Finding]:
        """References between the entries that the rules are made of."""
        yield from self._sources()
        yield from self._cites()
        yield from self._documents()
        yield from self._facts()
        for name, derived in self.pack.derived.items():
            yield from self._check_derived(name, derived)
        yield from self._groups_and_tracks()
        yield from self._routes()
        yield from self._fees()
        yield from self._settings()

    def frame(self) -> Iterator[Finding]:
        """Headings without a word, and heads that rest on what is not there."""
        yield from self._silent()
        for at, head in enumerate(self.pack.packs):
            for spot, source in enumerate(head.rests_on):
                where: Path = ("packs", at, "rests_on", spot)
                yield from self.check_known(where, source, self.pack.sources, _NO_SOURCE)

    def _sources(self) -> Iterator[Finding]:
        for name, cite in self.pack.cites.items():
            yield from self.check_known(("cites", name, "source"), cite.source, self.pack.sources, _NO_SOURCE)
        for name, source in self.pack.sources.items():
            yield from self.check_superseded(
                ("sources", name), name, source.supersedes, self.pack.sources, _NO_SOURCE
            )

    def _settings(self) -> Iterator[Finding]:
        for name, setting in self.pack.settings.items():
            path: Path = ("settings", name)
            if name in self.pack.facts or name in self.pack.derived:
                yield self.wrong(path, name, _TWICE)
            for at, cite in enumerate(setting.against):
                yield from self.check_known((*path, "against", at), cite.id, self.pack.cites, NO_CITE)
        for name in self.pack.derived:
            if name in self.pack.facts:
                yield self.wrong(("derived", name), name, _TWICE)

    def _cites(self) -> Iterator[Finding]:
        """Every key `cite`, `cites`, `payer_cite` and `remedy_cite`, wherever it stands."""
        for path, value in _named_values(self.merged.raw, ("cite", "payer_cite", "remedy_cite"), ()):
            if path[0] != "cites":
                yield from self.check_known(path, value, self.pack.cites, NO_CITE)
        for name, forbidden in self.pack.forbidden.items():
            for at, cite in enumerate(forbidden.cites):
                yield from self.check_known(("forbidden", name, "cites", at), cite.id, self.pack.cites, NO_CITE)
            if name in self.pack.documents:
                yield self.wrong(("documents", name), name, _FORBIDDEN)

    def _documents(self) -> Iterator[Finding]:
        for name, document in self.pack.documents.items():
            path: Path = ("documents", name)
            yield from self.check_known((*path, "issuer"), document.issuer, self.pack.departments, _NO_DEPARTMENT)
            if document.obtains:
                fact, value = document.obtains
                yield from self.answer((*path, "obtains"), fact, value)
                yield from self._goes_with(path, fact, value, document.goes_with)
                yield from self._one_answer(name, fact, value, document.goes_with)

    def _goes_with(
        self, path: Path, fact: str, own: str, given: Mapping[str, tuple[str, ...]]
    ) -> Iterator[Finding]:
        """The answers that can stand beside a paper are answers to its fact, that of having it among them."""
        for state, values in given.items():
            where = (*path, "goes_with", state)
            for at, value in enumerate(values):
                yield from self.answer((*where, at), fact, value)
            if values and state != HAS_NOT and own not in values:
                yield self.wrong(where, own, _GOES_NOT)

    def _one_answer(
        self, name: str, fact: str, own: str, given: Mapping[str, tuple[str, ...]]
    ) -> Iterator[Finding]:
        """What another paper answers to the same fact goes with this one, be it at hand, at home or not there."""
        has = given.get(HAS) or (own,)
        lists = (has, given.get(NOT_BROUGHT) or has, given.get(HAS_NOT, ()))
        for paper, other in self.pack.documents.items():
            if paper == name or not other.obtains or other.obtains[0] != fact:
                continue
            value = other.obtains[1]
            if any(value not in answers for answers in lists):
                where: Path = ("documents", name, "obtains")
                params = {"key": key_of(where), "paper": paper, "value": value}
                yield self.merged.finding(where, _OTHER_PAPER, params)

    def _facts(self) -> Iterator[Finding]:
        for name, fact in self.pack.facts.items():
            ids = tuple(option.id for option in fact.options)
            yield from self.check_known(("facts", name, "unknown_reads"), fact.unknown_reads, ids, NO_ANSWER)
            for at, before in enumerate(fact.not_before or ()):
                yield from self._earlier(("facts", name, "not_before", at), before)
            if name in self._all_before(name, set()):
                yield self.wrong(("facts", name, "not_before"), name, _BEFORE_ITSELF)

    def _earlier(self, path: Path, before: str) -> Iterator[Finding]:
        yield from self.check_known(path, before, self.pack.facts, NO_FACT)
        if before in self.pack.facts and self.pack.facts[before].kind != "date":
            yield self.wrong(path, before, _NOT_A_DATE)

    def _all_before(self, name: str, seen: set[str]) -> set[str]:
        fact = self.pack.facts.get(name)
        for before in set(fact.not_before or ()) - seen if fact else ():
            seen.add(before)
            self._all_before(before, seen)
        return seen

    def _check_derived(self, name: str, derived: DerivedFact) -> Iterator[Finding]:
        path: Path = ("derived", name)
        ids = tuple(option.id for option in derived.options)
        if derived.date_fact is not None:
            yield from self.check_known((*path, "from"), derived.date_fact, self.pack.facts, NO_FACT)
            if derived.date_fact in self.pack.facts and self.pack.facts[derived.date_fact].kind != "date":
                yield self.wrong((*path, "from"), derived.date_fact, _NOT_A_DATE)
        for key, value in (
            ("open_value", derived.open_value),
            ("within", derived.within),
            ("over", derived.over),
        ):
            yield from self.check_known((*path, key), value, ids, NO_ANSWER)
        for at, span in enumerate(derived.spans):
            yield from self.check_known((*path, "spans", at, "value"), span.value, ids, NO_ANSWER)
        broken = _broken_span(derived)
        if broken is not None:
            yield self.wrong((*path, "spans", broken), name, _SPANS)
        yield from self._years((*path, "years"), derived.years_setting)
        for at, row in enumerate(derived.rows):
            yield from self.check_known((*path, "rows", at, "value"), row.value, ids, NO_ANSWER)
            yield from self.when((*path, "rows", at, "when"), row.when)
        if name in self._rests_on(name, set()):
            yield self.wrong(path, name, _CIRCLE)

    def _years(self, path: Path, name: str | None) -> Iterator[Finding]:
        """The setting that has them is one of whole numbers."""
        yield from self.check_known(path, name, self.pack.settings, NO_SETTING)
        setting = self.pack.settings.get(name or "")
        if name and setting and not all(option.id.isdigit() for option in setting.options):
            yield self.wrong(path, name, _NOT_YEARS)

    def _rests_on(self, name: str, seen: set[str]) -> set[str]:
        derived = self.pack.derived.get(name)
        for fact in {match.fact for row in derived.rows for match in row.when} - seen if derived else ():
            seen.add(fact)
            self._rests_on(fact, seen)
        return seen

    def _groups_and_tracks(self) -> Iterator[Finding]:
        for name, group in self.pack.groups.items():
            yield from self.check_known(
                ("groups", name, "parent"), group.parent, self.pack.categories, _NO_CATEGORY
            )
            category = self.pack.categories.get(group.parent)
            if category and not group.clause.startswith(category.clause):
                params = {"key": f"groups.{name}.parent", "value": group.clause, "clause": category.clause}
                yield self.merged.finding(("groups", name, "parent"), _OTHER_CLAUSE, params)
            yield from self.when(("groups", name, "when"), group.when)
        for name, track in self.pack.tracks.items():
            for at, step in enumerate(track.steps):
                yield from self.when(("tracks", name, "steps", at, "when"), step.when)

        for name, classes in self.pack.classes.items():
            for at, row in enumerate(classes.rows):
                yield from self.when(("classes", name, "rows", at, "when"), row.when)

    def _routes(self) -> Iterator[Finding]:
        for name, every in self.pack.every.items():
            yield from self._need(("every", name), every)
            for at, route_id in enumerate(every.not_routes):
                yield from self.check_known(("every", name, "not_routes", at), route_id, self.pack.routes, NO_ROUTE)
        for name, route in self.pack.routes.items():
            path: Path = ("routes", name)
            yield from self.when((*path, "when"), route.when)
            yield from self.check_known((*path, "track"), route.track, self.pack.tracks, _NO_TRACK)
            classes = (*NUMBERS, *self.pack.classes)
            yield from self.check_known((*path, "class_96"), route.class_96, classes, _NO_CLASS)
            for fact, value in route.then_facts.items():
                yield from self.check_known((*path, "then_facts", fact), fact, self.pack.facts, NO_FACT)
                if fact in self.pack.facts:
                    yield from self.answer((*path, "then_facts", fact), fact, value)
            for document, cite in route.waives.items():
                where = (*path, "waives", document)
                yield from self.check_known(where, document, self.pack.documents, NO_DOCUMENT)
                yield from self.check_known(where, cite.id, self.pack.cites, NO_CITE)
            for at, need in enumerate(route.needs):
                yield from self._need((*path, "needs", at), need)
            for at, help_ in enumerate(route.helps):
                yield from self._documents_of((*path, "helps", at), help_.any_of)
                yield from self.check_known(
                    (*path, "helps", at), help_.help_toward, self.pack.documents, NO_DOCUMENT
                )
                yield from self.when((*path, "helps", at, "when"), help_.when)

    def _need(self, path: Path, need: Need) -> Iterator[Finding]:
        yield from self._documents_of(path, need.any_of)
        for at, document in enumerate(need.supersedes):
            where = (*path, "supersedes", at)
            yield from self.check_known(where, document, self.pack.documents, NO_DOCUMENT)
            if path[0] != "routes" or (path[1], document) in self.merged.idle:
                yield self.wrong(where, document, _IDLE)
        yield from self.check_known((*path, "issuer"), need.issuer, self.pack.departments, _NO_DEPARTMENT)
        yield from self.when((*path, "when"), need.when)

    def _documents_of(self, path: Path, documents: tuple[str, ...]) -> Iterator[Finding]:
        for at, document in enumerate(documents):
            where = (*path, "any_of", at)
            if document in self.pack.forbidden:
                yield self.wrong(where, document, _FORBIDDEN)
            else:
                yield from self.check_known(where, document, self.pack.documents, NO_DOCUMENT)

    def _fees(self) -> Iterator[Finding]:
        for name, fee in self.pack.fees.items():
            yield from self.check_known(("fees", name, "document"), fee.document, self.pack.documents, NO_DOCUMENT)
            yield from self.check_superseded(("fees", name), name, fee.supersedes, self.pack.fees, NO_FEE)
            yield from self.check_known(("fees", name, "last_day"), fee.last_day, self.pack.settings, NO_SETTING)
            yield from self._rounding(("fees", name, "rounding"), fee.rounding)
            choices = self.pack.settings[fee.last_day].options if fee.last_day in self.pack.settings else None
            if choices and {option.id for option in choices} != {"included", "excluded"}:
                yield self.wrong(("fees", name, "last_day"), fee.last_day or "", _NO_INCLUDED)
            yield from self.check_known(("fees", name, "place"), fee.place, self.pack.departments, _NO_DEPARTMENT)
            for at, condition in enumerate(fee.conditions):
                path = ("fees", name, "conditions", at, "settled_by")
                yield from self.check_known(path, condition.settled_by, self.pack.departments, _NO_DEPARTMENT)

    def _rounding(self, path: Path, rounding: str) -> Iterator[Finding]:
        setting = self.pack.settings.get(rounding)
        if setting is None:
            yield from self.check_known(path, rounding, (*_ROUNDINGS, *self.pack.settings), NO_SETTING)
        elif {option.id for option in setting.options} != set(_ROUNDINGS):
            yield self.wrong(path, rounding, _NO_ROUNDING)

    def _silent(self) -> Iterator[Finding]:
        """Entries without a word: a line that was lost, or one that was forgotten."""
        own = self.merged.texts[-1]
        for section, entries in own.raw.items():
            for name, entry in entries.items() if isinstance(entries, dict) else ():
                if entry == {}:
                    yield self.wrong((section, name), name, _SILENT)


def _named_values(raw: object, keys: tuple[str, ...], path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(raw, dict):
        for key, value in raw.items():
            if key in keys and isinstance(value, str):
                yield (*path, key), value
            else:
                yield from _named_values(value, keys, (*path, key))
    elif isinstance(raw, list):
        for at, value in enumerate(raw):
            yield from _named_values(value, keys, (*path, at))


def _broken_span(derived: DerivedFact) -> int | None:
    """The first span that does not begin on the day after the one before it; the ends are to be open."""
    spans = derived.spans
    for at, span in enumerate(spans):
        before = spans[at - 1].last if at else None
        follows = span.first is not None and before is not None and (span.first - before).days == 1
        if (at > 0 and not follows) or (at == 0 and span.first is not None):
            return at
    return len(spans) - 1 if spans and spans[-1].last is not None else None
