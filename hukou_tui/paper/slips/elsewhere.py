"""The notice that a registration is there already (已有户口，转办): it leads on, and refuses nobody."""

from __future__ import annotations

from flows.case.status import Event, Status
from hukou_tui.paper.final_words import LEAD_WORDS
from hukou_tui.paper.slips.decision import deciders
from hukou_tui.paper.slips.occasion import Occasion, SlipNotDue
from hukou_tui.paper.slips.page_layout import RULE, wrap_lines
from hukou_tui.paper.slips.signatures import signatures
from hukou_tui.words.catalogue import N_

#: What the applicant does next, by where it leads on.
_NEXT: dict[str, str] = {
    "correct": N_("What is wrong in that registration is corrected: apply for a correction at the police station where "
                  "it stands."),
    "restore": N_("That registration was cancelled: apply for its restoration; this station takes the application."),
    "told": N_("That registration is in force; nothing has to be applied for. You are told in person where it stands."),
}  # fmt: skip


def due(occasion: Occasion) -> bool:
    """Whether somebody decided that the person is registered already."""
    return occasion.case.status == Status.ALREADY_REGISTERED


def render(occasion: Occasion) -> str:
    """The notice as text. Raises SlipNotDue where nothing was decided so."""
    change = occasion.last(Event.FIND_REGISTERED)
    if change is None or not due(occasion):
        raise SlipNotDue("already_registered")
    say = occasion.say
    body = [
        *occasion.parties(),
        RULE,
        *wrap_lines(say("On lookup and comparison the person was found to be registered already. This is no refusal: "
                     "the matter is handled otherwise.")),
    ]  # fmt: skip
    if change.ground in LEAD_WORDS:
        body += occasion.line(say("It leads on to"), say(LEAD_WORDS[change.ground]))
        body += wrap_lines(say(_NEXT[change.ground]))
    body += wrap_lines(say("If that registration is not yours, say so: the case is taken up again at this window."))
    end = [
        RULE,
        *deciders(occasion, change),
        *occasion.line(say("Date"), occasion.day(occasion.local(change.at).date())),
        *occasion.contact(say("Handled by (badge)"), occasion.clerk),
    ]
    title = say("Notice that a registration is there already")
    return occasion.print_slip(title, [body, end, signatures(occasion)])
