"""How each kind of field is read as typed, when it is full, how it is shown and what is remarked upon."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from flows.case import date_contradictions
from flows.case.case import Case
from flows.case.fields import Field
from flows.errors import FlowError
from flows.identity import birth_date, birth_text, divisions, names, places, resident_number, text_cleaning
from flows.identity.birth_date import BirthDate, BirthDateError
from hukou_tui.words import dates
from hukou_tui.words.catalogue import N_, _, language, name_of
from hukou_tui.words.ethnic_groups import by_text, choices, group_name
from hukou_tui.words.fields import ABOUT, CHOICES, HINTS, LABELS
from widgets.field import Field as FieldOnScreen
from widgets.field import Option, characters_for, code_point_of_nothing

PROBLEMS: dict[str, str] = {
    "length": N_("not 15 or 18 characters"),
    "characters": N_("characters that no number has"),
    "check_digit": N_("the check digit does not fit"),
    "date": N_("no such date in it"),
}


#: Cleaned texts that nothing can follow: then the field is left by itself.
_WHOLE_DATE = re.compile(r"\*{0,2}(19|20)\d{6}")
_WHOLE_CODE = re.compile(r"\d{2}")
_WHOLE_MOBILE = re.compile(r"1\d{10}")


class Here(NamedTuple):
    """When and where something is read: the day at the counter, and the division of the station."""

    today: date
    division: str = ""


def whole(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    """A test whether a cleaned text is complete by `pattern`."""
    return lambda text: pattern.fullmatch(unicodedata.normalize("NFKC", text)) is not None


#: For fields of forms that hold a date alone, a solar one or (with an asterisk) a lunar one.
whole_date = whole(_WHOLE_DATE)


def whole_number(text: str) -> bool:
    """Whether a cleaned text is a resident identity number of eighteen characters, whatever is wrong with it."""
    return len(text) == 18


def sound_number(text: str) -> bool:
    """Whether it is one with which nothing is wrong: where it is not, a digit more may be one of its own."""
    return whole_number(text) and resident_number.check_number(text).valid


def number_field(name: str, label: str) -> FieldOnScreen:
    """A field of a form for a resident identity number, however it is grouped."""
    return FieldOnScreen(name, label, length=18, full=whole_number, clean=resident_number.normalise_number)


def day_field(name: str, label: str, value: str = "", *, hint: str = "") -> FieldOnScreen:
    """A field of a form for a day as people say it."""
    return FieldOnScreen(name, label, value, length=30, full=whole_date, clean=text_cleaning.spoken_day, hint=hint)


class Entry:
    """Free text: kept as typed, without control characters."""

    options: tuple[Option, ...] = ()
    #: Whether nothing can follow what is typed; None where only Enter tells.
    full: Callable[[str], bool] | None = None

    def __init__(self, field: Field) -> None:
        self.field = field

    def label(self) -> str:
        """What stands before the field."""
        return _(LABELS[self.field.id])

    def hint(self) -> str:
        """One line about the field."""
        return _(HINTS.get(self.field.id, ""))

    def about(self) -> str:
        """What F1 says of the field: what belongs there, how it may be typed, and by which clause."""
        return _(ABOUT[self.field.id])

    def clean(self, typed: str) -> str:
        """What counts of `typed`: the field's limit is one of this text, and this is read."""
        return text_cleaning.visible(unicodedata.normalize("NFC", typed))

    def parse(self, typed: str, here: Here) -> tuple[str, ...]:
        """The value or values that a cleaned text can mean; raises FlowError if none."""
        return (typed,)

    def display_text(self, value: str) -> str:
        """How a kept value stands in the field."""
        return value

    def remark(self, value: str, case: Case, today: date) -> str:
        """What is said behind the field about `value`."""
        return ""


class UnreadableName(FlowError):
    """What was typed cannot be seen as a name, or holds a code point of no character that can be seen."""


class NameEntry(Entry):
    """A name: spaces and dots made uniform, every character kept. Raises UnreadableName for what cannot be seen."""

    def clean(self, typed: str) -> str:
        return names.normalise_name(characters_for(typed))

    def parse(self, typed: str, here: Here) -> tuple[str, ...]:
        if wrong := code_point_of_nothing(typed):
            raise UnreadableName("no_such_character", typed=wrong)
        if typed and not any(unicodedata.category(character)[0] in "LNPS" for character in typed):
            raise UnreadableName("name_unseen")
        return (typed,)


