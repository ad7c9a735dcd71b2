"""What a question asks of the index of the register: which drawers, which keys, born when, and what a hit says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial, reduce
from heapq import nlargest
from operator import or_

from flows.identity.birth_date import BirthDate
from flows.identity.names import is_placeholder, split_name
from flows.identity.resident_number import normalise_number
from flows.linkage import blocking_keys
from flows.linkage.birth_days import BirthDays
from flows.linkage.comparison import birth_known, place
from flows.linkage.evidence import FATHER, MOTHER, NAME, NUMBER, Evidence
from flows.linkage.name_evidence import NameEvidence
from flows.linkage.number_readings import bodies, body_of, day_at_the_start, read_number_ends
from flows.linkage.person import Query
from flows.linkage.phonetic_codes import Codes, letter_codes, name_readings
from flows.linkage.phonetic_frequency import EVEN, Sounds

#: Points of a surname that is the other parent's.
_OTHER_PARENTS_SURNAME = 6
_PARENT_WORTH, _MOST_OF_A_PARENT, _PARENTS_NUMBER = 0.4, 19, 27
_NUMBER_BY_DAY, _NUMBER_BY_YEAR, _NUMBER_CORRECTED, _FRAGMENT = 40, 35, 70, 45
#: Of the village; another sex; another sex, or one that is not known.
_PLACE, _SEX_CONTRADICTS, _PERHAPS_CONTRADICTS = 20, -14, -6
#: Days outside a month, a year or some years, and what that is worth.
_VAGUE = {
    "month": ((0, 20), (62, 8), (366, 3)),
    "year": ((0, 20), (366, 9), (731, 3)),
    "range": ((0, 20), (62, 8), (366, 3)),
}
_SAME_YEAR, _NEAR_YEAR, _FAR = 2, -4, -16
_UNDATED = -99
#: Days before and after the birth within which somebody born about the same time is looked for.
_SLACK = 2 * 366 + 60
_EVER = (0, 0xFFFF)
#: Asks for those whose birth is not on record.
UNKNOWN = (0, 1)
#: The same for two syllables of a name: a slip in the day or the month stays within.
_SLACK_OF_A_PART = 366
#: Sheets turned for a name: more where nothing else narrows the search.
_SHEETS, _SHEETS_AT_ANY_TIME = 4, 10


@dataclass(frozen=True, slots=True)
class KeyRange:
    """A key to try in a drawer: `says` is the evidence of a hit, `tails` the first and last of what the entries carry
    beside the key (the day of birth, mostly), `most` the sheets that are turned."""

    drawer: int
    key: int
    says: int
    tails: tuple[int, int] = _EVER
    most: int = 2

    @property
    def low(self) -> int:
        """The number of the first sheet."""
        return self.drawer << 48 | self.key << 16 | self.tails[0]

    @property
    def high(self) -> int:
        """The number of the last one."""
        return self.drawer << 48 | self.key << 16 | self.tails[1]


@dataclass(frozen=True, slots=True)
class YearRange(KeyRange):
    """A probe by day of the year and order of a number; `years` are those that the number may say, all if empty."""

    month_day: tuple[int, int] = (1, 1)
    years: frozenset[int] = frozenset()
    check: int = -1


@dataclass(frozen=True, slots=True)
class DayRange:
    """A day of the year to try, within some years; `worth` by year."""

    day: int
    worth: dict[int, int] = field(hash=False)

    @property
    def low(self) -> int:
        """The number of the first sheet."""
        return blocking_keys.DAY << 48 | self.day << 32 | min(self.worth) << 24

    @property
    def high(self) -> int:
        """The number of the last one."""
        return blocking_keys.DAY << 48 | self.day << 32 | max(self.worth) << 24 | 0xFFFFFF


@dataclass(slots=True)
class CandidateQuery:
    """A question as the index understands it."""

    evidence: Evidence
    names: NameEvidence
    #: What parents say.
    kin: int
    probes: tuple[KeyRange, ...]
    #: For those who share two syllables of the name, or the given name under the other parent's surname.
    parts: tuple[KeyRange, ...]
    days: tuple[DayRange, ...]
    birth: BirthDate | None
    #: What a day of birth is worth: those that the date may mean.
    near: dict[int, int]
    sex: str
    places: tuple[str, ...]


def build_candidate_query(query: Query, sounds: Sounds = EVEN) -> CandidateQuery:
    """What to try for a question; `sounds` says how common each is in the names of the register."""
    evidence = Evidence()
    number = normalise_number(query.id_number)
    birth = birth_known(query.birth, query.id_number)
    days = BirthDays()
    days.add_birth(query.birth)
    for body in bodies(number):
        days.add_figures((int(body[6:10]), int(body[10:12]), int(body[12:14])))
    if started := day_at_the_start(number):
        days.add_figures(started)
    named = [name for name in (query.name, *query.former_names) if name and not is_placeholder(name)]
    ways = tuple(dict.fromkeys(codes for name in named for codes in name_readings(name)))
    names = NameEvidence(ways, named, evidence, sounds)
    probes = (
        *_number_ranges(evidence, number),
        *_kin_ranges(query, evidence, sounds, birth),
        *_whole_name_ranges(query, ways, names, birth),
    )
    village = place(query.address)[1]
    of_kin = (blocking_keys.KIN, blocking_keys.KIN_NUMBER)
    kin = reduce(or_, (probe.says for probe in probes if probe.drawer in of_kin), 0)
    return CandidateQuery(
        evidence=evidence,
        names=names,
        kin=kin,
        probes=probes,
        parts=tuple(_name_part_ranges(query, ways, names, evidence, birth)),
        days=tuple(DayRange(day, worth) for day, worth in days.turned_up()),
        birth=birth,
        near=days.worth(),
        sex=query.sex or _sex_of(number),
        places=tuple(p for p in (query.division[:12] if len(query.division) >= 9 else "", village) if p),
    )


def _sex_of(number: str) -> str:
    body = body_of(number)
    return ("1" if int(body[16]) % 2 else "2") if body else ""


# ---- names


def _whole_name_ranges(
    query: Query, ways: tuple[Codes, ...], names: NameEvidence, birth: BirthDate | None
) -> Iterator[KeyRange]:
    born, most = _around(birth), _SHEETS if birth or query.id_number else _SHEETS_AT_ANY_TIME
    wholes = {blocking_keys.whole(codes): names.of_whole(codes) for codes in ways}
    for key, says in wholes.items():
        yield KeyRange(blocking_keys.NAME, key, says, born, most)
        if birth is not None:
            # At any time as far as its sheets go: a birth long misdated.
            yield KeyRange(blocking_keys.NAME, key, says, _EVER, 1)


def _name_part_ranges(
    query: Query, ways: tuple[Codes, ...], names: NameEvidence, evidence: Evidence, birth: BirthDate | None
) -> Iterator[KeyRange]:
    for key, says in _twos(ways, names).items():
        yield KeyRange(blocking_keys.PAIR, key, says, _around(birth, _SLACK_OF_A_PART), _SHEETS)
        if birth is not None:
            yield KeyRange(blocking_keys.PAIR, key, says, UNKNOWN, 1)
    other = evidence.piece(NAME, _OTHER_PARENTS_SURNAME)
    for codes in _under_a_parents_surname(query) if ways else ():
        says = names.of_part(codes[1:], surname=False) | other
        yield KeyRange(blocking_keys.NAME, blocking_keys.whole(codes), says, _around(birth), _SHEETS)


def _twos(ways: tuple[Codes, ...], names: NameEvidence) -> dict[int, int]:
    return {
        blocking_keys.syllable_pair_key(two): names.of_part(two, surname=two[0] == codes[0])
        for codes in ways for two in blocking_keys.twos(codes)
    }  # fmt: skip


def _under_a_parents_surname(query: Query) -> Iterator[Codes]:
    """A name of two letters with the surname of the parent whose it does not bear: of longer ones, the given name
    is found by itself."""
    surname, given = split_name(query.name)
    if len(given) != 1:
        return
    for parent in (query.father_name, query.mother_name):
        other = split_name(parent)[0] if parent and not is_placeholder(parent) else ""
        if len(other) == 1 and other != surname:
            yield letter_codes(other, surname=True)[0], letter_codes(given)[0]


def _around(birth: BirthDate | None, slack: int = _SLACK) -> tuple[int, int]:
    """Within which days of birth to look."""
    if birth is None:
        return _EVER
    first, last = (
        blocking_keys.day_number(day)
        for day in (birth.earliest.toordinal() - slack, birth.latest.toordinal() + slack)
    )
    return blocking_keys.about_day(first), blocking_keys.about_day(last, woman=True)


def _kin_ranges(query: Query, evidence: Evidence, sounds: Sounds, birth: BirthDate | None) -> Iterator[KeyRange]:
    born = _around(birth)
    father, mother = (FATHER, query.father_name, query.father_id), (MOTHER, query.mother_name, query.mother_id)
    for parent, name, number in (father, mother):
        if body := body_of(normalise_number(number)):
            key = blocking_keys.kin_number(body)
            yield KeyRange(blocking_keys.KIN_NUMBER, key, evidence.piece(parent, _PARENTS_NUMBER))
        if not name or is_placeholder(name):
            continue
        ways = name_readings(name, 2)
        if not ways:
            # A name of signs that nobody speaks: it can be compared, and not searched by its sound.
            continue
        points = max(sounds.of(codes) for codes in ways)
        says = evidence.piece(parent, min(round(points * _PARENT_WORTH), _MOST_OF_A_PARENT))
        for key in {blocking_keys.whole(codes) for codes in ways}:
            yield KeyRange(blocking_keys.KIN, key, says, born, _SHEETS)
            if birth is not None:
                # At any time: brothers and sisters, and a birth long misdated.
                yield KeyRange(blocking_keys.KIN, key, says, _EVER, 1)


# ---- numbers


def _number_ranges(evidence: Evidence, number: str) -> Iterator[KeyRange]:
    by_day = evidence.piece(NUMBER, _NUMBER_BY_DAY)
    as_typed, *corrected = bodies(number) or ("",)
    if as_typed:
        yield _by_end(as_typed[10:], by_day)
        by_year = evidence.piece(NUMBER, _NUMBER_BY_YEAR)
        yield KeyRange(blocking_keys.NUMBER_YEAR, blocking_keys.number_by_year(as_typed), by_year)
    elsewhere = evidence.piece(NUMBER, _NUMBER_CORRECTED) if corrected else 0
    for body in corrected:
        # What differs in the county, the year or the day alone lies under one of the two keys of the number as typed.
        if body[10:] != as_typed[10:] and body[:10] + body[14:] != as_typed[:10] + as_typed[14:]:
            yield _by_end(body[10:], elsewhere, body[6:10])
    fragment = evidence.piece(NUMBER, _FRAGMENT)
    for end in read_number_ends(number):
        yield _by_end(end.seven, fragment, end.year, end.check)


def _by_end(seven: str, says: int, year: str = "", check: str = "") -> KeyRange:
    """A probe by month, day and order; `year`: the last digits of it that are known."""
    years = range(blocking_keys.FIRST_YEAR, blocking_keys.FIRST_YEAR + 256) if year else ()
    known = [blocking_keys.year_number(one) for one in years if str(one).endswith(year)]
    tails = (min(known, default=0) << 8, max(known, default=0xFF) << 8 | 0xFF)
    return YearRange(
        blocking_keys.NUMBER_DAY, blocking_keys.number_by_day(seven), says, tails, 2,
        (int(seven[:2]), int(seven[2:4])), frozenset(known), (10 if check == "X" else int(check)) if check else -1,
    )  # fmt: skip


# ---- what was found


@dataclass(slots=True)
class Hits:
    """What the index said of each row: evidence, day of birth, the points of date and sex where the drawer of days had
    the row, and who is known to be a woman."""

    said: dict[int, int] = field(default_factory=dict)
    born: dict[int, int] = field(default_factory=dict)
    dated: dict[int, int] = field(default_factory=dict)
    women: set[int] = field(default_factory=set)

    def take(self, probe: KeyRange, tail: int, row: int) -> None:
        """An entry under the key of a probe."""
        if isinstance(probe, YearRange):
            year = tail >> 8
            if (probe.years and year not in probe.years) or probe.check not in (-1, tail >> 4 & 15):
                return
            tail = _day_number(blocking_keys.FIRST_YEAR + year, *probe.month_day)
        elif not probe.tails[0] <= tail <= probe.tails[1]:
            return
        elif tail & 1:
            self.women.add(row)
        self.said[row] = self.said.get(row, 0) | probe.says
        if tail > 1:
            self.born[row] = blocking_keys.about_day(tail)


def _day_number(year: int, month: int, day: int) -> int:
    """The number of a day of birth, 0 where there is no such day."""
    try:
        return blocking_keys.day_number(date(year, month, day).toordinal())
    except ValueError:
        return 0


def take_day(
    question: CandidateQuery, probe: DayRange, sheets: Iterable[bytes], hits: Hits, in_place: Callable[[int], bool]
) -> None:
    """Read the sheets of a day: who has something of the name, lives in the place, or is known by other hits."""
    of_entry, nothing, asked_by_name = question.names.of_entry, question.names.nothing, bool(question.names)
    other_sex = {"1": 2, "2": 1}.get(question.sex, -1)
    for sheet in sheets:
        years = sheet[::9]
        for year, dated in probe.worth.items():
            first = years.find(year)
            if first < 0:
                continue
            for at in range(9 * first + 1, 9 * years.rfind(year) + 9, 9):
                value = int.from_bytes(sheet[at : at + 8])
                named, row = value >> blocking_keys.WRITTEN_AT, value & blocking_keys.MOST_ROWS
                says = of_entry(named) if named and asked_by_name else 0
                if says == nothing and row not in hits.said and not in_place(row):
                    continue
                if says:
                    hits.said[row] = hits.said.get(row, 0) | says
                worth = dated + (_SEX_CONTRADICTS if value >> blocking_keys.SEX_AT & 3 == other_sex else 0)
                if worth > hits.dated.get(row, _UNDATED):
                    hits.dated[row] = worth


def best_rows(
    question: CandidateQuery, hits: Hits, most: int, in_place: Callable[[int], bool]
) -> list[tuple[int, int]]:
    """The points and rows of those of whom the index says most, best first."""
    worth = dict(_weigh_hits(question, hits))
    least = min(nlargest(most, worth.values()), default=0) - _PLACE
    found = ((points + _PLACE * in_place(row), row) for row, points in worth.items() if points >= least)
    return sorted(found, key=lambda one: (-one[0], one[1]))[:most]


def _weigh_hits(question: CandidateQuery, hits: Hits) -> Iterator[tuple[int, int]]:
    """Every row that was hit, with its points but for the place."""
    weigh, kin, dated, born = question.evidence.worth, question.kin, hits.dated, hits.born
    by_birth = lru_cache(maxsize=None)(partial(_by_birth, question))
    contradicts = {"1": (0, _PERHAPS_CONTRADICTS), "2": (_PERHAPS_CONTRADICTS, 0)}.get(question.sex, (0, 0))
    for row, says in hits.said.items():
        points = dated.get(row, _UNDATED)
        if points == _UNDATED:
            points = by_birth(born.get(row, 0)) + contradicts[row in hits.women]
        # Brothers and sisters were born another day.
        yield row, weigh(says) + (max(points, 0) if says & kin else points)
    for row, points in dated.items():
        if row not in hits.said:
            yield row, points


def _by_birth(question: CandidateQuery, born: int) -> int:
    if born in question.near:
        return question.near[born]
    birth = question.birth
    if birth is None or not born:
        return 0
    first = blocking_keys.day_number(birth.earliest.toordinal())
    last = blocking_keys.day_number(birth.latest.toordinal())
    off = max(first - born, born - last, 0)
    if not birth.day:
        beyond = _NEAR_YEAR if off < _SLACK else _FAR
        return next((points for days, points in _VAGUE[birth.precision] if off <= days), beyond)
    return _SAME_YEAR if off < 200 else _NEAR_YEAR if off < _SLACK else _FAR
