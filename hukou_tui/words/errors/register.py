"""The sentences of what is raised in `db/register`: extracts and registers that cannot be used, a disk that refuses.

Whatever refuses while one is imported, the register on record stays as it was, and each sentence says so.
"""

from __future__ import annotations

from hukou_tui.words.catalogue import N_

#: Class of an error -> code -> sentence; `{name}` is filled from the error's parameters.
SENTENCES: dict[str, dict[str, str]] = {
    "ImportRefused": {
        "register_shrinks": N_(
            "Nothing was changed: the register holds {before} persons as of {as_of}, this extract would leave "
            "{after}. Ask the county for the whole extract; if so few is right, say --accept-loss."
        ),
        "register_shrinks_unread": N_(
            "Nothing was changed: the register holds {before} persons as of {as_of}, this extract would leave "
            "{after}; {left_out} lines cannot be used (line {line}: {why}). Have it made anew, or name a "
            "profile with --profile; if so few is right, say --accept-loss."
        ),
        "register_changes_county": N_(
            "Nothing was changed: the register holds {before} persons as of {as_of}, this extract would leave "
            "{after}, but {lost} would be gone from their county ({counties}). Is it another county's? Both "
            "together: --add; if it is right, say --accept-loss."
        ),
        "register_older": N_(
            "Nothing was changed: the register ({persons} persons) is as of {as_of}, this extract as of {day}. "
            "Import the newest extract; if the older one is meant, say --accept-older."
        ),
        "extract_of_tomorrow": N_(
            "Nothing was changed: the extract cannot be as of {day}, today is {today}. Say with --as-of for "
            "which day it was made; if the clock is wrong, set it."
        ),
        "extract_of_nobody": N_(
            "Nothing was changed: the extract holds a header and nobody. Ask the county for the extract again."
        ),
        "extract_unreadable": N_(
            "Nothing was changed: nobody in the extract can be read; {left_out} lines cannot be used (line "
            "{line}: {why}). Have it made anew, or name a profile with --profile."
        ),
    },
    "RegisterFileError": {
        "file_missing": N_("There is no file {file}. Check the name and the folder."),
        "file_unreadable": N_("{file} cannot be read. Check that it is a file and that you may read it."),
        "file_empty": N_("{file} is empty. Ask the county for the extract again."),
        "encoding_unknown": N_(
            "The file is neither UTF-8 nor GB18030. Have it exported again in one of the two."
        ),
        "encoding_utf16": N_("{file} is UTF-16. Save it as UTF-8 or GB18030 (CSV) and import it again."),
        "columns_missing": N_("The header lacks: {columns}. Add them, or name a profile with --profile."),
        "columns_repeated": N_(
            "The header has these twice: {columns}. Remove one, or name a profile with --profile."
        ),
        "profile_unreadable": N_("The profile {file} cannot be read: {fault}"),
        "profile_wrong": N_('The profile {file} is wrong at "{what}"; allowed: {allowed}.'),
        "rejects_unfit": N_(
            "Nothing was changed: {file} cannot take the list of lines left out (it is something else, or its "
            "folder is not there). Name another file with --rejects."
        ),
        "too_many_persons": N_(
            "A register holds at most {limit} persons. Import one county at a time into its own folder."
        ),
    },
    "RegisterUnusable": {
        "no_register": N_("No register has been imported yet: hukou-tui register import FILE."),
        "register_damaged": N_("The register cannot be read. Import the extract again."),
        "newer_register": N_(
            "The register was made by a newer program. Use that one, or import into another folder."
        ),
        "older_register": N_("The register was made by an older program. Import the extract again."),
        "import_running": N_("Another import is running in this folder. Wait for it to end."),
        "folder_read_only": N_(
            "The folder cannot be written. Choose another with --data, or ask for the right to write; the register on "
            "record is unchanged."
        ),
    },
    "RegisterTrouble": {
        "disk_full": N_("The disk is full. Make room and try again; the register on record is unchanged."),
        "readonly": N_("The disk cannot be written. The register on record is unchanged."),
        "disk_busy": N_(
            "The register is in use by another program. Try again in a moment; the register on record is unchanged."
        ),
        "disk_fault": N_(
            "The disk gives errors. Try again, or use another disk; the register on record is unchanged."
        ),
    },
}
