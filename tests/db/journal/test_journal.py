"""The journal is append-only, chained, and says which record does not fit."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.errors import JournalFault, StationError
from db.files.engine import Database, sqlite3
from db.journal import journal as j
from db.journal.hash_chain import Fault, payload_hash, record_hash
from flows.case import actions as a
from flows.case.action_versions import ACTIONS, UPGRADES
from flows.linkage.lookup_result import FoundCandidate
from flows.rules.stamps import PackStamp, RuleChange
from harness.refusals import refused

AT = "2016-06-14T08:00:00Z"
PACKS = (PackStamp("base", "1", "ab" * 32), PackStamp("overlay", "2", "cd" * 32))


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
    assert journal.chain.verify() is None


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
    assert journal.chain.verify() is None


EXPIRE = a.Expire("delivered", "2016-06-14", "C0", "received", 1, 1, "retention.closed_days", 30)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE retentions SET by_seq = 8 WHERE seq = 1", "append-only"),
        ("DELETE FROM retentions WHERE seq = 1", "append-only"),
        ("UPDATE signatures SET signature = x'00' WHERE seq = 7", "append-only"),
        ("DELETE FROM signatures WHERE seq = 7", "append-only"),
        ("INSERT OR REPLACE INTO signatures VALUES (7, x'00')", "signed once"),
        ("INSERT INTO payloads VALUES (1, x'00', '{}')", "written once"),
    ],
)
def test_the_file_itself_lets_nobody_change_who_signed_and_what_was_emptied(
    database: Database, journal: j.Journal, statement: str, said: str
):
    signer = Ed25519PrivateKey.from_private_bytes(bytes(32))
    by = journal.append(EXPIRE, case_id="C0", operator="001", at=AT, signer=signer)
    journal.take_away("C0", by.seq)
    with pytest.raises(sqlite3.IntegrityError, match=said):
        database.conn.execute(statement)


def test_each_table_index_and_trigger_is_listed_under_its_own_name():
    """By the names of this list a file of an older form gets what it lacks."""
    assert [statement.split()[2] for statement in j._TABLES.values()] == list(j._TABLES)


def test_a_recorded_retention_takes_the_payload_and_leaves_the_chain_whole(
    database: Database, journal: j.Journal
):
    by = journal.append(EXPIRE, case_id="C0", operator="001", at=AT)
    journal.take_away("C0", by.seq)
    assert journal.chain.verify() is None
    assert [entry.seq for entry in journal.entries("C0")] == [by.seq]
    assert [entry.seq for entry in journal.entries("C1")] == [2, 4, 6]
    with pytest.raises(sqlite3.IntegrityError):
        database.conn.execute("INSERT INTO payloads VALUES (3, x'00', '{}')")


def test_a_retention_of_another_case_takes_nothing(database: Database, journal: j.Journal):
    by = journal.append(EXPIRE, case_id="C0", operator="001", at=AT)
    database.conn.execute("INSERT INTO retentions VALUES (2, ?)", (by.seq,))
    database.conn.execute("DELETE FROM payloads WHERE seq = 2")
    assert journal.chain.verify() == Fault(2, "payload_missing")


def test_a_record_without_its_payload_is_not_passed_over(database: Database, journal: j.Journal):
    database.conn.execute("DROP TRIGGER payloads_retained")
    database.conn.execute("DELETE FROM payloads WHERE seq = 3")
    with refused(JournalFault, "payload_missing", seq=3):
        list(journal.entries("C0"))
    assert [entry.seq for entry in journal.entries("C1")] == [2, 4, 6]


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
    head = j.Journal(database, "s").chain.head()
    salt = b"0" * 16
    row = (head.seq + 1, AT, "001", "C1", kind, version, payload_hash(salt, body), head.hash)
    database.conn.execute("INSERT INTO actions VALUES (?,?,?,?,?,?,?,?,?)", (*row, record_hash(*row)))
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
    with refused(JournalFault, code, seq=1) as told:
        list(journal.entries("C1"))
    # the chain holds: that it says nothing readable is found where records are folded (`Station.verify`)
    assert journal.chain.verify() is None
    assert "yes" not in str(told.fault)


def test_an_old_version_is_read_as_the_present_one(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(a.Park, "VERSION", 2)
    monkeypatch.setitem(UPGRADES, ("park", 1), lambda old: {"parked": old["aside"]})
    write_raw(database, "park", 1, json.dumps({"aside": True}))
    journal = j.Journal(database, "s")
    assert next(journal.entries("C1")).action == a.Park(True)
    assert journal.chain.verify() is None


def test_text_that_cannot_be_kept_is_refused_before_anything_is_written(database: Database):
    journal = j.Journal(database, "s")
    for value, code in (("\ud800", "text_not_storable"), ("x" * 70_000, "payload_too_long")):
        with refused(StationError, code):
            journal.append(a.SetField("person.name", value), case_id="C1", operator="001", at=AT)
    assert journal.chain.head().seq == 0


# ---- what is asked of it


def test_a_payload_of_the_largest_size_is_kept_and_one_byte_more_is_not(database: Database):
    """Bytes are counted, and a Chinese character has three."""
    journal = j.Journal(database, "s")
    frame = len('{"field":"person.name","value":""}')
    most = "中" * ((65_536 - frame) // 3) + "x" * ((65_536 - frame) % 3)
    assert len(j.payload(a.SetField("person.name", most)).encode()) == 65_536
    journal.append(a.SetField("person.name", most), case_id="C1", operator="001", at=AT)
    with refused(StationError, "payload_too_long", limit=65_536):
        journal.append(a.SetField("person.name", most + "x"), case_id="C1", operator="001", at=AT)
    assert journal.chain.head().seq == 1


def test_a_record_is_signed_over_its_own_hash_or_not_at_all(database: Database, journal: j.Journal):
    signer = Ed25519PrivateKey.from_private_bytes(bytes(32))
    entry = journal.append(a.Move("accept"), case_id="C1", operator="002", at=AT, signer=signer)
    assert (entry.seq, entry.at, entry.operator, entry.case_id, entry.action) == (
        7, AT, "002", "C1", a.Move("accept"),
    )  # fmt: skip
    ((seq, signature),) = database.conn.execute("SELECT * FROM signatures").fetchall()
    own = f"hukou-signed-record/1\0station-1\0{journal.chain.head().hash}".encode()
    signer.public_key().verify(signature, own)
    assert seq == 7


def test_records_are_asked_for_by_case_kind_and_moment(database: Database):
    journal = j.Journal(database, "s")
    for action, case_id, at in (
        (a.SetSetting("x", "1"), "", "2016-06-14T00:00:00Z"), (a.Park(True), "B", "2016-06-14T01:00:00Z"),
        (a.Park(True), "A", "2016-06-14T02:00:00Z"), (a.Look("case"), "B", "2016-06-14T03:00:00Z"),
        (a.Park(False), "B", "2016-06-14T04:00:00Z"),
    ):  # fmt: skip
        journal.append(action, case_id=case_id, operator="001", at=at)

    def seqs(entries) -> list[int]:
        return [entry.seq for entry in entries]

    assert (seqs(journal.entries()), seqs(journal.entries("")), seqs(journal.entries("B"))) == (
        [1, 2, 3, 4, 5], [1], [2, 4, 5],
    )  # fmt: skip
    assert seqs(journal.entries("C")) == []
    assert seqs(journal.entries_between("2016-06-14T01:00:00Z", "2016-06-14T03:00:00Z")) == [2, 3]
    assert seqs(journal.entries_of_kind("park")) == [2, 3, 5]
    last = journal.last_of_kind("park")
    assert last is not None and last.seq == 5 and journal.last_of_kind("move") is None
    assert list(journal.cases()) == ["B", "A"]
    assert (journal.moment(4), journal.moment(6), journal.moment(0)) == ("2016-06-14T03:00:00Z", "", "")


def test_a_record_whose_payload_is_gone_without_an_order_cannot_be_read(database: Database, journal: j.Journal):
    database.conn.execute("DROP TRIGGER payloads_retained")
    database.conn.execute("DELETE FROM payloads WHERE seq = 4")
    with refused(JournalFault, "payload_missing", seq=4):
        list(journal.entries("C1"))
    assert [entry.seq for entry in journal.entries("C0")] == [1, 3, 5]


def test_an_emptying_takes_what_came_before_it_in_its_own_case(database: Database, journal: j.Journal):
    by = journal.append(EXPIRE, case_id="C0", operator="001", at=AT)
    after = journal.append(a.Look("case"), case_id="C0", operator="001", at=AT)
    journal.take_away("C0", by.seq)
    gone = database.conn.execute("SELECT seq, by_seq FROM retentions ORDER BY seq").fetchall()
    assert gone == [(1, by.seq), (3, by.seq), (5, by.seq)]
    kept = database.conn.execute("SELECT seq FROM payloads ORDER BY seq").fetchall()
    assert kept == [(2,), (4,), (6,), (by.seq,), (after.seq,)]
    # a second one finds nothing more to take but itself
    again = journal.append(EXPIRE, case_id="C0", operator="001", at=AT)
    journal.take_away("C0", again.seq)
    assert journal.chain.verify() is None


def test_a_case_that_left_and_was_moved_here_since_is_told(database: Database):
    journal = j.Journal(database, "s")

    def happened(case_id: str, *what: tuple[a.Action, str]) -> None:
        for action, operator in what:
            journal.append(action, case_id=case_id, operator=operator, at=AT)

    out, moved = a.Export(1, 1), a.Move("withdraw")
    happened("never left", (moved, "001"))
    happened("left after", (moved, "001"), (out, "001"))
    happened("moved here", (out, "001"), (moved, "001"))
    happened("moved there", (out, "001"), (moved, "county:88"))
    happened("moved there and here", (out, "001"), (moved, "county:88"), (moved, "001"))
    happened("left again", (out, "001"), (moved, "001"), (out, "001"))
    assert journal.moved_since_export("county") == {"moved here", "moved there and here"}
    assert journal.moved_since_export("county:88") == {"moved here", "moved there and here"}
    assert "moved there" in journal.moved_since_export("county:89")


@pytest.mark.parametrize("fails", [KeyError, TypeError, ValueError, RecursionError])
def test_an_old_payload_that_cannot_be_brought_up_is_unreadable(
    database: Database, monkeypatch: pytest.MonkeyPatch, fails: type[Exception]
):
    def brought_up(old: dict[str, object]) -> dict[str, object]:
        raise fails

    monkeypatch.setattr(a.Park, "VERSION", 2)
    monkeypatch.setitem(UPGRADES, ("park", 1), brought_up)
    write_raw(database, "park", 1, "{}")
    with refused(JournalFault, "unreadable_payload", seq=1):
        list(j.Journal(database, "s").entries())
