"""The shape of what is written by hand to prove a pack: cases, refusals, rejections, promises."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from flows.rules.citation import Text
from flows.rules.written import (
    AT_LEAST_ONE,
    Channel,
    Day,
    Decider,
    Id,
    Limits,
    Number,
    Outcome,
    Part,
    Whole,
    Words,
)


@dataclass(frozen=True, slots=True)
class GoldenFee(Part):
    """What a fee is to come to: the day of the application, the answers, and half, full or undecided.

    With `price`, `amount` is what is charged (both in fen; left out: not known). Where the fee and its conditions
    stand is said by `cite` and `cites`.
    """

    applied: Day
    answers: dict[Id, Literal["met", "not_met", "unknown"]]
    status: Literal["half", "full", "undecided", "no_rule_in_force"]
    price: Annotated[int, Limits(strict=True, ge=1)] | None = None
    amount: Annotated[int, Limits(strict=True, ge=0)] | None = None
    cite: Id | None = None
    cites: dict[Id, Id] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Variant(Part):
    """A case with some facts otherwise: the same route, and class and decider as in the case where it says nothing."""

    facts: Annotated[dict[Id, Words], AT_LEAST_ONE]
    class_96: Number | None = None
    channel: Channel | None = None
    decided_by: Decider | None = None


@dataclass(frozen=True, slots=True)
class Golden(Part):
    """A case written by hand: facts, and all they are to lead to.

    Route, groups and papers may say where they stand: `paper @ cite`; a help also what it helps to: `paper > paper`.
    `asked`: every question on the way; `open`: what is left to be determined; `variants`: with some facts otherwise.
    """

    title: Text
    on: Day
    facts: dict[Id, Words]
    route: Words
    class_96: Number
    outcome: Outcome
    decided_by: Decider
    channel: Channel
    groups: tuple[Words, ...] = ()
    applicant: tuple[Words, ...] = ()
    station: tuple[Words, ...] = ()
    authority: tuple[Words, ...] = ()
    helps: tuple[Words, ...] = ()
    then: Id | Literal[""] = ""
    fee_rule: Id | Literal[""] = ""
    asked: tuple[Id, ...] | None = None
    open: tuple[Id, ...] | None = None
    settings: dict[Id, Id | Whole] = field(default_factory=dict)
    fees: tuple[GoldenFee, ...] = ()
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal(Part):
    """What somebody `says` who demands what is forbidden, and the clauses by which it is refused."""

    says: Words | Annotated[tuple[Words, ...], AT_LEAST_ONE]
    forbidden: Id
    cites: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Rejection(Part):
    """What was found, on which ground it is decided against registration, and where ground and remedy stand."""

    found: Text
    ground: Id
    cite: Id
    remedy_cite: Id


@dataclass(frozen=True, slots=True)
class Promise(Part):
    """What is said a second time: `free` papers with their clauses; the offices, by their Chinese names `on` a day.

    `members` sit in the joint meeting, to those in `refers` people are sent, `county` decides for the county.
    """

    on: Day
    free: dict[Id, Id] = field(default_factory=dict)
    members: tuple[Words, ...] | None = None
    refers: tuple[Words, ...] | None = None
    county: tuple[Words, ...] | None = None
