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
