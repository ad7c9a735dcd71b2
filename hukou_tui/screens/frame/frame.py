"""The frame that every screen shares, so that nothing moves: title, steps, body, hint, message, status, keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical

from hukou_tui.screens.frame.form import Prompt
from hukou_tui.screens.frame.layered import LayeredScreen
from hukou_tui.screens.frame.menu import Menu
from hukou_tui.screens.frame.modal_dialog import Panel
from hukou_tui.screens.frame.reader import Reader
from hukou_tui.session.news import (
    BatchSaved,
    CaseOpened,
    News,
    SaveRefused,
    StationOpened,
    StationRead,
    TroubleChanged,
)
from hukou_tui.words.catalogue import _
from hukou_tui.words.errors.error_messages import trouble
from hukou_tui.words.roles import role_name
from widgets.field import Field
from widgets.key_line import KeyLine
from widgets.line import Line
from widgets.palette import ALERT, BAR, PLAIN, STRONG
from widgets.steps import Steps
from widgets.text_page import TextPage

#: News after which the line of status says something else.
_OF_THE_STATUS = (BatchSaved, CaseOpened, SaveRefused, StationOpened, StationRead, TroubleChanged)
#: One key of the bottom line: key, words, name of the action.
Key = tuple[str, str, str]


class Frame(LayeredScreen):
    """A screen of one body between fixed lines."""

    DEFAULT_CSS = """
    Frame { layout: vertical; overflow: hidden; }
    Frame #body { height: 1fr; overflow: hidden; }
    Frame #body > * { height: 1fr; }
    Frame #hint { height: 2; }
    """
    KEYS: ClassVar[tuple[Key, ...]] = ()
    HELP: ClassVar[str] = ""
    BINDINGS: ClassVar = [
        Binding("f1", "help", show=False, priority=True),
        Binding("f3", "back", show=False, priority=True),
        Binding("f6", "operator", show=False, priority=True),
        Binding("f12", "leave", show=False, priority=True),
        Binding("minus", "menu", show=False),
        Binding("fullwidth_hyphen_minus", "menu", show=False),
        Binding("ctrl+q", "leave", show=False, priority=True),
    ]

    def compose(self) -> ComposeResult:
        yield Line(id="title", style=BAR)
        yield Steps(id="steps", style=STRONG)
        yield Vertical(id="body")
        yield TextPage(id="hint")
        yield Line(id="message")
        yield Line(id="status")
        yield KeyLine(id="keys", style=BAR)

    async def on_mount(self) -> None:
        self.paint_frame()
        self.call_after_refresh(self.place_cursor)

    def on_screen_resume(self) -> None:
        self.paint_frame()

    def paint_frame(self) -> None:
        """Title, status and key line as they are now."""
        session = self.app.session
        title = _("Registration window")
        banner = _("  ** PRACTICE, not real data **") if session.context.practice else ""
        role, operator = session.desk.role, session.context.operator
        who = f"{role_name(role)} {operator}" if role else operator
        day = session.context.today().isoformat()
        self.line("title").show(f" {title}{banner}  {day}  {who}")
        self.query_one("#keys", KeyLine).show_keys([(key.upper(), _(words)) for key, words, _do in self.keys])
        self.paint_status()

    @property
    def keys(self) -> Sequence[Key]:
        """The keys that do something here."""
        return self.KEYS

    def paint_status(self) -> None:
        """What is on disk: the number of the last action saved, or why there is none."""
        session, status = self.app.session, self.line("status")
        if not session.ready:
            status.show("", PLAIN)
        elif session.desk.trouble:
            status.show(" " + trouble(session.desk.trouble, session.pending), ALERT)
        elif session.pending:
            status.show(" " + _("saving {count}").format(count=session.pending), PLAIN)
        else:
            status.show(" " + _("saved: No. {seq}").format(seq=session.desk.saved_seq), PLAIN)

    def line(self, name: str) -> Line:
        """One of the fixed lines by its id."""
        return self.query_one(f"#{name}", Line)

    def say(self, text: str, *, alert: bool = False) -> None:
        """One message on the one line that messages have; an alert rings the bell once."""
        self.line("message").show(" " + text if text else "", ALERT if alert else STRONG)
        if alert:
            self.app.bell()

    def hint(self, text: str) -> None:
        """Two lines about the field or row at hand."""
        self.query_one("#hint", TextPage).show(text)

    # Locked ------------------------------------------------------------------------------

    def hide(self, form: Panel) -> None:
        """Cover the screen with `form` and empty all lines that tell of a case; what is typed stays as it is."""
        self.rest()
        self.query_one("#steps", Steps).show(" " + _("Locked"))
        self.say("")
        self.lay_over(form)

    def show_again(self) -> None:
        """The screen as it was before it was hidden."""
        self.paint_frame()
        self.place_cursor()

    # Keys that all screens share ---------------------------------------------------------

    def needs_no_station(self, event: events.Key | events.Paste) -> bool:
        """Whether this key only shows help or pages in it."""
        return isinstance(event, events.Key) and (event.key == "f1" or isinstance(self.over, Reader))

    def action_help(self) -> None:
        """Help for the field at hand, if there is one, and for the screen; what is typed stays as it is.

        A message that its line had no room for stands before it in full.
        """
        if isinstance(self.over, Reader):
            return
        field = self.rest()
        about = f"{field.label}\n{field.about}\n\n" if field is not None and field.about else ""
        message = self.line("message")
        if message.cut:
            about = f"{message.text.strip()}\n\n{about}"
        form = self.over
        shown = form.help_text() if isinstance(form, Prompt) else self.help_text()
        self.show_text(_("Help"), about + shown)

    def rest(self) -> Field | None:
        """The field at hand, which is neither left nor committed though something is laid over it; None if none."""
        if isinstance(self.focused, Field):
            self.focused.rest()
            return self.focused
        return None

    def settle(self) -> bool:
        """Keep what stands in the field at hand, as if it had been left; False if a question comes first."""
        return True

    def unsaved_text(self) -> str:
        """What is on the screen and not kept: a form that is being filled in; empty if nothing."""
        form = next((panel for panel in self.panels if isinstance(panel, Prompt) and panel.touched), None)
        return form.title if form is not None else ""

    def nothing_is_lost(self, besides: str = "") -> bool:
        """Whether the screen may be left: what is not saved is told first, and pressing the key again leaves it out."""
        unsaved = self.unsaved_text() or besides
        told = _("Not saved: {what}. The same key again leaves it out.").format(what=unsaved)
        if not unsaved or self.line("message").text.strip() == told:
            return True
        self.say(told, alert=True)
        return False

    def help_text(self) -> str:
        """What F1 shows: what this screen is for, and its keys."""
        keys = "\n".join(f"  {key.upper():<5} {_(words)}" for key, words, _a in self.KEYS)
        return _(self.HELP) + "\n\n" + keys

    def refuse(self, field: Field, why: str) -> None:
        """Say why a field did not take what was typed; one message, one bell, and the caret stays."""
        if why == "full":
            told = _("This field holds {count} characters; what was beyond that was not taken.").format(
                count=field.length
            )
        else:
            told = _("Here a digit chooses, 1 to {count}; 0 empties the field.").format(
                count=len(field.options)
            )
        self.say(told, alert=True)

    def say_unchosen(self) -> None:
        """Enter was pressed on a list of acts, and no row of it was chosen."""
        self.say(_("Enter alone does nothing here: press a digit, or move the mark first."))

    def action_menu(self) -> None:
        """Everything that can be done now, by digits: for terminals without function keys."""
        if isinstance(self.over, Menu):
            return
        self.rest()
        self.offer(_("What can be done here"), self.menu_entries())

    def menu_entries(self) -> Sequence[tuple[str, str]]:
        """Name and words of each entry of the menu, at most nine; over a form or a text there is only the way back."""
        if self.over is not None:
            return (("help", _("help")), ("back", _("give up, nothing is changed")))
        return [(action, f"{key.upper():<4}{_(words)}") for key, words, action in self.KEYS]

    def do(self, name: str) -> None:
        """Do what the menu's entry `name` says."""
        getattr(self, "action_" + name)()

    def action_back(self) -> None:
        if self.must_answer:
            self.app.bell()
        elif self.over is not None:
            self.say("")
            self.uncover()
        else:
            self.step_back()

    def step_back(self) -> None:
        """F3 where nothing lies over the body."""

    def action_operator(self) -> None:
        """Somebody else sits down; pressed once more over that form, the key locks the screen."""
        self.app.ask_who_sits_here()

    def refresh_body(self) -> None:
        """Something that the body depends on has changed."""

    def action_leave(self) -> None:
        secret = _("Shown this once") if self.app.keeps_a_secret else ""
        if self.settle() and self.nothing_is_lost(secret):
            self.app.leave()

    def on_news(self, news: News) -> None:
        """The session has news, which is taken in already."""
        if isinstance(news, _OF_THE_STATUS):
            self.paint_status()
