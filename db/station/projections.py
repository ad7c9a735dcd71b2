"""The rows beside the journal: what queues, lookups and exports read without folding every case.

Nothing here is a source: each row is made from folded cases and the station's own actions, and
`Station.rebuild` makes all of them anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

from db.files.engine import Database
from db.files.tables import first_row, table
from db.journal.journal import read_back
from db.station.row_tables import TABLES
from flows.case import actions as a
from flows.case.action_versions import ACTIONS
from flows.case.case import Case
from flows.case.case_numbers import Restoration, base_of
from flows.case.entry import Entry, canonical_json
from flows.case.facts import query
from flows.case.status import Status, Transfer
from flows.linkage.person import CASE, Person

#: Changed whenever a row is made differently: a station that has an older one rebuilds when it is opened.
FORM = "4"

#: The columns of `cases`, in their order.
_COLUMNS = (
    "case_id", "surname", "status", "parked", "missing", "undecided", "proposed", "queried", "transfer", "story",
    "family", "opened_on", "updated_at", "revision", "packet", "fields",
)  # fmt: skip

#: The packets themselves, byte for byte as they were sent. No projection: only their hashes are in the journal.
_PACKETS = "CREATE TABLE packet_files (packet INTEGER PRIMARY KEY, data BLOB NOT NULL)"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the home screen; `missing` = named by the last notification and not handed in since."""

    case_id: str
    surname: str
    status: Status
    parked: bool
    missing: int
    undecided: int
    proposed: bool
    queried: bool
    transfer: Transfer
    story: str
    family: str
    opened_on: str
    updated_at: str

    @property
    def number(self) -> str:
        """The case's number as shown; the same as its id."""
        return self.case_id


@dataclass(frozen=True, slots=True)
class SentPacket:
    """A packet that was sent: number, SHA-256 of its file, count of records, moment.

    `restores` is what the packet says, `forks` how often the station had really gone on from a copy by then.
    """

    packet: int
    sha256: str
    records: int
    at: str
    schema: int
    restores: int
    forks: int

    @property
    def forked(self) -> bool:
        """Written by an older program after a restore, under a number that the county may know from before it."""
        return self.restores < self.forks


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was made, or a check: moment, the record that it went up to, what was found (empty: nothing)."""

    at: str
    seq: int
    finding: str


@dataclass(frozen=True, slots=True)
class TakenAck:
    """An acknowledgement taken in: SHA-256 of its file, which packets it confirms, what the county calls itself."""

    sha256: str
    high_water: int
    missing: tuple[int, ...]
    schema: int
    confirmed: tuple[int, ...]
    office: str

    def confirms(self, packet: int) -> bool:
        """Whether the county has that packet: it named its hash, or (in schema 1) counted that far."""
        if self.schema > 1:
            return packet in self.confirmed
        return packet <= self.high_water and packet not in self.missing


def create_tables(database: Database) -> None:
    """Create the tables, empty; those of before are dropped."""
    before = set(database.table_names())
    for name, statement in TABLES.items():
        if name in before:
            database.table(name).drop()
        database.execute(statement)


def create_packets(database: Database) -> None:
    """Create the table of the packets' bytes; it is never dropped."""
    database.conn.execute(_PACKETS)


# ---- cases


def missing_count(case: Case) -> int:
    """How many papers that the last notification named have not been handed in since.

    An entry of a notification may be an alternative, its documents joined by `|`: any one settles it.
    """
    named = case.notification.missing if case.notification else ()
    return sum(all(case.papers.get(document) != "has" for document in entry.split("|")) for entry in named)


def case_values(case: Case) -> tuple[Any, ...]:
    """The row of `cases` for a folded case, in the order of the columns (`_COLUMNS`)."""
    row = CaseRow(
        case.id, case.surname, case.status, case.parked, missing_count(case), len(case.open_candidates),
        case.proposed is not None, case.system_query is not None, case.transfer, case.story, case.family,
        case.opened_on, case.last_at,
    )  # fmt: skip
    fields = json.dumps(dict(case.fields), ensure_ascii=False, sort_keys=True)
    return (*(_plain(value) for value in astuple(row)), case.revision, case.packet, fields)


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    return str(value) if isinstance(value, str) else value


def keep_case(database: Database, case: Case) -> None:
    """Write the row of one case in place of its old one: at each field, so one statement and no library between."""
    values = case_values(case)
    places = ", ".join("?" * len(values))
    database.conn.execute(f"INSERT OR REPLACE INTO cases VALUES ({places})", values)  # noqa: S608


def keep_cases(database: Database, cases: Iterable[Case]) -> None:
    """Write the rows of many cases that have none yet, in the order in which they come."""
    table(database, "cases").insert_all(dict(zip(_COLUMNS, case_values(case), strict=True)) for case in cases)


def kept_case(database: Database, case_id: str) -> tuple[Any, ...] | None:
    """The row of one case as it is kept."""
    row: tuple[Any, ...] | None = database.conn.execute(
        "SELECT * FROM cases WHERE case_id = ?", (case_id,)
    ).fetchone()
    return row


