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
from db.station import projections
from db.station import station as room
from db.station.opening import create_station_file, open_station_file
from db.station.station import Station
from flows.case import actions as a
from flows.errors import NotAllowed
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
    with pytest.raises(StationError) as refused:
        reopened(folder, readonly=readonly)
    return refused.value.code


def test_the_folder_and_the_file_are_the_owners_alone(station: Station):
    if os.name == "nt":
        pytest.skip("file modes are those of POSIX")
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
    with pytest.raises(InUse):
        reopened(station.folder)
    with pytest.raises(CannotOpen):
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
    with pytest.raises(CannotOpen) as refused:
        new_station(tmp_path)
    assert refused.value.code == "station_exists"


@pytest.mark.parametrize("code", ["", "x", "../x", "a b", "五三", "x" * 21])
def test_a_station_code_that_could_not_name_a_file_makes_no_station(tmp_path: Path, code: str):
    with pytest.raises(NotAllowed):
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
    with reopened(station.folder, readonly=True) as reader:
        with pytest.raises(StationError) as refused:
            reader.append(a.SetSetting("x", "y"), case_id="", operator=CLERK, at=AT)
        assert refused.value.code == "opened_for_reading"


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
    with pytest.raises(CannotOpen) as refused:
        open_station_file(tmp_path)
    assert refused.value.code == "slots_missing"


def test_a_station_without_a_key_is_for_practice_only(tmp_path: Path):
    with pytest.raises(CannotOpen) as refused:
        create_station_file(tmp_path, code="530699001", name="x", practice=False, settings={}, operators=[], at=AT)
    assert refused.value.code == "key_missing"
    new_station(tmp_path).close()
    with pytest.raises(CannotOpen) as refused:
        open_station_file(tmp_path)
    assert refused.value.code == "station_locked"
    with pytest.raises(CannotOpen) as refused:
        open_station_file(tmp_path, key=bytes(32))
    assert refused.value.code == "damaged"


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
