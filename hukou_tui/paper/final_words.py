"""What stands on the page before a final act: whom it is about, what follows, and whether it can be taken back."""

from __future__ import annotations

from flows.case import parties
from flows.case.case import Case
from flows.case.status import Event
from hukou_tui.session.case.view import View
from hukou_tui.words.catalogue import N_, _, language

#: Where a registration that is there already leads on (`flows.case.admission.LEADS`).
LEAD_WORDS: dict[str, str] = {
    "correct": N_("correction of the registration"),
    "restore": N_("restoration of the registration"),
    "told": N_("nothing more: told where it is registered"),
}
#: How the applicant's sheet was signed (`flows.case.admission.SIGNED`).
SIGNED_WORDS: dict[str, str] = {"signature": N_("signature"), "fingerprint": N_("fingerprint")}

#: The collective households, of which one can always be chosen.
COLLECTIVE: dict[str, str] = {
    "collective": N_("collective household"),
    "collective_community": N_("collective household of the community"),
    "collective_station": N_("collective household of the station"),
}

_SEX = {"1": N_("male"), "2": N_("female")}
_NO_WAY_BACK = N_("Once the paper is handed over or a packet is sent, only the county can undo it.")
_FOLLOWS: dict[Event, tuple[str, ...]] = {
    Event.GRANT: (
        N_("What follows: recorded under your badge. Granted is not registered: only number and date make it so."),
        _NO_WAY_BACK,
    ),
    Event.FORWARD: (N_("What follows: the case goes to the county, which decides; only the county gives it back."),),
    Event.NOT_GRANT: (
        N_("What follows: recorded under your badge, with a decision on paper that names ground and remedy."),
        _NO_WAY_BACK,
    ),
    Event.REGISTER: (
        N_("What follows: the person is registered under this number. A wrong one is corrected by the county only."),
    ),
    Event.FIND_REGISTERED: (
        N_("What follows: the case ends here and leads on; the person gets a paper that says where."),
        _NO_WAY_BACK,
    ),
    Event.WITHDRAW: (
        N_("What follows: the case is closed and stands on the day slip. The person can apply again at any time."),
    ),
}


def consequence_text(event: Event) -> str:
    """What follows from the act, and the way back, in the language spoken now."""
    return "\n".join(_(line) for line in _FOLLOWS.get(event, ()))


def who(case: Case, view: View) -> str:
    """Number, person, destination and basis of the case, a line each; the same words for every final act."""
    lines = [
        _("Case: {number}").format(number=case.id),
        _("Person: {person}").format(person=_person(case)),
        _("Applicant: {name}").format(name=parties.applicant(case) or "-"),
        _("To be entered: {where}").format(where=destination(case)),
    ]
    if view.decision is not None:
        lines.append(_("Situation: {title}").format(title=view.decision.route.title.get(language())))
    return "\n".join(lines)


def _person(case: Case) -> str:
    name = case.get("person.name") or _("(not named yet)")
    mother = case.get("mother.name")
    sex = _(_SEX[case.get("person.sex")]) if case.get("person.sex") in _SEX else ""
    parts = (name, sex, _("mother {name}").format(name=mother) if mother else "")
    return "  ".join(part for part in parts if part)


def destination(case: Case) -> str:
    """Household and address to be entered, as far as they are known."""
    kind = _(COLLECTIVE.get(case.get("destination.kind"), ""))
    fields = ("destination.householder", "destination.relation", "destination.address")
    return "  ".join(part for part in (kind, *map(case.get, fields)) if part) or "-"
