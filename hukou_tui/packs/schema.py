"""The frame of a pack, base and overlay merged: its sections, and what stands only there and in no rule.

What an entry may say is the model of `flows.rules`; a section is a table of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import AfterValidator, TypeAdapter, ValidationInfo

from flows.rules import model as m
from flows.rules.citation import Citation, Cite, Source, Text
from flows.rules.facts import DerivedFact, Fact, Setting
from flows.rules.written import AT_LEAST_ONE, NAMED, Day, Id, Limits, Outcome, Part, Words, WrittenForm
from hukou_tui.packs.by_hand import Golden, Promise, Refusal, Rejection

Entry = TypeVar("Entry")
Section = Annotated[dict[Id, Entry], NAMED]


@dataclass(frozen=True, slots=True)
class Head(Part):
    """The head of a pack file."""

    id: Annotated[str, Limits(strict=True, pattern=r"^[a-z0-9][a-z0-9-]*$")]
    revision: Words
    title: Text
    base: Words | None = None
    first: Day | None = None
    last: Day | None = None
    rests_on: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True)
class Category(Part):
    """A great group of persons, and the clause that names it."""

    clause: Words
    name: Text


@dataclass(frozen=True, slots=True)
class Classes(Part):
    """The classes that a route may serve: exactly one of the rows holds."""

    rows: Annotated[tuple[m.Class96, ...], AT_LEAST_ONE]


@dataclass(frozen=True, slots=True)
class Every(m.Need):
    """A need of every route, or of those with certain outcomes."""

    outcomes: tuple[Outcome, ...] | None = None
    not_routes: tuple[Id, ...] = ()

    def meant_for(self, route: m.Route) -> bool:
        """Whether it stands in that route."""
        return route.id not in self.not_routes and (self.outcomes is None or route.outcome in self.outcomes)


def _cites(written: dict[str, Citation], info: ValidationInfo) -> dict[str, Cite]:
    """The citations as the rules hold them, at hand for every section that is read after them."""
    sources: dict[str, Source] = info.data.get("sources", {})
    levels = {name: source.level for name, source in sources.items()}
    cites = {name: citation.cite(name, levels.get(citation.source, "")) for name, citation in written.items()}
    if info.context is not None:
        info.context.update(cites)
    return cites


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Base and overlay merged; `packs` are their heads, base first."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    packs: tuple[Head, ...]
    sources: Section[Source]
    cites: Annotated[dict[str, Cite], WrittenForm(dict[Id, Citation]), AfterValidator(_cites)]
    settings: Section[Setting] = field(default_factory=dict)
    departments: Section[m.Department]
    documents: Section[m.Document]
    facts: Section[Fact]
    derived: Section[DerivedFact] = field(default_factory=dict)
    categories: dict[Id, Category] = field(default_factory=dict)
    groups: Section[m.Group] = field(default_factory=dict)
    tracks: Section[m.Track]
    classes: dict[Id, Classes] = field(default_factory=dict)
    every: dict[Id, Every] = field(default_factory=dict)
    routes: Section[m.Route]
    fees: Section[m.Fee] = field(default_factory=dict)
    forbidden: Section[m.ForbiddenDemand] = field(default_factory=dict)
    grounds: Section[m.Ground] = field(default_factory=dict)
    reasons: Section[m.Reason] = field(default_factory=dict)
    stages: Section[m.Stage] = field(default_factory=dict)
    golden: dict[Id, Golden] = field(default_factory=dict)
    refusals: dict[Id, Refusal] = field(default_factory=dict)
    rejections: dict[Id, Rejection] = field(default_factory=dict)
    promises: dict[Id, Promise] = field(default_factory=dict)


@cache
def adapter() -> TypeAdapter[Pack]:
    """What reads a merged pack; made with the first one."""
    return TypeAdapter(Pack)
