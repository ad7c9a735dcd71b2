"""The sentences of what is raised in `db/journal`: records that cannot be read or kept."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_

#: Class of an error -> code -> sentence; `{name}` is filled from the error's parameters.
SENTENCES: dict[str, dict[str, str]] = {
    "StationError": {
        "text_not_storable": N_("That text holds a character that cannot be kept; type it again."),
        "payload_too_long": N_("That is too long to be kept; shorten it."),
    },
    "JournalFault": {
        "unknown_kind": N_("Record {seq} was written by a newer version of the program; install that one."),
        "newer_version": N_("Record {seq} was written by a newer version of the program; install that one."),
        "unreadable_payload": N_(
            'Record {seq} of the journal cannot be read; check with "hukou-tui station verify".'
        ),
        "payload_missing": N_(
            'The content of record {seq} is missing; check with "hukou-tui station verify".'
        ),
    },
}
