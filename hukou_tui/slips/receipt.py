"""The receipt of acceptance (受理回执): what was handed in, when, and whom to ask."""

from __future__ import annotations

from flows.status import Event
from hukou_tui.slips.occasion import Occasion, SlipNotDue
from hukou_tui.slips.sheet import RULE, Block, wrapped
from hukou_tui.slips.signatures import signatures


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
    days = occasion.station.get("station.limit_days", "")
    opening = [
        *occasion.line(say("Applicant"), occasion.applicant),
        *occasion.line(say("Person to be registered"), occasion.person),
        *occasion.line(say("Accepted at"), f"{occasion.day(at.date())} {at:%H:%M}"),
        # No text gives Zhaotong a limit: what is not set is said to be not set.
        *occasion.line(say("Time limit"), say("{n} working days").format(n=days) if days else say("not set")),
        RULE,
    ]
    note = wrapped(say("Accepted for handling is not yet registration; the decision is told on paper."))
    contact = [RULE, *note, *occasion.contact(accepted.operator)]
    return occasion.printed(
        say("Receipt of acceptance"), [opening, *_papers(occasion), contact, signatures(occasion)]
    )


def _papers(occasion: Occasion) -> list[Block]:
    """Every paper that was handed in: one that led to another (a test to a certificate) is receipted too."""
    say = occasion.say
    blocks = [wrapped(say("Papers handed in"))]
    handed_in = [name for name, state in occasion.view.agreed.papers.items() if state == "has"]
    papers = [document for name, document in occasion.rules.documents.items() if name in handed_in]
    if not papers:
        return [*blocks, wrapped(say("none were needed"), 2)]
    for n, document in enumerate(papers, 1):
        blocks.append(wrapped(f"{n}. {occasion.name(document)}  {occasion.copies(document)}", hang=3))
    return blocks
