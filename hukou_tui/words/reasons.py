"""Puts into words what the comparison of two persons says in codes: fields, reasons, relation, band."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hukou_tui.words.catalogue import N_, NO_WORDS, _, name_of

FIELDS: dict[str, str] = {
    "name": N_("name"),
    "former_names": N_("former or other name"),
    "birth_date": N_("date of birth"),
    "sex": N_("sex"),
    "id_number": N_("resident identity number"),
    "father": N_("father"),
    "mother": N_("mother"),
    "division": N_("division"),
    "address": N_("address"),
    "register": N_("register"),
}

_NAMES: dict[str, str] = {
    "equal": N_("the same name"),
    "variant": N_("the same name in variant characters: {one} / {other}"),
    "homophone": N_("sounds the same: {one} / {other}"),
    "dialect": N_("sounds the same in the dialect: {one} / {other}"),
    "near_sound": N_("sounds nearly the same: {one} / {other}"),
    "look_alike": N_("characters that look or sound alike: {one} / {other}"),
    "order": N_("the same characters in another order"),
    "order_and_sound": N_("sounds the same in another order: {one} / {other}"),
    "part": N_("a part of the name"),
    "other_surname": N_("the same given name under another surname: {one} / {other}"),
    "parent_surname": N_("the same given name under the other parent's surname: {one} / {other}"),
    "given_only": N_("the given name without the surname: {one}"),
    "nickname": N_("perhaps a name used at home: {one} / {other}"),
    "birth_order": N_("a name that only counts the children: {one}"),
    "chained": N_("the same own name, the father's name before it (Yi): {one}"),
    "in_letters": N_("the same name in Latin letters: {one}"),
    "dropped": N_("one character more or less: {one} / {other}"),
    "one_character": N_("one character differs: {one} / {other}"),
    "generation": N_("the last character differs: {one} / {other}"),
    "surname_only": N_("only the surname is the same"),
    "different": N_("the name differs"),
}

_OF_A_FAMILY: dict[str, str] = {
    "possible_twin": N_("as twins: day and family"),
}

_DATES: dict[str, str] = {
    "equal": N_("born the same day"),
    "lunar_is_solar": N_("the same day, lunar here and solar there"),
    "same_digits_other_calendar": N_("the same figures, lunar here and solar there"),
    "asked_was_lunar": N_("the same day if the date given here is lunar"),
    "record_was_lunar": N_("the same day if the date on record is lunar"),
    "leap_month": N_("the same lunar figures, once in the leap month"),
    "by_number": N_("the same day, by the identity number"),
    "calendar_and_year": N_("{years} year(s) apart and lunar taken for solar"),
    "day_month_swapped": N_("day and month swapped"),
    "year_off": N_("the same day of the year, {years} year(s) apart"),
    "year_digit": N_("the same day of the year, a digit of the year differs"),
    "day_differs": N_("the same month, another day"),
    "days_apart": N_("{days} day(s) apart"),
    "month_differs": N_("the same year and day, another month"),
    "within_month": N_("agrees as far as known (month)"),
    "within_year": N_("agrees as far as known (year)"),
    "within_range": N_("agrees as far as known (years)"),
    "nearly_within": N_("a year or less apart, by age or zodiac sign"),
    "nominal_age": N_("two years apart, as a nominal age may be"),
    "same_year": N_("the same year, another day"),
    "years_apart": N_("born {years} year(s) apart"),
}

_NUMBERS: dict[str, str] = {
    "equal": N_("the same number"),
    "fifteen_eighteen": N_("the same number in 15 and 18 digits"),
    "check_digit_only": N_("only the check digit differs"),
    "old_division": N_("the same number under the old division code"),
    "one_digit": N_("one digit differs"),
    "swapped_digits": N_("two digits swapped"),
    "digit_and_check": N_("one digit and the check digit differ"),
    "two_digits": N_("two digits differ, and one of the numbers is faulty"),
    "fragment": N_("a part of the number"),
    "other_division": N_("the same day and order under another county code"),
    "next_number": N_("numbers of the same day and place (as twins have)"),
    "different": N_("the number differs"),
}

_OTHERS: dict[str, str] = {
    "sex_equal": N_("the same sex"),
    "sex_contradicts": N_("the sex contradicts"),
    "division_village": N_("the same village"),
    "division_township": N_("the same township"),
    "division_county": N_("the same county"),
    "division_other_county": N_("another county"),
    "address_equal": N_("the same address"),
    "address_village": N_("the same village: {village}"),
    "address_other": N_("another address"),
}

_PARENTS: dict[str, str] = {
    "number_equal": N_("the same number"),
    "number_almost": N_("nearly the same number"),
    "number_different": N_("the number differs"),
} | {f"name_{code}": text for code, text in _NAMES.items()}

_FREQUENCIES: dict[str, str] = {
    "common": N_("{how} (a common one)"),
    "rare": N_("{how} (a rare one)"),
}

_WEIGHTS: dict[str, str] = {
    "swapped": N_("{how} (entered as the other parent)"),
    "beside": N_("{how} (counts half)"),
}

_TABLES: dict[str, dict[str, str]] = {
    "former_names_": _NAMES,
    "name_": _NAMES | _OF_A_FAMILY,
    "birth_date_": _DATES,
    "id_number_": _NUMBERS,
    "father_": _PARENTS,
    "mother_": _PARENTS,
}

_WHY: dict[str, str] = {
    "not_given": N_("not given here"),
    "not_on_record": N_("not on record"),
    "neither": N_("neither here nor on record"),
    "placeholder": N_("no name yet, only a placeholder"),
    "not_a_date": N_("no date that could be read"),
    "by_other_name": N_("the other names are closer, see there"),
    "by_name": N_("the names themselves are closer"),
    "by_number": N_("the number settles it"),
    "unreadable": N_("cannot be compared as written"),
    "no_register": N_("no register has been imported; only the station's own cases were searched"),
}

#: What the two may be to each other, in a sentence; in a row of candidates there is room for less.
RELATIONS: dict[str, str] = {
    "same_person": N_("perhaps the same person"),
    "possible_twin": N_("possible twin (multiple birth)"),
    "possible_sibling": N_("possible brother or sister"),
    "other": N_("another person, as far as seen"),
}

RELATIONS_IN_A_ROW: dict[str, str] = {
    "same_person": N_("same person?"),
    "possible_twin": N_("possible twin"),
    "possible_sibling": N_("possible sibling"),
    "other": N_("other person?"),
}

#: How much there is to it, in a sentence and in a row of candidates.
BANDS: dict[str, str] = {
    "same": N_("strong"),
    "examine": N_("to examine"),
    "weak": N_("weak"),
}
BANDS_IN_A_ROW: dict[str, str] = BANDS | {"examine": N_("examine")}


def reason_text(code: str, params: Mapping[str, object]) -> str:
    """The sentence for a reason's code and params; data in it is as written, so screens make it safe."""
    said = _with_weight(_(_sentence(code)), params)
    if code.startswith(("father_", "mother_")):
        return _("{parent}: {how}").format(parent=_(FIELDS[code[:6]]), how=said)
    return _("former or other name: {how}").format(how=said) if code.startswith("former_names_") else said


