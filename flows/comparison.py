"""Compares the person at the counter with one on record: points with reasons, a band, a relation.

逐一查询、比对 (the notice, S5.4c): the comparison finds and explains, and never clears or rejects by itself.
Points only add up, so that a clerk can read them; bands order the work. Twins are never called one person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as having
from functools import lru_cache

from flows import divisions
from flows.birth_date import BirthDate
from flows.date_likeness import DateLikeness, date_likeness
from flows.name_likeness import DIFFERENT, Likeness, likeness
from flows.names import ALL_FOLDED, Folding, is_placeholder, letters, normalise, split
from flows.number_likeness import ALMOST, number_likeness, read
from flows.person import Person, Query

SAME, EXAMINE, WEAK = "same", "examine", "weak"
SAME_PERSON, POSSIBLE_TWIN, POSSIBLE_SIBLING, OTHER = (
    "same_person",
    "possible_twin",
    "possible_sibling",
    "other",
)
SAME_FROM, EXAMINE_FROM = 76, 30
"""Points from which a candidate is in the band `same` and `examine`."""

_NAME_POINTS = {
    "equal": 40, "variant": 38, "homophone": 32, "dialect": 28, "look_alike": 28, "order": 28, "part": 18,
    "other_surname": 18, "dropped": 14, "one_character": 10, "surname_only": -14, "different": -22,
}  # fmt: skip
_PARENT_SURNAME = 26
_FORMER_NAME_LESS = 4
_PARENT_NAME_POINTS = {
    "equal": 14, "variant": 13, "homophone": 12, "dialect": 10, "look_alike": 10, "order": 8, "part": 6,
    "dropped": 4, "one_character": 2, "other_surname": 0,
}  # fmt: skip
_PARENT_NAME_DIFFERS = -10
_PARENT_NUMBER_SAME, _PARENT_NUMBER_ALMOST, _PARENT_NUMBER_DIFFERS = 26, 20, -14
_SEX_AGREES, _SEX_CONTRADICTS = 2, -16

FIELDS = ("name", "former_names", "birth_date", "sex", "id_number", "father", "mother", "division", "address")
"""What is compared, in the order of the screen."""


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
    holds the field and why: not_given (here), not_on_record (there), neither, placeholder."""

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
    name: Likeness | None = None
    birth: DateLikeness | None = None
    number_points: int = 0
    number_code: str = ""
    parents: dict[str, int] = having(default_factory=dict)
    sex_contradicts: bool = False
    same_place: bool = False

    def add(
        self, field_name: str, points: int, code: str, params: Mapping[str, object] | None = None
    ) -> None:
        self.reasons.append(Reason(field_name, points, f"{field_name}_{code}", params or {}))

    def missing(self, field_name: str, here: object, there: object) -> None:
        why = "not_on_record" if here else "not_given" if there else "neither"
        self.not_compared.append((field_name, why))


def compare(query: Query, person: Person, folding: Folding = ALL_FOLDED) -> Comparison:
    """Compare one person on record with the person asked for; `folding` says which sounds count as one."""
    account = _Account()
    _name(query, person, folding, account)
    _birth(query, person, account)
    _sex(query, person, account)
    _number(query, person, account)
    _parent(
        "father",
        (query.father_name, query.father_id),
        (person.father_name, person.father_id),
        folding,
        account,
    )
    _parent(
        "mother",
        (query.mother_name, query.mother_id),
        (person.mother_name, person.mother_id),
        folding,
        account,
    )
    _division(query, person, account)
    _address(query, person, account)
    score = sum(reason.points for reason in account.reasons)
    relation = _relation(query, person, account, score)
    return Comparison(
        score, _band(score, relation, account), relation, tuple(account.reasons), tuple(account.not_compared)
    )


def birth_known(birth: BirthDate | None, id_number: str) -> BirthDate | None:
    """The date of birth, or the one that a readable number says where none was written."""
    if birth is not None or not id_number:
        return birth
    said = read(id_number)
    return BirthDate.of(said.birth) if said.valid and said.birth else None


