"""A form laid over the body: a title, a few fields, Enter on the last one hands them over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from hukou_tui.words import _
from widgets.field import Field
from widgets.line import Line
from widgets.palette import STRONG
from widgets.text_page import TextPage


class Prompt(Vertical):
    """Asks for a few values; F3 (handled by the frame) gives up."""

    DEFAULT_CSS = "Prompt #prompt-text { height: 1fr; margin: 1 2; } Prompt Line { margin: 0 0 1 0; }"

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        then: Callable[[Mapping[str, str]], None],
        *,
        text: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self.fields = list(fields)
        self._then = then
        self._text = text
        self.leaving = False

    def compose(self) -> ComposeResult:
        yield Line(" " + self._title, STRONG)
        yield from self.fields
        yield TextPage(
            self._text + "\n" + _("Enter: next and done.  F3: give up, nothing is changed."), id="prompt-text"
        )

    def on_mount(self) -> None:
        self.fields[0].focus()
        self._show_hint(self.fields[0])

    def _show_hint(self, field: Field) -> None:
        choices = "  ".join(f"{n} {option.label}" for n, option in enumerate(field.options, 1))
        self.screen.hint(field.hint + ("  " if field.hint and choices else "") + choices)  # type: ignore[attr-defined]

    @on(Field.Left)
    def _next(self, message: Field.Left) -> None:
        message.stop()
        at = self.fields.index(message.field) + message.step
        if at >= len(self.fields):
            self._done()
        elif at >= 0:
            self.fields[at].focus()
            self._show_hint(self.fields[at])

    @on(Field.Committed)
    def _keep(self, message: Field.Committed) -> None:
        # A form's values count when all of it is handed over, not before.
        message.stop()

    def _done(self) -> None:
        if self.leaving:
            return
        values = {field.key: field.value for field in self.fields}
        frame = self.screen
        frame.say("")  # type: ignore[attr-defined]
        frame.uncover()  # type: ignore[attr-defined]
        self._then(values)
