"""Between a line of the register file, a row of the register on disk, and a person."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from db.register.extract import COLUMNS, Reject
from flows.identity import resident_number
from flows.identity.birth_date import BirthDate, BirthDateError
from flows.identity.names import normalise_name
from flows.linkage.person import CANCELLED, NORMAL, REGISTER, Person

#: Characters. Systems must hold names of at least 50 (民委发〔2016〕33号).
LONGEST_NAME, LONGEST_FIELD = 100, 500
_STATUS = {"": NORMAL, "1": NORMAL, "2": CANCELLED}
_SEX = {"": "", "0": "", "9": "", "1": "1", "2": "2", "男": "1", "女": "2"}
_DIVISION = re.compile(r"\d{6,15}|")
_BETWEEN_NAMES = re.compile(r"[;；、/|,，]")
_DIGITS_DATE = re.compile(r"(\d{4})[-./年]?(\d{1,2})?[-./月]?(\d{1,2})?日?")

#: The columns of a person on disk. The place comes first: rows are in its order, so that a village lies together.
ROW = (
    "division", "address", "household_id", "person_id", "status", "name", "former_names", "sex", "birth", "id_number",
    "ethnicity", "relation", "father_name", "father_id", "mother_name", "mother_id", "cancel_reason",
)  # fmt: skip

Row = tuple[str, ...]


def row_of(values: list[str], line: int, date_format: str = "") -> Row | Reject:
    """The row that a line tells of (its fields in the order of COLUMNS), or why it tells of none."""
    (
        person_id, id_number, name, former_name, sex, birth_date, ethnicity, division, address, household_id,
        relation, father_name, father_id, mother_name, mother_id, status, cancel_reason,
    ) = values  # fmt: skip
    fault = _too_long(values)
    if fault is not None:
        return Reject(line, *fault)
    name = normalise_name(name)
    if not person_id:
        return Reject(line, "person_id_missing")
    if not name:
        return Reject(line, "name_missing")
    if status not in _STATUS:
        return Reject(line, "bad_status")
    if sex not in _SEX:
        return Reject(line, "bad_sex")
    if not _DIVISION.fullmatch(division):
        return Reject(line, "bad_division")
    try:
        birth = birth_text(birth_date, date_format)
    except BirthDateError:
        return Reject(line, "bad_birth_date")
    former = _former(former_name) if former_name else ""
    return (
        division, address, household_id, person_id, _STATUS[status], name, former, _SEX[sex], birth,
        _number(id_number), ethnicity, relation, normalise_name(father_name), _number(father_id),
        normalise_name(mother_name), _number(mother_id), cancel_reason,
    )  # fmt: skip


def _too_long(values: list[str]) -> tuple[str, dict[str, object]] | None:
    if max(map(len, values)) <= LONGEST_NAME:
        return None
    for name, value in zip(COLUMNS, values, strict=True):
        if len(value) > LONGEST_NAME and name in ("name", "father_name", "mother_name"):
            return "name_too_long", {"column": name, "limit": LONGEST_NAME}
        if len(value) > LONGEST_FIELD:
            return "field_too_long", {"column": name, "limit": LONGEST_FIELD}
    return None


def _number(text: str) -> str:
    return text if text.isascii() and (text.isdigit() or not text) else resident_number.normalise_number(text)


def _former(text: str) -> str:
    return "\n".join(name for part in _BETWEEN_NAMES.split(text) if (name := normalise_name(part)))


@lru_cache(maxsize=65536)
def birth_text(text: str, date_format: str = "") -> str:
    """The stored form of a birth date as the file has it, empty for none. Raises BirthDateError."""
    birth = read_birth(text, date_format)
    return birth.text if birth else ""


def read_birth(text: str, date_format: str = "") -> BirthDate | None:
    """YYYYMMDD (00 for what is not known), or as the profile's `date_format` (strptime) says.

    A date that only the lunar calendar has (1990-02-30) was written as people said it, and stays lunar.
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


def from_row(row: Row) -> Person:
    """The person of a row."""
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
