"""Whether what a pack names is there: sources, citations, departments, documents, facts, answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from flows.identity.birth_date import BirthDate, BirthDateError
from hukou_tui.packs.by_hand import Golden
from hukou_tui.packs.faults import Finding, PackError
from hukou_tui.packs.lines import Path
from hukou_tui.packs.lines import key as key_of
from hukou_tui.packs.reading import Merged
from hukou_tui.packs.schema import Derived, Fact, GoesWith, Need, Obtains, PackFile
from hukou_tui.packs.shape import Match
from hukou_tui.words.catalogue import N_

UNKNOWN = "unknown"
NUMBERS = ("1", "2", "3", "4", "5", "6", "7", "8")

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
_NO_FEE = N_("`{key}`: there is no fee {value}")
_NO_CLASS = N_("`{key}`: there is no class {value}")
_NO_FORBIDDEN = N_("`{key}`: there is no forbidden demand {value}")
_SILENT = N_("`{key}` says nothing: write what it changes, or take the heading away")
_NO_GROUND = N_("`{key}`: there is no ground {value}")
_NO_CONDITION = N_("`{key}`: there is no condition {value} of a fee")
_NO_GROUP = N_("`{key}`: there is no group {value}")
_OTHER_CLAUSE = N_("`{key}`: clause {value} does not stand in clause {clause} of that category")
_NO_INCLUDED = N_("`{key}`: the setting {value} needs the options `included` and `excluded`")
_NO_ROUNDING = N_("`{key}`: the setting {value} needs the options `half_fen_down` and `half_fen_up`")
_ROUNDINGS = ("half_fen_down", "half_fen_up")
_IDLE = N_("`{key}`: {value} supersedes nothing: no need of this route in the packs below asks for it")
_ITSELF = N_("`{key}`: {value} cannot supersede itself")
_NOT_A_DATE_TEXT = N_("`{key}`: {value} is no date; write 1996-01-01, 1996-01, 1996 or unknown")


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
        yield from self._settings()
        yield from self._refusals()
        yield from self._promises()
        yield from self._silent()
        for at, head in enumerate(self.pack.packs):
            for spot, source in enumerate(head.rests_on):
                where: Path = ("packs", at, "rests_on", spot)
                yield from self._known(where, source, self.pack.sources, _NO_SOURCE)
        for name, golden in self.pack.golden.items():
            yield from self._golden(("golden", name), golden)

    def _known(self, path: Path, value: str | None, known: Iterable[str], what: str) -> Iterator[Finding]:
        allowed = tuple(known)
        if value is not None and value not in allowed:
            yield self.merged.finding(path, what, {"key": key_of(path), "value": value}, allowed)

    def _wrong(self, path: Path, value: str, what: str) -> Finding:
        return self.merged.finding(path, what, {"key": key_of(path), "value": value})

    def _sources(self) -> Iterator[Finding]:
        for name, cite in self.pack.cites.items():
            yield from self._known(("cites", name, "source"), cite.source, self.pack.sources, _NO_SOURCE)
        for name, source in self.pack.sources.items():
            yield from self._superseded(
                ("sources", name), name, source.supersedes, self.pack.sources, _NO_SOURCE
            )

    def _superseded(
        self, path: Path, name: str, value: str | None, known: Iterable[str], what: str
    ) -> Iterator[Finding]:
        yield from self._known((*path, "supersedes"), value, known, what)
        if value == name:
            yield self._wrong((*path, "supersedes"), name, _ITSELF)

    def _settings(self) -> Iterator[Finding]:
        for name, setting in self.pack.settings.items():
            path: Path = ("settings", name)
            if name in self.pack.facts or name in self.pack.derived:
                yield self._wrong(path, name, _TWICE)
            for at, cite in enumerate(setting.against):
                yield from self._known((*path, "against", at), cite, self.pack.cites, _NO_CITE)
        for name in self.pack.derived:
            if name in self.pack.facts:
                yield self._wrong(("derived", name), name, _TWICE)

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
                yield from self._goes_with(path, document.obtains, document.goes_with or GoesWith())
                yield from self._one_answer(name, document.obtains, document.goes_with or GoesWith())

    def _goes_with(self, path: Path, obtains: Obtains, given: GoesWith) -> Iterator[Finding]:
        """The answers that can stand beside a paper are answers to its fact, that of having it among them."""
        for state, values in given:
            where = (*path, "goes_with", state)
            for at, value in enumerate(values):
                yield from self._answer((*where, at), obtains.fact, value)
            if values and state != "has_not" and obtains.value not in values:
                yield self._wrong(where, obtains.value, _GOES_NOT)

    def _one_answer(self, name: str, obtains: Obtains, given: GoesWith) -> Iterator[Finding]:
        """What another paper answers to the same fact goes with this one, be it at hand, at home or not there."""
        has = given.has or [obtains.value]
        lists = (has, given.not_brought or has, given.has_not)
        for paper, other in self.pack.documents.items():
            if paper == name or not other.obtains or other.obtains.fact != obtains.fact:
                continue
            value = other.obtains.value
            if any(value not in answers for answers in lists):
                where: Path = ("documents", name, "obtains")
                params = {"key": key_of(where), "paper": paper, "value": value}
                yield self.merged.finding(where, _OTHER_PAPER, params)

    def _answers(self, fact: str) -> tuple[str, ...]:
        """The values a match table can meet: an unknown that is read as another answer is none of them."""
        if fact in self.pack.settings:
            return tuple(str(option.value) for option in self.pack.settings[fact].options)
        known: Fact | Derived = self.pack.facts[fact] if fact in self.pack.facts else self.pack.derived[fact]
        ids = tuple(option.id for option in known.options)
        bare = isinstance(known, Fact) and known.unknown_allowed and known.unknown_reads is None
        return (*ids, UNKNOWN) if bare else ids

    def _answer(self, path: Path, fact: str, value: str) -> Iterator[Finding]:
        known = (*self.pack.facts, *self.pack.derived, *self.pack.settings)
        missing = list(self._known(path, fact, known, _NO_FACT))
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
            for at, before in enumerate(fact.not_before or ()):
                yield from self._earlier(("facts", name, "not_before", at), before)
            if name in self._all_before(name, set()):
                yield self._wrong(("facts", name, "not_before"), name, _BEFORE_ITSELF)

    def _earlier(self, path: Path, before: str) -> Iterator[Finding]:
        yield from self._known(path, before, self.pack.facts, _NO_FACT)
        if before in self.pack.facts and self.pack.facts[before].kind != "date":
            yield self._wrong(path, before, _NOT_A_DATE)

    def _all_before(self, name: str, seen: set[str]) -> set[str]:
        fact = self.pack.facts.get(name)
        for before in set(fact.not_before or ()) - seen if fact else ():
            seen.add(before)
            self._all_before(before, seen)
        return seen

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
        if isinstance(derived.years, str):
            yield from self._known((*path, "years"), derived.years, self.pack.settings, _NO_SETTING)
            setting = self.pack.settings.get(derived.years)
            if setting and any(type(option.value) is not int for option in setting.options):
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
            category = self.pack.categories.get(group.parent)
            if category and not group.clause.startswith(category.clause):
                params = {"key": f"groups.{name}.parent", "value": group.clause, "clause": category.clause}
                yield self.merged.finding(("groups", name, "parent"), _OTHER_CLAUSE, params)
            yield from self._when(("groups", name, "when"), group.when)
        for name, track in self.pack.tracks.items():
            for at, step in enumerate(track.steps):
                yield from self._when(("tracks", name, "steps", at, "when"), step.when)

        for name, classes in self.pack.classes.items():
            for at, row in enumerate(classes.rows):
                yield from self._when(("classes", name, "rows", at, "when"), row.when)

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
            classes = (*NUMBERS, *self.pack.classes)
            yield from self._known((*path, "class_96"), route.class_96, classes, _NO_CLASS)
            for fact, value in route.then_facts.items():
                yield from self._known((*path, "then_facts", fact), fact, self.pack.facts, _NO_FACT)
                if fact in self.pack.facts:
                    yield from self._answer((*path, "then_facts", fact), fact, value)
            for document, cite in route.waives.items():
                where = (*path, "waives", document)
                yield from self._known(where, document, self.pack.documents, _NO_DOCUMENT)
                yield from self._known(where, cite, self.pack.cites, _NO_CITE)
            for at, need in enumerate(route.needs):
                yield from self._need((*path, "needs", at), need)
            for at, help_ in enumerate(route.helps):
                yield from self._documents_of((*path, "helps", at), help_.any_of)
                yield from self._known((*path, "helps", at), help_.toward, self.pack.documents, _NO_DOCUMENT)
                yield from self._when((*path, "helps", at, "when"), help_.when)

    def _need(self, path: Path, need: Need) -> Iterator[Finding]:
        yield from self._documents_of(path, need.any_of)
        for at, document in enumerate(need.supersedes):
            where = (*path, "supersedes", at)
            yield from self._known(where, document, self.pack.documents, _NO_DOCUMENT)
            if path[0] != "routes" or (path[1], document) in self.merged.idle:
                yield self._wrong(where, document, _IDLE)
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
            yield from self._superseded(("fees", name), name, fee.supersedes, self.pack.fees, _NO_FEE)
            yield from self._known(("fees", name, "last_day"), fee.last_day, self.pack.settings, _NO_SETTING)
            yield from self._rounding(("fees", name, "rounding"), fee.rounding)
            choices = self.pack.settings[fee.last_day].options if fee.last_day in self.pack.settings else None
            if choices and {option.value for option in choices} != {"included", "excluded"}:
                yield self._wrong(("fees", name, "last_day"), fee.last_day or "", _NO_INCLUDED)
            yield from self._known(("fees", name, "place"), fee.place, self.pack.departments, _NO_DEPARTMENT)
            for at, condition in enumerate(fee.conditions):
                path = ("fees", name, "conditions", at, "settled_by")
                yield from self._known(path, condition.settled_by, self.pack.departments, _NO_DEPARTMENT)

    def _rounding(self, path: Path, rounding: str) -> Iterator[Finding]:
        setting = self.pack.settings.get(rounding)
        if setting is None:
            yield from self._known(path, rounding, (*_ROUNDINGS, *self.pack.settings), _NO_SETTING)
        elif {option.value for option in setting.options} != set(_ROUNDINGS):
            yield self._wrong(path, rounding, _NO_ROUNDING)

    def _golden(self, path: Path, golden: Golden) -> Iterator[Finding]:
        yield from self._written((*path, "route"), golden.route, self.pack.routes, _NO_ROUTE)
        yield from self._known((*path, "then"), golden.then or None, self.pack.routes, _NO_ROUTE)
        yield from self._known((*path, "fee_rule"), golden.fee_rule or None, self.pack.fees, _NO_FEE)
        for at, group in enumerate(golden.groups):
            yield from self._written((*path, "groups", at), group, self.pack.groups, _NO_GROUP)
        for key in ("applicant", "station", "authority", "helps"):
            for at, written in enumerate(getattr(golden, key)):
                yield from self._paper((*path, key, at), written)
        yield from self._stated_facts((*path, "facts"), golden.facts)
        for at, variant in enumerate(golden.variants):
            yield from self._stated_facts((*path, "variants", at, "facts"), variant.facts)
        for entry in ("open", "asked"):
            for at, fact in enumerate(getattr(golden, entry) or []):
                yield from self._known((*path, entry, at), fact, self.pack.facts, _NO_FACT)
        yield from self._golden_fees(path, golden)
        for name, chosen in golden.settings.items():
            where = (*path, "settings", name)
            yield from self._known(where, name, self.pack.settings, _NO_SETTING)
            if name in self.pack.settings:
                yield from self._known(where, str(chosen), self._answers(name), _NO_ANSWER)

    def _stated_facts(self, path: Path, facts: Mapping[str, str]) -> Iterator[Finding]:
        for fact, value in facts.items():
            yield from self._stated((*path, fact), fact, value)

    def _golden_fees(self, path: Path, golden: Golden) -> Iterator[Finding]:
        conditions = [row.id for fee in self.pack.fees.values() for row in fee.conditions]
        for at, charged in enumerate(golden.fees):
            for name, cite in charged.cites.items():
                where = (*path, "fees", at, "cites", name)
                yield from self._known(where, name, conditions, _NO_CONDITION)
                yield from self._known(where, cite, self.pack.cites, _NO_CITE)

    def _paper(self, path: Path, written: str) -> Iterator[Finding]:
        """`one | other > toward @ cite`: papers of which any one will do, what they help to, and where that stands."""
        papers, _at, cite = written.partition(" @ ")
        papers, _to, toward = papers.partition(" > ")
        for document in [*papers.split(" | "), *([toward] if toward else [])]:
            yield from self._known(path, document, self.pack.documents, _NO_DOCUMENT)
        if cite:
            yield from self._known(path, cite, self.pack.cites, _NO_CITE)

    def _written(self, path: Path, written: str, known: Iterable[str], what: str) -> Iterator[Finding]:
        """`name @ cite`, the citation where it is stated."""
        name, _at, cite = written.partition(" @ ")
        yield from self._known(path, name, known, what)
        if cite:
            yield from self._known(path, cite, self.pack.cites, _NO_CITE)

    def _silent(self) -> Iterator[Finding]:
        """Entries without a word: a line that was lost, or one that was forgotten."""
        own = self.merged.texts[-1]
        for section, entries in own.raw.items():
            for name, entry in entries.items() if isinstance(entries, dict) else ():
                if entry == {}:
                    yield self._wrong((section, name), name, _SILENT)

    def _promises(self) -> Iterator[Finding]:
        for name, promise in self.pack.promises.items():
            for paper, cite in promise.free.items():
                path: Path = ("promises", name, "free", paper)
                yield from self._known(path, paper, self.pack.documents, _NO_DOCUMENT)
                yield from self._known(path, cite, self.pack.cites, _NO_CITE)

    def _refusals(self) -> Iterator[Finding]:
        for name, refusal in self.pack.refusals.items():
            path: Path = ("refusals", name)
            yield from self._known(
                (*path, "forbidden"), refusal.forbidden, self.pack.forbidden, _NO_FORBIDDEN
            )
            for at, cite in enumerate(refusal.cites):
                yield from self._known((*path, "cites", at), cite, self.pack.cites, _NO_CITE)

        for name, rejection in self.pack.rejections.items():
            where = ("rejections", name, "ground")
            yield from self._known(where, rejection.ground, self.pack.grounds, _NO_GROUND)

    def _stated(self, path: Path, fact_id: str, value: str) -> Iterator[Finding]:
        """A fact as it is answered at the counter: "unknown" and dates included."""
        yield from self._known(path, fact_id, self.pack.facts, _NO_FACT)
        fact = self.pack.facts.get(fact_id)
        if fact is None or (fact.unknown_allowed and value == UNKNOWN):
            return
        if fact.kind == "choice":
            yield from self._known(path, value, [option.id for option in fact.options], _NO_ANSWER)
            return
        try:
            BirthDate.from_text(value)
        except BirthDateError:
            yield self._wrong(path, value, _NOT_A_DATE_TEXT)


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
