"""What is the same within a family, to be repeated by one key (the Dup of a 5250) and never taken from strangers."""

from __future__ import annotations

from collections.abc import Iterable

from flows.case.case import Case
from flows.identity import names

#: Field -> fields of the same case that often hold the same, likeliest first.
_SAME_IN_THE_CASE: dict[str, tuple[str, ...]] = {
    "guardian.name": ("mother.name", "father.name"),
    "declarant.name": ("guardian.name", "mother.name", "father.name", "person.name"),
    "destination.householder": ("father.name", "mother.name", "guardian.name", "declarant.name"),
    "person.ethnicity": ("father.ethnicity", "mother.ethnicity"),
    "father.ethnicity": ("person.ethnicity", "mother.ethnicity"),
    "mother.ethnicity": ("father.ethnicity", "person.ethnicity"),
}
#: Whose surname a name may bear.
_SURNAMES: dict[str, tuple[str, ...]] = {
    "person.name": ("father.name", "mother.name"), "father.name": ("person.name",), "mother.name": (),
}  # fmt: skip
#: Nobody bears another's number, and a former name is one's own.
_NEVER = frozenset({"person.number", "person.former_names"})


def values_to_repeat(field: str, case: Case, relatives: Iterable[Case] = ()) -> tuple[str, ...]:
    """What may be repeated in `field`, likeliest first, without what is empty and without saying anything twice.

    `relatives`: the other cases of the same family, the latest first. Of a person's own name the surname alone is
    repeated. A case that is not of the family (another `family` number) is passed over.
    """
    if field in _NEVER:
        return ()
    kin = [other for other in relatives if other.family == case.family and other.id != case.id]
    found = [case.get(source) for source in _SAME_IN_THE_CASE.get(field, ())]
    if field in _SURNAMES:
        bearers = [case.get(source) for source in _SURNAMES[field]]
        bearers += [other.get(field) for other in kin]
        if field != "person.name":
            found += [other.get(field) for other in kin]
        found += [names.surname(name) for name in bearers if name]
    else:
        found += [other.get(field) for other in kin]
    return tuple(dict.fromkeys(value for value in found if value))
