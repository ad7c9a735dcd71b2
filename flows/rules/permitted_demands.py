"""May this be demanded? A paper as somebody names it at the window, and what the rules say of it (S3.2, S5.5a).

A yes is only for a name with nothing besides but words that change nothing ("copy", "of the father"): 户口本遗失声明 is
no booklet. What may not be demanded is found anywhere in what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from flows.rules.checklist import fold_text, forbidden_demand, forbidden_names, standing_alone
from flows.rules.model import APPLICANT, Document, ForbiddenDemand, Need, Rules
from flows.rules.rule_evaluation import Decision

#: What may stand beside a name: original or copy, whose it is, that it is to be brought. Longer words first.
_BESIDE = (
    "原件和复印件", "原件", "复印件", "影印件", "扫描件", "复印", "正本", "各一份", "一份", "两份", "提供", "提交",
    "出示", "带来", "拿来", "交来", "还要", "需要", "申请人", "监护人", "父亲", "母亲", "父母", "一方", "爸爸", "妈妈",
    "爸妈", "孩子", "小孩", "子女", "婴儿", "新生儿", "本人", "自己", "你", "您", "他", "她", "的", "请", "要", "带",
    "拿", "交", "和", "与", "及", "或", "还", "也", "吗", "呢",
    "original", "originals", "copy", "copies", "photocopy", "photocopies", "of", "the", "a", "an", "your", "his", "her",
    "their", "father", "mother", "parent", "parents", "child", "childs", "s", "and", "or", "with", "please", "bring",
)  # fmt: skip
#: Names one after the other are one paper about another (结婚证公证书) unless something joins them.
_JOINED = re.compile(r"[和与及、，,;；+]|\band\b")
#: A name so short stands in too many other words to be a hint at what was meant.
_TELLING = 3

DEMANDED, HELPS, NO_ERRAND, ELSEWHERE, OPEN = "demanded", "helps", "no_errand", "elsewhere", "open"


class DemandAnswer(NamedTuple):
    """What the rules say of one paper that was named.

    `says`: demanded, helps (only eases the way to another), no_errand (station or another authority settles it),
    elsewhere (not in this case), open (the situation is not clear yet). `need` says by what clause, if any.
    """

    paper: Document
    says: str
    need: Need | None


@dataclass(frozen=True, slots=True)
class DemandedPapers:
    """What a text names: what may not be demanded, and papers, those that may be first.

    `whole`: nothing else stands in the text; without that a paper is only a hint at what may have been meant.
    """

    forbidden: ForbiddenDemand | None
    answers: tuple[DemandAnswer, ...]
    whole: bool


def check_demand(rules: Rules, decision: Decision | None, text: str) -> DemandedPapers:
    """What the rules say to somebody who asks for `text`; `decision` is None while the situation is not clear."""
    names = _names(_Key(rules))
    said = _plain(text)
    hits = [hit for hit in names.pattern.findall(said) if hit in names.papers]
    alone = len(hits) == 1 or _JOINED.search(text) is not None
    whole = bool(hits) and alone and not names.pattern.sub("", said).strip()
    told = [hit for hit in hits if whole or len(hit) >= _TELLING]
    found = dict.fromkeys(paper for hit in told for paper in names.papers[hit])
    answers = [_answer_for_paper(rules, decision, paper) for paper in found]
    order = (DEMANDED, HELPS, NO_ERRAND, OPEN, ELSEWHERE)
    forbidden = forbidden_demand(rules, text)
    return DemandedPapers(forbidden, tuple(sorted(answers, key=lambda one: order.index(one.says))), whole)


def paper_names(paper: Document) -> tuple[str, ...]:
    """Every name by which a paper is known: its own, those of the sources, and what people call it."""
    names = (paper.id, paper.name.zh, paper.name.en, *paper.called, *paper.aliases)
    return tuple(dict.fromkeys(names))


def _answer_for_paper(rules: Rules, decision: Decision | None, paper_id: str) -> DemandAnswer:
    paper = rules.documents[paper_id]
    if decision is None:
        return DemandAnswer(paper, OPEN, None)
    needs = sorted(
        (need for need in decision.needs if paper_id in need.any_of), key=lambda need: need.by != APPLICANT
    )
    if needs:
        return DemandAnswer(paper, DEMANDED if needs[0].by == APPLICANT else NO_ERRAND, needs[0])
    help_ = next((help_ for help_ in decision.helps if paper_id in help_.any_of), None)
    return DemandAnswer(paper, HELPS if help_ else ELSEWHERE, help_)


class _Names(NamedTuple):
    """Name as it is compared -> the papers that it can mean; the pattern finds these and what may stand beside."""

    papers: Mapping[str, tuple[str, ...]]
    pattern: re.Pattern[str]


class _Key:
    """Rules by identity: their names are gathered once."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.rules is self.rules

    def __hash__(self) -> int:
        return id(self.rules)


@lru_cache(maxsize=4)
def _names(key: _Key) -> _Names:
    papers: dict[str, dict[str, None]] = {}
    for paper in key.rules.documents.values():
        for name in paper_names(paper):
            papers.setdefault(_plain(name), {})[paper.id] = None
    # Longer words that may not be demanded are taken as a whole: no paper is read out of the middle of them.
    never = (name for forbidden in key.rules.forbidden for name in forbidden_names(forbidden))
    return _Names(
        {name: tuple(ids) for name, ids in papers.items()}, _any_of([*papers, *map(_plain, never), *_BESIDE])
    )


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(dict.fromkeys(filter(None, words)), key=len, reverse=True)
    return re.compile(
        "|".join(standing_alone(word) if word.isascii() else re.escape(word) for word in longest_first)
    )


def _plain(text: str) -> str:
    """A text without brackets and marks; Chinese without spaces too."""
    words = re.findall(r"\w+", fold_text(text))
    return (" " if text.isascii() else "").join(words)
