"""The keys under which a person is filed, and those that a question tries: what is alike shares a key.

A key is a 63-bit number made of a kind and its parts; only by trying can a person be read back from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b

from flows.birth_date import BirthDate, lunar_readings
from flows.comparison import birth_known, place
from flows.names import is_placeholder, letters, looks_like, spellings, split
from flows.number_likeness import read
from flows.person import Person, Query

NO_YEAR = 0
_MOST_YEARS = 6
"""Years of an imprecise birth that are filed or tried one by one; beyond them it counts as unknown."""
_ABSURDLY_LONG = 60
"""Characters of a name that are turned into keys; the rest is compared but not filed."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One key to try and its weight: what a hit is worth in choosing whom to compare."""

    key: int
    weight: int


def key_of(kind: str, *parts: object) -> int:
    """A stable number for a kind of key and its parts (Python's own hash changes with each start)."""
    text = "|".join((kind, *map(str, parts)))
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


def keys(person: Person) -> frozenset[int]:
    """Every key under which a person is found."""
    birth = birth_known(person.birth, person.id_number)
    years = _years(birth) or (NO_YEAR,)
    found: set[int] = set()
    for name in _names(person.name, person.former_names):
        found.update(_name_keys(name, years, _month_days(birth)))
    if birth is not None:
        found.update(key_of("B", day) for day in _days_on_record(birth))
    found.update(_number_keys(person.id_number))
    for name, number in ((person.father_name, person.father_id), (person.mother_name, person.mother_id)):
        found.update(_parent_keys(name, number, years))
    found.update(_couple_keys(person.father_name, person.mother_name))
    village = place(person.address)[1] or (person.division[6:12] if len(person.division) >= 12 else "")
    if village:
        found.update(key_of("V", village, year) for year in years)
    return frozenset(found)


def probes(query: Query) -> tuple[Probe, ...]:
    """Every key to try for a question, the most telling first; a key tried twice keeps its higher weight."""
    best: dict[int, int] = {}
    for weight, key in _probes(query):
        best[key] = max(best.get(key, 0), weight)
    return tuple(Probe(key, weight) for key, weight in sorted(best.items(), key=lambda item: -item[1]))


def _probes(query: Query) -> Iterator[tuple[int, int]]:
    birth = birth_known(query.birth, query.id_number)
    readings = _readings(birth)
    near = _near_years(birth)
    for key in _number_keys(query.id_number):
        yield 40, key
    for name in _names(query.name, query.former_names):
        month_days = {(day.month, day.day) for day in readings}
        yield from ((12, key) for key in _name_keys(name, near, month_days))
        yield from ((24, key) for key in _whole(name))
        yield from ((20, key) for key in _misread(name))
    for day in readings:
        yield 14, key_of("B", day.isoformat())
    for father_or_mother in ((query.father_name, query.father_id), (query.mother_name, query.mother_id)):
        for key in _parent_keys(*father_or_mother, near):
            yield 14, key
    yield from ((12, key) for key in _couple_keys(query.father_name, query.mother_name))
    village = place(query.address)[1] or (query.division[6:12] if len(query.division) >= 12 else "")
    if village:
        yield from ((6, key_of("V", village, year)) for year in _years(birth))


def _names(name: str, former: Iterable[str]) -> Iterator[str]:
    for one in (name, *former):
        if one and not is_placeholder(one):
            yield one[:_ABSURDLY_LONG]


@lru_cache(maxsize=4096)
def _whole(name: str) -> frozenset[int]:
    """The whole name by sound, in any order."""
    return frozenset(key_of("N", *sorted(spelling)) for spelling in spellings(name))


