"""The station file: the journal, and the rows for queues and searches that are folded from it.

One transaction holds an action and what follows from it; whatever `append` has returned is on disk.
The rows of `db.station.projections` can be rebuilt from the journal at any time. The packets that were sent lie in the
same file (`db.exchange.outbox`), so that one key, one backup and one transaction hold all of it.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from db.errors import CannotOpen, StationError, Trouble
from db.files.connection import connect, immediate, named_troubles, raw_key, roomy, trouble, undo
from db.files.file_lock import Lock, sync_folder
from db.journal.hash_chain import Fault, Head
from db.journal.journal import Journal
from db.station import migration, projections, rule_texts
from db.station.projections import Backup, CaseRow, SentPacket, TakenAck
from db.station.rule_texts import RuleText
from db.station.verification import Verification, pages
from flows.case import actions as a
from flows.case import rule_adoption
from flows.case.action_versions import LEVEL
from flows.case.admission import admit, admit_station
from flows.case.case import Case, apply, fold
from flows.case.case_numbers import Restored, may_be_lost
from flows.case.entry import Entry
from flows.case.roles import INIT, Role, Seat, seat_of
from flows.case.rule_adoption import Adoption
from flows.case.status import SECOND_PERSON
from flows.errors import NotAllowed
from flows.rules.stamps import PackStamp

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from db.files.engine import Database
    from flows.linkage.person import Person

FILE, LOCK = "station.db", "station.lock"
CODE, NAME, PRACTICE, OPERATOR = "station.code", "station.name", "station.practice", "operator."
_CACHED_CASES = 64
#: An encrypted page has almost all values of a byte.
_PAGE, _RANDOM = 4096, 200
#: The file beside the station's in which the keys to it lie (`db.keys.keyslots`).
SLOTS = "keyslots.json"
#: So many of the last records are looked at on each opening; the whole journal once a day.
_CHECKED_AT_START = 1000
#: What is done to the rules of the station: it is signed, and two persons have to do with it.
_RULINGS = (a.ProposeRules, a.AdoptRules, a.WithdrawRules)
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

    def __init__(self, folder: Path, database: Database, lock: Lock | None, key: bytes | None) -> None:
        """Use `create` or `open`."""
        self.folder = folder
        self.key = key
        self._database = database
        self._lock = lock
        self._signers: dict[str, Ed25519PrivateKey] = {}
        self._settings: Mapping[str, str] | None = None
        self.id: str = _meta(database, "station_id")
        self.journal = Journal(database, self.id)
        self._head = self.journal.chain.head()
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
        key: bytes | None = None,
        station_id: str = "",
        also: Sequence[a.Action] = (),
    ) -> Station:
        """A new station in `folder` (made if need be), opened for writing.

        `code` names packets and numbers cases; `operators` are pairs of badge and role. All of it is
        journaled by the first operator (or "init"), `also` behind it. `key`: 32 bytes to encrypt it under; only a
        practice station does without. `db.access.vault.create` makes a station with its key slots. Raises
        CannotOpen(`station_exists`, `folder_read_only`, `key_missing`), InUse, NotAllowed.
        """
        if key is None and not practice:
            raise CannotOpen("key_missing")
        values = {CODE: code, NAME: name, PRACTICE: "1" if practice else "", **settings}
        values |= {OPERATOR + badge: role for badge, role in operators}
        by = operators[0][0] if operators else INIT
        said = [a.SetSetting(setting, value) for setting, value in values.items()]
        acts = [Act(action, "", by, at) for action in (*said, *also)]
        founder = Seat(by, Role.ADMINISTRATOR, practice)
        for act in acts:
            if getattr(act.action, "name", "") != PRACTICE:
                admit_station(act.action, founder)
        lock = _locked(folder, make=True)
        try:
            if (folder / FILE).exists():
                raise CannotOpen("station_exists")
            with named_troubles():
                level = Act(a.RaiseLevel(LEVEL), "", INIT, at)
                _write_new(folder, [level, *acts], key, station_id or new_id())
            return cls._opened(folder, lock, key)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open(cls, folder: Path, *, key: bytes | None = None, readonly: bool = False) -> Station:
        """The station in `folder`; `readonly` works beside a running writer and changes nothing.

        `key`: the data key (see `db.access.vault`), None for a practice station. A file of an older form is brought to
        the present one, and a copy of it kept. Raises CannotOpen(`folder_missing`, `not_a_station`, `newer_station`,
        `older_station`, `damaged`, `folder_read_only`, `station_locked`, `not_encrypted`), InUse if another copy of
        the program writes here, Trouble if the disk refuses.
        """
        if not folder.is_dir():
            raise CannotOpen("folder_missing")
        if not (folder / FILE).is_file():
            raise CannotOpen("not_a_station")
        if key is None and (folder / SLOTS).is_file():
            raise CannotOpen("station_locked")
        if key is None and not _looks_plain(folder / FILE):
            raise CannotOpen("slots_missing")
        if readonly:
            return cls._opened(folder, None, key)
        lock = _locked(folder, make=False)
        try:
            return cls._opened(folder, lock, key)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def _opened(cls, folder: Path, lock: Lock | None, key: bytes | None) -> Station:
        with named_troubles():
            try:
                database = connect(folder / FILE, key=key, readonly=lock is None)
            except Exception as fault:
                _refine(fault)
                raise
            try:
                migration.form(database)
                station = cls(folder, database, lock, key)
                if key is None and not station._began_as_practice():
                    raise CannotOpen("not_encrypted")
                migration.bring_up(database, folder, writing=lock is not None)
                if lock is not None:
                    station.check_start()
                    if _meta(database, "projections") != projections.FORM:
                        station.rebuild()
                return station
            except BaseException:
                database.conn.close()
                raise

    def _began_as_practice(self) -> bool:
        """What the journal says: the rows may be empty yet, where an older form was being brought up."""
        settings = (entry.action for entry in self.journal.entries("") if isinstance(entry.action, a.SetSetting))
        return next((setting.value for setting in settings if setting.name == PRACTICE), "") == "1"

    def check_start(self) -> None:
        """What is looked at on each opening for writing: every page whole, the last records in their chain.

        Raises CannotOpen(`damaged`, `journal_differs`).
        """
        # What the power has cut short in the file itself may be whole in the log: that is copied back first. While a
        # reader holds it up, the pages are looked at through the log alone.
        busy = self._database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        with roomy(self._database):
            encrypted = not busy and self.key is not None
            if encrypted and self._database.conn.execute("PRAGMA cipher_integrity_check").fetchone():
                raise CannotOpen("damaged")
            if pages(self._database) is not None:
                raise CannotOpen("damaged")
            if self.journal.chain.verify_end(_CHECKED_AT_START) is not None:
                raise CannotOpen("journal_differs")

    def sit_down(self, badge: str, signer: Ed25519PrivateKey | None) -> None:
        """From now on `badge` can sign; whoever sat there before no longer can."""
        self._signers = {} if signer is None else {badge: signer}

    def rekey(self, key: bytes) -> None:
        """Encrypt the whole file anew under `key`, in one transaction; about a second for a hundred megabytes."""
        if self._lock is None or self.key is None:
            raise StationError("opened_for_reading")
        with named_troubles():
            self._database.conn.execute(f"PRAGMA rekey = \"{raw_key(key)}\"")
            self.key = key
            if self._database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                # A reader holds the log: until it is copied back, the file itself is under the old key.
                raise Trouble("disk_busy")

    def copy_to(self, path: Path) -> None:
        """A copy of the file at `path`, under the same key, made of one snapshot; `path` must not be there yet."""
        with named_troubles():
            self._database.conn.execute("VACUUM INTO ?", (str(path),))

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

    def append(self, action: a.Action, *, case_id: str, operator: str, at: str) -> Entry:
        """Admit `action` and write it; on return it is on disk. `at` is ISO 8601 in UTC.

        Raises NotAllowed if the counter does not admit it, Trouble if the disk refuses (nothing is written
        and the same call may be tried again).
        """
        return self.append_acts([Act(action, case_id, operator, at)])[0]

    def append_all(
        self, actions: Iterable[a.Action], *, case_id: str, operator: str, at: str
    ) -> tuple[Entry, ...]:
        """Admit and write several actions of one case, all of them or none; raises as `append` does."""
        return self.append_acts(Act(action, case_id, operator, at) for action in actions)

    def append_acts(self, acts: Iterable[Act]) -> tuple[Entry, ...]:
        """Admit and write actions of several cases in order, all of them or none; raises as `append` does."""
        return self.append_under((), acts)

    def append_under(self, texts: Iterable[RuleText], acts: Iterable[Act]) -> tuple[Entry, ...]:
        """As `append_acts`, for actions that name rules: those of `texts` that are not kept yet come into the file.

        That they did is recorded before the first of the actions, by whoever does it, in the same transaction.
        """
        acts, folded = tuple(acts), dict[str, Case]()
        with self._writing():
            self._keep_rules(texts, acts)
            entries = tuple(self._append(act, folded) for act in acts)
            for case in folded.values():
                projections.keep_case(self._database, case)
        for case in folded.values():
            self._remember(case)
        return entries

    def _append(self, act: Act, folded: dict[str, Case]) -> Entry:
        action, case_id, operator, at = act
        seat = seat_of(operator, self.operators(), practice=self.practice)
        if not case_id:
            admit_station(action, seat)
            if isinstance(action, _RULINGS):
                rule_adoption.admit_rules(self.adoption(), action, seat)
            entry = self.journal.append(
                action, case_id="", operator=operator, at=at, signer=self._signer(action, seat)
            )
            projections.keep_station(self._database, entry)
            if isinstance(action, a.SetSetting):
                self._settings = None
            return entry
        case = folded.get(case_id) or self.case(case_id)
        admit(case, action, seat, at)
        entry = self.journal.append(
            action, case_id=case_id, operator=operator, at=at, signer=self._signer(action, seat)
        )
        if isinstance(action, a.Expire):
            projections.drop_packets(self._database, action.packets)
            self.journal.take_away(case_id, entry.seq)
        folded[case_id] = apply(case, entry)
        return entry

    def _signer(self, action: a.Action, seat: Seat) -> Ed25519PrivateKey | None:
        """With whose key `action` is signed: a decision is, on a case or on rules, with that of whoever decides."""
        decides = isinstance(action, _RULINGS) or (isinstance(action, a.Move) and action.event in SECOND_PERSON)
        if not decides or seat.role == Role.COUNTY or self.key is None:
            return None
        if seat.badge not in self._signers:
            raise NotAllowed("signature_needed")
        return self._signers[seat.badge]

    def _keep_rules(self, texts: Iterable[RuleText], acts: Sequence[Act]) -> None:
        new = rule_texts.missing(self._database, texts)
        if new and acts:
            keeping = a.KeepRules(tuple(one.stamp for one in new))
            self._append(Act(keeping, "", acts[0].operator, acts[0].at), {})
            rule_texts.keep(self._database, new)

    def keep_packet(self, packet: int, data: bytes, acts: Iterable[Act]) -> None:
        """Journal that a packet was written, and keep its bytes, in one transaction; raises as `append` does."""
        folded: dict[str, Case] = {}
        with self._writing():
            for act in acts:
                self._append(act, folded)
            for case in folded.values():
                projections.keep_case(self._database, case)
            projections.keep_packet(self._database, packet, data)
        for case in folded.values():
            self._remember(case)

    def packet(self, number: int) -> bytes | None:
        """The bytes of a packet as it was sent; None if it was never sent or is kept no longer."""
        with named_troubles():
            return projections.kept_packet(self._database, number)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if self._lock is None:
            raise StationError("opened_for_reading")
        try:
            with named_troubles(), immediate(self._database):
                if self.journal.chain.head() != self._head:
                    # Somebody else has written, though nobody should: what is remembered is of before.
                    self._folded.clear()
                    self._settings = None
                yield
                head = self.journal.chain.head()
            self._head = head
        except BaseException:
            # It may hold what was just undone.
            self._settings = None
            raise

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
        self._settings = None

    # ---- reading

    def head(self) -> Head:
        """Number and hash of the last record."""
        with named_troubles():
            return self.journal.chain.head()

    def holds(self, head: Head) -> bool:
        """Whether the journal holds that record with that hash."""
        with named_troubles():
            return self.journal.chain.holds(head)

    def entries(self, case_id: str) -> tuple[Entry, ...]:
        """All records of one case, oldest first; raises JournalFault for one that cannot be read."""
        if not _storable(case_id):
            return ()  # half a character, as a command line may bring it: no case has such a number
        with named_troubles():
            return tuple(self.journal.entries(case_id))

    def entries_between(self, first: str, end: str) -> tuple[Entry, ...]:
        """All records from the moment `first` to before `end` (ISO 8601 in UTC), oldest first."""
        with named_troubles():
            return tuple(self.journal.entries_between(first, end))

    def last_of_kind(self, kind: str) -> Entry | None:
        """The last record of one kind of action, None for none."""
        with named_troubles():
            return self.journal.last_of_kind(kind)

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
            try:
                return projections.rows(self._database)
            except ValueError:
                # a status that there is not: the rows are not what the journal makes of it
                raise CannotOpen("journal_differs") from None

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
        """The number for a case opened on that day: station code, date, count of the day.

        Once the station has gone on from a copy, the count of every day begins above what may have been given out
        before and is in no file that is left: 501, after the second restore 601. Of every day, and not only of those
        before the restore, for the clock of a machine that was just set up may lag behind.
        """
        with named_troubles():
            return projections.next_number(self._database, self.code, on)

    def restores(self) -> tuple[Restored, ...]:
        """Each time that the station went on from a copy, oldest first."""
        with named_troubles():
            return tuple(map(self._dated, projections.restores(self._database)))

    @property
    def restore_count(self) -> int:
        """How often the station has gone on from a copy, as far as anybody knew; 0 for never."""
        with named_troubles():
            return projections.restore_count(self._database)

    def _dated(self, restored: Restored) -> Restored:
        """Before form 4 the record did not say of when the copy was: the last record in it does."""
        made_at = restored.made_at or self.journal.moment(restored.head_seq) or restored.at
        return replace(restored, made_at=made_at)

    def lost(self, number: str) -> str:
        """Of when the copy was (ISO, UTC), if a case that is not here may have got `number` after it; empty if not.

        Such a number was given out between a copy and the restore of it, and may stand on papers.
        """
        if self.case(number).opened_on:
            return ""
        code = self.code
        return next((one.made_at for one in self.restores() if may_be_lost(one, code, number)), "")

    def county_office(self) -> str:
        """The county's office as papers name it: as entered here, else as it calls itself; empty if nobody said."""
        if entered := self.settings().get("county.office", ""):
            return entered
        said = [taken.office for taken in self.acknowledgements() if taken.office]
        return said[-1] if said else ""

    def settings(self) -> Mapping[str, str]:
        """All settings, the station's code, name and operators included."""
        if self._settings is not None:
            return self._settings
        with named_troubles():
            said = projections.settings(self._database)
        # A reader keeps nothing: the writer in another process moves on.
        self._settings = said if self._lock is not None else None
        return said

    @property
    def writable(self) -> bool:
        """Whether it was opened for writing."""
        return self._lock is not None

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

    def public_keys(self) -> Mapping[str, str]:
        """The public half of each operator's signing key, by badge."""
        with named_troubles():
            return projections.keys(self._database)

    def slots(self) -> a.ChangeSlots | None:
        """What the journal last said of the key slots; None for a station without."""
        with named_troubles():
            return projections.slots(self._database)

    def adoption(self) -> Adoption:
        """Which rules are in force here, which wait for a second person, and what came before."""
        with named_troubles():
            return rule_adoption.fold(projections.rulings(self._database))

    def rule_texts(self, packs: Sequence[PackStamp]) -> tuple[RuleText, ...] | None:
        """The kept texts of these packs, in their order; None if one is not kept, or is not what its hash says."""
        with named_troubles():
            found = [(stamp, rule_texts.kept(self._database, stamp.sha256)) for stamp in packs]
        texts = tuple(RuleText(stamp, text) for stamp, text in found if text is not None)
        return texts if texts and len(texts) == len(found) else None

    def last_backup(self) -> Backup | None:
        """The copy that was made last, if any."""
        with named_troubles():
            return projections.last_backup(self._database, copied=True)

    def last_check(self) -> Backup | None:
        """The last check of the whole file, if any."""
        with named_troubles():
            return projections.last_backup(self._database, copied=False)

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
        looked = Verification(self._database, self.journal, signed=self.key is not None)
        with named_troubles():
            # One snapshot for all of it: the writer may go on in another process meanwhile.
            self._database.conn.execute("BEGIN")
            try:
                head = self.journal.chain.head()
                with roomy(self._database):
                    fault = looked.run(anchors, progress or (lambda done, total: None))
            finally:
                undo(self._database)
            return Verified(head.seq, head, fault)


