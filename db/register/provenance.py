"""Which act made the register that lies here, and whose it was: kept in it until the journal knows.

Nothing of the lookup is loaded for it: the counter opens through here.
"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

from db.errors import CannotOpen, Trouble
from db.files.connection import named_troubles, open_database
from flows.case.actions import ImportRegister

#: The register's file, beside the station's.
REGISTER = "register.db"
#: Under which word a register keeps the record.
IMPORTED = "imported"


class ImportRecord(NamedTuple):
    """The act, and the badge of whoever imported (empty for nobody: the invented register of a practice station)."""

    by: str
    act: ImportRegister

    def to_note(self) -> dict[str, Any]:
        """What the register keeps of it."""
        return {"by": self.by, "act": asdict(self.act)}


def read_import_record(path: Path, key: bytes | None) -> ImportRecord | None:
    """The record in the register at `path`; None where there is none (of an older program, unreadable)."""
    if not path.is_file():
        return None
    try:
        with named_troubles(), closing(open_database(path, key=key, readonly=True).conn) as connection:
            found = connection.execute("SELECT value FROM about WHERE name = ?", (IMPORTED,)).fetchone()
        kept = json.loads(found[0]) if found else {}
        return ImportRecord(str(kept["by"]), ImportRegister(**kept["act"]))
    except (CannotOpen, Trouble, KeyError, TypeError, ValueError, RecursionError):
        return None
