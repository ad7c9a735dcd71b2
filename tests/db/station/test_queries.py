"""What lists and the lookup read of a station."""

from __future__ import annotations

from datetime import date

from db.errors import CannotOpen
from db.station.station import Station
from flows.case import actions as a
from flows.case.status import Transfer
from flows.identity.birth_date import BirthDate
from flows.linkage.lookup_result import FoundCandidate
from harness.refusals import refused
from harness.stations.intake import (
    AT,
    CLERK,
    DAY,
    open_case,
)


def test_a_row_shows_the_surname_and_no_more_of_the_name(station: Station):
    open_case(station)
    (row,) = station.queries.rows()
    assert (row.surname, row.number, row.story) == ("欧阳", "530699001-20160614-001", "a story")
    assert "小明" not in str(row)


def test_a_row_counts_what_the_case_waits_for(station: Station):
    number = open_case(station)
    slip = a.PrintSlip(
        "notification", "ab", ("birth_certificate", "marriage_certificate|nonmarital_statement", "x")
    )
    lookup = a.RecordLookup(
        (FoundCandidate("register:1", "normal", "weak", 9, "other"),), (), 9, "2016-06-01"
    )
    station.append_all([slip, lookup, a.Move("notify"), a.Park(True)], case_id=number, operator=CLERK, at=AT)
    (row,) = station.queries.rows()
    # the certificate is there already
    assert (row.missing, row.undecided, row.queried, row.parked) == (2, 1, False, True)
    station.append(a.MarkPaper("nonmarital_statement", "has"), case_id=number, operator=CLERK, at=AT)
    assert station.queries.rows()[0].missing == 1
    assert station.queries.rows()[0].transfer == Transfer.UNSENT


def test_numbers_count_up_through_the_day_and_past_999(station: Station):
    assert station.queries.next_number(DAY) == "530699001-20160614-001"
    open_case(station)
    assert station.queries.next_number(DAY) == "530699001-20160614-002"
    assert station.queries.next_number(date(2016, 6, 15)) == "530699001-20160615-001"
    for count in (999, 1000):
        opening = a.OpenCase("2016-06-14", "")
        station.append(opening, case_id=f"530699001-20160614-{count}", operator=CLERK, at=AT)
    assert station.queries.next_number(DAY) == "530699001-20160614-1001"
    assert [row.case_id[-4:] for row in station.queries.rows()] == ["-001", "-999", "1000"]


def test_the_stations_own_cases_are_persons_for_the_lookup(station: Station):
    one, other = open_case(station), open_case(station, person_former_names="石头、欧阳石", person_birth="")
    (person,) = station.queries.people(except_case=one)
    assert (person.person_id, person.source, person.former_names) == (other, "case", ("石头", "欧阳石"))
    assert person.birth is None
    (person,) = station.queries.people(except_case=other)
    assert person.birth == BirthDate.from_text("2016-03-05")
    assert (person.father_name, person.mother_name) == ("欧阳建国", "赵秀英")
    assert len(station.queries.people()) == 2


def test_an_empty_case_is_nobody_to_be_compared_with(station: Station):
    opening = a.OpenCase("2016-06-14", "")
    station.append(opening, case_id=station.queries.next_number(DAY), operator=CLERK, at=AT)
    assert station.queries.people() == ()


def test_a_status_that_there_is_not_is_no_row_of_the_journal_s(station: Station):
    open_case(station)
    station._database.conn.execute("UPDATE cases SET status = 'lost'")
    with refused(CannotOpen, "journal_differs", by="_rows_as_made"):
        station.queries.rows()
