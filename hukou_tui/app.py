"""The application: one desk, the counter home, and the intake."""

from __future__ import annotations

import gc
from collections import deque
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events
from textual.app import App, ScreenStackError
from textual.binding import Binding
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget

from flows.errors import FlowError
from hukou_tui.context import Workplace
from hukou_tui.screens.counter.home import Home
from hukou_tui.screens.frame.frame import Frame
from hukou_tui.session.session import Desk
from hukou_tui.terminal.card_reader import CardRead
from hukou_tui.words.catalogue import _, use
from widgets.field import Field
from widgets.key_taker import KeyTaker

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType
    from textual.driver import Driver
    from textual.screen import Screen
    from textual.strip import Strip

    from hukou_tui.session.news import Answer
    from hukou_tui.terminal.driver import TerminalDriver

#: What is waited for until the station is open; meanwhile a screen may do some keys already.
_STATION = "station"
#: What is laid over the body of a screen: a text, a form, a menu.
_PANEL = "panel"
#: These end the program whatever is being waited for.
_LEAVING = ("f12", "ctrl+q")
#: Keys that do what they are bound to while the screen is locked: help, back from it, both by digits, a new picture.
_WHILE_LOCKED = ("f1", "f3", "minus", "fullwidth_hyphen_minus", "ctrl+l", *_LEAVING)
#: News that says nothing of a case and lays nothing over the lock.
_NEWS_WHILE_LOCKED = ("seat", "saved", "trouble", "locked", "ready")
#: Seconds between two looks at how long nobody has typed.
_IDLE_LOOK = 5.0
#: Minutes without a key after which the screen is locked, where the station has not set another number.
IDLE_MINUTES = 5


def _leaves(event: events.Key | events.Paste) -> bool:
    return isinstance(event, events.Key) and event.key in _LEAVING


def _displayed(field: Field) -> bool:
    """Whether neither the field nor anything around it has been taken off the screen."""
    return all(part.display for part in field.ancestors_with_self if isinstance(part, Widget))


