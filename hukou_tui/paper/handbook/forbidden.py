"""What nobody may demand, under whatever name, with the clauses that forbid it."""

from __future__ import annotations

from flows.rules.model import ForbiddenDemand
from hukou_tui.paper.handbook.book import Item, Items, Paragraph, Section, Strong
from hukou_tui.paper.handbook.voice import Voice


def chapter(voice: Voice) -> Section:
    """The first sheet for the wall."""
    say = voice.say
    lead = Paragraph(
        (say("None of these may be demanded from anybody, in any situation, under any name:"),), warns=True
    )
    entries = Items(tuple(_entry(voice, one) for one in voice.rules.forbidden), ordered=True)
    rest = Paragraph(
        (
            say(
                "Nor any other paper that is not listed with the situation. "
                "Whoever is asked for one may show this page."
            ),
        )
    )
    clauses = {cite.id: cite for one in voice.rules.forbidden for cite in one.cites}
    words = Items(tuple(Item(voice.citation(cite)) for cite in clauses.values()))
    title = say("What nobody may demand")
    heading = Paragraph((Strong(say("The clauses")),))
    blocks = (lead, entries, rest, heading, words)
    return Section(voice.anchor("chapter", "forbidden"), title, blocks, wall=True)


def _entry(voice: Voice, forbidden: ForbiddenDemand) -> Item:
    """The paper, what else it is called in this language, and the clauses; their words stand below all."""
    say, name = voice.say, voice.text(forbidden.name)
    names = [alias for alias in forbidden.aliases if alias.isascii() == (voice.lang == "en")]
    called = voice.labelled_item(
        say("Also asked for as"), (say(", ").join(alias for alias in names if alias not in name),)
    )
    under = (*([called] if names else []), voice.labelled_item(say("Basis"), voice.clauses(forbidden.cites)))
    return Item((Strong(voice.heading(name)),), (Items(under),), voice.anchor("forbidden", forbidden.id))