def _name(query: Query, person: Person, folding: Folding, account: _Account) -> None:
    mine = _usable((query.name, *query.former_names))
    theirs = _usable((person.name, *person.former_names))
    if not mine or not theirs:
        if (query.name and not mine) or (person.name and not theirs):
            account.not_compared.append(("name", "placeholder"))
        else:
            account.missing("name", query.name, person.name)
        return
    best, field_name = DIFFERENT, "name"
    for one in mine:
        for other in theirs:
            found = likeness(one, other, folding)
            former = one != query.name or other != person.name
            if found.strength - former > best.strength or best is DIFFERENT:
                best, field_name = found, "former_names" if former and found is not DIFFERENT else "name"
    account.name = best
    points = _NAME_POINTS[best.code]
    code = best.code
    if code == "other_surname" and best.strength >= 60 and _takes_a_parents_surname(query, person):
        code, points = "parent_surname", _PARENT_SURNAME
    account.add(field_name, points - _FORMER_NAME_LESS * (field_name == "former_names"), code, best.params)
    if not (query.former_names or person.former_names):
        account.missing("former_names", (), ())


@lru_cache(maxsize=4096)
def _usable(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name and not is_placeholder(name))


def _takes_a_parents_surname(query: Query, person: Person) -> bool:
    """The same given name under the father's surname here and the mother's there, or the other way round."""
    parents = {
        split(n)[0]
        for n in (query.father_name, query.mother_name, person.father_name, person.mother_name)
        if n
    }
    return {split(query.name)[0], split(person.name)[0]} <= parents


def _birth(query: Query, person: Person, account: _Account) -> None:
    mine, theirs = birth_known(query.birth, query.id_number), birth_known(person.birth, person.id_number)
    if mine is None or theirs is None:
        account.missing("birth_date", mine, theirs)
        return
    account.birth = found = date_likeness(mine, theirs)
    account.add("birth_date", found.points, found.code, found.params)


def _sex(query: Query, person: Person, account: _Account) -> None:
    mine, theirs = query.sex or read(query.id_number).sex, person.sex or read(person.id_number).sex
    if not mine or not theirs:
        account.missing("sex", mine, theirs)
        return
    account.sex_contradicts = mine != theirs
    account.add(
        "sex", *((_SEX_CONTRADICTS, "contradicts") if account.sex_contradicts else (_SEX_AGREES, "equal"))
    )


def _number(query: Query, person: Person, account: _Account) -> None:
    found = number_likeness(query.id_number, person.id_number)
    if found is None:
        account.missing("id_number", query.id_number, person.id_number)
        return
    account.number_code, account.number_points = found
    account.add("id_number", account.number_points, account.number_code)


def _parent(
    role: str, mine: tuple[str, str], theirs: tuple[str, str], folding: Folding, account: _Account
) -> None:
    numbers = number_likeness(mine[1], theirs[1])
    named = _usable(mine[:1]) and _usable(theirs[:1])
    if numbers is None and not named:
        account.missing(role, any(mine), any(theirs))
        return
    total = 0
    if numbers is not None:
        total = _parent_number(role, numbers[1], account)
    if named and total < _PARENT_NUMBER_ALMOST:
        found = likeness(mine[0], theirs[0], folding)
        points = _PARENT_NAME_POINTS.get(found.code, _PARENT_NAME_DIFFERS)
        account.add(role, points, f"name_{found.code}", found.params)
        total += points
    account.parents[role] = total


def _parent_number(role: str, likeness_points: int, account: _Account) -> int:
    if likeness_points >= 60:
        points, code = _PARENT_NUMBER_SAME, "number_equal"
    elif likeness_points >= 24:
        points, code = _PARENT_NUMBER_ALMOST, "number_almost"
    else:
        points, code = _PARENT_NUMBER_DIFFERS, "number_different"
    account.add(role, points, code)
    return points


def _division(query: Query, person: Person, account: _Account) -> None:
    if not query.division or not person.division:
        account.missing("division", query.division, person.division)
    elif not divisions.same_county(query.division, person.division):
        account.add("division", 0, "other_county")
    else:
        places = (6, 9, 12)
        deep = max(n for n in places if n == 6 or _same_start(query.division, person.division, n))
        account.same_place = deep == 12
        account.add("division", {6: 1, 9: 4, 12: 7}[deep], {6: "county", 9: "township", 12: "village"}[deep])


