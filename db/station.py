"""The station file: the journal, and the rows for queues and searches that are folded from it.

One transaction holds an action and what follows from it; whatever `append` has returned is on disk.
`cases`, `settings`, `packets` and `acknowledgements` are projections: they can be rebuilt at any time.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from db import projections
from db.connection import connect, immediate, named_troubles, trouble, undo
from db.errors import CannotOpen, StationError, Trouble
from db.journal import Fault, Head, Journal
from db.lock import Lock, sync_folder
from db.projections import CaseRow, SentPacket, TakenAck
from flows import actions as a
from flows.case import Case, apply, fold
from flows.counter import admit, admit_station

if TYPE_CHECKING:
    from sqlite_utils import Database

    from flows.person import Person

FILE, LOCK = "station.db", "station.lock"
#: The form of the file. A higher one was written by a newer program and is refused.
FORM = 1
CODE, NAME, PRACTICE, OPERATOR = "station.code", "station.name", "station.practice", "operator."
_CACHED_CASES = 64
#: Of how many relatives something may be repeated.
_RELATIVES = 5


class Act(NamedTuple):
    """An action that is not in the journal yet; `case_id` is empty for the station's own."""

    action: a.Action
    case_id: str
    operator: str
    at: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found: how many records, the head, and the first that does not fit (or None)."""

    records: int
    head: Head
    fault: Fault | None


class Station:
    """An open station. One writer, one thread: `sqlite3` refuses the object to any other thread."""

    def __init__(self, folder: Path, database: Database, lock: Lock | None) -> None:
        """Use `create` or `open`."""
        self.folder = folder
        self._database = database
        self._lock = lock
        self.id: str = _meta(database, "station_id")
        self.journal = Journal(database, self.id)
        self._folded: OrderedDict[str, Case] = OrderedDict()

    # ---- opening and closing

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        code: str,
        name: str,
        practice: bool,
        settings: Mapping[str, str],
        operators: Sequence[tuple[str, str]],
        at: str,
    ) -> Station:
        """A new station in `folder` (made if need be), opened for writing.

        `code` names packets and numbers cases; `operators` are pairs of badge and role. All of it is
        journaled by the first operator (or "init"). Raises CannotOpen(`station_exists`, `folder_read_only`),
        InUse, NotAllowed.
        """
        values = {CODE: code, NAME: name, PRACTICE: "1" if practice else "", **settings}
        values |= {OPERATOR + badge: role for badge, role in operators}
        by = operators[0][0] if operators else "init"
        acts = [Act(a.SetSetting(setting, value), "", by, at) for setting, value in values.items()]
        for act in acts:
            admit_station(act.action, by)
        lock = _locked(folder, make=True)
        try:
            if (folder / FILE).exists():
                raise CannotOpen("station_exists")
            with named_troubles():
                _write_new(folder, acts)
            return cls._opened(folder, lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open(cls, folder: Path, *, readonly: bool = False) -> Station:
        """The station in `folder`; `readonly` works beside a running writer and changes nothing.

        Raises CannotOpen(`folder_missing`, `not_a_station`, `newer_station`, `damaged`, `folder_read_only`),
        InUse if another copy of the program writes here, Trouble if the disk refuses.
        """
        if not folder.is_dir():
            raise CannotOpen("folder_missing")
        if not (folder / FILE).is_file():
            raise CannotOpen("not_a_station")
        if readonly:
            return cls._opened(folder, None)
        lock = _locked(folder, make=False)
        try:
            return cls._opened(folder, lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def _opened(cls, folder: Path, lock: Lock | None) -> Station:
        with named_troubles():
            try:
                database = connect(folder / FILE, readonly=lock is None)
            except Exception as fault:
                _refine(fault)
                raise
            try:
                _check_form(database)
                station = cls(folder, database, lock)
                if lock is not None and _meta(database, "projections") != projections.FORM:
                    station.rebuild()
                return station
            except BaseException:
                database.conn.close()
                raise

    def close(self) -> None:
        """Close the file and let the next copy in; harmless when done twice."""
        self._database.conn.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Station:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- writing

    def append(self, action: a.Action, *, case_id: str, operator: str, at: str) -> a.Entry:
        """Admit `action` and write it; on return it is on disk. `at` is ISO 8601 in UTC.

        Raises NotAllowed if the counter does not admit it, Trouble if the disk refuses (nothing is written
        and the same call may be tried again).
        """
        return self.append_acts([Act(action, case_id, operator, at)])[0]

    def append_all(
        self, actions: Iterable[a.Action], *, case_id: str, operator: str, at: str
    ) -> tuple[a.Entry, ...]:
        """Admit and write several actions of one case, all of them or none; raises as `append` does."""
        return self.append_acts(Act(action, case_id, operator, at) for action in actions)

    def append_acts(self, acts: Iterable[Act]) -> tuple[a.Entry, ...]:
        """Admit and write actions of several cases in order, all of them or none; raises as `append` does."""
        folded: dict[str, Case] = {}
        with self._writing():
            entries = tuple(self._append(act, folded) for act in acts)
            for case in folded.values():
                projections.keep_case(self._database, case)
        for case in folded.values():
            self._remember(case)
        return entries

    def _append(self, act: Act, folded: dict[str, Case]) -> a.Entry:
        action, case_id, operator, at = act
        if not case_id:
            admit_station(action, operator)
            entry = self.journal.append(action, case_id="", operator=operator, at=at)
            projections.keep_station(self._database, entry)
            return entry
        case = folded.get(case_id) or self.case(case_id)
        admit(case, action, operator)
        entry = self.journal.append(action, case_id=case_id, operator=operator, at=at)
        folded[case_id] = apply(case, entry)
        return entry

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if self._lock is None:
            raise StationError("opened_for_reading")
        with named_troubles(), immediate(self._database):
            yield

    def rebuild(self) -> None:
        """Throw all projections away and fold them anew from the journal, in one transaction."""
        with self._writing():
            projections.create_tables(self._database)
            for case_id in self.journal.cases():
                projections.keep_case(self._database, fold(case_id, self.journal.entries(case_id)))
            for entry in self.journal.entries(""):
                projections.keep_station(self._database, entry)
            _set_meta(self._database, "projections", projections.FORM)
        self._folded.clear()

    # ---- reading

    def head(self) -> Head:
        """Number and hash of the last record."""
        with named_troubles():
            return self.journal.head()

    def entries(self, case_id: str) -> tuple[a.Entry, ...]:
        """All records of one case, oldest first; raises JournalFault for one that cannot be read."""
        with named_troubles():
            return tuple(self.journal.entries(case_id))

    def case(self, case_id: str) -> Case:
        """The case as it stands; an unknown number gives an empty case (`opened_on` is empty)."""
        if case_id in self._folded and self._lock is not None:
            self._folded.move_to_end(case_id)
            return self._folded[case_id]
        case = fold(case_id, self.entries(case_id))
        self._remember(case)
        return case

    def _remember(self, case: Case) -> None:
        # A reader keeps nothing: the writer in another process moves on.
        if self._lock is None or not case.opened_on:
            return
        self._folded[case.id] = case
        self._folded.move_to_end(case.id)
        while len(self._folded) > _CACHED_CASES:
            self._folded.popitem(last=False)

    def rows(self) -> list[CaseRow]:
        """All cases for the home screen, oldest first: surname only (S5.5e)."""
        with named_troubles():
            return projections.rows(self._database)

    def relatives(self, case: Case) -> tuple[Case, ...]:
        """The other cases of the same family, the latest first, five at most: what may be repeated from them."""
        with named_troubles():
            numbers = projections.family(self._database, case.family, case.id)
        return tuple(self.case(number) for number in numbers[:_RELATIVES])

    def people(self, except_case: str = "") -> tuple[Person, ...]:
        """The persons of the station's own cases, for the lookup; without the case that asks."""
        with named_troubles():
            return projections.people(self._database, except_case)

    def next_number(self, on: date) -> str:
        """The number for a case opened on that day: station code, date, count of the day."""
        with named_troubles():
            return projections.next_number(self._database, self.code, on)

    def settings(self) -> Mapping[str, str]:
        """All settings, the station's code, name and operators included."""
        with named_troubles():
            return projections.settings(self._database)

    @property
    def code(self) -> str:
        """The station's code: part of every case number and packet name."""
        return self.settings().get(CODE, "")

    @property
    def practice(self) -> bool:
        """True for a practice station: nothing in it is real, and no county takes its packets."""
        return self.settings().get(PRACTICE, "") == "1"

    def operators(self) -> Mapping[str, str]:
        """Role by badge number, without those whose role was taken away."""
        return {
            name.removeprefix(OPERATOR): role
            for name, role in self.settings().items()
            if name.startswith(OPERATOR) and role
        }

    def packets(self) -> tuple[SentPacket, ...]:
        """The packets that were sent, by number."""
        with named_troubles():
            return projections.packets(self._database)

    def acknowledgements(self) -> tuple[TakenAck, ...]:
        """The county's acknowledgements that were taken in, oldest first."""
        with named_troubles():
            return projections.acknowledgements(self._database)

    def verify(
        self, anchors: Sequence[Head] = (), progress: Callable[[int, int], None] | None = None
    ) -> Verified:
        """Check the file, the whole chain, and every projection against the journal.

        `anchors` are heads known outside the file (printed on a day slip, carried in a packet); `progress` is
        told records done and in all, now and then.
        """
        with named_troubles():
            # One snapshot for all of it: the writer may go on in another process meanwhile.
            self._database.conn.execute("BEGIN")
            try:
                head = self.journal.head()
                fault = (
                    self._verify_pages()
                    or self.journal.verify(anchors=anchors, progress=progress)
                    or self._verify_projections()
                )
            finally:
                undo(self._database)
            return Verified(head.seq, head, fault)

    def _verify_pages(self) -> Fault | None:
        row = self._database.conn.execute("PRAGMA quick_check(1)").fetchone()
        return None if row == ("ok",) else Fault(0, "damaged")

    def _verify_projections(self) -> Fault | None:
        """Compare what is kept with what the journal says; the fault names the last record of the case."""
        cases = set()
        for case_id in self.journal.cases():
            entries = tuple(self.journal.entries(case_id))
            cases.add(case_id)
            try:
                case = fold(case_id, entries)
            except (KeyError, ValueError):
                return Fault(entries[-1].seq, "case_does_not_fold")
            if projections.case_values(case) != projections.kept_case(self._database, case_id):
                return Fault(entries[-1].seq, "projection_differs")
        if cases != projections.kept_cases(self._database):
            return Fault(0, "projection_differs")
        if not projections.station_agrees(self._database, self.journal.entries("")):
            return Fault(0, "projection_differs")
        return None


