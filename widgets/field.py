"""A labelled entry of one row: free text, or a choice by digit. Enter is field exit everywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Offset
from textual.strip import Strip
from textual.widget import Widget

from widgets.line import fit_text, safe
from widgets.palette import CURRENT, ENTRY, LABEL, STRONG


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that a digit chooses: what is kept, and what is shown."""

    value: str
    label: str


#: A character by its code point, where no input method has it: U+20BB7, full-width too.
_CODE_POINT = re.compile(
    r"[Uu\uff35\uff55][+\uff0b]([0-9A-Fa-f\uff10-\uff19\uff21-\uff26\uff41-\uff46]{4,6})"
)

#: Characters that a field holds with all that does not count: only so that nothing fills the memory.
_MOST_TYPED = 2048


def plain(text: str) -> str:
    """`text` without what nobody sees in it or around it: how a field cleans its text where nothing else is said."""
    return "".join(character for character in text if unicodedata.category(character) != "Cf").strip()


def characters_for(text: str) -> str:
    """`text` with each U+XXXX in the character that it names; one that names no character stays as typed."""
    return _CODE_POINT.sub(lambda found: _character(found[1]) or found[0], text)


def code_point_of_nothing(text: str) -> str:
    """The first U+XXXX in `text` that names no character, as it was typed; empty if there is none."""
    return next((found[0] for found in _CODE_POINT.finditer(text) if not _character(found[1])), "")


def _character(digits: str) -> str:
    """The character of a code point in hexadecimal digits; empty for what is none, or would steer the screen."""
    number = int(unicodedata.normalize("NFKC", digits), 16)
    if number > 0x10FFFF or (number & 0xFFFE) == 0xFFFE:
        return ""
    return chr(number) if unicodedata.category(chr(number)) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else ""


class FieldListener(Protocol):
    """Who is told about a field, at once: before the next key is looked at."""

    def field_committed(self, field: Field, value: str) -> None:
        """The field holds a changed value."""

    def field_left(self, field: Field, step: int) -> None:
        """The field was left by a key: `step` is +1 (Enter, Tab, down) or -1 (up, Shift+Tab)."""

    def field_refused(self, field: Field, why: str) -> None:
        """What was typed was not taken: `why` is `full` (no room) or `choice` (a digit that no option has)."""


