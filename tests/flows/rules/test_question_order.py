"""The pack asks in an order that no other beats."""

from __future__ import annotations

from dataclasses import replace

from flows.rules.question_order import compare_orders
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
