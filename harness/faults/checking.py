"""Whether a rebuilt disk keeps what was promised: the real station opens it, and is asked what it holds."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from db.access import unlocking
from db.errors import CannotOpen, StationError
from db.files.connection import open_database
from db.journal.journal import Journal
from db.keys import keyslots
from db.keys.keyslots import FILE as SLOTS
from db.keys.keyslots import Keyring
from db.station import migration
from db.station.opening import FILE, open_station_file
from db.station.station import Station
from flows.case.actions import RaiseLevel
from harness.faults.disk import Image
from harness.faults.log import Op, Record
from harness.faults.recorded_station import held_by_administrator, records

STATION = "station"
#: When the power came back: what is journaled then was not there before.
WHEN = "2016-06-15T08:00:00Z"


@dataclass(slots=True)
class Promised:
    """What was returned as saved so far: the records' hashes in order, files by path, the slots' generation."""

    doing: str = "start"
    hashes: list[str] = field(default_factory=list)
    #: With which number each transaction ended.
    ends: set[int] = field(default_factory=set)
    files: dict[str, str] = field(default_factory=dict)
    #: Those of them of which there is never a part.
    at_once: set[str] = field(default_factory=set)
    generation: int = 0
    #: While a copy takes the station's place there may be none that opens: the copy is put back once more then.
    away: bool = False

    def take(self, mark: Record) -> None:
        """Add what a mark says."""
        for line in mark.data.splitlines():
            said = json.loads(line)
            self.doing = said.get("begin", self.doing)
            if "hashes" in said:
                self.hashes[said["first"] - 1 :] = said["hashes"]
                self.ends.add(len(self.hashes))
            if "file" in said:
                self.files[said["file"]] = said["sha256"]
                self.at_once |= {said["file"]} if said["at_once"] else set()
            self.generation = said.get("generation", self.generation)
            self.away = said.get("away", self.away)


@dataclass(slots=True)
class Whole:
    """What the session came to in the end: all that a disk on the way there may hold, and nothing else."""

    hashes: tuple[str, ...]
    ends: frozenset[int]
    #: Every content that a promised file ever had, and those of which there is never a part.
    contents: dict[str, set[str]]
    at_once: frozenset[str]


def whole(log: Iterable[Record]) -> Whole:
    """All that the marks of a session say."""
    promised = Promised()
    contents: dict[str, set[str]] = {}
    for record in log:
        if record.op == Op.MARK:
            promised.take(record)
            for path, sha256 in promised.files.items():
                contents.setdefault(path, set()).add(sha256)
    return Whole(tuple(promised.hashes), frozenset(promised.ends), contents, frozenset(promised.at_once))


@dataclass(frozen=True, slots=True)
class Found:
    """What the station holds after the power came back: the records' hashes, and what is wrong (or nothing)."""

    hashes: tuple[str, ...] = ()
    fault: str = ""
    #: Whether the station (or a plain one) could be opened at all.
    opened: bool = True
    generation: int = 0
    files: tuple[tuple[str, str], ...] = ()


