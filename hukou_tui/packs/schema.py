"""The shape that a pack must have, base and overlay merged: closed vocabularies, nothing extra."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from hukou_tui.packs.by_hand import Golden, Promise, Refusal, Rejection
from hukou_tui.packs.shape import (
    By,
    Channel,
    Id,
    Kept,
    Level,
    Match,
    Number,
    Outcome,
    Part,
    Payer,
    Proof,
    SourceField,
    Text,
    Words,
)


class Pack(Part):
    """The head of a pack file."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    revision: Words
    title: Text
    base: Words | None = None
    first: date | None = None
    last: date | None = None
    rests_on: list[Id] = []


class Source(Part):
    """A legal text."""

    title: Text
    number: Words
    level: Level
    confidence: Literal["certain", "likely", "doubtful"]
    issued: date | None = None
    ocr_raw: Words | None = None
    reading: Text | None = None
    supersedes: Id | None = None

    @model_validator(mode="after")
    def _doubt_is_explained(self) -> Source:
        if self.reading is None and self.confidence != "certain" and self.level != "E":
            raise ValueError("reading_missing")
        return self


class Cite(Part):
    """A citation: the very words (`phrase`) or the substance (`gist`), never both."""

    source: Id
    at: Words
    phrase: Text | None = None
    gist: Text | None = None
    level: Level | None = None

    @model_validator(mode="after")
    def _phrase_or_gist(self) -> Cite:
        if (self.phrase is None) == (self.gist is None):
            raise ValueError("phrase_or_gist")
        return self


class Choice(Text):
    """One value that a setting may have: an id, or a number of years."""

    value: Id | Annotated[int, Field(ge=0, le=150)]


class Setting(Part):
    """A choice that the sources leave open, with everything that may be chosen."""

    question: Text
    value: Id | int
    options: Annotated[list[Choice], Field(min_length=2)]
    why: Text
    cite: Id
    against: list[Id] = []

    @model_validator(mode="after")
    def _one_of_its_options(self) -> Setting:
        values = [option.value for option in self.options]
        if self.value not in values:
            raise ValueError("setting_value")
        if len(set(values)) != len(values):
            raise ValueError("options_twice")
        return self


class DatedName(Text):
    """A name with the days on which it began and ended, both included."""

    first: date | None = None
    last: date | None = None


class Department(Part):
    """An office and its names through time."""

    names: Annotated[list[DatedName], Field(min_length=1)]
    duty: Text
    cite: Id
    refers: bool = False
    member: bool = False
    decides: Literal["station", "county"] | None = None


class Obtains(Part):
    """Which fact having a paper answers."""

    fact: Id
    value: Words


class GoesWith(Part):
    """By the state of a paper, the answers to the fact of its `obtains` that can stand beside it."""

    has: list[Words] = []
    not_brought: list[Words] = []
    has_not: list[Words] = []


class Document(Part):
    """A paper."""

    name: Text
    cite: Id
    where: Text
    how: Text
    payer: Payer
    copies: Text
    original: Text
    issuer: Id | None = None
    obtains: Obtains | None = None
    goes_with: GoesWith | None = None
    payer_cite: Id | None = None
    called: list[Words] = []
    aliases: list[Words] = []
    recorded_by: Literal["system_query"] | None = None
    kept: Kept | None = None

    @model_validator(mode="after")
    def _free_needs_a_rule(self) -> Document:
        if self.payer == "free_by_rule" and self.payer_cite is None:
            raise ValueError("free_uncited")
        return self


class Option(Text):
    """One answer."""

    id: Id
    help: Text | None = None
    open: bool = False
    cite: Id | None = None


class Fact(Part):
    """One question."""

    question: Text
    help: Text
    kind: Literal["choice", "date"]
    cite: Id
    options: list[Option] = []
    unknown_allowed: bool = False
    unknown_reads: Words | None = None
    unknown_why: Text | None = None
    source_field: SourceField | None = None
    asked: bool = True
    name: Text | None = None
    not_before: list[Id] | None = None

    @model_validator(mode="after")
    def _unknown_is_explained(self) -> Fact:
        ids = [option.id for option in self.options]
        if len(set(ids)) != len(ids):
            raise ValueError("options_twice")
        if not self.asked and (self.unknown_reads is None or self.source_field is not None):
            # What nobody asks must have a reading, or the person would be left without a route.
            raise ValueError("circumstance_unread")
        if (self.kind == "choice") != bool(self.options):
            raise ValueError("options_by_kind")
        if self.kind == "choice" and not (self.name is None and self.not_before is None):
            raise ValueError("order_of_a_choice")
        if (self.unknown_reads is None) != (self.unknown_why is None):
            raise ValueError("unknown_why_missing")
        if self.unknown_reads is not None and not self.unknown_allowed:
            raise ValueError("unknown_not_allowed")
        if self.source_field is not None and not self.unknown_allowed:
            # A field may be empty, and an empty field must have a reading.
            raise ValueError("field_without_unknown")
        return self


class Span(Part):
    """A value between two days, both included; where its lines are drawn stands in `cite`, else in the fact's own."""

    value: Id
    cite: Id | None = None
    first: date | None = None
    last: date | None = None


class Row(Part):
    """A value where a match table holds."""

    value: Id
    when: Match