def _locked(folder: Path, *, make: bool) -> Lock:
    try:
        if make:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise CannotOpen("folder_read_only") from fault
    return Lock(folder / LOCK)


def _write_new(folder: Path, acts: Sequence[Act]) -> None:
    """Write the station under another name first: a crash leaves no half station behind."""
    unfinished = folder / (FILE + ".new")
    for suffix in ("", "-wal", "-shm"):
        unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)
    database = connect(unfinished)
    try:
        with immediate(database):
            database.conn.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
            station_id = secrets.token_hex(16)
            for name, value in (
                ("form", str(FORM)), ("station_id", station_id), ("projections", projections.FORM)
            ):  # fmt: skip
                _set_meta(database, name, value)
            Journal.create_tables(database)
            projections.create_tables(database)
            journal = Journal(database, station_id)
            for act in acts:
                entry = journal.append(act.action, case_id="", operator=act.operator, at=act.at)
                projections.keep_station(database, entry)
        database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        database.conn.close()
    unfinished.chmod(0o600)
    unfinished.replace(folder / FILE)
    sync_folder(folder)


def _meta(database: Database, name: str) -> str:
    row = database.conn.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def _set_meta(database: Database, name: str, value: str) -> None:
    database.conn.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def _check_form(database: Database) -> None:
    tables = {row[0] for row in database.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "meta" not in tables or "actions" not in tables:
        raise CannotOpen("not_a_station")
    form = _meta(database, "form")
    if not form.isdigit():
        raise CannotOpen("damaged")
    if int(form) > FORM:
        raise CannotOpen("newer_station", form=int(form), known=FORM)


def _refine(fault: Exception) -> None:
    """A station that cannot be written is told apart from a disk that fails."""
    named = trouble(fault)
    if isinstance(named, Trouble) and named.code == "readonly":
        raise CannotOpen("folder_read_only") from fault
