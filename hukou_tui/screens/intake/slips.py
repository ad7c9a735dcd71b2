"""Slips of the case at hand: made as text, journaled by their hash, kept in the station's folder."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.case import actions as a
from flows.case.case import WITHDRAWAL
from hukou_tui.paper.slips import KINDS, SlipNotDue, kinds_for, missing_of, render_slip
from hukou_tui.words.catalogue import _, language
from hukou_tui.words.errors.error_messages import sentence
from widgets.field import Field, Option

if TYPE_CHECKING:
    from hukou_tui.screens.contracts import CaseScreen


@dataclass(frozen=True, slots=True)
class DraftSlip:
    """A slip that was made but not yet recorded: `action` records it, its file is called `name`."""

    title: str
    text: str
    name: str
    action: a.PrintSlip


def make_slip(intake: CaseScreen, kind: str, *, reason: str = "") -> DraftSlip | None:
    """Make the slip of that kind; one message and None if the case does not call for it."""
    session = intake.app.session
    case = session.cases.at_hand
    try:
        text = render_slip(
            kind, case, session.cases.rules, session.desk.state.settings, language(), session.context.today(),
            operator=session.context.operator, reason=reason,
        )  # fmt: skip
    except SlipNotDue as fault:
        intake.say(sentence(fault), alert=True)
        return None
    missing = missing_of(case, session.cases.rules) if kind == "notification" else ()
    digest = hashlib.sha256(text.encode()).hexdigest()
    count = sum(1 for slip in case.slips if slip.kind == kind) + 1
    return DraftSlip(_(KINDS[kind].name), text, f"{case.id}-{kind}-{count}", a.PrintSlip(kind, digest, missing, reason))


def show_slip(intake: CaseScreen, kind: str) -> None:
    """Make, record and show a slip; a notification that was made already is shown again as it is."""
    if kind == "notification" and intake.app.session.cases.at_hand.notification is not None:
        _show_again(intake)
        return
    made = make_slip(intake, kind)
    if made is not None and intake.act(made.action):
        write_slip(intake, made)
        intake.show_text(made.title, made.text)


def _show_again(intake: CaseScreen) -> None:
    """The notification in force: the very text that was handed out, or, where its file is gone, the same papers anew.

    It is not recorded a second time: told once is told, and the day on it stays the first one.
    """
    made = make_slip(intake, "notification")
    if made is None:
        return
    handed_out = _handed_out(intake)
    if handed_out is None:
        write_slip(intake, made)
    intake.show_text(made.title, handed_out or made.text)


def _handed_out(intake: CaseScreen) -> str | None:
    """The text of the notification in force as its file holds it; None if that is not the text that was recorded."""
    session = intake.app.session
    told = [slip for slip in session.cases.at_hand.slips if slip.kind == "notification"]
    text = session.slips.read_slip(f"{session.cases.at_hand.id}-notification-{len(told)}")
    if text is None:
        return None
    return text.decode() if hashlib.sha256(text).hexdigest() == told[-1].sha256 else None


def write_slip(intake: CaseScreen, made: DraftSlip) -> None:
    """Write the slip's file; a folder that cannot be written is said, and ends nothing: the slip is recorded."""
    try:
        intake.app.session.slips.keep(made.name, made.text)
    except OSError:
        told = _(
            "The slip is recorded, but its file could not be written; copy it by hand or try again (F8)."
        )
        intake.say(told, alert=True)


def offer_slips(intake: CaseScreen) -> None:
    """F8: the slips that the case calls for now, by digit."""
    session = intake.app.session
    kinds = kinds_for(session.cases.at_hand, session.cases.rules, session.desk.state.settings, session.context.today())
    # The notification is a move of the case as well: it is made in the review, and so is the one that replaces it.
    in_force = session.cases.at_hand.notification is not None and not session.cases.at_hand.changed_since_slip
    kinds = tuple(kind for kind in kinds if kind != "notification" or in_force)
    # So is the sheet of a withdrawal, which nobody offers to anybody.
    kinds = tuple(kind for kind in kinds if kind != WITHDRAWAL or session.cases.at_hand.withdrawal_made)
    if not kinds:
        intake.say(_("No slip is due yet: the notification and the receipt are made in step 6."))
        return
    options = tuple(Option(kind, _(KINDS[kind].name)) for kind in kinds)
    text = "\n".join(f"{n} {option.label}" for n, option in enumerate(options, 1))
    intake.ask(_("Which slip?"), [Field("kind", _("Slip"), options=options)],
               lambda values: show_slip(intake, values["kind"]), text=text, needed=True)  # fmt: skip
