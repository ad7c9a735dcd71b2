"""The chain says which record does not fit, and what only an anchor can say."""

from __future__ import annotations

import hashlib

import pytest

from db.files.engine import Database
from db.journal import journal as j
from db.journal.hash_chain import Fault
from flows.case import actions as a

AT = "2016-06-14T08:00:00Z"


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
    assert journal.chain.verify() is None
    assert journal.chain.head().seq == 6


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
    assert journal.chain.verify() == Fault(seq, what)


def test_a_journal_of_another_station_does_not_pass_for_this_one(database: Database, journal: j.Journal):
    assert j.Journal(database, "station-2").chain.verify() == Fault(1, "does_not_follow")


def test_a_journal_cut_off_at_the_end_is_found_by_an_anchor_only(database: Database, journal: j.Journal):
    head = journal.chain.head()
    tamper(database, "DELETE FROM payloads WHERE seq = 6", "DELETE FROM actions WHERE seq = 6")
    assert journal.chain.verify() is None
    assert journal.chain.verify(anchors=[head]) == Fault(6, "anchor_missing")


def test_a_journal_chained_anew_is_found_by_an_anchor(database: Database, journal: j.Journal):
    head = journal.chain.head()
    tamper(database, "DELETE FROM payloads WHERE seq = 6", "DELETE FROM actions WHERE seq = 6")
    journal.append(a.SetField("person.name", "假"), case_id="C1", operator="001", at=AT)
    assert journal.chain.verify() is None
    assert journal.chain.verify(anchors=[head]) == Fault(6, "anchor_differs")


def test_verification_tells_how_far_it_is(journal: j.Journal):
    told: list[tuple[int, int]] = []
    journal.chain.verify(progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (6, 6)
