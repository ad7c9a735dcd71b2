"""The sentences of what is raised in `db/keys`: the file of the keys, and what was given to open it."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_

#: Class of an error -> code -> sentence; `{name}` is filled from the error's parameters.
SENTENCES: dict[str, dict[str, str]] = {
    "StationError": {
        "slots_missing": N_(
            "The file of the keys (keyslots.json) is missing; bring it back from the last backup."
        ),
    },
    "SlotsError": {
        "passphrase_wrong": N_("Wrong passphrase, or wrong badge. Tries before one has to wait: {left}."),
        "locked_out": N_("Too many wrong tries: wait {seconds} seconds. Others can sit down meanwhile."),
        "slot_unknown": N_("Badge {badge} has no key to this station; the administrator can give one."),
        "passphrase_short": N_("Too short: at least {length} characters, or {digits} digits."),
        "passphrase_simple": N_("That is guessed too easily; take one with more different characters."),
        "recovery_key_shape": N_(
            "That is no recovery key: nine groups of four signs; one of them is misread."
        ),
        "slots_damaged": N_(
            "The file of the keys is damaged or was altered; bring it back from the last backup."
        ),
        "slots_newer": N_("The file of the keys is of a newer version of the program; install that one."),
    },
}
