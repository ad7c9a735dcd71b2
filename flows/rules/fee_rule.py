"""The rules of reduced charges: their windows, and the conditions that have to hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from flows.rules.citation import CitationRef, Text
from flows.rules.written import (
    AT_LEAST_ONE,
    Confidence,
    Day,
    Flag,
    Id,
    Limits,
    Name,
    Part,
    Proof,
    Words,
    WrittenForm,
)


@dataclass(frozen=True, slots=True)
class Condition(Part):
    """One condition of a fee rule.

    `kind`: "needed" (worked out from the papers), "applied" (the date of application against the window),
    "asked" (answered at the counter). `settled_by` is the department that can settle an unknown.
    `proof`: what it takes for the condition to hold, "stated", "seen" or "verified" (each includes those before it).
    With `sets_price`, the approved price is this house's own and is not known where the condition fails.
    """

    id: Id
    kind: Literal["needed", "applied", "asked"]
    name: Text
    question: Text
    cite: CitationRef
    settled_by: Id | None = None
    sets_price: Flag = False
    proof: Annotated[str, WrittenForm(Proof)] = ""

    def __post_init__(self) -> None:
        if not self.proof:
            # What an office can settle is not settled by saying so.
            object.__setattr__(self, "proof", "seen" if self.settled_by else "stated")


@dataclass(frozen=True, slots=True)
class Fee(Part):
    """A reduced charge for a document, in force from `first` to `last` inclusive, if all conditions hold.

    `place` is the department where alone it is charged so; None where the rule names none. `last_day` is the setting
    that says whether the last day belongs to the window.

    Where the text of the window was damaged: `ocr_raw` as it stands, `reading` as it is read, `confidence` how surely.
    """

    id: Name
    title: Text
    document: Id
    first: Day
    last: Day
    percent: Annotated[int, Limits(strict=True, ge=1, le=99)]
    rounding: Id
    conditions: Annotated[tuple[Condition, ...], AT_LEAST_ONE]
    reading: Text
    cite: CitationRef
    ocr_raw: Words | None = None
    confidence: Confidence = "certain"
    supersedes: Id | None = None
    last_day: Id | None = field(default=None, compare=False)
    place: Id | None = None

    def in_force(self, day: date) -> bool:
        """Whether `day` lies in the window, both ends included."""
        return self.first <= day <= self.last

    def contradiction(self) -> str:
        """A window has its ends in their order."""
        return "window_backwards" if self.last < self.first else ""