class Derived(Part):
    """A fact worked out from others, in exactly one of three ways."""

    name: Text
    cite: Id
    options: Annotated[list[Option], Field(min_length=2)]
    from_: Annotated[str | None, Field(alias="from")] = None
    spans: list[Span] = []
    years: Id | Annotated[int, Field(ge=1, le=150)] | None = None
    within: Id | None = None
    over: Id | None = None
    over_on_the_day: bool = False
    open_value: Id | None = None
    rows: list[Row] = []

    @model_validator(mode="after")
    def _one_way(self) -> Derived:
        aged = self.years is not None
        if [bool(self.spans), aged, bool(self.rows)].count(True) != 1 or (self.from_ is None) != bool(
            self.rows
        ):
            raise ValueError("derived_one_way")
        if aged and None in (self.within, self.over, self.open_value):
            raise ValueError("derived_by_age")
        return self


class Category(Part):
    """A great group of persons, and the clause that names it."""

    clause: Words
    name: Text


class Group(Part):
    """A sub-category. `when` may be left out only where it is never worked out from facts."""

    clause: Words
    name: Text
    parent: Id
    cite: Id
    when: Match | None = None
    asked: bool = True
    rest: bool = False

    @model_validator(mode="after")
    def _asked_by_table(self) -> Group:
        if self.asked != bool(self.when):
            raise ValueError("group_when")
        return self


class Step(Part):
    """Channel and who decides."""

    channel: Channel
    decided_by: Literal["station", "county"]
    when: Match
    cite: Id


class Track(Part):
    """The way through the house."""

    steps: Annotated[list[Step], Field(min_length=1)]


class Class96(Part):
    """The class of 96, where a match table holds."""

    class_: Annotated[Number, Field(alias="class")]
    when: Match


class Classes(Part):
    """The classes that a route may serve: exactly one of the rows holds."""

    rows: Annotated[list[Class96], Field(min_length=1)]


class Need(Part):
    """A demand or check of one route."""

    any_of: Annotated[list[Id], Field(min_length=1)]
    by: By
    cite: Id
    payer: Payer | None = None
    when: Match = {}
    issuer: Id | None = None
    where: Text | None = None
    how: Text | None = None
    note: Text | None = None
    supersedes: list[Id] = []


class Help(Part):
    """A paper that eases the way `toward` another, never demanded."""

    any_of: Annotated[list[Id], Field(min_length=1)]
    toward: Id
    cite: Id
    payer: Payer | None = None
    when: Match = {}
    note: Text | None = None


class Every(Need):
    """A need of every route, or of those with certain outcomes."""

    outcomes: list[Outcome] | None = None
    not_routes: list[Id] = []


class Route(Part):
    """One row of the table."""

    title: Text
    when: Annotated[Match, Field(min_length=1)]
    outcome: Outcome
    class_96: Words
    track: Id
    cite: Id
    needs: list[Need] = []
    helps: list[Help] = []
    then_facts: dict[Id, Words] = {}
    place: Text | None = None
    exit: Text | None = None
    waives: dict[Id, Id] = {}

    @model_validator(mode="after")
    def _obtaining_leads_on(self) -> Route:
        if (self.outcome == "obtain_first") != bool(self.then_facts):
            raise ValueError("then_facts")
        return self


class Condition(Part):
    """One condition of a fee."""

    id: Id
    kind: Literal["needed", "applied", "asked"]
    name: Text
    question: Text
    cite: Id
    settled_by: Id | None = None
    sets_price: bool = False
    proof: Proof | None = None


class Fee(Part):
    """A reduced charge with its window."""

    title: Text
    document: Id
    first: date
    last: date
    percent: Annotated[int, Field(ge=1, le=99)]
    rounding: Id
    conditions: Annotated[list[Condition], Field(min_length=1)]
    reading: Text
    cite: Id
    ocr_raw: Words | None = None
    confidence: Literal["certain", "likely", "doubtful"] = "certain"
    supersedes: Id | None = None
    last_day: Id | None = None
    place: Id | None = None

    @model_validator(mode="after")
    def _window(self) -> Fee:
        if self.last < self.first:
            raise ValueError("window_backwards")
        return self


class Forbidden(Part):
    """A demand that nobody may make."""

    name: Text
    aliases: list[Words] = []
    not_in: list[Words] = []
    cites: Annotated[list[Id], Field(min_length=1)]


class Ground(Part):
    """A ground for not registering."""

    name: Text
    remedy: Text
    cite: Id
    remedy_cite: Id


class Reason(Part):
    """A reason chosen by digit."""

    kind: Literal["candidate", "supplement"]
    name: Text
    cite: Id


class Stage(Part):
    """A stage of the campaign."""

    name: Text
    cite: Id


class PackFile(Part):
    """Base and overlay merged; `packs` are their heads, base first."""

    packs: list[Pack]
    sources: dict[Id, Source]
    cites: dict[Id, Cite]
    settings: dict[Id, Setting] = {}
    departments: dict[Id, Department]
    documents: dict[Id, Document]
    facts: dict[Id, Fact]
    derived: dict[Id, Derived] = {}
    categories: dict[Id, Category] = {}
    groups: dict[Id, Group] = {}
    tracks: dict[Id, Track]
    classes: dict[Id, Classes] = {}
    every: dict[Id, Every] = {}
    routes: dict[Id, Route]
    fees: dict[Id, Fee] = {}
    forbidden: dict[Id, Forbidden] = {}
    grounds: dict[Id, Ground] = {}
    reasons: dict[Id, Reason] = {}
    stages: dict[Id, Stage] = {}
    golden: dict[Id, Golden] = {}
    refusals: dict[Id, Refusal] = {}
    rejections: dict[Id, Rejection] = {}
    promises: dict[Id, Promise] = {}
