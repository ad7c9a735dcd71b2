"""What a number as typed may stand for: the check digit says which slips of the pen are possible."""

from __future__ import annotations

import pytest

from flows.identity.resident_number import check_digit
from flows.linkage.number_readings import NumberEnd, bodies, body_of, day_at_the_start, read_number_ends

BODY = "53069919850515100"
RIGHT = BODY + check_digit(BODY)


def test_a_right_number_is_only_itself() -> None:
    assert bodies(RIGHT) == (BODY,)


@pytest.mark.parametrize("at", range(17))
def test_a_wrong_digit_leaves_few_numbers_and_the_right_one_among_them(at: int) -> None:
    wrong = RIGHT[:at] + str((int(RIGHT[at]) + 3) % 10) + RIGHT[at + 1 :]
    found = bodies(wrong)
    assert found[0] == wrong[:17]
    assert BODY in found
    assert len(found) < 30


@pytest.mark.parametrize("at", [place for place in range(16) if RIGHT[place] != RIGHT[place + 1]])
def test_two_neighbours_swapped(at: int) -> None:
    assert BODY in bodies(RIGHT[:at] + RIGHT[at + 1] + RIGHT[at] + RIGHT[at + 2 :])


@pytest.mark.parametrize("at", range(17))
def test_a_digit_left_out_or_doubled(at: int) -> None:
    assert BODY in bodies(RIGHT[:at] + RIGHT[at + 1 :])
    assert BODY in bodies(RIGHT[:at] + RIGHT[at] + RIGHT[at:])


def test_fifteen_digits_mean_the_twentieth_century() -> None:
    assert bodies("530699850515100") == ("53069919850515100",) == (body_of("530699850515100"),)


@pytest.mark.parametrize("text", ["", "5", "X", "abc", "5306991985051510０X", "9" * 40, "530699****1234"])
def test_other_text_is_no_number(text: str) -> None:
    assert bodies(text) == ()
    assert body_of(text) == ""


def test_the_end_of_a_number_with_and_without_its_check_digit() -> None:
    assert NumberEnd(RIGHT[10:17], RIGHT[17], "1985") in read_number_ends(RIGHT[6:])
    assert NumberEnd(RIGHT[10:17], RIGHT[17], "85") in read_number_ends(RIGHT[8:])
    assert NumberEnd(RIGHT[10:17], "", "") in read_number_ends(RIGHT[10:17])
    assert read_number_ends(RIGHT[12:]) == ()
    assert all(end.check for end in read_number_ends("0515100X"))


def test_the_start_of_a_number_says_the_day_once_it_reaches_so_far() -> None:
    assert day_at_the_start(RIGHT[:14]) == (1985, 5, 15)
    assert day_at_the_start(RIGHT[:13]) is None


@pytest.mark.parametrize(("text", "body"), [
    (RIGHT, BODY), (BODY + "X", BODY), (BODY + "?", BODY), ("530699850515100", BODY), (BODY, ""), (BODY + "12", ""),
    ("5306998505151O0", ""), ("٥" * 18, ""), ("٥" * 15, ""), ("53069985051510", ""), ("53069919850515X001", ""),
    ("", ""),
])  # fmt: skip
def test_the_seventeen_digits_of_a_number(text: str, body: str) -> None:
    assert body_of(text) == body


def test_what_is_typed_comes_first_and_only_what_the_check_digit_confirms_behind() -> None:
    wrong = BODY + ("0" if RIGHT[17] != "0" else "1")
    found = bodies(wrong)
    assert found[0] == BODY
    assert len(set(found)) == len(found) > 10
    assert all(check_digit(body) == wrong[17] or body[-1] != BODY[-1] for body in found[1:])
    seventeen = bodies(BODY)
    assert seventeen[0] == BODY
    assert bodies(BODY[:16] + "X")[:1] != (BODY[:16] + "X",)
    nineteen = bodies("9" + RIGHT)
    assert BODY in nineteen
    assert len(nineteen) == 3


@pytest.mark.parametrize(
    "text", ["53069985051510", RIGHT + "12", "53069985051510X0", BODY[:10] + "X" + BODY[11:], "٥" * 18]
)
def test_what_has_no_reading(text: str) -> None:
    assert bodies(text) == ()


def test_a_check_digit_x_is_read_at_the_end() -> None:
    body = next(b for n in range(999) if check_digit(b := f"53069919850515{n:03d}") == "X")
    assert bodies(body + "X") == (body,)
    assert body in bodies(body[:16] + "X")
    assert bodies(body[:5] + "1" + body[6:] + "X")[0] == body[:5] + "1" + body[6:]


@pytest.mark.parametrize(("typed", "ends"), [
    ("0515100", [("0515100", "", "")]),
    ("05151003", [("0515100", "3", "")]),
    ("0515100X", [("0515100", "X", "")]),
    ("505151003", [("0515100", "3", "5")]),
    ("850515100", [("0515100", "", "85")]),
    ("8505151003", [("0515100", "3", "85")]),
    ("99198505151003", [("0515100", "3", "1985")]),
    ("9919850515100X", [("0515100", "X", "1985")]),
    ("3069919850515100", [("0515100", "", "1985")]),
    ("1231999", [("1231999", "", "")]),
    ("1301999", []), ("0001999", []), ("1232999", []), ("1200999", []), ("0131001", [("0131001", "", "")]),
    ("515100", []), ("53069919850515100", []), ("O515100", []), ("٠515100", []), ("X515100", []), ("", []),
])  # fmt: skip
def test_what_the_end_of_a_number_may_be(typed: str, ends: list[tuple[str, str, str]]) -> None:
    assert [(end.seven, end.check, end.year) for end in read_number_ends(typed)] == ends


@pytest.mark.parametrize(("typed", "day"), [
    (RIGHT, (1985, 5, 15)), (RIGHT[:14], (1985, 5, 15)), (RIGHT[:13], None), ("5306991985051X", None), ("٥" * 14, None),
    ("", None),
])  # fmt: skip
def test_the_day_at_the_start(typed: str, day: tuple[int, int, int] | None) -> None:
    assert day_at_the_start(typed) == day
