"""A paper and the question that it answers are one fact: what step 2 says and what step 3 shows never differ.

Answers and marks stand in one order (`Case.said`), and of two that exclude each other the later counts. An answer takes
back the marks that say otherwise. A mark that says otherwise covers the answer and does not replace it: taken back, it
leaves what was answered before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flows.case.actions import AnswerFact, MarkPaper
from flows.case.case import Case
from flows.rules.checklist import HAS, NOT_BROUGHT
from flows.rules.model import Document, Rules


@dataclass(frozen=True, slots=True)
class AgreedAnswers:
    """The answers, and the marks of the papers, as they hold together: what screens, slips and rules go by."""

    answers: Mapping[str, str]
    papers: Mapping[str, str]


def reconcile_answers(case: Case, rules: Rules) -> AgreedAnswers:
    """What was said of `case`, read under `rules`, which know the papers that answer a question."""
    walk = _Walk(case, rules)
    for act in case.said:
        if isinstance(act, AnswerFact):
            walk.answer(act.fact, act.value)
        else:
            walk.mark(act.document, act.state)
    return walk.end()


def reconciling_acts(case: Case, rules: Rules) -> tuple[AnswerFact | MarkPaper, ...]:
    """The acts that write into the case what follows from its last one: a mark answers, an answer takes back a mark."""
    found = reconcile_answers(case, rules)
    tied = _papers_by_question(rules)
    answers = (AnswerFact(fact, found.answers.get(fact, "")) for fact in tied)
    marks = (
        MarkPaper(paper.id, found.papers.get(paper.id, "")) for papers in tied.values() for paper in papers
    )
    return (
        *(act for act in answers if act.value != case.answers.get(act.fact, "")),
        *(act for act in marks if act.state != case.papers.get(act.document, "")),
    )


def answering_papers(rules: Rules, fact: str) -> tuple[Document, ...]:
    """The papers whose marks answer `fact`, in the pack's order."""
    return tuple(paper for paper in rules.documents.values() if paper.obtains and paper.obtains[0] == fact)


def _papers_by_question(rules: Rules) -> Mapping[str, tuple[Document, ...]]:
    found: dict[str, tuple[Document, ...]] = {}
    for paper in rules.documents.values():
        if paper.obtains:
            found[paper.obtains[0]] = (*found.get(paper.obtains[0], ()), paper)
    return found


class _Walk:
    """What stands after each act: `answers` as asked for, marks, and those marks that count no more as an answer."""

    def __init__(self, case: Case, rules: Rules) -> None:
        self.tied = _papers_by_question(rules)
        answered = {act.fact for act in case.said if isinstance(act, AnswerFact)}
        marked = {act.document for act in case.said if isinstance(act, MarkPaper)}
        self.answers = {fact: value for fact, value in case.answers.items() if fact not in answered}
        self.marks = {paper: state for paper, state in case.papers.items() if paper not in marked}
        self.silent: set[str] = set()

    def answer(self, fact: str, value: str) -> None:
        if value == self.current_answer(fact):
            # It repeats what the marks say, and came with one of them: what was asked for stays beneath.
            return
        self.answers[fact] = value
        for paper in self.tied.get(fact, ()):
            if not value:
                # Taken back, to be asked again: until then the paper does not answer in its place.
                self.silent.add(paper.id)
            elif not _is_compatible(paper, self.marks.get(paper.id, ""), value):
                del self.marks[paper.id]
            else:
                self.silent.discard(paper.id)

    def mark(self, document: str, state: str) -> None:
        self.silent.discard(document)
        if state:
            self.marks[document] = state
        else:
            self.marks.pop(document, None)

    def current_answer(self, fact: str) -> str:
        """The answer that holds: what was asked for, unless a mark says otherwise; empty while nobody knows."""
        answer = self.answers.get(fact, "")
        if fact not in self.tied:
            return answer
        speaking = [paper for paper in self.tied[fact] if paper.id not in self.silent]
        if all(_is_compatible(paper, self.marks.get(paper.id, ""), answer) for paper in speaking):
            return answer
        there = (paper for paper in speaking if self.marks.get(paper.id) in (HAS, NOT_BROUGHT))
        return next(map(_implied_answer, there), "")

    def end(self) -> AgreedAnswers:
        held = {fact: self.current_answer(fact) for fact in dict.fromkeys([*self.answers, *self.tied])}
        return AgreedAnswers({fact: value for fact, value in held.items() if value}, dict(self.marks))


def _is_compatible(paper: Document, state: str, answer: str) -> bool:
    """Whether the answer can stand beside the mark; a paper that was not asked for goes with any."""
    return not state or answer in paper.goes_with.get(state, ())


def _implied_answer(paper: Document) -> str:
    return paper.obtains[1] if paper.obtains else ""
