"""How two numbers may be one: whole, in part, masked, slipped, under the county's old code."""

from __future__ import annotations

import pytest

from flows.identity.resident_number import check_digit
from flows.linkage.comparison import compare_person
from flows.linkage.number_similarity import compare_id_numbers, parse_number
from flows.linkage.person import Person, Query


def _whole(body: str) -> str:
    return body + check_digit(body)


BODY = "53069919880305122"
NUMBER = _whole(BODY)
OLD = BODY[:6] + BODY[8:]  # as it was written with fifteen digits
WRONG_CHECK = BODY + ("0" if NUMBER[17] != "0" else "1")
DIFFERENT = ("different", -6)


def _both_ways(one: str, other: str) -> tuple[str, int] | None:
    found = compare_id_numbers(one, other)
    assert compare_id_numbers(other, one) == found
    return found


@pytest.mark.parametrize("at", range(17))
def test_each_wrong_digit_is_a_slip_of_one_number(at: int) -> None:
    for step in range(1, 10):
        wrong = NUMBER[:at] + str((int(NUMBER[at]) + step) % 10) + NUMBER[at + 1 :]
        assert _both_ways(NUMBER, wrong) == ("one_digit", 70)


@pytest.mark.parametrize("at", [at for at in range(16) if NUMBER[at] != NUMBER[at + 1]])
def test_two_neighbours_swapped_are_a_slip(at: int) -> None:
    swapped = NUMBER[:at] + NUMBER[at + 1] + NUMBER[at] + NUMBER[at + 2 :]
    assert _both_ways(NUMBER, swapped) == ("swapped_digits", 70)


@pytest.mark.parametrize("at", range(18))
def test_a_digit_left_out_or_doubled_is_a_slip(at: int) -> None:
    found = _both_ways(NUMBER, NUMBER[:at] + NUMBER[at + 1 :])
    # Without its first or its last figure what is left is a part of the number, and says no less.
    assert found == (("one_digit", 66) if 0 < at < 17 else ("fragment", 68))
    assert _both_ways(NUMBER, NUMBER[:at] + "4" + NUMBER[at:])[1] >= 66