def kept_cases(database: Database) -> set[str]:
    """The numbers of all cases that have a row."""
    return {row["case_id"] for row in table(database, "cases").rows_where(select="case_id")}


def rows(database: Database) -> list[CaseRow]:
    """All cases, oldest first."""
    found = database.conn.execute(
        """SELECT case_id, surname, status, parked, missing, undecided, proposed, queried, transfer, story, family,
        opened_on, updated_at FROM cases ORDER BY opened_on, length(case_id), case_id"""
    )
    return [
        CaseRow(
            case_id, surname, Status(status), bool(parked), missing, undecided, bool(proposed), bool(queried),
            Transfer(transfer), *rest,
        )
        for case_id, surname, status, parked, missing, undecided, proposed, queried, transfer, *rest in found
    ]  # fmt: skip


def next_number(database: Database, code: str, on: date) -> str:
    """`<code>-<yyyymmdd>-<nnn>`, one above the highest of that day."""
    prefix = f"{code}-{on:%Y%m%d}-"
    found = database.conn.execute(
        "SELECT case_id FROM cases WHERE substr(case_id, 1, ?) = ?", (len(prefix), prefix)
    )
    counts = (row[0][len(prefix) :] for row in found)
    highest = max((int(count) for count in counts if count.isdecimal()), default=0)
    return f"{prefix}{max(highest, base_of(restore_count(database))) + 1:03d}"


def family(database: Database, first: str, except_case: str) -> list[str]:
    """The numbers of the other cases of the family that began with case `first`, the latest first."""
    found = database.conn.execute(
        "SELECT case_id FROM cases WHERE family = ? AND case_id <> ? ORDER BY updated_at DESC, case_id DESC",
        (first, except_case),
    )
    return [row[0] for row in found]


def people(database: Database, except_case: str) -> tuple[Person, ...]:
    """The persons of all cases but one, as the lookup compares them; withdrawn cases included, as leads."""
    found = database.conn.execute(
        "SELECT case_id, fields FROM cases WHERE case_id <> ? ORDER BY case_id", (except_case,)
    )
    persons = (_person(case_id, json.loads(fields)) for case_id, fields in found)
    return tuple(person for person in persons if person.name or person.id_number or person.birth)


def _person(case_id: str, fields: Mapping[str, str]) -> Person:
    asked = query(Case(case_id, fields=fields))
    return Person(
        person_id=case_id, source=CASE, name=asked.name, former_names=asked.former_names, sex=asked.sex,
        birth=asked.birth, id_number=asked.id_number, ethnicity=fields.get("person.ethnicity", ""),
        division=asked.division, address=asked.address, relation=fields.get("destination.relation", ""),
        father_name=asked.father_name, father_id=asked.father_id,
        mother_name=asked.mother_name, mother_id=asked.mother_id,
    )  # fmt: skip


# ---- the station's own


