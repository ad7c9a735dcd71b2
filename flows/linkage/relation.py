"""What two people may be to each other, from name, birth, parents and number taken together, and the band.

One number cannot tell a twin from a renamed person: both have the birthday, the parents and the house of the
other, and another name. So the relation is named beside the points, and no twin is put in the band `same`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.identity.birth_date import BirthDate
from flows.identity.names import canonical, is_placeholder, letters, split_name
from flows.linkage.date_similarity import DateSimilarity
from flows.linkage.name_similarity import NameSimilarity
from flows.linkage.number_similarity import ALMOST
from flows.linkage.person import Person, Query

SAME, EXAMINE, WEAK = "same", "examine", "weak"
SAME_PERSON, POSSIBLE_TWIN, POSSIBLE_SIBLING, OTHER = (
    "same_person",
    "possible_twin",
    "possible_sibling",
    "other",
)
#: Points from which a candidate is in the band `same` and `examine`.
SAME_FROM, EXAMINE_FROM = 76, 30
#: Another name on one day in one family: what day and family say of twins alike is taken back in part, less of it
#: where the person's own character is the same.
_OF_A_TWIN, _OF_A_LIKE_TWIN = -24, -8
#: Kinds of likeness that are one person's more often than two twins'.
_SHARES_A_PART = frozenset(
    ("nickname", "given_only", "part", "chained", "order_and_sound", "parent_surname", "dropped")
)
_SAYS_NOTHING = frozenset(("birth_order",))
#: Days between two births of one mother.
_SHORTEST_BETWEEN_BIRTHS = 200


@dataclass(slots=True)
class ComparedFields:
    """What the comparison of the fields has shown."""

    name: NameSimilarity | None = None
    name_code: str = ""
    birth: DateSimilarity | None = None
    #: The two dates, here and on record, a number's where none was written.
    births: tuple[BirthDate, BirthDate] | None = None
    number_points: int = 0
    number_code: str = ""
    parents_agree: frozenset[str] = field(default_factory=frozenset)
    parents_differ: frozenset[str] = field(default_factory=frozenset)
    parents_certain: bool = False
    sex_contradicts: bool = False
    same_village: bool = False
    same_house: bool = False


def relation(query: Query, person: Person, seen: ComparedFields, score: int) -> str:
    """The relation; `score` is what the fields came to."""
    if seen.number_points >= ALMOST and (_named_alike(seen) is not False or _same_day(seen)):
        return SAME_PERSON
    family = _same_family(query, person, seen) or _of_one_village(query, person, seen)
    if family:
        found = _in_the_family(query, person, seen)
        if found:
            return found
    if seen.name is None:
        near = family or seen.same_village
        return SAME_PERSON if near and _same_day(seen) else OTHER
    if score >= EXAMINE_FROM and (_named_alike(seen) is not False or _shares_more(seen)):
        return SAME_PERSON
    return OTHER


def of_the_family(found: str, seen: ComparedFields) -> int:
    """Points taken back for a twin."""
    if found != POSSIBLE_TWIN:
        return 0
    own = seen.name is not None and seen.name.strength > 30
    return _OF_A_LIKE_TWIN if own else _OF_A_TWIN


def band(score: int, found: str, seen: ComparedFields) -> str:
    """How urgent a candidate is."""
    if score >= SAME_FROM and found not in (POSSIBLE_TWIN, POSSIBLE_SIBLING):
        return SAME
    if score >= EXAMINE_FROM or seen.number_points >= ALMOST or found == POSSIBLE_TWIN:
        # Whatever else differs, an equal number is looked at: old books gave some numbers twice.
        return EXAMINE
    return WEAK


def _named_alike(seen: ComparedFields) -> bool | None:
    """Whether the names may be one; None where nothing is known of one of them."""
    if seen.name is None or seen.name_code in _SAYS_NOTHING:
        return None
    return seen.name.same_name or seen.name_code in _SHARES_A_PART


def _same_day(seen: ComparedFields) -> bool:
    return seen.birth is not None and seen.birth.same_day


def _shares_more(seen: ComparedFields) -> bool:
    """A part of the name and the day of birth: one person oftener than two strangers."""
    part = seen.name is not None and seen.name.strength >= 40
    return part and seen.birth is not None and seen.birth.maybe_same_day


def _in_the_family(query: Query, person: Person, seen: ComparedFields) -> str:
    """Twin, brother or sister, or empty where nothing speaks for two children."""
    named_alike = _named_alike(seen)
    if seen.birth is None:
        return POSSIBLE_SIBLING if named_alike is False else ""
    if seen.birth.same_day or _within_one_birth(seen):
        return POSSIBLE_TWIN if _two_of_one_birth(query, person, seen) else ""
    if named_alike is None:
        # Where no name says anything (罗二妹, 罗婴), the years between two births do.
        return POSSIBLE_SIBLING if seen.birth.apart else ""
    # Brothers may have names that sound alike; the same letters twice are one person misdated.
    one_misdated = named_alike and (seen.birth.maybe_same_day or _written_alike(query, person))
    return "" if one_misdated else POSSIBLE_SIBLING


def _within_one_birth(seen: ComparedFields) -> bool:
    """Two whole dates too near each other for two births of one mother."""
    if seen.birth is None or seen.births is None or not all(birth.day for birth in seen.births):
        return False
    mine, theirs = (birth.earliest.toordinal() for birth in seen.births)
    return abs(mine - theirs) < _SHORTEST_BETWEEN_BIRTHS or seen.birth.code == "day_month_swapped"


def _two_of_one_birth(query: Query, person: Person, seen: ComparedFields) -> bool:
    """Born the same day in one family: twins if the names are two, or sound alike and more differs."""
    named_alike = _named_alike(seen)
    if named_alike is False:
        return True
    if named_alike is None:
        return seen.sex_contradicts
    return not _written_alike(query, person) and (seen.sex_contradicts or seen.number_code == "next_number")


def _written_alike(query: Query, person: Person) -> bool:
    """The same characters, traditional forms and plain ones alike."""
    return [*map(canonical, letters(query.name))] == [*map(canonical, letters(person.name))]


def _same_family(query: Query, person: Person, seen: ComparedFields) -> bool:
    """The same parents as far as they are known; with no parent compared, the same house and surname."""
    if seen.parents_agree or seen.parents_differ:
        return seen.parents_certain or (bool(seen.parents_agree) and not seen.parents_differ)
    return seen.same_house and _same_surname(query, person)


def _of_one_village(query: Query, person: Person, seen: ComparedFields) -> bool:
    """No parent compared, but one day, one village, one surname, and no more of the name: twins oftener than not."""
    if seen.parents_agree or seen.parents_differ or not (seen.same_village and _same_day(seen)):
        return False
    little = seen.name is None or seen.name.strength <= 30
    return little and _same_surname(query, person)


def _same_surname(query: Query, person: Person) -> bool:
    return not _surnames(query).isdisjoint(_surnames(person))


def _surnames(one: Query | Person) -> set[str]:
    """The surname; of a child without a name what stands for one (罗婴), and the father's."""
    unnamed = not one.name or is_placeholder(one.name)
    return {split_name(name)[0] for name in (one.name, one.father_name if unnamed else "")} - {""}
