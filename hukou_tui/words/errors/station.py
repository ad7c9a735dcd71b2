"""The sentences of what is raised in `db/station`: a station that cannot be opened or written."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_

#: Class of an error -> code -> sentence; `{name}` is filled from the error's parameters.
SENTENCES: dict[str, dict[str, str]] = {
    "StationError": {
        "rules_hash": N_("The text of pack {pack} is not what its hash says; nothing was changed."),
        "rules_too_large": N_(
            "Pack {pack} is far larger than any rules ({limit} bytes at most); nothing was changed."
        ),
        "folder_missing": N_("The folder of the station is not there; check the path, or the stick."),
        "opened_for_reading": N_("The file was opened for reading only; nothing was changed."),
        "station_closed": N_(
            "The station was closed before this could be written; open it again and repeat it."
        ),
    },
    "CannotOpen": {
        "not_a_station": N_('There is no station in this folder; "hukou-tui station init" makes one.'),
        "newer_station": N_("This station was written by a newer version of the program; install that one."),
        "journal_differs": N_(
            'The journal does not fit together at its end. Do not go on; "hukou-tui station verify" names the '
            "record."
        ),
        "station_locked": N_("The station is encrypted: say who works (--operator BADGE), with passphrase."),
        "not_encrypted": N_(
            'This station is not encrypted, as older versions left it; "hukou-tui --operator BADGE station '
            'encrypt" does it.'
        ),
        "older_station": N_(
            "The station is of an older form; open the counter once, which brings it up to date."
        ),
        "migration_failed": N_(
            "The station could not be brought up to date and is as it was; call for help ({part})."
        ),
        "key_missing": N_("A real station is encrypted; it is made with operators and passphrases."),
        "station_exists": N_("There is a station in this folder already; nothing was changed."),
    },
    "NotAllowed": {
        "signature_needed": N_("A decision is signed: whoever decides sits down with passphrase (F6) first."),
    },
}
