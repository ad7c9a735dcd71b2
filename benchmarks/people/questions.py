"""The questions of the benchmark, with the answers: made of people sampled while a register is written.

Sets: standard (one error each), bare (a name and nothing else), hard (up to three errors, little known), never (nobody
on record is meant), twins and siblings (the other one is on record, or both are). Each question is of the half `tune`
or `test`, by the hash of its id; the kinds held out are only in `test`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from math import exp, log
from random import Random
from typing import Generic, TypeVar

from benchmarks.people import lunar
from benchmarks.people.asking import COMMONLY, HARDLY, Known, Question, Tools, ask
from benchmarks.people.names import Names
from benchmarks.people.person import UNNAMED, Family, Person
from benchmarks.people.places import chosen
from benchmarks.people.population import AS_OF, is_old
from benchmarks.people.spoiling import HELD_OUT, KINDS

#: Questions of each kind in the standard set; the others are multiples of it.
QUESTIONS = 200
#: So many times the questions of one kind: the hard set, the never registered, each of the four kinds of pairs.
HARD, NEVER, PAIRS = 10, 10, 2
#: Somebody whom a kind of error fits is looked for so often for each question.
_TRIES = 60
#: Whom no register has was never given a number.
_UNNUMBERED = replace(COMMONLY, number=0.0)
_OF_PAIRS = replace(COMMONLY, parents=0.8, number=0.0)
T = TypeVar("T")
#: A name of which there are hundreds tells nobody apart: counted on its own, so that it hides nothing else.
_SET_OF = {"name only": "bare"}
#: What stands beside a question: the lookup is not told, and refuses what it does not know.
ANSWER = frozenset({"set", "kind", "errors", "half", "truth", "related", "parents_on_record"})
_ERRORS = {0: 0.1, 1: 0.3, 2: 0.35, 3: 0.25}


def as_asked(question: Question) -> Question:
    """The question alone, as the lookup is asked."""
    return {key: value for key, value in question.items() if key not in ANSWER}


class _Sample(Generic[T]):
    """A fair sample of a stream of unknown length (algorithm L: nothing is drawn for what is skipped)."""

    def __init__(self, size: int, random: Random) -> None:
        self.kept: list[T] = []
        self._size, self._random = size, random
        self._seen, self._next, self._weight = 0, size, 1.0

    def offer(self, item: T) -> None:
        """Consider one more."""
        self._seen += 1
        if self._seen <= self._size:
            self.kept.append(item)
        elif self._seen >= self._next:
            self.kept[self._random.randrange(self._size)] = item
        else:
            return
        if self._seen >= self._size:
            self._weight *= exp(log(self._random.random()) / self._size)
            self._next = self._seen + 1 + int(log(self._random.random()) / log(1 - self._weight))


class Sampler:
    """Who may be asked for: told of everybody while the register is written, and keeps some of each sort."""

    def __init__(self, questions: int, seed: int) -> None:
        self._random = Random(f"{seed} sample")
        size = max(40 * questions, 4000)
        self._by_trait: dict[str, _Sample[Person]] = {
            trait: _Sample(size if trait == "any" else 4 * questions, self._random)
            for trait in sorted({kind.trait for kind in KINDS.values()})
        }
        self._families: _Sample[Family] = _Sample(20 * questions, self._random)
        self._twins: _Sample[Family] = _Sample(20 * questions, self._random)
        self._leap_days = frozenset(_leap_days())

    def person(self, person: Person) -> None:
        """Somebody was entered."""
        sample = self._by_trait
        sample["any"].offer(person)
        if person.true_day in self._leap_days and person.true_day == person.day:
            sample["leap"].offer(person)
        if person.year >= 2014:
            sample["unnamed" if person.name == UNNAMED else "baby"].offer(person)
        elif person.true_day != person.day:
            sample["lunar"].offer(person)
        if person.former_name:
            sample["former"].offer(person)
        if "·" in person.name:
            sample["dotted"].offer(person)
        elif is_old(person):
            sample["old"].offer(person)

    def family(self, family: Family) -> None:
        """A couple with all its children; some of them may be entered later, or never."""
        self._families.offer(family)
        if family.twins:
            self._twins.offer(family)

    def of_trait(self, trait: str) -> list[Person]:
        """People of a trait who are on record."""
        return [person for person in self._by_trait[trait].kept if person.person_id]

    def families(self) -> list[Family]:
        """Families with a child on record."""
        return [family for family in self._families.kept if any(child.person_id for child in family.children)]

    def twins(self) -> list[tuple[Person, Person]]:
        """Twins who are both on record, whatever they are called."""
        pairs = [(f.children[one], f.children[other]) for f in self._twins.kept for one, other in f.twins]
        return [(one, other) for one, other in pairs if one.person_id and other.person_id]


def _leap_days() -> Iterator[int]:
    for day in range(date(1925, 1, 1).toordinal(), AS_OF.toordinal()):
        found = lunar.lunar_of(day)
        if found is not None and found.leap:
            yield day


class Asking:
    """Makes the questions of a sample; the same seed makes the same ones."""

    def __init__(self, sampler: Sampler, names: Names, persons: int, seed: int, questions: int = QUESTIONS) -> None:
        self._sampler, self._seed, self._count = sampler, seed, questions
        self._random = Random(f"{seed} questions")
        self._tools = Tools(self._random, names, chosen(persons))
        self._made = 0

    def all(self) -> Iterator[Question]:
        """The sets one after the other."""
        yield from self.standard()
        yield from self.hard()
        yield from self.never()
        yield from self.pairs()

    def standard(self) -> Iterator[Question]:
        """One kind of error at a time, and what a family commonly knows."""
        for name, kind in KINDS.items():
            people = self._sampler.of_trait(kind.trait)
            for _ in range(self._count):
                made = self._spoilt(people, [name], COMMONLY)
                if made is not None:
                    question, who = made
                    errors = [] if name == "nothing wrong" else [name]
                    yield self._told(question, _SET_OF.get(name, "standard"), name, errors, truth=[who])

    def hard(self) -> Iterator[Question]:
        """Up to three errors, most parents unknown."""
        people = self._sampler.of_trait("any")
        joining = [name for name, kind in KINDS.items() if kind.joins and kind.trait == "any"]
        counts, weights = list(_ERRORS), list(_ERRORS.values())
        for _ in range(HARD * self._count):
            number = self._random.choices(counts, weights)[0]
            errors = self._of_different_fields(joining, number)
            made = self._spoilt(people, errors, HARDLY)
            if made is not None:
                question, who = made
                kind = "1 error" if number == 1 else f"{number} errors"
                yield self._told(question, "hard", kind, errors, truth=[who])

    def never(self) -> Iterator[Question]:
        """Nobody on record is meant: strangers of the same villages, and babies and siblings of people on record."""
        people, families = self._sampler.of_trait("any"), self._sampler.families()
        for _ in range(NEVER * self._count // 3):
            stranger = self._stranger(self._random.choice(people))
            yield self._told(ask(stranger, self._tools, _UNNUMBERED), "never", "stranger", [])
            for kind, born in (("new baby", self._new_baby), ("sibling of one on record", self._sibling)):
                for family in self._random.sample(families, min(len(families), _TRIES)):
                    child = born(family)
                    if child is not None:
                        question = ask(child, self._tools, _UNNUMBERED)
                        yield self._told(question, "never", kind, [], siblings=family.children)
                        break

    def pairs(self) -> Iterator[Question]:
        """Twins and siblings: who is asked for is on record together with the other one, or only the other one is."""
        random, families, twins = self._random, self._sampler.families(), self._sampler.twins()
        several = [family for family in families if sum(bool(c.person_id) for c in family.children) > 1]
        for _ in range(PAIRS * self._count):
            yield from self._of_one_on_record(random.choice(families))
            if twins:
                one, other = random.sample(random.choice(twins), 2)
                question = ask(one, self._tools, _OF_PAIRS)
                yield self._told(question, "twins", "both are on record", [], truth=[one], twins=[other])
            if several:
                family = random.choice(several)
                one = random.choice([child for child in family.children if child.person_id])
                others = [child for child in family.children if child is not one and child.day != one.day]
                question = ask(one, self._tools, _OF_PAIRS)
                yield self._told(
                    question, "siblings", "all are on record", [], truth=[one], siblings=others
                )

    def _of_one_on_record(self, family: Family) -> Iterator[Question]:
        """A twin and a sibling of somebody on record, who are not."""
        other = self._random.choice([child for child in family.children if child.person_id])
        twin, sibling = self._twin(family, other), self._sibling(family)
        if twin is not None:
            question = ask(twin, self._tools, _OF_PAIRS)
            yield self._told(question, "twins", "only the other is on record", [], twins=[other])
        if sibling is not None:
            question, kind = ask(sibling, self._tools, _OF_PAIRS), "only the others are on record"
            yield self._told(question, "siblings", kind, [], siblings=family.children)

    # ---- one question

    def _spoilt(
        self, people: list[Person], errors: list[str], known: Known
    ) -> tuple[Question, Person] | None:
        """Somebody whom all these errors fit, and the question about him; None where nobody was found."""
        for _ in range(_TRIES if people else 0):
            who = self._random.choice(people)
            question = ask(who, self._tools, known)
            if all(KINDS[error].spoil(question, who, self._tools) for error in errors):
                return question, who
        return None

    def _of_different_fields(self, kinds: list[str], number: int) -> list[str]:
        """Kinds of error, no two of them in one field, first those of the field that is most often wrong."""
        found: dict[str, str] = {}
        while len(found) < number:
            kind = self._random.choice(kinds)
            found.setdefault(KINDS[kind].field, kind)
        return list(found.values())

    def _told(
        self,
        question: Question,
        of_set: str,
        kind: str,
        errors: list[str],
        truth: Sequence[Person] = (),
        twins: Sequence[Person] = (),
        siblings: Sequence[Person] = (),
    ) -> Question:
        """The question with its id, its answer, and the half it belongs to."""
        self._made += 1
        line_id = f"{self._seed}-{of_set}-{self._made:06d}"
        in_test = sha256(line_id.encode()).digest()[0] % 2 or not HELD_OUT.isdisjoint(errors)
        related = {"twin": _ids(twins), "sibling": _ids(siblings)}
        return {"id": line_id, **question, "set": of_set, "kind": kind, "errors": errors,
                "half": "test" if in_test else "tune", "truth": _ids(truth), "related": related,
                "parents_on_record": any(person.mother_name for person in (*twins, *siblings))}  # fmt: skip

    # ---- people who are not on record

    def _unborn(self, family: Family, day: int, sex: str, generation: str = "") -> Person | None:
        """A child of a family that nobody entered; it lives where the others do."""
        near = next((p for p in (family.mother, family.father, *family.children) if p.person_id), None)
        if near is None:
            return None
        names, chance = self._tools.names, self._random.random
        year, surname = date.fromordinal(day).year, family.father.surname
        taken = {child.name for child in family.children}
        name = UNNAMED
        while name == UNNAMED or name in taken:
            dotted = "·" in family.father.name
            given = names.dotted(sex, chance, surname) if dotted else names.given(sex, year, chance, generation)
            name = given if dotted else surname + given
        child = Person(name, surname, sex, day, year, family.father.village)
        child.birth_date = f"{date.fromordinal(day):%Y%m%d}"
        child.division, child.address = near.division, near.address
        child.true_father, child.true_father_id = family.father.name, family.father.number
        child.true_mother, child.true_mother_id = family.mother.name, family.mother.number
        child.mother_surname = family.mother.surname
        return child

    def _generation(self, family: Family) -> str:
        """The character that the names of this family's children begin with, every second time."""
        given = [child.name[len(child.surname) :] for child in family.children if child.name != UNNAMED]
        shared = [name[0] for name in given if len(name) == 2]
        return self._random.choice(shared) if shared and self._random.random() < 0.5 else ""

    def _new_baby(self, family: Family) -> Person | None:
        """Born of late, as long after the others as must be."""
        day = AS_OF.toordinal() - self._random.randrange(900)
        if family.mother.true_day < day - 43 * 365 or not family.mother.person_id or _too_near(family, day):
            return None
        return self._unborn(family, day, self._random.choice("12"), self._generation(family))

    def _sibling(self, family: Family) -> Person | None:
        """Some years before or after a child on record."""
        one = self._random.choice([child for child in family.children if child.person_id])
        day = one.true_day + self._random.choice((-1, 1)) * self._random.randrange(320, 2200)
        of_age = 17 * 365 < day - family.mother.true_day < 47 * 365
        if day >= AS_OF.toordinal() or not of_age or _too_near(family, day):
            return None
        return self._unborn(family, day, self._random.choice("12"), self._generation(family))

    def _twin(self, family: Family, one: Person) -> Person | None:
        """Born with one on record, and called after the same pattern."""
        if any(child.day == one.day for child in family.children if child is not one):
            return None
        given = one.name[len(one.surname) :]
        shared = given[0] if len(given) == 2 and self._random.random() < 0.65 else self._generation(family)
        sex = one.sex if self._random.random() < 0.66 else "12"[one.sex == "1"]
        return self._unborn(family, one.day, sex, shared)

    def _stranger(self, near: Person) -> Person:
        """Somebody of the same village, mostly of the same surname, whose whole family nobody entered."""
        names, chance, random = self._tools.names, self._random.random, self._random
        surname = near.surname if chance() < 0.7 and "·" not in near.name else names.surname(chance)
        day = random.randrange(date(1940, 1, 1).toordinal(), AS_OF.toordinal())
        year, sex = date.fromordinal(day).year, random.choice("12")
        who = Person(surname + names.given(sex, year, chance), surname, sex, day, year, near.village)
        who.birth_date = f"{date.fromordinal(day):%Y%m%d}"
        who.division, who.address = near.division, near.address
        who.mother_surname = names.surname(chance)
        who.true_father = surname + names.given("1", year - 25, chance)
        who.true_mother = who.mother_surname + names.given("2", year - 23, chance)
        return who


def _too_near(family: Family, day: int) -> bool:
    return any(abs(child.true_day - day) < 290 for child in family.children)


def _ids(people: Sequence[Person]) -> list[str]:
    return [person.person_id for person in people if person.person_id]
