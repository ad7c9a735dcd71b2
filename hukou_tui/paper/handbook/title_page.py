"""The first page: what this is, from which rules and for which day, and what is where."""

from __future__ import annotations

from collections.abc import Sequence

from hukou_tui.paper.handbook.book import Item, Items, Link, Paragraph, Section
from hukou_tui.paper.handbook.evidence import campaign
from hukou_tui.paper.handbook.voice import Voice


def chapter(voice: Voice, chapters: Sequence[Section]) -> Section:
    """What the book is, and its contents: these chapters."""
    say = voice.say
    packs = Items(
        tuple(
            Item((voice.entry(voice.text(pack.title), campaign(voice, pack)),)) for pack in voice.rules.packs
        )
    )
    contents = Items(tuple(Item((Link(one.title, one.id),)) for one in chapters))
    blocks = (
        Paragraph((say("For {day}, from these rules:").format(day=voice.format_day(voice.day)),)),
        packs,
        Paragraph(
            (
                say(
                    "Words in quotation marks are the very words of the text; "
                    "what is known in substance only says so. In square brackets: how well it is known."
                ),
            )
        ),
        contents,
    )
    return Section(voice.anchor("chapter", "title"), say("Contents"), blocks)
