"""The person at the window and one on record, field by field: both values, the points, and what was not compared.

What stands on record was written by others: all of it passes `safe_text`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flows.case.facts import query
from flows.identity import divisions
from flows.identity.birth_date import BirthDate, chinese_text
from flows.identity.names import is_placeholder
from flows.linkage.comparison import birth_known
from flows.linkage.difference import Difference, date_difference, difference, not_compared, word_difference
from hukou_tui.words import reasons
from hukou_tui.words.catalogue import N_, _, language, name_of
from hukou_tui.words.safe_text import safe_text

if TYPE_CHECKING:
    from flows.case.case import Case
    from flows.linkage.comparison import Comparison, Reason
    from flows.linkage.person import Person, Query

#: Points (None where there are none) and words.
ReasonTexts = tuple[tuple[int | None, str], ...]


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field; an empty value is not known. `also` stands below each of the values and is not compared.

    `difference` says how the two are held against each other. What is `long` takes several lines rather than the room
    of the reasons.
    """

    label: str
    here: str
    there: str
    told: ReasonTexts
    also: tuple[str, str] = ("", "")
    difference: Difference = difference
    long: bool = False


def sex(code: str) -> str:
    """The sex in a word; empty where it is not known."""
    return _({"1": N_("male"), "2": N_("female")}.get(code, ""))


def birth(of: Query | Person) -> BirthDate | None:
    """The date of birth, or the one that the number says."""
    return birth_known(of.birth, of.id_number)


def birth_text(known: BirthDate | None) -> str:
    """A date in figures; a lunar one by the solar days it means."""
    if known is None:
        return ""
    return "/".join(day.isoformat() for day in known.solar_days) or known.text.removeprefix("L")


def may_be_one_day(here: BirthDate | None, there: BirthDate | None) -> bool:
    """Whether two dates agree as far as they are known, in whatever calendar they were said."""
    if here is None or there is None:
        return False
    if here.solar_days and there.solar_days:
        return not set(here.solar_days).isdisjoint(there.solar_days)
    return here.earliest <= there.latest and there.earliest <= here.latest


def of_births(here: BirthDate | None, there: BirthDate | None) -> Difference:
    """How two dates are held against each other: one day in two calendars, or as far as it is known, is none."""
    return not_compared if may_be_one_day(here, there) else date_difference


#: The rows in the order of the screen: what the comparison calls the field, its name, and how it is read.
_ROWS: tuple[tuple[str, str, Callable[[Query | Person], str]], ...] = (
    ("name", N_("name"), lambda of: of.name),
    ("former_names", N_("other names"), lambda of: "、".join(of.former_names)),
    ("sex", N_("sex"), lambda of: sex(of.sex)),
    ("birth_date", N_("born"), lambda of: birth_text(birth(of))),
    ("id_number", N_("number"), lambda of: of.id_number),
    ("father", N_("father"), lambda of: of.father_name),
    ("father_number", N_("his number"), lambda of: of.father_id),
    ("mother", N_("mother"), lambda of: of.mother_name),
    ("mother_number", N_("her number"), lambda of: of.mother_id),
    ("division", N_("division"), lambda of: of.division),
    ("address", N_("address"), lambda of: of.address),
)


def field_lines(case: Case, person: Person, comparison: Comparison) -> list[FieldLine]:
    """Every field; what neither side has is named in one line without a label. All points stand in them once."""
    asked = query(case)
    by_row: dict[str, list[Reason]] = {}
    for reason in comparison.reasons:
        by_row.setdefault(_row_of(reason), []).append(reason)
    missing = dict(comparison.not_compared)
    lines, neither = [], []
    for row, label, value in _ROWS:
        here, there = safe_text(value(asked)), safe_text(value(person))
        told = _reason_texts(by_row.pop(row, ()))
        if here or there or told:
            why = missing.get(row) or _why_not(row, here, there)
            line = FieldLine(_(label), here, there, told or ((None, reasons.why_text(why)),))
            lines.append(_with_more(row, line, asked, person))
        else:
            neither.append(_(label))
    lines.append(_household(case, person))
    # A field that this screen does not know keeps its points all the same: they have to add up.
    lines += [FieldLine(name_of(reasons.FIELDS, row), "", "", _reason_texts(left)) for row, left in by_row.items()]
    if neither:
        said = _("Not compared, neither here nor on record: {fields}").format(fields=_(", ").join(neither))
        lines.append(FieldLine("", "", "", ((None, said),)))
    return lines


def _row_of(reason: Reason) -> str:
    """The row that a reason stands beside: those of a parent are about the name or about the number."""
    number = f"{reason.field}_number"
    return number if reason.code.startswith(number) else reason.field


def _reason_texts(found: Iterable[Reason]) -> ReasonTexts:
    return tuple((reason.points, safe_text(reasons.how_text(reason.code, reason.params))) for reason in found)


def _why_not(row: str, here: str, there: str) -> str:
    """Why a field that one of them has, or both, brought no points of its own."""
    if not here or not there:
        return "not_on_record" if here else "not_given"
    if is_placeholder(here) or is_placeholder(there):
        return "placeholder"
    by_another = {
        "name": "by_other_name",
        "former_names": "by_name",
        "father": "by_number",
        "mother": "by_number",
    }
    return by_another.get(row, "unreadable")


def _with_more(row: str, line: FieldLine, asked: Query, person: Person) -> FieldLine:
    """A date with its lunar form, a code with its place, and how the two are held against each other."""
    if row == "birth_date":
        here, there = birth(asked), birth(person)
        return replace(line, also=(_lunar(here), _lunar(there)), difference=of_births(here, there))
    if row == "division" and asked.division != person.division:
        return replace(line, also=(_place(asked.division), _place(person.division)))
    return replace(line, difference=word_difference if row == "sex" else difference, long=row == "address")


def _lunar(known: BirthDate | None) -> str:
    return chinese_text(known) if known is not None and known.calendar == "lunar" else ""


def _place(code: str) -> str:
    found = divisions.find_division(code)
    if found is None:
        return ""
    return found.name if language() == "zh" else found.english


def _household(case: Case, person: Person) -> FieldLine:
    """Householder and relation here, number of the household and code of the relation there."""
    here = f"{case.get('destination.householder')} {case.get('destination.relation')}"
    there = f"{person.household_id} {person.relation}"
    told = ((None, _("only shown")),)
    return FieldLine(
        _("household"), safe_text(here).strip(), safe_text(there).strip(), told, difference=not_compared, long=True
    )
