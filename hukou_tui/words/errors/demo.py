"""The sentences of what is raised in `hukou_tui/demo`: a tour that stopped."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_

#: Class of an error -> code -> sentence; `{name}` is filled from the error's parameters.
SENTENCES: dict[str, dict[str, str]] = {
    "TourFault": {
        "out_not_writable": N_("The folder {folder} cannot be written; name another one with --out."),
        "not_finished": N_('The tour stopped after the step "{step}" ({what}): a fault of the program.'),
    },
}
