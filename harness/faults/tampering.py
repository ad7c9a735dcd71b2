"""What somebody does to a station who has the disk, or the disk and the key; and whether it is found and named.

Shared by tests/db/test_tamper.py (each attack a few times) and campaigns/tamper.py (as often as one likes).
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.access import unlocking
from db.errors import StationError
from db.files.connection import open_database
from db.journal.hash_chain import Head, payload_hash, record_hash
from db.keys.keyslots import FILE as SLOTS
from db.station.opening import FILE, open_station_file
from harness.faults.flipping import content
from harness.stations.intake import APPROVER, AT, PASSPHRASE
from harness.stations.workday import Workday

PAGE = 4096
#: An attack: does something to the files in a folder, and gives back the record that it altered first (0: no record).
Attack = Callable[["Target", random.Random], int]


@dataclass(frozen=True, slots=True)
class Target:
    """A copy of a workday's station that may be spoilt."""

    folder: Path
    day: Workday

    def open(self) -> Any:
        """A connection of somebody who has the key; triggers and foreign keys out of the way."""
        connection = open_database(self.folder / FILE, key=self.day.key).conn
        connection.execute("PRAGMA foreign_keys = OFF")
        return connection


@dataclass(frozen=True, slots=True)
class Found:
    """What came of an attack: `unchanged` (it altered nothing), `refused`, `named`, or `MISSED`; and the words."""

    result: str
    what: str


