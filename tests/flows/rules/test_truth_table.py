"""Every situation as one bit: the same answers as asking situation by situation, and all of them."""

from __future__ import annotations

from itertools import product

from flows.rules.decision_table import Situation
from flows.rules.model import Match
from flows.rules.truth_table import answers, truths
from hukou_tui import packs

RULES = packs.load_rules()


def test_a_bit_is_set_where_asking_one_by_one_says_so() -> None:
    facts = ("parents", "parents_known", "follow", "test_result")
    lines = [(Match("parent_line", (option.id,)),) for option in RULES.derived["parent_line"].options]
    whole = truths(
        RULES, [*lines, *((Match(fact, (value,)),) for fact in facts for value in answers(RULES, fact))]
    )
    assert whole.count == 8 * 4 * 2 * 2
    for values in product(*(answers(RULES, fact) for fact in facts)):
        situation = dict(zip(facts, values, strict=True))
        here = whole.holds(tuple(Match(fact, (value,)) for fact, value in situation.items()))
        assert here.bit_count() == 1
        at = Situation(RULES, situation)
        assert [bool(whole.holds(line) & here) for line in lines] == [at.holds(line) for line in lines]


def test_what_tables_cannot_tell_apart_is_one_situation() -> None:
    couple = (Match("parent_line", ("couple",)),)
    assert truths(RULES, [couple]).count == 2


def test_a_situation_is_described_by_the_facts_behind_it() -> None:
    line = (Match("parent_line", ("father",)),)
    whole = truths(RULES, [line])
    said = whole.facts_of(whole.holds(line))
    assert (said["follow"], said["parents_known"], said["test_result"]) == ("father", "both", "none")


def test_what_does_not_matter_is_not_told_of_a_situation() -> None:
    whole = truths(RULES, [route.when for route in RULES.routes])
    omitted = whole.holds((Match("cause", ("omitted",)),))
    assert whole.deciding_facts(omitted) == {"cause": "omitted"}
    assert len(whole.facts_of(omitted)) > 10


def test_after_a_paper_was_handed_in_the_same_situation_has_another_way() -> None:
    none = (Match("birth_certificate", ("none",)),)
    here = (Match("certificate_way", ("at_hand",)),)
    whole = truths(RULES, [none, here], {"mother_identity": ("own",)})
    without = whole.holds(none)
    assert without
    assert not without & whole.holds(here)
    assert without & whole.after({"birth_certificate": "have"}).holds(here) == without


def test_what_is_given_is_all_there_is() -> None:
    table = (Match("cause", ("other",)),)
    whole = truths(RULES, [table], {"cause": ("other",)})
    assert (whole.count, whole.holds(table)) == (1, 1)


def test_the_full_cross_product_has_one_route_each() -> None:
    whole = truths(RULES, [route.when for route in RULES.routes])
    assert whole.count > 10_000
    assert sum(whole.holds(route.when).bit_count() for route in RULES.routes) == whole.count
