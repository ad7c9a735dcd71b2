"""What a question asks of the index of the register: which drawers, which keys, born when, and what a hit is worth.

Worth is counted in the points of the comparison, roughly: it decides who is compared, not how the comparison ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from flows import filing
from flows.birth_date import BirthDate, lunar_of, lunar_readings
from flows.comparison import birth_known, place
from flows.names import is_placeholder
from flows.person import Query
from flows.resident_number import normalise
from flows.sound_codes import BITS, Codes, spoken

WHOLE, PAIR_OF_NAME, PARENT, PARENTS_NUMBER, NUMBER = "whole", "pair", "parent", "parents_number", "number"
WORTH = {WHOLE: 40, PAIR_OF_NAME: 14, PARENT: 13, PARENTS_NUMBER: 26, NUMBER: 35}
"""Points of a hit by what it says; hits that say different things add up."""
_LETTER = 11
"""Points of one syllable of the name in the drawer of days."""
_VILLAGE, _SEX_CONTRADICTS, _ORDER, _ORDER_ALMOST = 7, -8, 25, 12
_DATE_SLIP = 25
_DATE = {"same": 40, "other_reading": 32, 1: 27, 2: 21}
_SAME_YEAR, _NEAR_YEAR, _FAR = 4, -2, -18
_SLACK = 2 * 366 + 60
"""Days before and after the birth within which somebody born about the same time is looked for."""
_EVER = (0, 0xFFFF)
UNKNOWN = (0, 0)
"""Asks for those whose birth is not on record."""
_MOST = {WHOLE: 5, PAIR_OF_NAME: 4, PARENT: 3, PARENTS_NUMBER: 2, NUMBER: 2}
"""Sheets turned for one probe."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A key to try in a drawer; `born`: first and last day of birth looked for; `most` sheets are turned."""

    drawer: int
    key: int
    says: str
    about: int = 0
    """Which of several that say the same: hits of two of them add up, two of one do not."""
    born: tuple[int, int] = _EVER
    most: int = 2

    @property
    def low(self) -> int:
        """The number of the first sheet."""
        return self.drawer << 48 | self.key << 16 | self.born[0]

    @property
    def high(self) -> int:
        """The number of the last one."""
        return self.drawer << 48 | self.key << 16 | self.born[1]


@dataclass(frozen=True, slots=True)
class DayProbe:
    """A day of the year to try, within some years; `worth` by year."""

    day: int
    first: int
    last: int
    worth: dict[int, int] = field(hash=False)

    @property
    def low(self) -> int:
        """The number of the first sheet."""
        return filing.DAY << 48 | self.day << 32 | self.first << 24

    @property
    def high(self) -> int:
        """The number of the last one."""
        return filing.DAY << 48 | self.day << 32 | self.last << 24 | 0xFFFFFF


@dataclass(slots=True)
class Asked:
    """A question as the index understands it."""

    names: tuple[Codes, ...]
    birth: BirthDate | None
    days: tuple[DayProbe, ...]
    probes: tuple[Probe, ...]
    near: dict[int, int]
    """What a day of birth is worth: those that the date may mean."""
    orders: dict[int, int]
    """What the three digits of order in a number are worth: the same, or one of them another."""
    sex: str
    places: tuple[str, ...]


def asked(query: Query) -> Asked:
    """What to try for a question."""
    names = tuple(
        dict.fromkeys(
            codes for name in (query.name, *query.former_names) if name and not is_placeholder(name)
            for codes in spoken(name)
        )
    )  # fmt: skip
    birth = birth_known(query.birth, query.id_number)
    body = filing.body_of(normalise(query.id_number))
    days = tuple(_days(birth, body))
    near = {
        filing.day_number(date(filing.FIRST_YEAR + year, *_month_day(probe.day)).toordinal()): worth
        for probe in days for year, worth in probe.worth.items() if _exists(filing.FIRST_YEAR + year, probe.day)
    }  # fmt: skip
    near = _dates_one_digit_off(body) | near
    village = place(query.address)[1]
    places = tuple(p for p in (query.division[:12] if len(query.division) >= 9 else "", village) if p)
    return Asked(
        names, birth, days, tuple(_probes(query, names, birth, body)), near,
        _orders(body[14:]), query.sex, places,
    )  # fmt: skip


