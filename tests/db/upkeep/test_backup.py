"""A copy counts only after it was tried out; what is put back is whole, and what was there stays."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from db.access import unlocking
from db.errors import BackupError, CannotOpen, InUse, Trouble
from db.files.connection import open_database
from db.station.opening import open_station_file
from db.station.queries import Queries
from db.station.station import Station
from db.upkeep import backup
from flows.case import actions as a
from flows.errors import NotAllowed
from harness.refusals import refused
from harness.stations.intake import (
    ADMINISTRATOR,
    APPROVER,
    AT,
    CLERK,
    DAY,
    PASSPHRASE,
    granted,
    held,
    new_station,
    open_case,
    reopened,
)


@pytest.fixture
def station(tmp_path: Path):
    (tmp_path / "stick").mkdir()
    with new_station(tmp_path / "s") as opened:
        granted(opened)
        yield opened


def test_a_copy_is_tried_out_and_named_by_day_and_record(station: Station, tmp_path: Path):
    done = backup.back_up(station, tmp_path / "stick", on=DAY)
    assert (done.head, done.cases, done.fault) == (station.queries.head(), 1, None)
    assert [path.name for path in (tmp_path / "stick").iterdir()] == [done.folder.name]
    assert done.folder.name == f"HKB_530699001_20160614_{station.queries.head().seq:06d}"
    assert {path.name for path in done.folder.iterdir()} == {"station.db", "keyslots.json"}
    assert "欧阳".encode() not in (done.folder / "station.db").read_bytes()


def test_a_copy_is_made_beside_a_writer(station: Station, tmp_path: Path):
    with open_station_file(station.folder, key=station.key, readonly=True) as reader:
        open_case(station)
        assert backup.back_up(reader, tmp_path / "stick", on=DAY).cases == 2


def test_a_copy_that_fails_the_drill_does_not_count(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    first = backup.back_up(station, tmp_path / "stick", on=DAY)
    copy_to = Station.copy_to

    def damaged(self: Station, path: Path) -> None:
        copy_to(self, path)
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)

    monkeypatch.setattr(Station, "copy_to", damaged)
    with refused(BackupError, "copy_damaged"):
        backup.back_up(station, tmp_path / "stick", on=DAY)
    # of the copy, and not that the station is at its end
    assert list((tmp_path / "stick").iterdir()) == [first.folder]


def test_a_full_stick_leaves_the_earlier_copies(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    first = backup.back_up(station, tmp_path / "stick", on=DAY)

    def full(*_: object) -> None:
        raise Trouble("disk_full")

    monkeypatch.setattr(Station, "copy_to", full)
    with refused(Trouble, "disk_full"):
        backup.back_up(station, tmp_path / "stick", on=DAY)
    assert list((tmp_path / "stick").iterdir()) == [first.folder]
    with refused(BackupError, "folder_missing"):
        backup.back_up(station, tmp_path / "no stick", on=DAY)


def test_the_newest_copies_stay(station: Station, tmp_path: Path):
    for _ in range(4):
        open_case(station)
        last = backup.back_up(station, tmp_path / "stick", on=DAY, keep=2)
    assert len(backup.copies(tmp_path / "stick", station.queries.code)) == 2
    assert backup.copies(tmp_path / "stick", station.queries.code)[0] == last.folder


def test_what_is_put_back_is_what_was_copied(station: Station, tmp_path: Path):
    done = backup.back_up(station, tmp_path / "stick", on=DAY)
    rows = station.queries.rows()
    open_case(station)
    station.close()
    with refused(CannotOpen, "not_a_station"):
        backup.restore_backup(tmp_path / "stick", station.folder, held(station.folder), ADMINISTRATOR)
    backup.restore_backup(
        done.folder,
        station.folder,
        unlocking.prove_operator(done.folder, ADMINISTRATOR, PASSPHRASE),
        ADMINISTRATOR,
    )
    with reopened(station.folder) as again:
        assert again.queries.rows() == rows and again.queries.holds(done.head)
        (said,) = again.journal.entries_of_kind(a.RestoreCopy.KIND)
        assert said.action == a.RestoreCopy(done.head.seq, done.head.hash, 1, AT)
        assert (said.seq, said.operator) == (done.head.seq + 1, ADMINISTRATOR)
        assert again.verify([done.head]).fault is None
    # what was there lies beside it, and opens
    with reopened(station.folder / "before-restore-1", readonly=True) as before:
        assert len(before.queries.rows()) == 2


def test_nothing_is_put_back_over_an_open_station_or_from_a_damaged_copy(station: Station, tmp_path: Path):
    done = backup.back_up(station, tmp_path / "stick", on=DAY)
    with refused(InUse, "station_in_use"):
        backup.restore_backup(done.folder, station.folder, held(station.folder), ADMINISTRATOR)
    station.close()
    data = bytearray((done.folder / "station.db").read_bytes())
    data[5000] ^= 1
    (done.folder / "station.db").write_bytes(data)
    with refused(BackupError, "copy_damaged"):
        backup.restore_backup(done.folder, station.folder, held(station.folder), ADMINISTRATOR)
    with reopened(station.folder) as still:
        assert len(still.queries.rows()) == 1


def test_what_lies_in_the_log_of_a_copy_is_put_back_as_well(station: Station, tmp_path: Path):
    """A station set aside after a crash has a log beside it, and is a copy like any other."""
    crashed = tmp_path / "crashed"
    open_case(station)
    shutil.copytree(station.folder, crashed, ignore=shutil.ignore_patterns("*.lock"))
    head, key = station.queries.head(), held(station.folder)
    station.close()
    assert (crashed / "station.db-wal").stat().st_size
    done = backup.restore_backup(crashed, station.folder, key, ADMINISTRATOR)
    with reopened(station.folder) as again:
        assert done.head == head and again.queries.holds(head) and len(again.queries.rows()) == 2


@pytest.mark.parametrize(
    ("who", "code"), [(CLERK, "not_your_part"), (APPROVER, "not_your_part"), ("", "operator_missing")]
)
def test_whoever_may_not_restore_is_told_before_anything_is_moved(
    station: Station, tmp_path: Path, who: str, code: str
):
    done = backup.back_up(station, tmp_path / "stick", on=DAY)
    open_case(station)
    head = station.queries.head()
    station.close()
    with refused(NotAllowed, code):
        backup.restore_backup(done.folder, station.folder, held(station.folder), who)
    with reopened(station.folder) as still:
        assert still.queries.head() == head
    assert not list(station.folder.glob("before-restore-*"))


def test_two_copies_at_once_are_two_copies(station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    copy_to, stick = Station.copy_to, tmp_path / "stick"
    inner = []

    def another_meanwhile(self: Station, path: Path) -> None:
        copy_to(self, path)
        if not inner:
            inner.append(True)
            backup.back_up(station, stick, on=DAY)

    monkeypatch.setattr(Station, "copy_to", another_meanwhile)
    done = backup.back_up(station, stick, on=DAY)
    assert backup.drill(done.folder, station.key).fault is None
    assert list(stick.iterdir()) == [done.folder]


def test_a_clock_that_was_set_back_loses_no_copy(station: Station, tmp_path: Path):
    for _ in range(2):
        backup.back_up(station, tmp_path / "stick", on=date(2099, 1, 1), keep=2)
        open_case(station)
    done = backup.back_up(station, tmp_path / "stick", on=DAY, keep=2)
    assert done.folder.is_dir() and backup.copies(tmp_path / "stick", station.queries.code)[0] == done.folder


def test_a_copy_of_another_station_takes_nobodys_place(station: Station, tmp_path: Path):
    with new_station(tmp_path / "other") as other:
        copy = backup.back_up(other, tmp_path / "stick", on=DAY).folder
    station.close()
    with refused(BackupError, "copy_of_another"):
        backup.restore_backup(copy, station.folder, held(copy), ADMINISTRATOR)


def test_a_disk_that_died_is_replaced_by_the_copy_alone(station: Station, tmp_path: Path):
    done = backup.back_up(station, tmp_path / "stick", on=DAY)
    station.close()
    shutil.rmtree(station.folder)
    backup.restore_backup(
        done.folder,
        station.folder,
        unlocking.prove_operator(done.folder, ADMINISTRATOR, PASSPHRASE),
        ADMINISTRATOR,
    )
    with reopened(station.folder) as again:
        assert len(again.queries.rows()) == 1


def changed_in_the_copy(station: Station, path: Path) -> None:
    database = open_database(path, key=station.key)
    database.conn.execute("UPDATE cases SET surname = '张'")
    database.conn.commit()
    database.conn.close()


def test_a_copy_in_which_something_else_is_written_is_neither_kept_nor_put_back(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The file opens, every page is whole: only the verification sees that it is not what the journal says."""
    first, copy_to = backup.back_up(station, tmp_path / "stick", on=DAY).folder, Station.copy_to

    def changed(self: Station, path: Path) -> None:
        copy_to(self, path)
        changed_in_the_copy(self, path)

    with monkeypatch.context() as patch:
        patch.setattr(Station, "copy_to", changed)
        with refused(BackupError, "copy_differs", by="_check_drill", found="projection_differs"):
            backup.back_up(station, tmp_path / "stick", on=DAY)
    assert list((tmp_path / "stick").iterdir()) == [first]
    changed_in_the_copy(station, first / "station.db")
    station.close()
    with refused(BackupError, "copy_differs", by="_check_drill", found="projection_differs"):
        backup.restore_backup(first, station.folder, held(station.folder), ADMINISTRATOR)
    with reopened(station.folder) as still:
        assert still.verify().fault is None


def test_a_copy_that_is_ahead_of_its_station_is_not_of_this_one(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Queries, "holds", lambda *_: False)
    with refused(BackupError, "copy_differs", by="_copy_station", found="anchor_missing"):
        backup.back_up(station, tmp_path / "stick", on=DAY)
    assert list((tmp_path / "stick").iterdir()) == []
