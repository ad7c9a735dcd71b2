"""What the comparison says of two records: points that add up, a band, and no twin for the same person."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.identity.birth_date import BirthDate
from flows.identity.names import NOTHING_FOLDED
from flows.identity.resident_number import check_digit
from flows.linkage.comparison import Comparison, Reason, compare_person
from flows.linkage.person import Person, Query


def _date(text: str) -> BirthDate:
    return BirthDate.from_text(text)


def _number(body: str) -> str:
    return body + check_digit(body)


NUMBER = _number("53069919880305123")
PERSON = Person(
    "P1",
    name="罗贵兰",
    sex="2",
    birth=_date("1988-03-05"),
    division="530699102203",
    address="演练县东山镇石桥村3组12号",
    father_name="罗朝富",
    mother_name="王秀英",
)
QUERY = Query(
    name="罗贵兰",
    sex="2",
    birth=_date("1988-03-05"),
    division="530699102203",
    address="演练县东山镇石桥村3组12号",
    father_name="罗朝富",
    mother_name="王秀英",
)


def _reason(found: Comparison, field: str) -> Reason:
    reason = next(reason for reason in found.reasons if reason.field == field)
    return replace(reason, code=reason.code.removeprefix(f"{field}_"))


def test_the_same_person_throughout() -> None:
    found = compare_person(QUERY, PERSON)
    assert (found.band, found.relation) == ("same", "same_person")
    assert found.score == sum(reason.points for reason in found.reasons)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("罗贵兰", "equal"),
        ("羅貴蘭", "variant"),
        ("罗桂兰", "homophone"),
        ("罗桂南", "dialect"),
        ("罗兰贵", "order"),
        ("罗责兰", "look_alike"),
        ("罗兰", "dropped"),
        ("罗贵花", "generation"),
        ("罗春兰", "one_character"),
        ("张贵兰", "other_surname"),
        ("王贵兰", "parent_surname"),
        ("张伟", "different"),
    ],
)
def test_how_a_name_may_differ(written: str, code: str) -> None:
    assert _reason(compare_person(replace(QUERY, name=written), PERSON), "name").code == code


def test_the_dialect_can_be_switched_off() -> None:
    found = compare_person(replace(QUERY, name="罗桂南"), PERSON, NOTHING_FOLDED)
    assert _reason(found, "name").code == "generation"


def test_differing_characters_are_named() -> None:
    assert _reason(compare_person(replace(QUERY, name="罗桂兰"), PERSON), "name").params == {
        "one": "桂",
        "other": "贵",
    }


def test_a_former_name_finds_too_and_says_so() -> None:
    found = compare_person(replace(QUERY, name="罗小妹"), replace(PERSON, former_names=("罗小妹",)))
    assert _reason(found, "former_names").code == "equal"
    assert found.relation == "same_person"


@pytest.mark.parametrize(
    ("said", "on_record", "code"),
    [
        ("1988-03-05", "1988-03-05", "equal"),
        ("L1988-12-08", "1989-01-15", "lunar_is_solar"),
        ("1989-01-15", "L1988-12-08", "lunar_is_solar"),
        ("L2014-09-05", "2014-09-28", "lunar_is_solar"),
        ("L2014-09-05", "2014-10-28", "lunar_is_solar"),
        ("1988-12-08", "1989-01-15", "asked_was_lunar"),
        ("1989-01-15", "1988-12-08", "record_was_lunar"),
        ("2014-10-28", "2014-09-05", "record_was_lunar"),
        ("L1988-12-08", "1988-12-08", "same_digits_other_calendar"),
        ("1988-03-05", "1988-05-03", "day_month_swapped"),
        ("1988-03-05", "1989-03-05", "year_off"),
        ("1988-03-05", "1986-03-05", "year_off"),
        ("L1988-12-08", "1990-01-15", "year_off"),
        ("1988-03-05", "1988-03-15", "day_differs"),
        ("1988-03", "1988-03-05", "within_month"),
        ("L1988", "1989-01-15", "within_year"),
        ("1987~1988", "1988-03-05", "within_range"),
        ("L1987", "1988-03-05", "nearly_within"),
        ("1987", "1986-01-01", "nearly_within"),
        ("1987", "1985-06-01", "nominal_age"),
        ("1987", "1984-06-01", "years_apart"),
        ("1988-03-05", "1969-07-01", "years_apart"),
    ],
)
def test_how_a_birth_date_may_differ(said: str, on_record: str, code: str) -> None:
    found = compare_person(replace(QUERY, birth=_date(said)), replace(PERSON, birth=_date(on_record)))
    assert _reason(found, "birth_date").code == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (NUMBER, "equal"),
        (NUMBER[:6] + NUMBER[8:17], "fifteen_eighteen"),
        (NUMBER[:6] + NUMBER[8:11] + "7" + NUMBER[12:17], "one_digit"),
        (NUMBER[:10] + "13" + NUMBER[12:17] + ("0" if NUMBER[17] != "0" else "1"), "digit_and_check"),
        (NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1"), "check_digit_only"),
        (NUMBER[:10] + "13" + NUMBER[12:], "one_digit"),
        (NUMBER[:15] + NUMBER[16] + NUMBER[15] + NUMBER[17], "swapped_digits"),
        (_number("53069919880305124"), "next_number"),
        (NUMBER[6:14], "fragment"),
        (_number("53069919700101001"), "different"),
    ],
)
def test_how_a_number_may_differ(written: str, code: str) -> None:
    found = compare_person(replace(QUERY, id_number=written), replace(PERSON, id_number=NUMBER))
    assert _reason(found, "id_number").code == code


def test_an_old_county_code_equals_its_successor() -> None:
    old, new = _number("53212818980305123"), _number("53062718980305123")
    found = compare_person(replace(QUERY, id_number=old), replace(PERSON, id_number=new))
    assert _reason(found, "id_number").code == "old_division"
    here = compare_person(replace(QUERY, division="532128"), replace(PERSON, division="530627102"))
    assert _reason(here, "division").code == "county"


def test_a_twin_is_never_called_the_same_person() -> None:
    found = compare_person(replace(QUERY, name="罗贵芳"), PERSON)
    assert found.relation == "possible_twin"
    assert found.band == "examine"


def test_a_twin_of_the_other_sex_whose_name_sounds_alike() -> None:
    assert compare_person(replace(QUERY, name="罗桂兰", sex="1"), PERSON).relation == "possible_twin"


def test_twins_with_numbers_next_to_each_other_and_like_names() -> None:
    twin = replace(PERSON, name="罗桂兰", id_number=_number("53069919880305124"))
    assert compare_person(replace(QUERY, id_number=NUMBER), twin).relation == "possible_twin"


def test_a_twin_is_seen_by_the_house_where_no_parent_is_known() -> None:
    bare = replace(QUERY, name="罗贵芳", father_name="", mother_name="")
    assert compare_person(bare, PERSON).relation == "possible_twin"


def test_a_sibling_is_named_as_one() -> None:
    found = compare_person(replace(QUERY, name="罗贵芳", birth=_date("1991-07-20")), PERSON)
    assert found.relation == "possible_sibling"
    assert found.band != "same"


def test_a_namesake_with_other_parents_and_another_birth_is_weak() -> None:
    other = Query(name="罗贵兰", birth=_date("1971-07-20"), father_name="罗大有", mother_name="周兴芬")
    found = compare_person(other, PERSON)
    assert (found.band, found.relation) == ("weak", "other")


def test_an_equal_number_is_examined_whatever_else_differs() -> None:
    found = compare_person(
        Query(name="张伟", birth=_date("1950"), id_number=NUMBER), replace(PERSON, id_number=NUMBER)
    )
    assert found.band == "examine"
    assert found.relation != "same_person"


def test_an_unnamed_baby_is_compared_by_its_mother_and_birth() -> None:
    found = compare_person(replace(QUERY, name="罗婴"), PERSON)
    assert ("name", "placeholder") in found.not_compared
    assert found.relation == "same_person"


def test_what_is_missing_is_said_and_never_skipped() -> None:
    found = compare_person(Query(name="罗贵兰"), replace(PERSON, birth=None, father_name=""))
    why = dict(found.not_compared)
    assert why["birth_date"] == "neither"
    assert why["mother"] == "not_given"
    assert why["id_number"] == "neither"
    spoken_of = {reason.field for reason in found.reasons} | set(why)
    assert {"name", "birth_date", "sex", "id_number", "father", "mother", "division", "address"} <= spoken_of


def test_the_birth_in_a_number_counts_where_no_date_is_written() -> None:
    found = compare_person(replace(QUERY, birth=None, id_number=NUMBER), PERSON)
    assert _reason(found, "birth_date").code == "equal"


def test_nothing_against_nothing_is_weak() -> None:
    found = compare_person(Query(), Person("P2"))
    assert (found.score, found.band, found.relation) == (0, "weak", "other")


_TEXTS = st.sampled_from(["", "罗贵兰", "罗桂兰", "王", "未取名", "阿依·古丽", "[/]", NUMBER, "x" * 40])


@given(_TEXTS, _TEXTS, _TEXTS, _TEXTS)
def test_points_always_add_up(name: str, other: str, number: str, parent: str) -> None:
    found = compare_person(
        Query(name=name, id_number=number, mother_name=parent),
        Person("P", name=other, father_name=parent, id_number=number),
    )
    assert found.score == sum(reason.points for reason in found.reasons)
