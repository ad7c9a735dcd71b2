"""The sentences of what is raised in `flows/rules`: answers that the rules do not know or do not lead anywhere."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_

#: Class of an error -> code -> sentence; `{name}` is filled from the error's parameters.
SENTENCES: dict[str, dict[str, str]] = {
    "BadAnswer": {
        "unknown_fact": N_("There is no fact {fact}. Allowed: {allowed}."),
        "unknown_option": N_("{value} is no answer to {fact}. Allowed: {allowed}."),
        "bad_date": N_(
            "The date {value} for {fact} cannot be read: write 1996-01-01, 1996-01, 1996 or L1988-12-08."
        ),
    },
    "NoRoute": {
        "no_single_route": N_(
            "The rules lead these answers nowhere, or two ways. Call the administrator (policy check)."
        ),
        "circle": N_(
            "The rules lead these answers round in a circle. Call the administrator (policy check)."
        ),
    },
    "QuestionOpen": {
        "undecided": N_("A question of step 2 is still open; answer it first."),
    },
}
