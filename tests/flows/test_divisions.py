"""Old and new county codes name the same county."""

from __future__ import annotations

import pytest

from flows.divisions import counties, current, find, same_county


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
    assert find("") is None


def test_every_successor_is_in_force() -> None:
    assert len(counties()) == 12
    assert all(current(current(d.code)) == current(d.code) for d in counties())
