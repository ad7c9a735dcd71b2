"""A station file made, opened, locked: what is refused, and by what name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from db.errors import CannotOpen, InUse, StationError
from db.files.engine import sqlite3
from db.journal.hash_chain import Fault
from db.station import projections
from db.station import station as room
from db.station.opening import create_station_file, open_station_file
from db.station.station import Station
from flows.case import actions as a
from flows.errors import NotAllowed
from harness.refusals import refusal_of, refused
from harness.stations.founded import Founded, tamper
from harness.stations.intake import (
    AT,
    CLERK,
    new_station,
    open_case,
    raw,
    reopened,
)
from harness.stations.seats import sit


def code_of(folder: Path, *, readonly: bool = False) -> str:
    return refusal_of(CannotOpen, reopened, folder, readonly=readonly).code


def test_the_folder_and_the_file_are_the_owners_alone(tmp_path: Path):
    if os.name == "nt":
        pytest.skip("file modes are those of POSIX")
    station = new_station(tmp_path / "s")
    station.close()
    assert (station.folder / "station.db").stat().st_mode & 0o077 == 0
    assert station.folder.stat().st_mode & 0o077 == 0


def test_a_folder_that_is_no_station_is_named_for_what_it_is(tmp_path: Path):
    assert code_of(tmp_path / "nowhere") == "folder_missing"
    assert code_of(tmp_path) == "not_a_station"
    sqlite3.connect(tmp_path / "station.db").executescript("CREATE TABLE other (x); PRAGMA user_version = 7")
    assert code_of(tmp_path) == "not_a_station"


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", b"\0" * 5000, b"household register" * 300])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes):
    (tmp_path / "station.db").write_bytes(content)
    assert code_of(tmp_path) in ("damaged", "not_a_station")
    assert code_of(tmp_path, readonly=True) in ("damaged", "not_a_station")
    assert (tmp_path / "station.db").read_bytes() == content or not content


def test_a_file_of_a_newer_program_is_refused_and_left_alone(tmp_path: Path):
    new_station(tmp_path).close()
    changed = raw(tmp_path)
    changed.execute("UPDATE meta SET value = '99' WHERE name = 'form'")
    changed.commit()
    changed.close()
    assert code_of(tmp_path) == "newer_station"


def test_a_second_copy_is_refused_and_the_first_goes_on(station: Station):
    with refused(InUse, "station_in_use"):
        reopened(station.folder)
    with refused(CannotOpen, "station_exists"):
        new_station(station.folder)
    open_case(station)


HOLD = """
import sys, pathlib
from harness.stations.intake import reopened
station = reopened(pathlib.Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


def test_a_second_process_is_refused_until_the_first_dies(tmp_path: Path):
    new_station(tmp_path).close()
    held = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(room.__file__).parents[2],
    )  # fmt: skip
    assert held.stdout is not None
    assert held.stdin is not None
    with held:
        assert held.stdout.readline() == b"open\n"
        assert code_of(tmp_path) == "station_in_use"
        held.kill()
    reopened(tmp_path).close()


def test_a_station_is_not_made_over_another(tmp_path: Path):
    new_station(tmp_path).close()
    with refused(CannotOpen, "station_exists"):
        new_station(tmp_path)


@pytest.mark.parametrize("code", ["", "x", "../x", "a b", "五三", "x" * 21])
def test_a_station_code_that_could_not_name_a_file_makes_no_station(tmp_path: Path, code: str):
    with refused(NotAllowed, "station_code_shape"):
        new_station(tmp_path / "s", code=code)
    assert not (tmp_path / "s" / "station.db").exists()


