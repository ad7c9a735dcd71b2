"""One more question before what is final: whom, what, what follows; the case number's last three digits confirm it.

No digit that bounces and no Enter of habit passes: the digits are read from the page, and nothing else is taken.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult

from hukou_tui.screens.frame.form import Prompt
from hukou_tui.words.catalogue import N_, _
from widgets.field import Field
from widgets.line import Line
from widgets.palette import STRONG
from widgets.text_page import TextPage

#: The field in which the digits are copied, and how many of them.
COPY, DIGITS = "copy", 3
_LABEL_WIDTH = 34


class ConfirmPanel(Prompt):
    """A form whose last field wants the last three digits of `case_id`; 0 there, or F3, decides nothing.

    The text stands above the fields: it is read before anything is entered. `then` gets the values of `fields`.
    """

    how: ClassVar[str] = N_("Copy the digits, then Enter.  0 or F3: nothing is decided, back.")
    DEFAULT_CSS = """
    ConfirmPanel #prompt-text { height: auto; max-height: 72%; margin: 0 2 1 2; }
    ConfirmPanel Line { margin: 0; }
    """

    def __init__(
        self,
        title: str,
        case_id: str,
        text: str,
        fields: Sequence[Field],
        then: Callable[[Mapping[str, str]], None],
    ) -> None:
        copy = Field(COPY, _("Last three digits of the number"), length=DIGITS, label_width=_LABEL_WIDTH)
        for one in fields:
            one.label_width = _LABEL_WIDTH
        super().__init__(title, [*fields, copy], then, text=text, needed=True, first_empty=True)
        self._wanted = case_id[-DIGITS:]

    def compose(self) -> ComposeResult:
        yield Line(" " + self.title, STRONG)
        yield TextPage(self._text + "\n" + _(self.how), id="prompt-text")
        yield from self.fields

    def _all_there(self) -> bool:
        if unicodedata.normalize("NFKC", self.fields[-1].value) == "0":
            self.frame.say(_("Nothing was decided."))
            self.frame.uncover()
            return False
        return super()._all_there()

    def _hand_over(self, values: Mapping[str, str]) -> None:
        copied = unicodedata.normalize("NFKC", values[COPY])
        if copied != self._wanted:
            self.fields[-1].put("")
            self._go(self.fields[-1])
            self.frame.say(_("Nothing was decided: these are not the last three digits of this case's number."),
                           alert=True)  # fmt: skip
            return
        super()._hand_over({name: value for name, value in values.items() if name != COPY})


def confirm_field(name: str, label: str, value: str = "", **more: object) -> Field:
    """A field of a form that confirms, as wide as the others."""
    return Field(name, label, value, label_width=_LABEL_WIDTH, **more)  # type: ignore[arg-type]
