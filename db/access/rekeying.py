"""A change of the data key: every file under the new one, and only then the old one let go.

Cut short, it is finished at the next opening: until then the slots hold both keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from db.access.vault import Vault, put_slots
from db.errors import StationError
from db.files.connection import named_troubles, open_database, raw_key
from db.keys import sealing
from db.keys.keyslots import Keyring
from db.register.provenance import REGISTER
from db.station.opening import FILE


def fitting_key(folder: Path, held: Keyring) -> bytes:
    """Under which of the keys the station file is; two are possible while a change of key is under way."""
    keys = [held.keys[name] for name in held.slots.keys]
    return next((key for key in keys[1:] if opens_under(folder / FILE, key)), keys[0])


def opens_under(path: Path, key: bytes) -> bool:
    """Whether the file at `path` opens under `key`."""
    with suppress(StationError), named_troubles():
        database = open_database(path, key=key, readonly=True)
        try:
            database.conn.execute("SELECT count(*) FROM sqlite_master")
        finally:
            database.conn.close()
        return True
    return False


def finish_new_key(vault: Vault) -> None:
    """Put every file under the last of the keys, then let the old one go; each part may have been done already."""
    last = vault.held.keys[vault.held.slots.keys[-1]]
    if vault.station.key != last or not opens_under(vault.station.folder / FILE, last):
        vault.station.rekey(last)
    _rekey_register(vault.station.folder / REGISTER, vault.held.keys, last)
    put_slots(vault, sealing.with_one_key(vault.held), vault.held.keys)


def _rekey_register(path: Path, keys: Mapping[str, bytes], last: bytes) -> None:
    if not path.is_file() or opens_under(path, last):
        return
    key = next((key for key in keys.values() if opens_under(path, key)), None)
    if key is None:
        # Not ours to mend: a lookup says that the register is damaged, and the county's extract makes a new one.
        return
    with named_troubles():
        database = open_database(path, key=key)
        try:
            database.conn.execute(f"PRAGMA rekey = \"{raw_key(last)}\"")
            with suppress(StationError), named_troubles():
                # Only so that nothing lies beside it: a reader may hold that up, and the next opening does it.
                database.conn.execute("PRAGMA journal_mode = DELETE")
        finally:
            database.conn.close()
