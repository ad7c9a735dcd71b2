"""The journal is append-only, chained, and says which record does not fit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.errors import JournalFault, StationError
from db.files.connection import connect
from db.files.engine import Database, sqlite3
from db.journal import journal as j
from flows.case import actions as a
from flows.case.action_versions import ACTIONS, UPGRADES
from flows.linkage.lookup_result import FoundCandidate
from flows.rules.stamps import PackStamp, RuleChange

AT = "2016-06-14T08:00:00Z"
PACKS = (PackStamp("base", "1", "ab" * 32), PackStamp("overlay", "2", "cd" * 32))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = connect(tmp_path / "journal.db")
    j.Journal.create_tables(opened)
    yield opened
    opened.conn.close()


@pytest.fixture
def journal(database: Database) -> j.Journal:
    made = j.Journal(database, "station-1")
    for number, value in enumerate(["甲", "乙", "丙", "丁", "戊", "己"]):
        made.append(a.SetField("person.name", value), case_id=f"C{number % 2}", operator="001", at=AT)
    return made


def tamper(database: Database, *statements: str) -> None:
    """Change the file as somebody would who has an SQLite shell: the triggers go first, and come back."""
    database.conn.commit()
    kept = [row[0] for row in database.conn.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")]
    for (name,) in database.conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.conn.execute(f"DROP TRIGGER {name}")
    database.conn.execute("PRAGMA foreign_keys = OFF")
    for statement in statements:
        database.conn.execute(statement)
    for trigger in kept:
        database.conn.execute(trigger)
    database.conn.commit()


def test_an_untouched_journal_verifies(journal: j.Journal):
    assert journal.verify() is None
    assert journal.head().seq == 6


def test_entries_come_back_as_they_were_said(journal: j.Journal):
    assert [entry.action for entry in journal.entries("C1")] == [
        a.SetField("person.name", value) for value in "乙丁己"
    ]
    assert [entry.seq for entry in journal.entries()] == [1, 2, 3, 4, 5, 6]
    assert list(journal.cases()) == ["C0", "C1"]


@pytest.mark.parametrize("kind", sorted(ACTIONS))
def test_every_kind_of_action_survives_the_journal(database: Database, kind: str):
    samples = {
        "look": a.Look("numbers", True),
        "expire": a.Expire(
            "delivered", "2016-06-14", "F", "received", 3, 2, "retention.closed_days", 3650, (2, 3)
        ),
        "take_seat": a.TakeSeat("ab", 2),
        "set_key": a.SetKey("001", "ab", "cd" * 32),
        "change_slots": a.ChangeSlots(3, "ef" * 32, ("001", "002"), "ab"),
        "make_backup": a.MakeBackup(7, "ef" * 32, 3, "damaged", False),
        "restore_copy": a.RestoreCopy(7, "ef" * 32),
        "open_case": a.OpenCase("2016-06-14", "F", (PackStamp("b", "1", "x"),), True, "s"),
        "set_field": a.SetField("person.name", "𠮷·[/]\u202e\x00\x1b[31m"),
        "answer_fact": a.AnswerFact("cause", "unknown"),
        "determine_birth": a.DetermineBirth("1982-03-04", "investigation"),
        "mark_paper": a.MarkPaper("x", "has"),
        "record_check": a.RecordCheck("x", True, "n"),
        "record_lookup": a.RecordLookup((FoundCandidate("r", "normal", "same", -3, "o"),), ("m",), 5, "d"),
        "decide_candidates": a.DecideCandidates(("r", "s"), "twin", "x"),
        "record_system_query": a.RecordSystemQuery("o", "t", "s", "none"),
        "answer_fee": a.AnswerFee("c", "met"),
        "apply_for_test": a.ApplyForTest("2016-12-31"),
        "tag_group": a.TagGroup("g", False),
        "print_slip": a.PrintSlip("notification", "h", ("a|b",), "r"),
        "move": a.Move("submit"),
        "park": a.Park(True),
        "export": a.Export(1, 1),
        "acknowledge": a.Acknowledge(1, "received"),
        "set_setting": a.SetSetting("n", "v"),
        "send_packet": a.SendPacket(1, "h", 2),
        "take_acknowledgement": a.TakeAcknowledgement("h", 3, (1, 2)),
        "recheck_rules": a.RecheckRules(
            PACKS, True, (RuleChange("applicant", ("testimony",), ("a|b",)),), ("parents",), True
        ),
        "import_register": a.ImportRegister("ef" * 32, 200_000, 4, 1, "2016-06-01", True, False),
        "keep_rules": a.KeepRules(PACKS),
        "propose_rules": a.ProposeRules(PACKS, "cd" * 32),
        "adopt_rules": a.AdoptRules(PACKS, "cd" * 32, 1),
        "raise_level": a.RaiseLevel(1),
        "withdraw_rules": a.WithdrawRules("cd" * 32, 7),
    }
    journal = j.Journal(database, "s")
    # nobody adopts rules that somebody else has not proposed
    journal.append(samples["propose_rules"], case_id="", operator="009", at=AT)
    journal.append(samples[kind], case_id="C", operator="001", at=AT)
    assert next(journal.entries("C")).action == samples[kind]
    assert journal.verify() is None


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        *(("submit", event) for event in ("forward", "grant", "not_grant", "send_back")),
        *(("propose_registered", event) for event in ("find_registered", "not_registered")),
    ],
)
def test_the_file_itself_takes_no_answer_from_whoever_asked(database: Database, asked: str, answer: str):
    """Said in raw words: this holds whatever the program above does."""
    journal = j.Journal(database, "s")

    def moved(event: str, operator: str, case_id: str = "C1") -> None:
        journal.append(a.Move(event), case_id=case_id, operator=operator, at=AT)

    def refused(event: str, operator: str, case_id: str = "C1") -> None:
        database.conn.commit()
        with pytest.raises(sqlite3.IntegrityError):
            moved(event, operator, case_id)
        database.conn.rollback()

    refused(answer, "002")  # nobody has asked
    moved(asked, "001")
    refused(answer, "001")
    refused(answer, "002", "C2")  # asked about somebody else
    moved(answer, "002")
    moved(asked, "002")
    refused(answer, "002")  # the last who asked counts
    moved(answer, "001")


def test_the_form_of_a_record_is_final(database: Database):
    """The chain is written out here by hand: whoever changes the form breaks every journal there is."""
    journal = j.Journal(database, "station-1")
    journal.append(a.Park(True), case_id="C1", operator="001", at=AT)
    row = database.conn.execute("SELECT * FROM actions").fetchone()
    salt, text = database.conn.execute("SELECT salt, body FROM payloads").fetchone()
    assert (len(salt), text) == (16, '{"parked":true}')
    payload = hashlib.sha256(salt + text.encode()).hexdigest()
    genesis = hashlib.sha256(b"15:hukou-journal/1,7:genesis,9:station-1,").hexdigest()
    chained = b"15:hukou-journal/1,64:%b,1:1,20:%b,3:001,2:C1,4:park,1:1,64:%b," % (
        genesis.encode(), AT.encode(), payload.encode()
    )  # fmt: skip
    expected = (1, AT, "001", "C1", "park", 1, payload, genesis, hashlib.sha256(chained).hexdigest())
    assert row == expected


def test_equal_payloads_have_unequal_hashes(database: Database):
    journal = j.Journal(database, "s")
    for _ in range(2):
        journal.append(a.Park(True), case_id="C1", operator="001", at=AT)
    hashes = [row[0] for row in database.conn.execute("SELECT payload_hash FROM actions")]
    assert len(set(hashes)) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE actions SET operator = '002' WHERE seq = 3",
        "DELETE FROM actions WHERE seq = 6",
        "UPDATE payloads SET body = '{}' WHERE seq = 3",
        "DELETE FROM payloads WHERE seq = 3",
        "INSERT OR REPLACE INTO payloads VALUES (3, x'00', '{}')",
        "INSERT OR REPLACE INTO actions SELECT * FROM actions WHERE seq = 3",
        """INSERT INTO actions SELECT 9, at, operator, case_id, kind, version, payload_hash, prev_hash, hash
        FROM actions WHERE seq = 3""",
        "INSERT INTO retentions VALUES (3, 3)",
        "INSERT INTO retentions VALUES (3, 99)",
    ],
)
def test_the_file_itself_refuses_to_change_what_was_written(
    database: Database, journal: j.Journal, statement: str
):
    with pytest.raises(sqlite3.IntegrityError):
        database.conn.execute(statement)
    database.conn.rollback()
    assert journal.verify() is None


GONE = "DELETE FROM payloads WHERE seq = 3"
SWAP = """UPDATE actions SET (at, operator, case_id, kind, version, payload_hash, hash) =
    (SELECT at, operator, case_id, kind, version, payload_hash, hash FROM actions b
    WHERE b.seq = 7 - actions.seq)
    WHERE seq IN (3, 4)"""


@pytest.mark.parametrize(
    ("statements", "seq", "what"),
    [
        (["UPDATE actions SET operator = '002' WHERE seq = 3"], 3, "record_changed"),
        (["UPDATE actions SET at = x'00' WHERE seq = 3"], 3, "record_changed"),
        (["UPDATE actions SET case_id = 'C9' WHERE seq = 1"], 1, "record_changed"),
        (["UPDATE payloads SET body = replace(body, '丙', '假') WHERE seq = 3"], 3, "payload_changed"),
        (["UPDATE payloads SET body = x'00' WHERE seq = 3"], 3, "payload_changed"),
        (["UPDATE payloads SET salt = zeroblob(16) WHERE seq = 3"], 3, "payload_changed"),
        ([GONE], 3, "payload_missing"),
        ([GONE, "INSERT INTO retentions VALUES (3, 4)"], 3, "payload_missing"),
        ([GONE, "DELETE FROM actions WHERE seq = 3"], 4, "records_missing_before"),
        (
            ["DELETE FROM payloads WHERE seq = 1", "DELETE FROM actions WHERE seq = 1"],
            2,
            "records_missing_before",
        ),
        (["DELETE FROM actions WHERE seq = 6"], 6, "record_missing"),
        ([SWAP], 3, "record_changed"),
        (
            [
                "UPDATE payloads SET seq = 99 WHERE seq = 3", "UPDATE payloads SET seq = 3 WHERE seq = 4",
                "UPDATE payloads SET seq = 4 WHERE seq = 99",
            ],
            3,
            "payload_changed",
        ),
        (
            [
                """INSERT INTO actions SELECT 7, at, '002', case_id, kind, version, payload_hash, hash, hash
                FROM actions WHERE seq = 6""",
                "INSERT INTO payloads SELECT 7, salt, body FROM payloads WHERE seq = 6",
            ],
            7,
            "record_changed",
        ),
    ],
)  # fmt: skip
def test_tampering_is_found_and_the_first_record_named(
    database: Database, journal: j.Journal, statements: list[str], seq: int, what: str
):
    tamper(database, *statements)
    assert journal.verify() == j.Fault(seq, what)


def test_a_journal_of_another_station_does_not_pass_for_this_one(database: Database, journal: j.Journal):
    assert j.Journal(database, "station-2").verify() == j.Fault(1, "does_not_follow")


def test_a_journal_cut_off_at_the_end_is_found_by_an_anchor_only(database: Database, journal: j.Journal):
    head = journal.head()
    tamper(database, "DELETE FROM payloads WHERE seq = 6", "DELETE FROM actions WHERE seq = 6")
    assert journal.verify() is None
    assert journal.verify(anchors=[head]) == j.Fault(6, "anchor_missing")


def test_a_journal_chained_anew_is_found_by_an_anchor(database: Database, journal: j.Journal):
    head = journal.head()
    tamper(database, "DELETE FROM payloads WHERE seq = 6", "DELETE FROM actions WHERE seq = 6")
    journal.append(a.SetField("person.name", "假"), case_id="C1", operator="001", at=AT)
    assert journal.verify() is None
    assert journal.verify(anchors=[head]) == j.Fault(6, "anchor_differs")


EXPIRE = a.Expire("delivered", "2016-06-14", "C0", "received", 1, 1, "retention.closed_days", 30)


def test_a_recorded_retention_takes_the_payload_and_leaves_the_chain_whole(
    database: Database, journal: j.Journal
):
    by = journal.append(EXPIRE, case_id="C0", operator="001", at=AT)
    journal.take_away("C0", by.seq)
    assert journal.verify() is None
    assert [entry.seq for entry in journal.entries("C0")] == [by.seq]
    assert [entry.seq for entry in journal.entries("C1")] == [2, 4, 6]
    with pytest.raises(sqlite3.IntegrityError):
        database.conn.execute("INSERT INTO payloads VALUES (3, x'00', '{}')")


def test_a_retention_of_another_case_takes_nothing(database: Database, journal: j.Journal):
    by = journal.append(EXPIRE, case_id="C0", operator="001", at=AT)
    database.conn.execute("INSERT INTO retentions VALUES (2, ?)", (by.seq,))
    database.conn.execute("DELETE FROM payloads WHERE seq = 2")
    assert journal.verify() == j.Fault(2, "payload_missing")


def test_the_file_itself_refuses_that_whoever_submits_decides(journal: j.Journal):
    """Whatever the code above it has overlooked."""
    journal.append(a.Move("submit"), case_id="C1", operator="001", at=AT)
    for event in ("grant", "not_grant", "forward", "send_back"):
        with pytest.raises(sqlite3.IntegrityError, match="who submits does not decide"):
            journal.append(a.Move(event), case_id="C1", operator="001", at=AT)
        journal._database.conn.rollback()
        journal.append(a.Move("submit"), case_id="C1", operator="001", at=AT)
    with pytest.raises(sqlite3.IntegrityError):  # nobody has submitted that one
        journal.append(a.Move("grant"), case_id="C2", operator="001", at=AT)
    journal._database.conn.rollback()
    journal.append(a.Move("submit"), case_id="C1", operator="001", at=AT)
    journal.append(a.Move("grant"), case_id="C1", operator="002", at=AT)


def write_raw(database: Database, kind: str, version: int, body: str) -> None:
    """A record whose hashes are right, of whatever kind and payload."""
    head = j.Journal(database, "s").head()
    salt = b"0" * 16
    row = (head.seq + 1, AT, "001", "C1", kind, version, j.payload_hash(salt, body), head.hash)
    database.conn.execute("INSERT INTO actions VALUES (?,?,?,?,?,?,?,?,?)", (*row, j._chained(*row)))
    database.conn.execute("INSERT INTO payloads VALUES (?,?,?)", (row[0], salt, body))


@pytest.mark.parametrize(
    ("kind", "version", "body", "code"),
    [
        ("weigh_child", 1, "{}", "unknown_kind"),
        ("park", 2, '{"parked":true}', "newer_version"),
        ("park", 1, '{"parked":"yes"}', "unreadable_payload"),
        ("park", 1, '{"parked":true,"more":1}', "unreadable_payload"),
        ("park", 1, "{}", "unreadable_payload"),
        ("park", 1, "[" * 5000, "unreadable_payload"),
        ("open_case", 1, '{"on":"x","family":"","packs":[{"id":"b","revision":1,"sha256":"x"}]}',
         "unreadable_payload"),
    ],
)  # fmt: skip
def test_a_payload_that_is_not_what_it_claims_is_a_typed_error(
    database: Database, kind: str, version: int, body: str, code: str
):
    write_raw(database, kind, version, body)
    journal = j.Journal(database, "s")
    with pytest.raises(JournalFault) as fault:
        list(journal.entries("C1"))
    assert (fault.value.code, fault.value.params["seq"]) == (code, 1)
    # the chain holds: that it says nothing readable is found where records are folded (`Station.verify`)
    assert journal.verify() is None
    assert "yes" not in str(fault.value)


def test_an_old_version_is_read_as_the_present_one(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(a.Park, "VERSION", 2)
    monkeypatch.setitem(UPGRADES, ("park", 1), lambda old: {"parked": old["aside"]})
    write_raw(database, "park", 1, json.dumps({"aside": True}))
    journal = j.Journal(database, "s")
    assert next(journal.entries("C1")).action == a.Park(True)
    assert journal.verify() is None


def test_text_that_cannot_be_kept_is_refused_before_anything_is_written(database: Database):
    journal = j.Journal(database, "s")
    for value, code in (("\ud800", "text_not_storable"), ("x" * 70_000, "payload_too_long")):
        with pytest.raises(StationError) as refused:
            journal.append(a.SetField("person.name", value), case_id="C1", operator="001", at=AT)
        assert refused.value.code == code
    assert journal.head().seq == 0


def test_verification_tells_how_far_it_is(journal: j.Journal):
    told: list[tuple[int, int]] = []
    journal.verify(progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (6, 6)
