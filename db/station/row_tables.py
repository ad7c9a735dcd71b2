"""The tables of the rows beside the journal, to the letter: a file is held against this text when it is verified."""

from __future__ import annotations

TABLES = {
    "cases": """CREATE TABLE cases (
    case_id TEXT PRIMARY KEY, surname TEXT NOT NULL, status TEXT NOT NULL, parked INTEGER NOT NULL,
    missing INTEGER NOT NULL, undecided INTEGER NOT NULL, proposed INTEGER NOT NULL, queried INTEGER NOT NULL,
    transfer TEXT NOT NULL,
    story TEXT NOT NULL, family TEXT NOT NULL, opened_on TEXT NOT NULL, updated_at TEXT NOT NULL,
    revision INTEGER NOT NULL, packet INTEGER NOT NULL, fields TEXT NOT NULL)""",
    "settings": "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    # `forks`: how often the station had gone on from a copy by then, whatever the packet says of it.
    "packets": """CREATE TABLE packets (
    packet INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, records INTEGER NOT NULL, at TEXT NOT NULL,
    schema INTEGER NOT NULL, restores INTEGER NOT NULL, forks INTEGER NOT NULL)""",
    "acknowledgements": """CREATE TABLE acknowledgements (
    sha256 TEXT PRIMARY KEY, high_water INTEGER NOT NULL, missing TEXT NOT NULL, schema INTEGER NOT NULL,
    confirmed TEXT NOT NULL, office TEXT NOT NULL, seq INTEGER NOT NULL)""",
    "restores": """CREATE TABLE restores (
    count INTEGER PRIMARY KEY, at TEXT NOT NULL, head_seq INTEGER NOT NULL, made_at TEXT NOT NULL)""",
    "keys": "CREATE TABLE keys (badge TEXT PRIMARY KEY, slot TEXT NOT NULL, public TEXT NOT NULL)",
    # One row: what the journal last said of the key slots.
    "slots": """CREATE TABLE slots (
    one INTEGER PRIMARY KEY CHECK (one = 1), generation INTEGER NOT NULL, sha256 TEXT NOT NULL,
    badges TEXT NOT NULL, key TEXT NOT NULL)""",
    # Two rows: the last check of the whole file, and the last copy.
    "backups": """CREATE TABLE backups (
    copied INTEGER PRIMARY KEY CHECK (copied IN (0, 1)), at TEXT NOT NULL, seq INTEGER NOT NULL,
    finding TEXT NOT NULL)""",
    # What was done to which rules: a handful of rows, from which `flows.case.rule_adoption` makes what is in force.
    "rulings": """CREATE TABLE rulings (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, operator TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL)""",
}
