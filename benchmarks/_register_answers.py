"""What the answers are worth: who was found, who was flagged, who was taken for somebody else."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks._rows import Row, at_least, row

#: So many of those who were never registered may be taken for somebody.
_ALARMS = 0.01
#: Recall among the first five.
_GOALS = {"standard": 0.995, "hard": 0.98}
_EVERY_KIND = 0.97
_FLAGGED, _TWINS, _SIBLINGS = 0.92, 0.05, 0.01


class Told(NamedTuple):
    """One candidate of an answer."""

    person_id: str
    score: int
    band: str
    relation: str

    @property
    def flagged(self) -> bool:
        """Said to be the same person, whatever the points."""
        return self.relation == "same_person"

    def is_same(self) -> bool:
        """Said to be the same person, with as much certainty as there is."""
        return self.flagged and self.band == "same"


class Answer(NamedTuple):
    """A question with its answer."""

    question: dict[str, Any]
    ms: float
    candidates: list[Told]

    def place(self) -> int:
        """The place of the right person among the candidates, from 1; 0 where nobody right is among them."""
        truth = self.question["truth"]
        return next((at for at, told in enumerate(self.candidates, 1) if told.person_id in truth), 0)

    def of(self, ids: Iterable[str]) -> list[Told]:
        """The candidates who are one of these."""
        wanted = set(ids)
        return [told for told in self.candidates if told.person_id in wanted]


def read_answers(path: Path, questions: list[dict[str, Any]]) -> list[Answer]:
    """The answers in the order of the questions."""
    with path.open(encoding="utf-8") as lines:
        said = [json.loads(line) for line in lines]
    return [
        Answer(question, ms, [Told(*told) for told in candidates])
        for question, (ms, candidates) in zip(questions, said, strict=True)
    ]


def answer_rows(answers: list[Answer]) -> Iterator[Row]:
    """All rows that come from the answers and not from the machine."""
    yield from recall_rows(answers)
    yield from alarm_rows(answers)
    yield from pair_rows(answers)


def recall_rows(answers: list[Answer]) -> Iterator[Row]:
    """Recall by set, by number of errors in the hard set, and by kind of error."""
    sets = _grouped(answers, "set")
    for name in ("standard", "hard", "bare"):
        if sets[name]:
            yield row(f"recall@1, {name}", _recall(sets[name], 1), "share", None, questions=len(sets[name]))
            yield at_least(f"recall@5, {name}", _recall(sets[name], 5), "share", _GOALS.get(name))
    for name in ("hard", "standard"):
        for kind, some in sorted(_grouped(sets[name], "kind").items()):
            of_set = f"{name}, {kind}"
            yield row(f"recall@1, {of_set}", _recall(some, 1), "share", None, questions=len(some))
            goal = _EVERY_KIND if name == "standard" else None
            yield at_least(f"recall@5, {of_set}", _recall(some, 5), "share", goal)


def alarm_rows(answers: list[Answer]) -> Iterator[Row]:
    """Who is flagged where one in a hundred of the never registered raises an alarm, and in the band `same`."""
    sets = _grouped(answers, "set")
    never = sets["never"]
    if not never:
        return
    for what, counts in (("", lambda told: told.flagged), (", by points alone", lambda told: True)):
        best = [max((told.score for told in one.candidates if counts(told)), default=-1) for one in never]
        points = threshold_for(best)
        yield row(f"points at 1 % alarms{what}", points, "points", None, questions=len(best))
        for name in ("standard", "hard"):
            share = _right(sets[name], lambda t, points=points, counts=counts: counts(t) and t.score >= points)
            goal = _FLAGGED if (name, what) == ("standard", "") else None
            yield at_least(f"flagged at 1 % alarms{what}, {name}", share, "share", goal)
    yield row("never registered, in band same", _any(never, Told.is_same), "share", _ALARMS)
    for kind, some in sorted(_grouped(never, "kind").items()):
        share = _any(some, Told.is_same)
        yield row(f"never registered, in band same, {kind}", share, "share", None, questions=len(some))
    for name in ("standard", "hard"):
        yield row(f"in band same, {name}", _right(sets[name], Told.is_same), "share", None)
    candidates = sum(len(one.candidates) for one in answers) / len(answers)
    yield row("candidates of a question, mean", candidates, "persons", None)


def threshold_for(best: list[int], alarms: float = _ALARMS) -> int:
    """The fewest points that at most so large a share of these reach."""
    allowed = int(len(best) * alarms)
    return sorted(best)[len(best) - allowed - 1] + 1


def pair_rows(answers: list[Answer]) -> Iterator[Row]:
    """The other of a pair: called the same person, or what it is."""
    sets = _grouped(answers, "set")
    for name, relation, goal in (("twins", "twin", _TWINS), ("siblings", "sibling", _SIBLINGS)):
        for kind, some in sorted(_grouped(sets[name], "kind").items()):
            same = _share(any(map(Told.is_same, one.of(one.question["related"][relation]))) for one in some)
            yield row(f"{name} called the same person, {kind}", same, "share", goal, questions=len(some))
    known = [one for one in sets["twins"]
             if one.question.get("mother") and one.question["parents_on_record"]]  # fmt: skip
    if known:
        share = _share(any(t.relation == "possible_twin" for t in one.of(one.question["related"]["twin"]))
                       for one in known)  # fmt: skip
        yield at_least("twins with known parents labelled possible twin", share, "share", 1, questions=len(known))
    both = [one for one in sets["twins"] if one.question["truth"]]
    if both:
        yield row("recall@1, twins who are both on record", _recall(both, 1), "share", None, questions=len(both))


def latency_rows(answers: list[Answer]) -> Iterator[Row]:
    """How long a warm answer takes."""
    times = sorted(one.ms for one in answers)
    yield row("lookup, warm, p50", percentile(times, 50), "ms", None)
    yield row("lookup, warm, p99", percentile(times, 99), "ms", 30)


def percentile(values: list[float], percent: int) -> float:
    """The value that so many in a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)]


def _grouped(answers: Iterable[Answer], field: str) -> dict[str, list[Answer]]:
    groups: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        groups[answer.question[field]].append(answer)
    return groups


def _any(answers: list[Answer], holds: Callable[[Told], bool]) -> float:
    """The share of answers of which it holds for any candidate."""
    return _share(any(map(holds, one.candidates)) for one in answers)


def _right(answers: list[Answer], holds: Callable[[Told], bool]) -> float:
    """The share of answers of which it holds for the right person."""
    return _share(any(map(holds, one.of(one.question["truth"]))) for one in answers)


def _recall(answers: list[Answer], among: int) -> float:
    return _share(0 < one.place() <= among for one in answers)


def _share(found: Iterable[bool]) -> float:
    each = list(found)
    return sum(each) / max(len(each), 1)
