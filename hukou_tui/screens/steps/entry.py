"""How each kind of field is labelled, read as typed, shown and remarked upon."""

from __future__ import annotations

import unicodedata
from datetime import date

from flows import birth_date, divisions, names, resident_number
from flows.birth_date import BirthDate, BirthDateError
from flows.case import Case
from flows.fields import Field
from hukou_tui.words import N_, _, language
from hukou_tui.words.ethnic_groups import by_text, group_name
from widgets.field import Option

LABELS: dict[str, str] = {
    "person.name": N_("Name"),
    "person.former_names": N_("Other names"),
    "person.sex": N_("Sex"),
    "person.birth": N_("Date of birth"),
    "person.birth_basis": N_("Basis of date"),
    "person.number": N_("Identity number"),
    "person.ethnicity": N_("Ethnic group"),
    "person.school": N_("School"),
    "person.institution": N_("Institution"),
    "father.name": N_("Father"),
    "father.number": N_("Father's number"),
    "father.ethnicity": N_("Father's group"),
    "mother.name": N_("Mother"),
    "mother.number": N_("Mother's number"),
    "mother.ethnicity": N_("Mother's group"),
    "guardian.name": N_("Guardian/carer"),
    "declarant.role": N_("Declarant is"),
    "declarant.name": N_("Declarant's name"),
    "declarant.phone": N_("Telephone"),
    "declarant.interpreter": N_("Interpreter"),
    "destination.kind": N_("Kind of household"),
    "destination.householder": N_("Householder"),
    "destination.relation": N_("Relation"),
    "destination.division": N_("Division code"),
    "destination.address": N_("Address"),
}

HINTS: dict[str, str] = {
    "person.name": N_("Leave empty for a child without a name; the mother is looked for then."),
    "person.former_names": N_("Former name = once registered; several with a comma."),
    "person.birth": N_("20160305 / 农历1988年腊月初八 / 属龙 / 虚岁29 / 1988"),
    "person.birth_basis": N_("On what the date rests."),
    "person.number": N_("Only if the person ever had one; 15 or 18 digits."),
    "person.ethnicity": N_("Name, two-digit code, or first letters; follows the father or the mother."),
    "person.school": N_("If a pupil or student without registration (S4.10)."),
    "person.institution": N_("If brought up by a welfare institution (S4.6)."),
    "declarant.phone": N_("0 = none."),
    "declarant.interpreter": N_("Language or name of the interpreter, if one is needed."),
    "destination.relation": N_("Such as: son, daughter, grandchild, other."),
    "destination.division": N_("Six to twelve digits; empty = this station's."),
}

CHOICES: dict[str, tuple[tuple[str, str], ...]] = {
    "person.sex": (("1", N_("male")), ("2", N_("female"))),
    "person.birth_basis": (
        ("certificate", N_("birth certificate")), ("stated", N_("as stated")), ("old_record", N_("old record")),
        ("reckoned", N_("zodiac or age")), ("investigation", N_("investigation")),
    ),
    "declarant.role": (
        ("guardian", N_("guardian")), ("self", N_("the person")), ("householder", N_("householder")),
        ("relative", N_("relative")), ("foster_parent", N_("foster parent")), ("neighbour", N_("neighbour")),
        ("cadre", N_("village cadre")), ("institution", N_("institution")),
    ),
    "destination.kind": (("family", N_("family household")), ("collective", N_("collective household"))),
}  # fmt: skip

PROBLEMS: dict[str, str] = {
    "length": N_("not 15 or 18 characters"),
    "characters": N_("characters that no number has"),
    "check_digit": N_("the check digit does not fit"),
    "date": N_("no such date in it"),
}


class Entry:
    """Free text: kept as typed, without control characters."""

    options: tuple[Option, ...] = ()

    def __init__(self, field: Field) -> None:
        self.field = field

    def label(self) -> str:
        """What stands before the field."""
        return _(LABELS[self.field.id])

    def hint(self) -> str:
        """One line about the field."""
        return _(HINTS.get(self.field.id, ""))

    def read(self, typed: str, today: date) -> tuple[str, ...]:
        """The value or values that `typed` can mean; raises FlowError if none."""
        return (unicodedata.normalize("NFC", typed).strip(),)

    def shown(self, value: str) -> str:
        """How a kept value stands in the field."""
        return value

    def remark(self, value: str, case: Case, today: date) -> str:
        """What is said behind the field about `value`."""
        return ""


