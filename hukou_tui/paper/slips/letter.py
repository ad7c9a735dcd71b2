"""The letter that asks another authority for a check (协助核查函): sealed, neutral (S4.4, S5.5e)."""

from __future__ import annotations

from flows.case.facts import birth
from flows.identity.birth_date import chinese_text
from flows.rules.checklist import Item
from flows.rules.model import Department
from hukou_tui.paper.slips.occasion import BLANK, Occasion, SlipNotDue
from hukou_tui.paper.slips.page_layout import NEW_PAGE, RULE, Block, wrap_lines


def open_matters(occasion: Occasion) -> dict[str, list[Item]]:
    """Department id -> the matters that it has not answered yet."""
    found: dict[str, list[Item]] = {}
    for item in occasion.view.checklist.authority if occasion.view.checklist else ():
        if (
            not any((check := occasion.case.checks.get(d.id)) and check.done for d in item.documents)
            and item.issuer
        ):
            found.setdefault(item.issuer.id, []).append(item)
    return found


def due(occasion: Occasion) -> bool:
    """Whether another authority still has something to check."""
    return bool(open_matters(occasion))


def render(occasion: Occasion) -> str:
    """One letter for each authority, each on a page of its own. Raises SlipNotDue where none is due."""
    matters = open_matters(occasion)
    if not matters:
        raise SlipNotDue("letter")
    blocks: list[Block] = []
    for office, items in matters.items():
        block = _letter(occasion, occasion.rules.departments[office], items)
        blocks += [block, NEW_PAGE]
    return occasion.print_slip(occasion.say("Letter requesting a check (sealed)"), blocks[:-1])


def _letter(occasion: Occasion, office: Department, items: list[Item]) -> Block:
    say, entry = occasion.say, occasion.entry
    lines = [
        *occasion.line(say("To"), occasion.office(office)),
        "",
        *wrap_lines(say("For a registration of permanent residence we ask you to check and to answer:")),
    ]
    for n, item in enumerate(items, 1):
        names = say(" or ").join(occasion.name(document) for document in item.documents)
        lines += [
            *wrap_lines(f"{n}. {names}", 2, hang=3),
            *occasion.line(say("Basis"), occasion.clause(item.need.cite), 5),
        ]
    return [
        *lines,
        "",
        *_person_block(occasion),
        "",
        *wrap_lines(say("Please handle this as confidential and answer to the station only; "
                     "whatever else you need, ask the officer by telephone.")),
        *occasion.contact(say("Handled by (badge)"), occasion.clerk),
        *occasion.line(say("Date"), occasion.day(occasion.today)),
        RULE,
        *wrap_lines(say("Answer (please return in a sealed envelope)")),
        "",
        *occasion.line(say("Finding"), BLANK * 4),
        "",
        *wrap_lines(f"{entry(say('Handled by'))}   {entry(say('Date'))}   {entry(say('Seal'), '')}"),
    ]  # fmt: skip


def _person_block(occasion: Occasion) -> Block:
    """Only what tells the person apart; parents and circumstances stay here."""
    case, say = occasion.case, occasion.say
    lines = occasion.line(say("Person concerned"), occasion.person)
    if case.get("person.sex") in ("1", "2"):
        lines += occasion.line(say("Sex"), say("male") if case.get("person.sex") == "1" else say("female"))
    born = birth(case)
    if born is not None:
        # A lunar date is no day of the office's calendar: it is said in words whatever the language of the letter.
        in_words = occasion.lang == "zh" or born.calendar == "lunar"
        lines += occasion.line(say("Date of birth"), chinese_text(born) if in_words else born.text)
    if case.get("person.number"):
        lines += occasion.line(say("Resident identity number"), case.get("person.number"))
    return lines
