"""The fields of the first step, who and where to, and what each is used for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "name", "names", "text", "sex", "birth", "number", "ethnicity", "choice", "phone", "division", "address"
]

#: 民委发〔2016〕33号: a name of 25 characters and more must fit.
NAME_LENGTH = 50


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `compared` = the lookup reads it; `family` = the next person of the family inherits it.

    `page`: `words` or `figures`, by what is typed into it. `length`: characters of the cleaned text, as it is kept.
    """

    id: str
    kind: Kind
    page: str
    compared: bool = False
    family: bool = False
    length: int = NAME_LENGTH
    options: tuple[str, ...] = ()


#: 1958 Regulations, art. 7, and the counter's own: who may declare.
DECLARANT_ROLES = (
    "guardian", "self", "householder", "relative", "foster_parent", "neighbour", "cadre", "institution",
)  # fmt: skip
#: Who may be told everything; all others get the where-to-go sheet that reveals nothing of the family.
ENTITLED_ROLES = frozenset({"self", "guardian", "foster_parent", "institution"})

#: A family's household, or a collective one: an institution's or unit's, the community's, the station's (S4.6).
HOUSEHOLDS = ("family", "collective", "collective_community", "collective_station")

BIRTH_BASES = ("certificate", "stated", "old_record", "reckoned", "investigation")

#: Two pages, so that the input method is switched on once and off once: first what is written in words, then what
#: is digits. The number stands before what it tells (date of birth, sex, division).
FIELDS: tuple[Field, ...] = (
    Field("person.name", "name", "words", compared=True),
    Field("person.former_names", "names", "words", compared=True),
    Field("father.name", "name", "words", compared=True, family=True),
    Field("mother.name", "name", "words", compared=True, family=True),
    Field("guardian.name", "name", "words", family=True),
    Field("declarant.name", "name", "words", family=True),
    Field("declarant.interpreter", "text", "words", family=True, length=30),
    Field("person.school", "text", "words", length=40),
    Field("person.institution", "text", "words", length=40),
    Field("destination.householder", "name", "words", family=True),
    Field("destination.relation", "text", "words", length=12),
    Field("destination.address", "address", "words", compared=True, family=True, length=60),
    Field("person.number", "number", "figures", compared=True, length=18),
    Field("person.sex", "sex", "figures", compared=True, options=("1", "2"), length=1),
    Field("person.birth", "birth", "figures", compared=True, length=30),
    Field("person.birth_basis", "choice", "figures", options=BIRTH_BASES, length=1),
    Field("person.ethnicity", "ethnicity", "figures", length=8),
    Field("father.number", "number", "figures", compared=True, family=True, length=18),
    Field("father.ethnicity", "ethnicity", "figures", family=True, length=8),
    Field("mother.number", "number", "figures", compared=True, family=True, length=18),
    Field("mother.ethnicity", "ethnicity", "figures", family=True, length=8),
    Field("declarant.role", "choice", "figures", family=True, options=DECLARANT_ROLES, length=1),
    Field("declarant.phone", "phone", "figures", family=True, length=20),
    Field("destination.kind", "choice", "figures", family=True, options=HOUSEHOLDS, length=1),
    Field("destination.division", "division", "figures", compared=True, family=True, length=12),
)

BY_ID: dict[str, Field] = {item.id: item for item in FIELDS}
PAGES: tuple[str, ...] = ("words", "figures")
COMPARED: frozenset[str] = frozenset(item.id for item in FIELDS if item.compared)
NUMBERS: tuple[str, ...] = tuple(item.id for item in FIELDS if item.kind == "number")
INHERITED: tuple[str, ...] = tuple(item.id for item in FIELDS if item.family)


def on_page(page: str) -> tuple[Field, ...]:
    """The fields of one page, in the order of entry."""
    return tuple(item for item in FIELDS if item.page == page)
