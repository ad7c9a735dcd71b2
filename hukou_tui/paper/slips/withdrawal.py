"""The sheet that an applicant signs who withdraws (申请人撤回): nobody withdraws for him, and he can come again."""

from __future__ import annotations

from flows.case.admission import blank
from flows.case.status import OPEN_HERE
from hukou_tui.paper.slips.occasion import Occasion, SlipNotDue
from hukou_tui.paper.slips.page_layout import RULE, wrap_lines
from hukou_tui.paper.slips.signatures import signatures


def due(occasion: Occasion) -> bool:
    """Whether the station has the case and it is not blank: only then can it be withdrawn."""
    return occasion.case.status in OPEN_HERE and not blank(occasion.case)


def render(occasion: Occasion) -> str:
    """The sheet as text. Raises SlipNotDue where the case cannot be withdrawn."""
    if not due(occasion):
        raise SlipNotDue("withdrawal")
    say = occasion.say
    body = [
        *occasion.parties(),
        RULE,
        *wrap_lines(say("I withdraw this application of my own will. Nobody has asked me to.")),
        *occasion.line(say("My reason"), "_" * 40),
        "",
        *wrap_lines(say("I have been told: I can apply again at any time at this window, which charges nothing, and "
                     "the papers I handed in are given back to me.")),
        *occasion.line(say("Date"), occasion.day(occasion.today)),
    ]  # fmt: skip
    return occasion.print_slip(say("Withdrawal by the applicant"), [body, signatures(occasion, refusable=False)])
