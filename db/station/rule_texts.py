"""The texts of packs in the station file: every one under which a case was opened or looked at again, for ever.

No projection: the journal holds their hashes (`KeepRules`), the file holds them. A pack on a disk can be changed or
lost; a case that is shown in ten years needs the very text that it was decided under.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from db.errors import StationError
from flows.rules.stamps import PackStamp

if TYPE_CHECKING:
    from db.files.engine import Database

#: Bytes: the shipped ones have some ten thousand. What is far beyond that is no pack.
LARGEST = 4_000_000

_TABLES = (
    """CREATE TABLE rule_texts (
    sha256 TEXT PRIMARY KEY, id TEXT NOT NULL, revision TEXT NOT NULL, text BLOB NOT NULL)""",
    *(
        f"""CREATE TRIGGER rule_texts_{verb.lower()} BEFORE {verb} ON rule_texts
    BEGIN SELECT RAISE(ABORT, 'rules are kept as they are'); END"""
        for verb in ("UPDATE", "DELETE")
    ),
)


class RuleText(NamedTuple):
    """A pack with its text, byte for byte as its hash was made."""

    stamp: PackStamp
    text: bytes


def create_table(database: Database) -> None:
    """Create the table; it is never dropped."""
    for statement in _TABLES:
        database.conn.execute(statement)


def missing_texts(database: Database, texts: Iterable[RuleText]) -> tuple[RuleText, ...]:
    """Those that the file does not hold yet. Raises StationError(`rules_hash`, `rules_too_large`)."""
    found = []
    for one in dict.fromkeys(texts):
        if hashlib.sha256(one.text).hexdigest() != one.stamp.sha256:
            raise StationError("rules_hash", pack=one.stamp.id)
        if len(one.text) > LARGEST:
            raise StationError("rules_too_large", pack=one.stamp.id, limit=LARGEST)
        if read_text(database, one.stamp.sha256) is None:
            found.append(one)
    return tuple(found)


def keep_texts(database: Database, texts: Iterable[RuleText]) -> None:
    """Keep the texts, which are not there yet."""
    database.conn.executemany(
        "INSERT INTO rule_texts VALUES (?, ?, ?, ?)",
        [(one.stamp.sha256, one.stamp.id, one.stamp.revision, one.text) for one in texts],
    )


def read_text(database: Database, sha256: str) -> bytes | None:
    """The text with that hash; None if it is not kept, or is no longer what its hash says."""
    row = database.conn.execute("SELECT text FROM rule_texts WHERE sha256 = ?", (sha256,)).fetchone()
    if row is None or not isinstance(row[0], bytes) or hashlib.sha256(row[0]).hexdigest() != sha256:
        return None
    return row[0]


def find_text_fault(database: Database, said: Iterable[PackStamp]) -> str | None:
    """What is wrong with the texts against those that the journal has `said` to keep, as a finding; None if nothing is.

    `rules_missing`, `rules_changed`, `rules_foreign`, with the id of the pack behind a colon.
    """
    wanted = {stamp.sha256: stamp for stamp in said}
    for sha256, name, revision, text in database.conn.execute("SELECT * FROM rule_texts ORDER BY sha256"):
        stamp = wanted.pop(sha256, None)
        if stamp is None:
            return f"rules_foreign:{name}"
        whole = isinstance(text, bytes) and hashlib.sha256(text).hexdigest() == sha256
        if not whole or (name, revision) != (stamp.id, stamp.revision):
            return f"rules_changed:{stamp.id}"
    return next((f"rules_missing:{stamp.id}" for stamp in wanted.values()), None)
