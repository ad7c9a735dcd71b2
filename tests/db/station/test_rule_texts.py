"""Rules in the station file: kept for ever as they were, and adopted by two persons."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import pytest

from db.access import key_administration, unlocking
from db.errors import StationError
from db.files.engine import sqlite3
from db.journal.hash_chain import payload_hash, record_hash
from db.station import rule_texts
from db.station.rule_texts import RuleText
from db.station.station import Act, Station
from flows.case import actions as a
from flows.case.entry import canonical_json
from flows.case.rule_adoption import stack_of
from flows.errors import NotAllowed
from harness.packs.other_rules import LESS, kept
from harness.refusals import refused
from harness.stations.intake import (
    ADMINISTRATOR,
    APPROVER,
    AT,
    CLERK,
    granted,
    held,
    new_station,
    raw,
    reopened,
)

OLD, NEW = kept(), kept(LESS)
STAMPS = tuple(one.stamp for one in NEW)
STACK = stack_of(STAMPS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A station whose rules were adopted: proposed by the administrator, adopted by the reviewer."""
    with new_station(tmp_path) as station:
        opened(station, OLD)
        granted(station)
        proposed(station)
        adopted(station)
        assert station.verify().fault is None
    return tmp_path


def opened(station: Station, texts: tuple[RuleText, ...]) -> str:
    number = f"C{station.queries.head().seq}"
    opening = a.OpenCase("2016-06-14", "", tuple(one.stamp for one in texts))
    station.append_under(texts, [Act(opening, number, CLERK, AT)])
    return number


def signing(station: Station, badge: str) -> None:
    if station.key is not None:
        station.sit_down(badge, held(station.folder, badge).signer)


def proposed(station: Station, badge: str = ADMINISTRATOR) -> None:
    signing(station, badge)
    station.append_under(NEW, [Act(a.ProposeRules(STAMPS, STACK), "", badge, AT)])


def adopted(station: Station, badge: str = APPROVER) -> None:
    waiting = station.queries.adoption().proposed
    assert waiting is not None
    signing(station, badge)
    station.append(a.AdoptRules(STAMPS, STACK, waiting.seq), case_id="", operator=badge, at=AT)


def tampered(folder: Path, *statements: str) -> str:
    """What verification says after somebody who holds the key was at the file."""
    connection = raw(folder)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    connection.execute("PRAGMA foreign_keys = OFF")
    for name, _sql in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    for _name, sql in triggers:
        connection.execute(sql)
    connection.commit()
    connection.close()
    with reopened(folder, readonly=True) as station:
        fault = station.verify().fault
    assert fault is not None
    if fault.what.startswith("rules_"):
        assert fault.seq == 0, "a text that is kept is of no record in particular"
    return fault.what


def test_a_text_comes_into_the_file_once_and_comes_out_as_it_was(tmp_path: Path):
    with new_station(tmp_path) as station:
        opened(station, OLD)
        records = station.queries.head().seq
        opened(station, OLD)
        assert station.queries.head().seq == records + 1
        assert station.queries.rule_texts([one.stamp for one in OLD]) == OLD
        assert station.queries.rule_texts(STAMPS) is None
        assert station.queries.rule_texts([]) is None
        assert station.verify().fault is None


def test_a_text_that_is_not_what_its_hash_says_is_refused_with_all_that_goes_with_it(tmp_path: Path):
    with new_station(tmp_path) as station:
        head = station.queries.head()
        with refused(StationError, "rules_hash"):
            opened(station, (RuleText(OLD[0].stamp, b"another text"),))
        assert station.queries.head() == head


def test_a_text_far_beyond_any_pack_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    largest = max(len(one.text) for one in OLD)
    with new_station(tmp_path, practice=True) as station:
        monkeypatch.setattr(rule_texts, "LARGEST", largest - 1)
        with refused(StationError, "rules_too_large", limit=largest - 1):
            opened(station, OLD)
        monkeypatch.setattr(rule_texts, "LARGEST", largest)
        opened(station, OLD)
        assert station.queries.rule_texts([one.stamp for one in OLD]) == OLD


@pytest.mark.parametrize("statement", ["UPDATE rule_texts SET text = x'00'", "DELETE FROM rule_texts"])
def test_the_file_lets_no_text_be_changed_or_taken_away(folder: Path, statement: str):
    connection = raw(folder)
    with pytest.raises(sqlite3.DatabaseError, match="rules are kept as they are"):
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "UPDATE rule_texts SET text = text || x'0a' WHERE id = 'zhaotong-2016'",
            "rules_changed:zhaotong-2016",
        ),
        ("UPDATE rule_texts SET revision = '9' WHERE id = 'zhaotong-2016'", "rules_changed:zhaotong-2016"),
        ("DELETE FROM rule_texts WHERE id = 'zhaotong-2016'", "rules_missing:zhaotong-2016"),
        ("INSERT INTO rule_texts VALUES ('00', 'foreign', '1', x'00')", "rules_foreign:foreign"),
        ("DELETE FROM rulings WHERE kind = 'adopt_rules'", "projection_differs"),
        ("UPDATE rulings SET operator = '009'", "projection_differs"),
    ],
)
def test_verification_finds_a_text_that_was_changed_taken_away_or_put_in(
    folder: Path, statement: str, found: str
):
    assert tampered(folder, statement) == found


