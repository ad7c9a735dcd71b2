"""Sentences for what can go wrong with the station's files and on the way to the county and back."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_, _, named

#: Code of an error -> sentence; `{name}` is filled from the error's parameters.
FILES: dict[str, str] = {
    # the counter
    "case_open_already": N_("A case with this number is open already; open the next one."),
    "unknown_event": N_("This version of the program does not know that step."),
    "station_code_shape": N_("The station's code has 2 to 20 letters, digits or hyphens, as in 530699001."),
    "station_name_missing": N_("The station needs a name; it stands on every slip."),
    "badge_shape": N_(
        'A badge number has 1 to 20 letters or digits and does not begin with "county", "recovery" or "init".'
    ),
    "unknown_role": N_("There is no role {role}; known are: {known}."),
    # the journal
    "unknown_kind": N_("Record {seq} was written by a newer version of the program; install that one."),
    "newer_version": N_("Record {seq} was written by a newer version of the program; install that one."),
    "unreadable_payload": N_(
        'Record {seq} of the journal cannot be read; check with "hukou-tui station verify".'
    ),
    "payload_missing": N_('The content of record {seq} is missing; check with "hukou-tui station verify".'),
    "text_not_storable": N_("That text holds a character that cannot be kept; type it again."),
    "payload_too_long": N_("That is too long to be kept; shorten it."),
    "opened_for_reading": N_("The file was opened for reading only; nothing was changed."),
    "station_closed": N_("The station was closed before this could be written; open it again and repeat it."),
    # packets
    "packet_too_large": N_("The file is larger than any packet; ask the station for the packet again."),
    "packet_not_zip": N_("The file is damaged or no packet; ask the station for the packet again."),
    "packet_members": N_("The file is an archive, but not a packet; ask the station for the packet again."),
    "packet_not_canonical": N_("The packet was changed on the way; ask the station for the packet again."),
    "packet_manifest": N_(
        "What the packet says of itself cannot be right; ask the station for the packet again."
    ),
    "packet_newer": N_("The packet was written by a newer version of the program; install that one here."),
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
    "packet_is_practice": N_("The packet is practice (not real data); it is for a practice county only."),
    "packet_is_real": N_("The packet holds real data; a practice county does not take it in."),
    "packet_number_taken": N_(
        "Another packet {packet} of station {station} was taken in before; ask the station which is right."
    ),
    "packet_breaks_chain": N_(
        "Packet {packet} of station {station} does not follow the one before; was an old copy of "
        "the station's file in use? Ask the station."
    ),
    "packet_name_taken": N_(
        "{name} lies there already and is another packet, of a copy of this station; take it to the county first, or "
        "send into another folder."
    ),
    "packet_unknown": N_("This station has sent no packet {packet}."),
    "packet_other_station": N_(
        "The packet is of station {station}, this is {own}; name a packet of this station."
    ),
    "outbox_damaged": N_(
        "Packet {packet} in the station file is not the one that was sent; restore a backup."
    ),
    # acknowledgements
    "ack_too_large": N_("The file is larger than any acknowledgement; ask the county for it again."),
    "ack_unreadable": N_("The file is damaged or no acknowledgement; ask the county for it again."),
    "ack_newer": N_(
        "The acknowledgement was written by a newer version of the program; install that one here."
    ),
    "ack_other_station": N_(
        "The acknowledgement is for station {station}, this is {own}; take the file that bears this code."
    ),
    "ack_practice": N_("The acknowledgement is practice (not real data); it is for the practice station."),
    "ack_real": N_("The acknowledgement is for a real station; the practice station does not take it in."),
    "ack_counts_only": N_(
        "The acknowledgement only counts packets, as older programs did, and two may bear one number here. The county "
        "updates its program and writes a new one; nothing was taken in."
    ),
    # the county
    "no_county": N_('There is no county store here; "hukou-tui county init" makes one.'),
    "not_a_county": N_("This file is not a county store; name the right one with --dsn."),
    "newer_county": N_("This county store was written by a newer version of the program; install that one."),
    "older_county": N_(
        "The county's store is of an older form; import once (county import), which brings it up to date."
    ),
    "county_exists": N_("There is a county store here already; nothing was changed."),
    "county_dsn": N_("Only a folder or a file can be a county store in this version; name one with --dsn."),
    "county_case_unknown": N_("The county has not received this case; import the station's packets first."),
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
    "county_ground_missing": N_("Not granting needs a ground from the rules and its reasons in words."),
    "county_words_missing": N_(
        "A return needs a note that says what to do, and a field that exists (or none)."
    ),
    "county_number_and_date": N_("Registered means number and date together, and only with a grant."),
    "county_number_invalid": N_("The identity number is not valid; check its digits and the date in it."),
    "county_number_taken": N_(
        "Somebody else has this identity number already; one person, one registration."
    ),
    "county_day": N_("The day is written as 2016-06-20."),
    "county_day_impossible": N_(
        "Nobody was registered on that day: it has not come yet, or lies before the birth or before 1949."
    ),
    "county_officer": N_("Say who decides: hukou-tui --operator BADGE county decide ..."),
    "county_text": N_(
        "Ground and note are words, of 100 and 400 characters at most; take out what cannot be seen."
    ),
    "county_office": N_("The county's office is named in one line of 1 to 40 characters."),
    # commands
    "slip_unknown": N_("There is no such slip; known are: {known}."),
    "not_this_slip": N_("This slip is not due in this case now."),
    "slip_not_due": N_("That slip is not due in this case now; due are: {due}."),
    "made_before_copy": N_(
        "There is no case {case} here; it may have been made before the copy of {day} was put back, and be on paper "
        "only."
    ),
    "case_unknown": N_('There is no case {case} at this station; "hukou-tui case list" shows them all.'),
    "passphrase_missing": N_(
        "The station is encrypted: name a file with the passphrase (--passphrase-file FILE)."
    ),
    "check_failed": N_('The check did not come to an end; try "hukou-tui station verify".'),
    "passphrase_file_encoding": N_("The file with the passphrase is not in UTF-8; write it anew."),
    "copy_of_another": N_("That is a copy of another station; nothing was put in its place."),
    "key_changed": N_("The station was put under a new key meanwhile; make the check again by hand."),
    "no_keys": N_("This station has no keys: practice needs none."),
    "operator_needed": N_(
        "Say who is there from the beginning: --operator BADGE:ROLE, the administrator first."
    ),
    "administrator_missing": N_("One of the operators must be the administrator."),
    "encrypted_already": N_("This station is encrypted already; nothing was changed."),
    "copy_differs": N_("The copy is not what it should be; nothing was put in its place. {found}"),
    "packet_kept_no_longer": N_(
        "What packet {packet} held was deleted when its period was over; it cannot be sent again."
    ),
    "not_of_a_case": N_("This version of the program does not know that step."),
    "unknown_look": N_("This version of the program does not know that step."),
    "import_beside_counter": N_(
        "The counter has the station open; close it (F12) and import then: the import is recorded in the journal."
    ),
    "no_question": N_(
        "There was nothing to look up: write one JSON object on each line, with id and name (--help shows one)."
    ),
    "badge_missing": N_("Say who works: hukou-tui --operator BADGE ..."),
    "badge_unknown": N_(
        'This badge number is not known at this station; "hukou-tui station info" lists those that are.'
    ),
    "operator_shape": N_("An operator is written BADGE:ROLE, as in 0412:clerk; roles: {known}."),
    "out_not_writable": N_("The folder {folder} cannot be written; name another one with --out."),
    "not_finished": N_('The tour stopped after the step "{step}" ({what}): a fault of the program.'),
    "head_shape": N_("A head is written as 64 characters 0-9 a-f, or number:head, as on the day slip."),
}

#: What a verification found wrong with a record (db.journal.hash_chain.Fault) -> words; `{seq}` is the record.
FINDINGS: dict[str, str] = {
    "schema_changed": N_("The file's own safeguards were changed."),
    "damaged": N_("The file is damaged inside; restore the last backup."),
    "records_missing_before": N_("Records before record {seq} are missing."),
    "does_not_follow": N_("Record {seq} does not follow the one before it."),
    "record_changed": N_("Record {seq} was changed after it was written."),
    "payload_changed": N_("The content of record {seq} was changed after it was written."),
    "payload_missing": N_("The content of record {seq} is missing without a recorded retention."),
    "record_missing": N_("Record {seq} is missing, its content is still there."),
    "unknown_kind": N_("Record {seq} was written by a newer version of the program."),
    "newer_version": N_("Record {seq} was written by a newer version of the program."),
    "unreadable_payload": N_("The content of record {seq} cannot be read."),
    "case_does_not_fold": N_("The actions up to record {seq} do not make a case."),
    "projection_differs": N_("What lists and searches show differs from the journal (case of record {seq})."),
    "misplaced": N_("Record {seq} stands where no such record belongs."),
    "not_entitled": N_("Record {seq} was written by somebody who was not there to do that."),
    "decided_alone": N_("Record {seq} decides a case that the same person submitted or proposed."),
    "not_admitted": N_("Record {seq} is one that the counter would have refused."),
    "signature_missing": N_("Record {seq} is a decision without a signature."),
    "signature_differs": N_("The signature of record {seq} is not that of whoever decided."),
    "signature_of_nobody": N_("Record {seq} bears a signature of somebody who has no key here."),
    "packet_differs": N_("A packet that was sent is not the one that the journal names."),
    "adopted_alone": N_("Record {seq} adopts rules that the same person proposed."),
    "not_proposed": N_("Record {seq} does something with rules that were not proposed."),
    "rules_missing": N_("The text of rules that the journal names is not kept."),
    "rules_changed": N_("The text of rules is not the one that the journal names."),
    "rules_foreign": N_("A text of rules is kept that the journal does not know."),
    "counts": N_("The copy holds other records or cases than the station."),
    "anchor_missing": N_(
        "The journal does not hold the head that was noted down: an older copy of the file?"
    ),
    "anchor_differs": N_("Record {seq} is not the one that was noted down: the journal was written anew."),
}


def finding(what: str, seq: int) -> str:
    """What a verification found, in one sentence; a part of the schema is named by its own name."""
    kind, _colon, part = what.partition(":")
    if kind == "projection_differs" and not seq:
        return _("What lists and searches show differs from the journal.")
    text = named(FINDINGS, kind).format(seq=seq)
    return f"{text} ({part})" if part else text
