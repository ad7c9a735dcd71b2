"""The errors of `db`, as one tree; each carries a code and data, the words are made by the screens.

StationError
 ├─ CannotOpen      the folder holds no station that this program may open; nothing was changed
 │   └─ InUse       another copy of the program works in the folder
 ├─ Trouble         the disk refuses for now (full, faulty, read-only): worth another try
 ├─ SlotsError      the key slots, or what was given to open them, do not do
 ├─ BackupError     a copy cannot be made, or is not what it should be
 ├─ JournalFault    a record of the journal cannot be read as what it claims to be
 ├─ PacketRefused   a packet is not byte for byte what a station writes
 ├─ AckRefused      an acknowledgement is not one for this station
 └─ CountyError     the county's store cannot do what was asked
(What concerns the register lies beside what raises it.)
"""

from __future__ import annotations

from flows.errors import CodedError


class StationError(CodedError):
    """Base of all that can go wrong with what is kept and exchanged."""


class CannotOpen(StationError):
    """`folder_missing`, `not_a_station`, `newer_station`, `older_station`, `migration_failed`, `damaged`,
    `journal_differs`, `folder_read_only`, `station_exists`, `station_locked`, `not_encrypted`, `encrypted_already`,
    `key_missing`, `on_network`, `on_removable`."""


class InUse(CannotOpen):
    """`station_in_use`: another copy of the program has the station open."""


class Trouble(StationError):
    """`disk_full`, `disk_fault`, `readonly`, `disk_busy`: nothing was written, try again later."""


class SlotsError(StationError):
    """`slots_…`: the file of the key slots; `slot_unknown`, `passphrase_…`, `recovery_key_shape`: what was given."""


class BackupError(StationError):
    """`folder_missing`, `copy_damaged`, `copy_of_another`, `copy_differs` (with what was found): no copy was made, or
    none put back."""


class JournalFault(StationError):
    """`unknown_kind`, `newer_version`, `unreadable_payload`, `payload_missing`; `seq` names the record."""


class PacketRefused(StationError):
    """The file is not a packet as a station writes it; the code says in what."""


class AckRefused(StationError):
    """The file is not an acknowledgement that this station can take in; the code says why."""


class CountyError(StationError):
    """The county's store cannot do what was asked; the code says why."""
