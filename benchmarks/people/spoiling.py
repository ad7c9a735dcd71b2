"""Spoils questions: one kind of error each, with tables of its own and nothing that the lookup works with.

Each kind says of which field it is, whether it fits a person, and changes a question in place. It gives back False
where it could change nothing, so that no question is called spoilt that is not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from benchmarks.people import lunar, slips, sounds
from benchmarks.people.asking import Question, Tools, day_of, forget_parents, tell_parents, tell_place
from benchmarks.people.numbers import INVENTED, to_15, with_check
from benchmarks.people.person import UNNAMED, Person
from benchmarks.people.places import villages

Spoil = Callable[[Question, Person, Tools], bool]

#: Kinds that nobody may tune by: they stand only in the test half.
HELD_OUT = frozenset({"stepfather's surname", "given name's order swapped", "age off by one"})


class Kind(NamedTuple):
    """A kind of error: how it spoils, which field, about whom (a trait of sampling), whether others may join it."""

    spoil: Spoil
    field: str
    trait: str
    joins: bool


#: All kinds by their name.
KINDS: dict[str, Kind] = {}


def _kind(name: str, field: str, trait: str = "any", *, joins: bool = True) -> Callable[[Spoil], Spoil]:
    def register(spoil: Spoil) -> Spoil:
        KINDS[name] = Kind(spoil, field, trait, joins)
        return spoil

    return register


# ---- nothing, or little said


@_kind("nothing wrong", "", joins=False)
def _nothing(question: Question, who: Person, tools: Tools) -> bool:
    return who.name != UNNAMED


@_kind("name only", "", joins=False)
def _name_only(question: Question, who: Person, tools: Tools) -> bool:
    for field in [field for field in question if field != "name"]:
        del question[field]
    return who.name != UNNAMED


# ---- the name as it is heard


def _given(question: Question, tools: Tools) -> tuple[str, list[str]]:
    surname, given = tools.names.split(question.get("name", ""))
    return surname, list(given)


def _one_of(characters: str, but: str, tools: Tools) -> str:
    """One that people are called by, if there is one: nobody hears 贵 and writes 跪."""
    others = [c for c in characters if c != but]
    usual = [c for c in others if c in tools.names.used]
    return tools.random.choice(usual or others) if others else ""


def _exchange(question: Question, tools: Tools, count: int, other: Callable[[str], str]) -> bool:
    """Put another character in the place of `count` of the given name's, where `other` knows one."""
    surname, given = _given(question, tools)
    if question.get("name") in ("", UNNAMED, None):
        return False
    places = [(place, found) for place, character in enumerate(given) if (found := other(character))]
    if len(places) < count:
        return False
    for place, found in tools.random.sample(places, count):
        given[place] = found
    question["name"] = surname + "".join(given)
    return True


def _homophone(character: str, tools: Tools) -> str:
    heard = sounds.readings(character)[:1]
    return _one_of(sounds.written(heard[0]), character, tools) if heard else ""


@_kind("homophone, one character", "name")
def _homophone_one(question: Question, who: Person, tools: Tools) -> bool:
    return _exchange(question, tools, 1, lambda c: _homophone(c, tools))


@_kind("homophone, two characters", "name")
def _homophone_two(question: Question, who: Person, tools: Tools) -> bool:
    return _exchange(question, tools, 2, lambda c: _homophone(c, tools))


@_kind("sound of the dialect", "name")
def _dialect(question: Question, who: Person, tools: Tools) -> bool:
    def other(character: str) -> str:
        heard = [found for sound in sounds.readings(character)[:1] for found in sounds.heard_as(sound)]
        return _one_of(sounds.written(tools.random.choice(heard)), character, tools) if heard else ""

    return _exchange(question, tools, 1, other)


@_kind("another reading", "name")
def _heteronym(question: Question, who: Person, tools: Tools) -> bool:
    def other(character: str) -> str:
        others = [sound for sound in sounds.readings(character)[1:] if sounds.written(sound)]
        return _one_of(sounds.written(tools.random.choice(others)), character, tools) if others else ""

    return _exchange(question, tools, 1, other)


# ---- the name as it is written


@_kind("look-alike", "name")
def _look_alike(question: Question, who: Person, tools: Tools) -> bool:
    return _exchange(question, tools, 1, lambda c: _one_of(slips.looks_like(c), c, tools))


