"""S1.3, S3.2, S5.5a: no combination of facts ever yields a paper that may not be demanded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.rules.checklist import build_checklist, forbidden_demand
from flows.rules.model import UNKNOWN, Need, Text
from flows.rules.rule_evaluation import Decision, decide
from hukou_tui import packs

RULES = packs.load_rules()
DATES = st.one_of(
    st.just(UNKNOWN),
    st.dates(date(1930, 1, 1), date(2016, 6, 1)).map(date.isoformat),
    st.integers(1930, 2015).map(str),
    st.tuples(st.integers(1930, 2014), st.integers(1, 12)).map(lambda at: f"{at[0]}-{at[1]:02d}"),
    st.tuples(st.integers(1930, 2010), st.integers(1, 12), st.integers(1, 29)).map(
        lambda at: f"L{at[0]}-{at[1]:02d}-{at[2]:02d}"
    ),
)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        fact.id: DATES if fact.kind == "date" else st.sampled_from(fact.choices)
        for fact in RULES.facts.values()
        if fact.unknown_allowed
    },
).flatmap(
    lambda some: st.fixed_dictionaries(
        {fact.id: st.sampled_from(fact.choices) for fact in RULES.facts.values() if not fact.unknown_allowed}
    ).map(lambda rest: {**some, **rest})
)


@cache
def named(text: str) -> str | None:
    found = forbidden_demand(RULES, text)
    return found.id if found else None


def texts(need: Need) -> Iterator[Text]:
    for document_id in need.any_of:
        document = RULES.documents[document_id]
        yield from (document.name, document.where, document.how, document.original, document.copies)
    yield from (text for text in (need.where, need.how, need.note) if text)


def said(decision: Decision) -> Iterator[Text]:
    yield from (text for text in (decision.route.title, decision.route.place, decision.route.exit) if text)
    yield from (group.parent_name for group in decision.groups)
    for need in (*decision.needs, *decision.helps):
        yield from texts(need)
    checklist = build_checklist(RULES, decision, {})
    for item in (*checklist.applicant, *checklist.station, *checklist.authority, *checklist.helps):
        if item.issuer:
            yield from (item.issuer.name, item.issuer.duty)


@settings(max_examples=300, deadline=None)
@given(FACTS, st.dates(date(2015, 1, 1), date(2030, 1, 1)))
def test_no_combination_of_facts_yields_a_forbidden_paper(facts: dict[str, str], on: date) -> None:
    decision = decide(RULES, facts, on)
    forbidden = {entry.id for entry in RULES.forbidden}
    for need in (*decision.needs, *decision.helps):
        assert not forbidden & set(need.any_of)
    for text in said(decision):
        assert (named(text.zh), named(text.en)) == (None, None)


def test_no_question_speaks_of_a_forbidden_paper_or_of_the_plan() -> None:
    for fact in RULES.facts.values():
        spoken = [fact.question, fact.help, *(option.label for option in fact.options)]
        for text in spoken:
            assert forbidden_demand(RULES, text.zh) is None
            assert "计划生育" not in text.zh
            assert "超生" not in text.zh
