"""Searching as it is done without us: exactly, and as a diligent clerk does it with the county's query form."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from benchmarks.peers.records import Question

People = dict[str, dict[str, str]]
_KEYS = {
    "name": ("name",),
    "former": ("former",),
    "name_birth": ("name", "birth"),
    "surname_birth": ("surname", "birth"),
    "number": ("number",),
    "mother_id": ("mother_id",),
    "father_id": ("father_id",),
}


class Searches:
    """What the fields of a form find; only what one of the questions asks for is kept of the register."""

    def __init__(self, people: Iterable[tuple[str, dict[str, str]]], questions: list[Question]) -> None:
        self._people: dict[str, dict[str, str]] = {}
        wanted = {key for question in questions for key in _keys(_as_former(question.record))}
        self._index: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for person, record in people:
            for key in wanted.intersection(_keys(record)):
                self._index[key].append(person)
                self._people[person] = record

    def exact(self, question: Question) -> list[str]:
        """The same number, or the same name and birthday."""
        asked = question.record
        return _once([*self._find("number", asked), *self._find("name_birth", asked)])

    def clerk(self, question: Question) -> list[str]:
        """By name alone, by surname and birthday, by the parents' numbers; who turns up more often is read first."""
        asked = question.record
        hits = Counter(self._find("number", asked) * 3)
        hits.update(self._find("name", asked))
        hits.update(self._find("former", asked))
        hits.update(self._find("surname_birth", asked))
        for parent in ("mother_id", "father_id"):
            hits.update(self._find(parent, asked))
        return sorted(hits, key=lambda person: (-hits[person], -self._agrees(person, asked), person))

    def _find(self, key: str, asked: dict[str, str]) -> list[str]:
        values = tuple(_as_former(asked)[field] for field in _KEYS[key])
        return self._index.get((key, *values), []) if all(values) else []

    def _agrees(self, person: str, asked: dict[str, str]) -> int:
        """What a clerk sees at a glance on the list of hits."""
        record = self._people[person]
        return sum(bool(asked[field]) and asked[field] == record[field]
                   for field in ("birth", "sex", "village", "mother", "year"))  # fmt: skip


def _keys(record: dict[str, str]) -> Iterator[tuple[str, ...]]:
    for key, fields in _KEYS.items():
        values = tuple(record[field] for field in fields)
        if all(values):
            yield (key, *values)


def _as_former(asked: dict[str, str]) -> dict[str, str]:
    """The name that is asked for may be a former name on record."""
    return asked | {"former": asked["name"]}


def _once(people: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(people))
