"""The pack asks in an order that no other beats."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flows.rules.question_order import answers_that_differ, compare_orders
from harness.packs.small_rules import by_date, choice, day, route, small_rules, when
from hukou_tui import packs

RULES = packs.load_rules()


def test_no_other_order_reaches_the_route_with_fewer_questions() -> None:
    found = compare_orders(RULES, {})
    assert found.first == "cause"
    assert found.in_order == found.fewest


def test_a_worse_order_is_found_out() -> None:
    facts = dict(sorted(RULES.facts.items(), key=lambda entry: entry[0] != "birth_certificate"))
    found = compare_orders(
        replace(RULES, facts=facts), {"cause": "never_registered", "upbringing": "birth_parents"}
    )
    assert found.in_order > found.fewest
    assert found.first == "parents"


def test_the_average_is_counted_over_all_answers_of_each_question() -> None:
    late = [choice("a", "one", "two", "three"), choice("b", "x", "y")]
    ways = [route(name, when(a=name, b="y")) for name in ("one", "two", "three")]
    rules = small_rules(late, [route("x", when(b="x")), *ways])
    # As the pack asks: both, always. The other way round: y needs the second one as well, x does not.
    assert compare_orders(rules, {}) == (2.0, 1.5, "b")
    assert compare_orders(rules, {"b": "y"}) == (1.0, 1.0, "a")
    assert compare_orders(rules, {"b": "x"}) == (0.0, 0.0, "")
    in_order = replace(rules, facts=dict(reversed(rules.facts.items())))
    assert compare_orders(in_order, {}) == (1.5, 1.5, "b")


def test_where_no_question_is_certain_every_one_is_tried() -> None:
    facts = [choice("first", "1", "2"), choice("kind", "p", "q", "r")]
    ways = [
        route("p", when(kind="p")), route("q", when(kind="q")),
        route("r1", when(kind="r", first="1")), route("r2", when(kind="r", first="2")),
    ]  # fmt: skip
    found = compare_orders(small_rules(facts, ways), {})
    assert (found.in_order, round(found.fewest, 3), found.first) == (2.0, 1.333, "kind")
    either = [route("one", when(first="1", kind="p")), route("none", when(first="2")),
              route("other", when(first="1", kind=("q", "r")))]  # fmt: skip
    assert compare_orders(small_rules(facts, either), {}) == (1.5, 1.5, "first")


def test_an_answer_that_is_read_as_another_is_not_counted_and_a_date_by_its_sides() -> None:
    reads = choice("place", "home", "ward", unknown_allowed=True, unknown_reads="home")
    own = choice("parents", "both", "none", unknown_allowed=True)
    line = by_date("side", "taken", "before", date(1999, 4, 1), "since")
    rules = small_rules([reads, own, day("taken"), choice("cause", "a", "b")], derived=[line])
    assert [answers_that_differ(rules, fact) for fact in rules.facts.values()] == [
        ("home", "ward"), ("both", "none", "unknown"), ("1999-03-31", "1999-04-01"), ("a", "b"),
    ]  # fmt: skip
