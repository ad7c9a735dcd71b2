"""The sentences of what is raised in `hukou_tui/session`: what cannot be done at the counter now."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_

#: Class of an error -> code -> sentence; `{name}` is filled from the error's parameters.
SENTENCES: dict[str, dict[str, str]] = {
    "CodedError": {
        "passphrase_first": N_("First change the passphrase that was made up for you."),
    },
    "StationError": {
        "check_failed": N_('The check did not come to an end; try "hukou-tui station verify".'),
        "key_changed": N_("The station was put under a new key meanwhile; make the check again by hand."),
    },
    "NotAllowed": {
        "not_ready": N_("The station is still being opened; one moment."),
    },
}
