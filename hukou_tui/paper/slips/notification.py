"""The one-time notification (一次性告知书): all that is missing, who issues it, where (S4.5b).

It goes to the applicant or guardian alone; anyone else gets the where-to-go sheet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from flows.case.status import Event
from flows.rules.checklist import Checklist, Item
from flows.rules.model import Cite, Document
from hukou_tui.paper.slips import charge
from hukou_tui.paper.slips.occasion import Occasion, SlipNotDue
from hukou_tui.paper.slips.page_layout import RULE, Block, wrap_lines
from hukou_tui.paper.slips.signatures import signatures


def due(occasion: Occasion) -> bool:
    """Whether something is missing that the applicant must be told, or was told and is printed again."""
    checklist = occasion.view.checklist
    return checklist is not None and bool(notified_items(occasion, checklist))


def is_reprint(occasion: Occasion) -> bool:
    """Whether the notification in force is printed again: told once is told, until a fact changes."""
    return occasion.case.notification is not None and not occasion.case.changed_since_slip


def notified_items(occasion: Occasion, checklist: Checklist) -> tuple[Item, ...]:
    """The items that the notification names; a second copy names what the first one named."""
    first = occasion.case.notification
    if first is None or not is_reprint(occasion):
        return checklist.missing
    return tuple(item for item in checklist.applicant if "|".join(item.need.any_of) in first.missing)


def render(occasion: Occasion) -> str:
    """The notification as text. Raises SlipNotDue while the category is open or nothing is missing.

    Printed again it is the same to the letter, or, in the words of a newer program, says that it was printed again.
    """
    checklist = occasion.view.checklist
    if checklist is None or not due(occasion):
        raise SlipNotDue("notification")
    text = _text(occasion, checklist)
    first = occasion.case.notification
    if first is None or not is_reprint(occasion) or hashlib.sha256(text.encode()).hexdigest() == first.sha256:
        return text
    return _text(occasion, checklist, in_other_words=True)


def _text(occasion: Occasion, checklist: Checklist, *, in_other_words: bool = False) -> str:
    say = occasion.say
    blocks = [
        _opening_block(occasion, in_other_words=in_other_words),
        [say("Papers to be handed in by the applicant (all that is missing, told at once)")],
    ]
    blocks += [_item(occasion, n, item) for n, item in enumerate(notified_items(occasion, checklist), 1)]
    blocks += [
        _help_block(occasion, checklist.helps),
        _checks(occasion, checklist),
        charge.lines(occasion),
        _limits(occasion),
    ]
    blocks += [_closing_block(occasion), signatures(occasion)]
    replaces = occasion.case.notification is not None and not is_reprint(occasion)
    title = say("Supplementary notification") if replaces else say("One-time notification")
    return occasion.print_slip(title, [block for block in blocks if block])


def _opening_block(occasion: Occasion, *, in_other_words: bool) -> Block:
    say, decision = occasion.say, occasion.view.decision
    lines = occasion.parties()
    if decision is not None:
        lines += occasion.line(say("Situation"), decision.route.title.get(occasion.lang))
        lines += occasion.line(say("Basis"), occasion.clause(decision.route.cite))
    return [*lines, *(_again(occasion) if in_other_words else _replacement_block(occasion)), RULE]


def _again(occasion: Occasion) -> Block:
    """The same papers in other words than those that were handed out, which is said with both days."""
    first = occasion.case.notification
    if first is None:
        return []
    text = occasion.say("Printed again on {today}: it names the same papers as the notification of {day}.")
    day = occasion.local(first.at).date()
    return wrap_lines(text.format(today=occasion.day(occasion.today), day=occasion.day(day)))


def _replacement_block(occasion: Occasion) -> Block:
    first = occasion.case.notification
    if first is None or is_reprint(occasion):
        return []
    reason = next(
        (r.name.get(occasion.lang) for r in occasion.rules.reasons if r.id == occasion.reason),
        occasion.reason,
    )
    text = occasion.say("This replaces the notification of {day}")
    if reason:
        text = occasion.say("This replaces the notification of {day}; a fact has changed: {reason}")
    return wrap_lines(text.format(day=occasion.day(occasion.local(first.at).date()), reason=reason))


def _item(occasion: Occasion, n: int, item: Item) -> Block:
    if len(item.documents) == 1:
        return [*_paper(occasion, f"{n}. ", item, item.documents[0], 3), *_basis(occasion, item, 3), ""]
    lines = wrap_lines(f"{n}. {occasion.say('Any one of:')}")
    for choice, document in enumerate(item.documents, 1):
        lines += _paper(occasion, f"   ({choice}) ", item, document, 7)
    return [*lines, *_basis(occasion, item, 3), ""]


def _paper(occasion: Occasion, mark: str, item: Item, document: Document, indent: int) -> Block:
    say, lang, need = occasion.say, occasion.lang, item.need
    issuer = occasion.issuer(need, document)
    by = occasion.office(issuer) if issuer else say("written by the applicant")
    return [
        *wrap_lines(f"{mark}{occasion.name(document)}", hang=len(mark)),
        *occasion.line(say("Copies"), occasion.copies(document), indent),
        *occasion.line(say("Issued by"), by, indent),
        *occasion.line(say("Where"), (need.where or document.where).get(lang), indent),
        *occasion.line(say("How"), (need.how or document.how).get(lang), indent),
        *occasion.line(say("Charge"), occasion.charge(item.payer, issuer), indent),
    ]


def _basis(occasion: Occasion, item: Item, indent: int) -> Block:
    note = item.need.note
    lines = occasion.line(occasion.say("Note"), note.get(occasion.lang), indent) if note else []
    return [*lines, *occasion.line(occasion.say("Basis"), occasion.clause(item.need.cite), indent)]


def _help_block(occasion: Occasion, helps: Iterable[Item]) -> Block:
    """Papers that ease the way to another one; not having them holds nothing up."""
    lines: Block = []
    for item in helps:
        toward = occasion.rules.documents[item.need.help_toward or item.documents[0].id]
        text = occasion.say(
            "{paper}: helps to obtain {toward}; {where}; {charge}; not demanded at this window"
        )
        filled = text.format(
            paper=occasion.say(" or ").join(occasion.name(document) for document in item.documents),
            toward=occasion.name(toward),
            where=(item.need.where or item.documents[0].where).get(occasion.lang),
            charge=occasion.charge(item.payer, item.issuer),
        )
        lines += wrap_lines(f"- {filled}", hang=2)
        lines += occasion.line(occasion.say("Basis"), occasion.clause(item.need.cite), 2)
    return [*wrap_lines(occasion.say("What helps on the way")), *lines, ""] if lines else []


def _checks(occasion: Occasion, checklist: Checklist) -> Block:
    say = occasion.say
    lines: Block = []
    for heading, items in (
        (say("Matters the station checks itself (no errand of the applicant)"), checklist.station),
        (
            say("Matters another authority checks at our request (no errand of the applicant)"),
            checklist.authority,
        ),
    ):
        if items:
            names = (occasion.name(document) for item in items for document in item.documents)
            lines += [*wrap_lines(heading), *wrap_lines(say("; ").join(names), 2), ""]
    return lines


def _limits(occasion: Occasion) -> Block:
    """What protects the applicant: no other paper, no charge here; no forbidden paper is named."""
    say = occasion.say
    cites: dict[tuple[str, str], Cite] = {}
    for forbidden in occasion.rules.forbidden[:1]:
        cites.update({(cite.source, cite.at): cite for cite in forbidden.cites})
    if not cites:
        return wrap_lines(
            say("No paper other than those above may be demanded. This window charges nothing.")
        )
    text = say("No paper other than those above may be demanded ({clause}). This window charges nothing.")
    return [*wrap_lines(text.format(clause=occasion.clause(*cites.values()))), ""]


def _closing_block(occasion: Occasion) -> Block:
    say, first = occasion.say, occasion.case.notification
    badge, day = occasion.clerk, occasion.today
    if first is not None and is_reprint(occasion):
        notified = occasion.last(Event.NOTIFY)
        badge = notified.operator if notified else badge
        day = occasion.local(first.at).date()
    return [
        RULE,
        *wrap_lines(say("In two copies: one is kept by the station, one goes to the applicant.")),
        *occasion.contact(say("Told by (badge)"), badge),
        *occasion.line(say("Date"), occasion.day(day)),
    ]
