"""A text in which single characters stand out, as a row or a cell of a table shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from widgets.line import fit_text

#: From one character to another, the latter not included, and how they look.
Mark = tuple[int, int, Style]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """`text`, and what stands out in it, in order. The text is free of control characters, so that places hold."""

    text: str
    marks: tuple[Mark, ...] = ()

    def fit(self, width: int) -> MarkedText:
        """Cut or padded to `width` cells as `fit_text` does; what is cut off has no mark."""
        text = fit_text(self.text, width)
        left = len(text) if text.startswith(self.text) else len(_common_start(text, self.text))
        return MarkedText(text, tuple((a, min(b, left), style) for a, b, style in self.marks if a < left))

    def wrap(self, width: int) -> list[MarkedText]:
        """In lines of at most `width` cells, broken anywhere: names and numbers have no words."""
        lines, start, room = [], 0, width
        for at, character in enumerate(self.text):
            if (cells := cell_len(character)) > room and at > start:
                lines.append(self._part(start, at))
                start, room = at, width
            room -= cells
        return [*lines, self._part(start, len(self.text))]

    def _part(self, start: int, end: int) -> MarkedText:
        inside = (
            (max(a, start) - start, min(b, end) - start, style)
            for a, b, style in self.marks
            if a < end and b > start
        )
        return MarkedText(self.text[start:end], tuple(inside))

    def segments(self, style: Style) -> Iterator[Segment]:
        """The text in runs of one look."""
        at = 0
        for start, end, look in self.marks:
            if start > at:
                yield Segment(self.text[at:start], style)
            yield Segment(self.text[start:end], style + look)
            at = end
        if at < len(self.text):
            yield Segment(self.text[at:], style)


def join_texts(parts: Iterable[str | MarkedText]) -> MarkedText:
    """Texts one behind the other; each keeps its marks."""
    text, marks = "", []
    for part in parts:
        if isinstance(part, MarkedText):
            marks += [(len(text) + a, len(text) + b, style) for a, b, style in part.marks]
            text += part.text
        else:
            text += part
    return MarkedText(text, tuple(marks))


def _common_start(one: str, other: str) -> str:
    length = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return one[:length]