class CounterApp(App[int]):
    """Keyboard only; every screen is a `Frame` over the same desk."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = [Binding("ctrl+l", "repaint", show=False, priority=True)]
    CSS = "Screen { background: ansi_default; color: ansi_default; }"

    @dataclass
    class News(Message):
        """The desk's news, brought from whatever thread to the screen's."""

        topic: str
        fault: Exception | None
        answer: Answer | None = None

    class Released(Message):
        """Keys that were held may be handed over."""

    def __init__(self, workplace: Workplace, driver: type[Driver] | None = None) -> None:
        super().__init__(ansi_color=True, driver_class=driver)
        self.theme = "ansi-dark"
        self.desk = Desk(workplace, self._bring)
        self.failure: Exception | None = None
        self._held: deque[events.Key | events.Paste] = deque()
        self._awaited = {_STATION}
        self._typed_into: tuple[Field, str] | None = None
        #: Nothing is shown and nothing done until somebody proves who he is.
        self.locked = False
        self._later: list[CounterApp.News] = []
        self._last_key = monotonic()

    def _bring(self, topic: str, fault: Exception | None, answer: Answer | None = None) -> None:
        self.post_message(self.News(topic, fault, answer))

    def get_default_screen(self) -> Home:
        """The counter itself: no empty screen is laid out and painted before it."""
        return Home()

    def on_mount(self) -> None:
        Field.paints_caret = self._glazed is None
        # The station is opened once the first screen stands: nobody waits for a disk to see the counter.
        self.call_after_refresh(self.desk.start)

    def on_counter_app_news(self, message: CounterApp.News) -> None:
        if message.topic == "failed":
            self.failure = message.fault
            self.exit(2)
            return
        if message.topic == "ready":
            self._speak()
            # See `counter.py`: what is there now stays, and is looked through no more.
            gc.freeze()
            gc.enable()
            self.set_interval(_IDLE_LOOK, self._look_at_the_clock)
        if self.locked and message.topic not in _NEWS_WHILE_LOCKED:
            # It would open a form over the lock, or show a case.
            self._later.append(message)
            return
        if not self.desk.take_in(message.answer):
            return
        frame = self._standing
        if frame is not None:
            frame.on_desk_news(message.topic, message.fault)

    @property
    def _standing(self) -> Frame | None:
        """The screen that can be told something; None once the program is being taken down."""
        try:
            screen = self.screen
        except ScreenStackError:
            return None
        return screen if isinstance(screen, Frame) and screen.query("#status") else None

    def forget_screens(self) -> None:
        """Let go of screens that are gone, while nobody waits for anything.

        Textual's cache of line styles keeps the last thousand parts alive, Rich's cache of widths each text that a
        status line has had, and left to itself the collection comes after dozens of cases.
        """
        from rich.cells import cached_cell_len
        from textual._styles_cache import StylesCache

        StylesCache.get_inner_outer.cache_clear()
        cached_cell_len.cache_clear()
        gc.collect()

    # Locked --------------------------------------------------------------------------------

    @property
    def idle_minutes(self) -> int:
        """Minutes without a key after which the screen is locked; 0: never (in practice, unless it is set)."""
        said = self.desk.settings.get("screen.idle_minutes", "")
        return int(said) if said.isdecimal() else IDLE_MINUTES if self.desk.has_keys else 0

    def _look_at_the_clock(self) -> None:
        idle = monotonic() - self._last_key
        if self.idle_minutes and idle >= 60 * self.idle_minutes and not self._awaited:
            self.lock()

    def lock(self) -> None:
        """Hide everything until somebody proves who he is; what is being typed stays as it is."""
        from hukou_tui.screens.counter.login import lock_form

        if not self.locked and isinstance(self.screen, Frame):
            self.locked = True
            self.screen.hide(lock_form(self.screen))

    def unlock(self) -> None:
        """Somebody has proven who he is: what was hidden goes on, and news that came meanwhile is told."""
        self.locked = False
        later, self._later = self._later, []
        for message in later:
            self.post_message(message)

    # Painting ------------------------------------------------------------------------------

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's own cursor belongs: asked of the part with the focus as it is laid out now."""
        placed = getattr(self.focused, "cursor_screen_offset", None)
        return self._cursor if placed is None else placed

    @cursor_position.setter
    def cursor_position(self, offset: Offset) -> None:
        self._cursor = offset
        if self._glazed:
            self.screen.check_idle()

    @property
    def _glazed(self) -> TerminalDriver | None:
        """Our own driver, which writes only what differs; None under a test and on Windows."""
        driver = getattr(self, "_driver", None)
        return cast("TerminalDriver", driver) if hasattr(driver, "paint") else None

    @property
    def on_a_line(self) -> bool:
        """Whether what is painted goes over a terminal's line, where each byte takes its time."""
        return self._glazed is not None

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """What the compositor has painted goes to our driver's picture instead of out as text."""
        from textual._compositor import CompositorUpdate

        if self._glazed is None or not isinstance(renderable, CompositorUpdate):
            super()._display(screen, renderable)
        elif screen is self.screen and not self._batch_count and self._running and not self._closed:
            self._glazed.paint(renderable, self.cursor_position)
            self.post_display_hook()

    def _paint(self) -> None:
        """Show at once what a key has changed, unless more keys wait: then only what the last of them leaves."""
        if self._glazed is not None and not self.message_queue_size and isinstance(self.screen, Frame):
            self.screen.paint_now()

    def paint_parts(self, pieces: Iterable[tuple[Offset, Sequence[Strip]]]) -> None:
        """Rows of single parts of the screen, each where it stands, and the cursor where it belongs."""
        if self._glazed is not None:
            for place, strips in pieces:
                self._glazed.lay(place.x, place.y, strips)
            self._glazed.place(self.cursor_position)

    def place_caret(self) -> None:
        """The terminal's cursor to where it belongs, though nothing else has changed."""
        if self._glazed is not None:
            self._glazed.place(self.cursor_position)

    def _set_pointer_shape(self, shape: str) -> None:
        """There is no mouse, so nothing is sent that an old terminal would show as letters."""

    def action_repaint(self) -> None:
        """Write the whole picture anew: something else has scribbled on the terminal."""
        if self._glazed is not None:
            self._glazed.repaint()

    # Keys ----------------------------------------------------------------------------------

    def hold(self, awaited: str) -> None:
        """Keep the keys that come from now on: `awaited` (a screen, a panel, the lookup), which they are meant for."""
        if awaited == _PANEL and _PANEL not in self._awaited:
            # Nothing is seen of it before all of it stands: one picture, and no flicker.
            self._begin_batch()
        self._awaited.add(awaited)

    def release(self, awaited: str) -> None:
        """`awaited` is there: once nothing else is waited for, the keys are handed over in the order typed."""
        if awaited == _PANEL and _PANEL in self._awaited:
            self._end_batch()
        self._awaited.discard(awaited)
        if self._held and self._awaited <= {_STATION}:
            self.post_message(self.Released())

    async def on_event(self, event: events.Event) -> None:
        """Keys go straight to the part that has the focus, so that none overtakes a change of focus."""
        if isinstance(event, events.Key | events.Paste):
            self._last_key = monotonic()
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded and not _leaves(event):
            self._held.append(event)
            await self._hand_over()
        else:
            await super().on_event(event)

    async def on_counter_app_released(self) -> None:
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
        elif not self._taken(event) and isinstance(event, events.Key):
            await self._do_bound(event.key)

    def _tell(self, refusal: FlowError) -> None:
        """What the counter does not admit is a sentence, from wherever it comes."""
        from hukou_tui.words.errors.error_messages import sentence

        if isinstance(self.screen, Frame):
            self.screen.say(sentence(refusal), alert=True)
        self.release("screen")

    def _needs_no_station(self, event: events.Key | events.Paste) -> bool:
        """Whether a key can be done though the station is still being opened: nobody waits for a disk to read help."""
        reads = isinstance(self.screen, Frame) and self.screen.needs_no_station(event)
        return reads and self._awaited == {_STATION}

    async def _do_bound(self, key: str) -> None:
        """What a key is bound to, done before the next key is looked at; Textual would send it through queues."""
        if self.locked and key not in _WHILE_LOCKED:
            if isinstance(self.screen, Frame):
                self.screen.say(_("Locked: the passphrase first."), alert=True)
        elif not await self._check_bindings(key, priority=True):
            await self._check_bindings(key)

    def _taken(self, event: events.Key | events.Paste) -> bool:
        """Whether the part that has the focus took the key or the paste."""
        taker = self.focused
        self._typed_into = (taker, taker.typed) if isinstance(taker, Field) else None
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
        if not isinstance(field, Field) or not field.is_attached or not _displayed(field):
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

    def _speak(self) -> None:
        """The language asked for at the start, else the one that the station remembers."""
        lang = self.desk.workplace.lang or self.desk.settings.get("screen.language", "") or "zh"
        self.desk.workplace.lang = lang
        use(lang)

    def _handle_exception(self, error: Exception) -> None:
        """A fault of ours ends the program in a sentence; under a test it is shown whole."""
        if self.is_headless:
            super()._handle_exception(error)
            return
        if self._exit:
            # The program was asked to end: what a part misses while it is taken down is no fault of the work.
            return
        self.failure = error
        self.exit(2)

    def leave(self) -> None:
        """End the program: what is in the queue is written first."""
        self.exit(0)
