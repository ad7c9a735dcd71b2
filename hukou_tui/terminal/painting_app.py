"""An application whose picture goes to our driver, which writes only what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual._compositor import CompositorUpdate
from textual.app import App
from textual.binding import Binding
from textual.geometry import Offset

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType
    from textual.screen import Screen
    from textual.strip import Strip

    from hukou_tui.terminal.driver import TerminalDriver


class PaintingApp(App[int]):
    """Paints by Textual's private doors (docs/decisions/0007-terminal-driver.md)."""

    BINDINGS: ClassVar = [Binding("ctrl+l", "repaint", show=False, priority=True)]

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
    def in_batch(self) -> bool:
        """Whether nothing is to be painted before all of a panel stands."""
        return self._batch_count > 0

    @property
    def on_a_line(self) -> bool:
        """Whether what is painted goes over a terminal's line, where each byte takes its time."""
        return self._glazed is not None

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """What the compositor has painted goes to our driver's picture instead of out as text."""
        if self._glazed is None or not isinstance(renderable, CompositorUpdate):
            super()._display(screen, renderable)
        elif screen is self.screen and not self._batch_count and self._running and not self._closed:
            self._glazed.paint(renderable, self.cursor_position)
            self.post_display_hook()

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
