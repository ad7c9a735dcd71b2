"""The person who is looked up and the persons who may be found: what the comparison works on."""

from __future__ import annotations

from dataclasses import dataclass

from flows.identity.birth_date import BirthDate

NORMAL, CANCELLED = "normal", "cancelled"
REGISTER, CASE, OTHER_STATION = "register", "case", "other_station"


@dataclass(frozen=True, slots=True)
class Query:
    """What is known of the person at the counter. Empty text means not known; `sex` is 1 male, 2 female."""

    id: str = ""
    name: str = ""
    former_names: tuple[str, ...] = ()
    sex: str = ""
    birth: BirthDate | None = None
    id_number: str = ""
    father_name: str = ""
    father_id: str = ""
    mother_name: str = ""
    mother_id: str = ""
    division: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A person on record, in the register or in a case (`source`); `status` is normal or cancelled."""

    person_id: str
    source: str = REGISTER
    status: str = NORMAL
    name: str = ""
    former_names: tuple[str, ...] = ()
    sex: str = ""
    birth: BirthDate | None = None
    id_number: str = ""
    ethnicity: str = ""
    division: str = ""
    address: str = ""
    household_id: str = ""
    relation: str = ""
    father_name: str = ""
    father_id: str = ""
    mother_name: str = ""
    mother_id: str = ""
    cancel_reason: str = ""
