"""Looking up what a pack names: each of these finds it, or says on which line the name leads nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flows.rules.facts import UNKNOWN, DerivedFact, Fact, When
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import Path
from hukou_tui.packs.lines import key as key_of
from hukou_tui.packs.reading import MergedPacks
from hukou_tui.packs.schema import Pack
from hukou_tui.words.catalogue import N_

NO_CITE = N_("`{key}`: there is no citation {value}")
NO_DOCUMENT = N_("`{key}`: there is no document {value}")
NO_FACT = N_("`{key}`: there is no fact {value}")
NO_ANSWER = N_("`{key}`: {value} is no answer to this fact")
NO_ROUTE = N_("`{key}`: there is no route {value}")
NO_SETTING = N_("`{key}`: there is no setting {value}")
_NOT_A_CHOICE = N_("`{key}`: a match table cannot name the date {value}; name a fact derived from it")
NO_FEE = N_("`{key}`: there is no fee {value}")
_ITSELF = N_("`{key}`: {value} cannot supersede itself")


class ReferenceLookup:
    """A pack, and where its parts stand."""

    def __init__(self, merged: MergedPacks, pack: Pack) -> None:
        self.merged = merged
        self.pack = pack

    def check_known(self, path: Path, value: str | None, known: Iterable[str], what: str) -> Iterator[Finding]:
        """`value` is one of the `known`, or none was given."""
        allowed = tuple(known)
        if value is not None and value not in allowed:
            yield self.merged.finding(path, what, {"key": key_of(path), "value": value}, allowed)

    def wrong(self, path: Path, value: str, what: str) -> Finding:
        """What is wrong with the value at `path`."""
        return self.merged.finding(path, what, {"key": key_of(path), "value": value})

    def check_superseded(
        self, path: Path, name: str, value: str | None, known: Iterable[str], what: str
    ) -> Iterator[Finding]:
        """What `name` supersedes is there, and is not itself."""
        yield from self.check_known((*path, "supersedes"), value, known, what)
        if value == name:
            yield self.wrong((*path, "supersedes"), name, _ITSELF)

    def answers(self, fact: str) -> tuple[str, ...]:
        """The values a match table can meet: an unknown that is read as another answer is none of them."""
        if fact in self.pack.settings:
            return tuple(option.id for option in self.pack.settings[fact].options)
        known: Fact | DerivedFact = (
            self.pack.facts[fact] if fact in self.pack.facts else self.pack.derived[fact]
        )
        ids = tuple(option.id for option in known.options)
        bare = isinstance(known, Fact) and known.unknown_allowed and known.unknown_reads is None
        return (*ids, UNKNOWN) if bare else ids

    def answer(self, path: Path, fact: str, value: str) -> Iterator[Finding]:
        """A fact that a match table can name, and one of its answers."""
        known = (*self.pack.facts, *self.pack.derived, *self.pack.settings)
        missing = list(self.check_known(path, fact, known, NO_FACT))
        yield from missing
        if missing:
            return
        if fact in self.pack.facts and self.pack.facts[fact].kind == "date":
            yield self.wrong(path, fact, _NOT_A_CHOICE)
        else:
            yield from self.check_known(path, value, self.answers(fact), NO_ANSWER)

    def when(self, path: Path, when: When) -> Iterator[Finding]:
        """Facts and answers of a match table."""
        for fact, values in when:
            for value in values:
                yield from self.answer((*path, fact), fact, value)
