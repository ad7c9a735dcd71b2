"""rapidfuzz over everything: the likeness of each field that is known, weighed, with everyone on record."""

from __future__ import annotations

from typing import Any

from benchmarks.peers.records import Question
from benchmarks.peers.searches import People

_WEIGHTS = {"name": 3, "sound": 2, "birth": 2, "number": 4, "mother": 1, "father": 1, "village": 1}
_MOST = 20


class Fuzzy:
    """All of the register in memory, field by field."""

    def __init__(self, people: People) -> None:
        self._persons = list(people)
        self._columns = {field: [record[field] for record in people.values()] for field in _WEIGHTS}

    def ask(self, question: Question) -> list[str]:
        """The twenty that are most alike."""
        import numpy
        from rapidfuzz import fuzz, process

        total: Any = numpy.zeros(len(self._persons), dtype=numpy.float32)
        for field, weight in _WEIGHTS.items():
            asked = question.record[field]
            if asked:
                found = process.cdist([asked], self._columns[field], scorer=fuzz.ratio, dtype=numpy.uint8, workers=1)
                total += numpy.float32(weight) * found[0].astype(numpy.float32)
        best = numpy.argsort(-total, kind="stable")[:_MOST]
        return [self._persons[at] for at in best]
