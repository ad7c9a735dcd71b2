"""What the county's word may say: each thing that it cannot is refused with its own code, by both sides alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from flows.case import actions as a
from flows.case.county_decision import NotSayable, check_decision, is_office, is_text, iso_day
from harness.refusals import refused

TODAY = date(2016, 6, 20)
#: Born on 5 March 2016, on 20 and on 21 June 2016, on the last day of 1948 and the first of 1949; all invented.
CHILD, TODAYS, TOMORROWS = "530699201603050023", "530699201606200015", "530699201606210010"
OF_1948, OF_1949 = "53069919481231001X", "530699194901010019"
GRANT = a.Move("grant")
GRANTED = a.Move("grant", number=CHILD, on="2016-06-20")
REFUSED = a.Move("not_grant", "理由", "other_registration")
BACK = a.Move("send_back", "补充")


def fault(said: a.Move, officer: str | None = "7") -> str:
    """The code with which the county cannot say it; empty if it can."""
    try:
        check_decision(said, officer, TODAY)
    except NotSayable as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize("said", [GRANT, GRANTED, REFUSED, BACK, replace(BACK, field="person.name")])
def test_what_an_officer_of_the_county_can_enter_is_taken_in(said: a.Move):
    assert fault(said) == ""
    # older acknowledgements said it of nobody in particular
    assert fault(said, None) == ""


@pytest.mark.parametrize("officer", ["", "county", "recovery", "0 7", "甲", "x" * 21])
def test_a_decision_is_by_somebody_with_a_badge(officer: str):
    assert fault(GRANT, officer) == "county_officer"


@pytest.mark.parametrize("event", ["forward", "refer", "register", "find_registered", "withdraw", "", "GRANT"])
def test_the_county_grants_does_not_grant_or_sends_back_and_nothing_else(event: str):
    assert fault(a.Move(event, "补充", "x")) == "unknown_event"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (replace(REFUSED, note=""), "county_ground_missing"),
        (replace(REFUSED, ground=""), "county_ground_missing"),
        (replace(BACK, note=""), "county_words_missing"),
        (replace(BACK, field="person.plan"), "county_words_missing"),
        (replace(GRANT, field="nowhere"), "county_words_missing"),
        (replace(BACK, note="长" * 401), "county_text"),
        (replace(REFUSED, ground="g" * 101), "county_text"),
        (replace(BACK, note="补\x1b[31m充"), "county_text"),
        (replace(BACK, note="补\u202e充"), "county_text"),
        (replace(REFUSED, ground="a\tb"), "county_text"),
    ],
)
def test_words_that_are_missing_or_do_not_fit_are_refused(said: a.Move, code: str):
    assert fault(said) == code


@pytest.mark.parametrize(
    ("said", "officer", "code"),
    [
        (GRANT, "0 7", "county_officer"),
        (a.Move("refer"), "7", "unknown_event"),
        (replace(REFUSED, note=""), "7", "county_ground_missing"),
        (replace(BACK, note=""), "7", "county_words_missing"),
        (replace(BACK, note="\t"), "7", "county_text"),
        (replace(GRANTED, on=""), "7", "county_number_and_date"),
        (replace(GRANTED, number="1"), "7", "county_number_invalid"),
        (replace(GRANTED, on="x"), "7", "county_day"),
        (replace(GRANTED, on="2016-06-21"), "7", "county_day_impossible"),
    ],
)
def test_which_of_several_decisions_in_a_file_it_was_is_told_by_the_event(said: a.Move, officer: str, code: str):
    with refused(NotSayable, code) as told:
        check_decision(said, officer, TODAY)
    assert told.params == {"event": said.event}


def test_words_of_just_the_length_fit_and_a_note_may_have_lines():
    assert fault(replace(REFUSED, note="长" * 400, ground="g" * 100)) == ""
    assert fault(replace(BACK, note="一\n二")) == ""
    assert fault(replace(GRANT, field="person.name")) == ""


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"number": ""}, "county_number_and_date"),
        ({"on": ""}, "county_number_and_date"),
        ({"event": "send_back", "note": "x"}, "county_number_and_date"),
        ({"event": "not_grant", "note": "x", "ground": "y"}, "county_number_and_date"),
        ({"number": "../../x"}, "county_number_invalid"),
        # a wrong check digit, a day that was none, fifteen digits, and a number grouped as on a card
        ({"number": "530699201603050024"}, "county_number_invalid"),
        ({"number": "530699201602300025"}, "county_number_invalid"),
        ({"number": "530699900307001"}, "county_number_invalid"),
        ({"number": "530699 20160305 0023"}, "county_number_invalid"),
        ({"number": OF_1948.lower()}, "county_number_invalid"),
        ({"on": "not a day"}, "county_day"),
        ({"on": "20160620"}, "county_day"),
        ({"on": "2016-06-31"}, "county_day"),
        # after today, before the birth, before there was the county
        ({"on": "2016-06-21"}, "county_day_impossible"),
        ({"on": "2016-03-04"}, "county_day_impossible"),
        ({"number": OF_1948, "on": "1948-12-31"}, "county_day_impossible"),
        ({"number": TOMORROWS, "on": "2016-06-20"}, "county_day_impossible"),
    ],
)
def test_a_number_and_a_day_that_cannot_be_are_refused(changed: dict[str, str], code: str):
    assert fault(replace(GRANTED, **changed)) == code


@pytest.mark.parametrize(
    ("number", "on"),
    [(CHILD, "2016-03-05"), (TODAYS, "2016-06-20"), (OF_1949, "1949-01-01"), (OF_1948, "1949-01-01")],
)
def test_somebody_is_registered_on_the_day_of_his_birth_at_the_earliest_and_today_at_the_latest(number: str, on: str):
    assert fault(replace(GRANTED, number=number, on=on)) == ""


def test_a_day_is_written_in_one_way():
    assert iso_day("2016-06-20") == TODAY
    assert [iso_day(text) for text in ("20160620", "2016-W25-1", "2016-6-20", "", "2016-06-31")] == [None] * 5


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("", True), ("县公安局 07", True), ("一\n二", True), ("𠮷㛃", True),
        ("a\x00", False), ("a\rb", False), ("\t", False),
        ("\u200b", False), ("\u202e", False), ("\u2028", False), ("\u2029", False), ("\ud800", False),
        # a private sign and one that this program's Unicode does not know yet: rare names have them
        ("\ue000", True), ("\U0003347a", True),
    ],
)  # fmt: skip
def test_nothing_steers_or_hides_in_a_text_but_the_ends_of_lines(text: str, fits: bool):
    assert is_text(text) is fits


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("县公安局户政科", True), ("办", True), ("公" * 40, True), ("公" * 41, False), ("", False), (" 公安局", False),
        ("公安局 ", False), ("公安\n局", False), ("公安\u202e局", False), ("公安 局", True),
    ],
)  # fmt: skip
def test_an_office_has_a_name_of_one_line(name: str, fits: bool):
    assert is_office(name) is fits
