"""The papers: as a situation needs them, and each by itself with the situations that name it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flows.rules.in_force import state
from flows.rules.model import Cite, Document, Need
from hukou_tui.paper.handbook import conditions
from hukou_tui.paper.handbook.book import Item, Items, Line, Link, Paragraph, Run, Section, Strong
from hukou_tui.paper.handbook.voice import Voice
from hukou_tui.words.evidence import WINDOWS
from hukou_tui.words.statuses import KEPT, PAYERS


def chapter(voice: Voice) -> Section:
    """Every paper that a rule knows, whoever has to see to it."""
    say = voice.say
    lead = Paragraph((say("Where each paper comes from, and which situations name it."),))
    entries = tuple(_entry(voice, document) for document in voice.rules.documents.values())
    return Section(voice.anchor("chapter", "papers"), say("The papers"), (lead, Items(entries)))


def need_text(voice: Voice, need: Need) -> str:
    """A need in one line: the papers of which any one will do, and when."""
    papers, when = voice.papers(need.any_of), conditions.line(voice, need.when)
    return voice.say("{what} ({when})").format(what=papers, when=when) if when else papers


def need_item(voice: Voice, need: Need, above: Cite) -> Item:
    """A need in full: each alternative with where, how, who pays and how many, then note and basis.

    `above` is quoted already where the need stands, and only named again. What every situation needs is told
    in one line: the rest stands with the paper.
    """
    say, documents = voice.say, [voice.rules.documents[paper] for paper in need.any_of]
    when = conditions.line(voice, need.when)
    head: Line = (say("; only where: {when}").format(when=when),) if when else ()
    if need.every:
        return Item((*_paper_links(voice, need), *head, *_briefly(voice, need)))
    tail = [voice.labelled_item(say("Note"), (voice.text(need.note),))] if need.note else []
    tail += [*_fees(voice, documents), voice.basis(need.cite, above)]
    if len(documents) == 1:
        under = Item((_details(voice, documents[0], need),))
        return Item((Strong(voice.papers(need.any_of)), *head), (Items((under, *tail)),))
    ways = Items(
        tuple(
            Item((Strong(voice.papers([paper.id])), say(": "), _details(voice, paper, need)))
            for paper in documents
        )
    )
    return Item((Strong(say("Any one of:")), *head), (ways, Items(tuple(tail))))


def _paper_links(voice: Voice, need: Need) -> Iterator[Run]:
    """The papers of a need as ways to their own entries."""
    for number, paper in enumerate(need.any_of):
        if number:
            yield voice.say(" or ")
        yield Link(voice.papers([paper]), voice.anchor("paper", paper))


def _briefly(voice: Voice, need: Need) -> Line:
    note = voice.say("; {note}").format(note=voice.text(need.note).rstrip("。.")) if need.note else ""
    return (note, voice.say("; "), *voice.clause(need.cite))


def _details(voice: Voice, document: Document, need: Need | None = None) -> str:
    """Where, how, at whose charge and how many; who issues it, unless it is written on the spot."""
    say = voice.say
    issuer = (need and need.issuer) or document.issuer
    told = [(say("issued by"), voice.office(voice.rules.departments[issuer]))] if issuer else []
    told += [
        (say("where"), voice.text((need and need.where) or document.where)),
        (say("how"), voice.text((need and need.how) or document.how)),
        (say("charge"), say(PAYERS[need.payer if need else document.payer])),
        (say("copies"), _copies(voice, document)),
    ]
    return say("; ").join(voice.entry(label, value.rstrip("。.")) for label, value in told)


def _copies(voice: Voice, document: Document) -> str:
    number, original = voice.text(document.copies), voice.text(document.original)
    if document.kept is not None:
        original = voice.say("{original}; {kept}").format(original=original, kept=voice.say(KEPT[document.kept]))
    return voice.say("{copies} ({original})").format(copies=number, original=original)


def _fees(voice: Voice, documents: Iterable[Document]) -> Iterator[Item]:
    """Where a paper may be had at less, the way to that rule."""
    names = {document.id for document in documents}
    for fee in voice.rules.fees:
        if fee.document in names:
            link = Link(voice.reduction(fee), voice.anchor("fee", fee.id))
            now = voice.say(WINDOWS[state(fee.first, fee.last, voice.day)])
            yield voice.labelled_item(voice.say("Charge"), (link, voice.say("; "), now))


def _entry(voice: Voice, document: Document) -> Item:
    say = voice.say
    facing = [Item((_details(voice, document),)), *_fees(voice, [document]), voice.basis(document.cite)]
    if document.payer_cite is not None:
        facing.append(voice.labelled_item(say("Basis of the charge"), voice.citation(document.payer_cite)))
    named = tuple(_route_mentions(voice, document))
    if named:
        facing.append(Item(voice.labelled_item(say("Named by"), ()).line, (Items(named),)))
    return Item(
        (Strong(voice.heading(voice.text(document.name))),),
        (Items(tuple(facing)),),
        voice.anchor("paper", document.id),
    )


def _route_mentions(voice: Voice, document: Document) -> Iterator[Item]:
    for route in voice.rules.routes:
        if any(document.id in need.any_of for need in (*route.needs, *route.helps)):
            yield Item((voice.route(route.id),))
