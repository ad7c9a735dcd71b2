"""Circumstances: nobody is asked for them; said, they change what is needed or the way itself."""

from __future__ import annotations

from collections.abc import Iterator

from flows.rules.model import Fact, Need, Rules, When
from hukou_tui.paper.handbook.book import Block, Item, Items, Paragraph, Section, Strong
from hukou_tui.paper.handbook.questions import question
from hukou_tui.paper.handbook.voice import Voice


def chapter(voice: Voice) -> Section:
    """Each circumstance with what it changes."""
    say = voice.say
    lead = Paragraph((say("Too rare to be asked of everybody. Where one comes up, it counts:"),))
    parts = tuple(
        question(voice, fact, *_changes(voice, fact)) for fact in voice.rules.facts.values() if not fact.asked
    )
    title = say("Circumstances that change something")
    return Section(voice.anchor("chapter", "circumstances"), title, (lead,), parts)


def _changes(voice: Voice, fact: Fact) -> Iterator[Block]:
    for option in fact.options:
        if option.id != fact.unknown_reads:
            below = Items(tuple(_of_answer(voice, fact, option.id)))
            yield Items((Item((Strong(voice.answers(fact.id, [option.id])),), (below,)),))


def _of_answer(voice: Voice, fact: Fact, value: str) -> Iterator[Item]:
    say, rules = voice.say, voice.rules
    for route in rules.routes:
        if _only_for(rules, route.when, fact, value):
            yield Item((say("the situation is then: "), voice.route(route.id)))
    dropped = any(
        _is_condition_of(need, fact, value, wants=False) for route in rules.routes for need in route.needs
    )
    needed = say("needed instead") if dropped else say("needed too")
    for text, wants in ((needed, True), (say("no longer needed"), False)):
        found: dict[str, list[str]] = {}
        for route in rules.routes:
            for need in route.needs:
                if _is_condition_of(need, fact, value, wants=wants):
                    found.setdefault(voice.papers(need.any_of), []).append(route.id)
        for papers, routes in found.items():
            links = Items(tuple(Item((voice.route(route),)) for route in dict.fromkeys(routes)))
            yield Item(voice.labelled_item(text, (papers,)).line, (links,))


def _is_condition_of(need: Need, fact: Fact, value: str, *, wants: bool) -> bool:
    return any(match.fact == fact.id and (value in match.values) is wants for match in need.when)


def _only_for(rules: Rules, when: When, fact: Fact, value: str) -> bool:
    """Whether a table asks for this answer and not for the usual one, itself or through what is worked out."""
    for match in when:
        if match.fact == fact.id:
            if value in match.values and fact.unknown_reads not in match.values:
                return True
            continue
        derived = rules.derived.get(match.fact)
        rows = [row for row in derived.rows if row.value in match.values] if derived else []
        if rows and all(_only_for(rules, row.when, fact, value) for row in rows):
            return True
    return False
