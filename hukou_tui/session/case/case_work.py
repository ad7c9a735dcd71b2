"""Work on cases at the counter: opened, acted on, looked up, left. It belongs to the screen's thread alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from db.station.station import Station
from flows.case import actions as a
from flows.case.case import Case
from flows.case.fields import INHERITED
from flows.case.status import Event
from flows.errors import NotAllowed
from flows.rules.model import Rules
from hukou_tui.session.case.case_reading import Occasion, begin_case, look_at_case, read_case
from hukou_tui.session.case.lookup import CaseLookup
from hukou_tui.session.case.open_case import OpenCase
from hukou_tui.session.case.recheck_notice import RulesNotice
from hukou_tui.session.case.rules_in_use import InForce
from hukou_tui.session.case.view import View
from hukou_tui.session.news import CaseOpened, CaseReading, LookupDone, Post, SaveRefused
from hukou_tui.session.station_queue import StationQueue
from hukou_tui.session.workstation import Workstation


class CaseWork:
    """The case at hand, if there is one, and the way to others; acting and looking up are joined here."""

    def __init__(
        self, desk: Workstation, queue: StationQueue, force: InForce, worker: ThreadPoolExecutor, post: Post
    ) -> None:
        self._desk, self._queue, self.force = desk, queue, force
        self.lookup = CaseLookup(desk.context.folder, queue, worker, post)
        self._open: OpenCase | None = None
        #: Questions for a case are numbered: the answer to the last one counts.
        self._asked = self._answered = 0
        #: The case at hand was refused something, and has to be read again unless another one comes.
        self._unread = False

    # The case at hand --------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether a case is at hand."""
        return self._open is not None

    @property
    def at_hand(self) -> Case:
        """The case at hand; NotAllowed if there is none."""
        return self._opened.case

    @property
    def relatives(self) -> tuple[Case, ...]:
        """The other cases of its family."""
        return self._opened.relatives

    @property
    def rules(self) -> Rules:
        """Those of the case at hand, else those in force."""
        return self._open.rules if self._open is not None else self.force.rules

    @property
    def view(self) -> View:
        """The case at hand in the light of its rules."""
        return self._opened.view(self._desk.price_fen, self._desk.context.today())

    @property
    def has_notice(self) -> bool:
        """Whether something about the rules of the case at hand was not told yet."""
        return self._open is not None and self._open.has_notice

    def take_notice(self) -> RulesNotice | None:
        """What is to be told of the rules of the case at hand, once."""
        return self._open.take_notice() if self._open is not None else None

    def forget_view(self) -> None:
        """A setting has changed that the view depends on."""
        if self._open is not None:
            self._open.forget_view()

    @property
    def _opened(self) -> OpenCase:
        if self._open is None:
            raise NotAllowed("case_not_open")
        return self._open

    # Acting ------------------------------------------------------------------------------

    def act(self, *actions: a.Action) -> Case:
        """Admit and fold `actions` at once and queue them for the journal, in one transaction.

        Raises NotAllowed, and then none of them has happened.
        """
        opened = self._opened
        self._desk.require_own_passphrase()
        if actions:
            act = opened.act(actions, self._desk.seat, self._desk.context.now())
            self._queue.write(act.batch, act.texts, self._reading_of(act.batch.case_id))
            if act.compared:
                self.look_up()
        return opened.case

    def admit_person(self, event: Event) -> None:
        """Raise NotAllowed unless whoever sits here may cause `event`: said before a page is filled in for it."""
        self._opened.admit_person(event, self._desk.seat)

    # Cases -------------------------------------------------------------------------------

    def begin(self, *, story: str = "", family_of: Case | None = None) -> None:
        """Open a new case, with the family's fields if it is of the same family; news `CaseOpened` follows."""
        self._desk.require_own_passphrase()
        family = family_of.family if family_of else ""
        today, practice = self._desk.context.today().isoformat(), self._desk.context.practice
        opening = a.OpenCase(today, family, self.force.stamps, practice, story)
        self._ask(
            partial(begin_case, actions=[opening, *_inherited_fields(family_of)], occasion=self._occasion())
        )

    def open(self, case_id: str) -> None:
        """Put a case on the counter, which is recorded as having looked at it; news `CaseOpened` follows.

        One that is not decided yet and stands under older rules is re-checked under those in force.
        """
        self._desk.require_own_passphrase()
        self._ask(partial(look_at_case, case_id=case_id, occasion=self._occasion()))

    def read_again(self) -> None:
        """Read the case at hand again, as it is on disk; news `CaseOpened` follows."""
        self._ask(self._reading_of(self.at_hand.id))

    def leave(self) -> None:
        """Clear the counter; everything about the case is in the journal already, and no answer brings it back."""
        self._asked += 1
        self._open, self._unread = None, False
        self.lookup.forget()

    def _ask(self, question: Callable[[Station], CaseReading]) -> None:
        self._asked += 1
        ticket, badge = self._asked, self._desk.context.operator
        self._queue.ask(
            lambda station: CaseOpened(ticket=ticket, badge=badge, reading=question(station)),
            lambda fault: CaseOpened(ticket=ticket, badge=badge, fault=fault),
        )

    def _occasion(self) -> Occasion:
        context = self._desk.context
        return Occasion(context.operator, context.now(), context.today(), self.force, self._desk.works)

    def _reading_of(self, case_id: str) -> Callable[[Station], CaseReading]:
        return partial(read_case, case_id=case_id, occasion=self._occasion())

    # News --------------------------------------------------------------------------------

    def take_case(self, news: CaseOpened) -> bool:
        """Take a case in; False if another was asked for since."""
        if news.ticket != self._asked:
            return False
        self._answered = news.ticket
        again, self._unread = self._unread, False
        if news.reading is not None:
            self._open = OpenCase(news.reading, self.force, self._queue.unsaved)
            self._desk.note_saved(news.reading.seq)
            self.lookup.forget()
        elif again:
            self.read_again()
        return True

    def take_refusal(self, news: SaveRefused) -> None:
        """What is on disk holds; of what waits behind it, the disk decides as the counter does here."""
        opened = self._open
        if opened is None or opened.case.id != news.batch.case_id:
            return
        if news.reading is not None:
            opened.put(news.reading, self._queue.unsaved)
            self.lookup.forget()
        elif self._asked == self._answered:
            self.read_again()
        else:
            # Another case is on its way, and whoever has asked for it types for that one already.
            self._unread = True

    # Lookup ------------------------------------------------------------------------------

    def look_up(self) -> None:
        """Search the register and the station's own cases beside the screen; news `LookupDone` follows."""
        if self._desk.works:
            self.lookup.look_up(self.at_hand)
        else:
            self.lookup.forget()

    def take_lookup(self, news: LookupDone) -> bool:
        """Take the answer of a lookup in; False if nobody waits for it any more."""
        return self.lookup.take(news)

    def record_lookup(self) -> None:
        """Journal the answer, if it differs from what is on record."""
        record = self.lookup.record()
        if record is None or not self._desk.works or self._desk.state.must_change:
            return
        if self.at_hand.lookup != record:
            self.act(record)


def _inherited_fields(case: Case | None) -> Sequence[a.Action]:
    """The fields that the next person of the same family starts with; never a stranger's."""
    if case is None:
        return ()
    return [a.SetField(field, case.get(field)) for field in INHERITED if case.get(field)]
