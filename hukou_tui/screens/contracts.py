"""What the parts of a screen ask of the screen, and the screens of the application: nothing else of either is known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from textual.geometry import Offset, Size
    from textual.strip import Strip
    from textual.widget import Widget

    from flows.case.actions import Action
    from hukou_tui.session.news import News
    from hukou_tui.session.session import Session
    from widgets.field import Field

#: What is laid over the body of a screen: a text, a form, a menu; keys are held until it stands (`Application.hold`).
PANEL = "panel"
#: What is awaited while it is changed who has a key.
KEYS = "keys"


class Application(Protocol):
    """The running program, as every screen sees it."""

    session: Session
    locked: bool
    cursor_position: Offset

    def hold(self, awaited: str) -> None:
        """Keep the keys that come from now on: `awaited` is what they are meant for."""

    def release(self, awaited: str) -> None:
        """`awaited` is there: the keys are handed over in the order typed."""

    def drop_keys(self) -> None:
        """Forget the keys that were typed ahead."""

    @property
    def keeps_a_secret(self) -> bool:
        """Whether keys are being changed, or something that is shown once was not shown yet."""

    def lock(self) -> None:
        """Hide everything until somebody proves who he is."""

    def unlock(self) -> None:
        """Somebody has proven who he is: what was hidden goes on."""

    def ask_who_sits_here(self) -> None:
        """Somebody else sits down; asked once more over that form, the screen is locked."""

    def enter_case(self) -> None:
        """Show the intake of the case at hand over the counter."""

    def leave_case(self) -> None:
        """Back to the counter."""

    def leave(self) -> None:
        """End the program: what is in the queue is written first."""

    def forget_screens(self) -> None:
        """Let go of screens that are gone."""

    def bell(self) -> None:
        """Ring once."""

    def place_caret(self) -> None:
        """The terminal's cursor to where it belongs, though nothing else has changed."""

    def paint_parts(self, pieces: Iterable[tuple[Offset, Sequence[Strip]]]) -> None:
        """Rows of single parts of the screen, each where it stands."""

    @property
    def in_batch(self) -> bool:
        """Whether nothing is to be painted before all of a panel stands."""

    @property
    def on_a_line(self) -> bool:
        """Whether what is painted goes over a terminal's line, where each byte takes its time."""

    @property
    def size(self) -> Size:
        """The terminal's size in cells."""


class Layer(Protocol):
    """Something that lies over the body; `leaving`: it is being taken away, and may come back."""

    title: str
    leaving: bool
    display: bool

    def take_focus(self) -> None:
        """Put the focus where the clerk goes on."""

    def remove(self) -> object:
        """Take it off the screen for good."""


class Body(Protocol):
    """A screen with a body between fixed lines, as what lies over it and what is done in it sees it."""

    @property
    def app(self) -> Application:
        """The running program."""

    @property
    def size(self) -> Size:
        """The screen's size in cells."""

    @property
    def over(self) -> Layer | None:
        """What covers the body now."""

    def say(self, text: str, *, alert: bool = False) -> None:
        """One message on the one line that messages have; an alert rings the bell once."""

    def hint(self, text: str) -> None:
        """Two lines about the field or row at hand."""

    def show_text(self, title: str, text: str) -> None:
        """Cover the body with a text."""

    def ask(
        self,
        title: str,
        fields: Sequence[Field],
        then: Callable[[Mapping[str, str]], None],
        *,
        text: str = "",
        needed: bool | Collection[str] = False,
    ) -> None:
        """Cover the body with a form."""

    def offer(self, title: str, entries: Sequence[tuple[str, str]]) -> None:
        """Cover the body with a menu of pairs of name and words."""

    def lay_over(self, panel: Widget) -> None:
        """Cover the body with `panel`; keys typed from now on are meant for it."""

    def uncover(self, keep: Widget | None = None) -> None:
        """Take away what covers the body; `keep`: it may have to come back."""

    def take_away(self, panel: Layer) -> None:
        """Take away `panel`, whatever has been laid over it meanwhile."""

    def cover_again(self, panel: Layer) -> None:
        """A form that could not be used goes on where it was."""

    def put_focus(self, widget: Widget) -> None:
        """The focus to `widget` at once."""

    def refuse(self, field: Field, why: str) -> None:
        """Say why a field did not take what was typed."""

    def say_unchosen(self) -> None:
        """Enter was pressed on a list of acts, and no row of it was chosen."""

    def paint_frame(self) -> None:
        """Title, status and key line as they are now."""

    def refresh_body(self) -> None:
        """Something that the body depends on has changed."""

    def show_again(self) -> None:
        """The screen as it was before it was hidden."""


class Counter(Body, Protocol):
    """The counter home, as its menus see it."""

    def fill(self) -> None:
        """Show the rows as they are now."""

    def open_case(self, key: str) -> None:
        """Put the case with that number on the counter."""

    def action_new(self) -> None:
        """A new case."""

    def action_closed(self) -> None:
        """Closed cases too, or open ones only."""

    def action_operator(self) -> None:
        """Somebody else sits down."""

    def action_send(self) -> None:
        """Send to the county."""

    def action_settings(self) -> None:
        """The settings of the station."""

    def action_help(self) -> None:
        """Help."""

    def action_back(self) -> None:
        """One step back."""

    def action_leave(self) -> None:
        """Leave the program."""


class MainMenu(Protocol):
    """What is done at the counter beside a case (the module `main_menu`, which is loaded with its first use)."""

    def menu(self, practice: bool) -> list[tuple[str, str]]:
        """Everything that can be done at the counter, in the order of its digits."""

    def run_entry(self, home: Counter, key: str) -> None:
        """Do what the menu entry `key` names."""

    def tell_news(self, home: Counter, news: News) -> None:
        """Tell news of what was done from here."""

    def begin_day(self, home: Counter) -> None:
        """Somebody has opened the station: what is due once a day begins beside the work."""

    def ask_packet_folder(self, home: Counter) -> None:
        """Write a packet for the county to a folder, such as a stick."""

    def stories(self, home: Counter) -> None:
        """People at the window of the practice station."""


class CaseScreen(Body, Protocol):
    """The intake of one case, as its steps see it."""

    at: int
    focused: Widget | None

    def act(self, *actions: Action, say: str | None = "") -> bool:
        """Do `actions` on the case; a refusal becomes one message. True if they were admitted."""

    def go(self, index: int) -> None:
        """Show step `index`."""

    def paint_steps(self) -> None:
        """The line of steps."""

    def place_cursor(self) -> None:
        """The terminal's cursor to where the caret is drawn."""

    def action_menu(self) -> None:
        """Everything that can be done now, by digits."""

    def action_forward(self) -> None:
        """On to the next step."""
