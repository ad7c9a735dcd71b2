"""The sentences of what is raised in `hukou_tui/paper`: slips that are not due."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_

#: Class of an error -> code -> sentence; `{name}` is filled from the error's parameters.
SENTENCES: dict[str, dict[str, str]] = {
    "SlipNotDue": {
        "not_this_slip": N_("This slip is not due in this case now."),
    },
}
