"""Finds persons who may be the one at the counter, in the register and among the station's own cases.

A lookup finds and explains; it clears nobody. It opens a read-only connection of its own for each question,
so any thread may ask, and a register swapped in between is simply the one that the next question sees.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import perf_counter

from db.index.index_pages import under
from db.register.errors import RegisterUnusable
from db.register.store import Scope, Store, open_store
from flows.identity.names import ALL_FOLDED, Folding, is_placeholder
from flows.identity.resident_number import normalise_number
from flows.linkage.blocking_keys import birth_of, file_person
from flows.linkage.candidate_generation import (
    UNKNOWN,
    CandidateQuery,
    Hits,
    KeyRange,
    best_rows,
    build_candidate_query,
    take_day,
)
from flows.linkage.comparison import FIELDS, Comparison, compare_person
from flows.linkage.person import Person, Query

MOST_CANDIDATES = 20
#: Persons of the register compared in full: each is two pages of the file.
_LEAST_COMPARED, _MOST_COMPARED = 8, 24
#: Before anybody is read: who is so many points behind the first is not read, nor who has fewer than the second; who
#: has as many as the third is, and the family is.
_FAR_BEHIND, _NOISE, _SIGNAL = 40, 36, 50
#: Points of somebody beside whom those who share only a part of the name need not be looked for.
_STANDS_OUT = 90
#: Sheets turned for one day of the year within its years.
_MOST_DAY_SHEETS = 6
#: Runs of rows of the place asked for.
_MOST_RUNS = 200
#: Below this nothing speaks for it: every candidate costs the clerk a decision, so noise is no service.
_LEAST_SCORE = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person found, and how the comparison came out."""

    person: Person
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class SearchResult:
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

    def find(self, query: Query, own: Iterable[Person] = ()) -> SearchResult:
        """Search the register and the persons of the station's own cases (`own`, with source `case`).

        Raises RegisterUnusable or CannotOpen for a register that is there and cannot be read.
        """
        started = perf_counter()
        persons = _own(own, query)
        scope = None
        if self._path is not None and self._path.exists():
            with open_store(self._path, self._key) as store:
                scope = store.scope()
                persons += _Search(store, build_candidate_query(query, scope.sounds), scope).persons()
        candidates = self._rank_persons(query, persons)
        ms = round((perf_counter() - started) * 1000, 3)
        return SearchResult(candidates, _not_compared(query, scope), ms, scope)

    def _rank_persons(self, query: Query, persons: list[Person]) -> tuple[Candidate, ...]:
        compared = [Candidate(person, compare_person(query, person, self._folding)) for person in persons]
        worth = [c for c in compared if c.comparison.score >= _LEAST_SCORE or c.comparison.band != "weak"]
        worth.sort(key=lambda c: (_BANDS.index(c.comparison.band), -c.comparison.score, c.person.person_id))
        return tuple(worth[:MOST_CANDIDATES])


_BANDS = ("same", "examine", "weak")


class _Search:
    """One question put to the index of the register."""

    def __init__(self, store: Store, question: CandidateQuery, scope: Scope) -> None:
        self._store, self._question, self._scope = store, question, scope
        self._hits = Hits()
        self._runs = [sorted(store.rows_of_place(name, _MOST_RUNS)) for name in question.places]

    def persons(self) -> list[Person]:
        """The persons of whom the index says most."""
        question, hits = self._question, self._hits
        self._turn(question.probes)
        for day in question.days:
            sheets = self._store.sheets(day.low, day.high, _MOST_DAY_SHEETS)
            take_day(question, day, sheets, hits, self._in_place)
        found = best_rows(question, hits, _MOST_COMPARED, self._in_place)
        if not found or found[0][0] < _STANDS_OUT:
            self._turn(question.parts)
            found = best_rows(question, hits, _MOST_COMPARED, self._in_place)
        enough = max(min(found[0][0] - _FAR_BEHIND, _SIGNAL), _NOISE) if found else 0
        return self._store.persons(row for at, (points, row) in enumerate(found) if at < _LEAST_COMPARED
                                   or points >= enough or hits.said.get(row, 0) & question.kin)  # fmt: skip

    def _turn(self, probes: Iterable[KeyRange]) -> None:
        for probe in probes:
            if probe.tails == UNKNOWN and not self._scope.births_unknown:
                continue
            for sheet in self._store.sheets(probe.low, probe.high, probe.most):
                for tail, row in under(sheet, probe.key):
                    self._hits.take(probe, tail, row)

    def _in_place(self, row: int) -> bool:
        return any(_lies_in(row, each) for each in self._runs)


def _lies_in(row: int, runs: list[tuple[int, int]]) -> bool:
    at = bisect_right(runs, (row, 1 << 24)) - 1
    return at >= 0 and row <= runs[at][1]


def _own(own: Iterable[Person], query: Query) -> list[Person]:
    """The persons of the station's own cases who have an entry that the question tries."""
    own = tuple(own)
    if not own:
        return []
    question = build_candidate_query(query)
    wanted = {(probe.drawer, probe.key) for probe in (*question.probes, *question.parts)}
    days = {(day.day, year) for day in question.days for year in day.worth}
    return [person for person in own if not _entries(person).isdisjoint(wanted | days)]


@lru_cache(maxsize=20_000)
def _entries(person: Person) -> frozenset[tuple[int, int]]:
    """The drawers and keys that a person would be filed under, and the days and years."""
    found: set[tuple[int, int]] = set()
    file_person(
        lambda drawer, key, _tail: found.add((drawer, key)),
        lambda day, year, _rest: found.add((day, year)),
        0,
        (person.name, *person.former_names),
        birth_of(person.birth.text if person.birth else ""),
        normalise_number(person.id_number),
        person.sex,
        (
            (person.father_name, normalise_number(person.father_id)),
            (person.mother_name, normalise_number(person.mother_id)),
        ),
    )
    return frozenset(found)


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
    # A parent is compared by the name or by the number, by whichever is here and there.
    compared_by = {
        "former_names": ["former_name"],
        "father": [query.father_name and "father_name", query.father_id and "father_id"],
        "mother": [query.mother_name and "mother_name", query.mother_id and "mother_id"],
    }
    absent = [name for name in FIELDS if given[name] and columns.isdisjoint(compared_by.get(name, [name]))]
    return (*missing, *((name, "not_on_record") for name in absent))


def scope_of(path: Path, key: bytes | None = None) -> Scope | None:
    """What the register at `path` covers; None where there is none. Raises RegisterUnusable or CannotOpen."""
    try:
        with open_store(path, key) as store:
            return store.scope()
    except RegisterUnusable as fault:
        if fault.code == "no_register":
            return None
        raise
