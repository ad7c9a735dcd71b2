"""What a route demands of the applicant, that of the route after it included, as numbers of situations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from flows.rules.model import APPLICANT, Need, Route, Rules, When
from flows.rules.truth_table import Truths


class Demand(NamedTuple):
    """A need and the situations in which it stands; `at` is its place among the needs of `route`."""

    route: Route
    at: int
    need: Need
    situations: int


def without_every(rules: Rules) -> Rules:
    """The rules without the needs that stand in every route: they are the same before a step and after it."""
    return replace(
        rules,
        routes=tuple(
            replace(route, needs=tuple(need for need in route.needs if not need.every))
            for route in rules.routes
        ),
    )


def demands(rules: Rules, route: Route, truths: Truths) -> Iterator[Demand]:
    """Every demand of `route`, and of what follows it, in the situations of `truths` that have it."""
    here = truths.holds(route.when)
    yield from _of(route, truths, here)
    if route.then_facts:
        after = truths.after(route.then_facts)
        for other in rules.routes:
            following = here & after.holds(other.when) if other.id != route.id else 0
            if following:
                yield from _of(other, after, following)


def not_met(demand: Demand, others: Sequence[Demand]) -> int:
    """The situations of a demand in which none of `others` brings what it asks for."""
    left = demand.situations
    for other in others:
        if set(other.need.any_of) <= set(demand.need.any_of):
            left &= ~other.situations
    return left


def tables(rules: Rules, route: Route) -> list[When]:
    """The match tables on which the demands of a route rest."""
    rows = [route.when, *(need.when for need in route.needs)]
    if route.then_facts:
        rows += [
            when for other in rules.routes for when in (other.when, *(need.when for need in other.needs))
        ]
    return rows


def _of(route: Route, truths: Truths, here: int) -> Iterator[Demand]:
    for at, need in enumerate(route.needs):
        situations = here & truths.holds(need.when) if need.by == APPLICANT else 0
        if situations:
            yield Demand(route, at, need, situations)
