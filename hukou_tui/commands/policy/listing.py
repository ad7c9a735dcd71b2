"""`policy facts` and `policy cases`: what is asked, and where all answers lead."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.rules.question_order import compare_orders
from flows.rules.rule_evaluation import NoRoute
from flows.rules.situations import reachable
from hukou_tui.commands.policy.explain import decision_to_dict
from hukou_tui.commands.policy.options import DAY, no_way, options, pack, print_json, rules_of
from hukou_tui.words.catalogue import _, language

if TYPE_CHECKING:
    from flows.rules.model import Fact, Rules
    from flows.rules.situations import Reachable


@click.command()
@pack
@options
def facts(packs: tuple[Path, ...], as_json: bool) -> None:
    """List the facts, their answers, and how "unknown" is read."""
    rules = rules_of(packs, None)
    if as_json:
        print_json([_fact(fact) for fact in rules.facts.values()])
        return
    for fact in rules.facts.values():
        click.echo(f"{fact.id}: {fact.question.get(language())}")
        for option in fact.options:
            click.echo(f"    {option.id}: {option.label.get(language())}")


@click.command()
@click.option("--summary", is_flag=True, help="only how many, and how many questions they take")
@click.option("--on", type=DAY, help="the day at the counter (decides age and departments' names)")
@pack
@options
def cases(summary: bool, on: Any, packs: tuple[Path, ...], as_json: bool) -> None:  # noqa: ANN401
    """List every situation that the questions lead to."""
    day = on.date() if on else None
    rules = rules_of(packs, day)
    try:
        found = list(reachable(rules, day, why=not summary))
    except NoRoute:
        no_way()
    if summary:
        _tell_summary(rules, found, as_json)
    elif as_json:
        print_json(
            [
                {"facts": one.facts, "asked": one.asked, **decision_to_dict(rules, one.decision)}
                for one in found
            ]
        )
    else:
        for one in found:
            said = ", ".join(f"{fact}={value}" for fact, value in one.facts.items())
            click.echo(f"{one.decision.route.id}  [{said}]")


def _fact(fact: Fact) -> dict[str, object]:
    lang = language()
    return {
        "id": fact.id,
        "kind": fact.kind,
        "question": fact.question.get(lang),
        "options": [{"id": option.id, "label": option.label.get(lang)} for option in fact.options],
        "unknown_allowed": fact.unknown_allowed,
        "unknown_reads": fact.unknown_reads,
        "source_field": fact.source_field,
        "cite": {"source": fact.cite.source, "at": fact.cite.at},
    }


def _tell_summary(rules: Rules, found: list[Reachable], as_json: bool) -> None:
    """Counts of questions over what is asked; circumstances are said, not asked, and counted apart."""
    plain = [one for one in found if not one.circumstance]
    asked = [len(one.asked) for one in plain]
    routes = {one.decision.route.id for one in found}
    order = compare_orders(rules, {})
    told = {
        "situations": len(plain),
        "with_circumstances": len(found) - len(plain),
        "routes": len(rules.routes),
        "routes_reached": len(routes),
        "questions_mean": round(sum(asked) / len(asked), 2) if asked else 0,
        "questions_max": max(asked, default=0),
        "questions_floor": round(math.log2(len(routes)), 2) if routes else 0,
        "expected_in_order": round(order.in_order, 3),
        "expected_at_best": round(order.fewest, 3),
    }
    if as_json:
        print_json(told)
        return
    click.echo(
        _(
            "{situations} situations and {with_circumstances} more in which a circumstance is said; "
            "{routes_reached} of {routes} routes. Questions: {questions_mean} on average, {questions_max} at most "
            "(floor for yes-or-no questions: {questions_floor}). If every answer is equally likely: "
            "{expected_in_order} in this order, {expected_at_best} in the best of all orders."
        ).format(**told)
    )
