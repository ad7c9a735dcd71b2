"""Who sits here: badge and passphrase, at the start, when somebody else sits down, and to open a locked screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from hukou_tui.screens.counter.key_fields import badge_field, passphrase_field
from hukou_tui.screens.counter.own_passphrase import change_passphrase
from hukou_tui.screens.frame.form import NotTaken, Prompt
from hukou_tui.words.catalogue import N_, _
from hukou_tui.words.errors.error_messages import sentence
from hukou_tui.words.roles import role_name

if TYPE_CHECKING:
    from hukou_tui.screens.contracts import Body
    from hukou_tui.session.news import SignedIn

TITLE = N_("Who is at the counter now?")
_HOW = N_("Enter: next and done.  F12: leave the program; all that is saved stays saved.")


class SignInForm(Prompt):
    """Asks who sits here and waits for the answer; `accepted` is called once it was the right passphrase."""

    def __init__(self, title: str, accepted: Callable[[], None], *, badge: str = "", text: str = "") -> None:
        self._badge = badge_field("operator", _("Badge number"), badge, label_width=26)
        self._passphrase = passphrase_field("passphrase", _("Passphrase"))
        self._accepted = accepted
        fields = [self._badge, self._passphrase]
        super().__init__(title, fields, lambda values: None, text=text, needed=True, first_empty=True)

    def _hand_over(self, values: Mapping[str, str]) -> None:
        self._passphrase.put("")
        # Keys that come meanwhile are meant for what comes after, and must not land in the passphrase.
        self.frame.app.hold("seat")
        self.frame.say(_("One moment: the passphrase is looked at ..."))
        self.frame.app.session.sign_in(values["operator"], values["passphrase"])

    def answer(self, news: SignedIn) -> None:
        """The passphrase was looked at."""
        frame = self.frame
        if news.fault is not None:
            self._go(self._passphrase)
            frame.say(sentence(news.fault), alert=True)
        else:
            frame.say("")
            frame.take_away(self)
            self._accepted()
        frame.app.release("seat")

    @property
    def touched(self) -> bool:
        """A passphrase that is half typed is nothing to be kept."""
        return False


class LockForm(SignInForm):
    """Covers everything until the right passphrase is given."""

    can_be_given_up: ClassVar[bool] = False
    how: ClassVar[str] = _HOW


def open_station(frame: Body, then: Callable[[], None]) -> None:
    """The first form of the day: the station opens for whoever has a key to it."""
    frame.app.locked = True

    def opened() -> None:
        frame.app.unlock()
        then()
        tell_who_sits_here(frame)

    text = _(
        "The station is encrypted. A lost passphrase is replaced by the administrator; "
        'if nobody can, the badge is "recovery" and the passphrase the recovery key from the safe.'
    )
    frame.lay_over(
        LockForm(_("Who opens the station?"), opened, badge=frame.app.session.context.operator, text=text)
    )


def take_badge(frame: Body) -> None:
    """Somebody else sits down: his badge, and his passphrase where there are any."""
    session = frame.app.session
    title = _(TITLE)
    if session.desk.has_keys:
        text = _("Whoever sits down is recorded, and what he does from now on is his.")
        frame.lay_over(SignInForm(title, lambda: tell_who_sits_here(frame), text=text))
        return
    field = badge_field("operator", _("Badge number"))
    known = ", ".join(f"{badge} ({role_name(role)})" for badge, role in session.desk.state.operators.items())
    text = _("Known here: {known}").format(known=known)
    frame.ask(title, [field], lambda values: _sign_in(frame, values["operator"]), text=text, needed=True)


def _sign_in(frame: Body, badge: str) -> None:
    session = frame.app.session
    if badge not in session.desk.state.operators:
        told = _("Badge {badge} is not known at this station. The administrator can add it in the settings.")
        raise NotTaken(told.format(badge=badge))
    session.context.operator = badge
    tell_who_sits_here(frame)


def tell_who_sits_here(frame: Body) -> None:
    """Tell who sits here now; whoever began with a passphrase that was made up chooses his own first."""
    session = frame.app.session
    frame.paint_frame()
    # Whoever sits down has to know that he works with other rules than those that were adopted here.
    trouble = session.rules_trouble
    sits = _("Now at the counter: {badge}").format(badge=session.context.operator)
    frame.say(trouble or sits, alert=bool(trouble))
    frame.refresh_body()
    if session.desk.state.must_change:
        change_passphrase(frame, must=True)
