"""A single line of text that repaints only itself: title, message, status, key line."""

from __future__ import annotations

import unicodedata

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from widgets.palette import PLAIN


def safe(text: str) -> str:
    """`text` without control characters: what is typed, pasted or read from a file can never steer the terminal."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp"))


def fit_text(text: str, width: int) -> str:
    """`text` cut or padded to `width` cells; a cut ends in `>` so that nothing is lost unseen.

    Every row passes here: where the driver is Textual's own (Windows), nothing behind it would take control
    characters out.
    """
    if not text.isprintable():
        text = safe(text)
    if cell_len(text) > width > 1:
        return set_cell_size(set_cell_size(text, width - 1).rstrip(" "), width - 1) + ">"
    return set_cell_size(text, max(width, 0))


class Line(Widget):
    """One row; `show()` sets its text (already free of control characters)."""

    DEFAULT_CSS = "Line { height: 1; width: 100%; }"

    def __init__(self, text: str = "", style: Style = PLAIN, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._text = text
        self._look = style

    @property
    def text(self) -> str:
        """What the line shows."""
        return self._text

    @property
    def cut(self) -> bool:
        """Whether the line shows less than it was told."""
        return cell_len(self._text) > self.size.width

    def show(self, text: str, style: Style | None = None) -> None:
        """Replace the text (and the style); an unchanged line is not painted again."""
        look = self._look if style is None else style
        if (text, look) != (self._text, self._look):
            self._text, self._look = text, look
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The row as one segment over the full width."""
        return Strip([Segment(fit_text(self._text, self.size.width), self._look)], self.size.width)