@_kind("traditional or another form", "name")
def _other_form(question: Question, who: Person, tools: Tools) -> bool:
    name = question.get("name", "")
    places = [place for place, character in enumerate(name) if slips.other_forms(character)]
    if not places:
        return False
    at = tools.random.choice(places)
    question["name"] = name[:at] + tools.random.choice(slips.other_forms(name[at])) + name[at + 1 :]
    return True


@_kind("name dot", "name", "dotted")
def _dot(question: Question, who: Person, tools: Tools) -> bool:
    name = question.get("name", "")
    sign = tools.random.choice([*slips.words("dots"), " ", ""])
    question["name"] = name.replace("·", sign)
    return question["name"] != name


@_kind("one character wrong", "name")
def _wrong(question: Question, who: Person, tools: Tools) -> bool:
    used = sorted(tools.names.used)
    return _exchange(question, tools, 1, lambda c: _one_of("".join(tools.random.sample(used, 2)), c, tools))


@_kind("character dropped", "name")
def _dropped(question: Question, who: Person, tools: Tools) -> bool:
    surname, given = _given(question, tools)
    if len(given) < 2 or who.name == UNNAMED:
        return False
    del given[tools.random.randrange(len(given))]
    question["name"] = surname + "".join(given)
    return True


@_kind("character added", "name")
def _added(question: Question, who: Person, tools: Tools) -> bool:
    surname, given = _given(question, tools)
    if not given or who.name == UNNAMED or "·" in who.name:
        return False
    extra = tools.names.given(who.sex, who.year, tools.random.random)[0]
    given.insert(tools.random.randrange(len(given) + 1), extra)
    question["name"] = surname + "".join(given)
    return True


@_kind("given name's order swapped", "name")
def _swapped(question: Question, who: Person, tools: Tools) -> bool:
    surname, given = _given(question, tools)
    if len(given) != 2 or given[0] == given[1] or who.name == UNNAMED:
        return False
    question["name"] = surname + given[1] + given[0]
    return True


@_kind("spaces and full width", "name")
def _spaced(question: Question, who: Person, tools: Tools) -> bool:
    name = question.get("name", "")
    if len(name) < 2 or name == UNNAMED:
        return False
    between = tools.random.choice((" ", "\u3000", "  ", "\u200b", "\u00a0"))
    question["name"] = tools.random.choice((between.join(name), name[0] + between + name[1:], between + name))
    number = question.get("id_number", "")
    if number:
        question["id_number"] = "".join(chr(ord(c) + 0xFEE0) for c in number)
    return True


@_kind("given name first", "name")
def _turned(question: Question, who: Person, tools: Tools) -> bool:
    surname, given = _given(question, tools)
    if not surname or not given or who.name == UNNAMED:
        return False
    question["name"] = "".join(given) + tools.random.choice(("", " ")) + surname
    return question["name"] != who.name


# ---- another name


@_kind("name at home", "name")
def _at_home(question: Question, who: Person, tools: Tools) -> bool:
    surname, given = _given(question, tools)
    if not surname or not given or who.name == UNNAMED:
        return False
    pick, last = tools.random.choice, given[-1]
    names = [pick(slips.words("before")) + last, last + pick(slips.words(f"behind{who.sex}")), last * 2,
             pick(slips.words(f"instead{who.sex}"))]  # fmt: skip
    question["name"] = (surname if tools.random.random() < 0.6 else "") + pick(names)
    return question["name"] != who.name


@_kind("former name asked for", "name", "former")
def _former(question: Question, who: Person, tools: Tools) -> bool:
    question["name"] = who.former_name
    return bool(who.former_name)


@_kind("complete change of name, parents known", "name", joins=False)
def _renamed(question: Question, who: Person, tools: Tools) -> bool:
    if not who.mother_name or "·" in who.name or who.name == UNNAMED:
        return False
    question["name"] = who.surname + tools.names.given(who.sex, who.year, tools.random.random)
    tell_parents(question, who, tools)
    return not set(question["name"][len(who.surname) :]) & set(who.name[len(who.surname) :])


@_kind("other parent's surname", "name")
def _other_parent(question: Question, who: Person, tools: Tools) -> bool:
    surname, given = _given(question, tools)
    other = who.mother_surname
    if not other or other == surname or not surname or not given or who.name == UNNAMED:
        return False
    question["name"] = other + "".join(given)
    return True


