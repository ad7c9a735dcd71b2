"""The sentences of what is raised in `db/county`: the county's store."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_

#: Class of an error -> code -> sentence; `{name}` is filled from the error's parameters.
SENTENCES: dict[str, dict[str, str]] = {
    "CannotOpen": {
        "no_county": N_('There is no county store here; "hukou-tui county init" makes one.'),
        "not_a_county": N_("This file is not a county store; name the right one with --dsn."),
        "newer_county": N_(
            "This county store was written by a newer version of the program; install that one."
        ),
        "older_county": N_(
            "The county's store is of an older form; import once (county import), which brings it up to date."
        ),
        "county_exists": N_("There is a county store here already; nothing was changed."),
    },
    "CountyError": {
        "county_case_unknown": N_(
            "The county has not received this case; import the station's packets first."
        ),
        "county_case_in_conflict": N_(
            "This case is in conflict with another one; return it with a note, or settle the other one first."
        ),
        "county_decided_already": N_(
            "The county has decided this revision of the case already; nothing was changed."
        ),
        "county_station_decided": N_(
            "The station has granted this case itself; the county gives number and date (--number, --on)."
        ),
        "county_not_before_us": N_("The case is not before the county: {status}."),
        "county_number_taken": N_(
            "Somebody else has this identity number already; one person, one registration."
        ),
        "county_office": N_("The county's office is named in one line of 1 to 40 characters."),
    },
    "PacketRefused": {
        "packet_is_practice": N_("The packet is practice (not real data); it is for a practice county only."),
        "packet_is_real": N_("The packet holds real data; a practice county does not take it in."),
        "packet_number_taken": N_(
            "Another packet {packet} of station {station} was taken in before; ask the station which is right."
        ),
        "packet_breaks_chain": N_(
            "Packet {packet} of station {station} does not follow the one before; was an old copy of the "
            "station's file in use? Ask the station."
        ),
    },
}
