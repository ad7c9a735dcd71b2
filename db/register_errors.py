"""What can be wrong with a register as a whole; a single bad line is no error but a reject.

StationError
 ├─ RegisterFileError    the file to be imported cannot be used: nothing was changed
 ├─ ImportRefused        it could be, but the register would lose by it: nothing was changed
 └─ RegisterUnusable     the register on disk cannot be read or replaced
"""

from __future__ import annotations

from db.errors import StationError


class RegisterFileError(StationError):
    """`file_missing`, `file_unreadable`, `file_empty`, `encoding_unknown`, `encoding_utf16`,
    `columns_missing` and `columns_repeated` (`columns`), `profile_unreadable`, `profile_wrong` (`what`),
    `rejects_unfit`: where the list of lines left out should go."""


class ImportRefused(StationError):
    """`register_shrinks`, `register_shrinks_unread`, `register_changes_county` (figures before and after),
    `register_older`, `extract_of_tomorrow` (days), `extract_of_nobody`, `extract_unreadable`."""


class RegisterUnusable(StationError):
    """`no_register`, `register_damaged`, `newer_register`, `older_register`, `import_running`, `folder_read_only`."""
