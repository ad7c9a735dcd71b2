"""GB 11643 at the counter: check digit, date and parity count, the county code only hints."""

from __future__ import annotations

import re
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


@given(st.text(max_size=30) | st.from_regex(r"[0-9]{14,19}[0-9Xx*]?", fullmatch=True))
def test_any_text_is_a_number_or_has_a_problem_by_name(text: str) -> None:
    checked = check_number(text)
    if checked.problems:
        assert set(checked.problems) <= {"empty", "length", "characters", "date", "check_digit"}
    else:
        assert re.fullmatch(r"[0-9]{17}[0-9X]", checked.number)
        assert checked.birth is not None and checked.sex in ("1", "2")


@given(st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_is_seen(position: int, step: int) -> None:
    wrong = GOOD[:position] + str((int(GOOD[position]) + step) % 10) + GOOD[position + 1 :]
    assert "check_digit" in check_number(wrong).problems


@pytest.mark.parametrize(("typed", "problems", "hints"), [
    (GOOD, (), ("division_practice",)),
    (GOOD[:6] + GOOD[8:17], (), ("from_15_digits", "division_practice")),
    (_number("53062719880305123"), (), ()),
    (_number("53212819880305123"), (), ("division_old",)),
    (_number("99999919880305123"), (), ("division_unknown",)),
    ("999999880305123", (), ("from_15_digits", "division_unknown")),
    ("", ("empty",), ()),
    ("5" * 14, ("length",), ()), ("5" * 16, ("length",), ()), ("5" * 17, ("length",), ()),
    ("5" * 19, ("length",), ()),
    ("5306998803051X3", ("characters",), ()), ("53069988030512X", ("characters",), ()),
    (GOOD[:17] + "A", ("characters",), ()), (GOOD[:5] + "X" + GOOD[6:], ("characters",), ()),
    (GOOD[:17] + ("0" if GOOD[17] != "0" else "1"), ("check_digit",), ("division_practice",)),
    (_number("53069919880230123"), ("date",), ("division_practice",)),
    ("530699198802301230"[:17] + ("1" if check_digit("53069919880230123") != "1" else "2"), ("check_digit", "date"),
     ("division_practice",)),
    ("530699880230123", ("date",), ("from_15_digits", "division_practice")),
])  # fmt: skip
def test_every_problem_and_every_hint(typed: str, problems: tuple[str, ...], hints: tuple[str, ...]) -> None:
    found = check_number(typed)
    assert (found.problems, found.hints, found.valid) == (problems, hints, not problems)


def test_what_a_number_says_where_the_check_digit_is_wrong() -> None:
    found = check_number(GOOD[:17] + ("0" if GOOD[17] != "0" else "1"))
    assert (found.birth, found.sex, found.division, found.body) == (date(1988, 3, 5), "1", "530699", GOOD[:17])
    nothing = check_number("530699")
    assert (nothing.birth, nothing.sex, nothing.division, nothing.body) == (None, "", "", "")
    assert check_number("5" * 40).number == "5" * 32


@pytest.mark.parametrize(("body", "check"), [
    ("00000000000000000", "1"), ("00000000000000001", "X"), ("00000000000000002", "8"), ("00000000000000010", "8"),
    ("00000000000000100", "4"), ("10000000000000000", "5"), ("53069919880305122", "9"),
])  # fmt: skip
def test_the_check_digit_as_the_weights_of_the_standard_give_it(body: str, check: str) -> None:
    """GB 11643-1999: the last weights are 8, 4, 2, the first is 7; the remainder by 11 is a place in 10X98765432."""
    assert check_digit(body) == check


def test_fifteen_digits_are_of_the_nineteen_hundreds() -> None:
    assert resident_number.to_18("530699880305122") == "530699198803051229"
    with pytest.raises(ValueError, match=r"shorter|longer"):
        check_digit("1234")


@pytest.mark.parametrize("mark", list("x*×ХхΧχ✕X"))
def test_each_sign_for_the_check_digit_x(mark: str) -> None:
    assert resident_number.normalise_number(f"53069919790507059{mark}") == "53069919790507059X"


def test_a_sex_that_is_not_known_contradicts_nothing() -> None:
    good, empty = check_number(GOOD), check_number("")
    assert [sex_agrees(good, sex) for sex in ("1", "2", "", "9")] == [True, False, True, True]
    assert sex_agrees(empty, "1") and sex_agrees(empty, "2")
