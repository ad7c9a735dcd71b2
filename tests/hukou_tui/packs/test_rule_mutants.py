"""A share of campaigns/rule_mutants.py: rows changed one at a time, and noticed."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import lru_cache

from flows.rules.model import Match
from harness.packs.answers import differing, same
from harness.packs.mutating import BASE, Shipped, Verdict, without
from hukou_tui import packs

SEED, COUNT = 20261125, 80


@lru_cache(maxsize=1)
def shipped() -> Shipped:
    return Shipped()


@lru_cache(maxsize=1)
def verdicts() -> dict[int, Verdict]:
    numbers = random.Random(SEED).sample(range(len(shipped().mutants)), COUNT)
    return {number: shipped().judge(number) for number in numbers}


def test_a_change_that_alters_an_answer_is_noticed():
    missed = [
        f"{v.where}: {v.mutant.kind}: {v.mutant.told}" for v in verdicts().values() if v.result == "MISSED"
    ]
    assert not missed
    assert sum(verdict.result == "caught" for verdict in verdicts().values()) > COUNT * 0.8


def test_the_packs_as_they_are_are_not_caught():
    for name, text in shipped().texts.items():
        texts = (text,) if name == BASE else (shipped().texts[BASE], text)
        assert shipped().caught(texts) == ""


def test_a_mutant_comes_to_the_same_end_as_a_file():
    for number, verdict in list(verdicts().items())[:4]:
        assert shipped().at_the_door(number) == verdict.check


def test_without_the_cases_written_by_hand_changes_would_slip_through():
    by_hand = [number for number, verdict in verdicts().items() if verdict.check == "golden"][:10]
    with without("golden", "threshold"):
        assert any(shipped().judge(number).result == "MISSED" for number in by_hand)


def test_rules_answer_as_themselves_and_not_as_others():
    rules, other = packs.load_rules(), packs.load_rules([packs.shipped_folders()[0]])
    assert same(rules, rules)
    assert not same(rules, other)


def test_a_condition_that_only_some_meet_is_a_difference_with_those_who_show_it():
    rules = packs.load_rules()
    route = rules.route("certified_married")
    booklet = next(need for need in route.needs if need.any_of == ("parent_booklet",))
    narrower = replace(booklet, when=(*booklet.when, Match("destination", ("family",))))
    needs = tuple(narrower if need is booklet else need for need in route.needs)
    routes = tuple(replace(one, needs=needs) if one is route else one for one in rules.routes)
    found = next(iter(differing(rules, replace(rules, routes=routes))))
    assert found["destination"] == "collective"