def test_a_half_made_station_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(projections, "keep_station", dies)
        with pytest.raises(KeyboardInterrupt):
            new_station(tmp_path)
    assert code_of(tmp_path) == "not_a_station"
    new_station(tmp_path).close()


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    new_station(tmp_path).close()

    def refuses(*_: object, **__: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr("db.files.file_lock.open", refuses, raising=False)
    assert code_of(tmp_path) == "folder_read_only"
    reopened(tmp_path, readonly=True).close()


def test_a_reader_works_beside_the_writer_and_sees_what_was_written(station: Station):
    with reopened(station.folder, readonly=True) as reader:
        number = open_case(station)
        assert reader.queries.case(number) == station.queries.case(number)
        station.append(a.SetField("person.name", "司马光"), case_id=number, operator=CLERK, at=AT)
        assert reader.queries.case(number).surname == "司马"
        assert reader.verify().fault is None


def test_a_reader_changes_nothing(station: Station):
    with reopened(station.folder, readonly=True) as reader, refused(StationError, "opened_for_reading"):
        reader.append(a.SetSetting("x", "y"), case_id="", operator=CLERK, at=AT)


def test_a_copy_that_lies_alone_can_be_read(tmp_path: Path):
    with new_station(tmp_path / "a") as station:
        number = open_case(station)
    (tmp_path / "b").mkdir()
    for name in ("station.db", "keyslots.json"):
        (tmp_path / "b" / name).write_bytes((tmp_path / "a" / name).read_bytes())
    with reopened(tmp_path / "b", readonly=True) as copy:
        assert copy.queries.case(number).surname == "欧阳"


def test_rows_of_an_older_form_are_made_anew_at_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with new_station(tmp_path) as station:
        number = open_case(station)
        station._database.conn.execute("UPDATE cases SET surname = '?'")
        station._database.conn.commit()
    monkeypatch.setattr(projections, "FORM", "next")
    with reopened(tmp_path) as station:
        assert station.queries.rows()[0].surname == "欧阳"
        assert station.queries.case(number).surname == "欧阳"


def test_an_encrypted_file_whose_slots_are_missing_is_not_called_damaged(tmp_path: Path):
    new_station(tmp_path).close()
    (tmp_path / "keyslots.json").unlink()
    with refused(CannotOpen, "slots_missing"):
        open_station_file(tmp_path)


def test_a_station_without_a_key_is_for_practice_only(tmp_path: Path):
    with refused(CannotOpen, "key_missing"):
        create_station_file(tmp_path, code="530699001", name="x", practice=False, settings={}, operators=[], at=AT)
    new_station(tmp_path).close()
    with refused(CannotOpen, "station_locked"):
        open_station_file(tmp_path)
    with refused(CannotOpen, "damaged"):
        open_station_file(tmp_path, key=bytes(32))


def test_a_power_cut_in_a_checkpoint_is_no_damage(tmp_path: Path):
    """Half a page is torn in the file, and whole in the log: the station opens with everything."""
    folder = tmp_path / "s"
    new_station(folder).close()
    opened = sit(folder)
    key = opened.held.key
    for _ in range(3):
        open_case_by_number(opened.station)
    head, cut = opened.station.queries.head(), tmp_path / "cut"
    shutil.copytree(folder, cut, ignore=shutil.ignore_patterns("*.lock"))
    opened.station.close()
    data = bytearray((cut / "station.db").read_bytes())
    at = 4096 * _page_in_log(cut / "station.db-wal")
    data[at : at + 2048] = bytes(2048)
    (cut / "station.db").write_bytes(data)
    with open_station_file(cut, key=key) as station:
        assert station.queries.head() == head and station.verify().fault is None


def _page_in_log(wal: Path) -> int:
    """The place in the file (counted from 0) of the page that the first frame of a log holds."""
    return int.from_bytes(wal.read_bytes()[32:36], "big") - 1


def open_case_by_number(station: Station) -> None:
    number = station.queries.next_number(date(2016, 6, 14))
    station.append(a.OpenCase("2016-06-14", ""), case_id=number, operator=CLERK, at=AT)


# ---- what is written first, and what is looked at before anybody works


def test_a_new_station_says_first_what_it_is_and_by_whom_it_was_made(tmp_path: Path):
    about = {"code": "530699001", "name": "青山", "settings": {"fee.price_fen": "7"}, "at": AT}
    also = [a.KeepRules(())]
    with create_station_file(
        tmp_path / "a" / "b", practice=True, operators=[("7", "clerk"), ("8", "approver")], also=also, **about
    ) as station:
        said = [(entry.seq, entry.operator, entry.at, entry.action) for entry in station.queries.entries("")]
        assert said == [
            (1, "init", AT, a.RaiseLevel(1)),
            *(
                (seq, "7", AT, a.SetSetting(name, value))
                for seq, (name, value) in enumerate(
                    (
                        ("station.code", "530699001"), ("station.name", "青山"), ("station.practice", "1"),
                        ("fee.price_fen", "7"), ("operator.7", "clerk"), ("operator.8", "approver"),
                    ),
                    2,
                )
            ),
            (8, "7", AT, a.KeepRules(())),
        ]  # fmt: skip
        assert len(station.id) == 32 and int(station.id, 16) and station.writable
        assert station.verify().fault is None
    with create_station_file(tmp_path / "c", practice=True, operators=(), station_id="ab" * 16, **about) as other:
        assert {entry.operator for entry in other.queries.entries("")} == {"init"}
        assert other.id == "ab" * 16


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"name": " "}, "station_name_missing"), ({"operators": [("county", "clerk")]}, "badge_shape"),
        ({"operators": [("7", "king")]}, "unknown_role"), ({"also": [a.Park(True)]}, "case_not_open"),
        ({"settings": {"retention.delivered_days": "x"}}, "not_a_number"),
    ],
)  # fmt: skip
def test_what_nobody_could_set_later_no_station_begins_with(tmp_path: Path, what: dict[str, object], code: str):
    about = {"code": "530699001", "name": "x", "settings": {}, "at": AT, "operators": [("7", "clerk")]}
    with refused(NotAllowed, code):
        create_station_file(tmp_path / "s", practice=True, **{**about, **what})  # type: ignore[arg-type]
    assert not (tmp_path / "s").exists()


