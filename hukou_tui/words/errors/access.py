"""The sentences of what is raised in `db/access`: who has a key, and what becomes of a station without one."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_

#: Class of an error -> code -> sentence; `{name}` is filled from the error's parameters.
SENTENCES: dict[str, dict[str, str]] = {
    "StationError": {
        "administrator_missing": N_("One of the operators must be the administrator."),
    },
    "CannotOpen": {
        "encrypted_already": N_("This station is encrypted already; nothing was changed."),
    },
    "SlotsError": {
        "slot_taken": N_("Badge {badge} is there already; nothing was changed."),
        "slot_own": N_("Nobody removes or demotes himself; another administrator can do it."),
        "passphrase_same": N_("That is the passphrase of before; choose another one."),
        "slots_older": N_(
            "The file of the keys is older than the station: an old copy? Bring back the present one."
        ),
        "slots_changed": N_(
            "The file of the keys is not the one that the station knows; call the administrator."
        ),
        "slots_of_another": N_("The file of the keys belongs to another station; bring back this one's."),
    },
}
