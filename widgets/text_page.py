"""A block of text, wrapped to the width and paged: help, slips, details of the row at hand."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from widgets.line import fitted

#: Characters that no line may begin with.
_CLOSING = "，。、；：）》〉」』！？…,.;:)!?%"


def wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells; words of Latin letters stay whole, Chinese breaks anywhere."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, room = "", width
        for piece in _pieces(paragraph):
            for part in _fitting(piece, width):
                if cell_len(part) > room and line:
                    # No line begins with closing punctuation: the character before it goes along.
                    kept = _carried(line) if part in _CLOSING else ""
                    lines.append(line.removesuffix(kept).rstrip())
                    line, room = kept, width - cell_len(kept)
                    if part == " ":
                        continue
                line += part
                room -= cell_len(part)
        lines.append(line.rstrip())
    return lines


def _carried(line: str) -> str:
    """What goes to the next line with a closing mark: the last character, and closing marks before the mark."""
    at = len(line) - 1
    while at > 0 and line[at] in _CLOSING:
        at -= 1
    return line[at:] if at > 0 else ""


def _pieces(paragraph: str) -> Iterable[str]:
    """Words of narrow characters, and wide characters one by one."""
    word = ""
    for character in paragraph:
        if cell_len(character) > 1 or character == " ":
            if word:
                yield word
                word = ""
            yield character
        else:
            word += character
    if word:
        yield word


def _fitting(piece: str, width: int) -> Iterable[str]:
    """A piece that is longer than the line, in parts that fit."""
    if cell_len(piece) <= width:
        yield piece
    else:
        for start in range(0, len(piece), max(width, 1)):
            yield piece[start : start + width]


class TextPage(Widget, can_focus=False):
    """Lines of text; `turn()` pages when there are more lines than rows."""

    DEFAULT_CSS = "TextPage { height: 1fr; width: 100%; }"

    def __init__(self, text: str = "", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._text = text
        self._top = 0
        self._lines: list[str] | None = None

    def show(self, text: str) -> None:
        """Replace the text and go to its first page."""
        if text != self._text:
            self._text, self._top, self._lines = text, 0, None
            self.refresh()

    @property
    def text(self) -> str:
        """The whole text."""
        return self._text

    def on_resize(self, event: events.Resize) -> None:
        self._lines, self._top = None, 0
        self.refresh()

    @property
    def lines(self) -> list[str]:
        """The text as wrapped to the present width."""
        if self._lines is None:
            self._lines = wrapped(self._text, max(self.size.width, 1))
        return self._lines

    @property
    def more(self) -> bool:
        """Whether there are lines below."""
        return self._top + self.size.height < len(self.lines)

    def turn(self, step: int) -> bool:
        """Turn a page; False if there is none that way."""
        top = self._top + step * max(self.size.height, 1)
        if top < 0 or top >= len(self.lines):
            return False
        self._top = top
        self.refresh()
        return True

    def render_line(self, y: int) -> Strip:
        """Line `y` of the page; the last row says when more follows."""
        index = self._top + y
        text = self.lines[index] if index < len(self.lines) else ""
        width = self.size.width
        if y == self.size.height - 1 and self.more:
            text = set_cell_size(text, width - 3) + " >>"
        return Strip([Segment(fitted(text, width))], width)
