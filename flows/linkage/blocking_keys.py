"""Under what a person is filed, so that a question finds them again: day of birth, sound of the name, kin, number.

An entry stands in a drawer (`DAY`, `NAME` ...) in the order of its key. Most are made of a 32-bit key, the day of
birth, and the row of the person: who shares two syllables of a name lies together, and within them who was born
about the same time, so that a question turns few pages. The drawer of days is in order of the day of the year, then
of the year, and its entries carry the sound of the name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple
from zlib import crc32

from flows.identity import divisions
from flows.identity.birth_date import BirthDate, BirthDateError
from flows.identity.names import canonical, is_placeholder, letters
from flows.identity.resident_number import check_digit
from flows.linkage.number_readings import body_of
from flows.linkage.phonetic_codes import BITS, Codes, name_codes

#: The drawers: day of birth; whole name; two syllables of it; a parent's name; a parent's number; the number by day
#: of the year and order; by county, year and order.
DAY, NAME, PAIR, KIN, KIN_NUMBER, NUMBER_DAY, NUMBER_YEAR = range(1, 8)

#: Drawers are numbered below this.
DRAWERS = 8
#: Persons of a register: three bytes of every entry are the row.
MOST_ROWS = (1 << 24) - 1
#: Days of the year that are told apart: twelve months of 31.
DAYS = 372
#: Years of birth are counted from here in 8 bits.
FIRST_YEAR = 1800
#: The day before 1870-01-01, as an ordinal: days of birth are counted from here in 16 bits.
_EPOCH = 682_638
#: Letters of a name that an entry of the drawer of days carries.
_LETTERS = 3
_CHECK_DIGITS = frozenset("0123456789X")
#: Spreads keys over 32 bits, and no two fall together.
_GOLDEN = 0x9E3779B1

ROW_BITS = 24
#: Bits that stand for a character, so that most that sound alike are told apart.
WRITTEN_BITS = 5
SEX_AT = ROW_BITS
WRITTEN_AT = SEX_AT + 3
#: Where the sex (1, 2, or 0 for unknown), how the given name is written, and the sounds of the name begin in an entry
#: of the drawer of days.
LETTERS_AT = WRITTEN_AT + 2 * WRITTEN_BITS

Put = Callable[[int, int, int], None]


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth as it is filed: its day in 16 bits (0: unknown), and the days of the year and years it lies under."""

    day: int = 0
    days: tuple[tuple[int, int], ...] = ()


UNKNOWN_BIRTH = Birth()


def day_number(ordinal: int) -> int:
    """The day of an ordinal in 16 bits, from 2 on; what lies outside comes to the ends."""
    return min(max(ordinal - _EPOCH, 2), 0xFFFF)


def about_day(day: int, *, woman: bool = False) -> int:
    """A day of birth as most entries carry it in 16 bits: every two days are one, and the last bit is the sex (men and
    those of whom it is not known: 0)."""
    return day & 0xFFFE | woman


def year_number(year: int) -> int:
    """A year in 8 bits."""
    return min(max(year - FIRST_YEAR, 0), 0xFF)


def day_of_year(month: int, day: int) -> int:
    """The number of a day of the year, whatever the year or the calendar: 0 to 371."""
    return (month - 1) * 31 + day - 1


@lru_cache(maxsize=40_000)
def birth_of(text: str) -> Birth:
    """The birth of a stored text (`BirthDate.text`; empty: unknown)."""
    if not text:
        return UNKNOWN_BIRTH
    birth = BirthDate.from_text(text)
    middle = (birth.earliest.toordinal() + birth.latest.toordinal()) // 2
    if birth.precision != "day":
        return Birth(day_number(middle))
    days = [(day_of_year(day.month, day.day), year_number(day.year)) for day in birth.solar_days]
    if birth.calendar == "lunar" and birth.month and birth.day:
        days.append((day_of_year(birth.month, birth.day), year_number(birth.year)))
    return Birth(day_number(birth.earliest.toordinal()), tuple(dict.fromkeys(days)))


def whole(codes: Codes) -> int:
    """The key of a whole name, in whatever order its syllables stand."""
    if len(codes) > _LETTERS:
        return (crc32(b"".join(code.to_bytes(2) for code in sorted(codes))) | 1 << 31) * _GOLDEN & 0xFFFFFFFF
    key = 0
    for code in sorted(codes):
        key = key << BITS | code
    return key * _GOLDEN & 0xFFFFFFFF


def twos(codes: Codes) -> Iterator[tuple[int, int]]:
    """Every two syllables of a name; of a long one, every two neighbours."""
    return combinations(codes, 2) if len(codes) <= _LETTERS + 1 else pairwise(codes)


def syllable_pair_key(two: tuple[int, int]) -> int:
    """The key of two syllables, in whatever order they stand."""
    one, other = two
    return (one << BITS | other if one < other else other << BITS | one) * _GOLDEN & 0xFFFFFFFF


