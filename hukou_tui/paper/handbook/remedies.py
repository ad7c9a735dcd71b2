"""On what grounds registration may be decided against, and what a person can do then."""

from __future__ import annotations

from flows.rules.model import Ground
from hukou_tui.paper.handbook.book import Item, Items, Paragraph, Section, Strong
from hukou_tui.paper.handbook.voice import Voice


def chapter(voice: Voice) -> Section:
    """Each ground with the remedy that is told with it."""
    say = voice.say
    lead = Paragraph((say("Decided in writing, on one of these grounds only, with the remedy:"),))
    entries = Items(tuple(_entry(voice, ground) for ground in voice.rules.grounds))
    title = say("When registration is not granted")
    return Section(voice.anchor("chapter", "remedies"), title, (lead, entries))


def _entry(voice: Voice, ground: Ground) -> Item:
    say = voice.say
    under = (
        voice.basis(ground.cite),
        voice.labelled_item(say("What can be done"), (voice.text(ground.remedy),)),
        voice.labelled_item(say("Basis of the remedy"), voice.citation(ground.remedy_cite)),
    )
    name = Strong(voice.heading(voice.text(ground.name)))
    return Item((name,), (Items(under),), voice.anchor("ground", ground.id))