def _same_start(one: str, other: str, length: int) -> bool:
    """Township and village digits agree; the county has been compared already, old codes included."""
    return len(one) >= length <= len(other) and one[6:length] == other[6:length]


_VILLAGE = re.compile(r"([^省市州县区乡镇街道]{2,12}?(?:村委会|居委会|社区|村))")
_HOUSE_NUMBERS = str.maketrans("〇一二三四五六七八九", "0123456789")


@lru_cache(maxsize=4096)
def place(address: str) -> tuple[str, str]:
    """An address without spaces and province, and the village or community it names (empty if none)."""
    plain = re.sub(r"[\s,，、.-]", "", normalise(address)).replace("云南省", "").replace("昭通市", "")
    village = _VILLAGE.search(plain)
    name = village[1].removesuffix("委会").removesuffix("村").removesuffix("居") if village else ""
    return plain.translate(_HOUSE_NUMBERS), name


def _address(query: Query, person: Person, account: _Account) -> None:
    if not query.address or not person.address:
        account.missing("address", query.address, person.address)
        return
    (mine, village), (theirs, their_village) = place(query.address), place(person.address)
    if mine == theirs or (
        len(mine) > 8 and (mine.endswith(theirs) or theirs.endswith(mine)) and len(theirs) > 8
    ):
        account.same_place = True
        account.add("address", 12, "equal")
    elif village and village == their_village:
        account.add("address", 6, "village", {"village": village})
    else:
        account.add("address", 0, "other")


def _band(score: int, relation: str, account: _Account) -> str:
    if score >= SAME_FROM and relation not in (POSSIBLE_TWIN, POSSIBLE_SIBLING):
        return SAME
    if score >= EXAMINE_FROM or account.number_points >= ALMOST:
        # Whatever else differs, an equal number is looked at: old books gave some numbers twice.
        return EXAMINE
    return WEAK


def _relation(query: Query, person: Person, account: _Account, score: int) -> str:
    """What the two may be to each other, from name, birth, parents and number taken together."""
    name, birth = account.name, account.birth
    same_name = name is None or name.same_name or account.reasons[0].code.endswith("parent_surname")
    same_day = birth is not None and birth.same_day
    family = _same_family(query, person, account)
    if account.number_points >= ALMOST and (same_name or same_day):
        return SAME_PERSON
    if same_day and family and _two_of_one_birth(query, person, account, same_name):
        return POSSIBLE_TWIN
    if (
        family
        and birth is not None
        and not same_day
        and (not same_name or _clearly_two(query, person, birth))
    ):
        return POSSIBLE_SIBLING
    if name is not None and same_name and score >= EXAMINE_FROM:
        return SAME_PERSON
    if name is None and same_day and family:
        return SAME_PERSON
    if name is not None and not same_name and birth is None and family:
        return POSSIBLE_SIBLING
    return OTHER


def _same_family(query: Query, person: Person, account: _Account) -> bool:
    """The same parents as far as they are known; with no parent compared, the same house and surname."""
    if account.parents:
        agree = [points >= 8 for points in account.parents.values()]
        certain = any(points >= _PARENT_NUMBER_ALMOST for points in account.parents.values())
        return certain or all(agree)
    surname = split(query.name or query.father_name)[0]
    return account.same_place and bool(surname) and surname == split(person.name)[0]


def _two_of_one_birth(query: Query, person: Person, account: _Account, same_name: bool) -> bool:
    """Born the same day in one family: twins if the names are two, or sound alike and more differs."""
    if not same_name:
        return True
    if account.name is None:
        return account.sex_contradicts
    written_alike = letters(query.name) == letters(person.name)
    return not written_alike and (account.sex_contradicts or account.number_code == "next_number")


def _clearly_two(query: Query, person: Person, birth: DateLikeness) -> bool:
    """Brothers may have names that sound alike; the same letters twice are one person misdated."""
    return birth.apart and letters(query.name) != letters(person.name)