@lru_cache(maxsize=16384)
def character_code(character: str) -> int:
    """The few bits that stand for a character; those of a traditional form are those of the plain one."""
    return crc32(canonical(character).encode("utf-8", "surrogatepass")) & (1 << WRITTEN_BITS) - 1


def sounds(codes: Codes) -> int:
    """The first three syllables in one number of 27 bits."""
    first, second, third = (*codes, 0, 0, 0)[:_LETTERS]
    return (first << BITS | second) << BITS | third


def first_letters(codes: Codes, name: str) -> int:
    """The first three syllables, and how the second and third are written, as the drawer of days carries them."""
    plain = name if name.isalpha() else letters(name)
    second = character_code(plain[1]) if len(codes) > 1 else 0
    third = character_code(plain[2]) if len(codes) > 2 else 0
    return sounds(codes) << 2 * WRITTEN_BITS | second << WRITTEN_BITS | third


class FiledName(NamedTuple):
    """A name as it is filed: key of the whole, keys of its pairs, its letters for the drawer of days."""

    whole: int
    pairs: frozenset[int]
    letters: int


@lru_cache(maxsize=20_000)
def filed_name(name: str) -> FiledName | None:
    """How a name is filed; None for an empty one and for what only stands for a name."""
    if not name or is_placeholder(name):
        return None
    codes = name_codes(name)
    return (
        FiledName(
            whole(codes),
            frozenset([syllable_pair_key(two) for two in twos(codes)]),
            first_letters(codes, name),
        )
        if codes
        else None
    )


def _spread_key(number: int) -> int:
    """A key of 32 bits: the numbers of one county lie close together, and would all come to one part of a drawer."""
    return number % 4_294_967_291 * _GOLDEN & 0xFFFFFFFF


def kin_number(body: str) -> int:
    """The key of a parent's number."""
    return _spread_key(int(body))


def number_by_day(end: str) -> int:
    """The key of a number by its last seven digits before the check digit, day of the year and order: county and
    year may be wrong, or missing."""
    return int(end) * _GOLDEN & 0xFFFFFFFF


def by_year_and_check(year: int, check: str = "0") -> int:
    """What an entry under `number_by_day` carries in the place of the day of birth: the year and the check digit."""
    return year_number(year) << 8 | (10 if check == "X" else int(check)) << 4


@lru_cache(maxsize=8192)
def _county(code: str) -> int:
    return int(divisions.current(code))


def number_by_year(body: str) -> int:
    """The key of a number by county (of today), year and order: the day may be wrong."""
    return _spread_key(_county(body[:6]) * 10_000_000 + int(body[6:10]) * 1000 + int(body[14:]))


def file_person(
    put: Put,
    put_day: Put,
    row: int,
    names: Iterable[str],
    born: Birth,
    number: str,
    sex: str,
    kin: Iterable[tuple[str, str]],
) -> None:
    """Give every entry of a person to `put(drawer, key, about_day << 24 | row)` or, in the drawer of days, to
    `put_day(day of the year, year, letters, sex and row in 64 bits)`.

    `names`: the name and the former ones; `kin`: name and number of either parent.
    """
    body = body_of(number)
    born = _merge_number_birth(born, body)
    sex_said = int(sex) if sex in ("1", "2") else 2 - int(body[16]) % 2 if body else 0
    tail = about_day(born.day, woman=sex_said == 2) << ROW_BITS | row
    filed = [one for name in names if (one := filed_name(name))]
    for one in filed:
        put(NAME, one.whole, tail)
        for key in one.pairs:
            put(PAIR, key, tail)
    for day, year in born.days:
        for named in {one.letters for one in filed} or (0,):
            put_day(day, year, named << WRITTEN_AT | sex_said << SEX_AT | row)
    if body:
        check = number[17] if len(number) == 18 and number[17] in _CHECK_DIGITS else check_digit(body)
        put(NUMBER_DAY, number_by_day(body[10:]), by_year_and_check(int(body[6:10]), check) << ROW_BITS | row)
        put(NUMBER_YEAR, number_by_year(body), tail)
    _file_kin(put, kin, tail)


def _file_kin(put: Put, kin: Iterable[tuple[str, str]], tail: int) -> None:
    for name, parent in kin:
        if name and (of_parent := filed_name(name)):
            put(KIN, of_parent.whole, tail)
        if parent and (parents := body_of(parent)):
            put(KIN_NUMBER, kin_number(parents), tail)


def _merge_number_birth(born: Birth, body: str) -> Birth:
    """The birth on record with what the number says: filed under both where they differ."""
    said = _birth_said(body[6:14]) if body else UNKNOWN_BIRTH
    if born is UNKNOWN_BIRTH or not said.days or said.days[0] in born.days:
        return said if born is UNKNOWN_BIRTH else born
    return Birth(born.day, born.days + said.days)


@lru_cache(maxsize=40_000)
def _birth_said(digits: str) -> Birth:
    try:
        return birth_of(BirthDate("solar", int(digits[:4]), int(digits[4:6]), int(digits[6:])).text)
    except BirthDateError:
        return UNKNOWN_BIRTH