class Field(Widget, can_focus=True):
    """Label, value and caret in one row.

    What counts is the text as `clean` makes it: that is the value, `length` limits its characters, and `full` tells
    from it whether nothing can follow (eighteen digits of a number, eight of a date): then the field is left by
    itself. What `clean` takes away (the spaces of a number in groups) takes no room. With `options` a digit
    (full-width too) chooses and leaves; the value kept is the option's, shown is its label. `about` is what F1 says
    of the field. A minus sign in an empty field is not text but a key of the screen's. `secret` shows a star for
    each character, and nothing of it is cleaned.
    """

    DEFAULT_CSS = "Field { height: 1; width: 100%; }"
    #: Whether the caret is painted: where the terminal's own cursor is seen, that one is the caret.
    paints_caret: ClassVar[bool] = True

    def __init__(
        self, name: str, label: str, value: str = "", *, length: int = 50, options: tuple[Option, ...] = (),
        hint: str = "", about: str = "", full: Callable[[str], bool] | None = None,
        clean: Callable[[str], str] | None = None, label_width: int = 18, secret: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(id="field-" + name.replace(".", "-"))
        self.key = name
        self.label = label
        self.options = options
        self.hint = hint
        self.about = about
        self.length = length
        self._full = full
        self._clean = clean or plain
        self.secret = secret
        self.label_width = label_width
        self.note = ""
        self.listener: FieldListener | None = None
        self._kept = value
        self._text = self._begun = self.display_text(value)
        self._caret = len(self._text)
        self._resting = False

    def display_text(self, value: str) -> str:
        """The text that stands in the field for `value`: an option's label, else the value itself."""
        for option in self.options:
            if option.value == value:
                return option.label
        return value

    @property
    def typed_text(self) -> str:
        """The text as it stands in the field, for `retype()`."""
        return self._text

    def retype(self, text: str) -> None:
        """Put back what stood here (see `typed`), as if nothing had been typed since; it is committed on leaving."""
        self._text, self._caret = text, len(text)
        self._repaint()

    @property
    def value(self) -> str:
        """What the field holds now, committed or not."""
        if self.options:
            return next((o.value for o in self.options if o.label == self._text), "")
        return self._counted_text(self._text)

    def _counted_text(self, text: str) -> str:
        return text if self.secret else self._clean(text)

    @property
    def touched(self) -> bool:
        """Whether something else is typed than what was last committed or put.

        Of what was put nobody says that it could be typed (a code that no option has): left alone it stays as it is.
        """
        return self._text != self._begun and self.value != self._kept

    def put(self, value: str, note: str | None = None) -> None:
        """Show `value` as the committed one, without telling anybody."""
        self._kept = value
        self._text = self._begun = self.display_text(value)
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
        if not self.options and not self.secret and "+" in unicodedata.normalize("NFKC", self._text):
            self._text = characters_for(self._text)
            self._caret = min(self._caret, len(self._text))
            self._repaint()
        if self.touched:
            self._kept, self._begun = self.value, self._text
            if self.listener is not None:
                self.listener.field_committed(self, self._kept)

    def _leave(self, step: int) -> None:
        self.commit()
        if self.listener is not None:
            self.listener.field_left(self, step)

    def rest(self) -> None:
        """Losing the focus next is no leaving: something is looked at, and the field goes on as it is."""
        self._resting = True

    def on_focus(self) -> None:
        if not self._resting:
            self._caret = len(self._text)
        self._resting = False
        self._repaint()

    def on_blur(self) -> None:
        if not self._resting:
            self.commit()
        self.refresh()

    def take_paste(self, event: events.Paste) -> None:
        """Pasted text lands in this one field, on one line; where a digit chooses, nothing longer is taken."""
        pasted = safe(event.text.replace("\r", " ").replace("\n", " ")).strip()
        if self.options:
            self._choose(pasted)
        else:
            self._insert(pasted)

    def take_key(self, event: events.Key) -> bool:
        """Typing, editing and leaving; False for keys that are the screen's."""
        key = event.key
        if key in ("enter", "tab", "down"):
            self._leave(1)
        elif key in ("up", "shift+tab"):
            self._leave(-1)
        elif self._take_editing_key(key):
            return True
        elif not event.character or not event.is_printable or self._is_menu_key(event.character):
            return False
        elif self.options:
            self._choose(event.character)
        else:
            self._insert(safe(event.character))
        return True

    def _is_menu_key(self, character: str) -> bool:
        return not self.secret and character in "-\uff0d" and (bool(self.options) or not self._text)

    def _take_editing_key(self, key: str) -> bool:
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
        """Take in what there is room for. What is refused in part is not left by itself: somebody has to look."""
        before, taken = self.value, self._with_room(typed)
        if self._text or self._counted_text(taken):
            self._text = self._text[: self._caret] + taken + self._text[self._caret :]
            self._caret += len(taken)
            self._repaint()
        if len(taken) < len(typed):
            self._refuse("full")
        elif (
            self.value != before and self._caret == len(self._text) and self._full and self._full(self.value)
        ):
            self._leave(1)

    def _with_room(self, typed: str) -> str:
        """The beginning of `typed` that the field still takes."""
        head, tail = self._text[: self._caret], self._text[self._caret :]
        typed = typed[: max(_MOST_TYPED - len(self._text), 0)]
        ends = range(len(typed), 0, -1)
        fits = (end for end in ends if len(self._counted_text(head + typed[:end] + tail)) <= self.length)
        return typed[: next(fits, 0)]

    def _refuse(self, why: str) -> None:
        if self.listener is not None:
            self.listener.field_refused(self, why)

    def _choose(self, typed: str) -> None:
        digit = unicodedata.normalize("NFKC", typed).strip()
        if not digit:
            return
        if len(digit) == 1 and digit.isdecimal() and 1 <= int(digit) <= len(self.options):
            self._text = self.options[int(digit) - 1].label
            self._caret = len(self._text)
            self._repaint()
            self._leave(1)
        elif digit == "0":
            self._text, self._caret = "", 0
            self._repaint()
            self._leave(1)
        else:
            self._refuse("choice")

    def _repaint(self) -> None:
        self.refresh()
        if self.has_focus:
            self.app.cursor_position = self.cursor_screen_offset

    @property
    def _room(self) -> int:
        return max(self.size.width - self.label_width - 1, 4)

    def _window(self) -> tuple[str, int]:
        """The part of the text around the caret that fits, and the caret's cell in it; `<` stands for what is hidden.

        A text that is too long makes room by a third of the field at once: most characters that follow are then
        written alone, and not with all that stands before them.
        """
        room, text = self._room - 3, self._drawn_text
        before = cell_len(text[: self._caret])
        if before <= room:
            return text, before
        jump = max(room // 3, 1)
        hidden = -(-(before - room) // jump) * jump
        start = next(at for at in range(len(text) + 1) if cell_len(text[:at]) >= hidden)
        return "<" + text[start:], 1 + before - cell_len(text[:start])

    @property
    def _drawn_text(self) -> str:
        """The text as it is drawn: of a secret only how long it is."""
        return "*" * len(self._text) if self.secret else self._text

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's own cursor stands, so that input methods and screen readers follow."""
        x, y, _width, _height = self.content_region
        return Offset(x + self.label_width + self._window()[1], y)

    def render_line(self, y: int) -> Strip:
        """Label, value with caret if focused, and the remark behind it."""
        width = self.size.width
        shown, caret = self._window() if self.has_focus else (self._drawn_text, -1)
        shown = safe(shown)
        mark = Segment("> " if self.has_focus else "  ")
        label = Segment(fit_text(self.label, self.label_width - 2), LABEL)
        if self.has_focus:
            area = min(self._room, max(cell_len(shown) + 2, min(2 * self.length, 16)))
            drawn = fit_text(shown, area)
            body = _with_caret(drawn, caret) if self.paints_caret else [Segment(drawn, ENTRY)]
        else:
            body = [Segment(fit_text(shown, min(max(cell_len(shown), 1), self._room)), STRONG)]
        used = self.label_width + sum(segment.cell_length for segment in body)
        tail = Segment(fit_text("  " + safe(self.note) if self.note else "", max(width - used, 0)))
        return Strip([mark, label, *body, tail]).adjust_cell_length(width)


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
