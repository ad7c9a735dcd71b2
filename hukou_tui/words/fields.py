"""The words of the fields of step 1: labels, the hint of one line, the help of F1 with its clause, and the choices."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_

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
    "declarant.name": N_("Declarant"),
    "declarant.phone": N_("Telephone"),
    "declarant.interpreter": N_("Interpreter"),
    "destination.kind": N_("Household kind"),
    "destination.householder": N_("Householder"),
    "destination.relation": N_("Relation"),
    "destination.division": N_("Division code"),
    "destination.address": N_("Address"),
}

HINTS: dict[str, str] = {
    "person.name": N_("Leave empty for a child without a name; the mother is looked for then."),
    "person.former_names": N_("Former name = once registered; several with a comma."),
    "person.birth": N_("20160305 / lunar *19881208, leap **20140915 / 农历1988年腊月初八 / 属龙 / 虚岁29"),
    "person.birth_basis": N_("On what the date rests."),
    "person.number": N_(
        "Only if the person ever had one; 15 or 18 digits, * for X. Date, sex and county follow from it."
    ),
    "person.ethnicity": N_(
        "Two-digit code, name, or initials: 01 Han, 07 Yi, 06 Miao, 03 Hui; father's or mother's."
    ),
    "father.ethnicity": N_("Two-digit code, name, or initials: 01 Han, 07 Yi, 06 Miao, 03 Hui."),
    "mother.ethnicity": N_("Two-digit code, name, or initials: 01 Han, 07 Yi, 06 Miao, 03 Hui."),
    "destination.address": N_(
        "In full, or county, township and village by initials: zx wf; a digit chooses."
    ),
    "person.school": N_("If a pupil or student without registration (notice, part 4 (10))."),
    "person.institution": N_("If brought up by a welfare institution (notice, part 4 (6))."),
    "declarant.phone": N_("0 = none."),
    "declarant.interpreter": N_("Language or name of the interpreter, if one is needed."),
    "destination.relation": N_("Such as: son, daughter, grandchild, other."),
    "destination.division": N_("Six to twelve digits; empty = this station's."),
}

#: What F1 says of a field: what belongs there, how it may be typed, and the clause or the standard behind it.
ABOUT: dict[str, str] = {
    "person.name": N_(
        "The name as it stands on papers, else as it is said; up to 50 characters, none is dropped "
        "(民委发〔2016〕33号).\n"
        "A character that the input method lacks goes by its code point: U+20BB7 becomes 𠮷 when the field "
        "is left.\n"
        "A child without a name: leave it empty; the lookup then goes by the mother (notice, part 5 (4))."
    ),
    "person.former_names": N_(
        "A former name was once registered; other names and nicknames follow it, with a comma between.\n"
        "All of them are looked up (notice, part 5 (4))."
    ),
    "father.name": N_(
        "Looked up together with the person (notice, part 5 (4)). Not known, or not told: leave it empty; nobody is "
        "turned away for that (notice, part 1 (1))."
    ),
    "mother.name": N_(
        "Looked up together with the person (notice, part 5 (4)). Not known, or not told: leave it empty; nobody is "
        "turned away for that (notice, part 1 (1))."
    ),
    "guardian.name": N_(
        "Who brings the person up, where that is not a parent; a guardian may apply (opinion 96 (1)). F7 "
        "repeats a parent's name."
    ),
    "declarant.name": N_(
        "Who stands at the window: householder, relative, carer or neighbour (Regulations of 1958, art. "
        "7).\n"
        "What a declarant takes home depends on who it is: see the field declarant (notice, part 5 (5)). F7 repeats a "
        "name of the family."
    ),
    "declarant.interpreter": N_(
        "The language or the name of whoever interprets; it stands on every slip. Empty: nobody does."
    ),
    "person.school": N_(
        "Where the person goes to school without being registered; such pupils are surveyed (notice, part 4 (10))."
    ),
    "person.institution": N_(
        "The welfare institution that brings the person up; its collective household may be entered "
        "(notice, part 4 (6))."
    ),
    "destination.householder": N_(
        "The householder of the household to be entered; empty for a collective household (notice, part 4 (6)). F7 "
        "repeats a parent's name."
    ),
    "destination.relation": N_(
        "The person's relation to that householder, in a word (GB/T 4761): son, daughter, grandchild."
    ),
    "destination.address": N_(
        "Where the household is that is to be entered. By initials of county, township and village, with "
        "or without spaces (zx wf), or in full; what follows the place is typed behind it. The lookup "
        "compares it (notice, part 5 (4))."
    ),
    "person.number": N_(
        "Only if the person ever had a number. 18 digits, or 15 of the time before 1999; * and a "
        "full-width X count as the check digit X (GB 11643). Check digit, date and sex are checked; the "
        "county is a hint and never a reason to refuse. Date of birth, sex and county are taken from it "
        "where they are empty. A card reader may type it."
    ),
    "person.sex": N_(
        "1 male, 2 female (GB/T 2261.1); the number's last digit but one tells it: odd male, even female."
    ),
    "person.birth": N_(
        "Eight digits, 20160305. A lunar date with an asterisk before it, *19881208, a leap month with "
        "two, **20140915; or in words: 农历1988年腊月初八, 属龙, 虚岁29, 1988. Several readings: a digit chooses. "
        "Both calendars are looked up (notice, part 5 (4)). In the end a whole date is determined (opinion 96 (8))."
    ),
    "person.birth_basis": N_(
        "On what the date rests, by digit. Where papers are silent the investigation determines it "
        "(opinion 96 (8))."
    ),
    "person.ethnicity": N_(
        "The father's or the mother's group (measures on ethnic identity, art. 6). By code (GB/T 3304), "
        "by name or by initials; the local groups come first. Parents of two groups sign together; one "
        "who is away stops nothing (notice, part 4 (7))."
    ),
    "father.number": N_(
        "As on the booklet or the card; * counts as X (GB 11643). One parent's number finds most doubles "
        "(notice, part 5 (4))."
    ),
    "father.ethnicity": N_(
        "By code (GB/T 3304), by name or by initials; the local groups come first (notice, part 4 (7)). F7 repeats the "
        "other parent's."
    ),
    "mother.number": N_(
        "As on the booklet or the card; * counts as X (GB 11643). One parent's number finds most doubles "
        "(notice, part 5 (4))."
    ),
    "mother.ethnicity": N_(
        "By code (GB/T 3304), by name or by initials; the local groups come first (notice, part 4 (7)). F7 repeats the "
        "other parent's."
    ),
    "declarant.role": N_(
        "Who declares, by digit (Regulations of 1958, art. 7). The person, a guardian, foster parent or "
        "institution is told everything; anybody else takes home a sheet that says where to go and "
        "nothing of the family (notice, part 5 (5))."
    ),
    "declarant.phone": N_(
        "To be called when a paper or a decision is there; 0 for none. Eleven digits of a mobile go on by "
        "themselves."
    ),
    "destination.kind": N_(
        "1 a family household, 2 the collective household of an institution, school or unit, 3 of the community, "
        "4 of this station (notice, part 4 (6)). A collective one can always be chosen: nobody waits for want of a "
        "household."
    ),
    "destination.division": N_(
        "Six to twelve digits (GB/T 2260); empty for this station's own. A code of before 2001 counts as "
        "its successor."
    ),
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
        ("cadre", N_("cadre")), ("institution", N_("institution")),
    ),
    "destination.kind": (
        ("family", N_("family household")), ("collective", N_("collective, institution or unit")),
        ("collective_community", N_("collective, community")), ("collective_station", N_("collective, station")),
    ),
}  # fmt: skip
