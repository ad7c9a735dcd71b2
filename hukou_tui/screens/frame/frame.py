"""The frame that every screen shares, so that nothing moves: title, steps, body, hint, message, status, keys."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from hukou_tui.screens.frame.form import Prompt
from hukou_tui.screens.frame.menu import Menu
from hukou_tui.screens.frame.modal_dialog import Panel
from hukou_tui.screens.frame.reader import Reader
from hukou_tui.words.catalogue import _
from hukou_tui.words.roles import role_name
from widgets.field import Field
from widgets.key_line import KeyLine
from widgets.line import Line
from widgets.palette import ALERT, BAR, PLAIN, STRONG
from widgets.steps import Steps
from widgets.text_page import TextPage

if TYPE_CHECKING:
    from textual.geometry import Offset
    from textual.strip import Strip

    from hukou_tui.app import CounterApp

#: One key of the bottom line: key, words, name of the action.
Key = tuple[str, str, str]


class Frame(Screen[None]):
    """A screen of one body between fixed lines; `read()` and `ask()` lay a text or a form over the body."""

    DEFAULT_CSS = """
    Frame { layout: vertical; overflow: hidden; }
    Frame #body { height: 1fr; overflow: hidden; }
    Frame #body > * { height: 1fr; }
    Frame #hint { height: 2; }
    """
    app: CounterApp
    AUTO_FOCUS = ""
    # Every move of the focus would repaint the whole screen.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

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

    async def _on_idle(self, event: events.Idle) -> None:
        """Paint as soon as nothing else is to be done; Textual waits for the next sixtieth of a second."""
        event.prevent_default()
        changed = (
            self._layout_required or self._scroll_required or self._repaint_required or self._dirty_widgets
        )
        if changed and self.is_current and not self.app._batch_count:
            self._on_timer_update()
            # What has just been laid out tells only now where the caret stands.
            self.app.place_caret()
        else:
            self.app.place_caret()
            await self._invoke_and_clear_callbacks()

    def paint_now(self) -> None:
        """Paint what is marked as changed without sending word of it through the queues of all parts."""
        parts = list(self.walk_children(Widget))
        being_laid_out = self._layout_required or any(part._layout_required for part in parts)
        if not self.is_current or being_laid_out or self.app._batch_count:
            # What is being laid out is painted in one go, and nothing of it beforehand.
            return
        self._gather(parts)
        if any(part.children for part in self._dirty_widgets):
            self._on_timer_update()
        else:
            self.app.paint_parts(self._drawn())

    def _gather(self, parts: Iterable[Widget]) -> None:
        """Mark all parts that have changed, before word of it has come through their queues: one picture for all."""
        for part in parts:
            if part._repaint_required:
                part._repaint_required = False
                self._dirty_widgets.add(part)

    def _drawn(self) -> Iterator[tuple[Offset, Sequence[Strip]]]:
        """The marked parts and no other ones: where each of their pieces stands, and its rows.

        The compositor would draw everything between the first and the last of them. Nothing overlaps in a frame,
        so that a part without parts of its own can be drawn alone.
        """
        where = self._compositor.visible_widgets
        for part in self._dirty_widgets:
            pieces = part._exchange_repaint_regions()
            if part in where:
                (x, y, _width, _height), clip = where[part]
                for piece in pieces:
                    shown = clip.intersection(piece.translate((x, y)))
                    if shown:
                        yield shown.offset, part.render_lines(shown.translate((-x, -y)))
        self._dirty_widgets.clear()

    def paint_frame(self) -> None:
        """Title, status and key line as they are now."""
        desk = self.app.desk
        title = _("Registration window")
        banner = _("  ** PRACTICE, not real data **") if desk.workplace.practice else ""
        who = f"{role_name(desk.role)} {desk.workplace.operator}" if desk.role else desk.workplace.operator
        day = desk.workplace.today().isoformat()
        self.line("title").show(f" {title}{banner}  {day}  {who}")
        self.query_one("#keys", KeyLine).show_keys([(key.upper(), _(words)) for key, words, _do in self.keys])
        self.paint_status()

    @property
    def keys(self) -> Sequence[Key]:
        """The keys that do something here."""
        return self.KEYS

    def paint_status(self) -> None:
        """What is on disk: the number of the last action saved, or why there is none."""
        desk = self.app.desk
        if not desk.ready:
            self.line("status").show("", PLAIN)
        elif desk.trouble:
            self.line("status").show(" " + desk.trouble_text(), ALERT)
        elif desk.pending:
            self.line("status").show(" " + _("saving {count}").format(count=desk.pending), PLAIN)
        else:
            self.line("status").show(" " + _("saved: No. {seq}").format(seq=desk.saved_seq), PLAIN)

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

    def place_cursor(self) -> None:
        """The terminal's cursor to where the caret is drawn."""
        if self.focused is not None and hasattr(self.focused, "cursor_screen_offset"):
            self.app.cursor_position = self.focused.cursor_screen_offset

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

    def read(self, title: str, text: str) -> None:
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

    def lay_over(self, panel: Panel) -> None:
        """Cover the body with `panel`; keys typed from now on are meant for it."""
        body = self.query_one("#body")
        for child in body.children:
            child.display = False
        self.app.hold("panel")
        body.mount(panel)

    def put_focus(self, widget: Widget) -> None:
        """The focus to `widget` at once: the next key is meant for it already.

        Textual would tell both parts through their queues, look through all styles, and paint twice; nothing here
        has another style with the focus. Both are told at once, and what the key has changed is one picture.
        """
        left = self.focused
        if widget is not left:
            self.focused = widget
            if left is not None:
                _told_of_focus(left, has=False)
            _told_of_focus(widget, has=True)
        self.call_after_refresh(self.place_cursor)

    def cover_again(self, panel: Panel) -> None:
        """A form that could not be used goes on where it was, with all that stands in it."""
        for child in self.query_one("#body").children:
            child.display = False
        panel.leaving = False
        panel.display = True
        panel.take_focus()

    def uncover(self, keep: Panel | None = None) -> None:
        """Take away what covers the body: what lay beneath goes on where it was. `keep`: it may have to come back."""
        top = self.over
        if top is not None:
            top.leaving = True
            top.display = False
            if top is not keep:
                top.remove()
        self.hint("")
        beneath = self.over
        if beneath is None:
            self.show_body()
        else:
            beneath.display = True
            beneath.take_focus()

    def show_body(self) -> None:
        """Show the body of the screen again and put the focus where it was."""
        raise NotImplementedError

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
        self.read(_("Help"), about + shown)

    def rest(self) -> Field | None:
        """The field at hand, which is neither left nor committed though something is laid over it; None if none."""
        if isinstance(self.focused, Field):
            self.focused.rest()
            return self.focused
        return None

    def settle(self) -> bool:
        """Keep what stands in the field at hand, as if it had been left; False if a question comes first."""
        return True

    def unsaved(self) -> str:
        """What is on the screen and not kept: a form that is being filled in; empty if nothing."""
        form = next((panel for panel in self.panels if isinstance(panel, Prompt) and panel.touched), None)
        return form.title if form is not None else ""

    def nothing_is_lost(self) -> bool:
        """Whether the screen may be left: what is not saved is told first, and pressing the key again leaves it out."""
        unsaved = self.unsaved()
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

    def offer(self, title: str, entries: Sequence[tuple[str, str]]) -> None:
        """Lay a menu of pairs of name and words over the body; `do()` gets the name that is chosen."""
        self.lay_over(Menu(title, entries, self.do))

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
        from hukou_tui.screens.counter.login import TITLE, take_badge

        if self.app.locked or self.must_answer:
            return
        if self.over is not None and self.over.title == _(TITLE):
            self.uncover()
            self.app.lock()
            return
        if self.over is None and not self.settle():
            return
        take_badge(self)

    def refresh_body(self) -> None:
        """Something that the body depends on has changed."""

    def action_leave(self) -> None:
        if self.settle() and self.nothing_is_lost():
            self.app.leave()

    def on_desk_news(self, topic: str, fault: Exception | None) -> None:
        """The desk has news (see `Desk`): `saved`, `trouble`, `rules`, `lookup`, `rows`, `ready`."""
        if topic in ("saved", "trouble", "rows", "ready"):
            self.paint_status()
        elif topic == "seat":
            self._seat_answered(fault)
        elif topic == "passphrase":
            from hukou_tui.screens.counter.user_administration import passphrase_changed

            passphrase_changed(self, fault)

    def _seat_answered(self, fault: Exception | None) -> None:
        from hukou_tui.screens.counter.login import SeatForm

        form = next((panel for panel in self.panels if isinstance(panel, SeatForm)), None)
        if form is not None:
            form.answered(fault)


def _told_of_focus(part: Widget, *, has: bool) -> None:
    """What Textual's events do, at once; no watcher looks through the styles for it."""
    part.set_reactive(Widget.has_focus, has)
    part.refresh()
    told = getattr(part, "on_focus" if has else "on_blur", None)
    if told is not None:
        told()