class ChoiceEntry(Entry):
    """One of a few values, by digit."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.options = tuple(Option(value, _(words)) for value, words in CHOICES[field.id])


class NumberEntry(Entry):
    """A resident identity number: check digit, date and sex parity; the division is a hint only."""

    full = staticmethod(sound_number)

    def clean(self, typed: str) -> str:
        return resident_number.normalise_number(typed)

    def remark(self, value: str, case: Case, today: date) -> str:
        if not value:
            return ""
        number = resident_number.check_number(value)
        if number.problems:
            return _("CHECK: ") + _(", ").join(name_of(PROBLEMS, code) for code in number.problems)
        said = _misfits(self.field.id, value, case, today)
        if self.field.id == "person.number" and not resident_number.sex_agrees(
            number, case.get("person.sex")
        ):
            said.append(_("CHECK: does not fit the sex entered"))
        if "division_unknown" in number.hints:
            said.append(_("sound; its division is not in the table (a hint only)"))
        return _(", ").join(said) or _("sound")


class BirthEntry(Entry):
    """A date of birth as people say it; a remark gives both calendars and the age."""

    full = staticmethod(whole_date)

    def clean(self, typed: str) -> str:
        return text_cleaning.spoken_day(typed)

    def parse(self, typed: str, here: Here) -> tuple[str, ...]:
        if not typed:
            return ("",)
        return tuple(found.text for found in birth_text.parse_birth_date(typed, here.today))

    def display_text(self, value: str) -> str:
        """A lunar date as it is spoken; a solar one in figures."""
        birth = _readable(value)
        return birth_date.chinese_text(birth) if birth and birth.calendar == "lunar" else value

    def remark(self, value: str, case: Case, today: date) -> str:
        birth = _readable(value)
        if birth is None:
            return _("CHECK: ") + _(PROBLEMS["date"]) if value else ""
        if wrong := _misfits(self.field.id, value, case, today):
            return wrong[0]
        days = birth.solar_days
        young, old = birth_date.full_age(birth, today)
        age = f"{young}" if young == old else f"{young}-{old}"
        said = []
        if birth.calendar == "lunar" and days:
            said.append(_("solar ") + _(" or ").join(day.isoformat() for day in days))
        elif days:
            said.append(birth_date.lunar_text(days[0]))
        return "  ".join([*said, ""]) + _("age {age}").format(age=age)


def _misfits(field: str, value: str, case: Case, today: date) -> list[str]:
    """What the dates of the other fields say against the one in `field`, in a few words each."""
    name = next(name for name, where in date_contradictions.FIELDS.items() if where == field)
    entered = replace(case, fields={**case.fields, field: value})
    found = date_contradictions.contradictions(entered, None, today)
    return [dates.remark_of(wrong, name) for wrong in found if wrong.concerns(name)]


def _readable(value: str) -> BirthDate | None:
    """A kept date; None for what no date can be read from: whatever wrote it, the counter goes on."""
    try:
        return BirthDate.from_text(value) if value else None
    except BirthDateError:
        return None


class EthnicEntry(Entry):
    """An ethnic group by name, code or initials; the code is kept."""

    full = staticmethod(whole(_WHOLE_CODE))

    def clean(self, typed: str) -> str:
        return text_cleaning.normalise_hyphens(typed)

    def about(self) -> str:
        """Beside the rest, all groups with their codes, the local ones first."""
        return super().about() + "\n" + "  ".join(f"{code} {group_name(code)}" for code in choices())

    def parse(self, typed: str, here: Here) -> tuple[str, ...]:
        return by_text(typed) if typed else ("",)

    def display_text(self, value: str) -> str:
        return group_name(value) if value else ""


class PhoneEntry(Entry):
    """A telephone number, or 0 for none; the hyphen behind an area code is kept, a mobile number has none."""

    full = staticmethod(whole(_WHOLE_MOBILE))

    def clean(self, typed: str) -> str:
        mobile = text_cleaning.figures(typed)
        return mobile if _WHOLE_MOBILE.fullmatch(mobile) else text_cleaning.normalise_hyphens(typed)

    def parse(self, typed: str, here: Here) -> tuple[str, ...]:
        return ("none" if typed in ("0", "无", "none") else typed,)

    def display_text(self, value: str) -> str:
        return _("none") if value == "none" else value


class DivisionEntry(Entry):
    """A division code; a county of Zhaotong is named behind it."""

    def clean(self, typed: str) -> str:
        return text_cleaning.figures(typed)

    def remark(self, value: str, case: Case, today: date) -> str:
        if not value:
            return ""
        known = divisions.find_division(value)
        return (
            (known.name if language() == "zh" else known.english)
            if known
            else _("not in the table (a hint only)")
        )


class UnknownPlace(FlowError):
    """Initials were typed that no place fits."""


class AddressEntry(Entry):
    """An address in full, or a place by its initials and what follows it: `zx wf 12号`."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._counties: dict[str, str] = {}

    def parse(self, typed: str, here: Here) -> tuple[str, ...]:
        initials, rest = places.split_initials(typed, here.division)
        found = places.find_places(initials, here.division).places if initials else ()
        if not found and typed.isascii() and typed.replace(" ", "").isalpha():
            raise UnknownPlace("unknown_place")
        self._counties = {place.text + rest: place.division for place in found}
        return tuple(self._counties) or (typed,)

    def county_of(self, value: str) -> str:
        """The county's code of an address that initials have given; empty for any other."""
        return self._counties.get(value, "")


_KINDS: dict[str, type[Entry]] = {
    "name": NameEntry, "names": Entry, "text": Entry, "sex": ChoiceEntry, "choice": ChoiceEntry,
    "birth": BirthEntry, "number": NumberEntry, "ethnicity": EthnicEntry, "phone": PhoneEntry,
    "division": DivisionEntry, "address": AddressEntry,
}  # fmt: skip


def entry_for(field: Field) -> Entry:
    """The entry that serves a field of the case."""
    return _KINDS[field.kind](field)
