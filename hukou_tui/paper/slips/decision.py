"""The decisions on paper: registration granted, not granted, and registered with a number."""

from __future__ import annotations

from flows.case.case import StatusChange
from flows.case.status import Event, Status
from flows.rules.model import Ground
from hukou_tui.paper.final_words import COLLECTIVE
from hukou_tui.paper.slips.occasion import Occasion, SlipNotDue
from hukou_tui.paper.slips.page_layout import RULE, Block, wrap_lines
from hukou_tui.paper.slips.signatures import signatures
from hukou_tui.words.badges import county_named, is_of_county, officer_of


def granted_due(occasion: Occasion) -> bool:
    """Granted, and not yet registered: afterwards the record of registration says more."""
    return occasion.case.status == Status.GRANTED


def refused_due(occasion: Occasion) -> bool:
    """A decision not to register stands."""
    return occasion.case.status == Status.NOT_GRANTED


def registered_due(occasion: Occasion) -> bool:
    """The number and the date are there."""
    return occasion.case.status in (Status.REGISTERED, Status.DELIVERED)


def render_grant(occasion: Occasion) -> str:
    """The notice that registration is granted, which is not yet registration. Raises SlipNotDue."""
    change = occasion.last(Event.GRANT)
    if change is None or not granted_due(occasion):
        raise SlipNotDue("granted")
    say = occasion.say
    body = [
        *_parties(occasion),
        RULE,
        *wrap_lines(say("On review, registration of permanent residence is granted.")),
        *wrap_lines(say("This is not yet registration: registered means that the resident identity number and "
                     "the date of registration have been recorded and told to you.")),
        *_route_basis(occasion),
    ]  # fmt: skip
    return occasion.print_slip(
        say("Notice that registration is granted"), [body, *_closing_blocks(occasion, change)]
    )


def render_refusal(occasion: Occasion) -> str:
    """The decision not to register: ground, reasons, basis, remedy. Raises SlipNotDue where there is none."""
    change = occasion.last(Event.NOT_GRANT)
    ground = next((g for g in occasion.rules.grounds if change and g.id == change.ground), None)
    if change is None or not refused_due(occasion):
        raise SlipNotDue("not_granted")
    say = occasion.say
    body = [*_parties(occasion), RULE, *wrap_lines(say("It is decided not to register."))]
    body += _ground(occasion, ground, change)
    return occasion.print_slip(say("Decision not to register"), [body, *_closing_blocks(occasion, change)])


def render_registration(occasion: Occasion) -> str:
    """The record of registration with number and date. Raises SlipNotDue before both are recorded."""
    change = occasion.last(Event.REGISTER)
    if change is None or not registered_due(occasion):
        raise SlipNotDue("registered")
    say = occasion.say
    body = [
        *_registration_block(occasion),
        RULE,
        *occasion.line(say("Resident identity number"), change.number),
        *occasion.line(say("Registered on"), occasion.day(change.on)),
        *wrap_lines(
            say("This slip is no booklet; the household register booklet is made out by the station.")
        ),
    ]
    return occasion.print_slip(say("Record of registration"), [body, *_closing_blocks(occasion, change)])


def _parties(occasion: Occasion) -> Block:
    """Who applies, for whom, and where to: on a refusal the place is said only where it is known."""
    say, get = occasion.say, occasion.case.get
    where, householder = get("destination.address"), get("destination.householder")
    household = say("the household of {name}").format(name=householder) if householder else ""
    lines = occasion.parties()
    collective = say(COLLECTIVE.get(get("destination.kind"), ""))
    if where:
        lines += occasion.line(say("Address to be entered"), where)
    elif not (collective or refused_due(occasion)):
        lines += occasion.fill_line(say("Address to be entered"), "")
    household = collective or household
    return lines + (occasion.line(say("Household to be entered"), household) if household else [])


def _registration_block(occasion: Occasion) -> Block:
    """Whom, and where: what was to be entered is entered now."""
    say, where = occasion.say, occasion.case.get("destination.address")
    person = occasion.line(say("Person registered"), occasion.person)
    collective = say(COLLECTIVE.get(occasion.case.get("destination.kind"), ""))
    if collective and not where:
        return [*person, *occasion.line(say("Registered household"), collective)]
    return [*person, *occasion.fill_line(say("Registered address"), where)]


def _route_basis(occasion: Occasion) -> Block:
    decision = occasion.view.decision
    return occasion.line(occasion.say("Basis"), occasion.clause(decision.route.cite)) if decision else []


def _ground(occasion: Occasion, ground: Ground | None, change: StatusChange) -> Block:
    say, lang = occasion.say, occasion.lang
    lines: Block = []
    if ground is not None:
        lines += occasion.line(say("Ground"), ground.name.get(lang))
    lines += occasion.line(say("Reasons"), change.note)
    if ground is not None:
        lines += occasion.line(say("Basis"), occasion.quote_clause(ground.cite))
        lines += occasion.line(say("Remedy"), ground.remedy.get(lang))
    return lines


def _closing_blocks(occasion: Occasion, change: StatusChange) -> list[Block]:
    """Who decided, and the proof of delivery: a decision binds from the day it is handed over."""
    say, entry = occasion.say, occasion.entry
    decided = [
        RULE,
        *_officers(occasion, change),
        *occasion.line(say("Date"), occasion.day(occasion.local(change.at).date())),
        *occasion.contact(say("Handled by (badge)"), occasion.clerk),
    ]
    delivery = [
        "",
        *wrap_lines(say("Proof of delivery")),
        *wrap_lines(f"{entry(say('Delivered by'))}   {entry(say('Delivered on'))}"),
    ]
    return [decided, [*delivery, *signatures(occasion)]]


def _officers(occasion: Occasion, change: StatusChange) -> Block:
    """Each by the part played: the station reviews, the county approves, and whoever enters the number enters it."""
    decision = occasion.last(Event.GRANT, Event.NOT_GRANT) or change
    lines = deciders(occasion, decision)
    if change.event == Event.REGISTER:
        lines += _officer(occasion, occasion.say("Entered by (badge)"), change.operator)
    return lines


def deciders(occasion: Occasion, decision: StatusChange) -> Block:
    """The officers behind a decision: the station's reviewer, and the county's approver where the county decided."""
    say = occasion.say
    if not is_of_county(decision.operator):
        return _officer(occasion, say("Reviewed by (badge)"), decision.operator)
    forwarded = occasion.last(Event.FORWARD)
    reviewed = _officer(occasion, say("Reviewed by (badge)"), forwarded.operator) if forwarded else []
    return [*reviewed, *_officer(occasion, say("Approved by (badge)"), decision.operator)]


def _officer(occasion: Occasion, role: str, operator: str) -> Block:
    """`role: badge`; an officer of the county with the office before it, and without a badge no line at all."""
    badge = officer_of(operator)
    if not badge:
        return []
    if is_of_county(operator):
        office = county_named(occasion.county_office, occasion.say)
        role = occasion.say("{role}, {office}").format(office=office, role=role)
    return occasion.line(role, badge)
