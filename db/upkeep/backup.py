"""Copies of the station: made of one snapshot, tried out before they count, and put back.

A copy is a folder with the station file (under the same key) and the key slots that open it; the register is not in
it, for the county's extract makes that anew. It is made under another name and gets its own only after the drill: it
was opened, every record verified, and its counts compared with those of the station.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from db.errors import BackupError, CannotOpen, SlotsError, StationError
from db.files import strict_json
from db.files.connection import named_troubles, open_database
from db.files.file_lock import Lock, sync_folder
from db.files.whole_files import read_bounded, write_whole
from db.journal.hash_chain import Fault, Head
from db.journal.journal import Journal
from db.keys import keyslots
from db.keys.keyslots import Keyring
from db.station import migration
from db.station.opening import FILE, LOCK, open_station_file
from db.station.station import Station
from flows.case.actions import RestoreCopy

Progress = Callable[[int, int], None]
#: `HKB_<station>_<day>_<records>`; nothing personal in it.
_SHAPE = re.compile(r"HKB_(?P<station>[0-9A-Za-z-]{2,20})_(?P<day>[0-9]{8})_(?P<seq>[0-9]{6,})", re.ASCII)
_UNFINISHED = ".HKB-unfinished"
_ARRIVING = ".restored"
#: Says in a copy that was put back, and beside the station, how often the station has gone on from one. Anybody can
#: write on a stick, so what a mark may say is bounded.
_MARK = "restores.json"
_MOST_MARKED, _LONGEST_MARK = 99, 64
#: So many copies of a station stay in a folder, the newest.
KEPT = 14
_ABANDONED_SECONDS = 2 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Drill:
    """What a copy was found to be: where it lies, its head, its cases, and what does not fit first (or None)."""

    folder: Path
    head: Head
    cases: int
    fault: Fault | None


def back_up(
    station: Station, to: Path, *, on: date, progress: Progress | None = None, keep: int = KEPT
) -> Drill:
    """Copy `station` (open, for reading at least) into a new folder below `to`, and try the copy out.

    Raises Trouble where the medium is full or faulty, BackupError(`folder_missing`, `copy_differs`): the copy that did
    not pass is gone then, and the earlier ones are as they were.
    """
    if not to.is_dir():
        raise BackupError("folder_missing")
    # A name of its own: two copies made at once are two copies.
    unfinished = to / f"{_UNFINISHED}-{secrets.token_hex(4)}"
    with named_troubles():
        _remove_unfinished(to)
        unfinished.mkdir(mode=0o700)
    try:
        head, cases = _copy_station(station, unfinished)
        done = drill(unfinished, station.key, anchor=head, progress=progress)
        if done.fault is not None or (done.head, done.cases) != (head, cases):
            found = done.fault or Fault(0, "counts")
            raise BackupError("copy_differs", found=found.what, seq=found.seq)
        final = to / f"HKB_{station.queries.code}_{on:%Y%m%d}_{head.seq:06d}"
        with named_troubles():
            _in_place(unfinished, final)
            _thin_out(to, station.queries.code, keep, final)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return Drill(final, head, cases, None)


def _copy_station(station: Station, folder: Path) -> tuple[Head, int]:
    """Write the copy; head and count of cases of the very snapshot that was copied."""
    station.copy_to(folder / FILE)
    with named_troubles():
        slots = keyslots.path(station.folder)
        if slots.is_file():
            shutil.copyfile(slots, folder / slots.name)
        for path in folder.iterdir():
            path.chmod(0o600)
            _sync(path)
    # What was copied is the present state, or (another process writes meanwhile) one a moment older.
    with open_station_file(folder, key=station.key, readonly=True) as copy:
        head, cases = copy.queries.head(), len(copy.queries.rows())
    if not station.queries.holds(head):
        raise BackupError("copy_differs", found="anchor_missing")
    return head, cases


def _in_place(unfinished: Path, final: Path) -> None:
    shutil.rmtree(final, ignore_errors=True)
    unfinished.replace(final)
    sync_folder(final)
    sync_folder(final.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_unfinished(to: Path) -> None:
    """Remove what was not finished days ago: whoever was making it is gone."""
    for old in to.glob(_UNFINISHED + "-*"):
        if time.time() - old.stat().st_mtime > _ABANDONED_SECONDS:
            shutil.rmtree(old, ignore_errors=True)


def _thin_out(to: Path, code: str, keep: int, made: Path) -> None:
    for old in copies(to, code)[keep:]:
        if old != made:
            shutil.rmtree(old, ignore_errors=True)


def copies(to: Path, code: str) -> list[Path]:
    """The copies of a station that lie in `to`, the newest first: by the records they hold, whatever the clock said."""
    found = []
    for path in to.iterdir():
        shape = _SHAPE.fullmatch(path.name)
        if shape and shape["station"] == code and path.is_dir():
            found.append((int(shape["seq"]), shape["day"], path))
    return [path for _seq, _day, path in sorted(found, reverse=True)]


def drill(folder: Path, key: bytes | None, *, anchor: Head | None = None, progress: Progress | None = None) -> Drill:
    """Open the copy in `folder` as a station is opened, verify all of it, and count; `anchor`: a head it must hold.

    Raises what `open_station_file` raises for one that does not open at all.
    """
    with open_station_file(folder, key=key, readonly=True) as copy:
        if key is not None and keyslots.read_slots(folder).station != copy.id:
            raise CannotOpen("damaged")
        found = copy.verify([anchor] if anchor else [], progress)
        return Drill(folder, found.head, len(copy.queries.rows()), found.fault)


def restore_backup(
    source: Path,
    folder: Path,
    held: Keyring | None,
    operator: str,
    *,
    at: str = "",
    progress: Progress | None = None,
) -> Drill:
    """Put the copy in `source` in the place of the station in `folder`; what was there is kept beside it.

    `held`: what somebody holds by the copy's own key slots (`db.access.unlocking.prove_operator`); None for a practice
    station. `operator` does it, and must be one who may by the copy's own word (empty in practice: the first of them).
    `at` is when (ISO, UTC; empty: when the copy's last record was). That the station goes on from a copy, and for which
    time, is a record of what takes its place: there is no moment at which it does not know. A copy of an older form is
    brought up.

    Gives the copy as it was found. Raises NotAllowed, InUse while the station is open, BackupError(`copy_differs`,
    `copy_of_another`) for a copy that does not verify (nothing is changed then), Trouble.
    """
    key = None if held is None else held.key
    _check_same_station(source, folder)
    with named_troubles():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = Lock(folder / LOCK)
    try:
        arriving, head = _fetch_copy(source, folder, key)
        count = 1 + _restores_known(source, folder, key)
        _record_restore(arriving, key, operator, at, RestoreCopy(head.seq, head.hash, count))
        done = drill(arriving, key, anchor=head, progress=progress)
        if done.fault is not None:
            raise BackupError("copy_differs", found=done.fault.what, seq=done.fault.seq)
        # Before it counts: one mark too many costs a hundred numbers of a day, one too few two persons one number.
        for place in (source, folder):
            _mark(place, count)
        with named_troubles():
            _put_in_place(arriving, folder)
    finally:
        shutil.rmtree(folder / _ARRIVING, ignore_errors=True)
        lock.release()
    return Drill(source, head, done.cases, None)


def _record_restore(arriving: Path, key: bytes | None, operator: str, at: str, went_on: RestoreCopy) -> None:
    """Say in what arrives that the station goes on from it; who may not is refused before anything is moved."""
    with open_station_file(arriving, key=key) as station:
        made_at = station.journal.moment(went_on.head_seq)
        by = operator or (next(iter(station.queries.operators()), "") if station.queries.practice else "")
        station.append(replace(went_on, made_at=made_at), case_id="", operator=by, at=at or made_at)
    for name in (FILE, keyslots.FILE):
        if (arriving / name).is_file():
            with named_troubles():
                (arriving / name).chmod(0o600)
                _sync(arriving / name)


# ---- for which time


def _restores_known(source: Path, folder: Path, key: bytes | None) -> int:
    """How often the station has gone on from a copy, by all that can be asked.

    The copy itself knows nothing of a time that it was put back before. The station that it replaces does, and those of
    before beside it, the other copies on the medium, and the marks that a restore leaves; each may be gone.
    """
    beside: list[Path] = []
    shape = _SHAPE.fullmatch(source.name)
    with suppress(OSError):
        beside = [*folder.glob("before-restore-*"), *(copies(source.parent, shape["station"]) if shape else ())]
    return max(max(_marked_length(place), _journal_length(place, key)) for place in (source, folder, *beside))


def _journal_length(place: Path, key: bytes | None) -> int:
    """What the journal in that folder says, whatever its form; 0 if there is none or it does not open with this key."""
    count = 0
    if not (place / FILE).is_file():
        return count
    with suppress(StationError), named_troubles():
        database = open_database(place / FILE, key=key, readonly=True)
        try:
            for entry in Journal(database, "").entries_of_kind(RestoreCopy.KIND):
                assert isinstance(entry.action, RestoreCopy)
                count = max(count + 1, entry.action.count)
        finally:
            database.conn.close()
    return count


def _mark(place: Path, count: int) -> None:
    """Leave a mark; a medium that cannot be written on goes without."""
    with suppress(OSError):
        write_whole(place / _MARK, strict_json.dumps({"restores": count}))


def _marked_length(place: Path) -> int:
    """What the mark in that folder says; 0 for none, and for one that is nothing of ours."""
    try:
        said = strict_json.loads(read_bounded(place / _MARK, _LONGEST_MARK))
    except (OSError, strict_json.NotStrict):
        return 0
    count = said.get("restores") if isinstance(said, dict) else None
    return count if type(count) is int and 0 < count <= _MOST_MARKED else 0


def _check_same_station(source: Path, folder: Path) -> None:
    """A copy of another station does not take this one's place."""
    try:
        ids = {keyslots.read_slots(place).station for place in (source, folder)}
    except SlotsError:
        return
    if len(ids) > 1:
        raise BackupError("copy_of_another")


def _fetch_copy(source: Path, folder: Path, key: bytes | None) -> tuple[Path, Head]:
    """The copy beside the station, whole: with what may still lie in its log; and the head that it holds."""
    arriving = folder / _ARRIVING
    if not (source / FILE).is_file():
        raise CannotOpen("not_a_station")
    with named_troubles():
        shutil.rmtree(arriving, ignore_errors=True)
        arriving.mkdir(mode=0o700)
        database = open_database(source / FILE, key=key, readonly=True)
        try:
            database.conn.execute("VACUUM INTO ?", (str(arriving / FILE),))
            migration.form(database)
            head = Journal(database, "").chain.head()
        finally:
            database.conn.close()
        if keyslots.path(source).is_file():
            shutil.copyfile(keyslots.path(source), arriving / keyslots.FILE)
    return arriving, head


def _put_in_place(arriving: Path, folder: Path) -> None:
    names = (FILE, keyslots.FILE)
    # The index of the log is made anew by whoever opens it: it is nothing to be kept.
    (folder / (FILE + "-shm")).unlink(missing_ok=True)
    _set_aside(folder, (*names, FILE + "-wal"))
    # The slots first: without a station they open nothing, and the copy can be put back once more.
    for name in reversed(names):
        with suppress(FileNotFoundError):
            (arriving / name).replace(folder / name)
    sync_folder(folder)


def _set_aside(folder: Path, names: tuple[str, ...]) -> None:
    present = [name for name in names if (folder / name).exists()]
    if not present:
        return
    aside = next(
        path for number in range(1, 10_000) if not (path := folder / f"before-restore-{number}").exists()
    )
    aside.mkdir(mode=0o700)
    for name in present:
        (folder / name).replace(aside / name)
    sync_folder(aside)
