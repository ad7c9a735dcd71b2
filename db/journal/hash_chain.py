"""The hash chain of the journal: each record's SHA-256 covers the one before it, and a salted hash of its payload.

So a payload can be deleted later by a recorded retention action without breaking the chain, and cannot be guessed
from its hash (a date has few values). What is written here must verify for decades.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flows.case.actions import Expire

if TYPE_CHECKING:
    from db.files.engine import Database

FORMAT = "hukou-journal/1"
#: No record has this number.
_NONE_BEHIND = 2**62
#: Kinds of action that may order a payload's deletion.
RETAINING: frozenset[str] = frozenset({Expire.KIND})


@dataclass(frozen=True, slots=True)
class Fault:
    """The first record that does not fit: its number (0: the file as a whole) and what is wrong with it."""

    seq: int
    what: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last record of the journal: its number and its hash; (0, genesis) while there is none."""

    seq: int
    hash: str


def digest(*parts: str) -> str:
    """SHA-256 over the parts as netstrings: no two different lists of texts share an encoding."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode()
        total.update(b"%d:%b," % (len(data), data))
    return total.hexdigest()


def genesis(station_id: str) -> str:
    """The hash that the first record of this station's journal follows."""
    return digest(FORMAT, "genesis", station_id)


def payload_hash(salt: bytes, text: str) -> str:
    """SHA-256 of the salt and the payload's UTF-8, hexadecimal."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def record_hash(
    seq: int, at: str, operator: str, case_id: str, kind: str, version: int, hashed: str, prev: str
) -> str:
    """The hash of a record, as `digest` makes it of its parts; of a million records each part costs seconds."""
    number, form = str(seq), str(version)
    try:
        text = (
            f"{len(FORMAT)}:{FORMAT},{len(prev)}:{prev},{len(number)}:{number},{len(at)}:{at},"
            f"{len(operator)}:{operator},{len(case_id)}:{case_id},{len(kind)}:{kind},{len(form)}:{form},"
            f"{len(hashed)}:{hashed},"
        )
    except TypeError:
        # a number or nothing where a text belongs: no record of ours
        return ""
    if text.isascii():
        return hashlib.sha256(text.encode()).hexdigest()
    return digest(FORMAT, prev, number, at, operator, case_id, kind, form, hashed)


def _find_break(row: tuple[Any, ...], seq: int, prev: str) -> str:
    """Why a record does not follow the one with number `seq` and hash `prev`."""
    if row[0] != seq + 1:
        return "records_missing_before"
    return "record_changed" if record_hash(*row[:8]) != row[8] else "does_not_follow"


class HashChain:
    """The records of an open journal as a chain: its head, and whether all of it fits."""

    def __init__(self, database: Database, station_id: str) -> None:
        self._database = database
        self._genesis = genesis(station_id)

    def head(self) -> Head:
        """The last record, or (0, genesis)."""
        row = self._database.conn.execute(
            "SELECT seq, hash FROM actions ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        return Head(*row) if row else Head(0, self._genesis)

    def verify(
        self,
        *,
        anchors: Sequence[Head] = (),
        progress: Callable[[int, int], None] | None = None,
    ) -> Fault | None:
        """The first record that does not fit the chain, or None if all fit.

        `anchors` are heads known outside (a packet, a day slip; number 0: only the hash is known): a journal
        rolled back behind one of them, or chained anew, does not hold them. `progress(done, total)`
        is called every few thousand records.
        """
        return (
            self._check_chain(progress or (lambda done, total: None))
            or self._check_strays()
            or self._check_anchors(anchors)
        )

    def holds(self, head: Head) -> bool:
        """Whether the journal holds that record with that hash; (0, genesis) is in every one."""
        return self._check_anchors([head]) is None if head.seq else self._holds(head.hash)

    def verify_end(self, count: int) -> Fault | None:
        """The first of the last `count` records that does not fit, or None; what every opening looks at."""
        head = self.head()
        first = max(head.seq - count, 0)
        start = Head(0, self._genesis)
        if first:
            row = self._database.conn.execute("SELECT seq, hash FROM actions WHERE seq = ?", (first,)).fetchone()
            if row is None:
                return Fault(first, "record_missing")
            start = Head(*row)
        return self._check_chain(lambda done, total: None, after=start)

    def _check_chain(
        self, progress: Callable[[int, int], None], after: Head | None = None
    ) -> Fault | None:
        """The first record that does not fit: by its link to the one before, or by what it says."""
        start = after or Head(0, self._genesis)
        link = self._check_links(start, progress)
        said = self._check_payloads(start.seq, link.seq if link is not None else _NONE_BEHIND)
        return said or link

    def _check_links(self, expected: Head, progress: Callable[[int, int], None]) -> Fault | None:
        rows = self._database.conn.execute(
            """SELECT seq, at, operator, case_id, kind, version, payload_hash, prev_hash, hash
            FROM actions WHERE seq > ? ORDER BY seq""",
            (expected.seq,),
        )
        (total,) = self._database.conn.execute("SELECT count(*) FROM actions").fetchone()
        seq, prev = expected.seq, expected.hash
        for row in rows:
            if row[0] != seq + 1 or row[7] != prev or record_hash(*row[:8]) != row[8]:
                return Fault(row[0], _find_break(row, seq, prev))
            seq, prev = row[0], row[8]
            if seq % 5000 == 0:
                progress(seq, total)
        progress(total, total)
        return None

    def _check_payloads(self, after: int, before: int) -> Fault | None:
        rows = self._database.conn.execute(
            """SELECT a.seq, a.payload_hash, p.salt, p.body, b.kind
            FROM actions a LEFT JOIN payloads p ON p.seq = a.seq LEFT JOIN retentions r ON r.seq = a.seq
            LEFT JOIN actions b ON b.seq = r.by_seq AND b.seq > a.seq AND b.case_id = a.case_id
            WHERE a.seq > ? AND a.seq < ? ORDER BY a.seq""",
            (after, before),
        )
        for seq, hashed, salt, text, ordered_by in rows:
            if text is None:
                if ordered_by not in RETAINING:
                    return Fault(seq, "payload_missing")
            elif not isinstance(text, str) or not isinstance(salt, bytes) or payload_hash(salt, text) != hashed:
                return Fault(seq, "payload_changed")
        return None

    def _check_strays(self) -> Fault | None:
        for table in ("payloads", "retentions", "signatures"):
            row = self._database.conn.execute(
                f"SELECT min(seq) FROM {table} WHERE seq NOT IN (SELECT seq FROM actions)"  # noqa: S608
            ).fetchone()
            if row[0] is not None:
                return Fault(row[0], "record_missing")
        return None

    def _check_anchors(self, anchors: Sequence[Head]) -> Fault | None:
        for anchor in anchors:
            if not anchor.seq:
                # only the hash was noted down: any record may be the one
                if not self._holds(anchor.hash):
                    return Fault(0, "anchor_missing")
                continue
            row = self._database.conn.execute(
                "SELECT hash FROM actions WHERE seq = ?", (anchor.seq,)
            ).fetchone()
            if row is None:
                return Fault(anchor.seq, "anchor_missing")
            if row[0] != anchor.hash:
                return Fault(anchor.seq, "anchor_differs")
        return None

    def _holds(self, wanted: str) -> bool:
        found = self._database.conn.execute("SELECT 1 FROM actions WHERE hash = ?", (wanted,)).fetchone()
        return wanted == self._genesis or found is not None
