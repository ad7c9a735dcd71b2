"""What the book rests on: the sources with their readings, and the packs with revision and hash."""

from __future__ import annotations

from flows.rules.in_force import state
from flows.rules.model import PackRef, Source
from hukou_tui.paper.handbook.book import Item, Items, Line, Paragraph, Section, Strong, Table
from hukou_tui.paper.handbook.voice import Voice
from hukou_tui.words.evidence import CONFIDENCE, LEVELS, PERIODS


def sources(voice: Voice) -> Section:
    """Every source: number, date, how well it is known, and how surely it is read."""
    say = voice.say
    entries = Items(tuple(_source(voice, source) for source in voice.rules.sources.values()))
    return Section(voice.anchor("chapter", "sources"), say("Sources"), (entries,))


def _source(voice: Voice, source: Source) -> Item:
    say = voice.say
    under = [
        voice.labelled_item(say("Number"), (source.number,)),
        voice.labelled_item(say("Date"), (_issue_date(voice, source),)),
    ]
    under.append(voice.labelled_item(say("Known how"), (say(LEVELS[source.level]),)))
    if source.ocr_raw:
        under.append(voice.labelled_item(say("The stored copy has"), (source.ocr_raw,)))
    reading: Line = (voice.text(source.reading), " ") if source.reading else ()
    under.append(voice.labelled_item(say("Reading"), reading, (say(CONFIDENCE[source.confidence]),)))
    if source.supersedes:
        earlier = voice.rules.sources[source.supersedes]
        under.append(voice.labelled_item(say("In place of"), (voice.text(earlier.title),)))
    title = Strong(voice.heading(voice.text(source.title)))
    return Item((title,), (Items(tuple(under)),), voice.anchor("source", source.id))


def _issue_date(voice: Voice, source: Source) -> str:
    if source.issued is None:
        return voice.say("not known")
    day = voice.format_day(source.issued)
    if source.issued > voice.day:
        return voice.say("{day} (later than the day that is told here)").format(day=day)
    return day


def packs(voice: Voice) -> Section:
    """The packs that the book was made from, and whether their campaigns run on the day."""
    say = voice.say
    lead = Paragraph(
        (
            say("Told for {day}. When a campaign is over, what it forbids and promises holds on; "
                "what ends on a day says so itself.").format(day=voice.format_day(voice.day)),
        )
    )  # fmt: skip
    head = (say("Pack"), say("Revision"), say("Period of the campaign"), "SHA-256")
    table = Table(say("Packs of rules"), head, tuple(_pack(voice, pack) for pack in voice.rules.packs))
    return Section(voice.anchor("chapter", "packs"), say("Packs of rules"), (lead, table))


def _pack(voice: Voice, pack: PackRef) -> tuple[Line, ...]:
    say = voice.say
    name = say("{name} ({days})").format(name=voice.text(pack.title), days=pack.id)
    return (name,), (pack.revision,), (campaign(voice, pack),), (pack.hash,)


def campaign(voice: Voice, pack: PackRef) -> str:
    """The period of a pack's campaign, and where the day lies."""
    if pack.first is None and pack.last is None:
        return voice.say("no period: holds until it is replaced")
    return voice.say("{period} ({state})").format(
        period=voice.period(pack.first, pack.last),
        state=voice.say(PERIODS[state(pack.first, pack.last, voice.day)]),
    )
