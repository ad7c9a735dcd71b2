"""What the journal is told of the register: which extract was put in its place, and by whom.

The register keeps that itself (`db.register.provenance`) and takes its place first. Where the power fails between
the two, the next opening of the station for writing tells the journal; so the register never says anything that the
journal does not know for long.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from db.errors import JournalFault
from db.register.plausibility import RegisterContent
from db.register.provenance import REGISTER, read_import_record
from db.station.station import Station
from flows.case.actions import ImportRegister
from flows.errors import NotAllowed


def settle_register(station: Station, at: str) -> None:
    """Tell the journal of the register beside the station, if it does not know of it yet. Raises Trouble."""
    kept = read_import_record(station.folder / REGISTER, station.key)
    if kept is None or not kept.by:
        return
    # After an older copy was put back, whoever imported may be nobody here: then nobody is named. And a record that
    # cannot be read is for `station verify` to name, not for every opening.
    with suppress(NotAllowed, JournalFault):
        if last_import(station) != kept.act:
            station.append(kept.act, case_id="", operator=kept.by, at=at)


def remembered_holding(station: Station) -> RegisterContent | None:
    """What the journal last said of the register, None for nothing or nobody."""
    last = last_import(station)
    if last is None or not last.persons_after:
        return None
    return RegisterContent(last.persons_after, date.fromisoformat(last.as_of))


def last_import(station: Station) -> ImportRegister | None:
    """The act that the journal knows of the register's last import."""
    entry = station.queries.last_of_kind(ImportRegister.KIND)
    return entry.action if entry and isinstance(entry.action, ImportRegister) else None