def keep_station(database: Database, entry: Entry) -> None:
    """Write what follows from an action of the station itself."""
    execute = database.conn.execute
    match entry.action:
        case a.SetSetting(name, value):
            execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))
        case a.SendPacket():
            forks = restore_count(database)
            execute("INSERT INTO packets VALUES (?, ?, ?, ?, ?, ?, ?)", _packet_values(entry, forks))
        case a.TakeAcknowledgement():
            values = _ack_values(entry)
            execute("INSERT OR IGNORE INTO acknowledgements VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        case a.RestoreCopy(head_seq, _head_hash, count, made_at):
            count = max(count, restore_count(database) + 1)
            execute("INSERT INTO restores VALUES (?, ?, ?, ?)", (count, entry.at, head_seq, made_at))
        case a.SetKey(badge, slot, public):
            execute("INSERT OR REPLACE INTO keys VALUES (?, ?, ?)", (badge, slot, public))
        case a.ChangeSlots():
            execute("INSERT OR REPLACE INTO slots VALUES (1, ?, ?, ?, ?)", _slots_values(entry.action))
        case a.MakeBackup():
            # a copy was checked as well
            for copied in {0, int(entry.action.copied)}:
                execute("INSERT OR REPLACE INTO backups VALUES (?, ?, ?, ?)", (copied, *_backup_values(entry)))
        case a.ProposeRules() | a.AdoptRules() | a.WithdrawRules() as ruling:
            values = (entry.seq, entry.at, entry.operator, ruling.KIND, canonical_json(ruling))
            execute("INSERT INTO rulings VALUES (?, ?, ?, ?, ?)", values)


def _packet_values(entry: Entry, forks: int) -> tuple[Any, ...]:
    assert isinstance(entry.action, a.SendPacket)
    sent = entry.action
    return (sent.packet, sent.sha256, sent.records, entry.at, sent.schema, sent.restores, forks)


def _ack_values(entry: Entry) -> tuple[Any, ...]:
    assert isinstance(entry.action, a.TakeAcknowledgement)
    taken = entry.action
    missing, confirmed = json.dumps(taken.missing), json.dumps(taken.confirmed)
    return (taken.sha256, taken.high_water, missing, taken.schema, confirmed, taken.office, entry.seq)


def _slots_values(action: a.ChangeSlots) -> tuple[Any, ...]:
    return (action.generation, action.sha256, json.dumps(action.badges), action.key)


def _backup_values(entry: Entry) -> tuple[Any, ...]:
    assert isinstance(entry.action, a.MakeBackup)
    return (entry.at, entry.action.head_seq, entry.action.finding)


def keys(database: Database) -> Mapping[str, str]:
    """The public half of each operator's signing key, by badge."""
    return dict(database.conn.execute("SELECT badge, public FROM keys ORDER BY badge").fetchall())


def slots(database: Database) -> a.ChangeSlots | None:
    """What the journal last said of the key slots; None for a station without."""
    row = database.conn.execute("SELECT generation, sha256, badges, key FROM slots").fetchone()
    return None if row is None else a.ChangeSlots(row[0], row[1], tuple(json.loads(row[2])), row[3])


def rulings(database: Database) -> tuple[Entry, ...]:
    """What was done to which rules, oldest first."""
    found = database.conn.execute("SELECT seq, at, operator, kind, body FROM rulings ORDER BY seq").fetchall()
    return tuple(
        Entry(seq, at, operator, "", read_back(seq, kind, ACTIONS.get(kind, a.Action).VERSION, body))
        for seq, at, operator, kind, body in found
    )


def last_backup(database: Database, *, copied: bool) -> Backup | None:
    """The copy that was made last, or the last check of the whole file."""
    row = database.conn.execute("SELECT at, seq, finding FROM backups WHERE copied = ?", (copied,)).fetchone()
    return None if row is None else Backup(*row)


# ---- packets


def keep_packet(database: Database, packet: int, data: bytes) -> None:
    """Keep the bytes of a packet."""
    table(database, "packet_files").insert({"packet": packet, "data": data})


def kept_packet(database: Database, packet: int) -> bytes | None:
    """The bytes of a packet, or None."""
    row = first_row(table(database, "packet_files"), "packet = ?", [packet])
    return None if row is None else bytes(row["data"])


def drop_packets(database: Database, numbers: Iterable[int]) -> None:
    """Let go of the bytes of packets that hold what a retention takes away; what was said of them stays."""
    files = table(database, "packet_files")
    for number in sorted(numbers):
        files.delete_where("packet = ?", [number])


def damaged_packet(database: Database, emptied: frozenset[int]) -> int | None:
    """The first packet whose bytes are not those that the journal names, or are gone without being `emptied`."""
    rows = database.conn.execute(
        """SELECT p.packet, f.data, p.sha256 FROM packets p LEFT JOIN packet_files f USING (packet)
        UNION ALL SELECT packet, data, '' FROM packet_files WHERE packet NOT IN (SELECT packet FROM packets)
        ORDER BY 1"""
    )
    for packet, data, said in rows:
        if data is None and packet in emptied:
            continue
        if not isinstance(data, bytes) or hashlib.sha256(data).hexdigest() != said:
            return int(packet)
    return None


def settings(database: Database) -> Mapping[str, str]:
    """All settings by name."""
    return dict(database.conn.execute("SELECT name, value FROM settings ORDER BY name").fetchall())


def packets(database: Database) -> tuple[SentPacket, ...]:
    """All packets that were sent, by number."""
    return tuple(SentPacket(**row) for row in table(database, "packets").rows_where(order_by="packet"))


def acknowledgements(database: Database) -> tuple[TakenAck, ...]:
    """All acknowledgements taken in, oldest first."""
    columns = "sha256, high_water, missing, schema, confirmed, office"
    return tuple(
        TakenAck(**{**row, **{name: tuple(json.loads(row[name])) for name in ("missing", "confirmed")}})
        for row in table(database, "acknowledgements").rows_where(order_by="seq", select=columns)
    )


def read_restorations(database: Database) -> tuple[Restoration, ...]:
    """Each time that the station went on from a copy, oldest first."""
    return tuple(Restoration(*row) for row in database.conn.execute("SELECT * FROM restores ORDER BY count"))


def restore_count(database: Database) -> int:
    """How often the station has gone on from a copy, as far as anybody knew; 0 for never."""
    return int(database.conn.execute("SELECT coalesce(max(count), 0) FROM restores").fetchone()[0])


def station_agrees(database: Database, entries: Iterable[Entry]) -> bool:
    """True if all rows of the station itself are what its actions make of them."""
    anew = Database(memory=True, execute_plugins=False)
    try:
        create_tables(anew)
        for entry in entries:
            keep_station(anew, entry)
        return all(_rows_in_order(anew, name) == _rows_in_order(database, name) for name in TABLES if name != "cases")
    finally:
        anew.conn.close()


def _rows_in_order(database: Database, name: str) -> list[dict[str, Any]]:
    """All rows of a table, by its first column."""
    return list(table(database, name).rows_where(order_by="1"))