def _name_keys(name: str, years: Iterable[int], month_days: Iterable[tuple[int, int]]) -> Iterator[int]:
    """Whole name; given name and year (another surname); surname, one syllable and year (another given
    character); surname, one syllable and day of the year (another year)."""
    yield from _whole(name)
    width = len(split(name)[0])
    years, month_days = tuple(years), tuple(month_days)
    for spelling in spellings(name):
        family, given = spelling[:width], spelling[width:]
        for year in years:
            if given:
                yield key_of("G", *given, year)
            for syllable in set(given):
                yield key_of("S", *family, syllable, year)
        for month, day in month_days:
            for syllable in set(given):
                yield key_of("M", *family, syllable, month, day)


def _misread(name: str) -> Iterator[int]:
    """The whole name with one character taken for one that looks like it."""
    plain = letters(name)[:6]
    for at, character in enumerate(plain):
        for other in looks_like(character):
            yield from _whole(plain[:at] + other + plain[at + 1 :])


def _number_keys(text: str) -> Iterator[int]:
    """The number without county, year, month, day or order: one wrong stretch leaves one key whole."""
    body = read(text).body if text else ""
    if not body:
        return
    yield key_of("I1", body[6:])
    yield key_of("I2", body[:6], body[10:])
    yield key_of("I3", body[:10], body[12:])
    yield key_of("I4", body[:12], body[14:])
    yield key_of("I5", body[:14])


def _parent_keys(name: str, number: str, years: Iterable[int]) -> Iterator[int]:
    body = read(number).body if number else ""
    if body:
        yield key_of("P", body)
    for usable in _names(name, ()):
        for spelling in spellings(usable):
            for year in years:
                yield key_of("Q", *spelling, year)


def _couple_keys(father: str, mother: str) -> Iterator[int]:
    """Both parents' names by sound, whatever the year: brothers and sisters, and a birth long misdated."""
    for fathers in _names(father, ()):
        for mothers in _names(mother, ()):
            for spelling in spellings(fathers)[:2]:
                yield from (key_of("R", *spelling, "/", *other) for other in spellings(mothers)[:2])


def _years(birth: BirthDate | None) -> tuple[int, ...]:
    if birth is None:
        return ()
    years = tuple(range(birth.earliest.year, birth.latest.year + 1))
    return years if len(years) <= _MOST_YEARS else ()


def _near_years(birth: BirthDate | None) -> tuple[int, ...]:
    """The years of the birth, two before and two after, and "no year on record"."""
    years = _years(birth)
    if not years:
        return (NO_YEAR,)
    return (*range(years[0] - 2, years[-1] + 3), NO_YEAR)


def _days_on_record(birth: BirthDate) -> Iterator[str]:
    for day in birth.solar_days:
        yield day.isoformat()
    if birth.calendar == "lunar" and birth.precision == "day":
        yield f"{birth.year:04d}-{birth.month:02d}-{birth.day:02d}"


def _month_days(birth: BirthDate | None) -> set[tuple[int, int]]:
    return {(day.month, day.day) for day in birth.solar_days} if birth else set()


def _readings(birth: BirthDate | None) -> tuple[date, ...]:
    """The days on record that a whole date may stand for: itself, lunar for solar, day and month swapped."""
    if birth is None or birth.precision != "day" or not (birth.month and birth.day):
        return ()
    days = list(birth.solar_days)
    days += lunar_readings(birth.year, birth.month, birth.day)
    for said in [*birth.solar_days]:
        days += _as_lunar_digits(said)
    days += [
        swapped
        for year, month, day in ((birth.year, birth.month, birth.day),)
        if (swapped := _day_or_none(year, day, month)) is not None
    ]
    plain = _day_or_none(birth.year, birth.month, birth.day)
    return tuple(dict.fromkeys([*days, *([plain] if plain else [])]))


def _as_lunar_digits(day: date) -> list[date]:
    """The solar date whose figures are those of the lunar date: how a lunar date stands in a solar field."""
    from flows.birth_date import lunar_of

    lunar = lunar_of(day)
    found = _day_or_none(lunar.year, lunar.month, lunar.day) if lunar else None
    return [found] if found else []


def _day_or_none(year: int, month: int | None, day: int | None) -> date | None:
    try:
        return date(year, month or 0, day or 0)
    except ValueError:
        return None