@_kind("stepfather's surname", "name")
def _stepfather(question: Question, who: Person, tools: Tools) -> bool:
    """The mother's second husband gave the child his name, and comes as its father."""
    surname, given = _given(question, tools)
    other = tools.names.surname(tools.random.random)
    if not surname or not given or other in (surname, who.mother_surname) or who.name == UNNAMED:
        return False
    question["name"] = other + "".join(given)
    if "father" in question:
        his = other + tools.names.given("1", who.year - 25, tools.random.random)
        question["father"] = {"name": his, "id_number": ""}
    return True


@_kind("baby without a name in the register", "name", "unnamed", joins=False)
def _named_since(question: Question, who: Person, tools: Tools) -> bool:
    if who.name != UNNAMED:
        return False
    question["name"] = who.surname + tools.names.given(who.sex, who.year, tools.random.random)
    tell_parents(question, who, tools)
    return True


@_kind("baby without a name at the counter", "name", "baby", joins=False)
def _without_name(question: Question, who: Person, tools: Tools) -> bool:
    if not who.mother_name:
        return False
    question["name"] = tools.random.choice(("", UNNAMED, who.surname + "婴", "无名"))
    tell_parents(question, who, tools)
    if tools.random.random() < 0.5:
        del question["father"]
    return True


# ---- the birthday


def _says(question: Question, text: str, calendar: str = "solar") -> bool:
    if question.get("birth_date") == text and question.get("calendar") == calendar:
        return False
    question |= {"birth_date": text, "calendar": calendar}
    return True


def _lunar_of(question: Question) -> lunar.Lunar | None:
    day = day_of(question)
    return lunar.lunar_of(day.toordinal()) if day else None


@_kind("lunar for solar", "birth")
def _lunar_for_solar(question: Question, who: Person, tools: Tools) -> bool:
    """The lunar figures, said to be solar: what a grandmother says and a clerk types."""
    found = _lunar_of(question)
    if found is None:
        return False
    calendar = tools.random.choice(("solar", "solar", "unknown"))
    return _says(question, f"{found.year}-{found.month:02d}-{found.day:02d}", calendar)


@_kind("lunar, said so", "birth")
def _lunar_said(question: Question, who: Person, tools: Tools) -> bool:
    found = _lunar_of(question)
    return found is not None and _says(
        question, f"{found.year}-{found.month:02d}-{found.day:02d}", "lunar"
    )


@_kind("lunar, of a leap month", "birth", "leap")
def _lunar_leap(question: Question, who: Person, tools: Tools) -> bool:
    """Nobody says that the month was the doubled one."""
    found = _lunar_of(question)
    calendar = tools.random.choice(("lunar", "solar"))
    return (
        found is not None
        and found.leap
        and _says(question, f"{found.year}-{found.month:02d}-{found.day:02d}", calendar)
    )


@_kind("solar for lunar", "birth", "lunar")
def _solar_for_lunar(question: Question, who: Person, tools: Tools) -> bool:
    """The register has the lunar figures as if they were solar, and here the day is said."""
    figures = lunar.figures_as_solar(who.true_day)
    if figures is None or figures.toordinal() != who.day or who.true_day == who.day:
        return False
    return _says(question, date.fromordinal(who.true_day).isoformat())


@_kind("day and month swapped", "birth")
def _day_month(question: Question, who: Person, tools: Tools) -> bool:
    day = day_of(question)
    if day is None or day.day > 12 or day.day == day.month:
        return False
    return _says(question, f"{day.year}-{day.day:02d}-{day.month:02d}")


def _year_off(question: Question, years: int) -> bool:
    day = day_of(question)
    if day is None or (day.month, day.day) == (2, 29):
        return False
    return _says(question, day.replace(year=day.year + years).isoformat())


@_kind("year off by one", "birth")
def _year_off_one(question: Question, who: Person, tools: Tools) -> bool:
    return _year_off(question, tools.random.choice((-1, 1)))


@_kind("year off by two", "birth")
def _year_off_two(question: Question, who: Person, tools: Tools) -> bool:
    return _year_off(question, tools.random.choice((-2, 2)))


@_kind("day off", "birth")
def _day_off(question: Question, who: Person, tools: Tools) -> bool:
    """The day after, ten days before: a slip of one figure."""
    day = day_of(question)
    shift = tools.random.choice((-10, -1, 1, 10))
    return day is not None and _says(question, (day + timedelta(days=shift)).isoformat())


