"""Copies on a medium: what the drill rejects is not kept, what is somebody else's is never touched.

Most of it is shown with practice stations, whose copies are made in the same way and open without a passphrase.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db.errors import BackupError, CannotOpen, JournalFault, SlotsError, StationError, Trouble
from db.files.connection import open_database
from db.journal.hash_chain import Fault, Head
from db.keys import keyslots
from db.station.queries import Queries
from db.station.station import Station
from db.upkeep import backup
from harness.refusals import refusal_of, refused
from harness.stations.copies import copied, names, put_back
from harness.stations.intake import (
    ADMINISTRATOR,
    DAY,
    held,
    new_station,
    open_case,
)

CODE = "530699001"


# ---- what the drill rejects


@pytest.mark.parametrize(
    ("found", "code", "said"),
    [
        ({"fault": Fault(5, "hash_differs")}, "copy_differs", {"found": "hash_differs", "seq": 5}),
        ({"fault": Fault(0, "damaged")}, "copy_damaged", {}),
        ({"head": Head(1, "0" * 64)}, "copy_differs", {"found": "counts", "seq": 0}),
        ({"cases": 7}, "copy_differs", {"found": "counts", "seq": 0}),
    ],
)
def test_a_copy_that_the_drill_rejects_is_not_kept_and_why_is_told(
    practice: Station, stick: Path, monkeypatch: pytest.MonkeyPatch, found: dict[str, object], code: str,
    said: dict[str, object],
):  # fmt: skip
    earlier = copied(practice, stick)
    content = (earlier / "station.db").read_bytes()
    drill = backup.drill
    monkeypatch.setattr(backup, "drill", lambda *args, **more: replace(drill(*args, **more), **found))
    for _ in range(2):
        # of the very state that was copied before, and of a later one
        with refused(BackupError, code) as told:
            backup.back_up(practice, stick, on=DAY, keep=1)
        assert told.params == said
        assert list(stick.iterdir()) == [earlier] and (earlier / "station.db").read_bytes() == content
        open_case(practice)


def test_the_drill_opens_and_verifies_and_counts(practice: Station, stick: Path):
    told: list[tuple[int, int]] = []
    open_case(practice)
    copy = copied(practice, stick)
    head = practice.queries.head()
    found = backup.drill(copy, None, anchor=head, progress=lambda done, total: told.append((done, total)))
    assert found == backup.Drill(copy, head, 1, None)
    assert told
    assert backup.drill(copy, None).fault is None
    strange = backup.drill(copy, None, anchor=Head(head.seq, "0" * 64)).fault
    assert strange is not None and (strange.seq, strange.what) == (head.seq, "anchor_differs")


def test_slots_of_another_station_beside_a_copy_make_it_damaged(tmp_path: Path, stick: Path):
    """Such a copy opens for whoever holds the key today, and for nobody on the day on which it is needed."""
    with new_station(tmp_path / "one") as station, new_station(tmp_path / "two") as other:
        copy = copied(station, stick)
        shutil.copy(keyslots.path(other.folder), keyslots.path(copy))
        with refused(BackupError, "copy_damaged"):
            backup.drill(copy, station.key)
        for wreck in (b"{}", None):
            keyslots.path(copy).unlink()
            if wreck is not None:
                keyslots.path(copy).write_bytes(wreck)
            with refused(BackupError, "copy_damaged"):
                backup.drill(copy, station.key)


@pytest.mark.parametrize(
    "found",
    [
        CannotOpen("damaged"), CannotOpen("journal_differs"), SlotsError("slots_damaged"),
        SlotsError("slots_missing"), JournalFault("unreadable_payload", seq=1),
    ],
    ids=lambda fault: fault.code,
)  # fmt: skip
def test_whatever_is_damaged_in_a_copy_is_said_of_the_copy(
    practice: Station, stick: Path, monkeypatch: pytest.MonkeyPatch, found: StationError
):
    """Of a station these would be its end: nobody is to give up one that is whole."""
    copy = copied(practice, stick)
    monkeypatch.setattr(Station, "verify", raising(found))
    with refused(BackupError, "copy_damaged") as told:
        backup.drill(copy, None)
    assert told.fault.__cause__ is found


@pytest.mark.parametrize(
    "found", [CannotOpen("newer_station"), SlotsError("slots_newer"), Trouble("disk_fault")]
)
def test_what_is_no_damage_is_said_as_it_is(
    practice: Station, stick: Path, monkeypatch: pytest.MonkeyPatch, found: StationError
):
    copy = copied(practice, stick)
    monkeypatch.setattr(Station, "verify", raising(found))
    assert refusal_of(StationError, backup.drill, copy, None) is found


def raising(fault: Exception) -> Callable[..., None]:
    def raises(*_: object) -> None:
        raise fault

    return raises


def test_what_is_no_copy_is_named_as_that(practice: Station, tmp_path: Path, stick: Path):
    folder = practice.folder
    practice.close()
    for source in (stick, tmp_path / "nowhere"):
        with refused(CannotOpen, "not_a_station"):
            backup.restore_backup(source, folder, None, ADMINISTRATOR)
    # a database of something else
    open_database(stick / "station.db").conn.execute("CREATE TABLE birds (name TEXT)").connection.close()
    with refused(CannotOpen, "not_a_station"):
        backup.restore_backup(stick, folder, None, ADMINISTRATOR)


def test_a_copy_that_is_no_state_of_the_station_is_not_kept(
    practice: Station, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    """Whatever was copied, it was not this journal."""
    monkeypatch.setattr(Queries, "holds", lambda *_: False)
    with refused(BackupError, "copy_differs") as told:
        backup.back_up(practice, stick, on=DAY)
    assert told.params == {"found": "anchor_missing"}
    assert names(stick) == set()


# ---- the medium


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EIO, "disk_fault"), (errno.EROFS, "readonly")]
)
@pytest.mark.parametrize("where", ["_sync", "sync_folder"])
def test_a_medium_that_gives_out_leaves_the_earlier_copies(
    practice: Station, stick: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str, where: str
):
    first = copied(practice, stick)
    open_case(practice)

    def gives_out(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(backup, where, gives_out)
    with refused(Trouble, code):
        backup.back_up(practice, stick, on=DAY, keep=1)
    assert first.is_dir() and backup.drill(first, None).fault is None
    assert not [name for name in names(stick) if not name.startswith("HKB_")]


def test_a_medium_that_is_pulled_is_said_and_not_made_up(practice: Station, tmp_path: Path, stick: Path):
    for place in (tmp_path / "pulled", practice.folder / "station.db"):
        with refused(BackupError, "folder_missing"):
            backup.back_up(practice, place, on=DAY)
    assert not (tmp_path / "pulled").exists()


def test_a_copy_that_cannot_get_its_name_leaves_the_one_that_has_it(
    practice: Station, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    first = copied(practice, stick)
    replacing = Path.replace

    def refuses(self: Path, target: Path) -> Path:
        if self.name.startswith(".HKB-unfinished"):
            raise OSError(errno.EIO, "Input/output error")
        return replacing(self, target)

    monkeypatch.setattr(Path, "replace", refuses)
    with refused(Trouble, "disk_fault"):
        backup.back_up(practice, stick, on=DAY)
    assert list(stick.iterdir()) == [first] and backup.drill(first, None).fault is None
    open_case(practice)
    with refused(Trouble, "disk_fault"):
        backup.back_up(practice, stick, on=DAY)
    assert list(stick.iterdir()) == [first]


def test_the_same_state_copied_again_is_one_copy(practice: Station, stick: Path):
    first = copied(practice, stick)
    (first / "note.txt").write_text("of the first", encoding="utf-8")
    assert backup.back_up(practice, stick, on=DAY).folder == first
    assert names(stick) == {first.name} and names(first) == {"station.db"}


def test_what_cannot_be_removed_is_no_reason_to_say_that_no_copy_was_made(
    practice: Station, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    """A medium that gives nothing back keeps what is too much, and the copy counts."""

    def stubborn(path: Path, ignore_errors: bool = False) -> None:
        if not ignore_errors:
            raise OSError(errno.EACCES, "Permission denied", str(path))

    first = copied(practice, stick)
    (stick / ".HKB-unfinished-old").mkdir()
    os.utime(stick / ".HKB-unfinished-old", (0, 0))
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", stubborn)
        second = copied(practice, stick, keep=1)
        again = backup.back_up(practice, stick, on=DAY, keep=1).folder
        assert again == second and {first, second} <= set(backup.copies(stick, CODE))
        put_back(practice, first).close()


def test_a_copy_is_its_owners_alone(tmp_path: Path, stick: Path):
    with new_station(tmp_path / "s") as station:
        copy = copied(station, stick)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in copy.iterdir()} == {0o600}


def test_what_was_left_unfinished_goes_after_two_days_and_no_sooner(practice: Station, stick: Path):
    now = time.time()
    for name, seconds in (
        (".HKB-unfinished-old", 172_820),
        (".HKB-unfinished-new", 172_740),
        ("photos", 999_999),
    ):
        (stick / name / "station.db").mkdir(parents=True)
        os.utime(stick / name, (now - seconds,) * 2)
    copy = copied(practice, stick)
    assert names(stick) == {".HKB-unfinished-new", "photos", copy.name}


def test_whatever_was_copied_is_on_the_medium_before_it_counts(
    tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    """Files first, then the folder that has them, then the one that has its name; no file is left open."""
    done: list[str] = []

    def noting(path: Path) -> None:
        done.append(path.name)
        sync(path)

    with new_station(tmp_path / "s") as station:
        sync, fsync = backup._sync, os.fsync
        monkeypatch.setattr(backup, "_sync", noting)
        monkeypatch.setattr(backup, "sync_folder", lambda folder: done.append(folder.name))
        monkeypatch.setattr(os, "fsync", lambda handle: done.append("fsync") or fsync(handle))
        copy = copied(station, stick)
        wanted = [part for name in ("keyslots.json", "station.db") for part in (name, "fsync")]
        assert [part for part in done if part in wanted][-4:] in (wanted, wanted[2:] + wanted[:2])
        assert done[-2:] == [copy.name, "stick"]
        opened = len(list(Path("/dev/fd").iterdir()))
        sync(copy / "station.db")
        assert len(list(Path("/dev/fd").iterdir())) == opened


def test_what_is_put_back_is_on_the_disk_before_it_counts_and_the_slots_come_first(
    tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    """Without a station they open nothing: after a power cut the copy can be put back once more."""
    done: list[str] = []
    with new_station(tmp_path / "s") as station:
        copy = copied(station, stick)
    key, replacing = held(copy), Path.replace

    def noting(self: Path, target: Path) -> Path:
        if self.parent.name == ".restored":
            done.append(self.name)
        return replacing(self, target)

    monkeypatch.setattr(backup, "_sync", lambda path: done.append("synced " + path.name))
    monkeypatch.setattr(backup, "sync_folder", lambda folder: done.append(folder.name))
    monkeypatch.setattr(Path, "replace", noting)
    backup.restore_backup(copy, tmp_path / "s", key, ADMINISTRATOR)
    assert done == [
        "synced station.db", "synced keyslots.json", "before-restore-1", "keyslots.json", "station.db", "s",
    ]  # fmt: skip


# ---- how many stay


def test_fourteen_copies_stay_if_nobody_says_otherwise(practice: Station, stick: Path):
    made = [copied(practice, stick).name for _ in range(16)]
    assert names(stick) == set(made[2:])


def test_the_newest_copy_is_the_one_with_most_records_whatever_the_clock_said(practice: Station, stick: Path):
    later = copied(practice, stick, on=date(2030, 1, 1))
    sooner = copied(practice, stick, on=date(2010, 1, 1))
    assert backup.copies(stick, CODE) == [sooner, later]
    # of one state the later day is the newer, and what was just made is kept in any case
    same = backup.back_up(practice, stick, on=date(2000, 1, 1), keep=1).folder
    assert backup.copies(stick, CODE) == [sooner, same]


def test_only_what_has_the_name_of_a_copy_is_one(practice: Station, stick: Path):
    copy = copied(practice, stick)
    for name in (f"HKB_{CODE}_20160614_12345", f"HKB_{CODE}_2016061_000123", f"HKB_{CODE}_20160614_000123.old",
                 f"xHKB_{CODE}_20160614_000123", "HKB_530699002_20160614_000123"):  # fmt: skip
        (stick / name).mkdir()
    (stick / f"HKB_{CODE}_20160614_999999").write_bytes(b"a file")
    million = stick / f"HKB_{CODE}_20160614_1000000"
    million.mkdir()
    assert backup.copies(stick, CODE) == [million, copy]


def test_copies_of_another_station_are_never_removed(practice: Station, tmp_path: Path, stick: Path):
    with new_station(tmp_path / "two", code="530699002", practice=True) as other:
        theirs = [copied(other, stick) for _ in range(3)]
        for _ in range(3):
            ours = copied(practice, stick, keep=1)
        assert backup.copies(stick, "530699002") == theirs[::-1]
        assert backup.copies(stick, CODE) == [ours]
        copied(other, stick, keep=2)
    assert len(backup.copies(stick, "530699002")) == 2 and ours.is_dir()


def test_a_real_station_and_practice_under_one_code_remove_nothing_of_each_other(
    practice: Station, tmp_path: Path, stick: Path
):
    """Whoever practises types the code of his own station."""
    with new_station(tmp_path / "real") as real:
        of_practice = [copied(practice, stick) for _ in range(2)]
        of_real = [copied(real, stick, keep=1) for _ in range(2)][-1:]
        assert set(backup.copies(stick, CODE)) == {*of_practice, *of_real}
        of_practice = [copied(practice, stick, keep=1)]
        assert set(backup.copies(stick, CODE)) == {*of_practice, *of_real}


def test_two_stations_that_were_given_one_code_remove_nothing_of_each_other(tmp_path: Path, stick: Path):
    with new_station(tmp_path / "one") as one, new_station(tmp_path / "two") as two:
        first = copied(one, stick)
        second = copied(two, stick, keep=1)
        assert second == first
        # the one that had the name lies beside it, whole, under a number
        beside = stick / f"{first.name}-1"
        assert names(stick) == {first.name, beside.name}
        assert backup.drill(beside, one.key).fault is None
        assert backup.drill(second, two.key).fault is None
        assert backup.back_up(two, stick, on=DAY, keep=1).folder == second
        assert names(stick) == {first.name, beside.name}
        latest = copied(one, stick, keep=1)
        assert names(stick) == {first.name, beside.name, latest.name}


def test_a_copy_whose_slots_cannot_be_read_is_nobodys_to_remove(tmp_path: Path, stick: Path):
    with new_station(tmp_path / "one") as station:
        unknown, gone = copied(station, stick), copied(station, stick)
        keyslots.path(unknown).write_bytes(b"{}")
        keyslots.path(gone).unlink()
        strange = copied(station, stick)
        keyslots.path(strange).unlink()
        keyslots.path(strange).mkdir()
        last = copied(station, stick, keep=1)
    with new_station(tmp_path / "practice", practice=True) as practice:
        (stick / f"HKB_{CODE}_20160614_000001").mkdir()
        trained = [copied(practice, stick, keep=1) for _ in range(2)][-1]
    assert names(stick) == {
        unknown.name, gone.name, strange.name, last.name, trained.name, f"HKB_{CODE}_20160614_000001",
    }  # fmt: skip


def test_after_a_restore_the_copies_of_the_lost_time_do_not_push_out_the_new_ones(
    practice: Station, stick: Path
):
    """They hold more records than the station has now, and would be the newest for weeks."""
    early = copied(practice, stick)
    lost = [copied(practice, stick) for _ in range(4)]
    station = put_back(practice, early)
    with station:
        new = [backup.back_up(station, stick, on=DAY, keep=2).folder]
        new += [copied(station, stick, keep=2)]
        assert set(new) <= set(stick.iterdir())
        # of the lost time the last ones stay as well: somebody may look for what was in it
        assert set(lost[-2:]) <= set(stick.iterdir())
        assert len(backup.copies(stick, CODE)) == 4
