"""Who sits here: badge and passphrase, at the start, when somebody else sits down, and to open a locked screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from flows.identity.text_cleaning import hyphened
from hukou_tui.screens.frame.form import NotTaken, Prompt
from hukou_tui.words.catalogue import N_, _
from hukou_tui.words.errors.error_messages import sentence
from hukou_tui.words.roles import role_name
from widgets.field import Field

if TYPE_CHECKING:
    from hukou_tui.screens.frame.frame import Frame

TITLE = N_("Who is at the counter now?")
_LONGEST_PASSPHRASE = 100
_HOW = N_("Enter: next and done.  F12: leave the program; all that is saved stays saved.")


def passphrase_field(name: str, label: str) -> Field:
    """A field for something secret."""
    return Field(name, label, length=_LONGEST_PASSPHRASE, secret=True, label_width=26)


def badge_field(name: str, label: str, value: str = "", *, label_width: int = 18) -> Field:
    """A field for a badge number."""
    return Field(name, label, value, length=20, clean=hyphened, label_width=label_width)


class SeatForm(Prompt):
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
        self.frame.app.desk.prove(values["operator"], values["passphrase"])

    def answered(self, fault: Exception | None) -> None:
        """The desk has looked at the passphrase."""
        frame = self.frame
        if fault is not None:
            self._go(self._passphrase)
            frame.say(sentence(fault), alert=True)
        else:
            frame.say("")
            frame.uncover()
            self._accepted()
        frame.app.release("seat")

    @property
    def touched(self) -> bool:
        """A passphrase that is half typed is nothing to be kept."""
        return False


class LockForm(SeatForm):
    """Covers everything until the right passphrase is given."""

    can_be_given_up: ClassVar[bool] = False
    how: ClassVar[str] = _HOW


class PracticeLock(Prompt):
    """Covers the screen of a practice station, where nobody has a passphrase: Enter goes on."""

    can_be_given_up: ClassVar[bool] = False
    how: ClassVar[str] = N_("Enter: go on. In a real station the passphrase is asked for here.")

    def __init__(self, title: str, accepted: Callable[[], None]) -> None:
        super().__init__(title, [badge_field("operator", _("Badge number"))], lambda values: accepted())


def lock_form(frame: Frame) -> Prompt:
    """What covers a locked screen: the passphrase of whoever sits here, or of somebody else who sits down instead."""
    desk = frame.app.desk
    title = _("The screen is locked")

    def opened() -> None:
        frame.app.unlock()
        frame.show_again()
        seated(frame)

    if not desk.has_keys:
        return PracticeLock(title, opened)
    text = _("What was being typed is still there. Somebody else may sit down with his own badge.")
    return LockForm(title, opened, badge=desk.workplace.operator, text=text)


def open_station(frame: Frame, then: Callable[[], None]) -> None:
    """The first form of the day: the station opens for whoever has a key to it."""
    frame.app.locked = True

    def opened() -> None:
        frame.app.unlock()
        then()
        seated(frame)

    text = _(
        "The station is encrypted. A lost passphrase is replaced by the administrator; "
        'if nobody can, the badge is "recovery" and the passphrase the recovery key from the safe.'
    )
    frame.lay_over(
        LockForm(_("Who opens the station?"), opened, badge=frame.app.desk.workplace.operator, text=text)
    )


def take_badge(frame: Frame) -> None:
    """Somebody else sits down: his badge, and his passphrase where there are any."""
    desk = frame.app.desk
    title = _(TITLE)
    if desk.has_keys:
        text = _("Whoever sits down is recorded, and what he does from now on is his.")
        frame.lay_over(SeatForm(title, lambda: seated(frame), text=text))
        return
    field = badge_field("operator", _("Badge number"))
    known = ", ".join(f"{badge} ({role_name(role)})" for badge, role in desk.operators.items())
    text = _("Known here: {known}").format(known=known)
    frame.ask(title, [field], lambda values: _seat(frame, values["operator"]), text=text, needed=True)


def _seat(frame: Frame, badge: str) -> None:
    desk = frame.app.desk
    if badge not in desk.operators:
        told = _("Badge {badge} is not known at this station. The administrator can add it in the settings.")
        raise NotTaken(told.format(badge=badge))
    desk.workplace.operator = badge
    seated(frame)


def seated(frame: Frame) -> None:
    """Tell who sits here now; whoever began with a passphrase that was made up chooses his own first."""
    desk = frame.app.desk
    frame.paint_frame()
    # Whoever sits down has to know that he works with other rules than those that were adopted here.
    trouble = desk.rules_trouble
    sits = _("Now at the counter: {badge}").format(badge=desk.workplace.operator)
    frame.say(trouble or sits, alert=bool(trouble))
    frame.refresh_body()
    if desk.must_change:
        from hukou_tui.screens.counter.user_administration import change_passphrase

        change_passphrase(frame, must=True)