@_kind("year only", "birth")
def _year_only(question: Question, who: Person, tools: Tools) -> bool:
    day = day_of(question)
    return day is not None and _says(question, f"{day.year}")


@_kind("year and month only", "birth")
def _month_only(question: Question, who: Person, tools: Tools) -> bool:
    day = day_of(question)
    return day is not None and _says(question, f"{day.year}-{day.month:02d}")


@_kind("age off by one", "birth")
def _age(question: Question, who: Person, tools: Tools) -> bool:
    """Only the age is known, counted from one at birth and taken off the year as if it were full years."""
    day = day_of(question)
    return day is not None and _says(question, f"{day.year + tools.random.choice((-1, -1, 1))}")


# ---- the number


def _number_alone(question: Question, number: str, tools: Tools) -> bool:
    """A card or a stub: the number and, every second time, the name; nobody there to say more."""
    name = question.get("name", "") if tools.random.random() < 0.5 else ""
    question.clear()
    question |= {"name": name, "id_number": number}
    return True


@_kind("15 for 18 digits, or 18 for 15", "number", joins=False)
def _fifteen(question: Question, who: Person, tools: Tools) -> bool:
    if who.year < 1900 or who.year > 1999 or not who.id_number:
        return False
    other = to_15(who.number) if len(who.id_number) == 18 else who.number
    return _number_alone(question, other, tools)


@_kind("one digit of the number wrong", "number", joins=False)
def _digit(question: Question, who: Person, tools: Tools) -> bool:
    number, at = who.id_number, tools.random.randrange(17)
    if len(number) != 18:
        return False
    digit = str((int(number[at]) + tools.random.randrange(1, 10)) % 10)
    return _number_alone(question, number[:at] + digit + number[at + 1 :], tools)


@_kind("two neighbouring digits swapped", "number", joins=False)
def _digits_swapped(question: Question, who: Person, tools: Tools) -> bool:
    number, at = who.id_number, tools.random.randrange(16)
    if len(number) != 18 or number[at] == number[at + 1]:
        return False
    return _number_alone(question, number[:at] + number[at + 1] + number[at] + number[at + 2 :], tools)


@_kind("fragment of the number", "number", joins=False)
def _fragment(question: Question, who: Person, tools: Tools) -> bool:
    """The end of it, with the order and at least month and day; or all but its end."""
    if len(who.id_number) != 18:
        return False
    long = tools.random.randrange(8, 15)
    return _number_alone(question, who.id_number[:17] if long == 14 else who.id_number[-long:], tools)


@_kind("number of the code before or after", "number", "old", joins=False)
def _other_code(question: Question, who: Person, tools: Tools) -> bool:
    """The county has had two codes, and somebody wrote the number with the other one."""
    codes = _codes()
    number = who.id_number
    if len(number) != 18 or number[:6] not in codes or number.startswith(INVENTED):
        return False
    return _number_alone(question, with_check(codes[number[:6]] + number[6:17]), tools)


def _codes() -> dict[str, str]:
    pairs = {(village.old_code, village.code[:6]) for village in villages()}
    return dict(pairs) | {new: old for old, new in pairs}


# ---- everything else


@_kind("mother's name misspelt", "mother")
def _mother(question: Question, who: Person, tools: Tools) -> bool:
    if not who.mother_name:
        return False
    tell_parents(question, who, tools, numbers=0)
    mother = {"name": question["mother"]["name"]}
    changed = _exchange(mother, tools, 1, lambda c: _homophone(c, tools))
    question["mother"]["name"] = mother["name"]
    return changed


@_kind("one parent's number, nothing of the other", "parents", joins=False)
def _one_parent(question: Question, who: Person, tools: Tools) -> bool:
    if not who.mother_id:
        return False
    forget_parents(question)
    question["mother"] = {"name": "", "id_number": who.true_mother_id}
    return True


@_kind("moved", "place")
def _moved(question: Question, who: Person, tools: Tools) -> bool:
    village = tools.random.choice(tools.villages)
    if village.code[:12] == who.division or village.name in who.address:
        return False
    tell_place(question, who, tools)
    question["address"] = village.county + village.township + village.name
    question["division"] = village.code
    return True


@_kind("sex wrong", "sex")
def _sex(question: Question, who: Person, tools: Tools) -> bool:
    question["sex"] = "2" if who.sex == "1" else "1"
    return True
