"""What can be wrong with a register as a whole; a single bad line is no error but a reject.

StationError
 ├─ RegisterFileError    the file to be imported cannot be used: nothing was changed
 └─ RegisterUnusable     the register on disk cannot be read or replaced
"""

from __future__ import annotations

from db.errors import StationError


class RegisterFileError(StationError):
    """`file_missing`, `file_unreadable`, `file_empty`, `encoding_unknown`, `encoding_utf16`,
    `columns_missing` and `columns_repeated` (`columns`), `profile_unreadable`, `profile_wrong` (`what`)."""


class RegisterUnusable(StationError):
    """`no_register`, `register_damaged`, `newer_register`, `older_register`, `import_running`, `folder_read_only`."""
