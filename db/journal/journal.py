"""The journal: every action in one append-only table, chained (`db.journal.hash_chain`), its payloads beside it.

Form 1 of the record is final: what is written here must verify for decades.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from db.errors import JournalFault, StationError
from db.journal.hash_chain import HashChain, payload_hash, record_hash
from db.journal.signatures import text_to_sign
from flows.case.action_versions import ACTIONS, upgrade_payload
from flows.case.actions import Action
from flows.case.entry import Entry, canonical_json

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from db.files.engine import Database

SALT_BYTES = 16
#: A field holds 400 characters, a lookup's result 20 candidates; more than this is a fault, not a payload.
MAX_BODY = 65_536


def _alone(asked: str, *answers: str) -> str:
    """In SQL: the new payload is one of the `answers`, and nobody else has `asked` for one in this case before."""
    events = ", ".join(f"'{event}'" for event in answers)
    return f"""EXISTS (SELECT 1 FROM actions d WHERE d.seq = NEW.seq
    AND CASE WHEN d.kind = 'move' THEN json_extract(NEW.body, '$.event') END
    IN ({events})
    AND d.operator IS coalesce((SELECT s.operator FROM actions s JOIN payloads p ON p.seq = s.seq
    WHERE s.case_id = d.case_id AND s.seq < d.seq AND s.kind = 'move'
    AND json_extract(p.body, '$.event') = '{asked}' ORDER BY s.seq DESC LIMIT 1), d.operator))"""  # noqa: S608


_TABLES = {
    "actions": """CREATE TABLE actions (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, operator TEXT NOT NULL, case_id TEXT NOT NULL,
    kind TEXT NOT NULL, version INTEGER NOT NULL, payload_hash TEXT NOT NULL, prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL)""",
    "payloads": """CREATE TABLE payloads (
    seq INTEGER PRIMARY KEY REFERENCES actions(seq), salt BLOB NOT NULL, body TEXT NOT NULL)""",
    "retentions": """CREATE TABLE retentions (
    seq INTEGER PRIMARY KEY REFERENCES actions(seq), by_seq INTEGER NOT NULL REFERENCES actions(seq))""",
    "actions_of_case": "CREATE INDEX actions_of_case ON actions (case_id, seq)",
    "actions_in_order": """CREATE TRIGGER actions_in_order BEFORE INSERT ON actions
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM actions)
    BEGIN SELECT RAISE(ABORT, 'the journal is written in order'); END""",
    "retentions_by_record": """CREATE TRIGGER retentions_by_record BEFORE INSERT ON retentions
    WHEN NEW.by_seq <= NEW.seq OR NOT EXISTS (SELECT 1 FROM actions WHERE seq = NEW.by_seq)
    BEGIN SELECT RAISE(ABORT, 'a retention names the later record that ordered it'); END""",
    "payloads_retained": """CREATE TRIGGER payloads_retained BEFORE DELETE ON payloads
    WHEN NOT EXISTS (SELECT 1 FROM retentions WHERE seq = OLD.seq)
    BEGIN SELECT RAISE(ABORT, 'a payload goes only by a recorded retention'); END""",
    "payloads_stay_gone": """CREATE TRIGGER payloads_stay_gone BEFORE INSERT ON payloads
    WHEN EXISTS (SELECT 1 FROM retentions WHERE seq = NEW.seq)
    OR EXISTS (SELECT 1 FROM payloads WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'a payload is written once'); END""",
    # Whoever submits does not decide, nor whoever proposes that somebody is registered already: said in `flows`
    # already, and here once more against a slip of the code.
    "second_person": f"""CREATE TRIGGER second_person BEFORE INSERT ON payloads
    WHEN {_alone("submit", "forward", "grant", "not_grant", "send_back")}
    OR {_alone("propose_registered", "find_registered", "not_registered")}
    BEGIN SELECT RAISE(ABORT, 'who submits does not decide'); END""",
    # The same for rules: who proposes them does not adopt them, and nobody adopts what was not proposed.
    "rules_second_person": """CREATE TRIGGER rules_second_person BEFORE INSERT ON payloads
    WHEN EXISTS (SELECT 1 FROM actions d WHERE d.seq = NEW.seq AND d.kind = 'adopt_rules'
    AND d.operator IS coalesce((SELECT s.operator FROM actions s JOIN payloads p ON p.seq = s.seq
    WHERE s.seq = json_extract(NEW.body, '$.proposal') AND s.seq < d.seq AND s.kind = 'propose_rules'
    AND json_extract(p.body, '$.stack') = json_extract(NEW.body, '$.stack')), d.operator))
    BEGIN SELECT RAISE(ABORT, 'who proposes rules does not adopt them'); END""",
    "signatures": """CREATE TABLE signatures (
    seq INTEGER PRIMARY KEY REFERENCES actions(seq), signature BLOB NOT NULL)""",
    "signatures_once": """CREATE TRIGGER signatures_once BEFORE INSERT ON signatures
    WHEN EXISTS (SELECT 1 FROM signatures WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'a record is signed once'); END""",
    **{
        f"{table}_{verb.lower()}": f"""CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table}
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"""
        for table, verb in (
            ("actions", "UPDATE"), ("actions", "DELETE"), ("payloads", "UPDATE"),
            ("retentions", "UPDATE"), ("retentions", "DELETE"),
            ("signatures", "UPDATE"), ("signatures", "DELETE"),
        )
    },
}  # fmt: skip


@cache
def _action_adapter(kind: str) -> TypeAdapter[Any]:
    # Built when a kind is first read: each costs time, and few are met in one run.
    return TypeAdapter(ACTIONS[kind])


def read_back(seq: int, kind: str, version: int, text: str) -> Action:
    """The action that record `seq` holds; an old version is brought up to date.

    Raises JournalFault: `unknown_kind` and `newer_version` mean that a newer program wrote it,
    `unreadable_payload` that the payload is not what the kind allows.
    """
    if kind not in ACTIONS:
        raise JournalFault("unknown_kind", seq=seq, kind=kind)
    if version > ACTIONS[kind].VERSION:
        raise JournalFault("newer_version", seq=seq, kind=kind, version=version)
    try:
        if version < ACTIONS[kind].VERSION:
            text = json.dumps(upgrade_payload(kind, version, json.loads(text)))
        action: Action = _action_adapter(kind).validate_json(text)
    except (ValueError, KeyError, TypeError, RecursionError):  # pydantic's is a ValueError
        # `from None`: the reason quotes the payload, and a payload is personal.
        raise JournalFault("unreadable_payload", seq=seq, kind=kind) from None
    return action


def payload(action: Action) -> str:
    """The payload of `action`; raises StationError(`text_not_storable`, `payload_too_long`)."""
    text = canonical_json(action)
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise StationError("text_not_storable", kind=action.KIND) from None
    if size > MAX_BODY:
        raise StationError("payload_too_long", kind=action.KIND, limit=MAX_BODY)
    return text


class Journal:
    """The journal in an open database; whoever appends has opened a transaction around it."""

    def __init__(self, database: Database, station_id: str) -> None:
        self._database = database
        self._station_id = station_id
        #: What holds the records together, and the checks of it.
        self.chain = HashChain(database, station_id)

    @staticmethod
    def create_tables(database: Database) -> None:
        """Create the tables of the journal and the triggers that keep it append-only."""
        for statement in _TABLES.values():
            database.conn.execute(statement)

    @staticmethod
    def add_tables_of_form_2(database: Database) -> None:
        """Add what a file of form 1 has not: signatures, and the trigger for the second person."""
        for name, statement in _TABLES.items():
            if name.startswith(("signatures", "second_person")):
                database.conn.execute(statement)

    @staticmethod
    def renew_trigger_of_form_4(database: Database) -> None:
        """Write the trigger for the second person as it stands now."""
        database.conn.execute("DROP TRIGGER second_person")
        database.conn.execute(_TABLES["second_person"])

    @staticmethod
    def add_trigger_of_form_3(database: Database) -> None:
        """Add what a file of form 2 has not: the trigger for the second person over rules."""
        database.conn.execute(_TABLES["rules_second_person"])

    def append(
        self, action: Action, *, case_id: str, operator: str, at: str, signer: Ed25519PrivateKey | None = None
    ) -> Entry:
        """Write `action` as the next record; `at` is ISO 8601 in UTC, empty `case_id`: the station's own.

        With `signer` the record is signed as well: its hash, and through it all records before it.
        """
        text = payload(action)
        head = self.chain.head()
        salt = secrets.token_bytes(SALT_BYTES)
        hashed = payload_hash(salt, text)
        seq = head.seq + 1
        row = (seq, at, operator, case_id, action.KIND, action.VERSION, hashed, head.hash)
        execute = self._database.conn.execute
        own = record_hash(*row)
        execute("INSERT INTO actions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, own))
        execute("INSERT INTO payloads VALUES (?, ?, ?)", (seq, salt, text))
        if signer is not None:
            execute("INSERT INTO signatures VALUES (?, ?)", (seq, signer.sign(self.text_to_sign(own))))
        return Entry(seq, at, operator, case_id, action)

    def text_to_sign(self, own: str) -> bytes:
        """What is signed of the record whose hash is `own`: through it everything before it as well."""
        return text_to_sign(self._station_id, own)

    def take_away(self, case_id: str, by: int) -> None:
        """Delete what the records of a case held before record `by`, which orders it; their hashes stay."""
        execute = self._database.conn.execute
        execute(
            """INSERT INTO retentions SELECT a.seq, ? FROM actions a JOIN payloads p ON p.seq = a.seq
            WHERE a.case_id = ? AND a.seq < ?""",
            (by, case_id, by),
        )
        execute("DELETE FROM payloads WHERE seq IN (SELECT seq FROM retentions WHERE by_seq = ?)", (by,))

    def entries(self, case_id: str | None = None) -> Iterator[Entry]:
        """The records of one case (`""`: the station's own; None: all), oldest first.

        What a recorded retention has taken away is left out; raises JournalFault where a payload is
        missing without one, or cannot be read.
        """
        return self._entries("", ()) if case_id is None else self._entries("WHERE a.case_id = ?", (case_id,))

    def entries_between(self, first: str, end: str) -> Iterator[Entry]:
        """The records from the moment `first` to before `end`, oldest first; as `entries` does otherwise."""
        return self._entries("WHERE a.at >= ? AND a.at < ?", (first, end))

    def entries_of_kind(self, kind: str) -> Iterator[Entry]:
        """The records of one kind of action, oldest first; as `entries` does otherwise."""
        return self._entries("WHERE a.kind = ?", (kind,))

    def last_of_kind(self, kind: str) -> Entry | None:
        """The last record of one kind of action, None for none; as `entries` does otherwise."""
        last = "(SELECT seq FROM actions WHERE kind = ? ORDER BY seq DESC LIMIT 1)"
        return next(self._entries(f"WHERE a.seq = {last}", (kind,)), None)

    def _entries(self, where: str, params: tuple[str, ...]) -> Iterator[Entry]:
        rows = self._database.conn.execute(
            f"""SELECT a.seq, a.at, a.operator, a.case_id, a.kind, a.version, p.body, r.seq
            FROM actions a LEFT JOIN payloads p ON p.seq = a.seq LEFT JOIN retentions r ON r.seq = a.seq
            {where} ORDER BY a.seq""",  # noqa: S608 - one of our own constants
            params,
        )
        for seq, at, operator, case, kind, version, text, retained in rows:
            if text is not None:
                yield Entry(seq, at, operator, case, read_back(seq, kind, version, text))
            elif retained is None:
                raise JournalFault("payload_missing", seq=seq)

    def moment(self, seq: int) -> str:
        """Of when record `seq` is; empty if there is no such record."""
        row = self._database.conn.execute("SELECT at FROM actions WHERE seq = ?", (seq,)).fetchone()
        return str(row[0]) if row else ""

    def cases(self) -> Iterator[str]:
        """The numbers of all cases, by their first record."""
        rows = self._database.conn.execute(
            "SELECT case_id FROM actions WHERE case_id <> '' GROUP BY case_id ORDER BY min(seq)"
        )
        return (row[0] for row in rows.fetchall())

    def moved_since_export(self, not_by: str) -> frozenset[str]:
        """Numbers of the cases that left in a packet and were moved on since, by anybody but `not_by…`."""
        rows = self._database.conn.execute(
            """SELECT case_id FROM actions WHERE kind IN ('export', 'move') GROUP BY case_id
            HAVING max(CASE WHEN kind = 'move' AND substr(operator, 1, ?) <> ? THEN seq END)
            > max(CASE WHEN kind = 'export' THEN seq END)""",
            (len(not_by), not_by),
        )
        return frozenset(row[0] for row in rows)
