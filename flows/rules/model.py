"""The rules as the counter uses them: facts, documents, routes, fees and what may not be demanded.

Everything here is data that a pack (TOML) has filled in; no name of a document, fact, route or fee
is known to the code. Dates are inclusive on both ends, amounts are in fen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

UNKNOWN = "unknown"

APPLICANT = "applicant"
STATION = "station"
AUTHORITY = "authority"


@dataclass(frozen=True, slots=True)
class Text:
    """A text of law or a label in both languages."""

    zh: str
    en: str

    def get(self, lang: str) -> str:
        """The text in `lang` ("zh" or "en"); anything that is not English is shown in Chinese."""
        return self.en if lang.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Cite:
    """Where a rule stands: source id, clause, and its words; `id` is its name in the pack.

    `phrase` is the operative phrase of the source, or, where `is_gist`, what it says in substance.
    `level` is how well it is known (S notice, V two mirrors, v one mirror, R elsewhere, M memory, E counter).
    """

    source: str
    at: str
    phrase: Text
    is_gist: bool
    level: str = "S"
    id: str = ""


class Match(NamedTuple):
    """One condition of a match table: the fact has one of these values."""

    fact: str
    values: tuple[str, ...]


When = tuple[Match, ...]
"""A match table: every condition holds. An empty one always holds."""


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
class Source:
    """A legal text: number and date as read, what the stored copy shows, and how sure the reading is."""

    id: str
    title: Text
    number: str
    issued: date | None
    level: str
    confidence: str
    ocr_raw: str | None = None
    reading: Text | None = None
    supersedes: str | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """A choice that the sources leave open: what is asked, what is chosen, why, and what speaks `against` it.

    Match tables name it like a fact. `value` is the id of one of `options`, a number of years among them as text.
    """

    id: str
    question: Text
    value: str
    options: tuple[Option, ...]
    why: Text
    cite: Cite
    against: tuple[Cite, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer. `is_open` marks an answer that leaves something to be determined later."""

    id: str
    label: Text
    help: Text | None = None
    is_open: bool = False
    cite: Cite | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One question. With `source_field` the answer comes from that field of the case and is never asked.

    With `asked` False it is a circumstance: too rare to be asked of everyone, said when it comes up.

    `unknown_reads` is the option that "unknown" is read as (the smaller demand), `unknown_why` says why;
    without it "unknown" is a value of its own that match tables name.

    Of a date: `name` is what it is called in a sentence, `not_before` the dates before which it cannot lie
    (see `flows.rules.date_constraints`).
    """

    id: str
    question: Text
    help: Text
    kind: str
    options: tuple[Option, ...]
    unknown_allowed: bool
    source_field: str | None
    cite: Cite
    unknown_reads: str | None = None
    unknown_why: Text | None = None
    asked: bool = True
    name: Text | None = None
    not_before: tuple[str, ...] | None = None

    @property
    def volunteered(self) -> bool:
        """Whether no question of the wizard asks for it: it comes from a field, or is said when it comes up."""
        return bool(self.source_field) or not self.asked

    @property
    def choices(self) -> tuple[str, ...]:
        """The option ids, with "unknown" last where it is allowed."""
        ids = tuple(option.id for option in self.options)
        return (*ids, UNKNOWN) if self.unknown_allowed else ids


@dataclass(frozen=True, slots=True)
class Span:
    """A value that a derived fact has from `first` to `last`, both included (None: no end)."""

    value: str
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class TableRow:
    """A value that a derived fact has when a match table holds."""

    value: str
    when: When


@dataclass(frozen=True, slots=True)
class Derived:
    """A fact worked out from others: by spans of a date, by age on the opening date, or by a match table.

    By age (`years`, from the setting `years_setting` if one has them): `over` from the day after the birthday that
    completes them, with `over_on_the_day` from that day on.

    Where the date leaves several values possible, the value is `open_value`; if that is None, the earliest.
    """

    id: str
    name: Text
    options: tuple[Option, ...]
    cite: Cite
    date_fact: str | None = None
    spans: tuple[Span, ...] = ()
    years: int | None = None
    within: str | None = None
    over: str | None = None
    rows: tuple[TableRow, ...] = ()
    open_value: str | None = None
    over_on_the_day: bool = False
    years_setting: str | None = None


@dataclass(frozen=True, slots=True)
class DatedName:
    """A department's name while it was in use, both ends included."""

    name: Text
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Department:
    """An office: its name on the date the rules were loaded for, all its names, and what it does here.

    `refers`: people are sent there from the window; `member`: it sits in the joint meeting; `decides`: it is the one
    meant where "station" or "county" decides.
    """

    id: str
    name: Text
    names: tuple[DatedName, ...]
    duty: Text
    cite: Cite
    refers: bool = False
    member: bool = False
    decides: str | None = None

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
class Document:
    """A paper: who issues it, where and how it is got, who pays, and which fact having it answers (`obtains`).

    `goes_with`: state of the paper -> the answers to that fact that can stand beside it. `called`: the Chinese words
    by which sources name it, `aliases`: what people call it. `cite`: where it is spoken of at all. `recorded_by`: the
    step of the case that settles it ("system_query"), so that it cannot be ticked by hand. `kept`: where the original
    is once it was handed in ("kept", "second_page", "copy" or "returned"); None where the rules do not say.
    """

    id: str
    name: Text
    cite: Cite
    called: tuple[str, ...]
    issuer: str | None
    where: Text
    how: Text
    payer: str
    copies: Text
    original: Text
    obtains: tuple[str, str] | None = None
    goes_with: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    payer_cite: Cite | None = None
    recorded_by: str | None = None
    kept: str | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """What one route needs: any one of these documents, whose errand it is, and by what clause.

    `issuer`, `where`, `how` stand where this route sends people elsewhere than the document's own entry says.
    With `help_toward` it is only a help on the way to that document, never a demand. `every` names the row that
    stands in every route, where it comes from one.
    """

    any_of: tuple[str, ...]
    by: str
    payer: str
    cite: Cite
    when: When = ()
    help_toward: str | None = None
    issuer: str | None = None
    where: Text | None = None
    how: Text | None = None
    note: Text | None = None
    every: str = ""

    @property
    def key(self) -> tuple[tuple[str, ...], str]:
        """What makes two needs the same errand: the papers and who brings them."""
        return (self.any_of, self.by)


