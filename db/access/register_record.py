"""What the journal is told of the register: which extract was put in its place, and by whom.

The register keeps that itself and takes its place first. Where the power fails between the two, the next opening of the
station for writing tells the journal; so the register never says anything that the journal does not know for long.
Nothing of the lookup is loaded for it: the counter opens through here.
"""

from __future__ import annotations

import json
from contextlib import closing, suppress
from datetime import date
from typing import TYPE_CHECKING

from db.errors import CannotOpen, JournalFault, Trouble
from db.files.connection import connect, named_troubles
from flows.case.actions import ImportRegister
from flows.errors import NotAllowed

if TYPE_CHECKING:
    from db.register.plausibility import Holding
    from db.station.station import Station

REGISTER = "register.db"
"""The register's file, beside the station's."""
IMPORTED = "imported"
"""Under which word a register keeps the act that made it, and whose it was."""


def settle_register(station: Station, at: str) -> None:
    """Tell the journal of the register beside the station, if it does not know of it yet. Raises Trouble."""
    kept = _kept(station)
    if kept is None or not kept[0]:
        # None by a person: the invented register of a practice station.
        return
    # After an older copy was put back, whoever imported may be nobody here: then nobody is named. And a record that
    # cannot be read is for `station verify` to name, not for every opening.
    with suppress(NotAllowed, JournalFault):
        if last_import(station) != kept[1]:
            station.append(kept[1], case_id="", operator=kept[0], at=at)


def remembered(station: Station) -> Holding | None:
    """What the journal last said of the register, None for nothing or nobody."""
    from db.register.plausibility import Holding

    last = last_import(station)
    if last is None or not last.persons_after:
        return None
    return Holding(last.persons_after, date.fromisoformat(last.as_of))


def last_import(station: Station) -> ImportRegister | None:
    """The act that the journal knows of the register's last import."""
    entry = station.last_of_kind(ImportRegister.KIND)
    return entry.action if entry and isinstance(entry.action, ImportRegister) else None


def _kept(station: Station) -> tuple[str, ImportRegister] | None:
    """Badge and act that the register keeps; None where there are none (of an older program, unreadable)."""
    path = station.folder / REGISTER
    if not path.is_file():
        return None
    try:
        with named_troubles(), closing(connect(path, key=station.key, readonly=True).conn) as connection:
            found = connection.execute("SELECT value FROM about WHERE name = ?", (IMPORTED,)).fetchone()
        kept = json.loads(found[0]) if found else {}
        return str(kept["by"]), ImportRegister(**kept["act"])
    except (CannotOpen, Trouble, KeyError, TypeError, ValueError):
        return None
