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
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db import keyslots
from db.connection import named_troubles
from db.errors import BackupError, CannotOpen, SlotsError
from db.journal import Fault, Head
from db.keyslots import Opened
from db.lock import Lock, sync_folder
from db.station import FILE, LOCK, Station
from flows.actions import RestoreCopy
from flows.counter import admit_station
from flows.roles import seat_of

Progress = Callable[[int, int], None]
#: `HKB_<station>_<day>_<records>`; nothing personal in it.
_SHAPE = re.compile(r"HKB_(?P<station>[0-9A-Za-z-]{2,20})_(?P<day>[0-9]{8})_(?P<seq>[0-9]{6,})", re.ASCII)
_UNFINISHED = ".HKB-unfinished"
_ARRIVING = ".restored"
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
        _sweep(to)
        unfinished.mkdir(mode=0o700)
    try:
        head, cases = _copied(station, unfinished)
        done = drill(unfinished, station.key, anchor=head, progress=progress)
        if done.fault is not None or (done.head, done.cases) != (head, cases):
            found = done.fault or Fault(0, "counts")
            raise BackupError("copy_differs", found=found.what, seq=found.seq)
        final = to / f"HKB_{station.code}_{on:%Y%m%d}_{head.seq:06d}"
        with named_troubles():
            _in_place(unfinished, final)
            _thin_out(to, station.code, keep, final)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return Drill(final, head, cases, None)


def _copied(station: Station, folder: Path) -> tuple[Head, int]:
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
    with Station.open(folder, key=station.key, readonly=True) as copy:
        head, cases = copy.head(), len(copy.rows())
    if not station.holds(head):
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


def _sweep(to: Path) -> None:
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

    Raises what `Station.open` raises for one that does not open at all.
    """
    with Station.open(folder, key=key, readonly=True) as copy:
        if key is not None and keyslots.read(folder).station != copy.id:
            raise CannotOpen("damaged")
        found = copy.verify([anchor] if anchor else [], progress)
        return Drill(folder, found.head, len(copy.rows()), found.fault)


def restore(
    source: Path, folder: Path, held: Opened | None, operator: str, *, progress: Progress | None = None
) -> Drill:
    """Put the copy in `source` in the place of the station in `folder`; what was there is kept beside it.

    `held`: what somebody holds by the copy's own key slots (`db.vault.prove`); None for a practice station. `operator`
    does it, and must be one who may by the copy's own word. Raises NotAllowed, InUse while the station is open,
    BackupError(`copy_differs`, `copy_of_another`) for a copy that does not verify (nothing is changed then), Trouble.
    Whoever opens the station next journals that it goes on from a copy.
    """
    key = None if held is None else held.key
    _check_entitled(source, key, operator)
    done = drill(source, key, progress=progress)
    if done.fault is not None:
        raise BackupError("copy_differs", found=done.fault.what, seq=done.fault.seq)
    _check_same_station(source, folder)
    with named_troubles():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = Lock(folder / LOCK)
    try:
        arriving = _arrived(source, folder, key)
        if drill(arriving, key).head != done.head:
            raise BackupError("copy_differs", found="anchor_differs")
        with named_troubles():
            _put_in_place(arriving, folder)
    finally:
        shutil.rmtree(folder / _ARRIVING, ignore_errors=True)
        lock.release()
    return done


def _check_entitled(source: Path, key: bytes | None, operator: str) -> None:
    """Before anything is put anywhere: an old state in place of the present one is no affair of everybody."""
    with Station.open(source, key=key, readonly=True) as copy:
        admit_station(RestoreCopy(0, ""), seat_of(operator, copy.operators(), practice=copy.practice))


def _check_same_station(source: Path, folder: Path) -> None:
    """A copy of another station does not take this one's place."""
    try:
        ids = {keyslots.read(place).station for place in (source, folder)}
    except SlotsError:
        return
    if len(ids) > 1:
        raise BackupError("copy_of_another")


def _arrived(source: Path, folder: Path, key: bytes | None) -> Path:
    """The copy beside the station, whole: with what may still lie in its log."""
    arriving = folder / _ARRIVING
    with named_troubles():
        shutil.rmtree(arriving, ignore_errors=True)
        arriving.mkdir(mode=0o700)
    with Station.open(source, key=key, readonly=True) as copy:
        copy.copy_to(arriving / FILE)
    with named_troubles():
        if keyslots.path(source).is_file():
            shutil.copyfile(keyslots.path(source), arriving / keyslots.FILE)
        for path in arriving.iterdir():
            path.chmod(0o600)
            _sync(path)
    return arriving


def _put_in_place(arriving: Path, folder: Path) -> None:
    names = (FILE, keyslots.FILE)
    _set_aside(folder, (*names, FILE + "-wal", FILE + "-shm"))
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