class _Unsafe:
    """The triggers taken away for the time of a `with`, and put back as they were."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._kept = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()

    def __enter__(self) -> Any:
        for name, _sql in self._kept:
            self._connection.execute(f"DROP TRIGGER {name}")
        return self._connection

    def __exit__(self, *_: object) -> None:
        for _name, sql in self._kept:
            self._connection.execute(sql)
        self._connection.commit()
        self._connection.close()


# ---- without the key


def page_overwritten(target: Target, dice: random.Random) -> int:
    """Some bytes of a page are other ones."""
    data = bytearray((target.folder / FILE).read_bytes())
    at = dice.randrange(len(data) - 16)
    data[at : at + 16] = dice.randbytes(16)
    (target.folder / FILE).write_bytes(data)
    return 0


def pages_exchanged(target: Target, dice: random.Random) -> int:
    """Two pages change places."""
    data = bytearray((target.folder / FILE).read_bytes())
    one, two = (PAGE * number for number in dice.sample(range(len(data) // PAGE), 2))
    data[one : one + PAGE], data[two : two + PAGE] = data[two : two + PAGE], data[one : one + PAGE]
    (target.folder / FILE).write_bytes(data)
    return 0


def old_page_replayed(target: Target, dice: random.Random) -> int:
    """A page is put back as it was earlier: SQLCipher itself takes it, for its MAC is right."""
    old, data = (target.day.early / FILE).read_bytes(), bytearray((target.folder / FILE).read_bytes())
    at = PAGE * dice.randrange(min(len(old), len(data)) // PAGE)
    data[at : at + PAGE] = old[at : at + PAGE]
    (target.folder / FILE).write_bytes(data)
    return 0


def several_old_pages(target: Target, dice: random.Random) -> int:
    """Some pages are put back at once."""
    for _ in range(dice.randint(2, 6)):
        old_page_replayed(target, dice)
    return 0


def file_rolled_back(target: Target, dice: random.Random) -> int:
    """The whole file is the one of earlier."""
    shutil.copy(target.day.early / FILE, target.folder / FILE)
    return target.day.early_head.seq + 1


def file_cut(target: Target, dice: random.Random) -> int:
    """The end of the file is missing."""
    data = (target.folder / FILE).read_bytes()
    (target.folder / FILE).write_bytes(data[: PAGE * dice.randrange(1, len(data) // PAGE)])
    return 0


def slots_altered(target: Target, dice: random.Random) -> int:
    """A slot gets another owner, or is gone."""
    slots = json.loads((target.folder / SLOTS).read_bytes())
    if dice.random() < 0.5:
        slots["slots"].pop(0)
    else:
        slots["slots"][0]["operator"] = "099"
    (target.folder / SLOTS).write_text(
        json.dumps(slots, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    )
    return 0


# ---- with the key: each record of the journal can be written at will


def payload_edited(target: Target, dice: random.Random) -> int:
    """What a record says is another thing; its hashes stay."""
    with _Unsafe(target.open()) as connection:
        seq = _pick(
            connection, dice, "SELECT seq FROM payloads WHERE body LIKE '%set_field%' OR length(body) > 10"
        )
        connection.execute("UPDATE payloads SET body = replace(body, '\"', '\" ') WHERE seq = ?", (seq,))
    return seq


def column_edited(target: Target, dice: random.Random) -> int:
    """A column of a record is another one."""
    column = dice.choice(
        ("at", "operator", "case_id", "kind", "version", "payload_hash", "prev_hash", "hash")
    )
    with _Unsafe(target.open()) as connection:
        seq = _pick(connection, dice, "SELECT seq FROM actions WHERE seq > 1")
        connection.execute(f"UPDATE actions SET {column} = CASE typeof({column}) WHEN 'integer' THEN {column} + 1 "
                           f"ELSE {column} || '0' END WHERE seq = ?", (seq,))  # fmt: skip
    return seq


def record_deleted(target: Target, dice: random.Random) -> int:
    """A record is gone, with what it said."""
    with _Unsafe(target.open()) as connection:
        seq = _pick(connection, dice, "SELECT seq FROM actions", before=target.day.head.seq)
        for table in ("actions", "payloads", "signatures"):
            connection.execute(f"DELETE FROM {table} WHERE seq = ?", (seq,))
    return seq + 1


def records_exchanged(target: Target, dice: random.Random) -> int:
    """Two records change places."""
    with _Unsafe(target.open()) as connection:
        one = _pick(connection, dice, "SELECT seq FROM actions", before=target.day.head.seq)
        two = one + 1
        for table in ("actions", "payloads"):
            for was, becomes in ((one, -1), (two, one), (-1, two)):
                connection.execute(f"UPDATE {table} SET seq = ? WHERE seq = ?", (becomes, was))
    return one


def payload_removed(target: Target, dice: random.Random) -> int:
    """What a record said is gone without a retention that ordered it."""
    with _Unsafe(target.open()) as connection:
        seq = _pick(connection, dice, "SELECT seq FROM payloads")
        connection.execute("DELETE FROM payloads WHERE seq = ?", (seq,))
    return seq


def signature_forged(target: Target, dice: random.Random) -> int:
    """A decision bears another signature, or that of another decision."""
    with _Unsafe(target.open()) as connection:
        seq = _pick(connection, dice, "SELECT seq FROM signatures")
        other = connection.execute("SELECT signature FROM signatures WHERE seq <> ?", (seq,)).fetchone()[0]
        forged = dice.choice((dice.randbytes(64), other, b"", b"x"))
        connection.execute("UPDATE signatures SET signature = ? WHERE seq = ?", (forged, seq))
    return seq


def signature_taken_away(target: Target, dice: random.Random) -> int:
    """A decision bears no signature."""
    with _Unsafe(target.open()) as connection:
        seq = _pick(connection, dice, "SELECT seq FROM signatures")
        connection.execute("DELETE FROM signatures WHERE seq = ?", (seq,))
    return seq


def row_edited(target: Target, dice: random.Random) -> int:
    """What lists, searches and exports read is not what the journal says."""
    statement = dice.choice((
        "UPDATE cases SET status = 'delivered' WHERE status <> 'delivered'", "UPDATE cases SET surname = '王'",
        "UPDATE cases SET fields = '{}'", "DELETE FROM cases WHERE case_id = (SELECT min(case_id) FROM cases)",
        "UPDATE settings SET value = 'approver' WHERE name = 'operator.001'", "DELETE FROM settings",
        "UPDATE keys SET public = '00' || substr(public, 3)", "UPDATE packets SET records = 99",
        "DELETE FROM packets", "UPDATE packet_files SET data = zeroblob(10)", "DELETE FROM acknowledgements",
        "UPDATE slots SET generation = 0", "INSERT INTO settings VALUES ('operator.099', 'approver')",
        "UPDATE rule_texts SET text = text || x'0a'", "DELETE FROM rule_texts", "DELETE FROM rulings",
    ))  # fmt: skip
    with _Unsafe(target.open()) as connection:
        connection.execute(statement)
    return 0


def safeguard_removed(target: Target, dice: random.Random) -> int:
    """A trigger is gone, or a table more is there."""
    connection = target.open()
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
    connection.execute(dice.choice((f"DROP TRIGGER {dice.choice(names)}", "CREATE TABLE more (x)",
                                    "CREATE VIEW more AS SELECT 1", "DROP INDEX actions_of_case")))  # fmt: skip
    connection.commit()
    connection.close()
    return 0


def rechained_before_the_anchor(target: Target, dice: random.Random) -> int:
    """A record before the anchor says another thing, and everything after it is chained anew, rows and all."""
    return _rechain(target, dice, 2, target.day.anchor.seq)


def rolled_back_and_gone_on(target: Target, dice: random.Random) -> int:
    """Everything from a record before the anchor on is gone, and other records take the places."""
    with _Unsafe(target.open()) as connection:
        first = dice.randint(target.day.early_head.seq, target.day.anchor.seq - 1)
        for table in ("signatures", "payloads", "actions"):
            connection.execute(f"DELETE FROM {table} WHERE seq > ?", (first,))
        connection.execute(
            "DELETE FROM packet_files WHERE NOT EXISTS (SELECT 1 FROM actions WHERE kind = 'send_packet')"
        )
        connection.execute(
            "DELETE FROM rule_texts WHERE NOT EXISTS (SELECT 1 FROM actions WHERE kind = 'keep_rules')"
        )
        _fill(connection, dice, target.day.anchor.seq + 5)
    _rows_anew(target)
    return first + 1


#: Name -> what is done. What needs no key first.
ATTACKS: dict[str, Attack] = {
    attack.__name__: attack
    for attack in (
        page_overwritten, pages_exchanged, old_page_replayed, several_old_pages, file_rolled_back, file_cut,
        slots_altered, payload_edited, column_edited, record_deleted, records_exchanged, payload_removed,
        signature_forged, signature_taken_away, row_edited, safeguard_removed, rechained_before_the_anchor,
        rolled_back_and_gone_on,
    )
}  # fmt: skip


def rechained_after_the_anchor(target: Target, dice: random.Random) -> int:
    """The same behind the last anchor: nothing outside knows of it, and docs/security.md says so."""
    return _rechain(target, dice, target.day.anchor.seq + 1, target.day.head.seq)


def attacked(
    day: Workday, place: Path, attack: Attack, dice: random.Random, *, anchors: bool = True
) -> Found:
    """Do `attack` to a copy of the day's station in `place`, open it, verify it, and tell what came of it."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(day.station, place)
    target = Target(place, day)
    before = _files(place)
    altered = attack(target, dice)
    if _files(place) == before:
        return Found("unchanged", "")
    try:
        held = unlocking.prove_operator(place, APPROVER, PASSPHRASE)
        with unlocking.open_station(place, held, at=AT, readonly=True).station as station:
            fault = station.verify([day.anchor] if anchors else []).fault
    except StationError as refusal:
        return Found("refused", refusal.code)
    if fault is not None:
        # The first record that does not fit is the altered one, or the anchor behind it.
        right = not altered or not fault.seq or altered <= fault.seq <= max(altered, day.anchor.seq)
        return Found("named" if right else "MISNAMED", f"{fault.what} at {fault.seq}, altered {altered}")
    same = content(place, day.key) == content(day.station, day.key)
    return Found("unchanged" if same else "MISSED", f"altered {altered}")


