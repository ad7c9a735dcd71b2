"""Finds persons who may be the one at the counter, in the register and among the station's own cases.

A lookup finds and explains; it clears nobody. It opens a read-only connection of its own for each question,
so any thread may ask, and a register swapped in between is simply the one that the next question sees.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import perf_counter

from db.register_errors import RegisterUnusable
from db.register_store import Scope, Store, reading
from flows.comparison import FIELDS, Comparison, compare
from flows.lookup_keys import Probe, keys, probes
from flows.names import ALL_FOLDED, Folding, is_placeholder
from flows.person import Person, Query

MOST_CANDIDATES = 20
_ALWAYS_COMPARED, _MOST_COMPARED = 40, 100
"""Persons compared in full, the most telling keys first; beyond the first number only with more than one."""
_MORE_THAN_ONE_KEY = 18
_MOST_FILED = 400
"""Rows read under one key; a key that more persons share tells little, and others find the right one."""
_LEAST_SCORE = 10
"""Below this nothing speaks for it: every candidate costs the clerk a decision, so noise is no service."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person found, and how the comparison came out."""

    person: Person
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: candidates best first, at most 20; what could not be compared and why (not_given,
    not_on_record, no_register); milliseconds; the scope searched, None where there is no register."""

    candidates: tuple[Candidate, ...]
    not_compared: tuple[tuple[str, str], ...]
    ms: float
    scope: Scope | None


class Lookup:
    """The register at `path` (None or a missing file: only own cases are searched), under the station's `key`."""

    def __init__(self, path: Path | None, folding: Folding = ALL_FOLDED, *, key: bytes | None = None) -> None:
        self._path = path
        self._key = key
        self._folding = folding

    def find(self, query: Query, own: Iterable[Person] = ()) -> Found:
        """Search the register and the persons of the station's own cases (`own`, with source `case`).

        Raises RegisterUnusable or CannotOpen for a register that is there and cannot be read.
        """
        started = perf_counter()
        tried = probes(query)
        persons = _own(own, tried)
        scope = None
        if self._path is not None and self._path.exists():
            with reading(self._path, self._key) as store:
                scope = store.scope()
                persons += _filed(store, tried)
        candidates = self._ranked(query, persons)
        ms = round((perf_counter() - started) * 1000, 3)
        return Found(candidates, _not_compared(query, scope), ms, scope)

    def _ranked(self, query: Query, persons: list[Person]) -> tuple[Candidate, ...]:
        compared = [Candidate(person, compare(query, person, self._folding)) for person in persons]
        worth = [c for c in compared if c.comparison.score >= _LEAST_SCORE or c.comparison.band != "weak"]
        worth.sort(key=lambda c: (_BANDS.index(c.comparison.band), -c.comparison.score, c.person.person_id))
        return tuple(worth[:MOST_CANDIDATES])


_BANDS = ("same", "examine", "weak")


def _filed(store: Store, tried: tuple[Probe, ...]) -> list[Person]:
    """The persons who share the most telling keys with the question."""
    weights: dict[int, float] = {}
    for probe in tried:
        rows = store.filed_under(probe.key, _MOST_FILED)
        # A key that few share tells more: a full list counts a third of a single hit.
        worth = probe.weight / (1 + 2 * len(rows) / _MOST_FILED)
        for row in rows:
            weights[row] = weights.get(row, 0) + worth
    best = sorted(weights, key=lambda row: (-weights[row], row))[:_MOST_COMPARED]
    return store.persons(
        row for place, row in enumerate(best) if place < _ALWAYS_COMPARED or weights[row] > _MORE_THAN_ONE_KEY
    )


def _own(own: Iterable[Person], tried: tuple[Probe, ...]) -> list[Person]:
    wanted = {probe.key for probe in tried}
    return [person for person in own if not wanted.isdisjoint(_keys(person))]


@lru_cache(maxsize=20_000)
def _keys(person: Person) -> frozenset[int]:
    return keys(person)


def _not_compared(query: Query, scope: Scope | None) -> tuple[tuple[str, str], ...]:
    """Fields that nobody could be compared by: not given here, or not a column of the register."""
    given = {
        "name": query.name and not is_placeholder(query.name),
        "former_names": query.former_names,
        "birth_date": query.birth or query.id_number,
        "sex": query.sex or query.id_number,
        "id_number": query.id_number,
        "father": query.father_name or query.father_id,
        "mother": query.mother_name or query.mother_id,
        "division": query.division,
        "address": query.address,
    }
    missing = [(name, "not_given") for name in FIELDS if not given[name]]
    if scope is None:
        return (*missing, ("register", "no_register"))
    columns = set(scope.columns)
    kept = {"former_names": "former_name", "father": "father_name", "mother": "mother_name"}
    absent = [name for name in FIELDS if given[name] and kept.get(name, name) not in columns]
    absent = [n for n in absent if n not in ("father", "mother") or f"{n}_id" not in columns]
    return (*missing, *((name, "not_on_record") for name in absent))


def scope_of(path: Path, key: bytes | None = None) -> Scope | None:
    """What the register at `path` covers; None where there is none. Raises RegisterUnusable or CannotOpen."""
    try:
        with reading(path, key) as store:
            return store.scope()
    except RegisterUnusable as fault:
        if fault.code == "no_register":
            return None
        raise