@pytest.mark.parametrize(("one", "other", "expected", "why"), [
    (NUMBER, NUMBER, ("equal", 74), "the same"),
    (NUMBER, f" {NUMBER[:6]} {NUMBER[6:14]}-{NUMBER[14:]} ", ("equal", 74), "in groups"),
    (OLD, OLD, ("equal", 74), "both with fifteen digits"),
    (NUMBER, OLD, ("fifteen_eighteen", 74), "fifteen digits and eighteen"),
    (NUMBER, WRONG_CHECK, ("check_digit_only", 72), "the check digit alone"),
    (WRONG_CHECK, OLD, ("check_digit_only", 72), "the check digit, and fifteen digits"),
    (_whole("532128" + BODY[6:]), _whole("530627" + BODY[6:]), ("old_division", 72), "the county's old code"),
    (_whole("532128" + BODY[6:]), _whole("530628" + BODY[6:]), ("other_division", 12), "another county's code"),
    (_whole(BODY[:14] + "128"), NUMBER, ("next_number", 0), "one day and place, both good: two people"),
    (NUMBER, NUMBER[:14] + "987" + NUMBER[17], ("next_number", 0), "one day and place, three figures of the order"),
    (NUMBER, _whole("53069919880305128")[:17] + WRONG_CHECK[17], ("digit_and_check", 36), "a figure and the check"),
    (NUMBER, BODY[:15] + "31" + NUMBER[17], ("next_number", 0), "two figures of the order, none of them swapped"),
    (NUMBER, BODY[:14] + "221" + NUMBER[17], ("next_number", 0), "two figures of the order swapped across a third"),
    (NUMBER, "53069919830805122" + NUMBER[17], ("two_digits", 30), "two figures swapped that are no neighbours"),
    (NUMBER, "54" + BODY[2:9] + "9" + BODY[10:] + WRONG_CHECK[17], ("two_digits", 30), "two figures, one faulty"),
    (NUMBER, "54" + BODY[2:9] + "99" + BODY[11:] + WRONG_CHECK[17], DIFFERENT, "three figures"),
    (NUMBER, _whole("54" + BODY[2:9] + "9" + BODY[10:]), DIFFERENT, "two figures, and both numbers are good"),
    (NUMBER, _whole(BODY[:9] + "9" + BODY[10:]), DIFFERENT, "a figure of the year, and both numbers are good"),
    (NUMBER, _whole("53069919700101001"), DIFFERENT, "another number"),
    (NUMBER, OLD[:10] + "7" + OLD[11:], ("one_digit", 70), "fifteen digits, one of them wrong"),
    (NUMBER, OLD[:11] + OLD[12] + OLD[11] + OLD[13:], ("swapped_digits", 70), "fifteen digits, two of them swapped"),
    (NUMBER, OLD[:9] + OLD[10:], ("one_digit", 60), "fifteen digits, one of them left out"),
    (NUMBER, OLD[:9] + "7" + OLD[9:], ("one_digit", 60), "fifteen digits, one too many"),
    (_whole("53069920080305122"), "53069908030522", DIFFERENT, "fifteen digits were never given in this century"),
    (NUMBER[:16], NUMBER, ("fragment", 35), "the start"),
    (NUMBER[:14], NUMBER, ("fragment", 27), "the start to the day of birth"),
    (NUMBER[:9], NUMBER, ("fragment", 7), "the first nine"),
    (NUMBER[:8], NUMBER, ("fragment", 3), "county and century, which everybody shares"),
    (NUMBER[:6], NUMBER, ("fragment", 3), "the county"),
    (NUMBER[:5], NUMBER, DIFFERENT, "too little of the start"),
    (NUMBER[-12:], NUMBER, ("fragment", 68), "the end, and it counts so much at most"),
    (NUMBER[-11:], NUMBER, ("fragment", 66), "the end"),
    (NUMBER[-4:], NUMBER, ("fragment", 24), "the last four"),
    (NUMBER[-3:], NUMBER, DIFFERENT, "too little of the end"),
    (BODY[-7:], NUMBER, ("fragment", 42), "the end without its check digit"),
    (NUMBER[6:14], NUMBER, ("fragment", 24), "the day of birth"),
    (NUMBER[5:15], NUMBER, ("fragment", 30), "ten from the middle"),
    (NUMBER[4:16], NUMBER, ("fragment", 30), "twelve from the middle, and they count so much at most"),
    (NUMBER[6:12], NUMBER, ("fragment", 18), "six from the middle"),
    (NUMBER[6:11], NUMBER, DIFFERENT, "too little from the middle"),
    ("1229", "1229", ("fragment", 24), "the same part"),
    ("122", "122", DIFFERENT, "the same, and too little of it"),
    ("99999999", NUMBER, DIFFERENT, "no part of it"),
    ("5122", "123451225122", ("fragment", 24), "two parts, one the end of the other"),
])  # fmt: skip
def test_how_much_two_numbers_say(one, other, expected, why):
    assert _both_ways(one, other) == expected, why


