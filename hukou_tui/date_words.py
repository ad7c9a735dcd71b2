"""Two dates that cannot both be true, in words: what they are, what was said of each, and what is to be done."""

from __future__ import annotations

from flows import case_dates
from flows.birth_date import BirthDate, BirthDateError, chinese_text
from flows.case_dates import Contradiction
from flows.rules import Rules
from hukou_tui.words import N_, _, language, named

NAMES: dict[str, str] = {
    case_dates.BIRTH: N_("the birth"),
    case_dates.NUMBER: N_("the number"),
    case_dates.FATHER: N_("the father's birth"),
    case_dates.MOTHER: N_("the mother's birth"),
    case_dates.TEST: N_("the application for a test"),
    case_dates.QUERY: N_("the system query"),
    case_dates.OPENED: N_("the opening of the case"),
    case_dates.REGISTERED: N_("the registration"),
    case_dates.TODAY: N_("today"),
}


def called(name: str, rules: Rules | None) -> str:
    """A date by its name: one of ours, or what the rules call it."""
    fact = rules.facts.get(name) if rules is not None else None
    if fact is None:
        return named(NAMES, name)
    return (fact.name or fact.question).get(language())


def shown(text: str) -> str:
    """A date as it is said in a sentence: a lunar one in words, any other as it was entered."""
    try:
        known = BirthDate.from_text(text)
    except BirthDateError:
        return text
    return chinese_text(known) if known.calendar == "lunar" else known.text


def sentence_of(found: Contradiction, rules: Rules | None) -> str:
    """One sentence of one line: which two dates do not go together."""
    earlier, later = called(found.earlier, rules), called(found.later, rules)
    days = {"first": shown(found.earlier_said), "second": shown(found.later_said)}
    if found.same:
        return _("Check: the number says {first}, the date of birth is {second}.").format(**days)
    if found.later == case_dates.TODAY:
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
    return _("CHECK: does not fit {other} ({day})").format(other=named(NAMES, other), day=shown(said))
