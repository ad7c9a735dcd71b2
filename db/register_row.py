"""Between a line of the register file, a person, and a row of the register on disk."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from db.register_file import Profile, Reject
from flows import resident_number
from flows.birth_date import BirthDate, BirthDateError
from flows.names import normalise
from flows.person import CANCELLED, NORMAL, REGISTER, Person

LONGEST_NAME, LONGEST_FIELD = 100, 500
"""Characters. Systems must hold names of at least 50 (民委发〔2016〕33号)."""
_STATUS = {"": NORMAL, "1": NORMAL, "2": CANCELLED}
_SEX = {"": "", "0": "", "9": "", "1": "1", "2": "2", "男": "1", "女": "2"}
_DIVISION = re.compile(r"\d{6,15}|")
_BETWEEN_NAMES = re.compile(r"[;；、/|,，]")
_NAMES = frozenset({"name", "father_name", "mother_name"})
_DIGITS_DATE = re.compile(r"(\d{4})[-./年]?(\d{1,2})?[-./月]?(\d{1,2})?日?")

ROW = (
    "person_id", "status", "name", "former_names", "sex", "birth", "id_number", "ethnicity", "division",
    "address", "household_id", "relation", "father_name", "father_id", "mother_name", "mother_id",
    "cancel_reason",
)  # fmt: skip
"""The columns of a person on disk, in the order of `to_row`."""


def person_of(record: dict[str, str], line: int, profile: Profile) -> Person | Reject:
    """The person that a line tells of, or why it tells of none."""
    fault = _fault(record)
    if fault is not None:
        return Reject(line, *fault)
    try:
        birth = read_birth(record.get("birth_date", ""), profile.date_format)
    except BirthDateError:
        return Reject(line, "bad_birth_date")
    get = record.get
    return Person(
        person_id=record["person_id"],
        source=REGISTER,
        status=_STATUS[get("status", "")],
        name=normalise(record["name"]),
        former_names=tuple(
            n for part in _BETWEEN_NAMES.split(get("former_name", "")) if (n := normalise(part))
        ),
        sex=_SEX[get("sex", "")],
        birth=birth,
        id_number=resident_number.normalise(get("id_number", "")),
        ethnicity=get("ethnicity", ""),
        division=get("division", ""),
        address=get("address", ""),
        household_id=get("household_id", ""),
        relation=get("relation", ""),
        father_name=normalise(get("father_name", "")),
        father_id=resident_number.normalise(get("father_id", "")),
        mother_name=normalise(get("mother_name", "")),
        mother_id=resident_number.normalise(get("mother_id", "")),
        cancel_reason=get("cancel_reason", ""),
    )


def _fault(record: dict[str, str]) -> tuple[str, dict[str, object]] | None:
    for name, value in record.items():
        limit = LONGEST_NAME if name in _NAMES else LONGEST_FIELD
        if len(value) > limit:
            return ("name_too_long" if name in _NAMES else "field_too_long"), {"column": name, "limit": limit}
    if not record["person_id"]:
        return "person_id_missing", {}
    if not normalise(record["name"]):
        return "name_missing", {}
    if record.get("status", "") not in _STATUS:
        return "bad_status", {}
    if record.get("sex", "") not in _SEX:
        return "bad_sex", {}
    if not _DIVISION.fullmatch(record.get("division", "")):
        return "bad_division", {}
    return None


@lru_cache(maxsize=65536)
def read_birth(text: str, date_format: str = "") -> BirthDate | None:
    """YYYYMMDD (00 for what is not known), or as the profile's `date_format` (strptime) says.

    A date that only the lunar calendar has (1988-02-30) was written as people said it, and stays lunar.
    Raises BirthDateError.
    """
    if not text:
        return None
    if date_format:
        try:
            return BirthDate.of(datetime.strptime(text, date_format).date())  # noqa: DTZ007 - a day has no zone
        except ValueError:
            raise BirthDateError("not_understood") from None
    found = _DIGITS_DATE.fullmatch(text)
    if found is None:
        raise BirthDateError("not_understood")
    year, month, day = int(found[1]), int(found[2] or 0) or None, int(found[3] or 0) or None
    if month is None and day is not None:
        raise BirthDateError("no_such_date")
    try:
        return BirthDate("solar", year, month, day)
    except BirthDateError:
        if day is None or day > 30:
            raise
        return BirthDate("lunar", year, month, day)


def to_row(person: Person) -> tuple[str, ...]:
    """A person as the register keeps it, in the order of ROW."""
    return (
        person.person_id,
        person.status,
        person.name,
        "\n".join(person.former_names),
        person.sex,
        person.birth.text if person.birth else "",
        person.id_number,
        person.ethnicity,
        person.division,
        person.address,
        person.household_id,
        person.relation,
        person.father_name,
        person.father_id,
        person.mother_name,
        person.mother_id,
        person.cancel_reason,
    )


def from_row(row: tuple[str, ...]) -> Person:
    """The person of a row as `to_row` made it."""
    kept = dict(zip(ROW, row, strict=True))
    former, birth = kept.pop("former_names"), kept.pop("birth")
    return Person(
        source=REGISTER,
        former_names=tuple(former.split("\n")) if former else (),
        birth=_stored_birth(birth),
        **kept,
    )


@lru_cache(maxsize=8192)
def _stored_birth(text: str) -> BirthDate | None:
    return BirthDate.from_text(text) if text else None
