"""A screen over whose body texts, forms and menus are laid, one on the other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from textual.widget import Widget

from hukou_tui.screens.contracts import PANEL, Layer
from hukou_tui.screens.frame.form import Prompt
from hukou_tui.screens.frame.menu import Menu
from hukou_tui.screens.frame.modal_dialog import Panel
from hukou_tui.screens.frame.painting import PaintedScreen
from hukou_tui.screens.frame.reader import Reader
from widgets.field import Field


class LayeredScreen(PaintedScreen):
    """`show_text`, `ask` and `offer` lay a text, a form or a menu over the part `#body`; the latest has the keys."""

    # What lies over the body -------------------------------------------------------------

    @property
    def panels(self) -> list[Panel]:
        """What covers the body, the latest first."""
        children = reversed(self.query_one("#body").children)
        return [child for child in children if isinstance(child, Panel) and not child.leaving]

    @property
    def over(self) -> Panel | None:
        """What covers the body now: the latest of what was laid over it."""
        return next(iter(self.panels), None)

    @property
    def must_answer(self) -> bool:
        """Whether a form lies over the body that nobody gets past: a lock, a passphrase to be changed."""
        return isinstance(self.over, Prompt) and not self.over.can_be_given_up

    def show_text(self, title: str, text: str) -> None:
        """Cover the body with a text until Enter or F3."""
        self.lay_over(Reader(title, text))

    def ask(
        self,
        title: str,
        fields: Sequence[Field],
        then: Callable[[Mapping[str, str]], None],
        *,
        text: str = "",
        needed: bool | Collection[str] = False,
    ) -> None:
        """Cover the body with a form; `then` gets what was entered, nothing of it empty that is `needed` (True: all).

        F3 gives up and nothing has happened.
        """
        self.lay_over(Prompt(title, fields, then, text=text, needed=needed))

    def lay_over(self, panel: Widget) -> None:
        """Cover the body with `panel`; keys typed from now on are meant for it."""
        body = self.query_one("#body")
        for child in body.children:
            child.display = False
        self.app.hold(PANEL)
        body.mount(panel)

    def cover_again(self, panel: Layer) -> None:
        """A form that could not be used goes on where it was, with all that stands in it."""
        for child in self.query_one("#body").children:
            child.display = False
        panel.leaving = False
        panel.display = True
        panel.take_focus()

    def uncover(self, keep: Widget | None = None) -> None:
        """Take away what covers the body: what lay beneath goes on where it was. `keep`: it may have to come back."""
        top = self.over
        if top is not None:
            top.leaving = True
            top.display = False
            if top is not keep:
                top.remove()
        self._show_beneath()

    def take_away(self, panel: Layer) -> None:
        """Take away `panel`, whatever has been laid over it meanwhile: that stays."""
        if panel is self.over:
            self.uncover()
        else:
            panel.leaving = True
            panel.remove()

    def _show_beneath(self) -> None:
        self.hint("")
        beneath = self.over
        if beneath is None:
            self.show_body()
        else:
            beneath.display = True
            beneath.take_focus()

    def offer(self, title: str, entries: Sequence[tuple[str, str]]) -> None:
        """Lay a menu of pairs of name and words over the body; `do()` gets the name that is chosen."""
        self.lay_over(Menu(title, entries, self.do))

    def do(self, name: str) -> None:
        """Do what the menu's entry `name` says."""
        raise NotImplementedError

    def hint(self, text: str) -> None:
        """Two lines about the field or row at hand."""
        raise NotImplementedError

    def show_body(self) -> None:
        """Show the body of the screen again and put the focus where it was."""
        raise NotImplementedError
