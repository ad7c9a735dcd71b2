"""A copy that is put back: in whose place it may come, what it leaves, and how often a station was put back.

Most of it is shown with practice stations, whose copies are made in the same way and open without a passphrase.
"""

from __future__ import annotations

import shutil
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from db.errors import BackupError, SlotsError
from db.files import strict_json
from db.files.connection import open_database
from db.files.engine import Database, sqlite3
from db.journal.hash_chain import Fault, Head
from db.keys import keyslots
from db.station.opening import open_station_file
from db.station.station import Station
from db.upkeep import backup
from flows.case import actions as a
from flows.errors import NotAllowed
from harness.refusals import refused
from harness.stations.copies import copied, names, put_back
from harness.stations.earlier import KEY, as_left
from harness.stations.intake import (
    ADMINISTRATOR,
    CLERK,
    held,
    new_station,
    reopened,
)

# ---- in whose place


def test_a_copy_of_practice_never_takes_the_place_of_a_real_station(
    practice: Station, tmp_path: Path, stick: Path
):
    """Anybody could have done it: a copy of practice asks for no passphrase, and lets every clerk put it back."""
    copy = copied(practice, stick)
    with new_station(tmp_path / "real") as real:
        head = real.queries.head()
    before = names(tmp_path / "real")
    for gone in ("", "keyslots.json", "station.db"):
        if gone:
            shutil.copy(tmp_path / "real" / gone, tmp_path / gone)
            (tmp_path / "real" / gone).unlink()
        with refused(BackupError, "copy_of_another"):
            backup.restore_backup(copy, tmp_path / "real", None, CLERK)
        if gone:
            shutil.move(tmp_path / gone, tmp_path / "real" / gone)
        assert names(tmp_path / "real") == before
    with reopened(tmp_path / "real") as still:
        assert still.queries.head() == head
    # where there is nothing, and where there is practice, it may be put
    new = tmp_path / "home" / "new"
    assert backup.restore_backup(copy, new, None, CLERK).fault is None
    assert names(new) - {"station.lock"} == {"station.db", "restores.json"}
    assert stat.S_IMODE(new.stat().st_mode) == 0o700
    put_back(practice, copy).close()


def test_a_station_whose_slots_are_lost_gets_them_back_from_its_copy(tmp_path: Path, stick: Path):
    with new_station(tmp_path / "s") as station:
        copy = copied(station, stick)
    for wreck, code in ((b"{}", "slots_damaged"), (None, "slots_missing")):
        keyslots.path(tmp_path / "s").unlink()
        if wreck is not None:
            keyslots.path(tmp_path / "s").write_bytes(wreck)
        with refused(SlotsError, code):
            held(tmp_path / "s")
        backup.restore_backup(copy, tmp_path / "s", held(copy), ADMINISTRATOR)
        with reopened(tmp_path / "s") as back:
            assert (back.id, back.verify().fault) == (keyslots.read_slots(copy).station, None)


def test_who_puts_a_practice_copy_back_is_whoever_is_named_or_its_first_operator(
    practice: Station, stick: Path
):
    copy = copied(practice, stick)
    practice.close()
    for who, by in ((ADMINISTRATOR, ADMINISTRATOR), ("", CLERK)):
        done = backup.restore_backup(copy, practice.folder, None, who, at="2016-06-15T01:00:00Z")
        with reopened(practice.folder) as station:
            said = station.journal.last_of_kind(a.RestoreCopy.KIND)
            assert said is not None
            assert (said.operator, said.at) == (by, "2016-06-15T01:00:00Z")
            assert done == backup.Drill(copy, Head(said.action.head_seq, said.action.head_hash), 0, None)
    with refused(NotAllowed, "operator_unknown"):
        backup.restore_backup(copy, practice.folder, None, "999")


def test_where_no_moment_is_given_a_restore_counts_from_the_moment_of_the_copy(practice: Station, stick: Path):
    copy = copied(practice, stick)
    last = practice.journal.moment(practice.queries.head().seq)
    practice.close()
    backup.restore_backup(copy, practice.folder, None, CLERK)
    with reopened(practice.folder) as station:
        said = station.journal.last_of_kind(a.RestoreCopy.KIND)
        assert said is not None
        assert said.at == said.action.made_at == last


def test_what_a_restore_leaves_is_whole_and_its_owners_alone(practice: Station, stick: Path):
    copy = copied(practice, stick)
    (practice.folder / "station.db-shm").touch()
    told: list[int] = []
    practice.close()
    folder = practice.folder
    (folder / "station.db-wal").write_bytes(b"")
    (folder / "before-restore-1").mkdir()
    # and of an attempt that the power has cut short
    (folder / ".restored").mkdir()
    (folder / ".restored" / "station.db").write_bytes(b"half")
    backup.restore_backup(copy, folder, None, ADMINISTRATOR, progress=lambda done, total: told.append(done))
    assert told
    assert stat.S_IMODE((folder / "station.db").stat().st_mode) == 0o600
    assert names(folder) - {"station.lock"} == {
        "station.db",
        "restores.json",
        "before-restore-1",
        "before-restore-2",
    }
    assert names(folder / "before-restore-2") == {"station.db", "station.db-wal"}
    assert stat.S_IMODE((folder / "before-restore-2").stat().st_mode) == 0o700
    assert strict_json.loads((copy / "restores.json").read_bytes()) == {"restores": 1}


