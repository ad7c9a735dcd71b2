"""The case at hand: what was read of it, and what was acted on it since. It belongs to the screen's thread alone.

Nothing here waits, and nothing here is handed to another thread: a batch of actions goes out to be written, readings
come in, and what is not saved yet is folded on them again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from db.station.rule_texts import RuleText
from flows.case import actions as a
from flows.case.admission import admit_person, check_admission
from flows.case.case import Case, apply_entry
from flows.case.entry import Entry
from flows.case.fields import COMPARED
from flows.case.paper_agreement import reconciling_acts
from flows.case.roles import Seat
from flows.case.status import Event
from flows.errors import NotAllowed
from flows.rules.model import Rules
from hukou_tui.session.case import recheck_notice
from hukou_tui.session.case.case_reading import rechecks_due
from hukou_tui.session.case.recheck_notice import RulesNotice
from hukou_tui.session.case.rules_in_use import CaseRules, InForce
from hukou_tui.session.case.view import View, build_view
from hukou_tui.session.news import Batch, CaseReading


@dataclass(frozen=True, slots=True)
class CaseAct:
    """What is to be written, the texts of rules that it names, and whether persons have to be looked up anew."""

    batch: Batch
    texts: tuple[RuleText, ...]
    compared: bool


class OpenCase:
    """One case on the counter, and the rules that it is shown under."""

    def __init__(self, reading: CaseReading, force: InForce, unsaved: Iterable[Batch]) -> None:
        self._force = force
        self._notice: RulesNotice | None = None
        self._view: tuple[Case, View] | None = None
        self.put(reading, unsaved)

    def put(self, reading: CaseReading, unsaved: Iterable[Batch]) -> None:
        """The case as it was read, with all of it that is not saved yet; what no longer fits, the disk refuses too."""
        case, own, notice = reading.case, reading.own, reading.notice
        for batch in unsaved:
            if batch.case_id == case.id:
                with suppress(NotAllowed):
                    case = _folded_on(case, batch)
                    if any(isinstance(action, a.RecheckRules) for action in batch.actions):
                        own, notice = CaseRules(self._force.rules), self._notice
        self.case, self.relatives, self._own, self._notice = case, reading.relatives, own, notice

    @property
    def rules(self) -> Rules:
        """The rules that the case is shown under."""
        return self._own.rules

    def view(self, price_fen: int | None, today: date) -> View:
        """The case in the light of its rules; kept until the case changes or `forget_view`."""
        if self._view is None or self._view[0] is not self.case:
            self._view = (self.case, build_view(self.case, self.rules, price_fen, today))
        return self._view[1]

    def forget_view(self) -> None:
        """A setting has changed that the view depends on."""
        self._view = None

    @property
    def has_notice(self) -> bool:
        """Whether something about the rules of the case was not told yet."""
        return self._notice is not None and any(self._notice)

    def take_notice(self) -> RulesNotice | None:
        """What is to be told of the rules of the case, once."""
        notice, self._notice = self._notice, None
        return notice

    def admit_person(self, event: Event, seat: Seat) -> None:
        """Raise NotAllowed unless whoever sits there may cause `event`: said before a page is filled in for it."""
        admit_person(self.case, event, seat)

    def act(self, actions: Sequence[a.Action], seat: Seat, at: str) -> CaseAct:
        """Admit and fold `actions`, and what follows from them, as one.

        Raises NotAllowed, and then none of them has happened.
        """
        searched = self.case.lookup
        # An auditor may have put the case here, who re-checks nothing; or an action takes a decided case up again.
        before = rechecks_due(self.case, self._own, self._force)
        case, done = self._with_followers(before, actions, seat, at)
        after = () if before else rechecks_due(case, self._own, self._force)
        case = _folded_on(case, Batch(after, case.id, seat, at))
        rechecked = (*before, *after)
        if rechecked:
            old, new = self._own.rules, self._force.rules
            self._notice = recheck_notice.of_recheck(case, rechecked[0], old, new)
            self._own = CaseRules(new)
        self.case = case
        compared = case.lookup is None and (searched is not None or _changes_what_is_compared(actions))
        texts = self._force.texts if rechecked else ()
        return CaseAct(Batch((*done, *after), case.id, seat, at), texts, compared)

    def _with_followers(
        self, before: Sequence[a.Action], actions: Sequence[a.Action], seat: Seat, at: str
    ) -> tuple[Case, tuple[a.Action, ...]]:
        """The case after `before` and `actions`, and all that was done.

        A paper and the question that it answers are one fact: what follows from the one is written with it.
        """
        rules = self._force.rules if before else self.rules
        case, done = _folded_on(self.case, Batch(tuple(before), self.case.id, seat, at)), list(before)
        for action in actions:
            case = _folded_on(case, Batch((action,), case.id, seat, at))
            paired = isinstance(action, a.AnswerFact | a.MarkPaper)
            following = tuple(reconciling_acts(case, rules)) if paired else ()
            case = _folded_on(case, Batch(following, case.id, seat, at))
            done += (action, *following)
        return case, tuple(done)


def _folded_on(case: Case, batch: Batch) -> Case:
    """The case after `batch`, each action admitted; raises NotAllowed."""
    for action in batch.actions:
        check_admission(case, action, batch.seat, batch.at)
        case = apply_entry(case, Entry(case.last_seq, batch.at, batch.seat.badge, case.id, action))
    return case


def _changes_what_is_compared(actions: Iterable[a.Action]) -> bool:
    return any(isinstance(action, a.SetField) and action.field in COMPARED for action in actions)
