"""GB 11643 at the counter: check digit, date and parity count, the county code only hints."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.identity import resident_number
from flows.identity.resident_number import check_digit, check_number, sex_agrees


def _number(body: str) -> str:
    return body + check_digit(body)


GOOD = _number("53069919880305123")


def test_a_good_number_says_birth_sex_and_division() -> None:
    found = check_number(GOOD)
    assert found.valid
    assert (found.birth, found.sex, found.division) == (date(1988, 3, 5), "1", "530699")
    assert found.hints == ("division_practice",)


@pytest.mark.parametrize("mark", ["x", "X", "*", "ｘ", "Ｘ", "＊", "×", "Х"])
def test_every_way_to_write_the_check_digit_x(mark: str) -> None:
    body = next(b for n in range(999) if check_digit(b := f"53069919880305{n:03d}") == "X")
    assert check_number(body + mark) == check_number(body + "X")
    assert check_number(body + mark).valid


def test_full_width_digits_and_spaces_are_read() -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in GOOD)
    assert check_number(f" {wide[:6]} {wide[6:14]}　{wide[14:]}").number == GOOD


def test_fifteen_digits_become_eighteen() -> None:
    found = check_number(GOOD[:6] + GOOD[8:17])
    assert found.number == GOOD
    assert "from_15_digits" in found.hints


@pytest.mark.parametrize("division", ["530627", "530602", "530681", "532128", "999999"])
def test_a_county_code_never_makes_a_number_invalid(division: str) -> None:
    assert check_number(_number(division + "19550305001")).valid


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("12345", "length"),
        ("9" * 100_000, "length"),
        ("53069919880305X231", "characters"),
        ("5306991988030512a4", "characters"),
        ("٥٣٠٦٩٩١٩٨٨٠٣٠٥١٢٣٤", "characters"),
        (GOOD[:17] + ("0" if GOOD[17] != "0" else "1"), "check_digit"),
        (_number("53069919880230123"), "date"),
    ],
)
def test_what_is_wrong_is_named(typed: str, problem: str) -> None:
    assert problem in check_number(typed).problems


def test_parity_is_compared_with_the_sex_written() -> None:
    assert sex_agrees(check_number(GOOD), "1")
    assert not sex_agrees(check_number(GOOD), "2")
    assert sex_agrees(check_number(GOOD), "")


@given(st.text(max_size=30))
def test_no_text_raises(text: str) -> None:
    resident_number.check_number(text)


@given(st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_is_seen(position: int, step: int) -> None:
    wrong = GOOD[:position] + str((int(GOOD[position]) + step) % 10) + GOOD[position + 1 :]
    assert "check_digit" in check_number(wrong).problems
