"""Whether what the cases, refusals and promises written by hand name is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from flows.identity.birth_date import BirthDate, BirthDateError
from flows.rules.facts import UNKNOWN
from hukou_tui.packs.by_hand import Golden
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import Path
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
from hukou_tui.words.catalogue import N_

_NO_FORBIDDEN = N_("`{key}`: there is no forbidden demand {value}")
_NO_GROUND = N_("`{key}`: there is no ground {value}")
_NO_CONDITION = N_("`{key}`: there is no condition {value} of a fee")
_NO_GROUP = N_("`{key}`: there is no group {value}")
_NOT_A_DATE_TEXT = N_("`{key}`: {value} is no date; write 1996-01-01, 1996-01, 1996 or unknown")


class ProofReferences(ReferenceLookup):
    """References of what is written by hand to prove a pack."""

    def check_all(self) -> Iterator[Finding]:
        """Those of refusals, rejections and promises that lead nowhere."""
        yield from self._refusals()
        yield from self._promises()

    def cases(self) -> Iterator[Finding]:
        """Those of the cases."""
        for name, golden in self.pack.golden.items():
            yield from self._golden(("golden", name), golden)

    def _golden(self, path: Path, golden: Golden) -> Iterator[Finding]:
        yield from self._check_entry((*path, "route"), golden.route, self.pack.routes, NO_ROUTE)
        yield from self.check_known((*path, "then"), golden.then or None, self.pack.routes, NO_ROUTE)
        yield from self.check_known((*path, "fee_rule"), golden.fee_rule or None, self.pack.fees, NO_FEE)
        for at, group in enumerate(golden.groups):
            yield from self._check_entry((*path, "groups", at), group, self.pack.groups, _NO_GROUP)
        for key in ("applicant", "station", "authority", "helps"):
            for at, written in enumerate(getattr(golden, key)):
                yield from self._paper((*path, key, at), written)
        yield from self._stated_facts((*path, "facts"), golden.facts)
        for at, variant in enumerate(golden.variants):
            yield from self._stated_facts((*path, "variants", at, "facts"), variant.facts)
        for entry in ("open", "asked"):
            for at, fact in enumerate(getattr(golden, entry) or []):
                yield from self.check_known((*path, entry, at), fact, self.pack.facts, NO_FACT)
        yield from self._golden_fees(path, golden)
        for name, chosen in golden.settings.items():
            where = (*path, "settings", name)
            yield from self.check_known(where, name, self.pack.settings, NO_SETTING)
            if name in self.pack.settings:
                yield from self.check_known(where, str(chosen), self.answers(name), NO_ANSWER)

    def _stated_facts(self, path: Path, facts: Mapping[str, str]) -> Iterator[Finding]:
        for fact, value in facts.items():
            yield from self._check_fact((*path, fact), fact, value)

    def _golden_fees(self, path: Path, golden: Golden) -> Iterator[Finding]:
        conditions = [row.id for fee in self.pack.fees.values() for row in fee.conditions]
        for at, charged in enumerate(golden.fees):
            for name, cite in charged.cites.items():
                where = (*path, "fees", at, "cites", name)
                yield from self.check_known(where, name, conditions, _NO_CONDITION)
                yield from self.check_known(where, cite, self.pack.cites, NO_CITE)

    def _paper(self, path: Path, written: str) -> Iterator[Finding]:
        """`one | other > toward @ cite`: papers of which any one will do, what they help to, and where that stands."""
        papers, _at, cite = written.partition(" @ ")
        papers, _to, toward = papers.partition(" > ")
        for document in [*papers.split(" | "), *([toward] if toward else [])]:
            yield from self.check_known(path, document, self.pack.documents, NO_DOCUMENT)
        if cite:
            yield from self.check_known(path, cite, self.pack.cites, NO_CITE)

    def _check_entry(self, path: Path, written: str, known: Iterable[str], what: str) -> Iterator[Finding]:
        """`name @ cite`, the citation where it is stated."""
        name, _at, cite = written.partition(" @ ")
        yield from self.check_known(path, name, known, what)
        if cite:
            yield from self.check_known(path, cite, self.pack.cites, NO_CITE)

    def _promises(self) -> Iterator[Finding]:
        for name, promise in self.pack.promises.items():
            for paper, cite in promise.free.items():
                path: Path = ("promises", name, "free", paper)
                yield from self.check_known(path, paper, self.pack.documents, NO_DOCUMENT)
                yield from self.check_known(path, cite, self.pack.cites, NO_CITE)

    def _refusals(self) -> Iterator[Finding]:
        for name, refusal in self.pack.refusals.items():
            path: Path = ("refusals", name)
            yield from self.check_known((*path, "forbidden"), refusal.forbidden, self.pack.forbidden, _NO_FORBIDDEN)
            for at, cite in enumerate(refusal.cites):
                yield from self.check_known((*path, "cites", at), cite, self.pack.cites, NO_CITE)

        for name, rejection in self.pack.rejections.items():
            where = ("rejections", name, "ground")
            yield from self.check_known(where, rejection.ground, self.pack.grounds, _NO_GROUND)

    def _check_fact(self, path: Path, fact_id: str, value: str) -> Iterator[Finding]:
        """A fact as it is answered at the counter: "unknown" and dates included."""
        yield from self.check_known(path, fact_id, self.pack.facts, NO_FACT)
        fact = self.pack.facts.get(fact_id)
        if fact is None or (fact.unknown_allowed and value == UNKNOWN):
            return
        if fact.kind == "choice":
            yield from self.check_known(path, value, [option.id for option in fact.options], NO_ANSWER)
            return
        try:
            BirthDate.from_text(value)
        except BirthDateError:
            yield self.wrong(path, value, _NOT_A_DATE_TEXT)
