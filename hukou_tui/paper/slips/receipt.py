"""The receipt of acceptance (受理回执): what was handed in and where it is now, when, and whom to ask."""

from __future__ import annotations

from flows.case.status import Event
from flows.rules.model import Document
from hukou_tui.paper.slips import charge
from hukou_tui.paper.slips.occasion import Occasion, SlipNotDue
from hukou_tui.paper.slips.page_layout import RULE, Block, wrap_lines
from hukou_tui.paper.slips.signatures import signatures
from hukou_tui.words.statuses import KEPT_NOW


def due(occasion: Occasion) -> bool:
    """Whether the case was accepted (and the category is still clear under the rules)."""
    return occasion.last(Event.ACCEPT) is not None and occasion.view.checklist is not None


def render(occasion: Occasion) -> str:
    """The receipt as text. Raises SlipNotDue before the case is accepted."""
    accepted = occasion.last(Event.ACCEPT)
    if accepted is None or not due(occasion):
        raise SlipNotDue("receipt")
    say = occasion.say
    at = occasion.local(accepted.at)
    opening = [
        *occasion.parties(),
        *occasion.line(say("Accepted at"), f"{occasion.day(at.date())} {at:%H:%M}"),
        *_limit(occasion),
        RULE,
    ]
    note = wrap_lines(say("Accepted for handling is not yet registration; the decision is told on paper."))
    contact = [RULE, *note, *occasion.contact(say("Accepted by (badge)"), accepted.operator)]
    blocks = [opening, *_papers(occasion), charge.lines(occasion), contact, signatures(occasion)]
    return occasion.print_slip(say("Receipt of acceptance"), [block for block in blocks if block])


def _limit(occasion: Occasion) -> Block:
    """The limit that the station has set itself: no text gives Zhaotong one, and none is printed."""
    say, days = occasion.say, occasion.station.get("station.limit_days", "")
    return occasion.line(say("Time limit"), say("{n} working days").format(n=days)) if days else []


def _papers(occasion: Occasion) -> list[Block]:
    """Every paper that was handed in: one that led to another (a test to a certificate) is receipted too."""
    say = occasion.say
    handed_in = [name for name, state in occasion.view.agreed.papers.items() if state == "has"]
    papers = [document for name, document in occasion.rules.documents.items() if name in handed_in]
    if not papers:
        return [wrap_lines(say("No paper was handed in."))]
    blocks = [wrap_lines(say("Papers handed in, and where each is now"))]
    for n, document in enumerate(papers, 1):
        number = document.copies.get(occasion.lang)
        blocks.append(
            wrap_lines(
                f"{n}. {occasion.name(document)}  {number}  {_custody_text(occasion, document)}", hang=3
            )
        )
    return blocks


def _custody_text(occasion: Occasion, document: Document) -> str:
    """Where the original is; where the rules of the case do not say it, boxes for the pen, and no claim."""
    say = occasion.say
    if document.kept is None:
        return "  ".join(f"[ ] {say(words)}" for words in KEPT_NOW.values())
    return say("{original}: {kept}").format(
        original=document.original.get(occasion.lang), kept=say(KEPT_NOW[document.kept])
    )
