"""The rules as the counter uses them: facts, documents, routes, fees and what may not be demanded.

Everything here is data that a pack (TOML) has filled in; no name of a document, fact, route or fee
is known to the code. Dates are inclusive on both ends, amounts are in fen.

It is also the shape by which a pack is read: a field is a key of the pack, its type says what it may be, and
`flows.rules.written` what is written in another form or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, ClassVar, Final, Literal

from flows.rules.citation import CitationRef, Cite, Source, Text
from flows.rules.facts import (
    UNKNOWN,
    DerivedFact,
    Fact,
    FullTable,
    Match,
    Option,
    Setting,
    Span,
    Table,
    TableRow,
    When,
)
from flows.rules.fee_rule import Condition, Fee
from flows.rules.written import (
    AT_LEAST_ONE,
    GIVEN,
    LATER,
    By,
    Channel,
    Custody,
    Day,
    Decider,
    Flag,
    Id,
    Name,
    Number,
    Outcome,
    Part,
    Payer,
    Words,
    WrittenForm,
)

__all__ = [
    "APPLICANT", "AUTHORITY", "STATION", "UNKNOWN", "Cite", "Class96", "Condition", "DatedName", "Department",
    "DerivedFact", "Document", "Fact", "Fee", "ForbiddenDemand", "GoesWith", "Ground", "Group", "Help", "Match", "Need",
    "Obtains", "Option", "PackRef", "Reason", "Route", "Rules", "Setting", "Source", "Span", "Stage", "Step",
    "TableRow", "Text", "Track", "When",
]  # fmt: skip

APPLICANT: Final = "applicant"
STATION: Final = "station"
AUTHORITY: Final = "authority"


@dataclass(frozen=True, slots=True)
class PackRef:
    """One pack that took part, so that a case can say under which rules it was decided.

    `first` and `last` (both included): the period of its campaign. What it forbids and promises holds on after it;
    what ends on a day says so itself, as a fee does.
    """

    id: str
    revision: str
    hash: str
    title: Text
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class DatedName(Part):
    """A department's name while it was in use, both ends included."""

    name: Annotated[Text, GIVEN]
    first: Day | None = None
    last: Day | None = None

    INLINE: ClassVar[str] = "name"


@dataclass(frozen=True, slots=True)
class Department(Part):
    """An office: its name on the date the rules were loaded for, all its names, and what it does here.

    `refers`: people are sent there from the window; `member`: it sits in the joint meeting; `decides`: it is the one
    meant where "station" or "county" decides.
    """

    id: Name
    name: Annotated[Text, LATER]
    names: Annotated[tuple[DatedName, ...], AT_LEAST_ONE]
    duty: Text
    cite: CitationRef
    refers: Flag = False
    member: Flag = False
    decides: Decider | None = None

    def name_on(self, day: date | None) -> Text:
        """The name in use on `day`; without a day, the newest."""
        for dated in self.names:
            if (
                day
                and (dated.first is None or dated.first <= day)
                and (dated.last is None or day <= dated.last)
            ):
                return dated.name
        return self.names[-1].name


@dataclass(frozen=True, slots=True)
class Obtains(Part):
    """Which fact having a paper answers, as it is written."""

    fact: Id
    value: Words


@dataclass(frozen=True, slots=True)
class GoesWith(Part):
    """By the state of a paper, the answers to the fact of its `obtains` that can stand beside it, as it is written."""

    has: tuple[Words, ...] = ()
    not_brought: tuple[Words, ...] = ()
    has_not: tuple[Words, ...] = ()


def _pair(obtains: Obtains | None) -> tuple[str, str] | None:
    return None if obtains is None else (obtains.fact, obtains.value)


def _by_state(answers: GoesWith | None) -> Mapping[str, tuple[str, ...]]:
    return {} if answers is None else {state: getattr(answers, state) for state in GoesWith.__slots__}