@pytest.mark.parametrize(("one", "other", "expected", "why"), [
    ("530699********" + NUMBER[-4:], NUMBER, ("fragment", 30), "county and last four"),
    ("530699XXXXXXXX" + NUMBER[-4:], NUMBER, ("fragment", 30), "the mask as it is stored"),
    ("530699????????1229", NUMBER, ("fragment", 30), "question marks"),
    (NUMBER[:14] + "****", NUMBER, ("fragment", 42), "all but the order"),
    (NUMBER[:10] + "O" + NUMBER[11:], NUMBER, ("fragment", 51), "a letter for a figure"),
    ("530699************", NUMBER, ("fragment", 3), "the county alone, which everybody shares"),
    ("530699************", "530699************", ("fragment", 3), "two masks of one county are not one number"),
    ("530699********1228", "530699********1228", ("fragment", 30), "two masks that leave the same figures"),
    ("530699********1228", "530699********1229", DIFFERENT, "two masks that leave other figures"),
    ("******************", "******************", None, "nothing but a mask"),
    ("******************", NUMBER, None, "a mask of everything says nothing against a number"),
    ("*************" + NUMBER[-5:-1] + "*", NUMBER, ("fragment", 12), "four figures of the end"),
    ("**************" + NUMBER[-4:-1] + "*", NUMBER, None, "three figures"),
    ("530699****9999", NUMBER, DIFFERENT, "other figures behind the mask"),
    ("530698****" + NUMBER[-4:], NUMBER, DIFFERENT, "other figures before the mask"),
    ("530699****" + NUMBER[-4:], NUMBER, ("fragment", 27), "a mask that is too short"),
    ("530699____" + NUMBER[-4:], NUMBER, ("fragment", 27), "strokes for the mask"),
    ("530699XX" + NUMBER[-4:], NUMBER, ("fragment", 27), "two marks are a mask"),
    ("****" + NUMBER[-4:], NUMBER, ("fragment", 24), "the last four alone"),
    ("**" + NUMBER[-3:], NUMBER, None, "too little behind the mask"),
    ("5306****", NUMBER, ("fragment", 3), "the prefecture alone"),
    (NUMBER[:12] + "**", NUMBER, ("fragment", 19), "the start, the rest masked"),
    ("**" + NUMBER[-14:], NUMBER, ("fragment", 68), "the end counts so much at most"),
    (NUMBER[:9] + "**" + NUMBER[8:], NUMBER, None, "more figures than a number has"),
    ("530699****1228", "530699****12280", None, "two masks of different lengths"),
    ("53**99****" + NUMBER[-4:], NUMBER, None, "masked in two places"),
    ("530699*" + NUMBER[-4:], NUMBER, None, "one mark hides nobody knows how much"),
    ("530699****" + NUMBER[-4:], NUMBER[:17], None, "beside a number that is not whole"),
    (NUMBER[:13] + "*" + NUMBER[14:16] + "9" + NUMBER[17], NUMBER,
     ("two_digits", 30), "a figure masked, another wrong"),
    (NUMBER[:12] + "*" * 2 + "9" + NUMBER[15:17] + "*", NUMBER, ("two_digits", 30), "a figure wrong of fifteen"),
    (NUMBER[:6] + "*" * 7 + "9" + NUMBER[14:17] + "*", NUMBER, DIFFERENT, "a figure wrong of ten"),
    ("不详", NUMBER, None, "words are no number"),
    ("不详", "不详", None, "two words"),
    ("", NUMBER, None, "none"),
    ("  ", NUMBER, None, "spaces"),
    ("", "", None, "neither"),
])  # fmt: skip
def test_what_a_mask_leaves_is_compared_and_nothing_else(one, other, expected, why):
    assert _both_ways(one, other) == expected, why


@pytest.mark.parametrize(("agreeing", "code"), [(12, "two_digits"), (11, "different")])
def test_one_wrong_figure_beside_a_mask_is_a_slip_where_twelve_agree(agreeing, code):
    masked = "9" + NUMBER[1 : agreeing + 1] + "?" * (17 - agreeing)
    assert _both_ways(masked, NUMBER)[0] == code


def test_what_is_typed_may_be_endless():
    assert parse_number("5" * 100_000).number == "5" * 32
    assert compare_id_numbers("*" * 100_000, NUMBER) is None


def test_two_people_of_a_register_whose_numbers_are_masked_are_not_one_by_the_mask():
    """An extract with masked numbers gave every pair of one county an equal number."""
    one = Query(name="罗贵兰", id_number="530699************", father_id="530699************")
    mask = "530699XXXXXXXXXXXX"
    found = compare_person(one, Person("P", name="周小强", id_number=mask, father_id=mask))
    assert (found.band, found.relation) == ("weak", "other")
    assert {reason.field: reason.points for reason in found.reasons}["id_number"] == 3
    assert "father" not in {reason.field for reason in found.reasons}


def test_a_number_that_cannot_be_read_is_said_to_be_so():
    found = compare_person(Query(name="罗贵兰", id_number="不详"), Person("P", name="罗贵兰", id_number=NUMBER))
    assert ("id_number", "unreadable") in found.not_compared
