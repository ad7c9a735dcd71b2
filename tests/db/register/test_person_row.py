"""A line of the extract becomes a row and a row a person, or it is left out by the code of what is wrong with it."""

from __future__ import annotations

import pytest

from db.register.extract import COLUMNS, Reject
from db.register.person_row import ROW, from_row, read_birth, row_of
from flows.identity.birth_date import BirthDate, BirthDateError
from flows.linkage.person import Person
from harness.refusals import refused

GIVEN = {
    "person_id": "P1", "id_number": "53069920160305002x", "name": " 罗 贵兰 ", "former_name": "罗小妹；罗三妹/ ,罗四",
    "sex": "女", "birth_date": "19880305", "ethnicity": "彝", "division": "530699102203", "address": "石桥村",
    "household_id": "H1", "relation": "02", "father_name": "罗朝富", "father_id": "1", "mother_name": "王秀英",
    "mother_id": "", "status": "2", "cancel_reason": "死亡",
}  # fmt: skip


def row(**changed: str) -> object:
    said = {**dict.fromkeys(COLUMNS, ""), "person_id": "P1", "name": "罗贵兰", **changed}
    return row_of([said[name] for name in COLUMNS], 7)


def test_a_row_holds_each_field_under_its_name_and_a_person_comes_out_of_it():
    made = row_of([GIVEN[name] for name in COLUMNS], 7)
    assert isinstance(made, tuple)
    assert dict(zip(ROW, made, strict=True)) == {
        "division": "530699102203", "address": "石桥村", "household_id": "H1", "person_id": "P1",
        "status": "cancelled", "name": "罗贵兰", "former_names": "罗小妹\n罗三妹\n罗四", "sex": "2",
        "birth": "1988-03-05",
        "id_number": "53069920160305002X", "ethnicity": "彝", "relation": "02", "father_name": "罗朝富",
        "father_id": "1", "mother_name": "王秀英", "mother_id": "", "cancel_reason": "死亡",
    }  # fmt: skip
    person = from_row(made)
    assert isinstance(person, Person)
    assert (person.source, person.name, person.former_names) == (
        "register",
        "罗贵兰",
        ("罗小妹", "罗三妹", "罗四"),
    )
    assert (person.birth, person.status) == (BirthDate.from_text("1988-03-05"), "cancelled")
    assert from_row(row(birth_date="")).birth is None and from_row(row()).former_names == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"person_id": ""}, "person_id_missing"), ({"name": ""}, "name_missing"), ({"name": " \u200b"}, "name_missing"),
        ({"status": "3"}, "bad_status"), ({"status": "正常"}, "bad_status"), ({"sex": "3"}, "bad_sex"),
        ({"division": "53069"}, "bad_division"), ({"division": "5" * 16}, "bad_division"),
        ({"division": "53069x"}, "bad_division"), ({"birth_date": "19880231"}, "bad_birth_date"),
        ({"birth_date": "19881301"}, "bad_birth_date"), ({"birth_date": "yesterday"}, "bad_birth_date"),
        ({"name": "王" * 101}, "name_too_long"), ({"father_name": "王" * 101}, "name_too_long"),
        ({"mother_name": "王" * 101}, "name_too_long"), ({"address": "村" * 501}, "field_too_long"),
    ],
)  # fmt: skip
def test_a_line_that_tells_of_nobody_is_left_out_and_says_why(changed: dict[str, str], code: str):
    found = row(**changed)
    assert isinstance(found, Reject)
    assert (found.line, found.code) == (7, code)
    if code.endswith("_too_long"):
        (column,) = changed
        assert dict(found.params) == {"column": column, "limit": 100 if code == "name_too_long" else 500}


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "王" * 100}, {"father_name": "王" * 100}, {"address": "村" * 500}, {"address": "村" * 101},
        {"status": ""}, {"status": "1"}, {"sex": ""}, {"sex": "0"}, {"sex": "9"}, {"sex": "男"}, {"division": ""},
        {"division": "530699"}, {"division": "5" * 15}, {"birth_date": ""},
    ],
)  # fmt: skip
def test_a_line_at_the_bound_is_taken(changed: dict[str, str]):
    assert isinstance(row(**changed), tuple)


@pytest.mark.parametrize(
    ("column", "said", "kept"),
    [
        ("sex", "男", "1"), ("sex", "1", "1"), ("sex", "女", "2"), ("sex", "9", ""), ("sex", "0", ""),
        ("status", "", "normal"), ("status", "1", "normal"), ("status", "2", "cancelled"),
    ],
)  # fmt: skip
def test_a_code_of_the_extract_becomes_the_word_that_is_kept(column: str, said: str, kept: str):
    made = row(**{column: said})
    assert isinstance(made, tuple) and made[ROW.index(column)] == kept


@pytest.mark.parametrize(
    ("said", "birth"),
    [
        ("19880305", BirthDate("solar", 1988, 3, 5)), ("1988-3-5", BirthDate("solar", 1988, 3, 5)),
        ("1988.03.05", BirthDate("solar", 1988, 3, 5)), ("1988/3/5", BirthDate("solar", 1988, 3, 5)),
        ("1988年3月5日", BirthDate("solar", 1988, 3, 5)), ("198803", BirthDate("solar", 1988, 3)),
        ("19880300", BirthDate("solar", 1988, 3)), ("1988", BirthDate("solar", 1988)),
        ("19880000", BirthDate("solar", 1988)), ("19900230", BirthDate("lunar", 1990, 2, 30)), ("", None),
    ],
)  # fmt: skip
def test_a_date_is_read_as_registers_write_it(said: str, birth: BirthDate | None):
    assert read_birth(said) == birth


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("19880005", "no_such_date"), ("19880230", "no_such_lunar_date"), ("19900231", "no_such_date"),
        ("19900132", "no_such_date"), ("88", "not_understood"), ("198835a", "not_understood"),
        ("1988 03 05", "not_understood"),
    ],
)  # fmt: skip
def test_a_date_that_there_is_not_is_none(said: str, code: str):
    with refused(BirthDateError, code):
        read_birth(said)


def test_a_profile_says_how_dates_are_written_and_nothing_else_is_taken_then():
    assert read_birth("05.03.1988", "%d.%m.%Y") == BirthDate("solar", 1988, 3, 5)
    with refused(BirthDateError, "not_understood"):
        read_birth("19880305", "%d.%m.%Y")
