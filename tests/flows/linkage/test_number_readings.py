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
