"""Which rules a station works with: proposed by one person, adopted by another, as its own records say.

While nobody has adopted any, those that come with the program are in force.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from flows.case import actions as a
from flows.case.entry import Entry
from flows.case.roles import Seat
from flows.errors import NotAllowed
from flows.rules.stamps import PackStamp

PROPOSED, ADOPTED, WITHDRAWN = "proposed", "adopted", "withdrawn"
#: With so many digits of a hash rules are named; fewer could be met by chance.
NAMED_BY = 12


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was done to which rules: `what` is proposed, adopted or withdrawn; `seq` the record of it, `by` a badge."""

    what: str
    packs: tuple[PackStamp, ...]
    stack: str
    seq: int
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Adoption:
    """The rules in force (None: those of the program), those that wait for a second person, and all there was."""

    in_force: Ruling | None = None
    proposed: Ruling | None = None
    history: tuple[Ruling, ...] = ()


def stack_of(packs: Iterable[PackStamp]) -> str:
    """The hash by which rules are named as a whole: over the hashes of all their packs, base first."""
    return hashlib.sha256("\n".join(pack.sha256 for pack in packs).encode()).hexdigest()


def apply_ruling(adoption: Adoption, entry: Entry) -> Adoption:
    """`adoption` after one record of the station; records of other things leave it as it is."""
    match entry.action:
        case a.ProposeRules(packs, stack):
            done = Ruling(PROPOSED, packs, stack, entry.seq, entry.operator, entry.at)
            # Only one waits at a time: a new proposal takes the place of the one before.
            return replace(adoption, proposed=done, history=(*adoption.history, done))
        case a.AdoptRules(packs, stack):
            done = Ruling(ADOPTED, packs, stack, entry.seq, entry.operator, entry.at)
            return Adoption(in_force=done, history=(*adoption.history, done))
        case a.WithdrawRules(stack):
            packs = adoption.proposed.packs if adoption.proposed else ()
            done = Ruling(WITHDRAWN, packs, stack, entry.seq, entry.operator, entry.at)
            return replace(adoption, proposed=None, history=(*adoption.history, done))
    return adoption


def fold_adoption(entries: Iterable[Entry]) -> Adoption:
    """What the station's own records, oldest first, make of it."""
    adoption = Adoption()
    for entry in entries:
        adoption = apply_ruling(adoption, entry)
    return adoption


def admit_rules(adoption: Adoption, action: a.Action, seat: Seat) -> None:
    """Raise NotAllowed unless `action`, if it concerns rules, may follow now; roles are asked elsewhere.

    `rules_in_force`, `rules_proposed_already`, `rules_unnamed`, `rules_not_proposed`, `rules_second_person`.
    """
    match action:
        case a.ProposeRules(packs, stack):
            _admit_proposal(adoption, packs, stack)
        case a.AdoptRules(packs, stack, proposal):
            waiting = _waiting_proposal(adoption, stack, proposal)
            if packs != waiting.packs:
                raise NotAllowed("rules_not_proposed")
            if seat.badge == waiting.by:
                raise NotAllowed("rules_second_person")
        case a.WithdrawRules(stack, proposal):
            _waiting_proposal(adoption, stack, proposal)


def _admit_proposal(adoption: Adoption, packs: tuple[PackStamp, ...], stack: str) -> None:
    if not packs or stack != stack_of(packs):
        raise NotAllowed("rules_unnamed")
    if adoption.in_force is not None and adoption.in_force.stack == stack:
        raise NotAllowed("rules_in_force")
    if adoption.proposed is not None and adoption.proposed.stack == stack:
        # Whoever proposed it first would else become the second person.
        raise NotAllowed("rules_proposed_already")


def _waiting_proposal(adoption: Adoption, stack: str, proposal: int) -> Ruling:
    waiting = adoption.proposed
    if waiting is None or (waiting.stack, waiting.seq) != (stack, proposal):
        raise NotAllowed("rules_not_proposed")
    return waiting
