"""recordlinkage: pairs that agree in one of six blocks, compared field by field, by weighted sum."""

from __future__ import annotations

from benchmarks.peers.records import FIELDS, Question
from benchmarks.peers.searches import People

_BLOCKS = (["name"], ["sound"], ["birth"], ["number"], ["mother", "year"], ["given_sound", "year"])
_WEIGHTS = {"name": 3, "sound": 3, "birth": 3, "year": 1, "month_day": 1, "sex": 1, "number": 5, "mother": 2,
            "father": 1, "village": 1}  # fmt: skip
_MOST = 20


def link(people: People, questions: list[Question]) -> list[list[str]]:
    """The candidates of all questions at once."""
    import pandas
    import recordlinkage

    right = _frame(people)
    left = _frame({str(at): question.record for at, question in enumerate(questions)})
    indexer = recordlinkage.Index()
    for fields in _BLOCKS:
        indexer.block(fields)
    pairs = indexer.index(left, right)
    comparer = recordlinkage.Compare()
    for field in ("name", "sound", "mother", "father"):
        comparer.string(field, field, method="jarowinkler", label=field)
    for field in ("birth", "number"):
        comparer.string(field, field, method="levenshtein", label=field)
    for field in ("year", "month_day", "sex", "village"):
        comparer.exact(field, field, label=field)
    scores = comparer.compute(pairs, left, right)
    total = sum(scores[field] * weight for field, weight in _WEIGHTS.items())
    answers: list[list[str]] = [[] for _ in questions]
    ranked = pandas.DataFrame({"score": total}).sort_values("score", ascending=False, kind="stable")
    for asked, person in ranked.index:
        if len(answers[int(asked)]) < _MOST:
            answers[int(asked)].append(person)
    return answers


def _frame(people: People) -> object:
    import pandas

    frame = pandas.DataFrame.from_dict(people, orient="index", columns=list(FIELDS), dtype=object)
    return frame.replace("", None)
