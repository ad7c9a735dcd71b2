"""The sentences of what is raised in `db/exchange`: packets and acknowledgements."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_

#: Class of an error -> code -> sentence; `{name}` is filled from the error's parameters.
SENTENCES: dict[str, dict[str, str]] = {
    "StationError": {
        "packet_unknown": N_("This station has sent no packet {packet}."),
    },
    "AckRefused": {
        "ack_too_large": N_("The file is larger than any acknowledgement; ask the county for it again."),
        "ack_unreadable": N_("The file is damaged or no acknowledgement; ask the county for it again."),
        "ack_newer": N_(
            "The acknowledgement was written by a newer version of the program; install that one here."
        ),
        "ack_other_station": N_(
            "The acknowledgement is for station {station}, this is {own}; take the file that bears this code."
        ),
        "ack_practice": N_(
            "The acknowledgement is practice (not real data); it is for the practice station."
        ),
        "ack_real": N_(
            "The acknowledgement is for a real station; the practice station does not take it in."
        ),
        "ack_counts_only": N_(
            "The acknowledgement only counts packets, as older programs did, and two may bear one number here. "
            "The county updates its program and writes a new one; nothing was taken in."
        ),
    },
    "PacketRefused": {
        "packet_too_large": N_("The file is larger than any packet; ask the station for the packet again."),
        "packet_not_zip": N_("The file is damaged or no packet; ask the station for the packet again."),
        "packet_members": N_(
            "The file is an archive, but not a packet; ask the station for the packet again."
        ),
        "packet_not_canonical": N_(
            "The packet was changed on the way; ask the station for the packet again."
        ),
        "packet_manifest": N_(
            "What the packet says of itself cannot be right; ask the station for the packet again."
        ),
        "packet_newer": N_(
            "The packet was written by a newer version of the program; install that one here."
        ),
        "packet_tag_files": N_(
            "The packet's parts do not belong together; ask the station for the packet again."
        ),
        "packet_payload": N_(
            "The packet's records were changed on the way; ask the station for the packet again."
        ),
        "packet_records": N_(
            "Line {line} of the packet's records is not a case; ask the station for the packet again."
        ),
        "packet_wrong_name": N_("The file's name is not the packet's own; give it back its name."),
        "packet_name_taken": N_(
            "{name} lies there already and is another packet, of a copy of this station; take it to the county "
            "first, or send into another folder."
        ),
        "outbox_damaged": N_(
            "Packet {packet} in the station file is not the one that was sent; restore a backup."
        ),
        "packet_kept_no_longer": N_(
            "What packet {packet} held was deleted when its period was over; it cannot be sent again."
        ),
    },
}
