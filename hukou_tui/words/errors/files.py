"""The sentences of what is raised in `db/files`: a disk that refuses, and files that are damaged or in use."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_

#: Class of an error -> code -> sentence; `{name}` is filled from the error's parameters.
SENTENCES: dict[str, dict[str, str]] = {
    "CannotOpen": {
        "damaged": N_("The station file is damaged; do not go on with it, restore the last backup."),
        "folder_read_only": N_(
            "The folder of the station cannot be written; ask the administrator for the right to write there."
        ),
        "on_network": N_(
            "The station's folder lies on a network share, where files get damaged; put it on this machine's "
            "disk."
        ),
        "on_removable": N_(
            "The station's folder lies on a stick or card, which gets pulled out; put it on this machine's "
            "disk."
        ),
    },
    "Trouble": {
        "disk_full": N_("The disk is full; make room and try again."),
        "disk_fault": N_("The disk gives errors; try again, or call the administrator."),
        "disk_busy": N_("The station file is busy; try again in a moment."),
        "readonly": N_("The station file cannot be written; ask the administrator."),
    },
    "InUse": {
        "station_in_use": N_("This station is open in another window; go on there, or close it first."),
    },
}
