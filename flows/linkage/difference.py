"""Two texts beside each other: what is equal, what differs, what only one of them has.

A clerk compares a name, a date or a number by eye; this says where the eye has to stop. It judges nothing: how much a
difference counts is the comparison's matter. Names and numbers are compared by characters, dates by their parts, words
as a whole.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from flows.identity.names import canonical

EQUAL, VARIANT, DIFFERS, UNSAID = "equal", "variant", "differs", "unsaid"
#: Kinds at which the eye need not stop.
PLAIN = frozenset((EQUAL, UNSAID))
#: Pairs of characters that are weighed against each other: names, numbers and addresses need a tenth of it.
_MOST = 40_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of one `kind`: what stands here and what there. One side of `differs` may be empty: more or less of it.

    With `unsaid` the two are not held against each other: only one of them says it, or both say it in another way.
    """

    here: str
    there: str
    kind: str


#: How two texts are held against each other.
Difference = Callable[[str, str], tuple[Piece, ...]]


def difference(here: str, there: str) -> tuple[Piece, ...]:
    """The runs of both texts in order, with as few differing characters as can be.

    `variant` is another form of the same character: 国 and 國, full width and half width, x and X.
    """
    pairs = _align_characters(characters(here), characters(there))
    runs = groupby(((one, other, _kind(one, other)) for one, other in pairs), key=lambda pair: pair[2])
    return tuple(_join_pieces(kind, list(pairs)) for kind, pairs in runs)


def date_difference(here: str, there: str) -> tuple[Piece, ...]:
    """Dates written year first: no digit of a year is set against one of a month, and a part that only one of them
    says differs from nothing."""
    ones, others = here.split("-"), there.split("-")
    known = min(len(ones), len(others))
    one, other = "-".join(ones[:known]), "-".join(others[:known])
    rest = Piece(here[len(one) :], there[len(other) :], UNSAID)
    return (*difference(one, other), *([rest] if rest.here or rest.there else []))


def word_difference(here: str, there: str) -> tuple[Piece, ...]:
    """Words that are one or another: male is no part of female."""
    return (Piece(here, there, EQUAL if here == there else DIFFERS),)


def not_compared(here: str, there: str) -> tuple[Piece, ...]:
    """What is only shown, or is the same said in another way."""
    return (Piece(here, there, UNSAID),)


def characters(text: str) -> list[str]:
    """The characters as they are seen: what has no place of its own belongs to the one before it."""
    found: list[str] = []
    for char in text:
        if found and unicodedata.category(char) in ("Mn", "Me", "Cf"):
            found[-1] += char
        else:
            found.append(char)
    return found


def _join_pieces(kind: str, pairs: Sequence[tuple[str, str, str]]) -> Piece:
    return Piece("".join(one for one, _o, _k in pairs), "".join(other for _o, other, _k in pairs), kind)


def _kind(one: str, other: str) -> str:
    if one == other:
        return EQUAL
    return VARIANT if one and other and _plain(one) == _plain(other) else DIFFERS


def _plain(character: str) -> str:
    return canonical(unicodedata.normalize("NFKC", character).upper())


def _align_characters(here: Sequence[str], there: Sequence[str]) -> list[tuple[str, str]]:
    """The characters in pairs; where one side has none, it is empty."""
    shorter = min(len(here), len(there))
    start = 0
    while start < shorter and here[start] == there[start]:
        start += 1
    end = 0
    while end < shorter - start and here[-1 - end] == there[-1 - end]:
        end += 1
    here_rest, there_rest = here[start : len(here) - end], there[start : len(there) - end]
    if len(here_rest) * len(there_rest) > _MOST:
        # Texts of no name's length, place by place: a hostile one costs no time.
        middle = list(zip_longest(here_rest, there_rest, fillvalue=""))
    else:
        middle = _cheapest(here_rest, there_rest)
    return [*zip(here[:start], there, strict=False), *middle, *((c, c) for c in here[len(here) - end :])]


def _cheapest(here: Sequence[str], there: Sequence[str]) -> list[tuple[str, str]]:
    """The pairing with the fewest changes; of equally good ones the one that keeps characters opposite each other."""
    costs = _alignment_costs(here, there)
    row, column = len(here), len(there)
    pairs: list[tuple[str, str]] = []
    while row or column:
        both = row and column and costs[row - 1][column - 1] + _price(here[row - 1], there[column - 1])
        if row and column and costs[row][column] == both:
            row, column = row - 1, column - 1
            pairs.append((here[row], there[column]))
        elif row and costs[row][column] == costs[row - 1][column] + _GAP:
            row -= 1
            pairs.append((here[row], ""))
        else:
            column -= 1
            pairs.append(("", there[column]))
    return pairs[::-1]


_GAP = 4


def _price(one: str, other: str) -> int:
    """A variant costs little, so that it stands opposite its other form and not beside it."""
    return {EQUAL: 0, VARIANT: 1, DIFFERS: _GAP}[_kind(one, other)]


def _alignment_costs(here: Sequence[str], there: Sequence[str]) -> list[list[int]]:
    """What it costs at least to come from the first `row` characters of one to the first `column` of the other."""
    costs = [[_GAP * column for column in range(len(there) + 1)]]
    for row, one in enumerate(here, 1):
        above, line = costs[-1], [_GAP * row]
        for column, other in enumerate(there, 1):
            line.append(
                min(above[column - 1] + _price(one, other), above[column] + _GAP, line[column - 1] + _GAP)
            )
        costs.append(line)
    return costs
