"""Keys on their way: held while something is awaited that they are meant for, then done one after the other."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from textual import events
from textual.message import Message
from textual.widget import Widget

from flows.errors import FlowError
from hukou_tui.screens.contracts import PANEL
from hukou_tui.screens.counter.idle_lock import IdleClock
from hukou_tui.screens.frame.frame import Frame
from hukou_tui.terminal.card_reader import CardRead
from hukou_tui.terminal.painting_app import PaintingApp
from hukou_tui.words.catalogue import _
from hukou_tui.words.errors.error_messages import sentence
from widgets.field import Field
from widgets.key_taker import KeyTaker

if TYPE_CHECKING:
    from textual.driver import Driver

#: What is waited for until the station is open; meanwhile a screen may do some keys already.
STATION = "station"
#: These end the program whatever is being waited for.
_LEAVING = ("f12", "ctrl+q")
#: Keys that do what they are bound to while the screen is locked: help, back from it, both by digits, a new picture.
_WHILE_LOCKED = ("f1", "f3", "minus", "fullwidth_hyphen_minus", "ctrl+l", *_LEAVING)


def _is_leaving_key(event: events.Key | events.Paste) -> bool:
    return isinstance(event, events.Key) and event.key in _LEAVING


def _is_displayed(field: Field) -> bool:
    """Whether neither the field nor anything around it has been taken off the screen."""
    return all(part.display for part in field.ancestors_with_self if isinstance(part, Widget))


class KeyboardApp(PaintingApp):
    """An application of frames and keys; there is no mouse."""

    class KeysReleased(Message):
        """Keys that were held may be handed over."""

    def __init__(self, driver: type[Driver] | None = None) -> None:
        super().__init__(ansi_color=True, driver_class=driver)
        self._held: deque[events.Key | events.Paste] = deque()
        self._awaited = {STATION}
        self._typed_into: tuple[Field, str] | None = None
        #: Nothing is shown and nothing done until somebody proves who he is.
        self.locked = False
        self.idle = IdleClock()

    @property
    def awaits(self) -> bool:
        """Whether something is waited for that keys are held for."""
        return bool(self._awaited)

    def _paint(self) -> None:
        """Show at once what a key has changed, unless more keys wait: then only what the last of them leaves."""
        if self._glazed is not None and not self.message_queue_size and isinstance(self.screen, Frame):
            self.screen.paint_now()

    def hold(self, awaited: str) -> None:
        """Keep the keys that come from now on: `awaited` (a screen, a panel, the lookup), which they are meant for."""
        if awaited == PANEL and PANEL not in self._awaited:
            # Nothing is seen of it before all of it stands: one picture, and no flicker.
            self._begin_batch()
        self._awaited.add(awaited)

    def release(self, awaited: str) -> None:
        """`awaited` is there: once nothing else is waited for, the keys are handed over in the order typed."""
        if awaited == PANEL and PANEL in self._awaited:
            self._end_batch()
        self._awaited.discard(awaited)
        if self._held and self._awaited <= {STATION}:
            self.post_message(self.KeysReleased())

    def drop_keys(self) -> None:
        """Forget the keys that were typed ahead: they were not meant for what stands there now."""
        self._held.clear()

    async def on_event(self, event: events.Event) -> None:
        """Keys go straight to the part that has the focus, so that none overtakes a change of focus."""
        if isinstance(event, events.Key | events.Paste):
            self.idle.key_pressed()
        if (
            isinstance(event, events.Key | events.Paste)
            and not event.is_forwarded
            and not _is_leaving_key(event)
        ):
            self._held.append(event)
            await self._hand_over()
        else:
            await super().on_event(event)

    async def on_keyboard_app_keys_released(self) -> None:
        await self._hand_over()

    async def _hand_over(self) -> None:
        # Once the program is asked to end, its parts are taken down: no key may meet them.
        while self._held and not self._exit and (not self._awaited or self._needs_no_station(self._held[0])):
            try:
                await self._do(self._held.popleft())
            except FlowError as refusal:
                self._tell(refusal)
        self._paint()

    async def _do(self, event: events.Key | events.Paste) -> None:
        if isinstance(event, CardRead):
            self._take_card(event)
        elif not self._focus_takes(event) and isinstance(event, events.Key):
            await self._do_bound(event.key)

    def _tell(self, refusal: FlowError) -> None:
        """What the counter does not admit is a sentence, from wherever it comes."""
        if isinstance(self.screen, Frame):
            self.screen.say(sentence(refusal), alert=True)
        self.release("screen")

    def _needs_no_station(self, event: events.Key | events.Paste) -> bool:
        """Whether a key can be done though the station is still being opened: nobody waits for a disk to read help."""
        reads = isinstance(self.screen, Frame) and self.screen.needs_no_station(event)
        return reads and self._awaited == {STATION}

    async def _do_bound(self, key: str) -> None:
        """What a key is bound to, done before the next key is looked at; Textual would send it through queues."""
        if self.locked and key not in _WHILE_LOCKED:
            if isinstance(self.screen, Frame):
                self.screen.say(_("Locked: the passphrase first."), alert=True)
        elif not await self._check_bindings(key, priority=True):
            await self._check_bindings(key)

    def _focus_takes(self, event: events.Key | events.Paste) -> bool:
        """Whether the part that has the focus took the key or the paste."""
        taker = self.focused
        self._typed_into = (taker, taker.typed_text) if isinstance(taker, Field) else None
        if not isinstance(taker, KeyTaker):
            return False
        if isinstance(event, events.Paste):
            taker.take_paste(event)
            return True
        return taker.take_key(event)

    @property
    def digits_act(self) -> bool:
        """Whether a digit does something where the keys go now (a list, a choice), and is not mere text."""
        return not isinstance(self.focused, Field) or bool(self.focused.options)

    def _take_card(self, card: CardRead) -> None:
        """A card's number lands whole in the field where it began, or nowhere, and then that is said."""
        field, before = self._typed_into if card.begun and self._typed_into else (self.focused, None)
        # Asked of the styles and not of the layout: a page that was just turned to is laid out only later.
        if not isinstance(field, Field) or not field.is_attached or not _is_displayed(field):
            self._refuse_card()
            return
        if self.focused is not field and isinstance(self.screen, Frame):
            self.screen.put_focus(field)
        if before is not None:
            field.retype(before)
        if field.options or field.length < len(card.text):
            self._refuse_card()
            return
        if field.length == len(card.text):
            field.retype("")
        field.take_paste(card)
        if card.ended and self.focused is field:
            field.take_key(events.Key("enter", None))

    def _refuse_card(self) -> None:
        if isinstance(self.screen, Frame):
            told = _("A card was read, but the field at hand holds no number; nothing was entered.")
            self.screen.say(told, alert=True)
