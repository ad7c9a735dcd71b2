"""The lock: after minutes without a key the screen is covered until somebody proves who he is."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from hukou_tui.screens.counter.key_fields import badge_field
from hukou_tui.screens.counter.login import LockForm, tell_who_sits_here
from hukou_tui.screens.frame.form import Prompt
from hukou_tui.words.catalogue import N_, _

if TYPE_CHECKING:
    from hukou_tui.screens.contracts import Body
    from hukou_tui.session.session import Session

#: Minutes without a key after which the screen is locked, where the station has not set another number.
IDLE_MINUTES = 5


class IdleClock:
    """How long nobody has typed, and whether that is long enough."""

    def __init__(self) -> None:
        self._last_key = monotonic()

    def key_pressed(self) -> None:
        """Somebody is there."""
        self._last_key = monotonic()

    def is_over(self, session: Session) -> bool:
        """Whether the screen is to be locked now."""
        minutes = idle_minutes(session)
        return bool(minutes) and monotonic() - self._last_key >= 60 * minutes


def idle_minutes(session: Session) -> int:
    """Minutes without a key after which the screen is locked; 0: never (in practice, unless it is set)."""
    said = session.desk.state.settings.get("screen.idle_minutes", "")
    return int(said) if said.isdecimal() else IDLE_MINUTES if session.desk.has_keys else 0


class PracticeLock(Prompt):
    """Covers the screen of a practice station, where nobody has a passphrase: Enter goes on."""

    can_be_given_up: ClassVar[bool] = False
    how: ClassVar[str] = N_("Enter: go on. In a real station the passphrase is asked for here.")

    def __init__(self, title: str, accepted: Callable[[], None]) -> None:
        super().__init__(title, [badge_field("operator", _("Badge number"))], lambda values: accepted())


def lock_form(frame: Body) -> Prompt:
    """What covers a locked screen: the passphrase of whoever sits here, or of somebody else who sits down instead."""
    session = frame.app.session
    title = _("The screen is locked")

    def opened() -> None:
        frame.app.unlock()
        frame.show_again()
        tell_who_sits_here(frame)

    if not session.desk.has_keys:
        return PracticeLock(title, opened)
    text = _("What was being typed is still there. Somebody else may sit down with his own badge.")
    return LockForm(title, opened, badge=session.context.operator, text=text)
