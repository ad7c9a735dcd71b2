"""Invented people for practice and measuring: households with parents, children, twins; some cancelled.

Everybody bears a number of the invented division 530699, so that no living person's number can appear.
The same seed makes the same people on every machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random

from flows.identity.divisions import PRACTICE
from flows.identity.resident_number import check_digit

SEED = 530699
#: The day the practice extract stands for, shortly before the practice station's frozen date.
AS_OF = date(2016, 6, 1)

_OF_1000 = {"twins": 12, "no_father": 40, "no_booklet_number": 25, "cancelled": 20, "former_name": 25,
            "fifteen_digits": 30, "other_surname": 15, "placeholder": 4}  # fmt: skip
#: Columns that say something of some persons only.
_AT_TIMES = ("former_name", "father_name", "father_id", "mother_name", "mother_id", "status", "cancel_reason")
_NATIONS = (("01", 88), ("07", 5), ("06", 4), ("03", 3))
_NATION_OF_SURNAME = {
    **dict.fromkeys(("马", "撒", "锁", "虎", "保", "铁", "纳"), "03"),
    **dict.fromkeys(("禄", "沙马", "吉克", "阿说", "曲比"), "07"),
    "陶": "06",
}
_CANCELLED_WHY = (("死亡", 60), ("婚迁", 25), ("迁出", 12), ("宣告失踪", 3))


@dataclass(slots=True)
class _Village:
    code: str
    address: str


@dataclass(slots=True)
class _Maker:
    """Hands out numbers and person ids, each once."""

    random: Random
    given_out: Counter[tuple[date, str]] = field(default_factory=Counter)
    people: int = 0
    households: int = 0

    def chance(self, what: str) -> bool:
        return self.random.random() * 1000 < _OF_1000[what]

    def number(self, birth: date, sex: str) -> str:
        """The next free number of that day and sex; with 500 a day each a population of millions has room."""
        order = self.given_out[birth, sex]
        self.given_out[birth, sex] += 1
        body = f"{PRACTICE}{birth:%Y%m%d}{(2 * order + (sex == '1')) % 1000:03d}"
        return body + check_digit(body)


def population(seed: int = SEED, persons: int = 3000) -> Iterator[dict[str, str]]:
    """Rows of a register file by its columns (empty ones may lack), exactly so many, household by household."""
    maker = _Maker(Random(seed))  # noqa: S311 - repeatable on purpose
    left = persons
    while left > 0:
        household = list(_household(maker))[:left]
        yield from household
        left -= len(household)


def _household(maker: _Maker) -> Iterator[dict[str, str]]:
    """A couple, their children, sometimes twins among them, sometimes a grandparent."""
    random = maker.random
    maker.households += 1
    village = random.choice(_villages())
    group, house = random.randint(1, 12), random.randint(1, 90)
    home = {
        "division": village.code,
        "address": f"{village.address}{group}组{house}号",
        "household_id": f"H{maker.households:07d}",
    }
    born = date(1938, 1, 1) + timedelta(days=random.randrange(365 * 57))
    father = _adult(maker, "1", born, home, relation="02")
    mother = _adult(maker, "2", born + timedelta(days=random.randrange(-1500, 2500)), home, relation="12")
    yield father
    yield mother
    if random.random() < 0.12:
        elder = _adult(maker, "2", born - timedelta(days=random.randrange(7300, 10950)), home, relation="52")
        yield elder
    yield from _children(maker, father, mother, home)


def _adult(maker: _Maker, sex: str, birth: date, home: dict[str, str], relation: str) -> dict[str, str]:
    surname = _pick_surname(maker.random, _table()["surname"])
    nation = _NATION_OF_SURNAME.get(surname) or _weighted_choice(maker.random, _NATIONS)
    person = _person(
        maker, surname + _random_given_name(maker.random, sex), sex, birth, home, relation, nation
    )
    if birth.year < 1985 and maker.chance("fifteen_digits") and person["id_number"]:
        # As the old books have it: fifteen digits, without century and check digit.
        person["id_number"] = person["id_number"][:6] + person["id_number"][8:17]
    return person


def _children(
    maker: _Maker, father: dict[str, str], mother: dict[str, str], home: dict[str, str]
) -> Iterator[dict[str, str]]:
    random = maker.random
    born = _day(mother["birth_date"]) + timedelta(days=random.randrange(19 * 365, 27 * 365))
    generation = random.choice(_table()["male"])
    for _ in range(random.choices(range(5), (10, 24, 36, 22, 8))[0]):
        if born >= AS_OF:
            return
        for _twin in range(2 if maker.chance("twins") else 1):
            yield _child(maker, father, mother, home, born, generation)
        born += timedelta(days=random.randrange(400, 2200))


def _child(
    maker: _Maker,
    father: dict[str, str],
    mother: dict[str, str],
    home: dict[str, str],
    born: date,
    generation: str,
) -> dict[str, str]:
    random = maker.random
    sex = random.choice("12")
    parent = mother if maker.chance("other_surname") else father
    surname = _surname(parent["name"])
    given = _random_given_name(random, sex)
    if sex == "1" and len(given) == 2 and random.random() < 0.6:
        # Brothers share a character of their generation: the nearest thing to a namesake.
        given = generation + given[1]
    name = "未取名" if born.year >= 2014 and maker.chance("placeholder") else surname + given
    child = _person(maker, name, sex, born, home, "20" if sex == "1" else "30", father["ethnicity"])
    child |= {"mother_name": mother["name"], "mother_id": mother["id_number"]}
    if not maker.chance("no_father"):
        child |= {"father_name": father["name"], "father_id": father["id_number"]}
    return child


def _person(
    maker: _Maker, name: str, sex: str, birth: date, home: dict[str, str], relation: str, nation: str
) -> dict[str, str]:
    random = maker.random
    maker.people += 1
    number = maker.number(birth, sex)
    person = dict.fromkeys(_AT_TIMES, "") | home
    person |= {
        "person_id": f"R{maker.people:08d}",
        "id_number": "" if maker.chance("no_booklet_number") else number,
        "name": name,
        "sex": sex,
        "birth_date": f"{birth:%Y%m%d}",
        "ethnicity": nation,
        "relation": relation,
        "status": "1",
    }
    if maker.chance("former_name"):
        person["former_name"] = _surname(name) + _random_given_name(random, sex)
    if maker.chance("cancelled"):
        person |= {"status": "2", "cancel_reason": _weighted_choice(random, _CANCELLED_WHY)}
    return person


def _random_given_name(random: Random, sex: str) -> str:
    characters = _table()["female" if sex == "2" else "male"]
    first = random.choice(characters)
    return first if random.random() < 0.18 else first + random.choice(characters)


def _surname(name: str) -> str:
    return name[:2] if name[:2] in _table()["surname"] else name[:1]


def _day(digits: str) -> date:
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def _weighted_choice(random: Random, choices: tuple[tuple[str, int], ...]) -> str:
    return random.choices([value for value, _ in choices], [weight for _, weight in choices])[0]


def _pick_surname(random: Random, surnames: tuple[str, ...]) -> str:
    return random.choices(surnames, _weights())[0]


@lru_cache(maxsize=1)
def _sections() -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    words: list[str] = []
    for line in Path(__file__).with_name("names.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            words = sections.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            words += line.split()
    return sections


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    return {name: tuple(word.partition(":")[0] for word in words) for name, words in _sections().items()}


@lru_cache(maxsize=1)
def _weights() -> tuple[int, ...]:
    return tuple(int(word.partition(":")[2]) for word in _sections()["surname"])


@lru_cache(maxsize=1)
def _villages() -> tuple[_Village, ...]:
    """Villages of the invented county, with twelve-digit codes of its own."""
    return tuple(
        _Village(f"{PRACTICE}{100 + township:03d}{200 + place:03d}", f"演练县{name}{village}村")
        for township, name in enumerate(_table()["townships"])
        for place, village in enumerate(_table()["villages"])
    )
