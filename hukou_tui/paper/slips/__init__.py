"""The slips that leave the counter: plain text for A4, made from a case and its rules and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from flows.case.case import Case
from flows.rules.model import Rules
from hukou_tui.paper.slips import decision, elsewhere, letter, notification, receipt, where_to_go, withdrawal
from hukou_tui.paper.slips.occasion import Occasion, SlipNotDue, missing_ids
from hukou_tui.session.case.view import build_view
from hukou_tui.words.catalogue import N_, translator

__all__ = ["KINDS", "Occasion", "SlipNotDue", "kinds_for", "missing_of", "render_slip"]


class Kind(NamedTuple):
    """One kind of slip: its name as a message of the catalogue, when it is due, and how it is made."""

    name: str
    due: Callable[[Occasion], bool]
    render: Callable[[Occasion], str]


KINDS: dict[str, Kind] = {
    "notification": Kind(N_("One-time notification"), notification.due, notification.render),
    "where_to_go": Kind(N_("Where-to-go sheet"), where_to_go.due, where_to_go.render),
    "receipt": Kind(N_("Receipt of acceptance"), receipt.due, receipt.render),
    "granted": Kind(N_("Notice that registration is granted"), decision.granted_due, decision.render_grant),
    "not_granted": Kind(N_("Decision not to register"), decision.refused_due, decision.render_refusal),
    "registered": Kind(N_("Record of registration"), decision.registered_due, decision.render_registration),
    "already_registered": Kind(N_("Notice: registered already"), elsewhere.due, elsewhere.render),
    "withdrawal": Kind(N_("Withdrawal, to be signed by the applicant"), withdrawal.due, withdrawal.render),
    "letter": Kind(N_("Letter requesting a check (sealed)"), letter.due, letter.render),
}


def render_slip(
    kind: str, case: Case, rules: Rules, station: Mapping[str, str], lang: str, today: date,
    *, operator: str = "", reason: str = "",
) -> str:  # fmt: skip
    """The slip of that kind as text: lines of at most 78 columns, pages parted by form feeds.

    `station` holds the settings (`station.name`, `.phone`, `.address`, `.limit_days`, `fee.price_fen`,
    `office.<department id>`), `operator` the badge of whoever prints, `reason` (words, or the id of a reason
    of the rules) why a supplementary notification replaces the first. Raises SlipNotDue if the case does
    not call for that slip, KeyError for a kind that does not exist.
    """
    return KINDS[kind].render(_occasion(case, rules, station, lang, today, operator, reason))


def kinds_for(case: Case, rules: Rules, station: Mapping[str, str], today: date) -> tuple[str, ...]:
    """The slips that the case calls for now; first the one that the person at the glass gets."""
    occasion = _occasion(case, rules, station, "zh", today, "", "")
    found = [kind for kind, slip in KINDS.items() if slip.due(occasion)]
    if not occasion.entitled:
        found.sort(key=lambda kind: kind != "where_to_go")
    return tuple(found)


def missing_of(case: Case, rules: Rules) -> tuple[str, ...]:
    """What a notification printed now names as missing: document ids, alternatives joined by `|`.

    A second copy of the one in force names what that one named.
    """
    occasion = _occasion(case, rules, {}, "zh", date.min, "", "")
    checklist = occasion.view.checklist
    return missing_ids(notification.notified_items(occasion, checklist)) if checklist else ()


def _occasion(
    case: Case, rules: Rules, station: Mapping[str, str], lang: str, today: date, operator: str, reason: str
) -> Occasion:
    price = station.get("fee.price_fen", "")
    view = build_view(case, rules, int(price) if price.isdecimal() and len(price) < 12 else None)
    return Occasion(case, rules, station, lang, today, translator(lang), view, operator, reason)
