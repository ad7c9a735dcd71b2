"""The settings: what the sources leave open, what is chosen here, why, and what speaks against it."""

from __future__ import annotations

from flows.rules.model import Setting
from hukou_tui.paper.handbook.book import Item, Items, Paragraph, Section, Strong
from hukou_tui.paper.handbook.voice import OR, Voice, find_option


def chapter(voice: Voice) -> Section:
    """Every tension between the sources, and how it is settled for now."""
    say = voice.say
    lead = Paragraph((say("The sources leave these open or contradict one another. Chosen for now:"),))
    entries = tuple(_entry(voice, setting) for setting in voice.rules.settings.values())
    blocks = (lead, Items(entries)) if entries else (Paragraph((say("Nothing is left open."),)),)
    return Section(voice.anchor("chapter", "choices"), say("Settings"), blocks)


def _entry(voice: Voice, setting: Setting) -> Item:
    say = voice.say
    others = [voice.text(option.label) for option in setting.options if option.id != setting.value]
    under = [
        voice.labelled_item(say("Chosen"), (voice.text(find_option(setting.options, setting.value).label),)),
        voice.labelled_item(say("Could be instead"), (OR.join(others),)),
        voice.labelled_item(say("Reason"), (voice.text(setting.why),)),
        voice.basis(setting.cite),
        *(voice.labelled_item(say("Against it"), voice.citation(cite)) for cite in setting.against),
    ]
    question = Strong(voice.text(setting.question))
    return Item((question,), (Items(tuple(under)),), voice.anchor("setting", setting.id))