def _orders(order: str) -> dict[int, int]:
    if not order:
        return {}
    near = {int(order[:at] + digit + order[at + 1 :]) for at in range(3) for digit in "0123456789"}
    return dict.fromkeys(near, _ORDER_ALMOST) | {int(order): _ORDER}


def _dates_one_digit_off(body: str) -> dict[int, int]:
    """Days of birth for which a digit of the number was written wrong, or two neighbours were swapped."""
    digits = body[6:14]
    slips = {digits[:at] + digit + digits[at + 1 :] for at in range(len(digits)) for digit in "0123456789"}
    slips |= {digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(len(digits) - 1)}
    days = [(int(slip[:4]), int(slip[4:6]), int(slip[6:])) for slip in slips]
    return {
        filing.day_number(date(*day).toordinal()): _DATE_SLIP for day in days
        if 1 <= day[1] <= 12 and 1 <= day[2] <= 31 and _exists(day[0], filing.day_of_year(*day[1:]))
    }  # fmt: skip


def _month_day(number: int) -> tuple[int, int]:
    return number // 31 + 1, number % 31 + 1


def _exists(year: int, day: int) -> bool:
    try:
        date(year, *_month_day(day))
    except ValueError:
        return False
    return True


def _days(birth: BirthDate | None, body: str) -> Iterator[DayProbe]:
    """The days of the year on which the birth may stand on record, best first, each once."""
    found: dict[int, dict[int, int]] = {}

    def may(year: int, month: int, day: int, worth: int, near: bool = False) -> None:
        worths = found.setdefault(filing.day_of_year(month, day), {})
        for off in range(-2, 3) if near else (0,):
            at = filing.year_number(year + off)
            worths[at] = max(worths.get(at, -99), worth if not off else int(_DATE[abs(off)]))

    if birth is not None and birth.month and birth.day:
        for solar in birth.solar_days:
            may(solar.year, solar.month, solar.day, _DATE["same"], near=True)
        digits = birth.year, birth.month, birth.day
        may(*digits, _DATE["same"] if birth.calendar == "solar" else _DATE["other_reading"], near=True)
        others = [(d.year, d.month, d.day) for d in lunar_readings(*digits)]
        lunar = [said for solar in birth.solar_days if (said := lunar_of(solar))]
        others += [(said.year, said.month or 1, said.day or 1) for said in lunar]
        if birth.day <= 12:
            others.append((birth.year, birth.day, birth.month))
        for year, month, day in others:
            may(year, month, day, _DATE["other_reading"])
    if body and 1 <= int(body[10:12]) <= 12 and 1 <= int(body[12:14]) <= 31:
        may(int(body[6:10]), int(body[10:12]), int(body[12:14]), _DATE["same"])
    for day, worths in found.items():
        yield DayProbe(day, min(worths), max(worths), worths)


def _probes(query: Query, names: tuple[Codes, ...], birth: BirthDate | None, body: str) -> Iterator[Probe]:
    born = _EVER if birth is None else _around(birth)
    yield from _number_probes(body, (query.father_id, query.mother_id))
    for key in {filing.whole(codes) for codes in names}:
        yield from _then_ever(Probe(filing.NAME, key, WHOLE, born=born, most=_MOST[WHOLE]))
    for key in {pair for codes in names for pair in filing.pairs(codes)}:
        yield from _with_unknown(Probe(filing.PAIR, key, PAIR_OF_NAME, key, born, _MOST[PAIR_OF_NAME]))
    for at, name in enumerate((query.father_name, query.mother_name)):
        if name and not is_placeholder(name):
            for codes in spoken(name, 2):
                # At any time: brothers and sisters, and a birth long misdated.
                yield from _then_ever(Probe(filing.KIN, filing.whole(codes), PARENT, at, born, _MOST[PARENT]))


def _number_probes(body: str, of_parents: Iterable[str]) -> Iterator[Probe]:
    if body:
        yield Probe(filing.NUMBER_DAY, filing.number_by_day(body), NUMBER, 1)
        yield Probe(filing.NUMBER_YEAR, filing.number_by_year(body), NUMBER, 2)
    for number in of_parents:
        if parents := filing.body_of(normalise(number)):
            yield Probe(
                filing.KIN_NUMBER, filing.kin_number(parents), PARENTS_NUMBER, filing.kin_number(parents)
            )