def _looks_plain(path: Path) -> bool:
    """Whether a file is not encrypted, or is no whole database anyway."""
    with named_troubles(), path.open("rb") as file:
        head = file.read(_PAGE)
    return len(head) < _PAGE or head.startswith(b"SQLite format 3\0") or len(set(head)) < _RANDOM


def _locked(folder: Path, *, make: bool) -> Lock:
    try:
        if make:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise CannotOpen("folder_read_only") from fault
    return Lock(folder / LOCK)


def new_id() -> str:
    """What a station is told by from every other one; random."""
    return secrets.token_hex(16)


def _write_new(folder: Path, acts: Sequence[Act], key: bytes | None, station_id: str) -> None:
    """Write the station under another name first: a crash leaves no half station behind."""
    unfinished = folder / (FILE + ".new")
    for suffix in ("", "-wal", "-shm"):
        unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)
    database = connect(unfinished, key=key)
    try:
        with immediate(database):
            migration.create_tables(database)
            for name, value in (("station_id", station_id), ("projections", projections.FORM)):
                _set_meta(database, name, value)
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
    # The folder itself may be new.
    sync_folder(folder.parent)


def _meta(database: Database, name: str) -> str:
    row = database.conn.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def _set_meta(database: Database, name: str, value: str) -> None:
    database.conn.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def _refine(fault: Exception) -> None:
    """A station that cannot be written is told apart from a disk that fails."""
    named = trouble(fault)
    if isinstance(named, Trouble) and named.code == "readonly":
        raise CannotOpen("folder_read_only") from fault


def _storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
