"""What can be wrong with a register as a whole; a single bad line is no error but a reject.

StationError
 ├─ RegisterFileError    the file to be imported cannot be used: nothing was changed
 ├─ ImportRefused        it could be, but the register would lose by it: nothing was changed
 ├─ RegisterUnusable     the register on disk cannot be read or replaced
 └─ RegisterTrouble      the disk refuses for now (a Trouble): the register on record is unchanged
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from db.errors import StationError, Trouble
from db.files.connection import named_troubles


class RegisterFileError(StationError):
    """`file_missing`, `file_unreadable`, `file_empty`, `encoding_unknown`, `encoding_utf16`,
    `columns_missing` and `columns_repeated` (`columns`), `profile_unreadable`, `profile_wrong` (`what`),
    `rejects_unfit`: where the list of lines left out should go."""


class ImportRefused(StationError):
    """`register_shrinks`, `register_shrinks_unread`, `register_changes_county` (figures before and after),
    `register_older`, `extract_of_tomorrow` (days), `extract_of_nobody`, `extract_unreadable`."""


class RegisterUnusable(StationError):
    """`no_register`, `register_damaged`, `newer_register`, `older_register`, `import_running`, `folder_read_only`."""


class RegisterTrouble(Trouble):
    """`disk_full`, `disk_fault`, `readonly`, `disk_busy`, while a register was made or read."""


@contextmanager
def register_troubles() -> Iterator[None]:
    """As `named_troubles`, but said of a register: what the disk refuses here leaves the one on record as it is."""
    try:
        with named_troubles():
            yield
    except Trouble as fault:
        raise RegisterTrouble(fault.code) from fault
