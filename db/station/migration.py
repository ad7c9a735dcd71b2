"""The form of the station file: how a new one is laid out, how an older one is brought to it, what is refused.

All steps are one transaction together with the record that they were taken (sqlite-utils keeps that), and before the
first a copy of the file is kept in `backups/`. After the last one the whole schema must be that of a new file, to the
letter, or nothing has happened.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import CannotOpen
from db.files.connection import immediate
from db.files.engine import Database
from db.files.whole_files import make_folder
from db.journal.journal import Journal
from db.station import projections, rule_texts
from flows.case.action_versions import LEVEL
from flows.case.actions import RaiseLevel
from flows.case.roles import INIT

if TYPE_CHECKING:
    from sqlite_utils.migrations import Migrations

#: The form of the file. A higher one was written by a newer program and is refused.
FORM = 4
#: Forms before this one are brought up; none was ever older than 1.
_OLDEST = 1
BACKUPS = "backups"
_SET = "station"
_LIBRARYS_OWN = ("_sqlite_migrations", "idx__sqlite_migrations_migration_set_name")
#: Where form 1 kept its packets.
OUTBOX = "outbox"


def create_tables(database: Database) -> None:
    """Lay out an empty file in the present form, inside the caller's transaction."""
    database.conn.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
    Journal.create_tables(database)
    projections.create_tables(database)
    projections.create_packets(database)
    rule_texts.create_table(database)
    _set_form(database)


def form(database: Database) -> int:
    """The form of the file. Raises CannotOpen(`not_a_station`, `damaged`)."""
    tables = {row[0] for row in database.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "meta" not in tables or "actions" not in tables:
        raise CannotOpen("not_a_station")
    row = database.conn.execute("SELECT value FROM meta WHERE name = 'form'").fetchone()
    if row is None or not str(row[0]).isdecimal() or int(row[0]) < _OLDEST:
        raise CannotOpen("damaged")
    return int(row[0])


def bring_up(database: Database, folder: Path, *, writing: bool) -> None:
    """Bring the file in `folder` to the present form; when only `writing` is not allowed, an older one is refused.

    Raises CannotOpen(`newer_station`, `older_station`, `not_a_station`, `damaged`), and what SQLite raises.
    """
    found = form(database)
    if found > FORM:
        raise CannotOpen("newer_station", form=found, known=FORM)
    if found == FORM:
        return
    if not writing:
        raise CannotOpen("older_station")
    _keep_copy(database, folder, found)
    with immediate(database):
        _steps(folder, found).apply(database)
        _finish_migration(database)
    _clear_outbox(folder)


def _keep_copy(database: Database, folder: Path, found: int) -> None:
    make_folder(folder / BACKUPS)
    copy = folder / BACKUPS / f"station-form{found}.db"
    # An attempt that was cut short may have left a half one; the file itself is still the old one then.
    copy.unlink(missing_ok=True)
    database.conn.execute("VACUUM INTO ?", (str(copy),))
    copy.chmod(0o600)


def _steps(folder: Path, found: int) -> Migrations:
    """The steps from the form that was `found` to the present one."""
    # Loaded once in the life of a form; every opening comes through here.
    from sqlite_utils.migrations import Migrations

    steps = Migrations(_SET)
    if found < 2:
        _step_to_2(steps, folder)
    if found < 3:
        _step_to_3(steps)
    _step_to_4(steps)
    return steps


def _step_to_2(steps: Migrations, folder: Path) -> None:
    @steps(name="form 2: signatures, the second person, keys, packets in the file")
    def form_2(database: Database) -> None:
        Journal.add_tables_of_form_2(database)
        projections.create_packets(database)
        _take_in_outbox(database, folder)


def _step_to_3(steps: Migrations) -> None:
    @steps(name="form 3: rules in the file, adopted by a second person")
    def form_3(database: Database) -> None:
        rule_texts.create_table(database)
        Journal.add_trigger_of_form_3(database)


def _step_to_4(steps: Migrations) -> None:
    @steps(name="form 4: records and packets named by their hash, the level of the rule, who proposes finds nobody")
    def form_4(database: Database) -> None:
        Journal.renew_trigger_of_form_4(database)
        _raise_level(database)
        # Rows are folded anew on opening: the tables of before are gone.
        projections.create_tables(database)
        database.conn.execute("DELETE FROM meta WHERE name = 'projections'")


def _raise_level(database: Database) -> None:
    """What was written so far stays under the rule of its time; the file knows no clock but its last record's."""
    (station_id,) = database.conn.execute("SELECT value FROM meta WHERE name = 'station_id'").fetchone()
    (at,) = database.conn.execute("SELECT at FROM actions ORDER BY seq DESC LIMIT 1").fetchone()
    Journal(database, station_id).append(RaiseLevel(LEVEL), case_id="", operator=INIT, at=at)


def _take_in_outbox(database: Database, folder: Path) -> None:
    """Packets of form 1 lay beside the file, unencrypted: those that the journal names come into it."""
    rows = database.conn.execute("SELECT body FROM payloads JOIN actions USING (seq) WHERE kind = 'send_packet'")
    for (body,) in rows.fetchall():
        said = json.loads(body)
        for path in (folder / OUTBOX).glob(f"HK_*_{said['packet']:06d}.zip"):
            data = path.read_bytes()
            if hashlib.sha256(data).hexdigest() == said["sha256"]:
                projections.keep_packet(database, said["packet"], data)
                break


def _clear_outbox(folder: Path) -> None:
    if (folder / OUTBOX).is_dir():
        shutil.rmtree(folder / OUTBOX)


def _finish_migration(database: Database) -> None:
    """The end of the last step: from now on the form is the present one, and the schema that of a new file."""
    _set_form(database)
    name = changed_part(database)
    if name is not None:
        raise CannotOpen("migration_failed", part=name)


def _set_form(database: Database) -> None:
    database.conn.execute("INSERT OR REPLACE INTO meta VALUES ('form', ?)", (str(FORM),))


def meta(database: Database, name: str) -> str:
    """What the file says of itself under `name`; empty if nothing."""
    row = database.conn.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def set_meta(database: Database, name: str, value: str) -> None:
    """Let the file say `value` of itself under `name`."""
    database.conn.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def changed_part(database: Database) -> str | None:
    """The first table, index or trigger that is not as a new file has it; None if all are."""
    kept, wanted = _schema(database), _expected_schema()
    return next((name for name in sorted({*kept, *wanted}) if kept.get(name) != wanted.get(name)), None)


def _expected_schema() -> dict[str, str]:
    fresh = Database(memory=True, execute_plugins=False)
    try:
        create_tables(fresh)
        return _schema(fresh)
    finally:
        fresh.conn.close()


def _schema(database: Database) -> dict[str, str]:
    rows = database.conn.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    # What the library keeps of its own steps is not part of the form.
    return {name: sql for name, sql in rows if name not in _LIBRARYS_OWN}
