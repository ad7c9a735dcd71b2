"""The counter home: open cases by what they wait for, with number and surname only (S5.5e)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from flows.case.status import CLOSED
from hukou_tui.screens.frame.frame import Frame, Key
from hukou_tui.session.news import (
    OF_THE_COUNTER,
    CaseOpened,
    News,
    SaveRefused,
    StationOpened,
    StationRead,
)
from hukou_tui.words.catalogue import N_, _
from hukou_tui.words.errors.error_messages import sentence
from hukou_tui.words.statuses import TRANSFERS, status_name
from widgets.line import fit_text
from widgets.paged_list import PagedList, Row

if TYPE_CHECKING:
    from hukou_tui.screens.contracts import MainMenu
    from hukou_tui.session.news import CaseRow

#: The order of what is nearest to the clerk's hand.
_ORDER = (
    "sent_back", "draft", "notified", "accepted", "investigating", "station_review", "joint_meeting",
    "county_review", "granted", "registered", "already_registered", "not_granted", "withdrawn", "delivered",
    "discarded",
)  # fmt: skip
_PLACE = {status: place for place, status in enumerate(_ORDER)}


class Home(Frame):
    """The list of open cases; a digit opens one."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        ("f1", N_("help"), "help"), ("f2", N_("new case"), "new"), ("f3", N_("stories"), "back"),
        ("f4", N_("all/open"), "closed"), ("f6", N_("operator"), "operator"),
        ("f7", N_("send"), "send"), ("f8", N_("settings"), "settings"), ("f12", N_("leave"), "leave"),
    )  # fmt: skip
    HELP = N_(
        "This is the counter: the open cases, ordered by what they wait for. Only number and surname are shown.\n"
        "A digit opens the case with that digit on this page; Enter opens the one that is marked.\n"
        "0 shows everything that can be done here, as a list with digits."
    )
    BINDINGS: ClassVar = [
        Binding("f2", "new", show=False, priority=True),
        Binding("f4", "closed", show=False, priority=True),
        Binding("f7", "send", show=False, priority=True),
        Binding("f8", "settings", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._all = False

    async def on_mount(self) -> None:
        await super().on_mount()
        cases = PagedList(id="cases")
        cases.listener = self
        await self.query_one("#body").mount(cases)
        self.show_body()
        self.say(_("Opening the station ..."))

    @property
    def list(self) -> PagedList:
        """The list of cases."""
        return self.query_one("#cases", PagedList)

    def show_body(self) -> None:
        self.list.display = True
        self.put_focus(self.list)
        self.fill()

    def refresh_body(self) -> None:
        self.fill()

    @property
    def keys(self) -> Sequence[Key]:
        """Stories are told in practice only."""
        return [key for key in self.KEYS if self.app.session.context.practice or key[2] != "back"]

    def paint_frame(self) -> None:
        super().paint_frame()
        heading = _("All cases by what they wait for") if self._all else _("Open cases by what they wait for")
        unused = _("  ** adopted rules unusable: F1 **") if self.app.session.rules_trouble else ""
        self.line("steps").show(f" {heading}{unused}")

    def help_text(self) -> str:
        return "\n\n".join(text for text in (self.app.session.rules_trouble, super().help_text()) if text)

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self.app.session.ready:
            self.set_timer(0.2, self.app.forget_screens)
            self.app.session.refresh()
            self.put_focus(self.list)
            self.app.release("screen")

    def on_news(self, news: News) -> None:
        super().on_news(news)
        if isinstance(news, StationOpened):
            self._show_opened()
        elif isinstance(news, CaseOpened):
            self._open_case(news)
        elif isinstance(news, OF_THE_COUNTER):
            self._menu.tell_news(self, news)
        elif isinstance(news, StationRead | SaveRefused) and news.fault is not None:
            self.say(sentence(news.fault), alert=True)
        elif isinstance(news, StationRead):
            self.fill()

    @property
    def _menu(self) -> MainMenu:
        """What is done here beside a case; the first picture does without menus, papers and stories."""
        from hukou_tui.screens.counter import main_menu

        return main_menu

    def _show_opened(self) -> None:
        self.paint_frame()
        self.fill()
        self.app.release("station")
        if self.app.locked:
            return
        self._greet()
        if not self.app.session.context.operator:
            self.action_operator()

    def _open_case(self, news: CaseOpened) -> None:
        cases = self.app.session.cases
        if news.fault is not None:
            self.say(sentence(news.fault), alert=True)
            self.app.release("screen")
        elif news.badge != self.app.session.context.operator:
            # Somebody else has sat down meanwhile, who has looked at nothing yet.
            cases.leave()
            self.app.release("screen")
        elif cases.is_open:
            self.say("")
            self.app.enter_case()

    def begin_work(self) -> None:
        """Somebody has opened the station: what is due once a day begins beside the work."""
        self.paint_frame()
        self._greet()
        self._menu.begin_day(self)

    def _greet(self) -> None:
        trouble = self.app.session.rules_trouble
        self.say(trouble or self._welcome(), alert=bool(trouble))

    def _welcome(self) -> str:
        if self.app.session.context.practice:
            return _(
                "Practice station. F3: people at the window with their stories. F2: a case of your own. F1: help."
            )
        return _("F2: new case. A digit opens a case. F1: help.")

    # The list ----------------------------------------------------------------------------

    def fill(self) -> None:
        """Show the rows as they are now."""
        rows = [row for row in self.app.session.desk.state.rows if self._all or row.status not in CLOSED]
        rows.sort(key=lambda row: (not row.parked, _PLACE[row.status], row.case_id))
        page = self.list.size.height or self.query_one("#body").size.height or 1
        shown = [
            Row(row.case_id, partial(_row_text, index % page + 1, row)) for index, row in enumerate(rows)
        ]
        self.list.fill(shown or [Row("", " " + _("No open case. F2 opens a new one."))])
        self._hint()

    def _hint(self) -> None:
        if self.over is None:
            self.hint(
                _(
                    "1-9: open   Enter: open the marked one   PgDn/PgUp: page   0: everything that can be done here"
                )
            )

    def row_moved(self, key: str) -> None:
        """Nothing follows the marked case."""

    def row_pressed(self, key: str, pressed: str) -> None:
        """A digit opens a case, 0 the menu."""
        if pressed == "0":
            self.action_menu()
        elif pressed == "enter":
            self.open_case(key)
        else:
            page = self.list.on_page()
            index = int(pressed) - 1
            if index < len(page):
                self.open_case(page[index].key)
            else:
                self.app.bell()

    def open_case(self, key: str) -> None:
        """Put the case with that number on the counter; nothing for an empty one."""
        if key:
            self.app.session.cases.open(key)
            self.app.hold("screen")

    # Keys --------------------------------------------------------------------------------

    def menu_entries(self) -> Sequence[tuple[str, str]]:
        if self.over is not None:
            return super().menu_entries()
        return self._menu.menu(self.app.session.context.practice)

    def do(self, name: str) -> None:
        self._menu.run_entry(self, name)

    def step_back(self) -> None:
        if self.app.session.context.practice:
            self._menu.stories(self)

    def action_new(self) -> None:
        if self.app.session.ready and self.over is None:
            self.app.session.cases.begin()
            self.app.hold("screen")

    def action_closed(self) -> None:
        self._all = not self._all
        self.paint_frame()
        self.fill()

    def action_send(self) -> None:
        if self.app.session.ready and self.over is None:
            self._menu.ask_packet_folder(self)

    def action_settings(self) -> None:
        if self.app.session.ready and self.over is None:
            self._menu.run_entry(self, "settings")


def _row_text(digit: int, row: CaseRow) -> str:
    """Digit, number, surname, what the case waits for, the day; nothing else of the person."""
    number = f"{digit}" if digit < 10 else " "
    waits = status_name(row.status)
    if row.parked:
        waits = _("parked: ") + waits
    if row.status == "notified" and row.missing:
        waits += _(" ({count} papers)").format(count=row.missing)
    elif row.proposed:
        waits += _(" (another decides)")
    elif row.undecided:
        waits += _(" ({count} candidates undecided)").format(count=row.undecided)
    elif row.status == "station_review" and not row.queried:
        waits += _(" (system query not recorded)")
    sent = "" if row.transfer == "unsent" else _(TRANSFERS[row.transfer])
    return f" {number} {fit_text(row.case_id, 22)} {fit_text(row.surname or '-', 4)} {fit_text(waits, 40)} {sent}"
