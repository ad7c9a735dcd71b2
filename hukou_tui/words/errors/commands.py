"""The sentences of what is raised in `hukou_tui/commands`: what a command was not told."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_

#: Class of an error -> code -> sentence; `{name}` is filled from the error's parameters.
SENTENCES: dict[str, dict[str, str]] = {
    "CommandRefused": {
        "rules_none_proposed": N_("No rules are proposed here; nothing was changed (policy install --list)."),
        "rules_other_hash": N_(
            "That is not the hash of the rules that are proposed, or fewer than {digits} digits of it; nothing "
            "was changed."
        ),
        "rules_text_missing": N_(
            "The text of these rules is not in the station file as its hash says; nothing was changed. Propose "
            "them again."
        ),
        "rules_not_confirmed": N_("Nothing was changed."),
        "install_what": N_("Name one thing: a pack to be proposed, --adopt HASH, --withdraw, or --list."),
        "packet_other_station": N_(
            "The packet is of station {station}, this is {own}; name a packet of this station."
        ),
        "county_dsn": N_(
            "Only a folder or a file can be a county store in this version; name one with --dsn."
        ),
        "slip_unknown": N_("There is no such slip; known are: {known}."),
        "slip_not_due": N_("That slip is not due in this case now; due are: {due}."),
        "made_before_copy": N_(
            "There is no case {case} here; it may have been made before the copy of {day} was put back, and be "
            "on paper only."
        ),
        "case_unknown": N_('There is no case {case} at this station; "hukou-tui case list" shows them all.'),
        "passphrase_missing": N_(
            "The station is encrypted: name a file with the passphrase (--passphrase-file FILE)."
        ),
        "passphrase_file_encoding": N_("The file with the passphrase is not in UTF-8; write it anew."),
        "no_keys": N_("This station has no keys: practice needs none."),
        "operator_needed": N_(
            "Say who is there from the beginning: --operator BADGE:ROLE, the administrator first."
        ),
        "import_beside_counter": N_(
            "The counter has the station open; close it (F12) and import then: the import is recorded in the "
            "journal."
        ),
        "no_question": N_(
            "There was nothing to look up: write one JSON object on each line, with id and name (--help shows "
            "one)."
        ),
        "badge_missing": N_("Say who works: hukou-tui --operator BADGE ..."),
        "badge_unknown": N_(
            'This badge number is not known at this station; "hukou-tui station info" lists those that are.'
        ),
        "operator_shape": N_("An operator is written BADGE:ROLE, as in 0412:clerk; roles: {known}."),
        "head_shape": N_("A head is written as 64 characters 0-9 a-f, or number:head, as on the day slip."),
    },
}
