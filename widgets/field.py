"""A labelled entry of one row: free text, or a choice by digit. Enter is field exit everywhere."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Protocol

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Offset
from textual.strip import Strip
from textual.widget import Widget

from widgets.line import fitted
from widgets.palette import CURRENT, ENTRY, LABEL, STRONG


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that a digit chooses: what is kept, and what is shown."""

    value: str
    label: str


def safe(text: str) -> str:
    """`text` without control characters: what is typed or pasted can never steer the terminal."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp"))


class FieldListener(Protocol):
    """Who is told about a field, at once: before the next key is looked at."""

    def field_committed(self, field: Field, value: str) -> None:
        """The field holds a changed value."""

    def field_left(self, field: Field, step: int) -> None:
        """The field was left by a key: `step` is +1 (Enter, Tab, down) or -1 (up, Shift+Tab)."""


class Field(Widget, can_focus=True):
    """Label, value and caret in one row.

    `length` limits the characters; with `auto` the field is left when it is full. With `options` a digit
    (full-width too) chooses and leaves; the value kept is the option's, shown is its label.
    """

    DEFAULT_CSS = "Field { height: 1; width: 100%; }"

    def __init__(
        self, name: str, label: str, value: str = "", *, length: int = 50, options: tuple[Option, ...] = (),
        hint: str = "", auto: bool = False, label_width: int = 18,
    ) -> None:  # fmt: skip
        super().__init__(id="field-" + name.replace(".", "-"))
        self.key = name
        self.label = label
        self.options = options
        self.hint = hint
        self.length = length
        self.auto = auto
        self.label_width = label_width
        self.note = ""
        self.listener: FieldListener | None = None
        self._kept = value
        self._text = self._shown(value)
        self._caret = len(self._text)

    def _shown(self, value: str) -> str:
        for option in self.options:
            if option.value == value:
                return option.label
        return value

    @property
    def value(self) -> str:
        """What the field holds now, committed or not."""
        if self.options:
            return next((o.value for o in self.options if o.label == self._text), "")
        return self._text.strip()

    def put(self, value: str, note: str | None = None) -> None:
        """Show `value` as the committed one, without telling anybody."""
        self._kept = value
        self._text = self._shown(value)
        self._caret = len(self._text)
        if note is not None:
            self.note = note
        self._repaint()

    def remark(self, note: str) -> None:
        """A short remark behind the value: what was made of it."""
        if note != self.note:
            self.note = note
            self.refresh()

    def commit(self) -> None:
        """Keep what is typed and tell the screen if it differs from what was kept."""
        if self.value != self._kept:
            self._kept = self.value
            if self.listener is not None:
                self.listener.field_committed(self, self._kept)

    def _leave(self, step: int) -> None:
        self.commit()
        if self.listener is not None:
            self.listener.field_left(self, step)

    def on_focus(self) -> None:
        self._caret = len(self._text)
        self._repaint()

    def on_blur(self) -> None:
        self.commit()
        self.refresh()

    def take_paste(self, event: events.Paste) -> None:
        """Pasted text lands in this one field, on one line."""
        if self.options:
            self._choose(event.text.strip()[:1])
        else:
            self._insert(safe(event.text.replace("\r", " ").replace("\n", " ")).strip())

    def take_key(self, event: events.Key) -> bool:
        """Typing, editing and leaving; False for keys that are the screen's."""
        key = event.key
        if key in ("enter", "tab", "down"):
            self._leave(1)
        elif key in ("up", "shift+tab"):
            self._leave(-1)
        elif self._edited(key):
            return True
        elif event.character and event.is_printable:
            if self.options:
                self._choose(event.character)
            else:
                self._insert(safe(event.character))
        else:
            return False
        return True

    def _edited(self, key: str) -> bool:
        """Caret and erasing keys; True if the key was one of them."""
        text, caret = self._text, self._caret
        if key in ("backspace", "delete") and self.options:
            self._text, self._caret = "", 0
        elif key in ("backspace", "ctrl+h") and caret:
            self._text, self._caret = text[: caret - 1] + text[caret:], caret - 1
        elif key == "delete":
            self._text = text[:caret] + text[caret + 1 :]
        elif key == "ctrl+u":
            self._text, self._caret = "", 0
        elif key == "left":
            self._caret = max(caret - 1, 0)
        elif key == "right":
            self._caret = min(caret + 1, len(text))
        elif key == "home":
            self._caret = 0
        elif key == "end":
            self._caret = len(text)
        elif key not in ("backspace", "ctrl+h"):
            return False
        self._repaint()
        return True

    def _insert(self, typed: str) -> None:
        room = self.length - len(self._text)
        if not typed:
            return
        if room < len(typed):
            self.app.bell()
            typed = typed[: max(room, 0)]
        self._text = self._text[: self._caret] + typed + self._text[self._caret :]
        self._caret += len(typed)
        self._repaint()
        if self.auto and len(self._text) >= self.length:
            self._leave(1)

    def _choose(self, character: str) -> None:
        digit = unicodedata.normalize("NFKC", character)
        if digit.isdecimal() and 1 <= int(digit) <= len(self.options):
            self._text = self.options[int(digit) - 1].label
            self._caret = len(self._text)
            self._repaint()
            self._leave(1)
        elif digit == "0":
            self._text, self._caret = "", 0
            self._repaint()
            self._leave(1)
        else:
            self.app.bell()

    def _repaint(self) -> None:
        self.refresh()
        if self.has_focus:
            self.app.cursor_position = self.cursor_screen_offset

    @property
    def _room(self) -> int:
        return max(self.size.width - self.label_width - 1, 4)

    def _window(self) -> tuple[str, int]:
        """The part of the text around the caret that fits, and the caret's cell in it."""
        start = 0
        before = cell_len(self._text[: self._caret])
        while before - cell_len(self._text[:start]) > self._room - 2:
            start += 1
        return self._text[start:], before - cell_len(self._text[:start])

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's own cursor stands, so that input methods and screen readers follow."""
        x, y, _width, _height = self.content_region
        return Offset(x + self.label_width + self._window()[1], y)

    def render_line(self, y: int) -> Strip:
        """Label, value with caret if focused, and the remark behind it."""
        width = self.size.width
        shown, caret = self._window() if self.has_focus else (self._text, -1)
        shown = safe(shown)
        label = Segment(fitted(("> " if self.has_focus else "  ") + self.label, self.label_width), LABEL)
        if self.has_focus:
            area = min(self._room, max(cell_len(shown) + 2, 20))
            body = _with_caret(fitted(shown, area), caret)
        else:
            body = [Segment(fitted(shown, min(max(cell_len(shown), 1), self._room)), STRONG)]
        used = self.label_width + sum(segment.cell_length for segment in body)
        tail = Segment(fitted("  " + safe(self.note) if self.note else "", max(width - used, 0)))
        return Strip([label, *body, tail]).adjust_cell_length(width)


def _with_caret(text: str, cell: int) -> list[Segment]:
    """`text` underlined, with the cell at `cell` reversed."""
    position = 0
    for index, character in enumerate(text):
        if position >= cell:
            parts = [
                Segment(text[:index], ENTRY),
                Segment(character, CURRENT),
                Segment(text[index + 1 :], ENTRY),
            ]
            return [part for part in parts if part.text]
        position += cell_len(character)
    return [Segment(text, ENTRY), Segment(" ", CURRENT)]
