"""The sentences of what is raised in `hukou_tui/screens`: what was typed and cannot be read."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_

#: Class of an error -> code -> sentence; `{name}` is filled from the error's parameters.
SENTENCES: dict[str, dict[str, str]] = {
    "UnknownEthnicGroup": {
        "unknown_ethnic_group": N_(
            "None of the 56 groups is called that (彝, 07, Yi). Another: leave it empty, it is determined later "
            "(notice, part 4 (7))."
        ),
    },
    "UnknownPlace": {
        "unknown_place": N_(
            "No place fits these initials; type the county first (zx wf), or the place in words."
        ),
    },
    "UnreadableName": {
        "no_such_character": N_("{typed} is no character that can be seen; look the code point up again."),
        "name_unseen": N_("There is nothing to be seen in this name; type it again, or leave it empty."),
    },
}
