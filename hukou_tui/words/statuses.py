"""The names of statuses, events and the other closed vocabularies of a case."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_, name_of

STATUSES: dict[str, str] = {
    "draft": N_("being entered"),
    "notified": N_("waiting for papers"),
    "accepted": N_("accepted for handling"),
    "investigating": N_("under investigation"),
    "station_review": N_("in review at the station"),
    "sent_back": N_("sent back for completion"),
    "county_review": N_("awaiting county approval"),
    "joint_meeting": N_("with the joint meeting"),
    "granted": N_("registration granted"),
    "registered": N_("registered"),
    "delivered": N_("delivered"),
    "not_granted": N_("registration not granted"),
    "already_registered": N_("already registered, handled otherwise"),
    "withdrawn": N_("withdrawn by the applicant"),
    "discarded": N_("empty, thrown away"),
}

TRANSFERS: dict[str, str] = {
    "unsent": N_("not sent"),
    "exported": N_("in a packet"),
    "received": N_("received by the county"),
    "returned": N_("returned by the county"),
}

#: What happened to a case, as totals name it.
EVENTS: dict[str, str] = {
    "notify": N_("notified"),
    "accept": N_("accepted"),
    "investigate": N_("put under investigation"),
    "submit": N_("submitted for review"),
    "send_back": N_("sent back"),
    "forward": N_("forwarded to the county"),
    "grant": N_("granted"),
    "not_grant": N_("not granted"),
    "refer": N_("referred to the joint meeting"),
    "return": N_("returned by the joint meeting"),
    "propose_registered": N_("proposed as registered already"),
    "find_registered": N_("found registered already"),
    "not_registered": N_("found not to be registered"),
    "register": N_("entered in the register"),
    "deliver": N_("handed over"),
    "withdraw": N_("withdrawn"),
    "discard": N_("empty cases thrown away"),
    "apply_again": N_("applied for again"),
}

PAPER_STATES: dict[str, str] = {
    "has": N_("has it"),
    "has_not": N_("has not"),
    "not_brought": N_("not brought"),
    "not_asked": N_("not asked"),
    "": N_("not asked"),
}

#: Where a paper's original will be; and where it is, on a receipt.
KEPT: dict[str, str] = {
    "kept": N_("kept by the station"),
    "second_page": N_("the second page (副页) is kept, the rest goes back"),
    "copy": N_("a copy is kept, the original goes back"),
    "returned": N_("goes back once seen"),
}
KEPT_NOW: dict[str, str] = {
    "kept": N_("kept"),
    "second_page": N_("second page (副页) kept, the rest returned"),
    "copy": N_("copy kept, original returned"),
    "returned": N_("returned"),
}

PAYERS: dict[str, str] = {
    "free_by_rule": N_("free by rule"),
    "no_charge_here": N_("no charge here"),
    "charged_by_other": N_("charged by issuer"),
    "public_budget": N_("public budget"),
    "unknown": N_("ask the issuer"),
}

FEE_STATES: dict[str, str] = {
    "stated": N_("stated"),
    "seen": N_("seen"),
    "verified": N_("verified"),
    "met": N_("met"),
    "not_met": N_("not met"),
    "unknown": N_("unknown"),
}

OUTCOMES: dict[str, str] = {
    "register": N_("registration"),
    "restore": N_("restoration of registration"),
    "migrate": N_("registration of moving in"),
    "obtain_first": N_("obtain a paper first, then registration"),
    "investigate": N_("investigation, then decision"),
    "correct": N_("correction of the register"),
}

DECIDERS: dict[str, str] = {
    "station": N_("the station decides"),
    "county": N_("the station reviews, the county approves"),
}


def status_name(status: str) -> str:
    """The name of a status as screens show it."""
    return name_of(STATUSES, status)
