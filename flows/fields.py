"""The fields of the first step, who and where to, and what each is used for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["name", "names", "text", "sex", "birth", "number", "ethnicity", "choice", "phone", "division"]

#: 民委发〔2016〕33号: a name of 25 characters and more must fit.
NAME_LENGTH = 50


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `compared` = the lookup reads it; `family` = the next person of the family inherits it."""

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

BIRTH_BASES = ("certificate", "stated", "old_record", "reckoned", "investigation")

FIELDS: tuple[Field, ...] = (
    Field("person.name", "name", "person", compared=True),
    Field("person.former_names", "names", "person", compared=True),
    Field("person.sex", "sex", "person", compared=True, options=("1", "2"), length=1),
    Field("person.birth", "birth", "person", compared=True, length=30),
    Field("person.birth_basis", "choice", "person", options=BIRTH_BASES, length=1),
    Field("person.number", "number", "person", compared=True, length=18),
    Field("person.ethnicity", "ethnicity", "person", length=8),
    Field("person.school", "text", "person", length=40),
    Field("person.institution", "text", "person", length=40),
    Field("father.name", "name", "family", compared=True, family=True),
    Field("father.number", "number", "family", compared=True, family=True, length=18),
    Field("father.ethnicity", "ethnicity", "family", family=True, length=8),
    Field("mother.name", "name", "family", compared=True, family=True),
    Field("mother.number", "number", "family", compared=True, family=True, length=18),
    Field("mother.ethnicity", "ethnicity", "family", family=True, length=8),
    Field("guardian.name", "name", "family", family=True),
    Field("declarant.role", "choice", "declarant", family=True, options=DECLARANT_ROLES, length=1),
    Field("declarant.name", "name", "declarant", family=True),
    Field("declarant.phone", "phone", "declarant", family=True, length=20),
    Field("declarant.interpreter", "text", "declarant", family=True, length=30),
    Field("destination.kind", "choice", "declarant", family=True, options=("family", "collective"), length=1),
    Field("destination.householder", "name", "declarant", family=True),
    Field("destination.relation", "text", "declarant", length=12),
    Field("destination.division", "division", "declarant", compared=True, family=True, length=12),
    Field("destination.address", "text", "declarant", compared=True, family=True, length=60),
)

BY_ID: dict[str, Field] = {item.id: item for item in FIELDS}
PAGES: tuple[str, ...] = ("person", "family", "declarant")
COMPARED: frozenset[str] = frozenset(item.id for item in FIELDS if item.compared)
INHERITED: tuple[str, ...] = tuple(item.id for item in FIELDS if item.family)


def on_page(page: str) -> tuple[Field, ...]:
    """The fields of one page, in the order of entry."""
    return tuple(item for item in FIELDS if item.page == page)