def test_a_folder_is_free_again_after_each_refusal(tmp_path: Path):
    new_station(tmp_path, practice=True).close()
    whole = (tmp_path / "station.db").read_bytes()
    with refused(CannotOpen, "station_exists"):
        new_station(tmp_path, practice=True)
    (tmp_path / "station.db").write_bytes(whole[:5000])
    with refused(CannotOpen, "damaged"):
        open_station_file(tmp_path)
    (tmp_path / "station.db").write_bytes(whole)
    open_station_file(tmp_path).close()
    with refused(NotAllowed, "station_code_shape"):
        new_station(tmp_path / "t", practice=True, code="?")
    new_station(tmp_path / "t", practice=True).close()


def test_what_a_making_left_that_was_cut_short_is_no_part_of_the_next(tmp_path: Path):
    for end in ("", "-wal", "-shm"):
        (tmp_path / f"station.db.new{end}").write_bytes(b"of another station" * 300)
    with new_station(tmp_path, practice=True) as station:
        assert station.verify().fault is None
    assert not list(tmp_path.glob("*.new*"))


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    with refused(CannotOpen, "folder_read_only"):
        new_station(tmp_path / "file" / "s", practice=True)


def test_each_page_of_an_encrypted_file_is_looked_at_before_anybody_works(founded: Founded, tmp_path: Path):
    """One bit each, also in pages that nobody reads in opening."""
    whole = (founded.folder / "station.db").read_bytes()
    folder = founded.copied(tmp_path / "s")
    pages = len(whole) // 4096
    assert pages > 20
    for page in range(0, pages, 3):
        data = bytearray(whole)
        data[4096 * page + 2000] ^= 1
        (folder / "station.db").write_bytes(data)
        with refused(CannotOpen, "damaged"):
            founded.opened(folder)
    (folder / "station.db").write_bytes(whole)
    founded.opened(folder).close()


def test_a_practice_file_whose_pages_do_not_fit_is_damaged(tmp_path: Path):
    with new_station(tmp_path, practice=True) as station:
        open_case(station)
        (root,) = station._database.conn.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'actions_of_case'"
        ).fetchone()
    data = bytearray((tmp_path / "station.db").read_bytes())
    data[4096 * (root - 1) : 4096 * root] = b"\xff" * 4096
    (tmp_path / "station.db").write_bytes(data)
    with refused(CannotOpen, "damaged"):
        open_station_file(tmp_path)


def test_whoever_reads_looks_at_nothing_of_the_kind_and_the_verification_does(founded: Founded, tmp_path: Path):
    """A reader stands beside the counter: what it finds is told by the check, not by a refusal."""
    folder = founded.copied(tmp_path / "s")
    with founded.opened(folder) as station:
        tamper(station, "UPDATE actions SET operator = '002' WHERE seq = 2")
    with refused(CannotOpen, "journal_differs"):
        founded.opened(folder)
    with founded.opened(folder, readonly=True) as reader:
        assert reader.verify().fault == Fault(2, "record_changed")


def test_a_file_whose_last_records_were_rewritten_is_not_gone_on_with(station: Station):
    open_case(station)
    station.close()
    connection = raw(station.folder)
    connection.execute("DROP TRIGGER actions_update")
    connection.execute("UPDATE actions SET operator = '002' WHERE seq = (SELECT max(seq) FROM actions)")
    connection.commit()
    connection.close()
    with refused(CannotOpen, "journal_differs", by="check_start"):
        reopened(station.folder)