@dataclass(frozen=True, slots=True)
class Document(Part):
    """A paper: who issues it, where and how it is got, who pays, and which fact having it answers (`obtains`).

    `goes_with`: state of the paper -> the answers to that fact that can stand beside it. `called`: the Chinese words
    by which sources name it, `aliases`: what people call it. `cite`: where it is spoken of at all. `recorded_by`: the
    step of the case that settles it ("system_query"), so that it cannot be ticked by hand. `kept`: where the original
    is once it was handed in ("kept", "second_page", "copy" or "returned"); None where the rules do not say.
    """

    id: Name
    name: Text
    cite: CitationRef
    where: Text
    how: Text
    payer: Payer
    copies: Text
    original: Text
    issuer: Id | None = None
    obtains: Annotated[tuple[str, str] | None, WrittenForm(Obtains | None, _pair)] = None
    goes_with: Annotated[Mapping[str, tuple[str, ...]], WrittenForm(GoesWith | None, _by_state)] = field(
        default_factory=dict
    )
    payer_cite: CitationRef | None = None
    called: tuple[Words, ...] = ()
    aliases: tuple[Words, ...] = ()
    recorded_by: Literal["system_query"] | None = None
    kept: Custody | None = None

    def contradiction(self) -> str:
        """Free stands only where a rule says so."""
        return "free_uncited" if self.payer == "free_by_rule" and self.payer_cite is None else ""


@dataclass(frozen=True, slots=True)
class Need(Part):
    """What one route needs: any one of these documents, whose errand it is, and by what clause.

    `issuer`, `where`, `how` stand where this route sends people elsewhere than the document's own entry says.
    With `help_toward` it is only a help on the way to that document, never a demand. `every` names the row that
    stands in every route, where it comes from one. `supersedes`: papers that packs below ask for in its place.
    """

    any_of: Annotated[tuple[Id, ...], AT_LEAST_ONE]
    by: By
    cite: CitationRef
    payer: Annotated[str, WrittenForm(Payer)] = ""
    when: Table = ()
    issuer: Id | None = None
    where: Text | None = None
    how: Text | None = None
    note: Text | None = None
    supersedes: tuple[Id, ...] = field(default=(), compare=False)
    help_toward: Annotated[str | None, LATER] = None
    every: Annotated[str, LATER] = ""

    @property
    def key(self) -> tuple[tuple[str, ...], str]:
        """What makes two needs the same errand: the papers and who brings them."""
        return (self.any_of, self.by)


@dataclass(frozen=True, slots=True)
class Help(Part):
    """A paper that eases the way `toward` another, never demanded, as it is written."""

    any_of: Annotated[tuple[Id, ...], AT_LEAST_ONE]
    toward: Id
    cite: CitationRef
    payer: Annotated[str, WrittenForm(Payer)] = ""
    when: Table = ()
    note: Text | None = None


def _needs(helps: tuple[Help, ...]) -> tuple[Need, ...]:
    return tuple(
        Need(one.any_of, APPLICANT, one.cite, one.payer, one.when, note=one.note, help_toward=one.toward)
        for one in helps
    )


@dataclass(frozen=True, slots=True)
class Group(Part):
    """A sub-category of the notice. `asked` False: never found from facts (outside the plan is never asked).

    `rest`: holds when its category holds and no other of its groups does.
    """

    id: Name
    clause: Words
    name: Text
    parent: Id
    parent_name: Annotated[Text, LATER]
    cite: CitationRef
    when: Table = ()
    asked: Flag = True
    rest: Flag = False

    def contradiction(self) -> str:
        """`when` is left out only where it is never worked out from facts."""
        return "group_when" if self.asked != bool(self.when) else ""


@dataclass(frozen=True, slots=True)
class Step(Part):
    """Business channel and who decides, when a match table holds."""

    channel: Channel
    decided_by: Decider
    when: Table
    cite: CitationRef


@dataclass(frozen=True, slots=True)
class Track(Part):
    """The way through the house for a route: exactly one of its steps holds."""

    id: Name
    steps: Annotated[tuple[Step, ...], AT_LEAST_ONE]


