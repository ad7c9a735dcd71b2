"""What a verification of the whole file finds, and by what name."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.errors import CannotOpen
from db.exchange.outbox import send_packet
from db.journal.hash_chain import Fault
from db.station import migration, verification
from db.station.station import Station
from flows.case import actions as a
from flows.case.entry import Entry
from harness.refusals import refused
from harness.stations.founded import slip_in, tamper
from harness.stations.intake import (
    ADMINISTRATOR,
    APPROVER,
    AT,
    CLERK,
    forwarded,
    given_back,
    granted,
    held,
    new_station,
    open_case,
    raw,
    reopened,
    submitted,
    withdrawn,
)

#: Rows of cases: the last record of the case is named.
CASES = ("UPDATE cases", "DELETE FROM cases")
ONE_MORE = """INSERT INTO cases SELECT 'X', surname, status, parked, missing, undecided, proposed, queried, transfer,
    story, family, opened_on, updated_at, revision, packet, fields FROM cases"""


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE cases SET status = 'granted'", "projection_differs"),
        ("UPDATE cases SET fields = '{}'", "projection_differs"),
        ("DELETE FROM cases", "projection_differs"),
        ("UPDATE cases SET case_id = 'X'", "projection_differs"),
        ("UPDATE settings SET value = 'approver' WHERE name = 'operator.001'", "projection_differs"),
        ("INSERT INTO packets VALUES (1, 'x', 1, 'x', 2, 0, 0)", "projection_differs"),
        (ONE_MORE, "projection_differs"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_follow_from_the_journal_is_found(station: Station, statement: str, fault: str):
    open_case(station)
    last = station.queries.head().seq
    station._database.conn.execute(statement)
    station._database.conn.commit()
    assert station.verify().fault == Fault(last if statement.startswith(CASES) else 0, fault)


def test_an_identity_that_was_exchanged_is_found(tmp_path: Path):
    new_station(tmp_path).close()
    changed = raw(tmp_path)
    changed.execute("UPDATE meta SET value = 'another' WHERE name = 'station_id'")
    changed.commit()
    changed.close()
    with reopened(tmp_path, readonly=True) as station:
        assert station.verify().fault == Fault(1, "does_not_follow")


def test_a_file_rolled_back_is_found_by_a_head_known_outside(tmp_path: Path):
    with new_station(tmp_path) as station:
        open_case(station)
    old = (tmp_path / "station.db").read_bytes()
    with reopened(tmp_path) as station:
        forwarded(station)
        head = station.queries.head()
    (tmp_path / "station.db").write_bytes(old)
    with reopened(tmp_path) as station:
        assert station.verify().fault is None
        assert station.verify([head]).fault == Fault(head.seq, "anchor_missing")


@pytest.mark.parametrize(
    ("statement", "part"),
    [
        ("DROP TRIGGER actions_update", "actions_update"),
        ("DROP TRIGGER second_person", "second_person"),
        ("CREATE TRIGGER sly AFTER INSERT ON actions BEGIN SELECT 1; END", "sly"),
        ("CREATE TABLE aside (x)", "aside"),
        ("DROP INDEX actions_of_case", "actions_of_case"),
    ],
)
def test_a_safeguard_that_was_changed_is_named(station: Station, statement: str, part: str):
    station._database.conn.execute(statement)
    assert station.verify().fault == Fault(0, f"schema_changed:{part}")


def test_a_record_whose_hashes_are_right_and_that_says_nothing_readable_is_named(station: Station):
    from db.journal.hash_chain import payload_hash, record_hash

    number = open_case(station)
    head, salt, body = station.queries.head(), b"0" * 16, '{"parked":"yes"}'
    row = (head.seq + 1, AT, CLERK, number, "park", 1, payload_hash(salt, body), head.hash)
    station._database.conn.execute(
        "INSERT INTO actions VALUES (?,?,?,?,?,?,?,?,?)", (*row, record_hash(*row))
    )
    station._database.conn.execute("INSERT INTO payloads VALUES (?,?,?)", (row[0], salt, body))
    station._database.conn.commit()
    assert station.verify().fault == Fault(head.seq + 1, "unreadable_payload")


def signed(station: Station) -> int:
    granted(station)
    return station.queries.head().seq


def test_a_decision_is_signed_and_the_signature_is_looked_at(station: Station):
    seq = signed(station)
    assert station.verify().fault is None
    tamper(station, f"UPDATE signatures SET signature = zeroblob(64) WHERE seq = {seq}")
    assert station.verify().fault == Fault(seq, "signature_differs")


def test_a_decision_without_its_signature_is_named(station: Station):
    seq = signed(station)
    tamper(station, "DELETE FROM signatures")
    assert station.verify().fault == Fault(seq, "signature_missing")


@pytest.mark.parametrize("who", [CLERK, ADMINISTRATOR, "099"])
def test_a_decision_by_somebody_who_was_not_there_to_decide_is_named(station: Station, who: str):
    """Written with the key and an SQLite shell, hashes and rows right: the chain alone would not tell."""
    number = open_case(station)
    submitter = ADMINISTRATOR if who == CLERK else CLERK
    station.append_all([a.Move("accept"), a.Move("submit")], case_id=number, operator=submitter, at=AT)
    entry = station.journal.append(a.Move("grant"), case_id=number, operator=who, at=AT)
    station._database.conn.commit()
    station.rebuild()
    assert station.verify().fault == Fault(entry.seq, "not_entitled")


@pytest.mark.parametrize("of_a_case", [True, False])
def test_what_stands_among_the_records_of_another_kind_is_named(station: Station, of_a_case: bool):
    """A key given in the records of a case, and what is done to a case among those of the station."""
    number = open_case(station)
    what, where = (a.SetKey(APPROVER, "x", "00" * 32), number) if of_a_case else (a.Park(True), "")
    entry = slip_in(station, what, case_id=where, operator=CLERK)
    slip_in(station, what, case_id=where, operator=CLERK)
    assert station.verify().fault == Fault(entry.seq, "misplaced")


def test_an_index_that_hides_records_from_whoever_asks_by_it_is_found(station: Station):
    """SQLCipher takes an older page of an index, for its MAC is right; the schema is that of a new file."""
    number = open_case(station)
    execute = station._database.conn.execute
    row = execute("SELECT * FROM sqlite_master WHERE name = 'actions_of_case'").fetchone()
    execute("PRAGMA writable_schema = ON")
    execute("DELETE FROM sqlite_master WHERE name = 'actions_of_case'")
    station._database.conn.commit()
    execute("PRAGMA writable_schema = RESET")
    slip_in(station, a.Park(True), case_id=number, operator=CLERK)
    execute("PRAGMA writable_schema = ON")
    execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", row)
    station._database.conn.commit()
    execute("PRAGMA writable_schema = RESET")
    assert migration.changed_part(station._database) is None
    assert station.verify().fault == Fault(0, "damaged")


def test_how_far_a_verification_is_counts_each_record_twice(station: Station):
    told: list[tuple[int, int]] = []
    own = station.queries.head().seq
    numbers = [open_case(station), open_case(station)]
    each = len(station.queries.entries(numbers[0]))
    total = 2 * (own + 2 * each)
    assert station.verify(progress=lambda done, of: told.append((done, of))).fault is None
    assert told == [(total // 2, total), (total // 2 + each, total), (total // 2 + 2 * each, total)]


@pytest.mark.parametrize("act", [a.Move("fly"), a.Move("deliver")])
def test_a_case_that_does_not_fold_is_named_by_the_record_that_stops_it(station: Station, act: a.Action):
    """Admission would name it first; what came before the level is folded as it stands."""
    number = open_case(station)
    seq = station.queries.head().seq
    entries = [*station.queries.entries(number), Entry(seq + 1, AT, CLERK, number, act)]
    rights = verification._Rights(station._database, station.journal, needed=True)
    rights._level_from = seq + 1
    assert rights.fold_checked(number, entries) == Fault(seq + 1, "case_does_not_fold")


def test_a_packet_whose_bytes_are_others_or_gone_is_named(station: Station, tmp_path: Path):
    for _ in range(2):
        forwarded(station)
        send_packet(station, tmp_path / "stick", operator=CLERK, at=AT)
    assert station.verify().fault is None
    tamper(station, "UPDATE packet_files SET data = zeroblob(length(data)) WHERE packet = 2")
    assert station.verify().fault == Fault(0, "packet_differs:2")
    tamper(station, "DELETE FROM packet_files WHERE packet = 2")
    assert station.verify().fault == Fault(0, "packet_differs:2")
    tamper(station, "UPDATE packet_files SET data = CAST('text' AS TEXT) WHERE packet = 1")
    assert station.verify().fault == Fault(0, "packet_differs:1")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE payloads SET body = CAST(x'ff' AS TEXT) WHERE seq = 2",
     "UPDATE actions SET operator = CAST(x'ff' AS TEXT) WHERE seq = 2",
     "UPDATE signatures SET signature = CAST(x'ff' AS TEXT)",
     "UPDATE packet_files SET data = CAST(x'ff' AS TEXT)",
     "UPDATE cases SET surname = CAST(x'ff' AS TEXT)",
     "UPDATE settings SET value = CAST(x'ff' AS TEXT) WHERE name = 'fee.price_fen'"],
)  # fmt: skip
def test_a_text_that_is_none_is_damage_and_no_fault_of_the_program(
    station: Station, tmp_path: Path, statement: str
):
    """Bytes that are no UTF-8, wherever somebody has put them in the file."""
    granted(station)
    forwarded(station)
    send_packet(station, tmp_path / "stick", operator=CLERK, at=AT)
    tamper(station, statement)
    with refused(CannotOpen, "damaged"):
        station.verify()


def test_a_packet_that_nobody_sent_is_named(station: Station):
    tamper(station, "INSERT INTO packet_files VALUES (7, x'00')")
    assert station.verify().fault == Fault(0, "packet_differs:7")


def test_only_the_packets_that_an_emptying_names_may_be_gone(station: Station, tmp_path: Path):
    number = forwarded(station)
    for _ in range(2):
        send_packet(station, tmp_path / "stick", operator=CLERK, at=AT)
        forwarded(station)
    given_back(station, number)
    withdrawn(station, number)
    station.append(a.Acknowledge(1, "received"), case_id=number, operator=CLERK, at=AT)
    case = station.queries.case(number)
    gone = a.Expire(case.status, case.opened_on, case.family, case.transfer, 1, case.revision, "r", 30, (1,))
    station.append(gone, case_id=number, operator=ADMINISTRATOR, at=AT)
    assert station.queries.packet(1) is None and station.verify().fault is None
    tamper(station, "DELETE FROM packet_files WHERE packet = 2")
    assert station.verify().fault == Fault(0, "packet_differs:2")


SHEET = a.PrintSlip("withdrawal", "0")


@pytest.mark.parametrize(
    ("made", "acts", "wrong"),
    [
        (submitted, [a.Move("withdraw", "x", "signature")], "not_admitted:signed_sheet_missing"),
        (forwarded, [SHEET, a.Move("withdraw", "x", "signature")], "not_admitted:no_such_move"),
        (submitted, [a.Move("find_registered", ground="told")], "not_admitted:not_proposed"),
        (submitted, [a.Move("grant")], "not_admitted:approval_blocked"),
        (granted, [a.SetField("person.name", "别人")], "not_admitted:case_not_at_counter"),
        (granted, [a.MarkPaper("parentage_test", "has")], "not_admitted:case_not_at_counter"),
        (granted, [a.Move("register")], "not_admitted:number_and_date_missing"),
        (submitted, [a.Move("not_grant")], "not_admitted:ground_missing"),
        (forwarded, [a.Move("grant")], "not_admitted:county_decides"),
    ],
    ids=[
        "withdrawn without a sheet",
        "withdrawn from the county",
        "found unproposed",
        "no date of birth",
        "name after the grant",
        "paper after the grant",
        "registered without a number",
        "refused without a ground",
        "granted for the county",
    ],
)
def test_a_move_that_the_counter_refuses_is_named_by_verification(station: Station, made, acts, wrong: str):
    """Written with the key and an SQLite shell; whoever decides signs what he writes."""
    number = made(station)
    signer = held(station.folder).signer
    for act in acts:
        decides = isinstance(act, a.Move) and act.event in ("grant", "find_registered", "not_grant")
        try:
            station.journal.append(
                act,
                case_id=number,
                operator=APPROVER if decides else CLERK,
                at=AT,
                signer=signer if decides else None,
            )
        except Exception:  # noqa: BLE001 - the trigger of the file is the other guard, and may be there first
            station._database.conn.rollback()
            assert "find_registered" in str(act)
            return
    station._database.conn.commit()
    station.rebuild()
    fault = station.verify().fault
    assert fault is not None and fault.what == wrong
