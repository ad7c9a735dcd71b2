"""Every situation as one bit: the same answers as asking situation by situation, and all of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from flows.rules.decision_table import Situation
from flows.rules.facts import When
from flows.rules.model import Match
from flows.rules.truth_table import answers, truths
from harness.packs.small_rules import by_rows, choice, paper, route, setting, small_rules, when
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


# ---- facts of a few values


FEW = small_rules(
    [
        choice("a", "1", "2"), choice("b", "x", "y", unknown_allowed=True, unknown_reads="x"),
        choice("c", "p", "q", unknown_allowed=True), choice("proof", "have", "none"),
    ],
    [route("fetch", when(proof="none"), then_facts={"proof": "have"})],
    derived=[
        by_rows("ab", ("low", when(a="1", b="x")), ("high", when(a="2")), ("low", when(a="1", b="y"))),
        by_rows("nested", ("yes", when(ab="high")), ("no", when(ab="low"))),
    ],
    settings=[setting("years", "3", "1", "0")],
    documents={"card": paper("card", obtains=("c", "p"))},
)  # fmt: skip
ALL = [when(a="1"), when(b="x"), when(c="p"), when(c="q"), when(years="3"), when(years="1")]


def count(*tables: When, given: dict[str, tuple[str, ...]] | None = None) -> list[int]:
    """Situations in all, and those in which each table holds."""
    whole = truths(FEW, tables, given)
    return [whole.count, *(whole.holds(table).bit_count() for table in tables)]


def test_every_combination_of_what_the_tables_name_is_one_situation() -> None:
    # Two answers of a, two of b (its unknown is one of them), three of c, three settings.
    assert [answers(FEW, fact) for fact in ("a", "b", "c", "years", "ab")] == [
        ("1", "2"), ("x", "y"), ("p", "q", "unknown"), ("3", "1", "0"), ("low", "high"),
    ]  # fmt: skip
    assert count(*ALL) == [2 * 2 * 3 * 3, 18, 18, 12, 12, 12, 12]
    assert count(when(a="1", c="p"), when(b="x")) == [2 * 2 * 2, 2, 4]
    assert count(when(a=("1", "2"))) == [1, 1]
    assert count(when(a="3"), when(a="1")) == [2, 0, 1]
    assert count(when()) == [1, 1]


def test_what_is_worked_out_is_free_only_as_far_as_what_it_rests_on() -> None:
    assert count(when(ab="low"), when(a="1")) == [2, 1, 1]
    assert count(when(ab="low", a="2"), when(ab="high", a="2"), when(nested="yes")) == [2, 0, 1, 1]
    assert count(when(nested="no"), when(a="1", b="x")) == [4, 2, 1]


def test_given_answers_are_all_there_are_and_what_is_worked_out_is_none() -> None:
    assert count(when(a="1"), when(b="x"), given={"a": ("1",)}) == [2, 2, 1]
    assert count(when(a="1"), when(b="x"), given={"ab": ("high",)}) == [4, 2, 2], (
        "it follows, and is not given"
    )
    assert count(when(c="p"), when(a="1"), given={"c": ("p", "unknown")}) == [4, 2, 2]


def test_what_was_changed_since_holds_in_every_situation_and_the_rest_as_before() -> None:
    whole = truths(FEW, [when(c="p"), when(c="q"), when(proof="have"), when(a="1")])
    after = whole.after({"c": "p"})
    assert (after.holds(when(c="p")), after.holds(when(c="q"))) == (whole.full, 0)
    assert after.holds(when(a="1")) == whole.holds(when(a="1"))
    both = after.after({"proof": "have"})
    assert both.holds(when(c="p", proof="have")) == whole.full
    assert after.after({"c": "q"}).holds(when(c="p")) == 0, "the last word counts"
    assert whole.holds(when(c="p")) not in (whole.full, 0), "the first is not touched"


def test_what_is_worked_out_goes_by_what_was_changed() -> None:
    whole = truths(FEW, [when(ab="low"), when(c="p"), when(proof="none")])
    assert whole.after({"c": "p"}).holds(when(ab="low")) == whole.holds(when(ab="low"))
    rules = replace(FEW, documents={"card": paper("card", obtains=("a", "2"))})
    whole = truths(rules, [when(ab="high"), when(b="x")])
    assert whole.after({"a": "2"}).holds(when(ab="high")) == whole.full
    assert whole.holds(when(ab="high")).bit_count() * 2 == whole.count


def test_a_situation_is_told_whole_or_by_what_matters() -> None:
    whole = truths(FEW, ALL)
    here = whole.holds(when(a="2", b="y", c="q", years="1"))
    assert here.bit_count() == 1
    assert whole.facts_of(here) == {"a": "2", "b": "y", "c": "q", "years": "1"}
    assert whole.deciding_facts(whole.holds(when(a="2"))) == {"a": "2"}
    assert whole.deciding_facts(whole.holds(when(a="2", c="q"))) == {"a": "2", "c": "q"}
    either = whole.holds(when(a="2")) | whole.holds(when(a="1"))
    assert whole.deciding_facts(either) == {}


def test_rules_with_the_same_tables_are_told_apart() -> None:
    other = replace(FEW, facts={**FEW.facts, "a": choice("a", "1", "2", "3")})
    assert truths(FEW, [when(a="1"), when(a="2")]).count == 2
    assert truths(other, [when(a="1"), when(a="2")]).count == 3
