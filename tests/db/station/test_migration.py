"""A file of an older form is brought up whole or not at all, a newer one is left alone, a plain one gets its keys."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from db.access import encryption, unlocking
from db.access.vault import Newcomer
from db.errors import CannotOpen, StationError
from db.files.connection import open_database
from db.journal.hash_chain import Fault, Head
from db.keys import keyslots
from db.station import migration
from db.station.opening import open_station_file
from db.station.station import Act, Station
from flows.case import actions as a
from flows.case.action_versions import LEVEL
from flows.errors import NotAllowed
from harness.packs.other_rules import kept
from harness.refusals import refused
from harness.stations.earlier import EARLIER, KEY, as_left, laid_out
from harness.stations.intake import AT, CHEAP, PASSPHRASE, new_station

#: Head of the station of form 1 in form1.sql, as the program of then said it; 60 records.
HEAD = Head(60, "17bee878f1d85e64288fadf2c45b2e8a6b7cd5a789df71d0407d432be0322bcc")
#: Head of the station of form 2 in form2.sql: decisions signed, a packet sent, a case emptied; 81 records.
HEAD_2 = Head(81, "50fa850ca09f6651b572c354090724911b057de70bfd029942a723c9c06058c7")
#: Head of the station of form 3 in form3.sql; 161 records: sent, granted, registered, withdrawn, slips, fee answers, a
#: copy made, "already registered" found by one person from a draft and emptied since.
HEAD_3 = Head(161, "23e6d7355eb81557e4708b51e8abad9943b7d274036eb2d1a436ce594a7b03b5")
#: Head of the one in form3-restored.sql, which went on from a copy twice.
HEAD_RESTORED = Head(76, "083c2c4e18a0ccc6401c5f75fa418337f141b6190fbec82b9604ae4ce9409ecd")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return laid_out(tmp_path / "s", KEY)


def test_an_old_file_is_brought_up_and_says_the_same_as_before(folder: Path):
    with open_station_file(folder, key=KEY) as station:
        assert went_up_from(station, HEAD)
        assert len(station.queries.rows()) == 3 and station.queries.packet(1) is not None
        assert migration.form(station._database) == migration.FORM
    assert not (folder / "outbox").exists()
    with open_station_file(folder, key=KEY) as station:
        assert station.verify([HEAD]).fault is None


@pytest.mark.parametrize("beside", [b"of another station", None], ids=["foreign", "a second copy"])
def test_only_the_packet_that_the_journal_names_comes_into_the_file_and_once(folder: Path, beside: bytes | None):
    own = folder / "outbox" / "HK_530699001_000001.zip"
    sent = own.read_bytes()
    (folder / "outbox" / "HK_530699002_000001.zip").write_bytes(beside or sent)
    with open_station_file(folder, key=KEY) as station:
        assert station.queries.packet(1) == sent


def test_other_bytes_under_the_name_of_a_packet_are_not_taken_for_it(folder: Path):
    (folder / "outbox" / "HK_530699001_000001.zip").write_bytes(b"other bytes")
    with open_station_file(folder, key=KEY) as station:
        assert station.queries.packet(1) is None
        assert station.verify([HEAD]).fault == Fault(0, "packet_differs:1")


def went_up_from(station: Station, head: Head) -> bool:
    """Whether all that was there is there, whole, and one record was added: from where the new rule holds."""
    (raised,) = station.journal.entries_of_kind(a.RaiseLevel.KIND)
    level = (raised.seq, raised.operator, raised.action) == (head.seq + 1, "init", a.RaiseLevel(LEVEL))
    return level and station.queries.head().seq == head.seq + 1 and station.verify([head]).fault is None


@pytest.mark.parametrize(
    ("name", "head"),
    [("form1", HEAD), ("form2", HEAD_2), ("form3", HEAD_3), ("form3-restored", HEAD_RESTORED)],
)
def test_every_older_form_is_brought_up_and_folds_to_the_same_cases(tmp_path: Path, name: str, head: Head):
    folder = laid_out(tmp_path / "s", KEY) if name == "form1" else as_left(tmp_path / "s", name)
    as_then = json.loads((EARLIER / "folded.json").read_text(encoding="utf-8"))[name]
    with open_station_file(folder, key=KEY) as station:
        assert went_up_from(station, head)
        assert {row.case_id for row in station.queries.rows()} == as_then.keys()
        for case_id, said in as_then.items():
            case = station.queries.case(case_id)
            now = json.loads(json.dumps({**asdict(case), "tags": sorted(case.tags)}))
            now["changed_since_slip"] = case.changed_since_slip
            assert {name: now[name] for name in said} == said
        assert migration.changed_part(station._database) is None


@pytest.mark.parametrize("practice", [True, False])
def test_a_new_station_begins_under_the_present_rule_and_nobody_may_say_so(tmp_path: Path, practice: bool):
    with new_station(tmp_path / "s", practice=practice) as station:
        (raised,) = station.journal.entries_of_kind(a.RaiseLevel.KIND)
        assert (raised.seq, raised.operator) == (1, "init")
        for badge in ("001", "002", "003", "recovery", "county", "init"):
            with refused(NotAllowed, "operator_unknown" if badge == "init" else "not_your_part"):
                station.append(a.RaiseLevel(2), case_id="", operator=badge, at=AT)


def test_whoever_says_from_where_the_rule_holds_is_named(tmp_path: Path):
    with new_station(tmp_path / "s") as station:
        with station._transaction():
            said = station.journal.append(a.RaiseLevel(9), case_id="", operator="003", at=AT)
        fault = station.verify().fault
        assert fault is not None and (fault.seq, fault.what) == (said.seq, "not_entitled")


def test_a_file_of_form_2_is_brought_up_and_can_keep_and_adopt_rules(tmp_path: Path):
    folder = as_left(tmp_path / "s", "form2")
    with open_station_file(folder, key=KEY) as station:
        assert went_up_from(station, HEAD_2)
        assert (len(station.queries.rows()), station.queries.adoption().history) == (4, ())
        assert station.queries.packet(1) is not None
        opening = a.OpenCase("2016-06-14", "", tuple(one.stamp for one in kept()))
        station.append_under(kept(), [Act(opening, "C1", "001", AT)])
        assert station.verify([HEAD_2]).fault is None
    with open_station_file(folder, key=KEY) as station, new_station(tmp_path / "n") as fresh:
        assert migration._schema(station._database) == migration._schema(fresh._database)
    assert (folder / "backups" / "station-form2.db").is_file()


def test_a_practice_station_of_form_2_is_brought_up_by_itself(tmp_path: Path):
    new_station(tmp_path / "s", practice=True).close()
    database = open_database(tmp_path / "s" / "station.db")
    for statement in (
        "DROP TABLE rule_texts", "DROP TRIGGER rules_second_person", "DROP TABLE rulings",
        "UPDATE meta SET value = '2' WHERE name IN ('form', 'projections')",
    ):  # fmt: skip
        database.conn.execute(statement)
    database.conn.commit()
    database.conn.close()
    with open_station_file(tmp_path / "s") as station:
        assert migration.form(station._database) == migration.FORM
        assert station.queries.practice and station.verify().fault is None


def test_the_file_as_it_was_is_kept(folder: Path):
    open_station_file(folder, key=KEY).close()
    copy = open_database(folder / "backups" / "station-form1.db", key=KEY, readonly=True)
    assert copy.conn.execute("SELECT value FROM meta WHERE name = 'form'").fetchone() == ("1",)
    copy.conn.close()


def test_a_migration_that_fails_leaves_the_old_file(folder: Path, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patched:
        patched.setattr(migration, "_expected_schema", lambda: {"actions": "CREATE TABLE actions (other)"})
        with refused(CannotOpen, "migration_failed"):
            open_station_file(folder, key=KEY)
    database = open_database(folder / "station.db", key=KEY)
    assert migration.form(database) == 1
    assert not database.table("signatures").exists()
    database.conn.close()
    with open_station_file(folder, key=KEY) as station:
        assert station.verify([HEAD]).fault is None


def test_whoever_only_reads_migrates_nothing(folder: Path):
    with refused(CannotOpen, "older_station"):
        open_station_file(folder, key=KEY, readonly=True)


def test_a_new_file_and_a_migrated_one_have_the_same_schema(folder: Path, tmp_path: Path):
    open_station_file(folder, key=KEY).close()
    with new_station(tmp_path / "n") as fresh:
        old = open_database(folder / "station.db", key=KEY)
        assert migration._schema(old) == migration._schema(fresh._database)
        old.conn.close()


def test_a_plain_station_is_refused_and_then_encrypted(tmp_path: Path):
    folder = laid_out(tmp_path / "s", None)
    with refused(CannotOpen, "not_encrypted"):
        open_station_file(folder)
    known = encryption.operators(folder)
    assert known == {"001": "clerk", "002": "approver"}
    people = [Newcomer("003", "administrator", PASSPHRASE)]
    people += [Newcomer(badge, role, PASSPHRASE, must_change=True) for badge, role in known.items()]
    recovery = encryption.encrypt_station(folder, people, at=AT, cost=CHEAP)
    for path in folder.rglob("*"):
        assert not path.is_file() or "欧阳".encode() not in path.read_bytes()
    held = unlocking.prove_operator(folder, "003", PASSPHRASE)
    with unlocking.open_station(folder, held, at=AT).station as station:
        assert station.queries.operators() == {"001": "clerk", "002": "approver", "003": "administrator"}
        assert station.verify([HEAD]).fault is None
        assert station.queries.packet(1) is not None
    assert unlocking.prove_operator(folder, "recovery", recovery).operator == ""
    with refused(CannotOpen, "encrypted_already"):
        encryption.operators(folder)


def test_whoever_is_given_another_role_with_his_passphrase_has_that_one(tmp_path: Path):
    folder = laid_out(tmp_path / "s", None)
    people = [Newcomer("002", "administrator", PASSPHRASE), Newcomer("001", "clerk", PASSPHRASE)]
    encryption.encrypt_station(folder, people, at=AT, cost=CHEAP)
    held = unlocking.prove_operator(folder, "002", PASSPHRASE)
    with unlocking.open_station(folder, held, at=AT).station as station:
        assert station.queries.operators() == {"001": "clerk", "002": "administrator"}
        said = [entry.action for entry in station.queries.entries("") if entry.operator == "recovery"]
        told = [(one.name, one.value) for one in said if isinstance(one, a.SetSetting)]
        assert told == [("operator.002", "administrator")], "what is as it was is not said again"


@pytest.mark.parametrize("cut", ["_export_encrypted", "_tell_the_journal", "sync_folder"])
def test_an_encryption_that_was_cut_short_is_begun_again(
    tmp_path: Path, cut: str, monkeypatch: pytest.MonkeyPatch
):
    folder = laid_out(tmp_path / "s", None)
    people = [Newcomer("003", "administrator", PASSPHRASE)]

    def gone(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(encryption, cut, gone)
        with pytest.raises(KeyboardInterrupt):
            encryption.encrypt_station(folder, people, at=AT, cost=CHEAP)
    assert set(encryption.operators(folder)) == {"001", "002"}
    encryption.encrypt_station(folder, people, at=AT, cost=CHEAP)
    with unlocking.open_station(
        folder, unlocking.prove_operator(folder, "003", PASSPHRASE), at=AT
    ).station as station:
        assert station.verify([HEAD]).fault is None


def test_without_an_administrator_nothing_is_begun(tmp_path: Path):
    folder = laid_out(tmp_path / "s", None)
    with refused(StationError, "administrator_missing"):
        encryption.encrypt_station(folder, [Newcomer("001", "clerk", PASSPHRASE)], at=AT, cost=CHEAP)
    assert not keyslots.path(folder).exists()


def test_a_practice_station_cut_between_the_migration_and_its_rows_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    new_station(tmp_path, practice=True).close()

    def gone(*_: object) -> None:
        raise KeyboardInterrupt

    database = open_database(tmp_path / "station.db")
    database.conn.execute("DELETE FROM meta WHERE name = 'projections'")
    database.conn.execute("DELETE FROM settings")
    database.conn.commit()
    database.conn.close()
    with monkeypatch.context() as patched:
        patched.setattr(Station, "rebuild", gone)
        with pytest.raises(KeyboardInterrupt):
            open_station_file(tmp_path)
    with open_station_file(tmp_path) as station:
        assert station.queries.practice and station.verify().fault is None


def test_what_is_no_station_is_not_encrypted(tmp_path: Path):
    with refused(CannotOpen, "not_a_station", by="operators"):
        encryption.operators(tmp_path)
    assert list(tmp_path.iterdir()) == []
