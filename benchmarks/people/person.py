"""Somebody of the invented prefecture: what the register has of him, and what only the family knows."""

from __future__ import annotations

from typing import NamedTuple

from benchmarks.people.places import Village

#: The columns of a register file.
COLUMNS = ("person_id", "id_number", "name", "former_name", "sex", "birth_date", "ethnicity", "division", "address",
           "household_id", "relation", "father_name", "father_id", "mother_name", "mother_id", "status",
           "cancel_reason")  # fmt: skip

UNNAMED = "未取名"


class Person:
    """One person; `person_id` stays empty until the register has him.

    `day` is the day on record (an ordinal), `true_day` the one on which he was born: they differ where the figures of
    the lunar date were entered. `number` is his even where the register lacks it. The parents' fields begin with
    `true_` where they say what is so, whether or not the register says it.
    """

    __slots__ = ("address", "birth_date", "cancel_reason", "day", "division", "ethnicity", "father_id", "father_name",
                 "former_name", "household_id", "id_number", "mother_id", "mother_name", "mother_surname", "name",
                 "number", "person_id", "relation", "sex", "status", "surname", "true_day", "true_father",
                 "true_father_id", "true_mother", "true_mother_id", "village", "year")  # fmt: skip

    def __init__(self, name: str, surname: str, sex: str, day: int, year: int, village: Village) -> None:
        self.name, self.surname, self.sex = name, surname, sex
        self.day = self.true_day = day
        self.year, self.village = year, village
        self.person_id = self.id_number = self.former_name = self.birth_date = self.number = ""
        self.ethnicity = self.division = self.address = self.household_id = self.relation = ""
        self.father_name = self.father_id = self.mother_name = self.mother_id = self.cancel_reason = ""
        self.true_father = self.true_father_id = self.true_mother = self.true_mother_id = ""
        self.mother_surname = ""
        self.status = "1"

    def line(self) -> str:
        """The line of a register file; no field holds a comma or a quote."""
        return (
            f"{self.person_id},{self.id_number},{self.name},{self.former_name},{self.sex},{self.birth_date},"
            f"{self.ethnicity},{self.division},{self.address},{self.household_id},{self.relation},"
            f"{self.father_name},{self.father_id},{self.mother_name},{self.mother_id},{self.status},"
            f"{self.cancel_reason}\n"
        )


class Family(NamedTuple):
    """A couple and all its children, wherever they live; `twins` are pairs of places among the children."""

    father: Person
    mother: Person
    children: list[Person]
    twins: tuple[tuple[int, int], ...] = ()