def _files(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in (FILE, SLOTS)}


def _pick(connection: Any, dice: random.Random, question: str, before: int | None = None) -> int:
    rows = [row[0] for row in connection.execute(question) if before is None or row[0] < before]
    return int(dice.choice(rows))


def _rechain(target: Target, dice: random.Random, first: int, last: int) -> int:
    with _Unsafe(target.open()) as connection:
        seqs = [row[0] for row in connection.execute(
            "SELECT seq FROM actions WHERE kind = 'set_field' AND seq BETWEEN ? AND ?", (first, last))]  # fmt: skip
        seq = dice.choice(seqs)
        body = json.dumps({"field": "person.name", "value": f"假{dice.randrange(10**6)}"}, ensure_ascii=False,
                          sort_keys=True, separators=(",", ":"))  # fmt: skip
        connection.execute("UPDATE payloads SET body = ? WHERE seq = ?", (body, seq))
        _chain_from(connection, seq, target.day)
    _rows_anew(target)
    return seq


def _chain_from(connection: Any, first: int, day: Workday) -> None:
    """New hashes for every record from `first` on, and the signatures of those whose hash has changed taken away."""
    prev = connection.execute("SELECT hash FROM actions WHERE seq = ?", (first - 1,)).fetchone()[0]
    rows = connection.execute(
        "SELECT a.seq, at, operator, case_id, kind, version, salt, body FROM actions a JOIN payloads p USING (seq) "
        "WHERE a.seq >= ? ORDER BY 1", (first,)).fetchall()  # fmt: skip
    for seq, at, operator, case_id, kind, version, salt, body in rows:
        hashed = payload_hash(salt, body)
        own = record_hash(seq, at, operator, case_id, kind, version, hashed, prev)
        connection.execute(
            "UPDATE actions SET payload_hash = ?, prev_hash = ?, hash = ? WHERE seq = ?",
            (hashed, prev, own, seq),
        )
        prev = own


def _fill(connection: Any, dice: random.Random, upto: int) -> None:
    head = Head(*connection.execute("SELECT seq, hash FROM actions ORDER BY seq DESC LIMIT 1").fetchone())
    case_id = connection.execute("SELECT case_id FROM actions WHERE kind = 'open_case'").fetchone()[0]
    seq, prev = head.seq, head.hash
    while seq < upto:
        seq += 1
        body, salt = '{"parked":true}', dice.randbytes(16)
        row = (seq, AT, "001", case_id, "park", 1, payload_hash(salt, body), prev)
        prev = record_hash(*row)
        connection.execute("INSERT INTO actions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, prev))
        connection.execute("INSERT INTO payloads VALUES (?, ?, ?)", (seq, salt, body))


def _rows_anew(target: Target) -> None:
    """Whoever has the key makes the rows fit as well."""
    with open_station_file(target.folder, key=target.day.key) as station:
        station.rebuild()
        station._database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
