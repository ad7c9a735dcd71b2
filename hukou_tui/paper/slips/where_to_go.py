"""The where-to-go sheet (办理指引): offices and a case number, and nothing of the family (S5.5e).

A neighbour or a village cadre may carry it. Titles of papers, names and kinship stay in the sealed
notification; and an office that in the rules issues one paper only would give that paper away, so it is
named there as well.
"""

from __future__ import annotations

from flows.rules.checklist import Item
from flows.rules.model import Rules
from hukou_tui.paper.slips import notification
from hukou_tui.paper.slips.occasion import Occasion, SlipNotDue
from hukou_tui.paper.slips.page_layout import RULE, Block, wrap_lines


def due(occasion: Occasion) -> bool:
    """Whether there is an errand to send anyone on: its numbers are those of the notification in force."""
    return notification.is_reprint(occasion) and notification.due(occasion)


def render(occasion: Occasion) -> str:
    """The sheet as text. Raises SlipNotDue where there is no notification in force."""
    checklist = occasion.view.checklist
    if checklist is None or not due(occasion):
        raise SlipNotDue("where_to_go")
    say = occasion.say
    opening = wrap_lines(
        say("The applicant or guardian takes the sealed notification to the offices below. "
            "The numbers are those of the notification; this sheet may be carried by anyone.")
    )  # fmt: skip
    blocks = [[*opening, RULE]]
    blocks += [
        _errand(occasion, n, item)
        for n, item in enumerate(notification.notified_items(occasion, checklist), 1)
    ]
    blocks.append([RULE, *occasion.contact(say("Handled by (badge)"), occasion.clerk)])
    blocks[-1] += occasion.line(say("Date"), occasion.day(occasion.today))
    return occasion.print_slip(say("Where-to-go sheet"), blocks)


def discreet(rules: Rules) -> frozenset[str]:
    """The offices that may be named: each issues at least two kinds of papers, so that none is given away.

    A paper that only helps counts by its own entry: no route sends anybody elsewhere for it.
    """
    issued: dict[str, set[str]] = {}
    for document in rules.documents.values():
        if document.issuer:
            issued.setdefault(document.issuer, set()).add(document.id)
    for route in rules.routes:
        for need in route.needs:
            if need.issuer:
                issued.setdefault(need.issuer, set()).update(need.any_of)
    return frozenset(office for office, papers in issued.items() if len(papers) > 1)


def _errand(occasion: Occasion, n: int, item: Item) -> Block:
    say, known = occasion.say, discreet(occasion.rules)
    offices: list[str] = []
    for document in item.documents:
        issuer = occasion.issuer(item.need, document)
        if issuer is None:
            offices.append(occasion.station_name or say("this police station"))
        elif issuer.id in known:
            offices.append(occasion.office(issuer))
        else:
            offices.append(say("the office named in the sealed notification"))
    paper = say("the paper under number {n} of the sealed notification")
    return [
        *occasion.line(say("{n}. Office").format(n=n), say(" or ").join(dict.fromkeys(offices))),
        *occasion.line(say("Ask for"), paper.format(n=n), 3),
        "",
    ]