def test_whoever_proposed_does_not_adopt_by_the_program_and_by_the_file(tmp_path: Path):
    with new_station(tmp_path) as station:
        proposed(station)
        with refused(NotAllowed, "rules_second_person"):
            adopted(station, ADMINISTRATOR)
        waiting = station.queries.adoption().proposed
        assert waiting is not None
        with pytest.raises(sqlite3.IntegrityError, match="does not adopt"):
            put_in(station, a.AdoptRules(STAMPS, STACK, waiting.seq), ADMINISTRATOR)
        with pytest.raises(sqlite3.IntegrityError, match="does not adopt"):
            put_in(station, a.AdoptRules(STAMPS, STACK, 1), APPROVER)


def put_in(station: Station, action: a.Action, badge: str) -> None:
    """A record written past the program."""
    try:
        station.journal.append(action, case_id="", operator=badge, at=AT)
    finally:
        station._database.conn.rollback()


def test_what_the_trigger_would_have_refused_is_found_by_verification(tmp_path: Path):
    with new_station(tmp_path) as station:
        proposed(station)
        waiting = station.queries.adoption().proposed
        assert waiting is not None
        head = station.queries.head()
    connection = raw(tmp_path)
    (trigger,) = connection.execute(
        "SELECT sql FROM sqlite_master WHERE name = 'rules_second_person'"
    ).fetchone()
    connection.execute("DROP TRIGGER rules_second_person")
    text = canonical_json(a.AdoptRules(STAMPS, STACK, waiting.seq))
    salt = secrets.token_bytes(16)
    row = (head.seq + 1, AT, ADMINISTRATOR, "", "adopt_rules", 1, payload_hash(salt, text), head.hash)
    connection.execute("INSERT INTO actions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, record_hash(*row)))
    connection.execute("INSERT INTO payloads VALUES (?, ?, ?)", (row[0], salt, text))
    connection.execute(trigger)
    connection.commit()
    connection.close()
    with reopened(tmp_path) as station:
        station.rebuild()
        fault = station.verify().fault
    assert fault is not None and (fault.seq, fault.what) == (head.seq + 1, "adopted_alone")


def test_proposals_and_adoptions_are_signed_and_a_signature_that_is_gone_is_found(folder: Path):
    with reopened(folder, readonly=True) as station:
        adoption = station.queries.adoption()
    assert adoption.in_force is not None
    for seq in (adoption.history[0].seq, adoption.in_force.seq):
        connection = raw(folder)
        assert connection.execute("SELECT count(*) FROM signatures WHERE seq = ?", (seq,)).fetchone() == (1,)
        connection.close()
    assert (
        tampered(folder, f"DELETE FROM signatures WHERE seq = {adoption.in_force.seq}") == "signature_missing"
    )


def test_nobody_signs_for_another(tmp_path: Path):
    with new_station(tmp_path) as station, refused(NotAllowed, "signature_needed"):
        # the reviewer sits there, not the administrator
        station.append_under(NEW, [Act(a.ProposeRules(STAMPS, STACK), "", ADMINISTRATOR, AT)])


def test_adoption_survives_a_rebuild_and_a_new_key(folder: Path):
    with reopened(folder) as station:
        before = station.queries.adoption()
        station.rebuild()
        assert station.queries.adoption() == before
    made = unlocking.open_station(folder, held(folder, ADMINISTRATOR), at=AT)
    with made.station:
        key_administration.remove_operator(made, CLERK, AT)
    with reopened(folder, readonly=True) as station:
        assert station.queries.adoption() == before and station.queries.rule_texts(STAMPS) == NEW
        assert station.verify().fault is None


def test_a_practice_station_adopts_without_signatures(tmp_path: Path):
    with new_station(tmp_path, practice=True) as station:
        proposed(station, CLERK)
        adopted(station)
        in_force = station.queries.adoption().in_force
        assert in_force is not None and in_force.stack == STACK
        assert station.verify().fault is None


def test_what_the_journal_says_of_a_text_is_its_stamp_and_nothing_of_it(folder: Path):
    with reopened(folder, readonly=True) as station:
        kept_ones = [e for e in station.queries.entries("") if isinstance(e.action, a.KeepRules)]
    assert [len(json.loads(canonical_json(one.action))["packs"]) for one in kept_ones] == [2, 1]
