"""Nothing that is not known reaches a citizen as a word for it: every slip of every situation, all settings empty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest

from flows.case import actions as a
from flows.case.case import Case, fold
from flows.case.entry import Entry
from flows.rules.model import Rules
from flows.rules.situations import reachable
from hukou_tui import packs
from hukou_tui.packs.reading import SHIPPED
from hukou_tui.paper import slips

DAY = date(2016, 6, 14)
#: Words of a program that does not know, and the county as the journal writes it.
UNKNOWN = {
    "zh": re.compile(r"(?<!下落)不明|未设定|未知|无数据|不详|None|null|unknown|county"),
    "en": re.compile(r"None|(?i:not set\b|unknown|not known|no data|null|n/a|county:)"),
}
#: A label with nothing behind it and nothing below; the seal's place is one for a stamp.
LABEL = re.compile(r"(?m)^( *)(?!.*(?:印章：|Seal:))\S[^\n]*[:：] *\n(?!\1 +\S)")
INTERNAL = re.compile(r"\bS[1-6]\.\d")
REVIEWED = [a.Move("accept"), a.Move("submit")]
WAYS: list[list[a.Action | tuple[str, a.Action]]] = [
    [],
    [*REVIEWED],
    [*REVIEWED, ("P2002", a.Move("grant"))],
    [*REVIEWED, ("P2002", a.Move("forward")), ("county", a.Move("grant"))],
    [*REVIEWED, ("P2002", a.Move("forward")), ("county:C00001", a.Move("grant"))],
    [*REVIEWED, ("P2002", a.Move("not_grant", ground="not_qualified", note="经查不符"))],
    [*REVIEWED, ("P2002", a.Move("grant")), a.Move("register", number="530699201003050022", on="2016-06-14")],
    *([a.Move("propose_registered", ground=lead), (badge, a.Move("find_registered", ground=lead))]
      for lead in ("correct", "restore", "told") for badge in ("P2002", "county:C00001")),
]  # fmt: skip


#: Between the two every route is open: one has the test first, the other the investigation.
STACKS = {pack: packs.load_rules([SHIPPED / "cn-2015-96", SHIPPED / pack], on=DAY)
          for pack in ("zhaotong-2016", "baoshan-2017")}  # fmt: skip


@pytest.fixture(params=STACKS)
def rules(request: pytest.FixtureRequest) -> Rules:
    return STACKS[request.param]


def situations(rules: Rules) -> dict[str, dict[str, str]]:
    """One situation for each route, with as many answers "unknown" as it can have."""
    return _situations(next(pack for pack, stacked in STACKS.items() if stacked is rules))


@cache
def _situations(pack: str) -> dict[str, dict[str, str]]:
    rules, found = STACKS[pack], dict[str, dict[str, str]]()
    for one in reachable(rules, DAY, why=False):
        answers = {f: v for f, v in one.facts.items() if not rules.facts[f].source_field}
        known = found.get(one.decision.route.id)
        if known is None or _unknown(answers) > _unknown(known):
            found[one.decision.route.id] = answers
    return found


def _unknown(answers: dict[str, str]) -> int:
    return list(answers.values()).count("unknown")


def cases(rules: Rules) -> Iterator[Case]:
    for answers in situations(rules).values():
        for handed_in in (False, True):
            papers = [a.MarkPaper(paper, "has") for paper in rules.documents] if handed_in else []
            for way in WAYS:
                yield case([*(a.AnswerFact(*answer) for answer in answers.items()), *papers], way)


def case(entered: list[a.Action], way: list[a.Action | tuple[str, a.Action]]) -> Case:
    acts = [act if isinstance(act, tuple) else ("P1001", act) for act in (a.OpenCase("2016-06-14", ""), *entered, *way)]
    number = "530699-000012"
    return fold(number, (Entry(n, "2016-06-14T02:11:00Z", badge, number, act)
                         for n, (badge, act) in enumerate(acts, 1)))  # fmt: skip


@pytest.mark.share(here=1)
def test_no_slip_of_any_situation_has_a_word_for_what_is_not_known(rules):
    seen = set()
    for one in cases(rules):
        for kind in slips.kinds_for(one, rules, {}, DAY):
            for lang in ("zh", "en"):
                text = slips.render_slip(kind, one, rules, {}, lang, DAY)
                assert not UNKNOWN[lang].search(text), (kind, UNKNOWN[lang].search(text), text)
                assert not LABEL.search(text), (kind, LABEL.search(text), text)
                assert not INTERNAL.search(text), (kind, text)
                seen.add((kind, lang))
    assert {kind for kind, _lang in seen} == set(slips.KINDS) - {"where_to_go"}


def test_that_was_every_situation():
    every = {route.id for rules in STACKS.values() for route in rules.routes}
    assert {route for rules in STACKS.values() for route in situations(rules)} == every


def test_the_sheet_for_others_names_the_station_even_before_it_has_a_name(rules):
    entered: list[a.Action] = [a.AnswerFact(*answer) for answer in situations(rules)["certified_married"].items()]
    missing = slips.missing_of(case(entered, []), rules)
    told = case([*entered, a.PrintSlip("notification", "0", missing)], [a.Move("notify")])
    for lang, words in (("zh", "本派出所"), ("en", "this police station")):
        text = slips.render_slip("where_to_go", told, rules, {}, lang, DAY)
        assert words in text and not UNKNOWN[lang].search(text) and not LABEL.search(text)
