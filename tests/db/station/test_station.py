"""The station file: what is kept, what is refused, and that rows say what the journal says."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.errors import Trouble
from db.files.connection import open_database
from db.files.engine import sqlite3
from db.journal.journal import Journal
from db.station import projections
from db.station.station import Act, Station
from flows.case import actions as a
from flows.case.status import Status
from flows.errors import NotAllowed
from harness.stations.intake import (
    ADMINISTRATOR,
    APPROVER,
    AT,
    CLERK,
    DAY,
    DETERMINED,
    forwarded,
    given_back,
    granted,
    looked_up,
    new_station,
    open_case,
    reopened,
    submitted,
    withdrawn,
)

# ---- opening


def test_a_new_station_knows_itself_and_its_people(station: Station):
    assert (station.queries.code, station.queries.practice) == ("530699001", False)
    assert station.queries.operators() == {CLERK: "clerk", APPROVER: "approver", ADMINISTRATOR: "administrator"}
    assert station.queries.head().seq == len(station.queries.entries(""))
    assert station.verify().fault is None


def test_what_was_said_is_there_after_closing(tmp_path: Path):
    with new_station(tmp_path) as station:
        number = forwarded(station)
        case, rows, head = station.queries.case(number), station.queries.rows(), station.queries.head()
    with reopened(tmp_path) as station:
        assert (station.queries.case(number), station.queries.rows(), station.queries.head()) == (case, rows, head)


# ---- reading beside the writer


# ---- writing


def test_what_the_counter_does_not_admit_is_not_written(station: Station):
    number = submitted(station)
    head = station.queries.head()
    for action, operator, code in (
        (a.Move("grant"), CLERK, "second_person_needed"),
        (a.SetField("person.name", "甲"), CLERK, "case_not_at_counter"),
        (a.OpenCase("2016-06-14", ""), CLERK, "case_open_already"),
        (a.Move("grant"), "", "operator_missing"),
    ):
        with pytest.raises(NotAllowed) as refused:
            station.append(action, case_id=number, operator=operator, at=AT)
        assert refused.value.code == code
    assert station.queries.head() == head


def test_several_actions_are_written_all_or_none(station: Station):
    number = open_case(station)
    before = (station.queries.head(), station.queries.case(number), station.queries.rows())
    with pytest.raises(NotAllowed):
        station.append_acts(
            [
                Act(a.SetField("person.name", "甲"), number, CLERK, AT),
                Act(a.SetSetting("x", "y"), "", CLERK, AT),
                Act(a.Move("submit"), number, CLERK, AT),
            ]
        )
    assert (station.queries.head(), station.queries.case(number), station.queries.rows()) == before
    assert "x" not in station.queries.settings()


def test_later_actions_are_admitted_on_what_the_earlier_ones_made(station: Station):
    number = open_case(station)
    looked_up(station, number)
    moves = [a.Move("accept"), a.Move("submit")]
    entries = station.append_all(moves, case_id=number, operator=CLERK, at=AT)
    assert [entry.seq for entry in entries] == [station.queries.head().seq - 1, station.queries.head().seq]
    assert station.queries.case(number).status == Status.STATION_REVIEW


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("database or disk is full", "disk_full"),
        ("disk I/O error", "disk_fault"),
        ("attempt to write a readonly database", "readonly"),
        ("database is locked", "disk_busy"),
    ],
)
def test_a_disk_that_refuses_is_named_and_nothing_is_half_written(
    station: Station, monkeypatch: pytest.MonkeyPatch, words: str, code: str
):
    number = open_case(station)
    before = (station.queries.head(), station.queries.case(number))

    def refuses(*_: object) -> None:
        raise sqlite3.OperationalError(words)

    with monkeypatch.context() as patch:
        patch.setattr(projections, "keep_case", refuses)
        with pytest.raises(Trouble) as trouble:
            station.append(a.SetField("person.name", "甲"), case_id=number, operator=CLERK, at=AT)
    assert trouble.value.code == code
    assert (station.queries.head(), station.queries.case(number)) == before
    station.append(a.SetField("person.name", "甲"), case_id=number, operator=CLERK, at=AT)
    assert station.queries.case(number).get("person.name") == "甲"


def test_a_really_full_file_is_a_full_disk_and_nothing_is_lost(station: Station):
    number = open_case(station)
    conn = station._database.conn
    (pages,) = conn.execute("PRAGMA page_count").fetchone()
    conn.execute(f"PRAGMA max_page_count = {pages + 2}")
    written, code = 0, ""
    while not code:
        school = a.SetField("person.school", f"{written + 1:040}")
        try:
            station.append(school, case_id=number, operator=CLERK, at=AT)
            written += 1
        except Trouble as trouble:
            code = trouble.code
    assert code == "disk_full"
    assert station.queries.case(number).get("person.school") == f"{written:040}"
    assert station.verify().fault is None
    conn.execute("PRAGMA max_page_count = 1000000")
    station.append(a.SetField("person.school", "later"), case_id=number, operator=CLERK, at=AT)
    assert station.verify().fault is None


# ---- rows


def test_rebuilt_rows_are_the_kept_rows(station: Station):
    for make in (open_case, submitted, forwarded, granted):
        make(station)
    station.append(a.SetSetting("screen.language", "en"), case_id="", operator=CLERK, at=AT)
    station.append(a.SetSetting("operator.004", "auditor"), case_id="", operator=ADMINISTRATOR, at=AT)
    tables = ("cases", "settings", "packets", "acknowledgements", "keys", "slots")

    def kept() -> list[list[tuple[object, ...]]]:
        execute = station._database.conn.execute
        return [sorted(execute(f"SELECT * FROM {table}").fetchall()) for table in tables]

    before = kept()
    station.rebuild()
    assert kept() == before
    assert station.verify().fault is None


# ---- verifying


# ---- decisions are signed


def test_nobody_decides_without_a_key_to_sign_with(station: Station):
    number = submitted(station)
    station.sit_down(CLERK, None)
    with pytest.raises(NotAllowed) as refused:
        station.append_all([DETERMINED, a.Move("grant")], case_id=number, operator=APPROVER, at=AT)
    assert refused.value.code == "signature_needed"


def test_somebody_who_writes_beside_us_is_noticed_and_nothing_of_before_is_used(station: Station):
    number = submitted(station)
    station.queries.case(number)
    other = open_database(station.folder / "station.db", key=station.key)
    Journal(other, station.id).append(a.Move("withdraw", "x"), case_id=number, operator=CLERK, at=AT)
    other.conn.commit()
    other.conn.close()
    with pytest.raises(NotAllowed) as refused:
        station.append(a.Move("grant"), case_id=number, operator=APPROVER, at=AT)
    assert refused.value.code == "no_such_move"


# ---- encrypted


def test_nothing_that_was_entered_can_be_read_in_the_files(tmp_path: Path):
    with new_station(tmp_path) as station:
        forwarded(station)
        files = [path.read_bytes() for path in tmp_path.iterdir() if path.is_file()]
    files += [path.read_bytes() for path in tmp_path.iterdir() if path.is_file()]
    for words in ("欧阳", "青山", "SQLite format", "set_field"):
        assert not any(words.encode() in data for data in files)


# ---- retention


def test_a_retention_takes_the_case_out_of_rows_searches_and_packets(station: Station, tmp_path: Path):
    from db.exchange.outbox import send_packet

    number = forwarded(station)
    send_packet(station, tmp_path / "stick", operator=CLERK, at=AT)
    station.append(a.Acknowledge(1, "received"), case_id=number, operator=CLERK, at=AT)
    given_back(station, number)
    withdrawn(station, number, at=AT)
    case = station.queries.case(number)
    gone = a.Expire(
        case.status, case.opened_on, case.family, case.transfer, case.packet, case.revision, "r", 30, (1,)
    )
    station.append(gone, case_id=number, operator=ADMINISTRATOR, at=AT)
    assert station.queries.case(number).expired and station.queries.case(number).fields == {}
    assert station.queries.rows()[0].surname == "" and station.queries.people() == ()
    assert station.queries.packet(1) is None
    assert station.queries.next_number(DAY).endswith("-002")
    assert station.verify().fault is None
    station.rebuild()
    assert station.queries.case(number).expired
    assert station._database.conn.execute(
        "SELECT count(*) FROM payloads p JOIN actions a USING (seq) WHERE a.case_id = ?", (number,)
    ).fetchone() == (1,)


# ---- what today's counter would not have admitted is named, wherever it was written with
