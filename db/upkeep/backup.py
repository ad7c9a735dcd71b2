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
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from db.errors import BackupError, CannotOpen, JournalFault, SlotsError, StationError
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
_PLAIN = b"SQLite format 3\0"
#: Said of a station these would be its end; of a copy they say that this copy is none.
_DAMAGES = frozenset({"damaged", "journal_differs", "slots_damaged", "slots_missing"})
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

    Raises Trouble where the medium is full or faulty, BackupError(`folder_missing`, `copy_differs`, `copy_damaged`):
    the copy that did not pass is gone then, and the earlier ones are as they were.
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
        _check_drill(done)
        if (done.head, done.cases) != (head, cases):
            raise BackupError("copy_differs", found="counts", seq=0)
        final = to / f"HKB_{station.queries.code}_{on:%Y%m%d}_{head.seq:06d}"
        with named_troubles():
            _in_place(unfinished, final, station)
            _thin_out(to, station, keep, final)
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
    with _blaming_the_copy(), open_station_file(folder, key=station.key, readonly=True) as copy:
        head, cases = copy.queries.head(), len(copy.queries.rows())
    if not station.queries.holds(head):
        raise BackupError("copy_differs", found="anchor_missing")
    return head, cases


@contextmanager
def _blaming_the_copy() -> Iterator[None]:
    """What is damaged in here is a copy: nobody is told to give up a station that is whole."""
    try:
        yield
    except JournalFault as fault:
        raise BackupError("copy_damaged") from fault
    except (CannotOpen, SlotsError) as fault:
        if fault.code in _DAMAGES:
            raise BackupError("copy_damaged") from fault
        raise


def _check_drill(done: Drill) -> None:
    if done.fault is None:
        return
    if done.fault.what == "damaged":
        raise BackupError("copy_damaged")
    raise BackupError("copy_differs", found=done.fault.what, seq=done.fault.seq)


def _in_place(unfinished: Path, final: Path, station: Station) -> None:
    """What lay there under that name goes only once the new one is there, and stays beside it if it is not ours."""
    before = None
    if final.exists():
        before = next(path for number in range(1, 10_000) if not (path := Path(f"{final}-{number}")).exists())
        final.replace(before)
    try:
        unfinished.replace(final)
    except OSError:
        if before is not None:
            before.replace(final)
        raise
    sync_folder(final)
    sync_folder(final.parent)
    if before is not None and _is_of(before, station):
        shutil.rmtree(before, ignore_errors=True)


def _is_of(copy: Path, station: Station) -> bool:
    """Whether a copy is of this station, as far as can be told unopened: of a code there may be two, and practice."""
    if station.key is None:
        return _in_the_clear(copy)
    with suppress(SlotsError, OSError):
        return keyslots.read_slots(copy).station == station.id
    return False


def _in_the_clear(folder: Path) -> bool:
    """Whether a practice station lies there, or a copy of one: whatever anybody can read is no real one's."""
    with suppress(OSError):
        return read_bounded(folder / FILE, len(_PLAIN)).startswith(_PLAIN)
    return False


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


def _thin_out(to: Path, station: Station, keep: int, made: Path) -> None:
    """Remove the oldest copies of this station, and of no other one.

    Copies of more records than the station has now are of a time that a restore has lost. They are counted by
    themselves: otherwise they would be the newest for weeks, and push out each copy of what the station is now.
    """
    ours = [old for old in copies(to, station.queries.code) if _is_of(old, station)]
    lost = [old for old in ours if _records_in(old) > _records_in(made)]
    present = [old for old in ours if old not in lost]
    for old in (*lost[keep:], *present[keep:]):
        if old != made:
            shutil.rmtree(old, ignore_errors=True)


def _records_in(copy: Path) -> int:
    """How many records a copy holds, by its name."""
    return int(copy.name.rpartition("_")[2])


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

    Raises BackupError(`copy_damaged`) for one that does not open, and what else `open_station_file` raises.
    """
    with _blaming_the_copy(), open_station_file(folder, key=key, readonly=True) as copy:
        if key is not None and keyslots.read_slots(folder).station != copy.id:
            raise BackupError("copy_damaged")
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
    `copy_damaged`, `copy_of_another`) for a copy that does not verify (nothing is changed then), Trouble.
    """
    key = None if held is None else held.key
    _check_same_station(source, folder)
    with named_troubles():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = Lock(folder / LOCK)
    try:
        with _blaming_the_copy():
            arriving, head = _fetch_copy(source, folder, key)
            count = 1 + _restores_known(source, folder, key)
            _record_restore(arriving, key, operator, at, RestoreCopy(head.seq, head.hash, count))
        done = drill(arriving, key, anchor=head, progress=progress)
        _check_drill(done)
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
    """A copy of another station does not take this one's place, and none of practice that of a real one."""
    something = (folder / FILE).exists() or keyslots.path(folder).exists()
    if something and _in_the_clear(source) and not _in_the_clear(folder):
        raise BackupError("copy_of_another")
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