def _then_ever(probe: Probe) -> Iterator[Probe]:
    """The probe, and where it asks for a time, the same key at any time, as far as its sheets go."""
    yield probe
    if probe.born != _EVER:
        yield Probe(probe.drawer, probe.key, probe.says, probe.about, most=probe.most)


def _with_unknown(probe: Probe) -> Iterator[Probe]:
    """The probe, and where it asks for a time, those whose birth is unknown."""
    yield probe
    if probe.born[0]:
        yield Probe(probe.drawer, probe.key, probe.says, probe.about, UNKNOWN, 1)


def _around(birth: BirthDate) -> tuple[int, int]:
    return (
        filing.day_number(birth.earliest.toordinal() - _SLACK),
        filing.day_number(birth.latest.toordinal() + _SLACK),
    )


@dataclass(slots=True)
class Hits:
    """What the index said of each row: worth by what was said, and the day of birth; by the drawer of days, the
    worth of date and name."""

    said: dict[int, dict[tuple[str, int], int]] = field(default_factory=dict)
    born: dict[int, int] = field(default_factory=dict)
    by_day: dict[int, tuple[int, int]] = field(default_factory=dict)


def best(question: Asked, hits: Hits, most: int, in_place: Callable[[int], bool]) -> list[int]:
    """The rows most worth comparing, best first."""
    worth: dict[int, int] = {}
    for row, said in hits.said.items():
        pairs = sum(points for (says, _), points in said.items() if says == PAIR_OF_NAME)
        others = sum(points for (says, _), points in said.items() if says not in (PAIR_OF_NAME, WHOLE))
        named = WORTH[WHOLE] if (WHOLE, 0) in said else min(pairs, 30)
        by_day = hits.by_day.get(row)
        dated = by_day[0] if by_day else _by_birth(question, hits.born.get(row, 0))
        worth[row] = max(named, by_day[1] if by_day else 0) + others + dated
    for row, (dated, named) in hits.by_day.items():
        if row not in worth:
            worth[row] = dated + named
    for row in worth:
        if in_place(row):
            worth[row] += _VILLAGE
    return sorted(worth, key=lambda row: (-worth[row], row))[:most]


def _by_birth(question: Asked, born: int) -> int:
    if born in question.near:
        return question.near[born]
    if question.birth is None or not born:
        return 0
    first = filing.day_number(question.birth.earliest.toordinal())
    last = filing.day_number(question.birth.latest.toordinal())
    off = max(first - born, born - last, 0)
    return _SAME_YEAR if off < 200 else _NEAR_YEAR if off < _SLACK else _FAR


def _other_sex(sex: str, order: int) -> bool:
    """Whether the order of a number (odd: male), or what stands in its place, contradicts the sex asked for."""
    if not sex or order == filing.NO_ORDER:
        return False
    return (order - filing.NO_ORDER == 1 if order > filing.NO_ORDER else order % 2 == 1) != (sex == "1")


def take_day(
    question: Asked, probe: DayProbe, sheets: Iterable[bytes], hits: Hits, in_place: Callable[[int], bool]
) -> None:
    """Read the sheets of a day: who has something of the name, lives in the place, or is known by other hits."""
    mask = (1 << BITS) - 1
    wanted = {code for codes in question.names for code in codes[:3]}
    nameless = not question.names
    for sheet in sheets:
        for at in range(0, len(sheet), 9):
            dated = probe.worth.get(sheet[at])
            if dated is None:
                continue
            value = int.from_bytes(sheet[at + 1 : at + 9])
            row = value & filing.MOST_ROWS
            letters = value >> filing.LETTERS_AT
            alike = (
                ((letters >> 18) in wanted) + ((letters >> 9 & mask) in wanted) + ((letters & mask) in wanted)
            )
            order = value >> filing.ORDER_AT & 0x3FF
            named = _LETTER * alike
            if order in question.orders:
                named += question.orders[order]
            elif not (alike or nameless or not letters or row in hits.said or in_place(row)):
                continue
            if _other_sex(question.sex, order):
                named += _SEX_CONTRADICTS
            old = hits.by_day.get(row)
            if old is None or old[0] + old[1] < dated + named:
                hits.by_day[row] = dated, named
