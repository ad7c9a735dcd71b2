"""Each situation: for whom it is, who decides, what it needs and whose errand that is, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator

from flows.rules.decision_table import Situation
from flows.rules.model import APPLICANT, AUTHORITY, STATION, Need, Route
from hukou_tui.paper.handbook import conditions
from hukou_tui.paper.handbook.book import Block, Item, Items, Line, Paragraph, Section
from hukou_tui.paper.handbook.papers import need_item, need_text
from hukou_tui.paper.handbook.voice import Voice
from hukou_tui.words.catalogue import N_
from hukou_tui.words.statuses import DECIDERS, OUTCOMES

ERRANDS: dict[str, str] = {
    APPLICANT: N_("Papers to be handed in by the applicant"),
    STATION: N_("Matters the station checks itself (no errand of the applicant)"),
    AUTHORITY: N_("Matters another authority checks at our request (no errand of the applicant)"),
}


def chapter(voice: Voice) -> Section:
    """All situations, numbered as the index names them."""
    say = voice.say
    lead = Paragraph(
        (
            say(
                "Each situation stands by itself. What is not listed may not be asked for; "
                "none of them is a refusal."
            ),
        )
    )
    parts = tuple(_section(voice, route) for route in voice.rules.routes)
    return Section(voice.anchor("chapter", "routes"), say("The situations"), (lead,), parts)


def _section(voice: Voice, route: Route) -> Section:
    blocks: list[Block] = [
        *_closed_notice(voice, route),
        Items((*_head_items(voice, route),)),
        *_need_blocks(voice, route),
        *_help_blocks(voice, route),
        *_waived_papers(voice, route),
    ]
    return Section(voice.anchor("route", route.id), voice.route(route.id).text, tuple(blocks))


def _closed_notice(voice: Voice, route: Route) -> Iterator[Block]:
    if not conditions.is_open(voice.rules, route.when):
        text = voice.say("Closed by the settings as they are chosen here: nobody is sent this way.")
        yield Paragraph((text,), warns=True)


def _head_items(voice: Voice, route: Route) -> Iterator[Item]:
    """What stands at the head of a situation."""
    say = voice.say
    whom = conditions.items(voice, route.when)
    yield Item(voice.labelled_item(say("For whom"), (say("all of these hold"),)).line, (whom,))
    yield voice.labelled_item(say("What it comes to"), (say(OUTCOMES[route.outcome]),))
    yield _class(voice, route)
    yield _decider_item(voice, route)
    if route.place is not None:
        yield voice.labelled_item(say("Registered where"), (voice.text(route.place),))
    yield voice.basis(route.cite)
    if route.then_facts:
        yield _next(voice, route)
    if route.exit is not None:
        yield voice.labelled_item(say("If it stays hard"), (voice.text(route.exit),))


def _class(voice: Voice, route: Route) -> Item:
    told = []
    for row in route.classes:
        number = voice.say("class {n}").format(n=row.number)
        when = conditions.line(voice, row.when)
        told.append(voice.say("{what} ({when})").format(what=number, when=when) if when else number)
    return voice.labelled_item(voice.say("Class of the national opinion"), (voice.say("; ").join(told),))


def _decider_item(voice: Voice, route: Route) -> Item:
    steps: list[Item] = []
    for step in voice.rules.tracks[route.track].steps:
        who, when = voice.say(DECIDERS[step.decided_by]), conditions.line(voice, step.when)
        text = voice.say("{what} ({when})").format(what=who, when=when) if when else who
        steps.append(Item((text, voice.say("; "), *voice.clause(step.cite))))
    label = voice.say("Who decides")
    if len(steps) == 1:
        return voice.labelled_item(label, steps[0].line)
    return Item(voice.labelled_item(label, ()).line, (Items(tuple(steps)),))


def _next(voice: Voice, route: Route) -> Item:
    """Which situations go on once the paper is there, and what they ask for beside what is there already."""
    say = voice.say
    known = [set(need.any_of) for need in route.needs if need.by == APPLICANT]
    below = []
    for following in after(voice, route):
        more = [
            need_text(voice, need)
            for need in following.needs
            if need.by == APPLICANT
            and not any(papers <= set(need.any_of) for papers in known)
            and conditions.is_open(voice.rules, need.when)
        ]
        told = say("; needed as well: {papers}").format(papers=say("; ").join(more)) if more else ""
        below.append(Item((voice.route(following.id), told)))
    text = say("with that paper it goes on as below; all of it is told at once, nobody is sent twice")
    return Item(voice.labelled_item(say("What comes next"), (text,)).line, (Items(tuple(below)),))


def after(voice: Voice, route: Route) -> tuple[Route, ...]:
    """The situations that `route` can turn into once the paper that it sends for is there."""
    rules = voice.rules
    single = {m.fact: m.values[0] for m in route.when if m.fact in rules.facts and len(m.values) == 1}
    at = Situation(rules, {**single, **route.then_facts})
    wanted = {match.fact: set(match.values) for match in route.when}
    found = []
    for other in rules.routes:
        apart = any(
            match.fact in wanted
            and len(at.values(match.fact)) > 1
            and not wanted[match.fact] & set(match.values)
            for match in other.when
        )
        if other.id != route.id and not apart and at.holds(other.when) is not False:
            found.append(other)
    return tuple(found)


def _need_blocks(voice: Voice, route: Route) -> Iterator[Block]:
    """What is needed, by whose errand it is; a need that a setting closes is left to the settings."""
    for by, heading in ERRANDS.items():
        needs = [need for need in route.needs if need.by == by and _counts(voice, route, need)]
        if needs:
            entries = Items(tuple(need_item(voice, need, route.cite) for need in needs))
            yield Items((Item(voice.labelled_item(voice.say(heading), ()).line, (entries,)),))


def _counts(voice: Voice, route: Route, need: Need) -> bool:
    closed = not conditions.is_open(voice.rules, route.when)
    return closed or conditions.is_open(voice.rules, need.when)


def _help_blocks(voice: Voice, route: Route) -> Iterator[Block]:
    if not route.helps:
        return
    say = voice.say
    entries = []
    for need in route.helps:
        toward: Line = (
            say("on the way to: {paper}").format(paper=voice.papers([need.help_toward or need.any_of[0]])),
        )
        entry = need_item(voice, need, route.cite)
        entries.append(Item((*entry.line, say("; "), *toward), entry.under))
    heading = voice.labelled_item(say("Only helps, and is never demanded"), ()).line
    yield Items((Item(heading, (Items(tuple(entries)),)),))


def _waived_papers(voice: Voice, route: Route) -> Iterator[Block]:
    if route.waives:
        entries = tuple(
            Item((voice.papers([paper]), voice.say("; "), *voice.citation(cite)))
            for paper, cite in route.waives.items()
        )
        heading = voice.labelled_item(voice.say("Named by the texts, and not asked for here"), ()).line
        yield Items((Item(heading, (Items(entries),)),))
