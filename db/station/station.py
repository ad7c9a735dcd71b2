"""The station file: the journal, and the rows for queues and searches that are folded from it.

One transaction holds an action and what follows from it; whatever `append` has returned is on disk.
The rows of `db.station.projections` can be rebuilt from the journal at any time. The packets that were sent lie in the
same file (`db.exchange.outbox`), so that one key, one backup and one transaction hold all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from db.errors import StationError, Trouble
from db.files.connection import immediate, named_troubles, raw_key, roll_back, roomy
from db.files.file_lock import Lock
from db.journal.hash_chain import Fault, Head
from db.journal.journal import Journal
from db.station import migration, projections, rule_texts
from db.station.memory import Memory
from db.station.queries import Queries
from db.station.rule_texts import RuleText
from db.station.verification import Verification
from flows.case import actions as a
from flows.case import rule_adoption
from flows.case.admission import admit_station, check_admission
from flows.case.case import Case, apply_entry, fold
from flows.case.entry import Entry
from flows.case.roles import Role, Seat, seat_of
from flows.case.status import SECOND_PERSON
from flows.errors import NotAllowed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from db.files.engine import Database

#: What is done to the rules of the station: it is signed, and two persons have to do with it.
_RULINGS = (a.ProposeRules, a.AdoptRules, a.WithdrawRules)


class Act(NamedTuple):
    """An action that is not in the journal yet; `case_id` is empty for the station's own."""

    action: a.Action
    case_id: str
    operator: str
    at: str


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """What a verification found: how many records, the head, and the first that does not fit (or None)."""

    records: int
    head: Head
    fault: Fault | None


class Station:
    """An open station. One writer, one thread: `sqlite3` refuses the object to any other thread."""

    def __init__(self, folder: Path, database: Database, lock: Lock | None, key: bytes | None) -> None:
        """Use `db.station.opening`."""
        self.folder = folder
        self.key = key
        self._database = database
        self._lock = lock
        self._signers: dict[str, Ed25519PrivateKey] = {}
        self.id: str = migration.meta(database, "station_id")
        self.journal = Journal(database, self.id)
        self._head = self.journal.chain.head()
        self._memory = Memory(writing=lock is not None)
        #: What can be asked of it.
        self.queries = Queries(database, self.journal, self._memory)

    @property
    def writable(self) -> bool:
        """Whether it was opened for writing."""
        return self._lock is not None

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
        acts = tuple(acts)
        with self._folding() as folded:
            self._keep_rules(texts, acts)
            return tuple(self._append(act, folded) for act in acts)

    def _append(self, act: Act, folded: dict[str, Case]) -> Entry:
        action, case_id, operator, at = act
        seat = seat_of(operator, self.queries.operators(), practice=self.queries.practice)
        if not case_id:
            admit_station(action, seat)
            if isinstance(action, _RULINGS):
                rule_adoption.admit_rules(self.queries.adoption(), action, seat)
            entry = self.journal.append(
                action, case_id="", operator=operator, at=at, signer=self._signer(action, seat)
            )
            projections.keep_station(self._database, entry)
            if isinstance(action, a.SetSetting):
                self._memory.forget_settings()
            return entry
        case = folded.get(case_id) or self.queries.case(case_id)
        check_admission(case, action, seat, at)
        entry = self.journal.append(
            action, case_id=case_id, operator=operator, at=at, signer=self._signer(action, seat)
        )
        if isinstance(action, a.Expire):
            projections.drop_packets(self._database, action.packets)
            self.journal.take_away(case_id, entry.seq)
        folded[case_id] = apply_entry(case, entry)
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
        new = rule_texts.missing_texts(self._database, texts)
        if new and acts:
            keeping = a.KeepRules(tuple(one.stamp for one in new))
            self._append(Act(keeping, "", acts[0].operator, acts[0].at), {})
            rule_texts.keep_texts(self._database, new)

    def keep_packet(self, packet: int, data: bytes, acts: Iterable[Act]) -> None:
        """Journal that a packet was written, and keep its bytes, in one transaction; raises as `append` does."""
        with self._folding() as folded:
            for act in acts:
                self._append(act, folded)
            projections.keep_packet(self._database, packet, data)

    @contextmanager
    def _folding(self) -> Iterator[dict[str, Case]]:
        """One transaction: the cases folded in it get their rows, and are remembered once all of it is on disk."""
        folded: dict[str, Case] = {}
        with self._transaction():
            yield folded
            for case in folded.values():
                projections.keep_case(self._database, case)
        for case in folded.values():
            self._memory.keep_case(case)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        if self._lock is None:
            raise StationError("opened_for_reading")
        try:
            with named_troubles(), immediate(self._database):
                if self.journal.chain.head() != self._head:
                    # Somebody else has written, though nobody should: what is remembered is of before.
                    self._memory.forget()
                yield
                head = self.journal.chain.head()
            self._head = head
        except BaseException:
            # They may hold what was just undone.
            self._memory.forget_settings()
            raise

    def rebuild(self) -> None:
        """Throw all projections away and fold them anew from the journal, in one transaction."""
        with self._transaction():
            projections.create_tables(self._database)
            cases = (fold(case_id, self.journal.entries(case_id)) for case_id in self.journal.cases())
            projections.keep_cases(self._database, cases)
            for entry in self.journal.entries(""):
                projections.keep_station(self._database, entry)
            migration.set_meta(self._database, "projections", projections.FORM)
        self._memory.forget()

    # ---- looking

    def verify(
        self, anchors: Sequence[Head] = (), progress: Callable[[int, int], None] | None = None
    ) -> VerificationResult:
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
                roll_back(self._database)
            return VerificationResult(head.seq, head, fault)
