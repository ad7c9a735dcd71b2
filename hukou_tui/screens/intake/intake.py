"""The intake of one person in six steps; every step shows what the lookup has found so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding

from flows.case import actions as a
from flows.case.status import AT_THE_COUNTER, Status
from flows.errors import FlowError
from hukou_tui.practice.stories import by_id
from hukou_tui.screens.frame.frame import Frame, Key
from hukou_tui.screens.frame.reader import Reader
from hukou_tui.screens.intake.category import CategoryStep
from hukou_tui.screens.intake.comparison import Comparison
from hukou_tui.screens.intake.documents import DocumentsStep
from hukou_tui.screens.intake.duplicates import DuplicatesStep
from hukou_tui.screens.intake.fee import FeeStep
from hukou_tui.screens.intake.review import ReviewStep
from hukou_tui.screens.intake.slips import offer_slips
from hukou_tui.screens.intake.step import Step
from hukou_tui.screens.intake.who import WhoStep
from hukou_tui.session.news import CaseOpened, LookupDone, News, SaveRefused
from hukou_tui.words.catalogue import N_, _, language
from hukou_tui.words.errors.error_messages import sentence
from widgets.steps import Steps


class Intake(Frame):
    """One screen for all steps, so that going from one to the next repaints only the body."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        ("f1", N_("help"), "help"), ("f2", N_("park"), "park"), ("f3", N_("back"), "back"),
        ("f4", N_("next"), "forward"), ("f5", N_("family"), "family"),
        ("f6", N_("operator"), "operator"), ("f7", N_("same"), "repeat"), ("f8", N_("slips"), "slips"),
        ("f9", N_("story"), "story"), ("f12", N_("leave"), "leave"),
    )  # fmt: skip
    BINDINGS: ClassVar = [
        Binding("f2", "park", show=False, priority=True),
        Binding("f4", "forward", show=False, priority=True),
        Binding("f5", "family", show=False, priority=True),
        Binding("f7", "repeat", show=False, priority=True),
        Binding("f8", "slips", show=False, priority=True),
        Binding("f9", "story", show=False, priority=True),
        Binding("pagedown", "forward", show=False),
        Binding("pageup", "back", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.steps: tuple[Step, ...] = (
            WhoStep(), CategoryStep(), DocumentsStep(), DuplicatesStep(), FeeStep(), ReviewStep(),
        )  # fmt: skip
        self.at = 0

    @property
    def step(self) -> Step:
        """The step at hand."""
        return self.steps[self.at]

    async def on_mount(self) -> None:
        await super().on_mount()
        body = self.query_one("#body")
        case = self.app.session.cases.at_hand
        self.at = self._first_step(case.status)
        for index, step in enumerate(self.steps):
            step.display = index == self.at
        # Awaited: a step that is shown before its own parts are composed stays empty now and then.
        await body.mount_all(self.steps)
        # Before the first picture, so that the case is in it.
        self.step.refresh_step()
        self.paint_steps()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        session = self.app.session
        if session.cases.at_hand.parked and session.desk.works:
            self.act(a.Park(False))
        session.cases.look_up()
        self.show_body()
        self.tell_rules()
        self.app.release("screen")
        if session.cases.at_hand.story and not session.cases.at_hand.fields:
            self.action_story()

    def tell_rules(self) -> None:
        """Say once what other rules have changed for this case, or under which it is shown."""
        if self.app.locked:
            return
        told = self.app.session.cases.take_notice()
        if told is None:
            return
        if told.text:
            self.show_text(_("The rules have changed"), told.text)
        elif told.line:
            self.say(told.line)

    def _first_step(self, status: str) -> int:
        """Where work on the case goes on: at the papers that were waited for, or at what is to be decided."""
        if status == Status.NOTIFIED:
            return 2
        return 0 if status in (Status.DRAFT, Status.SENT_BACK) else len(self.steps) - 1

    def show_body(self) -> None:
        for index, step in enumerate(self.steps):
            step.display = index == self.at
        self.step.refresh_step()
        self.step.take_focus()
        self.paint_steps()
        self.call_after_refresh(self.place_cursor)

    def refresh_body(self) -> None:
        self.step.refresh_step()
        self.paint_steps()

    def paint_frame(self) -> None:
        super().paint_frame()
        self.paint_steps()

    def paint_steps(self) -> None:
        """The line of steps: the one at hand in brackets, the lookup's count, case number and surname."""
        cases = self.app.session.cases
        if not cases.is_open or self.app.locked:
            return
        case = cases.at_hand
        names = [_(step.title) for step in self.steps]
        beside = f"{self._lookup_count()}  {case.id[-3:]} {case.surname}"
        self.query_one("#steps", Steps).mark(names, self.at, beside)

    def _lookup_count(self) -> str:
        session = self.app.session
        case = session.cases.at_hand
        if session.cases.lookup.looking:
            return _("looking up ...")
        if case.lookup is None:
            return _("not looked up")
        return _("found {count}, open {open}").format(
            count=len(case.lookup.candidates), open=len(case.open_candidates)
        )

    # News and actions --------------------------------------------------------------------

    def on_news(self, news: News) -> None:
        super().on_news(news)
        if isinstance(news, LookupDone):
            self._take_lookup(news.fault)
        elif isinstance(news, SaveRefused):
            self.say(sentence(news.fault) if news.fault else "", alert=True)
            if news.reading is not None and self._is_at_hand(news.batch.case_id):
                self._look_up_again()
                self.refresh_body()
        elif isinstance(news, CaseOpened):
            self._show_case(news.fault)

    def _take_lookup(self, fault: Exception | None) -> None:
        cases = self.app.session.cases
        cases.record_lookup()
        if fault is not None:
            self.say(sentence(fault), alert=True)
        if not cases.lookup.looking:
            self.app.release("lookup")
        if self.over is None and (self.at == 3 or self.at == 5):
            self.step.refresh_step()
        self.paint_steps()

    def _is_at_hand(self, case_id: str) -> bool:
        cases = self.app.session.cases
        return cases.is_open and cases.at_hand.id == case_id

    def _look_up_again(self) -> None:
        cases = self.app.session.cases
        cases.look_up()
        if not cases.lookup.looking:
            # Nothing is looked for in what was read: nobody has to wait for it.
            self.app.release("lookup")

    def _show_case(self, fault: Exception | None) -> None:
        """Another case of the family was opened, or the case was read again."""
        self.app.release("screen")
        if fault is not None:
            self.say(sentence(fault), alert=True)
            return
        self.at = 0
        self._look_up_again()
        self.show_body()
        self.tell_rules()

    def act(self, *actions: a.Action, say: str | None = "") -> bool:
        """Do `actions` on the case; a refusal becomes one message. True if they were admitted."""
        try:
            self.app.session.cases.act(*actions)
        except FlowError as fault:
            self.say(sentence(fault), alert=True)
            return False
        if say is not None:
            self.say(say)
        self.paint_status()
        self.paint_steps()
        if self.app.session.cases.has_notice:
            # After what the step still does with its own part of the screen.
            self.call_after_refresh(self.tell_rules)
        return True

    def go(self, index: int) -> None:
        """Show step `index`; what was typed in the present one is committed by losing the focus."""
        if not 0 <= index < len(self.steps) or self.over is not None:
            return
        if not self.settle():
            return
        self.at = index
        self.say("")
        self.hint("")
        self.show_body()

    # Keys --------------------------------------------------------------------------------

    def help_text(self) -> str:
        keys = "  ".join(f"{key.upper()} {_(words)}" for key, words, _action in self.KEYS)
        return self.step.help_text() + "\n\n" + keys

    def action_forward(self) -> None:
        if isinstance(self.over, Reader | Comparison):
            self.uncover()
        elif self.over is None and not self.step.inner_step(1):
            self.go(self.at + 1)

    def step_back(self) -> None:
        if not self.step.inner_step(-1):
            self.go(self.at - 1)

    def action_park(self) -> None:
        """Put the case aside and go back to the counter; everything committed is in the journal."""
        if self.must_answer:
            return
        if not self.settle() or not self.nothing_is_lost():
            return
        session = self.app.session
        if session.cases.at_hand.status in AT_THE_COUNTER:
            self.act(a.Park(True))
        self._home()

    def _home(self) -> None:
        self.app.hold("screen")
        self.app.session.cases.leave()
        self.app.leave_case()

    def action_family(self) -> None:
        """The next person of the same family: a case of its own that begins with the family's fields."""
        if self.over is None and self.settle() and self.nothing_is_lost():
            self.app.session.cases.begin(family_of=self.app.session.cases.at_hand)
            self.say(_("Next person of the same family: the family's fields are filled in already."))
            self.app.hold("screen")

    def settle(self) -> bool:
        return self.step.leave_step()

    def unsaved_text(self) -> str:
        return super().unsaved_text() or self.step.unsaved_text()

    def menu_entries(self) -> Sequence[tuple[str, str]]:
        # Nine digits: whoever leaves by digits parks first.
        return [entry for entry in super().menu_entries() if entry[0] != "leave"]

    def action_repeat(self) -> None:
        """In the field at hand: a value of the same family, and another one at each further press."""
        if self.over is None:
            self.step.repeat()

    def action_slips(self) -> None:
        if self.over is None and self.settle():
            offer_slips(self)

    def action_story(self) -> None:
        story = by_id(self.app.session.cases.at_hand.story)
        if story is None:
            self.say(_("This case has no story."))
            return
        if isinstance(self.over, Reader):
            return
        self.rest()
        self.show_text(story.title.get(language()), story.brief.get(language()))
