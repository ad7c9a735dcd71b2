"""A seeded prefecture as a register has it, village by village, in a memory that does not grow with it.

Families go on for four generations: sons stay in the village, daughters marry into others and keep the parents that
live in another household. Who was born in the prefecture and is alive is on record once; two in a hundred records are
cancelled. One in fifty stands in the old books: born 1820-1899, numbers with the real codes of the counties. All
others bear numbers of the invented division 530699, so that nobody living has one of these numbers.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from datetime import date
from itertools import accumulate
from math import exp
from pathlib import Path
from random import Random

from benchmarks.people.lunar import figures_as_solar
from benchmarks.people.names import Names
from benchmarks.people.numbers import INVENTED, Days, Numbers, to_15, with_check
from benchmarks.people.person import COLUMNS, UNNAMED, Family, Person
from benchmarks.people.places import Village, chosen

AS_OF = date(2016, 6, 1)
SEED = 20160310

_TODAY = AS_OF.toordinal()
#: One person in so many stands in the old books.
_OLD_BOOKS = 50
_CANCELLED_WHY = ("死亡",) * 12 + ("婚迁",) * 5 + ("迁出",) * 2 + ("宣告失踪",)
_TWINS = 0.003
#: Daughters of one year who wait for a husband; those beyond it marry out of the prefecture.
_BRIDES_KEPT = 300

# Number of children by the mother's year of birth: until that year, shares of 0, 1, 2 … children.
_CHILDREN = tuple(
    (year, tuple(accumulate(share / sum(shares) for share in shares)))
    for year, shares in (
        (1946, (4, 5, 10, 18, 24, 20, 12, 7)),
        (1956, (4, 6, 18, 28, 24, 14, 6)),
        (1966, (4, 10, 34, 30, 14, 8)),
        (1976, (4, 18, 46, 24, 8)),
        (9999, (6, 28, 48, 14, 4)),
    )
)
# Alive today by year of birth: until that year, share.
_ALIVE = ((1935, 0.45), (1945, 0.72), (1955, 0.88), (1965, 0.95), (9999, 0.985))


class _Clan:
    """Those of one surname in a village, with the characters that each generation's names share."""

    __slots__ = ("dotted", "generations", "surname")

    def __init__(self, surname: str, generations: list[str], *, dotted: bool) -> None:
        self.surname, self.generations, self.dotted = surname, generations, dotted


class _Home:
    """A household: its division, address and id."""

    __slots__ = ("address", "division", "household_id")

    def __init__(self, division: str, address: str, household_id: str) -> None:
        self.division, self.address, self.household_id = division, address, household_id


