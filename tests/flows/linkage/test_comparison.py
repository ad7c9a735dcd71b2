"""What the comparison says of two records: points that add up, a band, and no twin for the same person."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.identity.birth_date import BirthDate
from flows.identity.names import NOTHING_FOLDED
from flows.identity.resident_number import check_digit
from flows.linkage.comparison import FIELDS, Comparison, Reason, birth_known, compare_person
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


PLAIN = replace(QUERY, division="", address="", father_name="", mother_name="")
ON_RECORD = replace(PERSON, division="", address="", father_name="", mother_name="")
GIRL = _number("53069919880305122")


def _points(query: Query, person: Person) -> dict[str, tuple[str, int]]:
    found = compare_person(query, person)
    return {reason.field: (reason.code.removeprefix(f"{reason.field}_"), reason.points) for reason in found.reasons}


@pytest.mark.parametrize(("here", "there", "field", "code", "points"), [
    ({}, {}, "name", "equal", 44),
    ({"former_names": ("罗小妹",)}, {}, "name", "equal", 44),
    ({"former_names": ("罗贵兰",)}, {}, "name", "equal", 44),
    ({"name": "张伟", "former_names": ("罗贵兰",)}, {}, "former_names", "equal", 40),
    ({"name": "罗桂兰", "former_names": ("罗贵兰",)}, {}, "former_names", "equal", 40),
    ({}, {"name": "张伟", "former_names": ("罗贵兰",)}, "former_names", "equal", 40),
    ({"name": "张伟", "former_names": ("罗贵兰",)}, {"name": "李强", "former_names": ("罗贵兰",)},
     "former_names", "equal", 40),
    ({"name": "未取名", "former_names": ("罗贵兰",)}, {}, "former_names", "equal", 40),
    ({"name": "罗桂兰", "former_names": ("罗柜兰",)}, {}, "name", "homophone", 32),
    ({"name": "张伟", "former_names": ("罗大有",)}, {}, "name", "surname_only", -11),
    ({"name": "张伟", "former_names": ("李强",)}, {}, "name", "different", -21),
    ({"name": "未取名", "former_names": ("罗二妹",)}, {}, "former_names", "birth_order", -1),
    ({"name": "䶮䶮瓛䶮䶮䶮"}, {"name": "䶮䶮瓛䶮䶮䶮"}, "name", "equal", 54),
    ({"name": "王贵兰", "mother_name": "王秀英"}, {"father_name": "罗朝富"}, "name", "other_surname", 18),
    ({"name": "王贵兰", "mother_name": "王秀英"}, {}, "name", "other_surname", 18),
    ({"name": "王贵兰"}, {"father_name": "罗朝富", "mother_name": "王秀英"}, "name", "parent_surname", 26),
    ({"name": "王贵兰", "father_name": "罗朝富", "mother_name": "王秀英"}, {}, "name", "parent_surname", 26),
    ({"name": "张贵兰", "father_name": "张大"}, {"father_name": "罗朝富"}, "name", "other_surname", 18),
    ({"name": "张贵兰", "father_name": "张大", "mother_name": "王秀英"},
     {"father_name": "罗朝富", "mother_name": "王秀英"}, "name", "parent_surname", 26),
    ({"name": "张贵兰", "father_name": "张大", "mother_name": "王秀英"},
     {"father_name": "罗朝富", "mother_name": "周兴"}, "name", "other_surname", 18),
    ({"name": "依火木呷", "father_name": "阿普依火"}, {"name": "吉克木呷"}, "name", "chained", 39),
    ({"name": "依火木呷"}, {"name": "吉克木呷", "father_name": "阿普依火"}, "name", "chained", 39),
    ({"name": "张伟", "former_names": ("依火木呷",), "father_name": "阿普依火"}, {"name": "吉克木呷"},
     "name", "different", -21),
    ({"name": "阿依·古"}, {"name": "米娜·古"}, "name", "other_surname", 10),
    ({"name": "罗木呷兰", "father_name": "罗"}, {"name": "王木呷兰"}, "name", "other_surname", 51),
    ({"sex": "1"}, {}, "sex", "contradicts", -14),
    ({}, {}, "sex", "equal", 2),
    ({"sex": "", "id_number": GIRL}, {}, "sex", "equal", 2),
    ({}, {"sex": "", "id_number": NUMBER}, "sex", "contradicts", -14),
    ({"birth": None, "id_number": GIRL}, {}, "birth_date", "equal", 42),
    ({}, {"birth": None, "id_number": GIRL}, "birth_date", "equal", 42),
    ({"birth": _date("1990-01-01"), "id_number": GIRL}, {}, "birth_date", "by_number", 38),
    ({}, {"birth": _date("1990-01-01"), "id_number": GIRL}, "birth_date", "by_number", 38),
    ({"birth": _date("1989-03-05"), "id_number": GIRL}, {}, "birth_date", "by_number", 38),
    ({"birth": _date("1989-03-05"), "id_number": GIRL[:17] + "0"}, {}, "birth_date", "year_off", 27),
    ({"birth": _date("1970-01-01"), "id_number": _number("53069919880118122")}, {}, "birth_date", "by_number", 24),
    ({"birth": _date("1989-03-05"), "id_number": _number("53069919880118122")}, {}, "birth_date", "year_off", 27),
    ({"birth": _date("1988"), "id_number": GIRL}, {}, "birth_date", "by_number", 38),
    ({"birth": _date("1988-03"), "id_number": GIRL[:17] + "0"}, {}, "birth_date", "within_month", 25),
    ({"birth": _date("1988-01-18"), "id_number": GIRL}, {}, "birth_date", "asked_was_lunar", 28),
    # Where the number says as much as what is written, what is written is told.
    ({"birth": _date("1989-02"), "id_number": _number("53069919890105122")}, {"birth": _date("L1989-01-05")},
     "birth_date", "within_month", 26),
    ({"birth": _date("1990-01-01"), "id_number": GIRL}, {"birth": _date("1990-01-01"), "id_number": NUMBER},
     "birth_date", "equal", 42),
    ({"birth": _date("1990-01-01"), "id_number": GIRL}, {"id_number": NUMBER}, "birth_date", "years_apart", -8),
    ({"birth": _date("1988-03-15"), "id_number": "530699********122X"}, {}, "birth_date", "day_differs", 16),
    ({"division": "530699102203"}, {"division": "530699102203"}, "division", "village", 10),
    ({"division": "530699"}, {"division": "530628"}, "division", "other_county", -5),
    ({"address": "东山镇石桥村3组12号"}, {"address": "东山镇石桥村3组12号"}, "address", "equal", 14),
    ({"address": "东山镇石桥村3组12号"}, {"address": "东山镇石桥村3组1号"}, "address", "village", 7),
    ({"address": "东山镇石桥村3组12号"}, {"address": "东山镇大坪村3组12号"}, "address", "other", 0),
    ({"address": "东山镇石桥村3组12号", "division": "530699102203"},
     {"address": "东山镇石桥村3组12号", "division": "530699102203"}, "address", "equal", 10),
])  # fmt: skip
def test_what_each_field_says(here, there, field, code, points):
    assert _points(replace(PLAIN, **here), replace(ON_RECORD, **there))[field] == (code, points)


@pytest.mark.parametrize(("here", "there", "field", "why"), [
    ({"name": ""}, {}, "name", "not_given"),
    ({}, {"name": ""}, "name", "not_on_record"),
    ({"name": ""}, {"name": ""}, "name", "neither"),
    ({"name": "未取名"}, {}, "name", "placeholder"),
    ({}, {"name": "罗婴"}, "name", "placeholder"),
    ({"name": ""}, {"name": "罗婴"}, "name", "placeholder"),
    ({"name": "未取名", "former_names": ("张伟",)}, {}, "name", "placeholder"),
    ({"former_names": ("张伟",)}, {"name": "罗婴", "former_names": ("周强",)}, "name", "placeholder"),
    ({}, {}, "former_names", "neither"),
    ({"sex": ""}, {}, "sex", "not_given"),
    ({}, {"sex": ""}, "sex", "not_on_record"),
    ({"birth": None}, {}, "birth_date", "not_given"),
    ({}, {"birth": None}, "birth_date", "not_on_record"),
    ({"birth": None, "id_number": GIRL[:17] + "0"}, {}, "birth_date", "not_given"),
    ({"id_number": GIRL}, {}, "id_number", "not_on_record"),
    ({}, {"id_number": GIRL}, "id_number", "not_given"),
    ({"id_number": "不详"}, {"id_number": GIRL}, "id_number", "unreadable"),
    ({"father_name": "罗朝富"}, {}, "father", "not_on_record"),
    ({"father_id": GIRL}, {}, "father", "not_on_record"),
    ({}, {"father_name": "罗朝富"}, "father", "not_given"),
    ({}, {"father_id": GIRL}, "father", "not_given"),
    ({"father_name": "不详"}, {"father_name": "罗朝富"}, "father", "unreadable"),
    ({"mother_name": "王秀英"}, {}, "mother", "not_on_record"),
    ({"mother_id": GIRL}, {}, "mother", "not_on_record"),
    ({}, {"mother_name": "王秀英"}, "mother", "not_given"),
    ({}, {"mother_id": GIRL}, "mother", "not_given"),
    ({"division": "530699"}, {}, "division", "not_on_record"),
    ({}, {"division": "530699"}, "division", "not_given"),
    ({"address": "东山镇"}, {}, "address", "not_on_record"),
    ({}, {"address": "东山镇"}, "address", "not_given"),
])  # fmt: skip
def test_why_a_field_was_not_compared(here, there, field, why):
    found = compare_person(replace(PLAIN, **here), replace(ON_RECORD, **there))
    assert dict(found.not_compared)[field] == why
    assert field not in {reason.field for reason in found.reasons}


def test_former_names_are_spoken_of_where_one_has_any():
    for here, there in (({"former_names": ("罗小妹",)}, {}), ({}, {"former_names": ("罗小妹",)})):
        found = compare_person(replace(PLAIN, **here), replace(ON_RECORD, **there))
        assert "former_names" not in dict(found.not_compared)


def test_of_endless_names_so_much_is_compared():
    found = compare_person(replace(PLAIN, name="罗贵兰" + " " * 197 + "花"), ON_RECORD)
    assert _reason(found, "name").code == "equal"
    found = compare_person(replace(PLAIN, name="罗贵兰" + " " * 196 + "花"), ON_RECORD)
    assert _reason(found, "name").code == "dropped"
    for others, found_by in ((19, "former_names"), (20, "name")):
        many = replace(PLAIN, name="李强", former_names=(*["张伟"] * others, "罗贵兰"))
        assert found_by in _points(many, ON_RECORD)


def test_the_birth_of_a_readable_number_alone():
    assert birth_known(None, GIRL) == birth_known(None, GIRL[:6] + GIRL[8:17]) == _date("1988-03-05")
    assert birth_known(_date("1990"), GIRL) == _date("1990")
    assert birth_known(None, "") is birth_known(None, GIRL[:17] + "0") is birth_known(None, "1234") is None


def test_a_reason_carries_what_its_sentence_needs():
    found = compare_person(replace(PLAIN, birth=_date("1989-03-05")), ON_RECORD)
    assert _reason(found, "birth_date").params == {"years": 1}
    assert _reason(found, "sex").params == {}
    found = compare_person(replace(QUERY, division="", address="东山镇石桥村1组9号"), PERSON)
    assert _reason(found, "address").params == {"village": "石桥"}
    assert _reason(found, "mother").params == {"frequency": "common", "beside": True}


def test_where_nothing_is_known_each_field_of_the_screen_is_said_to_be_missing() -> None:
    assert FIELDS == (
        "name", "former_names", "birth_date", "sex", "id_number", "father", "mother", "division", "address",
    )  # fmt: skip
    nothing = compare_person(Query(), Person("P1"))
    # Without a name there is none of earlier days to ask for either.
    assert nothing.not_compared == tuple((field, "neither") for field in FIELDS if field != "former_names")
