"""What a family knows when it comes to the counter: a question without a fault, in the form that the lookup reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from benchmarks.people.names import Names
from benchmarks.people.person import Person
from benchmarks.people.places import Village

Question = dict[str, Any]
_VILLAGE = re.compile(r".*?(?:村|社区)(?=\d|[东西南北中])")


@dataclass(frozen=True, slots=True)
class Tools:
    """What questions are made with: chance of their own, names, and the villages one may have moved to."""

    random: Random
    names: Names
    villages: tuple[Village, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """How often a thing is known."""

    birth: float = 1.0
    sex: float = 0.97
    place: float = 0.85
    parents: float = 0.7
    parents_numbers: float = 0.4
    number: float = 0.06


#: Who comes to the counter with a family and a booklet.
COMMONLY = Known()
#: Who comes alone, and remembers little.
HARDLY = Known(birth=0.95, sex=0.9, place=0.6, parents=0.2, parents_numbers=0.15, number=0.0)


def ask(who: Person, tools: Tools, known: Known = COMMONLY) -> Question:
    """A question about him in which everything that is said is as the register has it."""
    random = tools.random
    question: Question = {"name": who.name}
    if random.random() < known.sex:
        question["sex"] = who.sex
    if random.random() < known.birth:
        question |= {"birth_date": dashed(who.birth_date), "calendar": "solar"}
    if random.random() < known.number:
        question["id_number"] = who.number
    if random.random() < known.place:
        tell_place(question, who, tools)
    if random.random() < known.parents:
        tell_parents(question, who, tools, known.parents_numbers)
    return question


def tell_place(question: Question, who: Person, tools: Tools) -> None:
    """The village, seldom the house."""
    found = _VILLAGE.match(who.address)
    whole = tools.random.random() < 0.2 or found is None
    question["address"] = who.address if whole or found is None else found[0]
    question["division"] = who.division if tools.random.random() < 0.5 else who.division[:6]


def tell_parents(question: Question, who: Person, tools: Tools, numbers: float = 0.4) -> None:
    """Both parents as they are called, whether or not the register says so; now and then with a number."""
    for parent, name, number in (
        ("father", who.true_father, who.true_father_id),
        ("mother", who.true_mother, who.true_mother_id),
    ):
        said = number if tools.random.random() < numbers else ""
        question[parent] = {"name": name, "id_number": said}


def forget_parents(question: Question) -> None:
    """Nobody says anything of them."""
    question.pop("father", None)
    question.pop("mother", None)


def dashed(digits: str) -> str:
    """YYYYMMDD as the lookup reads a date."""
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def day_of(question: Question) -> date | None:
    """The whole solar date that is asked for, if there is one."""
    try:
        return date.fromisoformat(question.get("birth_date", ""))
    except ValueError:
        return None
