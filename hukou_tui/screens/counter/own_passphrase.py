"""One's own passphrase: changed when one likes, and before anything else where somebody else thought it up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from flows.errors import CodedError
from hukou_tui.screens.counter.key_fields import passphrase_field
from hukou_tui.screens.frame.form import NotTaken, Prompt
from hukou_tui.words.catalogue import N_, _
from hukou_tui.words.errors.error_messages import sentence

if TYPE_CHECKING:
    from hukou_tui.screens.contracts import Body
    from hukou_tui.session.news import PassphraseChanged


class MustChange(Prompt):
    """A passphrase that somebody else thought up is changed before anything else."""

    can_be_given_up: ClassVar[bool] = False
    how: ClassVar[str] = N_("Enter: next and done.  F12: leave the program; all that is saved stays saved.")


def change_passphrase(frame: Body, *, must: bool = False) -> None:
    """The old passphrase, and the new one twice."""
    fields = [
        passphrase_field("old", _("Present passphrase")),
        passphrase_field("new", _("New passphrase")),
        passphrase_field("again", _("The new one again")),
    ]
    text = _(
        "At least 8 characters, or 12 digits. Nobody else needs to know it, and nobody can read it back."
    )

    def change(values: Mapping[str, str]) -> None:
        for field in fields:
            field.put("")
        form.begin_again()
        if values["new"] != values["again"]:
            raise NotTaken(_("The new passphrase was not the same twice; nothing was changed."))
        try:
            frame.app.session.keys.check_passphrase(values["new"])
        except CodedError as fault:
            raise NotTaken(sentence(fault)) from None
        frame.say(_("One moment ..."))
        # Nothing is done before it is known whether the passphrase is changed.
        frame.app.hold("passphrase")
        frame.app.session.keys.change_passphrase(values["old"], values["new"])

    form = (MustChange if must else Prompt)(
        _("Change the passphrase"), fields, change, text=text, needed=True
    )
    frame.lay_over(form)


def tell_passphrase_changed(frame: Body, news: PassphraseChanged) -> None:
    """The passphrase is changed, or was not: then the form comes again if it must be."""
    frame.app.release("passphrase")
    if news.fault is None:
        frame.say(_("The passphrase is changed."))
        return
    if frame.app.session.desk.state.must_change:
        change_passphrase(frame, must=True)
    frame.say(sentence(news.fault), alert=True)
