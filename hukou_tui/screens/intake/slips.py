"""Slips of the case at hand: made as text, journaled by their hash, kept in the station's folder."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows.case import actions as a
from flows.case.case import WITHDRAWAL
from hukou_tui.words.catalogue import _, language
from hukou_tui.words.errors.error_messages import sentence
from widgets.field import Field, Option

if TYPE_CHECKING:
    from hukou_tui.screens.intake.intake import Intake


@dataclass(frozen=True, slots=True)
class Made:
    """A slip that was made but not yet recorded: `action` records it, `keep()` writes the text file."""

    title: str
    text: str
    path: Path
    action: a.PrintSlip

    def keep(self) -> None:
        """Write the text where a printer finds it; the file's name holds the case number and the kind only."""
        from db.files.whole_files import make_folder, write_whole

        make_folder(self.path.parent)
        write_whole(self.path, self.text.encode())


def make(intake: Intake, kind: str, *, reason: str = "") -> Made | None:
    """Make the slip of that kind; one message and None if the case does not call for it."""
    from hukou_tui.paper.slips import KINDS, SlipNotDue, missing_of, render

    desk = intake.app.desk
    case = desk.at_hand
    try:
        text = render(
            kind, case, desk.rules, desk.settings, language(), desk.workplace.today(),
            operator=desk.workplace.operator, reason=reason,
        )  # fmt: skip
    except SlipNotDue as fault:
        intake.say(sentence(fault), alert=True)
        return None
    missing = missing_of(case, desk.rules) if kind == "notification" else ()
    digest = hashlib.sha256(text.encode()).hexdigest()
    count = sum(1 for slip in case.slips if slip.kind == kind) + 1
    path = desk.workplace.folder / "slips" / f"{case.id}-{kind}-{count}.txt"
    return Made(_(KINDS[kind].name), text, path, a.PrintSlip(kind, digest, missing, reason))


def show(intake: Intake, kind: str) -> None:
    """Make, record and show a slip; a notification that was made already is shown again as it is."""
    if kind == "notification" and intake.app.desk.at_hand.notification is not None:
        _show_again(intake)
        return
    made = make(intake, kind)
    if made is not None and intake.act(made.action):
        keep(intake, made)
        intake.read(made.title, made.text)


def _show_again(intake: Intake) -> None:
    """The notification in force: the very text that was handed out, or, where its file is gone, the same papers anew.

    It is not recorded a second time: told once is told, and the day on it stays the first one.
    """
    made = make(intake, "notification")
    if made is None:
        return
    handed_out = _handed_out(intake)
    if handed_out is None:
        keep(intake, made)
    intake.read(made.title, handed_out or made.text)


def _handed_out(intake: Intake) -> str | None:
    """The text of the notification in force as its file holds it; None if that is not the text that was recorded."""
    desk = intake.app.desk
    told = [slip for slip in desk.at_hand.slips if slip.kind == "notification"]
    path = desk.workplace.folder / "slips" / f"{desk.at_hand.id}-notification-{len(told)}.txt"
    try:
        text = path.read_bytes()
    except OSError:
        return None
    return text.decode() if hashlib.sha256(text).hexdigest() == told[-1].sha256 else None


def keep(intake: Intake, made: Made) -> None:
    """Write the slip's file; a folder that cannot be written is said, and ends nothing: the slip is recorded."""
    try:
        made.keep()
    except OSError:
        told = _(
            "The slip is recorded, but its file could not be written; copy it by hand or try again (F8)."
        )
        intake.say(told, alert=True)


def offer(intake: Intake) -> None:
    """F8: the slips that the case calls for now, by digit."""
    from hukou_tui.paper.slips import KINDS, kinds_for

    desk = intake.app.desk
    kinds = kinds_for(desk.at_hand, desk.rules, desk.settings, desk.workplace.today())
    # The notification is a move of the case as well: it is made in the review, and so is the one that replaces it.
    in_force = desk.at_hand.notification is not None and not desk.at_hand.changed_since_slip
    kinds = tuple(kind for kind in kinds if kind != "notification" or in_force)
    # So is the sheet of a withdrawal, which nobody offers to anybody.
    kinds = tuple(kind for kind in kinds if kind != WITHDRAWAL or desk.at_hand.withdrawal_made)
    if not kinds:
        intake.say(_("No slip is due yet: the notification and the receipt are made in step 6."))
        return
    options = tuple(Option(kind, _(KINDS[kind].name)) for kind in kinds)
    text = "\n".join(f"{n} {option.label}" for n, option in enumerate(options, 1))
    intake.ask(_("Which slip?"), [Field("kind", _("Slip"), options=options)],
               lambda values: show(intake, values["kind"]), text=text, needed=True)  # fmt: skip