class NameEntry(Entry):
    """A name: spaces and dots made uniform, every character kept."""

    def read(self, typed: str, today: date) -> tuple[str, ...]:
        return (names.normalise(typed),)


class ChoiceEntry(Entry):
    """One of a few values, by digit."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.options = tuple(Option(value, _(words)) for value, words in CHOICES[field.id])


class NumberEntry(Entry):
    """A resident identity number: check digit, date and sex parity; the division is a hint only."""

    def read(self, typed: str, today: date) -> tuple[str, ...]:
        return (resident_number.normalise(typed),)

    def remark(self, value: str, case: Case, today: date) -> str:
        if not value:
            return ""
        number = resident_number.check(value)
        if number.problems:
            return _("CHECK: ") + _(", ").join(_(PROBLEMS.get(code, code)) for code in number.problems)
        said = []
        if self.field.id == "person.number" and not resident_number.sex_agrees(
            number, case.get("person.sex")
        ):
            said.append(_("CHECK: does not fit the sex entered"))
        if "division_unknown" in number.hints:
            said.append(_("sound; its division is not in the table (a hint only)"))
        return _(", ").join(said) or _("sound")


class BirthEntry(Entry):
    """A date of birth as people say it; a remark gives both calendars and the age."""

    def read(self, typed: str, today: date) -> tuple[str, ...]:
        if not typed:
            return ("",)
        try:
            return (BirthDate.from_text(typed).text,)
        except BirthDateError:
            return tuple(found.text for found in birth_date.parse(typed, today))

    def shown(self, value: str) -> str:
        """A lunar date as it is spoken; a solar one in figures."""
        birth = BirthDate.from_text(value) if value else None
        return birth_date.chinese_text(birth) if birth and birth.calendar == "lunar" else value

    def remark(self, value: str, case: Case, today: date) -> str:
        if not value:
            return ""
        birth = BirthDate.from_text(value)
        days = birth.solar_days
        young, old = birth_date.full_age(birth, today)
        age = f"{young}" if young == old else f"{young}-{old}"
        said = []
        if birth.calendar == "lunar" and days:
            said.append(_("solar ") + _(" or ").join(day.isoformat() for day in days))
        elif days:
            said.append(birth_date.lunar_text(days[0]))
        return "  ".join([*said, ""]) + _("age {age}").format(age=age)


class EthnicEntry(Entry):
    """An ethnic group by name, code or initials; the code is kept."""

    def read(self, typed: str, today: date) -> tuple[str, ...]:
        return by_text(typed) if typed else ("",)

    def shown(self, value: str) -> str:
        return group_name(value) if value else ""


class PhoneEntry(Entry):
    """A telephone number, or 0 for none."""

    def read(self, typed: str, today: date) -> tuple[str, ...]:
        text = unicodedata.normalize("NFKC", typed).strip()
        return ("none" if text in ("0", "无", "none") else text,)

    def shown(self, value: str) -> str:
        return _("none") if value == "none" else value


class DivisionEntry(Entry):
    """A division code; a county of Zhaotong is named behind it."""

    def read(self, typed: str, today: date) -> tuple[str, ...]:
        return (unicodedata.normalize("NFKC", typed).replace(" ", ""),)

    def remark(self, value: str, case: Case, today: date) -> str:
        if not value:
            return ""
        known = divisions.find(value)
        return (
            (known.name if language() == "zh" else known.english)
            if known
            else _("not in the table (a hint only)")
        )


_KINDS: dict[str, type[Entry]] = {
    "name": NameEntry, "names": Entry, "text": Entry, "sex": ChoiceEntry, "choice": ChoiceEntry,
    "birth": BirthEntry, "number": NumberEntry, "ethnicity": EthnicEntry, "phone": PhoneEntry,
    "division": DivisionEntry,
}  # fmt: skip


def entry_for(field: Field) -> Entry:
    """The entry that serves a field of the case."""
    return _KINDS[field.kind](field)
