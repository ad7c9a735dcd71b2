"""The chain says which record does not fit, and what only an anchor can say."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.files.engine import Database
from db.journal import journal as j
from db.journal.hash_chain import Fault, Head, digest, genesis, payload_hash, record_hash
from flows.case import actions as a
from flows.case.entry import canonical_json

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


# ---- golden hashes: worked out once, outside the program, and written down


SALT = bytes(range(16))
GENESIS = "993ed8f546371d6818df5dc73f9ddcd79a043574851514cecd079372851b1a34"
#: A journal of five records as it stands in a file: moment, operator, case, kind, version, payload, hash of the
#: payload, hash of the record. Whoever changes one of them breaks every journal there is.
GOLDEN = (
    (
        "2016-06-14T08:00:00Z", "001", "530699-20160614-001", "set_field", 1,
        '{"field":"person.name","value":"欧阳·小明"}',
        "fcdc2398fdc5b3c343a365a0a8d186d361fb2a2f8fc3c8ae13d04e1aa620c5cf",
        "9ebd29d08c667c7096791ae0bf14b1d98c8fe4387b6a8160e7be04bd95378ee9",
    ),
    (
        "2016-06-14T08:00:01Z", "王警官", "530699-20160614-001", "answer_fact", 1,
        '{"fact":"cause","value":"unknown"}',
        "9ed634b821a482f679e837095beeeaea329ddd3922b2a6afba53118ff0ba21c4",
        "5a615ee97c52c3e8887444c1f5ce474bf01b5f430159ffaf57a2b180fdff9d32",
    ),
    (
        "2016-06-14T08:00:02Z", "init", "", "raise_level", 1,
        '{"level":1}',
        "5cf170a26cddca2c8ecf37f91313fac8fcb593557608c676b7737d28866d9cb4",
        "360baf36b65dc08e9e71205e38f02116249eb1d5154e79317eaa7c52f42bb078",
    ),
    (
        "", "", "", "", 0,
        "",
        "be45cb2605bf36bebde684841a28f0fd43c69850a3dce5fedba69928ee3a8991",
        "019b512eaa654155628f1dd837efe152f7876aed852830787ffed597670a8f01",
    ),
    (
        "2016-06-14T08:00:03Z", "county:𠮷07", "乡-1", "move", 2,
        '{"event":"grant","field":"","ground":"","needs":[],"note":"㛃𬀩 同意","number":"","on":""}',
        "e3e4c9e50d8dad700f46024e852bcef73f012c481caa6c57c6bfeb7e0da808c0",
        "262113f11ee3930205cb4ad8bc27069d6d9fda786567e63a7e1c4e49f95a8fc4",
    ),
)  # fmt: skip


def netstrings(*parts: str) -> bytes:
    """The plain way, written out: the length in bytes, a colon, the UTF-8, a comma."""
    return b"".join(str(len(part.encode())).encode() + b":" + part.encode() + b"," for part in parts)


def plain_hash(seq: int, at: str, operator: str, case_id: str, kind: str, version: int, hashed: str, prev: str) -> str:
    parts = ("hukou-journal/1", prev, str(seq), at, operator, case_id, kind, str(version), hashed)
    return hashlib.sha256(netstrings(*parts)).hexdigest()


def test_the_hashes_of_a_written_journal_are_those_that_were_written_down():
    assert genesis("530699-01") == GENESIS
    prev = GENESIS
    for seq, (at, operator, case_id, kind, version, text, hashed, own) in enumerate(GOLDEN, 1):
        assert payload_hash(SALT, text) == hashed
        assert record_hash(seq, at, operator, case_id, kind, version, hashed, prev) == own
        assert plain_hash(seq, at, operator, case_id, kind, version, hashed, prev) == own
        prev = own


def test_the_journal_writes_the_golden_records_byte_for_byte(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("db.journal.journal.secrets.token_bytes", lambda size: bytes(range(size)))
    said = (a.SetField("person.name", "欧阳·小明"), a.AnswerFact("cause", "unknown"), a.RaiseLevel(1))
    journal = j.Journal(database, "530699-01")
    prev = GENESIS
    for seq, (action, golden) in enumerate(zip(said, GOLDEN, strict=False), 1):
        at, operator, case_id, kind, version, text, hashed, own = golden
        journal.append(action, case_id=case_id, operator=operator, at=at)
        row = database.conn.execute("SELECT * FROM actions WHERE seq = ?", (seq,)).fetchone()
        assert row == (seq, at, operator, case_id, kind, version, hashed, prev, own)
        assert database.conn.execute("SELECT salt, body FROM payloads WHERE seq = ?", (seq,)).fetchone() == (SALT, text)
        prev = own
    assert canonical_json(a.Move("grant", "㛃𬀩 同意")) == GOLDEN[4][5]
    assert journal.chain.verify() is None


odd_words = st.sampled_from(["", "0", "王警官", "a:1,", "𠮷"])
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=30) | odd_words


@given(st.integers(0, 10**7), st.lists(words, min_size=6, max_size=6), st.integers(0, 99))
def test_the_quick_way_and_the_plain_way_make_the_same_hash_of_any_texts(seq: int, said: list[str], version: int):
    at, operator, case_id, kind, hashed, prev = said
    row = (seq, at, operator, case_id, kind, version, hashed, prev)
    assert record_hash(*row) == plain_hash(*row)
    assert digest(*said) == hashlib.sha256(netstrings(*said)).hexdigest()


@pytest.mark.parametrize("place", [1, 2, 3, 4, 6, 7])
@pytest.mark.parametrize("odd", [None, 7])
def test_a_record_with_a_number_or_nothing_where_a_text_belongs_has_no_hash(place: int, odd: object):
    row: list[object] = [1, AT, "001", "C1", "park", 1, "ab" * 32, "cd" * 32]
    row[place] = odd
    assert record_hash(*row) == ""  # type: ignore[arg-type]


@pytest.mark.parametrize("place", range(8))
def test_every_part_of_a_record_goes_into_its_hash(place: int):
    row: list[object] = [1, AT, "王警官", "C1", "park", 1, "ab" * 32, "cd" * 32]
    before = record_hash(*row)  # type: ignore[arg-type]
    row[place] = 2 if place in (0, 5) else f"{row[place]}x"
    assert record_hash(*row) not in (before, "")  # type: ignore[arg-type]


def test_the_first_that_does_not_fit_is_named_whatever_is_wrong_with_it(
    database: Database, journal: j.Journal
):
    tamper(
        database, "UPDATE actions SET at = 'x' WHERE seq = 4", "UPDATE payloads SET body = '{}' WHERE seq = 3"
    )
    assert journal.chain.verify() == Fault(3, "payload_changed")
    tamper(database, "UPDATE actions SET at = 'x' WHERE seq = 2")
    assert journal.chain.verify() == Fault(2, "record_changed")


@pytest.mark.parametrize(
    "stray",
    ["INSERT INTO payloads VALUES (9, x'00', '{}')", "INSERT INTO retentions VALUES (9, 9)",
     "INSERT INTO signatures VALUES (9, x'00')"],
)  # fmt: skip
def test_what_belongs_to_no_record_is_named(database: Database, journal: j.Journal, stray: str):
    tamper(database, stray, stray.replace("9", "8"))
    assert journal.chain.verify() == Fault(8, "record_missing")


def test_only_what_came_before_an_emptying_may_be_gone_by_it(database: Database, journal: j.Journal):
    expire = a.Expire("delivered", "2016-06-14", "C1", "received", 1, 1, "retention.closed_days", 30)
    by = journal.append(expire, case_id="C1", operator="001", at=AT)
    after = journal.append(a.SetField("person.name", "庚"), case_id="C1", operator="001", at=AT)
    gone = [f"INSERT INTO retentions VALUES ({seq}, {by.seq})" for seq in (2, after.seq)]
    tamper(database, gone[0], "DELETE FROM payloads WHERE seq = 2")
    assert journal.chain.verify() is None
    tamper(database, gone[1], f"DELETE FROM payloads WHERE seq = {after.seq}")
    assert journal.chain.verify() == Fault(after.seq, "payload_missing")


def test_a_hash_known_outside_without_its_number_is_looked_for(database: Database, journal: j.Journal):
    third = Head(0, database.conn.execute("SELECT hash FROM actions WHERE seq = 3").fetchone()[0])
    nobody = Head(0, genesis("station-1"))
    foreign = Head(0, "ab" * 32)
    assert journal.chain.verify(anchors=[third, nobody, journal.chain.head()]) is None
    assert journal.chain.verify(anchors=[third, foreign]) == Fault(0, "anchor_missing")
    assert [journal.chain.holds(head) for head in (third, nobody, foreign)] == [True, True, False]


def test_a_head_is_held_by_number_and_hash_together(journal: j.Journal):
    head = journal.chain.head()
    assert journal.chain.holds(head)
    assert not journal.chain.holds(Head(head.seq, "ab" * 32))
    assert not journal.chain.holds(Head(head.seq - 1, head.hash))
    assert not journal.chain.holds(Head(head.seq + 1, head.hash))


def test_a_journal_that_has_not_begun_is_whole_and_follows_from_its_station(database: Database):
    journal = j.Journal(database, "station-1")
    assert journal.chain.head() == Head(0, genesis("station-1"))
    assert journal.chain.verify() is None and journal.chain.verify_end(1000) is None


@pytest.mark.parametrize(("count", "seen"), [(1, False), (3, False), (4, True), (6, True), (7, True)])
def test_the_end_is_looked_at_as_far_as_asked(database: Database, journal: j.Journal, count: int, seen: bool):
    tamper(database, "UPDATE payloads SET body = '{}' WHERE seq = 3")
    assert journal.chain.verify_end(count) == (Fault(3, "payload_changed") if seen else None)


def test_the_end_does_not_hang_in_the_air(database: Database, journal: j.Journal):
    """The record that it follows on is gone, or another one."""
    tamper(database, "UPDATE actions SET hash = 'x' WHERE seq = 4")
    assert journal.chain.verify_end(2) == Fault(5, "does_not_follow")
    tamper(database, "DELETE FROM payloads WHERE seq = 4", "DELETE FROM actions WHERE seq = 4")
    assert journal.chain.verify_end(2) == Fault(4, "record_missing")


def test_the_hash_of_a_record_counts_bytes_and_not_characters(database: Database):
    """Written out by hand: an officer whose name is Chinese, as the county names its own."""
    who = "county:马·阿依"
    parts = (b"hukou-journal/1", b"prev", b"7", AT.encode(), who.encode(), b"C1", b"move", b"2", b"payload")
    by_hand = hashlib.sha256(b"".join(b"%d:%b," % (len(part), part) for part in parts)).hexdigest()
    assert record_hash(7, AT, who, "C1", "move", 2, "payload", "prev") == by_hand


def test_a_record_without_its_texts_has_no_hash():
    assert record_hash(1, None, "001", "C1", "park", 1, "x", "y") == ""  # type: ignore[arg-type]