@dataclass(frozen=True, slots=True)
class Class96(Part):
    """The class (1 to 8) of the State Council's 2015 opinion, when a match table holds."""

    number: Annotated[str, WrittenForm(Number)]
    when: Table

    KEYS: ClassVar[Mapping[str, str]] = {"number": "class"}


@dataclass(frozen=True, slots=True)
class Route(Part):
    """One row of the table: who it is for, what it needs and where it leads. None refuses.

    `class_96` names its class of the national opinion or a table of them, which `classes` holds.
    `waives`: papers that the cited text names and that are not asked for here, each with what that rests on.
    """

    id: Name
    title: Text
    when: FullTable
    outcome: Outcome
    class_96: Words = field(compare=False)
    track: Id
    cite: CitationRef
    needs: tuple[Need, ...] = ()
    helps: Annotated[tuple[Need, ...], WrittenForm(tuple[Help, ...], _needs)] = ()
    then_facts: Annotated[Mapping[str, str], WrittenForm(dict[Id, Words])] = field(default_factory=dict)
    place: Text | None = None
    exit: Text | None = None
    waives: Annotated[Mapping[str, Cite], WrittenForm(dict[Id, CitationRef])] = field(default_factory=dict)
    classes: Annotated[tuple[Class96, ...], LATER] = ()

    def contradiction(self) -> str:
        """Obtaining leads on."""
        return "then_facts" if (self.outcome == "obtain_first") != bool(self.then_facts) else ""


@dataclass(frozen=True, slots=True)
class ForbiddenDemand(Part):
    """A paper that may not be demanded from anyone, the names it goes by and the clauses that forbid it.

    `not_in`: longer words that mean something else though one of its names stands in them.
    """

    id: Name
    name: Text
    aliases: tuple[Words, ...] = ()
    not_in: tuple[Words, ...] = ()
    cites: Annotated[tuple[CitationRef, ...], AT_LEAST_ONE] = field(kw_only=True)

    @property
    def cite(self) -> Cite:
        """The first clause that forbids it."""
        return self.cites[0]


@dataclass(frozen=True, slots=True)
class Ground(Part):
    """A ground on which registration may be decided against, and the remedy to be told with it."""

    id: Name
    name: Text
    remedy: Text
    cite: CitationRef
    remedy_cite: CitationRef


@dataclass(frozen=True, slots=True)
class Reason(Part):
    """A reason chosen by digit, for what it is given ("candidate", "supplement", …)."""

    id: Name
    kind: Literal["candidate", "supplement"]
    name: Text
    cite: CitationRef


@dataclass(frozen=True, slots=True)
class Stage(Part):
    """A stage of the campaign, in its order."""

    id: Name
    name: Text
    cite: CitationRef


@dataclass(frozen=True, slots=True)
class Rules:
    """All packs in force, merged: base first, then the overlay."""

    packs: tuple[PackRef, ...]
    facts: Mapping[str, Fact]
    derived: Mapping[str, DerivedFact]
    documents: Mapping[str, Document]
    departments: Mapping[str, Department]
    groups: tuple[Group, ...]
    tracks: Mapping[str, Track]
    routes: tuple[Route, ...]
    fees: tuple[Fee, ...]
    forbidden: tuple[ForbiddenDemand, ...]
    grounds: tuple[Ground, ...]
    reasons: tuple[Reason, ...]
    stages: tuple[Stage, ...]
    settings: Mapping[str, Setting]
    sources: Mapping[str, Source]
    on: date | None = None

    def route(self, route_id: str) -> Route:
        """The route of that id; KeyError if there is none."""
        for route in self.routes:
            if route.id == route_id:
                return route
        raise KeyError(route_id)

    def fee(self, fee_id: str) -> Fee:
        """The fee rule of that id; KeyError if there is none."""
        for fee in self.fees:
            if fee.id == fee_id:
                return fee
        raise KeyError(fee_id)
