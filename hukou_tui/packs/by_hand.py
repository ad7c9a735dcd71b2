"""The shape of what is written by hand to prove a pack: cases, refusals, rejections, promises."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from hukou_tui.packs.shape import Channel, Id, Number, Outcome, Part, Text, Words


class GoldenFee(Part):
    """What a fee is to come to: the day of the application, the answers, and half, full or undecided.

    With `price`, `amount` is what is charged (both in fen; left out: not known). Where the fee and its conditions
    stand is said by `cite` and `cites`.
    """

    applied: date
    answers: dict[Id, Literal["met", "not_met", "unknown"]]
    status: Literal["half", "full", "undecided", "no_rule_in_force"]
    price: Annotated[int, Field(ge=1)] | None = None
    amount: Annotated[int, Field(ge=0)] | None = None
    cite: Id | None = None
    cites: dict[Id, Id] = {}


class Variant(Part):
    """A case with some facts otherwise: the same route, and class and decider as in the case where it says nothing."""

    facts: Annotated[dict[Id, Words], Field(min_length=1)]
    class_96: Number | None = None
    channel: Channel | None = None
    decided_by: Literal["station", "county"] | None = None


class Golden(Part):
    """A case written by hand: facts, and all they are to lead to.

    Route, groups and papers may say where they stand: `paper @ cite`; a help also what it helps to: `paper > paper`.
    `asked`: every question on the way; `open`: what is left to be determined; `variants`: with some facts otherwise.
    """

    title: Text
    on: date
    facts: dict[Id, Words]
    route: Words
    class_96: Number
    outcome: Outcome
    decided_by: Literal["station", "county"]
    channel: Channel
    groups: list[Words] = []
    applicant: list[Words] = []
    station: list[Words] = []
    authority: list[Words] = []
    helps: list[Words] = []
    then: Id | Literal[""] = ""
    fee_rule: Id | Literal[""] = ""
    asked: list[Id] | None = None
    open: list[Id] | None = None
    settings: dict[Id, Id | int] = {}
    fees: list[GoldenFee] = []
    variants: list[Variant] = []


class Refusal(Part):
    """What somebody `says` who demands what is forbidden, and the clauses by which it is refused."""

    says: Words | Annotated[list[Words], Field(min_length=1)]
    forbidden: Id
    cites: list[Id]


class Rejection(Part):
    """What was found, on which ground it is decided against registration, and where ground and remedy stand."""

    found: Text
    ground: Id
    cite: Id
    remedy_cite: Id


class Promise(Part):
    """What is said a second time: `free` papers with their clauses; the offices, by their Chinese names `on` a day.

    `members` sit in the joint meeting, to those in `refers` people are sent, `county` decides for the county.
    """

    on: date
    free: dict[Id, Id] = {}
    members: list[Words] | None = None
    refers: list[Words] | None = None
    county: list[Words] | None = None
