"""What a verification finds wrong in a station file, in words: results of a check, not errors."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_

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
