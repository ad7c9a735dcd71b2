"""The station file: what is kept, what is refused, and that rows say what the journal says."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.errors import StationError, Trouble
from db.files.connection import open_database
from db.files.engine import sqlite3
from db.journal.journal import Journal
from db.station import projections
from db.station.station import Act, Station
from flows.case import actions as a
from flows.case.status import Status
from flows.errors import NotAllowed
from harness.refusals import refused
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
        with refused(NotAllowed, code):
            station.append(action, case_id=number, operator=operator, at=AT)
    assert station.queries.head() == head


def test_several_actions_are_written_all_or_none(station: Station):
    number = open_case(station)
    before = (station.queries.head(), station.queries.case(number), station.queries.rows())
    with refused(NotAllowed, "not_your_part", role="clerk"):
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
        with refused(Trouble, code):
            station.append(a.SetField("person.name", "甲"), case_id=number, operator=CLERK, at=AT)
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
    with refused(NotAllowed, "signature_needed"):
        station.append_all([DETERMINED, a.Move("grant")], case_id=number, operator=APPROVER, at=AT)


def test_somebody_who_writes_beside_us_is_noticed_and_nothing_of_before_is_used(station: Station):
    number = submitted(station)
    station.queries.case(number)
    other = open_database(station.folder / "station.db", key=station.key)
    Journal(other, station.id).append(a.Move("withdraw", "x"), case_id=number, operator=CLERK, at=AT)
    other.conn.commit()
    other.conn.close()
    with refused(NotAllowed, "no_such_move"):
        station.append(a.Move("grant"), case_id=number, operator=APPROVER, at=AT)


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


def test_a_reader_does_not_encrypt_anew(station: Station):
    with reopened(station.folder, readonly=True) as reader:
        with refused(StationError, "opened_for_reading", by="rekey"):
            reader.rekey(bytes(32))
        assert reader.verify().fault is None


# ---- one transaction, one memory


def test_of_several_cases_written_at_once_each_has_its_row(station: Station):
    numbers = [open_case(station), open_case(station)]
    acts = [Act(a.SetField("person.name", name), case, CLERK, AT) for case, name in zip(numbers, "马牛", strict=True)]
    entries = station.append_acts(acts)
    assert [(entry.case_id, entry.action) for entry in entries] == [(act.case_id, act.action) for act in acts]
    assert [row.surname for row in station.queries.rows()] == ["马", "牛"]
    assert station.verify().fault is None


def test_a_setting_that_was_undone_is_not_remembered(station: Station):
    number = open_case(station)
    before = dict(station.queries.settings())
    acts = [
        Act(a.SetSetting("fee.price_fen", "7"), "", ADMINISTRATOR, AT), Act(a.Move("deliver"), number, CLERK, AT),
    ]  # fmt: skip
    with refused(NotAllowed, "no_such_move"):
        station.append_acts(acts)
    assert dict(station.queries.settings()) == before
    station.append_acts(acts[:1])
    assert station.queries.settings()["fee.price_fen"] == "7"


@pytest.mark.parametrize(
    ("action", "case_id", "operator", "code"),
    [
        (a.Park(True), "", CLERK, "case_not_open"),
        (a.SetSetting("screen.language", "en"), "X", CLERK, "not_of_a_case"),
        (a.Park(True), "X", CLERK, "case_not_open"), (a.SetSetting("fee.price_fen", "7"), "", CLERK, "not_your_part"),
        (a.Look("case"), "", "099", "operator_unknown"), (a.RaiseLevel(1), "", ADMINISTRATOR, "not_your_part"),
    ],
)  # fmt: skip
def test_what_nobody_may_write_is_not_written(
    station: Station, action: a.Action, case_id: str, operator: str, code: str
):
    head = station.queries.head()
    with refused(NotAllowed, code):
        station.append(action, case_id=case_id, operator=operator, at=AT)
    assert station.queries.head() == head


@pytest.mark.parametrize(
    "action",
    [
        a.SetField("person.name", "马"), a.MarkPaper("birth_certificate", "has"), a.Park(True), a.Move("accept"),
        a.PrintSlip("receipt", "0"), a.RecordCheck("x", True), a.RecordSystemQuery("004", AT, "全省", "none"),
    ],
    ids=lambda action: action.KIND,
)  # fmt: skip
def test_an_auditor_looks_and_does_nothing_else(station: Station, action: a.Action):
    number = open_case(station)
    station.append(a.SetSetting("operator.004", "auditor"), case_id="", operator=ADMINISTRATOR, at=AT)
    with refused(NotAllowed, "not_your_part"):
        station.append(action, case_id=number, operator="004", at=AT)
    assert station.append(a.Look("case"), case_id=number, operator="004", at=AT).operator == "004"


def test_a_packet_and_what_it_carries_are_written_together_or_not_at_all(station: Station):
    number = forwarded(station)
    sent = Act(a.SendPacket(1, "ab" * 32, 1, 2), "", CLERK, AT)
    with refused(NotAllowed, "county_decides"):
        station.keep_packet(1, b"data", [sent, Act(a.Move("grant"), number, APPROVER, AT)])
    assert station.queries.packet(1) is None and station.queries.packets() == ()
    station.keep_packet(1, b"data", [sent, Act(a.Export(1, 1), number, CLERK, AT)])
    assert station.queries.packet(1) == b"data"
    assert station.queries.case(number).packet == 1 and station.queries.rows()[0].transfer == "exported"


def test_a_reader_and_a_practice_station_change_no_key(station: Station, tmp_path: Path):
    with reopened(station.folder, readonly=True) as reader:
        assert not reader.writable
        for act in (lambda: reader.rekey(bytes(32)), reader.rebuild):
            with refused(StationError, "opened_for_reading"):
                act()
    with new_station(tmp_path / "p", practice=True) as practice, refused(StationError, "opened_for_reading"):
        practice.rekey(bytes(32))


def test_after_a_verification_the_next_reading_is_of_now(station: Station):
    """A reader that kept its snapshot would read of this morning all day, and hold the log up."""
    with reopened(station.folder, readonly=True) as reader:
        first = reader.verify()
        assert (first.records, first.head) == (station.queries.head().seq, station.queries.head())
        assert not reader._database.conn.in_transaction
        number = open_case(station)
        assert reader.queries.case(number).opened_on == "2016-06-14"
        assert reader.verify().records > first.records


def test_a_station_closed_twice_lets_the_next_one_in(station: Station):
    number = open_case(station)
    station.close()
    station.close()
    with reopened(station.folder) as following:
        assert [row.case_id for row in following.queries.rows()] == [number]


def test_a_copy_is_under_the_same_key_and_takes_the_place_of_nothing(station: Station, tmp_path: Path):
    number = open_case(station)
    station.copy_to(tmp_path / "copy.db")
    copy = open_database(tmp_path / "copy.db", key=station.key, readonly=True)
    assert copy.conn.execute("SELECT surname FROM cases").fetchall() == [("欧阳",)] and number
    copy.conn.close()
    before = (tmp_path / "copy.db").read_bytes()
    with pytest.raises(sqlite3.DatabaseError):
        station.copy_to(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == before
