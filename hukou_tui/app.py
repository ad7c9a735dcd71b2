"""The application: one desk, the counter home, and the intake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import App
from textual.message import Message

from hukou_tui.desk import Desk
from hukou_tui.screens.frame import Frame
from hukou_tui.screens.home import Home
from hukou_tui.words import use
from hukou_tui.workplace import Workplace


class CounterApp(App[int]):
    """Keyboard only; every screen is a `Frame` over the same desk."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = []
    CSS = "Screen { background: ansi_default; color: ansi_default; }"

    @dataclass
    class News(Message):
        """The desk's news, brought from whatever thread to the screen's."""

        topic: str
        fault: Exception | None

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(ansi_color=True)
        self.desk = Desk(workplace, self._bring)
        self.failure: Exception | None = None

    def _bring(self, topic: str, fault: Exception | None) -> None:
        self.post_message(self.News(topic, fault))

    def on_mount(self) -> None:
        self.theme = "ansi-dark"
        self.push_screen(Home())
        # The station is opened once the first screen stands: nobody waits for a disk to see the counter.
        self.call_after_refresh(self.desk.start)

    def on_counter_app_news(self, message: CounterApp.News) -> None:
        if message.topic == "failed":
            self.failure = message.fault
            self.exit(2)
            return
        if message.topic == "ready":
            self._speak()
        if isinstance(self.screen, Frame):
            self.screen.on_desk_news(message.topic, message.fault)

    def _speak(self) -> None:
        """The language asked for at the start, else the one that the station remembers."""
        lang = self.desk.workplace.lang or self.desk.settings.get("screen.language", "") or "zh"
        self.desk.workplace.lang = lang
        use(lang)

    def leave(self) -> None:
        """End the program: what is in the queue is written first."""
        self.exit(0)
