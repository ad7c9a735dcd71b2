"""How far the parents agree: by number, by name, and entered one for the other.

What the parents say is said of all their children, so it tells a family and not which of its children; once one
parent agrees, the other adds little.
"""

from __future__ import annotations

from dataclasses import dataclass

from flows.identity.names import Folding, is_placeholder
from flows.linkage.name_similarity import compare_names
from flows.linkage.number_similarity import FEW_DIGITS, compare_id_numbers
from flows.linkage.person import Person, Query

#: Name and number of a parent as written.
ParentEntry = tuple[str, str]

_NUMBER_EQUAL, _NUMBER_ALMOST, _NUMBER_DIFFERS = 27, 21, -10
_POINTS_A_BIT, _MOST_OF_A_NAME, _NAME_DIFFERS = 1.2, 19, -9
_SWAPPED = -5
_AGREES_FROM = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of the account of a parent: `role`, code, points, what the sentence needs."""

    role: str
    code: str
    points: int
    params: dict[str, object]


@dataclass(frozen=True, slots=True)
class Parents:
    """What came of both: the lines, and which parents agree, differ, or could not be compared."""

    pieces: tuple[Piece, ...]
    agree: frozenset[str]
    differ: frozenset[str]
    certain: bool
    missing: tuple[str, ...]


def compare_parents(query: Query, person: Person, folding: Folding) -> Parents:
    """Compare both parents, each with its like, or crosswise where that alone agrees."""
    mine = {"father": (query.father_name, query.father_id), "mother": (query.mother_name, query.mother_id)}
    theirs = {
        "father": (person.father_name, person.father_id),
        "mother": (person.mother_name, person.mother_id),
    }
    found = {role: _one(role, mine[role], theirs[role], folding) for role in mine}
    if not any(_total(pieces) >= _AGREES_FROM for pieces in found.values()):
        found = _crosswise(mine, theirs, folding) or found
    totals = {role: _total(pieces) for role, pieces in found.items() if pieces}
    agree = frozenset(role for role, total in totals.items() if total >= _AGREES_FROM)
    return Parents(
        _beside(found, totals) if len(agree) > 1 else tuple(p for pieces in found.values() for p in pieces),
        agree,
        frozenset(role for role, total in totals.items() if total < 0),
        any(piece.points >= _NUMBER_ALMOST for pieces in found.values() for piece in pieces),
        tuple(role for role in mine if not found[role]),
    )


def _total(pieces: tuple[Piece, ...]) -> int:
    return sum(piece.points for piece in pieces)


def _one(role: str, mine: ParentEntry, theirs: ParentEntry, folding: Folding) -> tuple[Piece, ...]:
    """The lines for one parent: the number, and the name where no number settles it; none if nothing is known."""
    pieces: list[Piece] = []
    numbers = compare_id_numbers(mine[1], theirs[1]) if mine[1] and theirs[1] else None
    if numbers is not None and not (numbers[0] == "fragment" and numbers[1] < FEW_DIGITS):
        # The few figures that a mask leaves are no other number, and name nobody: the name says more.
        pieces.append(_number(role, numbers[1]))
        if pieces[0].points > 0:
            return tuple(pieces)
    if mine[0] and theirs[0] and not is_placeholder(mine[0]) and not is_placeholder(theirs[0]):
        found = compare_names(mine[0], theirs[0], folding)
        points = min(round(found.bits * _POINTS_A_BIT), _MOST_OF_A_NAME)
        if points <= 0:
            points = _NAME_DIFFERS if found.strength <= 10 else round(_NAME_DIFFERS / 3)
        pieces.append(Piece(role, f"name_{found.code}", points, dict(found.params)))
    return tuple(pieces)


def _number(role: str, points: int) -> Piece:
    if points >= FEW_DIGITS:
        almost = points < 60
        code = "number_almost" if almost else "number_equal"
        return Piece(role, code, _NUMBER_ALMOST if almost else _NUMBER_EQUAL, {})
    return Piece(role, "number_different", _NUMBER_DIFFERS, {})


def _crosswise(
    mine: dict[str, ParentEntry], theirs: dict[str, ParentEntry], folding: Folding
) -> dict[str, tuple[Piece, ...]] | None:
    """The father here as the mother there, or the other way round; None unless one of them agrees so."""
    if not (any(mine["father"]) and any(theirs["mother"])) and not (
        any(mine["mother"]) and any(theirs["father"])
    ):
        return None
    found = {
        role: _one(role, mine[role], theirs[other], folding)
        for role, other in (("father", "mother"), ("mother", "father"))
    }
    if not any(_total(pieces) >= _AGREES_FROM - _SWAPPED for pieces in found.values()):
        return None
    return {
        role: tuple(
            Piece(
                role,
                piece.code,
                piece.points + _SWAPPED * (piece.points > 0),
                {**piece.params, "swapped": True},
            )
            for piece in pieces
        )
        for role, pieces in found.items()
    }


def _beside(found: dict[str, tuple[Piece, ...]], totals: dict[str, int]) -> tuple[Piece, ...]:
    """Both agree: the one that says less counts half."""
    less = min(totals, key=lambda role: (totals[role], role))
    return tuple(
        Piece(p.role, p.code, round(p.points / 2), {**p.params, "beside": True}) if role == less else p
        for role, pieces in found.items()
        for p in pieces
    )
