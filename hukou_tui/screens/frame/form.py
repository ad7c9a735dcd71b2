"""A form laid over the body: a title, a few fields, Enter on the last one hands them over."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult

from flows.errors import FlowError
from hukou_tui.screens.frame.modal_dialog import Panel
from hukou_tui.words.catalogue import N_, _
from hukou_tui.words.errors.error_messages import sentence
from widgets.field import Field
from widgets.line import Line
from widgets.palette import STRONG
from widgets.text_page import TextPage

_HOW = N_("Enter: next and done.  F3: give up, nothing is changed.")


class NotTaken(Exception):
    """What a form was given cannot be used: the form stays; the text says why (empty where that was said already)."""


class Prompt(Panel):
    """Asks for a few values; `needed` are those that may not be empty, by name (True: all). F3 gives up (the frame).

    With `first_empty` it begins in the first field in which nothing stands.
    """

    #: Whether F3 takes it away.
    can_be_given_up: ClassVar[bool] = True
    how: ClassVar[str] = _HOW
    DEFAULT_CSS = "Prompt #prompt-text { height: 1fr; margin: 1 2; } Prompt Line { margin: 0 0 1 0; }"

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        then: Callable[[Mapping[str, str]], None],
        *,
        text: str = "",
        needed: bool | Collection[str] = False,
        first_empty: bool = False,
    ) -> None:
        super().__init__(title)
        self.fields = list(fields)
        self._needed = {field.key for field in fields} if needed is True else set(needed or ())
        self._then = then
        self._text = text
        empty = (field for field in self.fields if first_empty and not field.value)
        self._at = next(empty, self.fields[0])
        self._begun = [field.value for field in self.fields]

    def compose(self) -> ComposeResult:
        yield Line(" " + self.title, STRONG)
        yield from self.fields
        yield TextPage(self._text + "\n" + _(self.how), id="prompt-text")

    def on_mount(self) -> None:
        for field in self.fields:
            field.listener = self
        super().on_mount()

    def take_focus(self) -> None:
        self._go(self._at)

    def begin_again(self) -> None:
        """The next time it has the focus, it is in its first field."""
        self._at = self.fields[0]

    def _go(self, field: Field) -> None:
        self._at = field
        self.frame.put_focus(field)
        choices = "  ".join(f"{n} {option.label}" for n, option in enumerate(field.options, 1))
        self.frame.hint(
            field.hint + ("  " if field.hint and choices else "") + ("" if self._lists(field) else choices)
        )

    def _lists(self, field: Field) -> bool:
        """Whether the text over the form has each choice of the field with its digit, on a line of its own."""
        lines = self._text.splitlines()
        choices = (f"{n} {option.label}" for n, option in enumerate(field.options, 1))
        return all(any(line.startswith(choice) for line in lines) for choice in choices)

    def field_left(self, field: Field, step: int) -> None:
        """On to the next field; behind the last one the form is done."""
        at = self.fields.index(field) + step
        if at >= len(self.fields):
            self._submit()
        elif at >= 0:
            self._go(self.fields[at])

    def help_text(self) -> str:
        """What F1 says over this form: what it asks, the field at hand, and how it is handed over."""
        choices = "\n".join(f"  {n} {option.label}" for n, option in enumerate(self._at.options, 1))
        said = (self.title, self._text, f"{self._at.label}  {self._at.hint}".rstrip(), choices, _(self.how))
        return "\n".join(part for part in said if part)

    @property
    def touched(self) -> bool:
        """Whether something else stands in it than when it was opened."""
        return any(field.value != begun for field, begun in zip(self.fields, self._begun, strict=True))

    def field_committed(self, field: Field, value: str) -> None:
        """A form's values count when all of it is handed over, not before."""

    def field_refused(self, field: Field, why: str) -> None:
        """One sentence on the line for messages; the caret stays."""
        self.frame.refuse(field, why)

    def _submit(self) -> None:
        if self.leaving or not self._all_there():
            return
        self._hand_over({field.key: field.value for field in self.fields})

    def _all_there(self) -> bool:
        """Whether each field that is needed is filled in; otherwise the first that is not is gone to, and said."""
        empty = next((field for field in self.fields if field.key in self._needed and not field.value), None)
        if empty is None:
            return True
        self._go(empty)
        told = _("{label}: this is needed. F3 gives up, and nothing is changed.")
        if not self.can_be_given_up:
            told = _("{label}: this is needed.")
        self.frame.say(told.format(label=empty.label), alert=True)
        return False

    def _hand_over(self, values: Mapping[str, str]) -> None:
        """Do what the form is for; it comes back if what was entered cannot be used."""
        frame = self.frame
        frame.say("")
        frame.uncover(keep=self)
        try:
            self._then(values)
        except (NotTaken, FlowError) as fault:
            frame.cover_again(self)
            said = sentence(fault) if isinstance(fault, FlowError) else str(fault)
            if said:
                frame.say(said, alert=True)
        else:
            self.remove()
