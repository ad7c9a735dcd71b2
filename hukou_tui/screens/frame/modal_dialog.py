"""What is laid over the body of a screen: a text, a form, or a menu; the latest one has the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from hukou_tui.screens.contracts import PANEL

if TYPE_CHECKING:
    from hukou_tui.screens.contracts import Body


class Panel(Vertical):
    """Takes the keys once it is there; keys typed ahead have waited for it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.leaving = False

    @property
    def frame(self) -> Body:
        """The screen that this panel covers."""
        return self.screen  # type: ignore[return-value]

    def on_mount(self) -> None:
        if not self.leaving:
            self.take_focus()
        self.frame.app.release(PANEL)

    def take_focus(self) -> None:
        """Put the focus where the clerk goes on, and tell what the keys do."""