def how_text(code: str, params: Mapping[str, object]) -> str:
    """The same where the field and both values stand beside it: without them, unless a former name is meant."""
    said = _(_sentence(code))
    return _with_weight(said if code.startswith("former_names_") else _without_pair(said), params)


def _with_weight(said: str, params: Mapping[str, object]) -> str:
    """The sentence filled in, with what made it count for more or less."""
    said = _fill_text(said, params)
    for told, sentence in _WEIGHTS.items():
        if params.get(told):
            said = _(sentence).format(how=said)
    often = _FREQUENCIES.get(str(params.get("frequency", "")))
    return _(often).format(how=said) if often else said


def _without_pair(said: str) -> str:
    return re.sub(r"[:：]\s*\{one\} / \{other\}$", "", said)


def _sentence(code: str) -> str:
    """The sentence of a code, its places not filled in; a general one for a code of a newer program."""
    text = _OTHERS.get(code, "")
    for prefix, table in _TABLES.items():
        if not text and code.startswith(prefix):
            text = table.get(code.removeprefix(prefix), "")
    return text or NO_WORDS


def why_text(why: str) -> str:
    """Why a field could not be compared."""
    return name_of(_WHY, why)


def _fill_text(text: str, params: Mapping[str, object]) -> str:
    return text.format_map({name: str(value) for name, value in params.items()})
