"""The way in: from what a person says to the number of the situation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.rules.decision_table import Situation
from flows.rules.model import Fact, Route
from hukou_tui.paper.handbook import conditions
from hukou_tui.paper.handbook.book import Block, Item, Items, Paragraph, Section, Strong
from hukou_tui.paper.handbook.voice import Voice

#: So many situations are found at a glance; more are parted by one more question.
AT_A_GLANCE = 4


def chapter(voice: Voice) -> Section:
    """The second sheet for the wall: every situation, by the answers that lead to it."""
    say, rules = voice.say, voice.rules
    open_ = [route for route in rules.routes if conditions.is_open(rules, route.when)]
    plain = [route for route in open_ if _is_possible(voice, {}, route)]
    blocks: list[Block] = [
        Paragraph((say("Answer from the top; the number is that of the situation."),)),
        *_branches(voice, plain, {}),
        *_route_list(voice, say("Only when it comes up"), [route for route in open_ if route not in plain]),
        *_route_list(
            voice,
            say("Closed by the settings as they are chosen here"),
            [route for route in rules.routes if route not in open_],
        ),
    ]
    return Section(voice.anchor("chapter", "index"), say("Which situation is it"), tuple(blocks), wall=True)


def _route_list(voice: Voice, heading: str, routes: list[Route]) -> Iterator[Block]:
    if routes:
        below = Items(tuple(Item((voice.route(route.id),)) for route in routes))
        yield Items((Item((Strong(heading),), (below,)),))


def _branches(voice: Voice, routes: list[Route], answers: Mapping[str, str]) -> Iterator[Block]:
    """The question that parts these situations best, with what each answer leaves; or the situations themselves."""
    fact = _dividing_question(voice, routes, answers) if len(routes) > AT_A_GLANCE else None
    if fact is None:
        yield Items(tuple(Item((voice.route(route.id),)) for route in routes))
        return
    yield Paragraph((Strong(voice.text(fact.question)),))
    ways: dict[tuple[str, ...], list[str]] = {}
    for option in fact.options:
        left = _remaining_routes(voice, routes, {**answers, fact.id: option.id})
        ways.setdefault(tuple(route.id for route in left), []).append(option.id)
    yield Items(
        tuple(
            Item(
                (Strong(voice.answers(fact.id, values)),),
                tuple(_branches(voice, [r for r in routes if r.id in left], {**answers, fact.id: values[0]})),
            )
            for left, values in ways.items()
            if left
        )
    )


def _dividing_question(voice: Voice, routes: list[Route], answers: Mapping[str, str]) -> Fact | None:
    """The question after which the fewest situations have to be read, if one of them helps at all."""
    best, fewest = None, len(routes) ** 2
    for fact in voice.rules.facts.values():
        if fact.volunteered or fact.kind != "choice" or fact.id in answers:
            continue
        sizes = [
            len(_remaining_routes(voice, routes, {**answers, fact.id: option.id})) for option in fact.options
        ]
        if max(sizes) < len(routes) and sum(sizes) < fewest:
            best, fewest = fact, sum(sizes)
    return best


def _remaining_routes(voice: Voice, routes: list[Route], answers: Mapping[str, str]) -> list[Route]:
    return [route for route in routes if _is_possible(voice, answers, route)]


def _is_possible(voice: Voice, answers: Mapping[str, str], route: Route) -> bool:
    """Whether the answers leave the situation possible; fields of the case are still open, circumstances unsaid."""
    fields = tuple(fact.id for fact in voice.rules.facts.values() if fact.source_field)
    return Situation(voice.rules, answers, reopened=fields).holds(route.when) is not False
