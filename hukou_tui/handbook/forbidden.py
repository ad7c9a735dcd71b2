"""What nobody may demand, under whatever name, with the clauses that forbid it."""

from __future__ import annotations

from flows.rules import Forbidden
from hukou_tui.handbook.book import Item, Items, Paragraph, Section, Strong
from hukou_tui.handbook.voice import Voice


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
    title = say("What nobody may demand")
    return Section(voice.anchor("chapter", "forbidden"), title, (lead, entries, rest), wall=True)


def _entry(voice: Voice, forbidden: Forbidden) -> Item:
    clauses = tuple(Item(voice.cited(cite)) for cite in forbidden.cites)
    names = [name for name in forbidden.aliases if name.isascii() == (voice.lang == "en")]
    called = voice.headed(voice.say("Also asked for as"), (voice.say(", ").join(names),))
    name = Strong(voice.heading(voice.text(forbidden.name)))
    under = (*([called] if names else []), Item(voice.headed(voice.say("Basis"), ()).line, (Items(clauses),)))
    return Item((name,), (Items(under),), voice.anchor("forbidden", forbidden.id))
