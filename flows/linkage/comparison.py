"""Compares the person at the counter with one on record: points with reasons, a band, a relation.

逐一查询、比对 (the notice, S5.4c): the comparison finds and explains, and never clears or rejects by itself.
Points only add up, so that a clerk can read them; bands order the work. Twins are never called one person.

A field's points are three times log2 of how much oftener it comes out so for one person than for two (Fellegi and
Sunter), rounded by hand: rare evidence counts more, and a common slip counts little against.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as having
from functools import lru_cache

from flows.identity.birth_date import BirthDate
from flows.identity.names import ALL_FOLDED, Folding, is_placeholder, letters, split_name
from flows.linkage.date_similarity import DateSimilarity, compare_birth_dates
from flows.linkage.name_similarity import DIFFERENT, NameSimilarity, compare_names, match_linked_name
from flows.linkage.number_similarity import compare_id_numbers, parse_number
from flows.linkage.parent_similarity import compare_parents
from flows.linkage.person import Person, Query
from flows.linkage.place_similarity import compare_addresses, compare_divisions, names_a_house, place
from flows.linkage.relation import (
    EXAMINE,
    EXAMINE_FROM,
    OTHER,
    POSSIBLE_SIBLING,
    POSSIBLE_TWIN,
    SAME,
    SAME_FROM,
    SAME_PERSON,
    WEAK,
    ComparedFields,
    band,
    of_the_family,
    relation,
)

__all__ = [
    "EXAMINE", "EXAMINE_FROM", "FIELDS", "OTHER", "POSSIBLE_SIBLING", "POSSIBLE_TWIN", "SAME", "SAME_FROM",
    "SAME_PERSON", "WEAK", "Comparison", "Reason", "birth_known", "compare_person", "place",
]  # fmt: skip

#: What is compared, in the order of the screen.
FIELDS = ("name", "former_names", "birth_date", "sex", "id_number", "father", "mother", "division", "address")

_POINTS_A_BIT = 3
_MOST_OF_A_NAME = 54
_FORMER_NAME_LESS = 4
_SEX_AGREES, _SEX_CONTRADICTS = 2, -14
_BY_NUMBER_LESS = 4
_AGREES_AT_ALL = 20
#: Characters of a name and former names that are compared; what is typed may be anything.
_LONGEST_TEXT, _MOST_NAMES = 200, 20


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the account: the field, its points, field and kind of likeness, data for the sentence."""

    field: str
    points: int
    code: str
    params: Mapping[str, object] = having(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome for one person on record. `score` is the sum of the reasons' points; `not_compared`
    holds the field and why: not_given (here), not_on_record (there), neither, placeholder, unreadable."""

    score: int
    band: str
    relation: str
    reasons: tuple[Reason, ...]
    not_compared: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Account:
    """What is gathered while the fields are compared one by one."""

    reasons: list[Reason] = having(default_factory=list)
    not_compared: list[tuple[str, str]] = having(default_factory=list)
    seen: ComparedFields = having(default_factory=ComparedFields)

    def add(
        self, field_name: str, points: int, code: str, params: Mapping[str, object] | None = None
    ) -> None:
        self.reasons.append(Reason(field_name, points, f"{field_name}_{code}", params or {}))

    def add_missing(self, field_name: str, here: object, there: object) -> None:
        why = "unreadable" if here and there else "not_on_record" if here else "not_given" if there else "neither"
        self.not_compared.append((field_name, why))

    @property
    def score(self) -> int:
        return sum(reason.points for reason in self.reasons)


def compare_person(query: Query, person: Person, folding: Folding = ALL_FOLDED) -> Comparison:
    """Compare one person on record with the person asked for; `folding` says which sounds count as one."""
    if len(query.name) > _LONGEST_TEXT or len(query.former_names) > _MOST_NAMES:
        query = replace(query, name=query.name[:_LONGEST_TEXT], former_names=query.former_names[:_MOST_NAMES])
    account = _Account()
    _name(query, person, folding, account)
    _birth(query, person, account)
    _sex(query, person, account)
    _number(query, person, account)
    _parents(query, person, folding, account)
    _division(query, person, account)
    _address(query, person, account)
    found = relation(query, person, account.seen, account.score)
    taken_back = of_the_family(found, account.seen)
    if taken_back:
        account.add("name", taken_back, found)
    score = account.score
    return Comparison(
        score, band(score, found, account.seen), found, tuple(account.reasons), tuple(account.not_compared)
    )


def birth_known(birth: BirthDate | None, id_number: str) -> BirthDate | None:
    """The date of birth, or the one that a readable number says where none was written."""
    if birth is not None or not id_number:
        return birth
    said = parse_number(id_number)
    return _of_day(said.number[6:14]) if said.valid and said.birth else None


@lru_cache(maxsize=1024)
def _of_day(digits: str) -> BirthDate:
    return BirthDate("solar", int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def _name(query: Query, person: Person, folding: Folding, account: _Account) -> None:
    mine = _usable((query.name, *query.former_names))
    theirs = _usable((person.name, *person.former_names))
    if not mine or not theirs:
        if (query.name and not mine) or (person.name and not theirs):
            account.not_compared.append(("name", "placeholder"))
        else:
            account.add_missing("name", query.name, person.name)
        return
    best, field_name, pair = _best_pair(query, person, mine, theirs, folding)
    if best.strength < _AGREES_AT_ALL and (is_placeholder(query.name) or is_placeholder(person.name)):
        # The name of today is not known: that an earlier one is another says nothing.
        account.not_compared.append(("name", "placeholder"))
        return
    best = _by_the_parents(query, person, best, pair)
    account.seen.name, account.seen.name_code = best, best.code
    points = min(round(best.bits * _POINTS_A_BIT), _MOST_OF_A_NAME)
    account.add(field_name, points - _FORMER_NAME_LESS * (field_name != "name"), best.code, best.params)
    if not (query.former_names or person.former_names):
        account.add_missing("former_names", (), ())


def _best_pair(
    query: Query, person: Person, mine: tuple[str, ...], theirs: tuple[str, ...], folding: Folding
) -> tuple[NameSimilarity, str, tuple[str, str]]:
    """The likeness of the two names that are most alike, the field it counts for, and the two."""
    best, field_name, pair = DIFFERENT, "name", (mine[0], theirs[0])
    for one in mine:
        for other in theirs:
            found = compare_names(one, other, folding)
            former = one != query.name or other != person.name
            if found.strength - former > best.strength:
                best, field_name = found, "former_names" if former and found.strength > 10 else "name"
                pair = one, other
    return best, field_name, pair


def _by_the_parents(
    query: Query, person: Person, found: NameSimilarity, pair: tuple[str, str]
) -> NameSimilarity:
    """The same given name under the other parent's surname, or a Yi name that begins with the father's."""
    if found.code == "other_surname":
        mine, theirs = (split_name(name)[0] for name in pair)
        here, there = _surnames(query), _surnames(person)
        # Both are the parents', and not only each its own father's; but a mother may have married again.
        across = theirs in here or mine in there or _a_parent_is_the_same(query, person)
        if {mine, theirs} <= here | there and across:
            return replace(found, code="parent_surname", strength=65, bits=found.bits + 2.5)
    if found.strength < 60 and min(map(len, pair)) > 2:
        return match_linked_name(*pair, (query.father_name, person.father_name)) or found
    return found


def _surnames(of_child: Query | Person) -> set[str]:
    """The surnames of the parents."""
    parents = (of_child.father_name, of_child.mother_name)
    return {split_name(name[:_LONGEST_TEXT])[0] for name in parents if name}


def _a_parent_is_the_same(query: Query, person: Person) -> bool:
    here = {letters(name[:_LONGEST_TEXT]) for name in (query.father_name, query.mother_name) if name}
    return any(letters(name[:_LONGEST_TEXT]) in here for name in (person.father_name, person.mother_name) if name)


@lru_cache(maxsize=1024)
def _usable(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name[:_LONGEST_TEXT] for name in names if not is_placeholder(name[:_LONGEST_TEXT]))


def _birth(query: Query, person: Person, account: _Account) -> None:
    mine, theirs = birth_known(query.birth, query.id_number), birth_known(person.birth, person.id_number)
    if mine is None or theirs is None:
        account.add_missing("birth_date", mine, theirs)
        return
    found = compare_birth_dates(mine, theirs)
    if not found.same_day and bool(query.id_number) != bool(person.id_number):
        # With a number on both sides the numbers are compared themselves.
        found = _by_number(query, person, mine, theirs, found)
    account.seen.birth, account.seen.births = found, (mine, theirs)
    account.add("birth_date", found.points, found.code, found.params)


def _by_number(
    query: Query, person: Person, mine: BirthDate, theirs: BirthDate, written: DateSimilarity
) -> DateSimilarity:
    """The date that a number says, where it agrees better than the one written beside it."""
    here = mine if _number_holds_birth(query.id_number, mine) else birth_known(None, query.id_number) or mine
    there = theirs if _number_holds_birth(person.id_number, theirs) else birth_known(None, person.id_number) or theirs
    best = written
    for one, other in ((here, theirs), (mine, there)):
        found = compare_birth_dates(one, other)
        if found.same_day and found.points - _BY_NUMBER_LESS > best.points:
            best = DateSimilarity("by_number", found.points - _BY_NUMBER_LESS)
    return best


def _number_holds_birth(id_number: str, birth: BirthDate) -> bool:
    """Whether a number of 18 digits plainly holds that date, as nearly all do."""
    return id_number[6:14] == f"{birth.year:04d}{birth.month or 0:02d}{birth.day or 0:02d}"


def _sex(query: Query, person: Person, account: _Account) -> None:
    mine, theirs = query.sex or parse_number(query.id_number).sex, person.sex or parse_number(person.id_number).sex
    if not mine or not theirs:
        account.add_missing("sex", mine, theirs)
        return
    account.seen.sex_contradicts = mine != theirs
    if mine != theirs:
        account.add("sex", _SEX_CONTRADICTS, "contradicts")
    else:
        account.add("sex", _SEX_AGREES, "equal")


def _number(query: Query, person: Person, account: _Account) -> None:
    found = compare_id_numbers(query.id_number, person.id_number)
    if found is None:
        account.add_missing("id_number", query.id_number, person.id_number)
        return
    account.seen.number_code, account.seen.number_points = found
    account.add("id_number", found[1], found[0])


def _parents(query: Query, person: Person, folding: Folding, account: _Account) -> None:
    found = compare_parents(query, person, folding)
    for piece in found.pieces:
        account.add(piece.role, piece.points, piece.code, piece.params)
    if "father" in found.missing:
        account.add_missing(
            "father", query.father_name or query.father_id, person.father_name or person.father_id
        )
    if "mother" in found.missing:
        account.add_missing(
            "mother", query.mother_name or query.mother_id, person.mother_name or person.mother_id
        )
    seen = account.seen
    seen.parents_agree, seen.parents_differ, seen.parents_certain = found.agree, found.differ, found.certain


def _division(query: Query, person: Person, account: _Account) -> None:
    if not query.division or not person.division:
        account.add_missing("division", query.division, person.division)
        return
    code, points, params = compare_divisions(query.division, person.division)
    account.seen.same_village = code == "village"
    account.add("division", points, code, params)


def _address(query: Query, person: Person, account: _Account) -> None:
    if not query.address or not person.address:
        account.add_missing("address", query.address, person.address)
        return
    known = account.seen.same_village
    code, points, params = compare_addresses(query.address, person.address, village_known=known)
    village = bool(place(query.address)[1])
    account.seen.same_house = code == "equal" and names_a_house(query.address)
    account.seen.same_village |= account.seen.same_house or (village and code != "other")
    account.add("address", points, code, params)
