"""The application: one session, the counter home, and the intake over it."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cached_cell_len
from textual._styles_cache import StylesCache
from textual.app import ScreenStackError
from textual.message import Message

from hukou_tui.context import AppContext
from hukou_tui.keyboard_app import STATION, KeyboardApp
from hukou_tui.screens.contracts import KEYS
from hukou_tui.screens.counter.home import Home
from hukou_tui.screens.counter.idle_lock import lock_form
from hukou_tui.screens.counter.login import TITLE, SignInForm, open_station, take_badge
from hukou_tui.screens.counter.own_passphrase import tell_passphrase_changed
from hukou_tui.screens.frame.frame import Frame
from hukou_tui.session.loader import SessionLoaded, SessionLoader
from hukou_tui.session.news import (
    OF_THE_COUNTER,
    BatchSaved,
    KeysChanged,
    News,
    PassphraseChanged,
    SignedIn,
    StationLocked,
    StationOpened,
    TroubleChanged,
)
from hukou_tui.words.catalogue import _, use_language
from widgets.field import Field

if TYPE_CHECKING:
    from textual.driver import Driver

    from hukou_tui.session.session import Session

#: News that says nothing of a case and lays nothing over the lock.
_NEWS_WHILE_LOCKED = (SignedIn, BatchSaved, TroubleChanged, StationLocked, StationOpened)
#: Another screen is awaited: the counter, or a case.
_SCREEN = "screen"
#: Seconds between two looks at how long nobody has typed.
_IDLE_LOOK = 5.0


class CounterApp(KeyboardApp):
    """Keyboard only; every screen is a `Frame` over the same session."""

    ENABLE_COMMAND_PALETTE = False
    CSS: ClassVar[str] = "Screen { background: ansi_default; color: ansi_default; }"

    @dataclass
    class NewsPosted(Message):
        """The session's news, brought from whatever thread to the screen's."""

        news: News

    def __init__(self, context: AppContext, driver: type[Driver] | None = None) -> None:
        super().__init__(driver)
        self.theme = "ansi-dark"
        self.loader = SessionLoader(context, self._bring)
        #: What stands for the session until it has come answers what the first screen asks.
        self.session = cast("Session", self.loader)
        self.failure: Exception | None = None
        self._later: list[News] = []
        #: Came while a case was on the screen, and is told at the counter.
        self._at_the_counter: list[News] = []

    def _bring(self, news: News) -> None:
        self.post_message(self.NewsPosted(news))

    def get_default_screen(self) -> Home:
        """The counter itself: no empty screen is laid out and painted before it."""
        return Home()

    def on_mount(self) -> None:
        Field.paints_caret = self._glazed is None
        # The station is opened once the first screen stands: nobody waits for a disk to see the counter.
        self.call_after_refresh(self.loader.start)

    # News ----------------------------------------------------------------------------------

    def on_counter_app_news_posted(self, message: CounterApp.NewsPosted) -> None:
        """Taken in at once, in the order in which it was posted; what the screens make of it may have to wait."""
        news = message.news
        if isinstance(news, SessionLoaded):
            self.session = news.session
        elif isinstance(news, StationOpened) and news.fault is not None:
            self.failure = news.fault
            self.exit(2)
        elif self.session.take(news):
            if isinstance(news, StationOpened):
                self._begin()
            self._deliver(news)

    def _begin(self) -> None:
        """The station is open."""
        self._speak()
        # See `start.py`: what is there now stays, and is looked through no more.
        gc.freeze()
        gc.enable()
        self.set_interval(_IDLE_LOOK, self._look_at_the_clock)

    def _deliver(self, news: News) -> None:
        """Tell the screen, or keep the news until it can be told: not over the lock, and to whom it belongs."""
        if isinstance(news, KeysChanged):
            self.release(KEYS)
        if self.locked and not isinstance(news, _NEWS_WHILE_LOCKED):
            # It would open a form over the lock, or show a case.
            self._later.append(news)
        elif isinstance(news, OF_THE_COUNTER) and not self._may_be_told(news):
            self._at_the_counter.append(news)
        else:
            self._tell_screen(news)

    def _may_be_told(self, news: News) -> bool:
        """Whether the counter is on the screen and stays there, and before it whoever may see what is shown once."""
        if isinstance(news, KeysChanged) and news.shown and news.badge != self.session.context.operator:
            return False
        return isinstance(self._current_frame, Home) and _SCREEN not in self._awaited

    @property
    def keeps_a_secret(self) -> bool:
        """Whether keys are being changed, or something that is shown once was not shown yet."""
        waiting = (*self._later, *self._at_the_counter)
        return KEYS in self._awaited or any(isinstance(one, KeysChanged) and one.shown for one in waiting)

    def release(self, awaited: str) -> None:
        super().release(awaited)
        if awaited == _SCREEN:
            self._deliver_waiting()

    def _deliver_waiting(self) -> None:
        """The counter is back, or somebody else sits at it."""
        waiting, self._at_the_counter = self._at_the_counter, []
        for news in waiting:
            self.call_after_refresh(self._deliver, news)

    def _tell_screen(self, news: News) -> None:
        frame = self._current_frame
        if frame is None:
            return
        if isinstance(news, StationLocked) and isinstance(frame, Home):
            frame.say("")
            open_station(frame, frame.begin_work)
            self.release(STATION)
        elif isinstance(news, SignedIn):
            form = next((panel for panel in frame.panels if isinstance(panel, SignInForm)), None)
            if form is not None:
                form.answer(news)
            self._deliver_waiting()
        elif isinstance(news, PassphraseChanged):
            tell_passphrase_changed(frame, news)
        else:
            frame.on_news(news)

    @property
    def _current_frame(self) -> Frame | None:
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
        StylesCache.get_inner_outer.cache_clear()
        cached_cell_len.cache_clear()
        gc.collect()

    # Locked --------------------------------------------------------------------------------

    def _look_at_the_clock(self) -> None:
        if self.idle.is_over(self.session) and not self.awaits:
            self.lock()

    def lock(self) -> None:
        """Hide everything until somebody proves who he is; what is being typed stays as it is."""
        if not self.locked and isinstance(self.screen, Frame):
            self.locked = True
            self.screen.hide(lock_form(self.screen))

    def unlock(self) -> None:
        """Somebody has proven who he is: what was hidden goes on, and news that came meanwhile is told."""
        self.locked = False
        later, self._later = self._later, []
        for news in later:
            self.call_next(self._deliver, news)

    def ask_who_sits_here(self) -> None:
        """Somebody else sits down; asked once more over that form, the screen is locked."""
        frame = self.screen
        if self.locked or not isinstance(frame, Frame) or frame.must_answer:
            return
        if frame.over is not None and frame.over.title == _(TITLE):
            frame.uncover()
            self.lock()
        elif frame.over is not None or frame.settle():
            take_badge(frame)

    # Cases ---------------------------------------------------------------------------------

    def enter_case(self) -> None:
        """Show the intake of the case at hand over the counter; the first picture does without it."""
        from hukou_tui.screens.intake.intake import Intake

        self.push_screen(Intake())

    def leave_case(self) -> None:
        """Back to the counter."""
        self.pop_screen()

    def _speak(self) -> None:
        """The language asked for at the start, else the one that the station remembers."""
        lang = self.session.context.lang or self.session.desk.state.settings.get("screen.language", "") or "zh"
        self.session.context.lang = lang
        use_language(lang)

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