class Checker:
    """Opens rebuilt disks of one session in a folder of its own; the same content only once."""

    def __init__(self, folder: Path, whole: Whole, *, plain: bool = False) -> None:
        """`plain`: the session begins at a station from before there were keys, which must not be opened as it is."""
        self._folder = folder
        self._plain = plain
        self._whole = whole
        self._found: dict[bytes, Found] = {}
        self._held: dict[bytes, Keyring] = {}

    @property
    def distinct(self) -> int:
        """How many different disks there were."""
        return len(self._found)

    def look(self, image: Image) -> Found:
        """What is found on this disk."""
        found = self._found.get(image.digest)
        if found is None:
            found = self._found[image.digest] = self._looked(image)
        return found

    def lost(self, found: Found, promised: Promised) -> str:
        """What was promised and is not there; empty if all of it is."""
        there = dict(found.files)
        gone = next((path for path, own in promised.files.items() if there.get(path) != own), "")
        if gone:
            return f"the file {gone}"
        if promised.away and not found.opened:
            return ""
        missing = [
            seq for seq, own in enumerate(promised.hashes, 1)
            if len(found.hashes) < seq or found.hashes[seq - 1] != own
        ]  # fmt: skip
        if missing:
            return f"record {missing[0]} of {len(promised.hashes)}"
        if found.generation < promised.generation:
            return f"the key slots of generation {promised.generation}"
        return ""

    def torn(self, found: Found, promised: Promised) -> str:
        """What is there in part; empty if nothing is."""
        if found.fault and (found.opened or not promised.away):
            return found.fault
        if found.hashes != self._whole.hashes[: len(found.hashes)]:
            return "records that nobody wrote"
        if found.hashes and len(found.hashes) not in self._whole.ends:
            return f"a transaction that ends with record {len(found.hashes)}"
        parts = (
            path for path, own in found.files
            if path in self._whole.at_once and own not in self._whole.contents[path]
        )  # fmt: skip
        return next((f"the file {path}" for path in parts), "")

    def _looked(self, image: Image) -> Found:
        files = tuple(
            (path, hashlib.sha256(data).hexdigest())
            for path in self._whole.contents if (data := image.files.get(path)) is not None
        )  # fmt: skip
        place = self._folder / "disk"
        try:
            _write(image, place)
            return self._asked(place / STATION, files)
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def _asked(self, folder: Path, files: tuple[tuple[str, str], ...]) -> Found:
        """What the station holds, and the fault that it or its verification names."""
        generation = 0
        try:
            held = self._proven(folder)
            generation = held.slots.generation if held else 0
            if not (folder / FILE).exists():
                return Found((), "", opened=False, generation=generation, files=files)
            if self._plain and _encryption_waits(folder, held):
                hashes, wrong = _read_plain(folder / FILE, self._whole.hashes)
                return Found(hashes, wrong, generation=generation, files=files)
            with _opened(folder, held) as station:
                verified = station.verify()
                told = tuple(own for _, own, at in records(station, 0) if at != WHEN)
                hashes = self._without_own(station.journal, told)
        except StationError as refusal:
            return Found(
                (),
                f"the station cannot be opened: {refusal.code}",
                opened=False,
                generation=generation,
                files=files,
            )
        except Exception as fault:  # noqa: BLE001 - whatever it is, the station is not what it was
            return Found(
                (),
                f"the station cannot be read: {fault!r}",
                opened=False,
                generation=generation,
                files=files,
            )
        fault = f"record {verified.fault.seq}: {verified.fault.what}" if verified.fault else ""
        return Found(hashes, fault, generation=generation, files=files)

    def _without_own(self, journal: Journal, hashes: tuple[str, ...]) -> tuple[str, ...]:
        """`hashes` without the word on the level that looking at the disk has written, where it brought up the form."""
        rows = journal._database.conn.execute("SELECT hash FROM actions WHERE kind = ?", (RaiseLevel.KIND,))
        raised = {row[0] for row in rows}
        return tuple(own for own in hashes if own not in raised or own in self._whole.hashes)

    def _proven(self, folder: Path) -> Keyring | None:
        """What the administrator holds; each state of the slots is opened once, for that costs much on purpose."""
        if not (folder / SLOTS).exists():
            return None
        data = (folder / SLOTS).read_bytes()
        if data not in self._held:
            self._held[data] = held_by_administrator(keyslots.read_slots(folder))
        return self._held[data]


def _opened(folder: Path, held: Keyring | None) -> Station:
    return unlocking.open_station(folder, held, at=WHEN).station if held else open_station_file(folder)


def _encryption_waits(folder: Path, held: Keyring | None) -> bool:
    """Whether the station is still a plain one that the program will not open, but encrypt when it is told again."""
    if (folder / FILE).read_bytes()[:15] != b"SQLite format 3":
        return False
    if held:
        return True
    try:
        open_station_file(folder).close()
    except CannotOpen as refusal:
        return refusal.code == "not_encrypted"
    return False


def _read_plain(file: Path, whole: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """The hashes in a file that no Station opens, and what is wrong with its journal.

    Without the word on the level that bringing it up has just written; `whole`: all that the session wrote.
    """
    database = open_database(file)
    try:
        migration.bring_up(database, file.parent, writing=True)
        (station_id,) = database.conn.execute("SELECT value FROM meta WHERE name = 'station_id'").fetchone()
        fault = Journal(database, station_id).chain.verify()
        rows = database.conn.execute("SELECT hash, kind FROM actions ORDER BY seq").fetchall()
    finally:
        database.conn.close()
    hashes = tuple(own for own, kind in rows if kind != RaiseLevel.KIND or own in whole)
    return hashes, f"record {fault.seq}: {fault.what}" if fault else ""


def _write(image: Image, place: Path) -> None:
    """Put the station's part of the disk into a folder; the rest is compared as it is."""
    place.mkdir()
    for path, data in sorted(image.files.items()):
        if path.partition("/")[0] != STATION:
            continue
        if data is None:
            (place / path).mkdir()
        else:
            (place / path).write_bytes(data)
