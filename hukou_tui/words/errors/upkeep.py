"""The sentences of what is raised in `db/upkeep`: copies that are not what they should be."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_

#: Class of an error -> code -> sentence; `{name}` is filled from the error's parameters.
SENTENCES: dict[str, dict[str, str]] = {
    "BackupError": {
        "copy_of_another": N_("That is a copy of another station; nothing was put in its place."),
        "copy_damaged": N_(
            "The copy is damaged and does not count; the station is as it was. Take another medium, or another copy."
        ),
        "copy_differs": N_("The copy is not what it should be; nothing was put in its place. {found}"),
    },
}
