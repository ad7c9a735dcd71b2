"""A block of text, wrapped to the width and paged: help, slips, details of the row at hand."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from widgets.line import fit_text

#: Characters that no line may begin with.
_CLOSING = "，。、；：）》〉」』！？…,.;:)!?%"


def wrap_text(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells; words of Latin letters stay whole, Chinese breaks anywhere."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, room = "", width
        for piece in _pieces(paragraph):
            for part in _split_to_width(piece, width):
                if cell_len(part) > room and line:
                    # No line begins with closing punctuation: the character before it goes along.
                    kept = _carried_characters(line) if part in _CLOSING else ""
                    lines.append(line.removesuffix(kept).rstrip())
                    line, room = kept, width - cell_len(kept)
                    if part == " ":
                        continue
                line += part
                room -= cell_len(part)
        lines.append(line.rstrip())
    return lines


def _carried_characters(line: str) -> str:
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


def _split_to_width(piece: str, width: int) -> Iterable[str]:
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
        #: The paragraph of the top line, and how many characters of it (blanks aside) stand before that line.
        self._reached = (0, 0)
        self._lines: list[str] | None = None
        self._width = 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The lines that the text takes, where the page is to be no higher (`height: auto`)."""
        return len(wrap_text(self._text, max(width, 1)))

    def show(self, text: str) -> None:
        """Replace the text and go to its first page."""
        if text != self._text:
            self._text, self._top, self._lines = text, 0, None
            self._reached = (0, 0)
            self.refresh()

    @property
    def text(self) -> str:
        """The whole text."""
        return self._text

    def _places(self) -> list[tuple[int, int]]:
        """For each line its paragraph and how many characters of that stand before it, blanks aside."""
        places: list[tuple[int, int]] = []
        for number, paragraph in enumerate(self._text.split("\n")):
            before = 0
            for line in wrap_text(paragraph, self._width):
                places.append((number, before))
                before += len(line.replace(" ", ""))
        return places

    @property
    def lines(self) -> list[str]:
        """The text as wrapped to the present width; what was being read stays on top, however the lines break."""
        width = max(self.size.width, 1)
        if self._lines is None or width != self._width:
            self._lines, self._width, reached = wrap_text(self._text, width), width, self._reached
            self._top = (
                max(at for at, place in enumerate(self._places()) if place <= reached) if any(reached) else 0
            )
        return self._lines

    @property
    def more(self) -> bool:
        """Whether there are lines below."""
        lines = self.lines
        return self._top + self.size.height < len(lines)

    def turn(self, step: int) -> bool:
        """Turn a page; False if there is none that way. The last line, which `>>` has cut, comes again on top."""
        if step > 0 and not self.more:
            return False
        top = max(self._top + step * max(self.size.height - 1, 1), 0)
        if top == self._top:
            return False
        self._top = top
        self._reached = self._places()[top]
        self.refresh()
        return True

    def render_line(self, y: int) -> Strip:
        """Line `y` of the page; the last row says when more follows."""
        lines = self.lines
        index = self._top + y
        text = lines[index] if index < len(lines) else ""
        width = self.size.width
        if y == self.size.height - 1 and self.more:
            text = set_cell_size(text, width - 3) + " >>"
        return Strip([Segment(fit_text(text, width))], width)
