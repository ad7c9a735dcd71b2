"""Which numbers a station that goes on from a copy may have given out before, so that none ever names two people."""

from __future__ import annotations

import pytest

from flows.case.case_numbers import Restoration, base_of, may_be_lost

#: The copy is of the evening of 14 June at Greenwich, which is the 15th at the counter; it was put back on the 16th.
FIRST = Restoration(1, "2016-06-16T02:00:00Z", 40, "2016-06-14T22:00:00Z")
SECOND = Restoration(2, "2016-06-16T02:00:00Z", 40, "2016-06-16T01:00:00Z")
CODE = "5306-99"


def test_the_days_are_those_between_and_one_more_on_each_side():
    assert list(FIRST.days) == ["20160613", "20160614", "20160615", "20160616", "20160617"]
    assert list(SECOND.days) == ["20160615", "20160616", "20160617"]
    assert list(Restoration(1, "2016-03-01T00:00:00Z", 1, "2016-02-29T00:00:00Z").days) == [
        "20160228", "20160229", "20160301", "20160302",
    ]  # fmt: skip


def test_after_each_restore_the_count_of_the_day_goes_on_a_hundred_higher():
    assert [base_of(times) for times in range(4)] == [0, 500, 600, 700]


@pytest.mark.parametrize(
    ("number", "lost"),
    [
        # whole, with hyphens or without, and as it stands on a paper: the last digits alone
        ("530699-20160614-001", True),
        ("53069920160614001", True),
        ("20160614-001", True),
        ("001", True),
        ("01", True),
        ("1", True),
        # the day before the first, the last, the day after
        ("530699-20160612-001", False),
        ("530699-20160613-001", True),
        ("530699-20160617-001", True),
        ("530699-20160618-001", False),
        # the count of before goes up to 500
        ("530699-20160614-500", True),
        ("530699-20160614-501", False),
        ("500", True),
        ("501", False),
        # of another station
        ("530699-1-20160614-001", False),
        ("530698-20160614-001", False),
        # no number at all
        ("", False),
        ("-", False),
        ("abc", False),
        ("００１", False),
        ("٠٠١", False),
        ("²", False),
        ("9001", False),
    ],
)
def test_a_number_may_be_lost_if_the_station_could_have_given_it_out(number: str, lost: bool):
    assert may_be_lost(FIRST, CODE, number) is lost


def test_after_the_second_restore_the_numbers_between_the_two_may_be_lost_as_well():
    assert may_be_lost(SECOND, CODE, "600")
    assert not may_be_lost(SECOND, CODE, "601")
    assert not may_be_lost(SECOND, CODE, "530699-20160614-001")
