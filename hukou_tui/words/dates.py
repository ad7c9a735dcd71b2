"""Two dates that cannot both be true, in words: what they are, what was said of each, and what is to be done."""

from __future__ import annotations

from flows.case import date_contradictions
from flows.case.date_contradictions import Contradiction
from flows.identity.birth_date import BirthDate, BirthDateError, chinese_text
from flows.rules.model import Rules
from hukou_tui.words.catalogue import N_, _, language, name_of

NAMES: dict[str, str] = {
    date_contradictions.BIRTH: N_("the birth"),
    date_contradictions.NUMBER: N_("the number"),
    date_contradictions.FATHER: N_("the father's birth"),
    date_contradictions.MOTHER: N_("the mother's birth"),
    date_contradictions.TEST: N_("the application for a test"),
    date_contradictions.QUERY: N_("the system query"),
    date_contradictions.OPENED: N_("the opening of the case"),
    date_contradictions.REGISTERED: N_("the registration"),
    date_contradictions.TODAY: N_("today"),
}


def date_name(name: str, rules: Rules | None) -> str:
    """A date by its name: one of ours, or what the rules call it."""
    fact = rules.facts.get(name) if rules is not None else None
    if fact is None:
        return name_of(NAMES, name)
    return (fact.name or fact.question).get(language())


def format_date(text: str) -> str:
    """A date as it is said in a sentence: a lunar one in words, any other as it was entered."""
    try:
        known = BirthDate.from_text(text)
    except BirthDateError:
        return text
    return chinese_text(known) if known.calendar == "lunar" else known.text


def sentence_of(found: Contradiction, rules: Rules | None) -> str:
    """One sentence of one line: which two dates do not go together."""
    earlier, later = date_name(found.earlier, rules), date_name(found.later, rules)
    days = {"first": format_date(found.earlier_said), "second": format_date(found.later_said)}
    if found.same:
        return _("Check: the number says {first}, the date of birth is {second}.").format(**days)
    if found.later == date_contradictions.TODAY:
        return _("Check: {earlier} ({first}) has not come yet.").format(earlier=earlier, **days)
    return _("Check: {later} ({second}) cannot be before {earlier} ({first}).").format(
        earlier=earlier, later=later, **days
    )


def remark_of(found: Contradiction, name: str) -> str:
    """The same in a few words, behind the field in which the date called `name` stands."""
    if found.same:
        return _("CHECK: the number says {day}").format(day=found.earlier_said)
    other, said = (
        (found.later, found.later_said) if found.earlier == name else (found.earlier, found.earlier_said)
    )
    return _("CHECK: does not fit {other} ({day})").format(other=name_of(NAMES, other), day=format_date(said))
