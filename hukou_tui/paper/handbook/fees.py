"""The reduced charges: window, conditions, reading. Outside every window it says that no fee rule is in force."""

from __future__ import annotations

from flows.rules.in_force import fees_in_force, state
from flows.rules.model import Condition, Fee
from hukou_tui.paper.handbook.book import Item, Items, Paragraph, Section
from hukou_tui.paper.handbook.voice import Voice
from hukou_tui.words.evidence import CONFIDENCE, PROOFS, ROUNDING, WINDOWS


def chapter(voice: Voice) -> Section:
    """What is in force on the day, then every window that the packs know."""
    say, day = voice.say, voice.format_day(voice.day)
    running = [voice.reduction(fee) for fee in fees_in_force(voice.rules, voice.day)]
    if running:
        text = say("In force on {day}: {fees}").format(day=day, fees=say("; ").join(running))
    else:
        text = say(
            "No fee rule in force on {day}: whoever makes the test charges its approved price. "
            "This window itself charges nothing."
        ).format(day=day)
    parts = tuple(_part(voice, fee) for fee in voice.rules.fees)
    lead = Paragraph((text,), warns=not running)
    return Section(voice.anchor("chapter", "fees"), say("The charge for the test"), (lead,), parts)


def _part(voice: Voice, fee: Fee) -> Section:
    say = voice.say
    window = say("{period} ({state})").format(
        period=voice.period(fee.first, fee.last),
        state=say(WINDOWS[state(fee.first, fee.last, voice.day)]),
    )
    share = say("{percent} per cent of the approved price; {rounding}").format(
        percent=fee.percent, rounding=say(ROUNDING[fee.rounding])
    )
    conditions = Items(tuple(_condition(voice, one) for one in fee.conditions), ordered=True)
    entries = [
        voice.labelled_item(say("Window, both days included"), (window,)),
        voice.labelled_item(say("For"), (voice.papers([fee.document]),)),
        voice.labelled_item(say("Charged"), (share,)),
        *([voice.labelled_item(say("Only for a test made at"), (voice.place(fee),))] if fee.place else []),
        Item(voice.labelled_item(say("Conditions, all of them"), ()).line, (conditions,)),
        *([voice.labelled_item(say("The stored copy has"), (fee.ocr_raw,))] if fee.ocr_raw else []),
        voice.labelled_item(say("Read as"), (voice.text(fee.reading), " ", say(CONFIDENCE[fee.confidence]))),
        voice.basis(fee.cite),
    ]
    title = voice.heading(voice.text(fee.title))
    return Section(voice.anchor("fee", fee.id), title, (Items(tuple(entries)),))


def _condition(voice: Voice, condition: Condition) -> Item:
    say = voice.say
    under = [Item((voice.text(condition.question),))]
    if condition.kind == "asked":
        under.append(voice.labelled_item(say("Holds"), (say(PROOFS[condition.proof]),)))
    if condition.settled_by:
        office = voice.office(voice.rules.departments[condition.settled_by])
        under.append(
            voice.labelled_item(say("Not known"), (say("the station asks: {office}").format(office=office),))
        )
    under.append(voice.basis(condition.cite))
    return Item((voice.heading(voice.text(condition.name)),), (Items(tuple(under)),))
