"""The departments: what each does here, and what it is called on the day, was called and will be."""

from __future__ import annotations

from flows.rules.in_force import names_on
from flows.rules.model import DatedName, Department
from hukou_tui.paper.handbook.book import Item, Items, Paragraph, Section, Strong
from hukou_tui.paper.handbook.voice import Voice


def chapter(voice: Voice) -> Section:
    """All departments, under the names of the day."""
    say = voice.say
    lead = Paragraph((say("Names as of {day}.").format(day=voice.format_day(voice.day)),))
    entries = Items(tuple(_entry(voice, office) for office in voice.rules.departments.values()))
    return Section(voice.anchor("chapter", "offices"), say("Departments"), (lead, entries))


def _entry(voice: Voice, office: Department) -> Item:
    say, names = voice.say, names_on(office, voice.day)
    under = [voice.labelled_item(say("Duty"), (voice.text(office.duty),))]
    under += [voice.labelled_item(say("Called before"), (_name_with_days(voice, name),)) for name in names.before]
    under += [voice.labelled_item(say("Called after that"), (_name_with_days(voice, name),)) for name in names.after]
    if office.member:
        under.append(Item((say("Member of the joint meeting."),)))
    under.append(voice.basis(office.cite))
    name = Strong(voice.heading(voice.office(office)))
    return Item((name,), (Items(tuple(under)),), voice.anchor("office", office.id))


def _name_with_days(voice: Voice, name: DatedName) -> str:
    return voice.say("{name} ({days})").format(
        name=voice.text(name.name), days=voice.period(name.first, name.last)
    )
