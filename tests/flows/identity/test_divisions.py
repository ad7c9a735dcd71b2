"""Old and new county codes name the same county."""

from __future__ import annotations

import pytest

from flows.identity.divisions import counties, current, find_division, of_number, same_county


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("532128", "530627"),
        ("532101", "530602"),
        ("532131", "530681"),
        ("530630", "530681"),
        ("532121", "530602"),
    ],
)
def test_an_old_code_equals_its_successor(old: str, new: str) -> None:
    assert current(old) == new
    assert same_county(old + "001", new + "102203")


def test_unknown_and_empty_codes_equal_only_themselves() -> None:
    assert same_county("110101", "110101001")
    assert not same_county("", "")
    assert find_division("") is None


def test_every_successor_is_in_force() -> None:
    assert len(counties()) == 12
    assert all(current(current(d.code)) == current(d.code) for d in counties())


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("532128198803040016", "530627"),
        ("530630200503040018", "530681"),
        ("532101880304001", "530602"),
        ("530699201603050014", "530699"),
    ],
)
def test_a_number_names_the_county_as_it_is_today(number: str, code: str) -> None:
    county = of_number(number)
    assert county is not None and county.code == code and county.successor is None


@pytest.mark.parametrize("number", ["", "5321", "110101199003070011", "532100198803040016", "不详"])
def test_a_number_of_elsewhere_or_of_the_prefecture_names_no_county(number: str) -> None:
    assert of_number(number) is None


@pytest.mark.parametrize(("old", "new"), [
    ("532122", "530621"), ("532123", "530622"), ("532124", "530623"), ("532125", "530624"), ("532126", "530625"),
    ("532127", "530626"), ("532128", "530627"), ("532129", "530628"), ("532130", "530629"), ("532131", "530681"),
    ("530630", "530681"), ("532101", "530602"), ("532121", "530602"), ("532100", "530600"), ("530602", "530602"),
    ("530699", "530699"), ("110101", "110101"),
])  # fmt: skip
def test_each_old_code_of_the_prefecture_leads_to_the_one_of_today(old: str, new: str) -> None:
    assert current(old) == current(old + "102203") == new
    assert same_county(old, new + "001") and same_county(new, old)


def test_the_counties_of_today_by_name() -> None:
    assert {division.code: division.name for division in counties()} == {
        "530600": "昭通市", "530602": "昭阳区", "530621": "鲁甸县", "530622": "巧家县", "530623": "盐津县",
        "530624": "大关县",
        "530625": "永善县", "530626": "绥江县", "530627": "镇雄县", "530628": "彝良县", "530629": "威信县",
        "530681": "水富市",
    }  # fmt: skip


def test_a_code_says_from_when_to_when() -> None:
    found = {code: find_division(code) for code in ("530630", "530681", "532101", "532121", "532128", "530699")}
    assert {code: (one.since, one.until) for code, one in found.items() if one} == {
        "530630": (2001, 2017), "530681": (2018, None), "532101": (1981, 2000), "532121": (None, 1982),
        "532128": (None, 2000), "530699": (None, None),
    }  # fmt: skip


@pytest.mark.parametrize(("one", "other"), [("", "530627"), ("530627", ""), ("530627", "530628"), ("532128", "530628")])
def test_two_counties_are_two(one: str, other: str) -> None:
    assert not same_county(one, other)


def test_six_digits_name_a_county_and_five_do_not() -> None:
    assert of_number("530627") == find_division("530627")
    assert of_number("53062") is None