@dataclass(frozen=True, slots=True)
class Group:
    """A sub-category of the notice. `asked` False: never found from facts (outside the plan is never asked).

    `rest`: holds when its category holds and no other of its groups does.
    """

    id: str
    clause: str
    name: Text
    parent: str
    parent_name: Text
    asked: bool
    when: When
    rest: bool
    cite: Cite


@dataclass(frozen=True, slots=True)
class Step:
    """Business channel and who decides, when a match table holds."""

    channel: str
    decided_by: str
    when: When
    cite: Cite


@dataclass(frozen=True, slots=True)
class Track:
    """The way through the house for a route: exactly one of its steps holds."""

    id: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Class96:
    """The class (1 to 8) of the State Council's 2015 opinion, when a match table holds."""

    number: str
    when: When


@dataclass(frozen=True, slots=True)
class Route:
    """One row of the table: who it is for, what it needs and where it leads. None refuses.

    `waives`: papers that the cited text names and that are not asked for here, each with what that rests on.
    """

    id: str
    title: Text
    when: When
    outcome: str
    classes: tuple[Class96, ...]
    track: str
    needs: tuple[Need, ...]
    helps: tuple[Need, ...]
    cite: Cite
    then_facts: Mapping[str, str] = field(default_factory=dict)
    place: Text | None = None
    exit: Text | None = None
    waives: Mapping[str, Cite] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a fee rule.

    `kind`: "needed" (worked out from the papers), "applied" (the date of application against the window),
    "asked" (answered at the counter). `settled_by` is the department that can settle an unknown.
    `proof`: what it takes for the condition to hold, "stated", "seen" or "verified" (each includes those before it).
    With `sets_price`, the approved price is this house's own and is not known where the condition fails.
    """

    id: str
    name: Text
    question: Text
    kind: str
    cite: Cite
    settled_by: str | None = None
    sets_price: bool = False
    proof: str = "stated"


@dataclass(frozen=True, slots=True)
class Fee:
    """A reduced charge for a document, in force from `first` to `last` inclusive, if all conditions hold.

    `place` is the department where alone it is charged so; None where the rule names none.

    Where the text of the window was damaged: `ocr_raw` as it stands, `reading` as it is read, `confidence` how surely.
    """

    id: str
    title: Text
    document: str
    first: date
    last: date
    percent: int
    rounding: str
    conditions: tuple[Condition, ...]
    reading: Text
    cite: Cite
    ocr_raw: str | None = None
    confidence: str = "certain"
    supersedes: str | None = None
    place: str | None = None

    def in_force(self, day: date) -> bool:
        """Whether `day` lies in the window, both ends included."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A paper that may not be demanded from anyone, the names it goes by and the clauses that forbid it.

    `not_in`: longer words that mean something else though one of its names stands in them.
    """

    id: str
    name: Text
    aliases: tuple[str, ...]
    cites: tuple[Cite, ...]
    not_in: tuple[str, ...] = ()

    @property
    def cite(self) -> Cite:
        """The first clause that forbids it."""
        return self.cites[0]


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground on which registration may be decided against, and the remedy to be told with it."""

    id: str
    name: Text
    remedy: Text
    cite: Cite
    remedy_cite: Cite


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason chosen by digit, for what it is given ("candidate", "supplement", …)."""

    id: str
    kind: str
    name: Text
    cite: Cite


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the campaign, in its order."""

    id: str
    name: Text
    cite: Cite


@dataclass(frozen=True, slots=True)
class Rules:
    """All packs in force, merged: base first, then the overlay."""

    packs: tuple[PackRef, ...]
    facts: Mapping[str, Fact]
    derived: Mapping[str, Derived]
    documents: Mapping[str, Document]
    departments: Mapping[str, Department]
    groups: tuple[Group, ...]
    tracks: Mapping[str, Track]
    routes: tuple[Route, ...]
    fees: tuple[Fee, ...]
    forbidden: tuple[Forbidden, ...]
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