def test_a_copy_that_does_not_verify_leaves_the_station_and_counts_for_no_restore(
    practice: Station, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    copy = copied(practice, stick)
    head, folder = practice.queries.head(), practice.folder
    practice.close()
    with monkeypatch.context() as patched:
        drill = backup.drill
        patched.setattr(
            backup,
            "drill",
            lambda *args, **more: replace(drill(*args, **more), fault=Fault(3, "hash_differs")),
        )
        with refused(BackupError, "copy_differs") as told:
            backup.restore_backup(copy, folder, None, ADMINISTRATOR)
    assert told.params == {"found": "hash_differs", "seq": 3}
    assert not (folder / "restores.json").exists() and not (copy / "restores.json").exists()
    assert not (folder / ".restored").exists() and not list(folder.glob("before-restore-*"))
    with reopened(folder) as still:
        assert still.queries.head() == head


def test_the_drill_of_what_is_put_back_asks_for_the_head_of_the_copy(
    practice: Station, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    copy = copied(practice, stick)
    head, asked, drill = practice.queries.head(), [], backup.drill

    def noting(folder: Path, *args: object, **more: object) -> backup.Drill:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        asked.append(more["anchor"])
        return drill(folder, *args, **more)

    monkeypatch.setattr(backup, "drill", noting)
    put_back(practice, copy).close()
    assert asked == [head]


@pytest.mark.parametrize(
    ("said", "count"),
    [
        (b'{"restores":1}', 1), (b'{"restores":99}', 99), (b'{"restores":100}', 0), (b'{"restores":0}', 0),
        (b'{"restores":-1}', 0), (b'{"restores":true}', 0), (b'{"restores":"4"}', 0), (b'{"restores":1e9}', 0),
        (b"4", 0), (b"[]", 0), (b'{"restore":4}', 0), (b"", 0), (b"\xff", 0), (b'{"restores":' + b" " * 50 + b"4}", 4),
        (b'{"restores":' + b" " * 52 + b"4}", 0),
    ],
)  # fmt: skip
def test_a_mark_says_how_often_or_counts_for_nothing(tmp_path: Path, said: bytes, count: int):
    (tmp_path / "restores.json").write_bytes(said)
    assert backup._marked_length(tmp_path) == count


@pytest.mark.parametrize("where", ["copy", "folder", "beside", "nowhere"])
def test_a_mark_counts_wherever_it_lies(practice: Station, stick: Path, where: str):
    copy, other = copied(practice, stick), copied(practice, stick)
    places = {"copy": copy, "folder": practice.folder, "beside": other, "nowhere": stick}
    (places[where] / "restores.json").write_bytes(b'{"restores":4}')
    with put_back(practice, copy) as station:
        assert station.queries.restore_count == (1 if where == "nowhere" else 5)


def test_a_copy_under_another_name_is_put_back_as_well(practice: Station, tmp_path: Path, stick: Path):
    renamed = copied(practice, stick).rename(stick / "the copy of Tuesday")
    station = put_back(practice, renamed)
    assert station.queries.restore_count == 1
    (station.folder / "restores.json").unlink()
    (renamed / "restores.json").write_bytes(b'{"restores":7}')
    with put_back(station, renamed) as again:
        assert again.queries.restore_count == 8


def test_whatever_is_asked_for_its_past_is_only_read_and_closed_again(
    practice: Station, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    """A medium may be locked against writing, and nobody can pull it while a file on it is open."""
    copy, other = copied(practice, stick), copied(practice, stick)
    asked = []

    def noting(path: Path, *, readonly: bool = False, **more: object) -> Database:
        database = open_database(path, readonly=readonly, **more)
        asked.append((path.parent, readonly, database))
        return database

    monkeypatch.setattr(backup, "open_database", noting)
    put_back(practice, copy).close()
    assert {folder for folder, _readonly, _database in asked} == {copy, other, practice.folder}
    for folder, readonly, database in asked:
        assert readonly, folder
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            database.conn.execute("SELECT 1")


def test_a_journal_says_how_often_whatever_its_form(tmp_path: Path):
    """Before form 4 a record did not say for which time it was: their number does."""
    folder = as_left(tmp_path / "s", "form3-restored")
    assert backup._journal_length(folder, KEY) == 2
    # by another key, or where there is no station, nobody knows
    assert backup._journal_length(folder, bytes(32)) == 0
    assert backup._journal_length(tmp_path, KEY) == 0


def test_each_journal_that_went_on_from_a_copy_counts_wherever_it_lies(
    practice: Station, tmp_path: Path, stick: Path
):
    early = copied(practice, stick)
    station = put_back(practice, early)
    (early / "restores.json").unlink()
    (station.folder / "restores.json").unlink()
    # the station that is replaced knows of one
    station = put_back(station, early)
    assert station.queries.restore_count == 2
    for mark in (early, station.folder):
        (mark / "restores.json").unlink()
    # only what was set aside is left of it
    station.close()
    (station.folder / "station.db").unlink()
    backup.restore_backup(early, station.folder, None, ADMINISTRATOR)
    with open_station_file(station.folder) as again:
        # what was set aside last knew of one restore; the one with two is gone for good
        assert again.queries.restore_count == 2
