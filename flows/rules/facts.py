"""What is asked and what follows from it: match tables, facts with their answers, derived facts, settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal, NamedTuple

from flows.rules.citation import CitationRef, Text
from flows.rules.written import (
    AT_LEAST_ONE,
    GIVEN,
    AtLeast,
    Day,
    Flag,
    Id,
    Limits,
    Name,
    Part,
    Plain,
    SourceField,
    Whole,
    Words,
    WrittenForm,
)

UNKNOWN = "unknown"


class Match(NamedTuple):
    """One condition of a match table: the fact has one of these values."""

    fact: str
    values: tuple[str, ...]


#: A match table: every condition holds. An empty one always holds.
When = tuple[Match, ...]


def _when(table: Mapping[str, str | tuple[str, ...]]) -> When:
    return tuple(
        Match(fact, (values,) if isinstance(values, str) else values) for fact, values in table.items()
    )


_Table = dict[Id, Words | tuple[Words, ...]]
#: A match table as a field of a part; `FullTable` has at least one condition.
Table = Annotated[When, WrittenForm(_Table, _when)]
FullTable = Annotated[When, WrittenForm(Annotated[_Table, AT_LEAST_ONE], _when)]
Years = Annotated[int, Limits(strict=True, ge=1, le=150)]


@dataclass(frozen=True, slots=True)
class Option(Part):
    """One possible answer. `is_open` marks an answer that leaves something to be determined later."""

    label: Annotated[Text, GIVEN]
    id: Id
    help: Text | None = None
    is_open: Flag = False
    cite: CitationRef | None = None

    KEYS: ClassVar[Mapping[str, str]] = {"is_open": "open"}
    INLINE: ClassVar[str] = "label"


@dataclass(frozen=True, slots=True)
class Choice(Part):
    """One value that a setting may have, as it is written: an id, or a number of years."""

    label: Annotated[Text, GIVEN]
    value: Id | Annotated[int, Limits(strict=True, ge=0, le=150)]

    INLINE: ClassVar[str] = "label"


def _options(choices: tuple[Choice, ...]) -> tuple[Option, ...]:
    return tuple(Option(choice.label, str(choice.value)) for choice in choices)


@dataclass(frozen=True, slots=True)
class Setting(Part):
    """A choice that the sources leave open: what is asked, what is chosen, why, and what speaks `against` it.

    Match tables name it like a fact. `value` is the id of one of `options`, a number of years among them as text.
    """

    id: Name
    question: Text
    value: Annotated[str, WrittenForm(Id | Whole, str)]
    options: Annotated[tuple[Option, ...], WrittenForm(Annotated[tuple[Choice, ...], AtLeast(2)], _options)]
    why: Text
    cite: CitationRef
    against: tuple[CitationRef, ...] = ()

    def contradiction(self) -> str:
        """The value is one of its options, and none stands there twice."""
        values = [option.id for option in self.options]
        if self.value not in values:
            return "setting_value"
        return "options_twice" if len(set(values)) != len(values) else ""


@dataclass(frozen=True, slots=True)
class Fact(Part):
    """One question. With `source_field` the answer comes from that field of the case and is never asked.

    With `asked` False it is a circumstance: too rare to be asked of everyone, said when it comes up.

    `unknown_reads` is the option that "unknown" is read as (the smaller demand), `unknown_why` says why;
    without it "unknown" is a value of its own that match tables name.

    Of a date: `name` is what it is called in a sentence, `not_before` the dates before which it cannot lie
    (see `flows.rules.date_constraints`).
    """

    id: Name
    question: Text
    help: Text
    kind: Literal["choice", "date"]
    cite: CitationRef
    options: tuple[Option, ...] = ()
    unknown_allowed: Flag = False
    unknown_reads: Words | None = None
    unknown_why: Text | None = None
    source_field: SourceField | None = None
    asked: Flag = True
    name: Text | None = None
    not_before: tuple[Id, ...] | None = None

    @property
    def volunteered(self) -> bool:
        """Whether no question of the wizard asks for it: it comes from a field, or is said when it comes up."""
        return bool(self.source_field) or not self.asked

    @property
    def choices(self) -> tuple[str, ...]:
        """The option ids, with "unknown" last where it is allowed."""
        ids = tuple(option.id for option in self.options)
        return (*ids, UNKNOWN) if self.unknown_allowed else ids

    def contradiction(self) -> str:
        """Options fit the kind, and what nobody answers has a reading."""
        return next((code for code, holds in self._contradictions().items() if holds), "")

    def _contradictions(self) -> dict[str, bool]:
        ids = [option.id for option in self.options]
        is_choice, is_read, comes = self.kind == "choice", self.unknown_reads is not None, self.source_field
        return {
            "options_twice": len(set(ids)) != len(ids),
            # What nobody asks must have a reading, or the person would be left without a route.
            "circumstance_unread": not self.asked and (not is_read or comes is not None),
            "options_by_kind": is_choice != bool(ids),
            "order_of_a_choice": is_choice and not (self.name is None and self.not_before is None),
            "unknown_why_missing": is_read != (self.unknown_why is not None),
            "unknown_not_allowed": is_read and not self.unknown_allowed,
            # A field may be empty, and an empty field must have a reading.
            "field_without_unknown": comes is not None and not self.unknown_allowed,
        }


@dataclass(frozen=True, slots=True)
class Span(Part):
    """A value that a derived fact has from `first` to `last`, both included (None: no end).

    Where its lines are drawn stands in `cite`, else in the fact's own.
    """

    value: Id
    cite: CitationRef | None = field(default=None, compare=False)
    first: Day | None = None
    last: Day | None = None


@dataclass(frozen=True, slots=True)
class TableRow(Part):
    """A value that a derived fact has when a match table holds."""

    value: Id
    when: Table


def _number(years: str | int | None) -> int | None:
    return None if isinstance(years, str) else years


def _setting(years: str | int | None) -> str | None:
    return years if isinstance(years, str) else None


@dataclass(frozen=True, slots=True)
class DerivedFact(Part):
    """A fact worked out from others: by spans of a date, by age on the opening date, or by a match table.

    By age (`years`, from the setting `years_setting` if one has them): `over` from the day after the birthday that
    completes them, with `over_on_the_day` from that day on.

    Where the date leaves several values possible, the value is `open_value`; if that is None, the earliest.
    """

    id: Name
    name: Text
    cite: CitationRef
    options: Annotated[tuple[Option, ...], AtLeast(2)]
    date_fact: Plain | None = None
    spans: tuple[Span, ...] = ()
    years: Annotated[int | None, WrittenForm(Id | Years | None, _number)] = None
    years_setting: Annotated[str | None, WrittenForm(Id | Years | None, _setting)] = None
    within: Id | None = None
    over: Id | None = None
    over_on_the_day: Flag = False
    open_value: Id | None = None
    rows: tuple[TableRow, ...] = ()

    KEYS: ClassVar[Mapping[str, str]] = {"date_fact": "from", "years_setting": "years"}

    def contradiction(self) -> str:
        """Worked out in exactly one of the three ways."""
        aged = (self.years, self.years_setting) != (None, None)
        ways = [bool(self.spans), aged, bool(self.rows)]
        if ways.count(True) != 1 or (self.date_fact is None) != bool(self.rows):
            return "derived_one_way"
        return "derived_by_age" if aged and None in (self.within, self.over, self.open_value) else ""