class Population:
    """Exactly `persons` persons; the same seed and names make the same ones.

    `on_person` is told of everyone entered, `on_family` of each couple with its children. Of the children some are
    entered later in other households, and some never: they have no `person_id` then.
    """

    def __init__(
        self,
        persons: int,
        seed: int = SEED,
        names: Names | None = None,
        on_person: Callable[[Person], None] | None = None,
        on_family: Callable[[Family], None] | None = None,
    ) -> None:
        self.persons = persons
        self.names = names or Names()
        self._random = Random(seed)
        self._chance = self._random.random
        self._days = Days()
        self._numbers = Numbers(self._days)
        self._on_person, self._on_family = on_person, on_family
        self._entered = self._households = 0
        self._brides: dict[int, deque[Person]] = defaultdict(lambda: deque(maxlen=_BRIDES_KEPT))
        self._brides_wait = min(20, persons // 5000)
        self._out: list[Person] = []

    def people(self) -> Iterator[Person]:
        """Everyone, household by household."""
        old = max(self.persons // _OLD_BOOKS, 1)
        places = chosen(self.persons)
        sizes = list(accumulate(exp(self._random.gauss(0, 0.5)) for _ in places))
        for place, village in enumerate(places):
            goal = round((self.persons - old) * sizes[place] / sizes[-1])
            clans = self._clans(village)
            while self._entered < goal:
                self._root(village, clans)
                yield from self._flushed()
        while self._entered < self.persons:
            self._old_household(places[int(self._chance() * len(places))])
            yield from self._flushed()

    def _flushed(self) -> Iterator[Person]:
        """What was entered since the last time, without those who are too many."""
        out, self._out = self._out, []
        yield from out

    # ---- families

    def _clans(self, village: Village) -> list[_Clan]:
        """Ten tickets a village: most of them one surname's, some of two others, the rest anybody's."""
        names, chance = self.names, self._chance
        clans = []
        for tickets in (5, 2, 1):
            dotted = village.people == "07" and chance() < 0.08
            surname = names.clan(chance) if dotted else names.surname(chance, village.people)
            generations = [names.generation(chance) for _ in range(5)]
            clans += [_Clan(surname, generations, dotted=dotted)] * tickets
        return clans

    def _clan(self, village: Village, clans: list[_Clan]) -> _Clan:
        at = int(self._chance() * 10)
        if at < len(clans):
            return clans[at]
        names, chance = self.names, self._chance
        surname = names.surname(chance, village.people if chance() < 0.6 else "01")
        return _Clan(surname, [names.generation(chance) for _ in range(5)], dotted=False)

    def _root(self, village: Village, clans: list[_Clan]) -> None:
        """The oldest couple that is known of a family, and all who come from it."""
        clan = self._clan(village, clans)
        born = date(1930, 1, 1).toordinal() + int(self._chance() ** 0.7 * 29 * 365.25)
        father = self._man(village, clan, born, 0)
        father.true_father = self._name(clan.surname, "1", father.year - 25)
        father.true_mother, father.mother_surname = self._foreign_mother(village, father.year)
        self._parents_on_record(father)
        self._couple(father, clan, 0, None)

    def _couple(self, man: Person, clan: _Clan, depth: int, home: _Home | None) -> None:
        """Marry him, enter the couple, and go on with their children."""
        village, chance = man.village, self._chance
        wife = self._wife(man)
        heir_of = home is not None
        home = home or self._home(village)
        for person, relation in ((man, "20" if heir_of else "02"), (wife, "28" if heir_of else "12")):
            if heir_of or self._lives(person.year):
                self._enter(person, home, relation)
        children, twins = self._children(man, wife, clan, depth + 1)
        if self._on_family is not None and children:
            self._on_family(Family(man, wife, children, twins))
        heir = False
        for child in children:
            if not self._weds(child):
                self._enter(child, home, ("41" if child.sex == "1" else "42") if heir_of
                            else "20" if child.sex == "1" else "30")  # fmt: skip
            elif child.sex == "2":
                self._brides[child.year].append(child)
            elif not heir and not heir_of and chance() < 0.25:
                heir = True
                self._couple(child, clan, depth + 1, home)
            else:
                self._couple(child, clan, depth + 1, None)

    def _children(
        self, man: Person, wife: Person, clan: _Clan, depth: int
    ) -> tuple[list[Person], tuple[tuple[int, int], ...]]:
        chance = self._chance
        year = wife.year
        shares = next(shares for until, shares in _CHILDREN if year < until)
        day = wife.true_day + 6940 + int(chance() * chance() * 4400)
        children: list[Person] = []
        twins: tuple[tuple[int, int], ...] = ()
        for _ in range(bisect(shares, chance())):
            if day >= _TODAY:
                break
            one = self._child(man, wife, clan, depth, day)
            children.append(one)
            if chance() < _TWINS:
                children.append(self._twin(one, man, wife, clan, depth))
                twins = (*twins, (len(children) - 2, len(children) - 1))
            day += 420 + int(chance() * chance() * 3200)
        return children, twins

    def _child(self, man: Person, wife: Person, clan: _Clan, depth: int, day: int) -> Person:
        chance = self._chance
        sex = "1" if chance() < 0.525 else "2"
        year = date.fromordinal(day).year
        generation = clan.generations[min(depth, 4)] if chance() < (0.6 if sex == "1" else 0.22) else ""
        child = self._named_child(man, wife, clan, sex, year, day, generation)
        if year >= 2014 and chance() < 0.02:
            child.name = UNNAMED
        return child

    def _twin(self, one: Person, man: Person, wife: Person, clan: _Clan, depth: int) -> Person:
        """The second of two: most are of one sex, and called as if they were one."""
        chance = self._chance
        sex = one.sex if chance() < 0.66 else "12"[one.sex == "1"]
        given = one.name[len(one.surname) :]
        shared = given[0] if len(given) > 1 and chance() < 0.65 else clan.generations[min(depth, 4)]
        twin = self._named_child(man, wife, clan, sex, one.year, one.true_day, shared, day_on_record=one.day)
        if twin.name == one.name:
            twin.name = self._name(twin.surname, sex, one.year)
        return twin

    def _named_child(
        self, man: Person, wife: Person, clan: _Clan, sex: str, year: int, day: int, generation: str,
        day_on_record: int | None = None,
    ) -> Person:  # fmt: skip
        chance, names = self._chance, self.names
        surname = man.surname
        if clan.dotted:
            name = names.dotted(sex, chance, clan.surname)
        else:
            if chance() < 0.015 and wife.mother_surname and "·" not in wife.name:
                surname = wife.surname
            name = surname + names.given(sex, year, chance, generation)
        child = self._person(name, surname, sex, day, year, man.village, man.village.station, day_on_record)
        child.ethnicity = man.ethnicity if chance() < 0.8 else wife.ethnicity
        child.true_father, child.true_father_id = man.name, man.number
        child.true_mother, child.true_mother_id = wife.name, wife.number
        child.mother_surname = wife.surname
        self._parents_on_record(child)
        return child

    def _wife(self, man: Person) -> Person:
        """A daughter of another family who waits, or somebody from elsewhere."""
        chance = self._chance
        for _ in range(3):
            waiting = self._brides[man.year - 3 + int(chance() * 7)]
            if len(waiting) > self._brides_wait and waiting[0].surname != man.surname:
                return waiting.popleft()
        day = man.true_day - 1100 + int(chance() * 2500)
        year = date.fromordinal(day).year
        people = man.village.people if chance() < 0.7 else "01"
        surname = self.names.surname(chance, people)
        name = surname + self.names.given("2", year, chance)
        wife = self._person(name, surname, "2", day, year, man.village, int(chance() * 140), None)
        wife.ethnicity = people
        wife.true_father = self._name(surname, "1", year - 25)
        wife.true_mother, wife.mother_surname = self._foreign_mother(man.village, year)
        self._parents_on_record(wife)
        return wife

    def _man(self, village: Village, clan: _Clan, day: int, depth: int) -> Person:
        chance = self._chance
        year = date.fromordinal(day).year
        if clan.dotted:
            name = self.names.dotted("1", chance, clan.surname)
        else:
            generation = clan.generations[depth] if chance() < 0.6 else ""
            name = clan.surname + self.names.given("1", year, chance, generation)
        man = self._person(name, clan.surname, "1", day, year, village, village.station, None)
        man.ethnicity = village.people if chance() < 0.9 else "01"
        return man

    # ---- what is on record of one

    def _person(
        self, name: str, surname: str, sex: str, day: int, year: int, village: Village, station: int,
        day_on_record: int | None,
    ) -> Person:  # fmt: skip
        chance = self._chance
        person = Person(name, surname, sex, day, year, village)
        if day_on_record is not None:
            person.day = day_on_record
        elif year < 1975:
            person.day = self._old_persons_day(day)
        person.number, person.day = self._numbers.take(person.day, sex, station)
        if person.true_day == day and day_on_record is None and year >= 1975:
            person.true_day = person.day
        person.birth_date = person.number[6:14]
        if chance() >= 0.025:
            fifteen = year < 1985 and chance() < 0.04
            person.id_number = to_15(person.number) if fifteen else person.number
        if chance() < 0.025:
            person.former_name = self._former_name(person)
        if chance() < 0.02:
            person.status, person.cancel_reason = "2", _CANCELLED_WHY[int(chance() * len(_CANCELLED_WHY))]
        return person

    def _old_persons_day(self, day: int) -> int:
        """Of those who were born at home some have the lunar figures on record, and some the first or the fifteenth."""
        drawn = self._chance()
        if drawn < 0.06:
            figures = figures_as_solar(day)
            return figures.toordinal() if figures else day
        if drawn < 0.09:
            when = date.fromordinal(day)
            return day - when.day + (15 if drawn < 0.075 else 1)
        return day

    def _former_name(self, person: Person) -> str:
        chance = self._chance
        surname, year = person.surname, person.year
        if "·" in person.name or chance() < 0.3:
            surname = self.names.surname(chance)
        return surname + self.names.given(person.sex, year, chance)

    def _parents_on_record(self, person: Person) -> None:
        """The older the entry, the less it says of the parents."""
        drawn, year = self._chance(), person.year
        name_of, id_of = (0.95, 0.85) if year >= 1985 else (0.6, 0.35) if year >= 1960 else (0.25, 0.05)
        if drawn < name_of:
            person.mother_name = person.true_mother
            person.father_name = person.true_father if self._chance() >= 0.04 else ""
        if drawn < id_of:
            person.mother_id = person.true_mother_id
            person.father_id = person.true_father_id if person.father_name else ""

    def _name(self, surname: str, sex: str, year: int) -> str:
        return surname + self.names.given(sex, year, self._chance)

    def _foreign_mother(self, village: Village, year: int) -> tuple[str, str]:
        surname = self.names.surname(self._chance, village.people)
        return self._name(surname, "2", year - 24), surname

    # ---- households

    def _home(self, village: Village) -> _Home:
        chance = self._chance
        self._households += 1
        division = village.code if chance() >= 0.05 else village.code[:6]
        place = f"{village.county}{village.township}{village.name}"
        if village.in_town:
            place += f"{'东西南北中'[int(chance() * 5)]}街{1 + int(chance() * 300)}号"
        else:
            place += f"{1 + int(chance() * 14)}{'组' if village.station % 3 else '社'}"
            if chance() < 0.7:
                place += f"{1 + int(chance() * 120)}号"
        if chance() < 0.25:
            place = "云南省昭通市" + place
        return _Home(division, place, f"H{self._households:08d}")

    def _enter(self, person: Person, home: _Home, relation: str) -> None:
        if self._entered >= self.persons:
            return
        self._entered += 1
        person.person_id = f"R{self._entered:08d}"
        person.division, person.address = home.division, home.address
        person.household_id, person.relation = home.household_id, relation
        self._out.append(person)
        if self._on_person is not None:
            self._on_person(person)

    def _lives(self, year: int) -> bool:
        return self._chance() < next(share for until, share in _ALIVE if year < until)

    def _weds(self, child: Person) -> bool:
        """Whether a child has a household of its own by now."""
        age = (_TODAY - child.true_day) / 365.25
        if child.sex == "1":
            share = 0 if age < 22 else 0.35 if age < 27 else 0.8 if age < 35 else 0.93
        else:
            share = 0 if age < 20 else 0.45 if age < 25 else 0.85 if age < 30 else 0.97
        return share > 0 and self._chance() < share

    # ---- the old books

    def _old_household(self, village: Village) -> None:
        """A couple of the century before last with a child: the only ones whose numbers have real codes."""
        random, chance = self._random, self._chance
        home = self._home(village)
        surname = self.names.surname(chance, village.people)
        day = date(1820, 1, 1).toordinal() + int(chance() * 57 * 365)
        man = self._old_person(village, surname, "1", day)
        wife_surname = self.names.surname(chance)
        wife = self._old_person(village, wife_surname, "2", day + random.randrange(-1500, 2000))
        self._enter(man, home, "02")
        self._enter(wife, home, "12")
        born = wife.day + 6940
        if born < date(1897, 1, 1).toordinal():
            child = self._old_person(village, surname, random.choice("12"), born + int(chance() * 1000))
            child.true_father, child.true_father_id = man.name, man.number
            child.true_mother, child.true_mother_id, child.mother_surname = wife.name, wife.number, wife_surname
            self._parents_on_record(child)
            self._enter(child, home, "20" if child.sex == "1" else "30")

    def _old_person(self, village: Village, surname: str, sex: str, day: int) -> Person:
        """Numbered under the code before 2001, or under that of 2016 where the number was given late."""
        when = date.fromordinal(max(day, date(1820, 1, 1).toordinal()))
        person = Person(self._name(surname, sex, 1935), surname, sex, when.toordinal(), when.year, village)
        code = village.old_code if self._chance() < 0.85 else village.code[:6]
        body = f"{code}{when:%Y%m%d}{2 * int(self._chance() * 500) + (sex == '1'):03d}"
        person.number = person.id_number = with_check(body)
        person.birth_date, person.ethnicity = person.number[6:14], village.people
        person.true_father = self._name(surname, "1", 1935)
        person.true_mother, person.mother_surname = self._foreign_mother(village, 1935)
        return person


def is_old(person: Person) -> bool:
    """Whether he stands in the old books, with a number of a real code."""
    return not person.number.startswith(INVENTED)


def write_register(path: Path, population: Population) -> None:
    """Write the register file: UTF-8, a header row, one line a person."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(COLUMNS) + "\n")
        file.writelines(person.line() for person in population.people())
