"""The rows beside the journal: what lists, searches and exports are told without folding every case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db.errors import CannotOpen
from db.exchange.outbox import send_packet
from db.station import projections
from db.station.projections import Backup, CaseRow, SentPacket, TakenAck
from db.station.queries import Queries
from db.station.station import Station
from flows.case import actions as a
from flows.case.case import Case, Slip
from flows.case.status import Status, Transfer
from harness.refusals import refused
from harness.stations.founded import tamper
from harness.stations.intake import (
    ADMINISTRATOR,
    APPROVER,
    AT,
    CLERK,
    DAY,
    forwarded,
    new_station,
    open_case,
    submitted,
)

LATER = "2016-06-15T08:00:00Z"


def said(station: Station, *actions: a.Action, by: str = ADMINISTRATOR, at: str = AT) -> None:
    for action in actions:
        station.append(action, case_id="", operator=by, at=at)


# ---- packets and answers


@pytest.mark.parametrize(
    ("restores", "forks", "forked"), [(0, 0, False), (0, 1, True), (1, 1, False), (1, 2, True), (2, 1, False)]
)
def test_a_packet_that_does_not_say_how_often_the_station_went_on_from_a_copy_is_forked(
    restores: int, forks: int, forked: bool
):
    assert SentPacket(1, "ab", 1, AT, 2, restores, forks).forked is forked


@pytest.mark.parametrize(
    ("packet", "first", "second"), [(1, True, False), (2, False, True), (3, True, False), (4, False, True)]
)
def test_an_answer_confirms_what_it_names_or_as_it_was_counted_once(packet: int, first: bool, second: bool):
    """Schema 1 counted up to 3 and named 2 as missing; schema 2 names 2 and 4."""
    counted = TakenAck("ab", 3, (2,), 1, (), "")
    named = TakenAck("ab", 3, (2,), 2, (2, 4), "")
    assert (counted.confirms(packet), named.confirms(packet)) == (first, second)


def test_answers_come_back_as_they_were_taken_in_and_the_same_one_once(station: Station):
    one = a.TakeAcknowledgement("ab" * 32, 3, (2,), 1, (), "")
    two = a.TakeAcknowledgement("cd" * 32, 4, (), 2, (2, 4), "青山县公安局")
    said(station, two, one, two, by=CLERK)
    assert station.queries.acknowledgements() == (
        TakenAck("cd" * 32, 4, (), 2, (2, 4), "青山县公安局"), TakenAck("ab" * 32, 3, (2,), 1, (), ""),
    )  # fmt: skip
    assert station.verify().fault is None


def test_the_countys_office_is_as_entered_or_as_it_last_called_itself(station: Station):
    assert station.queries.county_office() == ""
    for number, office in enumerate(("一县公安局", "二县公安局", "")):
        said(station, a.TakeAcknowledgement(f"{number:064}", 1, (), 2, (), office), by=CLERK)
    assert station.queries.county_office() == "二县公安局"
    said(station, a.SetSetting("county.office", "三县公安局"))
    assert station.queries.county_office() == "三县公安局"


def test_packets_are_kept_byte_for_byte_and_told_by_number(station: Station, tmp_path: Path):
    for _ in range(2):
        forwarded(station)
        send_packet(station, tmp_path / "stick", operator=CLERK, at=AT)
    one, two = station.queries.packets()
    assert [(sent.packet, sent.records, sent.at, sent.forks, sent.forked) for sent in (one, two)] == [
        (1, 1, AT, 0, False), (2, 1, AT, 0, False),
    ]  # fmt: skip
    sent = next((tmp_path / "stick").glob("*000002*.zip")).read_bytes()
    assert station.queries.packet(2) == sent and station.queries.packet(1) != sent
    assert station.queries.packet(3) is None


# ---- copies and restores


def test_a_copy_is_a_check_as_well_and_a_check_is_no_copy(station: Station):
    assert station.queries.last_backup() is None and station.queries.last_check() is None
    said(station, a.MakeBackup(7, "ab" * 32, 3, "", True))
    copied = Backup(AT, 7, "")
    assert (station.queries.last_backup(), station.queries.last_check()) == (copied, copied)
    said(station, a.MakeBackup(9, "cd" * 32, 3, "damaged", False), at=LATER)
    assert (station.queries.last_backup(), station.queries.last_check()) == (
        copied,
        Backup(LATER, 9, "damaged"),
    )
    assert station.verify().fault is None


def test_each_restore_counts_and_what_it_says_itself_counts_at_least_so_far(station: Station):
    assert station.queries.restore_count == 0 and station.queries.restores() == ()
    said(station, a.RestoreCopy(3, "ab" * 32, 0, "2016-06-01T00:00:00Z"))
    assert station.queries.restore_count == 1
    said(station, a.RestoreCopy(3, "ab" * 32, 1, ""), at=LATER)
    assert station.queries.restore_count == 2
    said(station, a.RestoreCopy(99, "ab" * 32, 7, ""), at=LATER)
    assert station.queries.restore_count == 7
    first, second, third = station.queries.restores()
    assert (first.at, first.made_at) == (AT, "2016-06-01T00:00:00Z")
    # of when the copy was: as its last record says, or, where it is not here, when it was put back
    assert (second.made_at, third.made_at) == (AT, LATER)


@pytest.mark.parametrize(("restores", "number"), [(0, "001"), (1, "501"), (2, "601")])
def test_after_a_restore_numbers_go_on_above_what_may_have_been_given_out(
    station: Station, restores: int, number: str
):
    for _ in range(restores):
        said(station, a.RestoreCopy(3, "ab" * 32))
    assert station.queries.next_number(DAY) == f"530699001-20160614-{number}"


def test_a_number_that_is_none_of_ours_counts_for_nothing(station: Station):
    for case_id in (
        "530699001-20160614-00x",
        "530699001-20160614-",
        "530699002-20160614-900",
        "530699001-20160615-900",
    ):
        station.append(a.OpenCase("2016-06-14", ""), case_id=case_id, operator=CLERK, at=AT)
    assert station.queries.next_number(DAY) == "530699001-20160614-001"


# ---- keys, roles, settings


def test_of_keys_and_slots_the_last_word_counts(station: Station):
    said(station, a.SetKey("009", "ab", "11" * 32), a.SetKey("009", "cd", "22" * 32))
    assert station.queries.public_keys()["009"] == "22" * 32
    slots = a.ChangeSlots(8, "ef" * 32, ("001", "009"), "ab" * 8)
    said(station, a.ChangeSlots(7, "ab" * 32, ("001",), "cd" * 8), slots)
    assert station.queries.slots() == slots
    assert station.verify().fault is None


def test_whoever_has_no_role_any_more_is_no_operator(station: Station):
    said(station, a.SetSetting(f"operator.{CLERK}", ""))
    assert dict(station.queries.operators()) == {APPROVER: "approver", ADMINISTRATOR: "administrator"}
    assert station.queries.settings()[f"operator.{CLERK}"] == ""
    assert (station.queries.code, station.queries.practice) == ("530699001", False)


# ---- cases


def test_the_last_notification_counts_what_has_not_been_handed_in(station: Station):
    def missing(named: tuple[str, ...], **papers: str) -> int:
        return projections.missing_count(
            Case("C", slips=(Slip("notification", "ab", named, "", AT),), papers=papers)
        )

    assert projections.missing_count(Case("C")) == 0
    assert missing(()) == 0
    assert missing(("a", "b|c")) == 2
    assert missing(("a", "b|c"), a="has", c="has") == 0
    assert missing(("a", "b|c"), a="has_not", b="not_brought") == 2


def test_a_row_tells_what_a_list_shows_of_a_case(station: Station):
    number = submitted(station)
    station.append(a.Look("case"), case_id=number, operator=CLERK, at=LATER)
    (row,) = station.queries.rows()
    assert row == CaseRow(
        number, "欧阳", Status.STATION_REVIEW, parked=False, missing=0, undecided=0, proposed=False, queried=True,
        transfer=Transfer.UNSENT, story="a story", family=number, opened_on="2016-06-14", updated_at=AT,
    )  # fmt: skip
    assert (type(row.status), type(row.parked), row.number) == (Status, bool, number)


def test_a_row_is_made_as_it_was_in_the_stations_that_are_in_use():
    """A row made otherwise is a difference to each station made before, unless `FORM` says that all are made anew."""
    fields = {"person.name": "马天翔", "mother.name": "赵"}
    case = Case("C1", fields=fields, parked=True, opened_on="2016-06-14", revision=2)
    assert projections.case_values(case) == (
        "C1", "马", "draft", 1, 0, 0, 0, 0, "unsent", "", "", "2016-06-14", "", 2, 0,
        '{"mother.name": "赵", "person.name": "马天翔"}',
    )  # fmt: skip
    assert projections.FORM == "4"


@pytest.mark.parametrize(
    ("statement", "asked"),
    [
        ("UPDATE cases SET status = 'flown'", Queries.rows), ("UPDATE cases SET transfer = 'flown'", Queries.rows),
        ("UPDATE cases SET fields = '{'", Queries.people), ("UPDATE cases SET fields = '[]'", Queries.people),
        ("UPDATE cases SET fields = '7'", Queries.people), ("UPDATE slots SET badges = '{'", Queries.slots),
        ("UPDATE slots SET badges = '7'", Queries.slots),
        ("UPDATE acknowledgements SET missing = '{'", Queries.acknowledgements),
        ("UPDATE acknowledgements SET confirmed = 'null'", Queries.acknowledgements),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)  # fmt: skip
def test_rows_that_say_nonsense_are_a_difference_and_no_fault_of_the_program(
    station: Station, statement: str, asked: Callable[[Queries], object]
):
    open_case(station)
    said(station, a.TakeAcknowledgement("ab" * 32, 1, ()), by=CLERK)
    asked(station.queries)
    tamper(station, statement)
    with refused(CannotOpen, "journal_differs"):
        asked(station.queries)
    # the verification says which, and a rebuild makes them anew
    fault = station.verify().fault
    assert fault is not None and fault.what == "projection_differs"
    station.rebuild()
    asked(station.queries)
    assert station.verify().fault is None


def test_cases_are_listed_by_the_day_and_then_as_they_were_numbered(station: Station):
    for on, number in (
        ("2016-06-15", "X-2"),
        ("2016-06-14", "X-10"),
        ("2016-06-14", "X-9"),
        ("2016-06-15", "X-1"),
    ):
        station.append(a.OpenCase(on, ""), case_id=number, operator=CLERK, at=LATER)
    assert [row.case_id for row in station.queries.rows()] == ["X-9", "X-10", "X-1", "X-2"]


def test_of_a_family_the_five_worked_on_last_are_relatives(station: Station):
    first = open_case(station)
    others = []
    for hour in range(7):
        number = station.queries.next_number(DAY)
        station.append(
            a.OpenCase("2016-06-14", first), case_id=number, operator=CLERK, at=f"2016-06-14T1{hour}:00:00Z"
        )
        others.append(number)
    stranger = station.queries.next_number(DAY)
    station.append(a.OpenCase("2016-06-14", ""), case_id=stranger, operator=CLERK, at=LATER)
    relatives = station.queries.relatives(station.queries.case(others[6]))
    assert [case.id for case in relatives] == [others[n] for n in (5, 4, 3, 2, 1)]
    assert [case.id for case in station.queries.relatives(station.queries.case(stranger))] == []
    assert first in projections.family(station._database, first, others[0])


def test_a_case_with_a_name_a_number_or_a_date_is_somebody_to_be_compared_with(station: Station):
    for field, value in (
        ("person.name", "马"),
        ("person.number", "530699201603050023"),
        ("person.birth", "2016"),
    ):
        number = station.queries.next_number(DAY)
        acts = [a.OpenCase("2016-06-14", ""), a.SetField(field, value), a.SetField("person.ethnicity", "彝")]
        station.append_all(acts, case_id=number, operator=CLERK, at=AT)
    nobody = station.queries.next_number(DAY)
    acts = [a.OpenCase("2016-06-14", ""), a.SetField("mother.name", "赵秀英")]
    station.append_all(acts, case_id=nobody, operator=CLERK, at=AT)
    people = station.queries.people()
    assert [person.person_id[-3:] for person in people] == ["001", "002", "003"]
    assert {person.ethnicity for person in people} == {"彝"}
    assert station.queries.people(except_case=people[0].person_id) == people[1:]


# ---- what is asked of records


def test_records_are_asked_for_by_moment_kind_and_head(station: Station):
    number = open_case(station)
    for at in ("2016-06-15T00:00:00Z", "2016-06-15T12:00:00Z", "2016-06-16T00:00:00Z"):
        station.append(a.Look("case"), case_id=number, operator=CLERK, at=at)
    found = station.queries.entries_between("2016-06-15T00:00:00Z", "2016-06-16T00:00:00Z")
    assert [entry.at[11:13] for entry in found] == ["00", "12"]
    last = station.queries.last_of_kind("look")
    assert last is not None and last.at == "2016-06-16T00:00:00Z"
    assert station.queries.last_of_kind("import_register") is None
    head = station.queries.head()
    assert station.queries.holds(head)
    assert not station.queries.holds(replace(head, seq=head.seq - 1))


def test_half_a_character_names_no_case(station: Station):
    assert station.queries.entries("\ud800") == ()
    assert station.queries.case("\ud800").opened_on == ""


def test_what_is_written_is_remembered_until_the_disk_refuses(station: Station):
    before = station.queries.settings()
    assert station.queries.settings() is before
    said(station, a.SetSetting("fee.price_fen", "7"))
    assert station.queries.settings()["fee.price_fen"] == "7"
    assert station.queries.next_number(date(2016, 6, 20)) == "530699001-20160620-001"


def test_what_else_is_installed_is_not_let_near_the_file(tmp_path: Path):
    """sqlite-utils gives each connection to the plugins that it finds on the machine, if nobody says otherwise."""
    from sqlite_utils.hookspecs import hookimpl
    from sqlite_utils.plugins import pm

    class Plugin:
        @hookimpl
        def prepare_connection(self, conn: object) -> None:
            seen.append(conn)

    seen: list[object] = []
    plugin = Plugin()
    pm.register(plugin)
    try:
        with new_station(tmp_path) as station:
            submitted(station)
            assert station.verify().fault is None
    finally:
        pm.unregister(plugin)
    assert seen == []
