"""The desk: joins screens, rules, station file and lookup; the screens ask it, and it tells them the news.

A key goes screen -> `act()` -> the pure fold, and the screen paints at once; the journal is written by the
station's own thread, and `saved_seq` says how far it has come. Nothing here waits for the disk.
Actions and fold are loaded with the station, beside the screen: the first picture does without them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

from flows.errors import NotAllowed
from hukou_tui.workplace import Workplace

if TYPE_CHECKING:
    from db.lookup import Found
    from db.projections import CaseRow
    from db.station import Station
    from flows import actions as a
    from flows.case import Case
    from flows.rules import Rules
    from hukou_tui.view import View

#: Told to the screens from any thread: topic, and an error where something went wrong.
News = Callable[[str, Exception | None], None]


class Desk:
    """One clerk's desk over one station folder."""

    def __init__(self, workplace: Workplace, news: News) -> None:
        self.workplace = workplace
        self.settings: Mapping[str, str] = {}
        self.operators: Mapping[str, str] = {}
        self.station_code = ""
        self.rows: tuple[CaseRow, ...] = ()
        self.case: Case | None = None
        self.relatives: tuple[Case, ...] = ()
        self.found: Found | None = None
        self.trouble = ""
        self.pending = 0
        self.saved_seq = 0
        self.ready = False
        self._news = news
        self.station: Any = None
        self._rules: Future[Rules] | None = None
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="lookup")
        self._opening: Future[None] | None = None
        #: Lookups are numbered: the last one asked for, answered, and taken in by the screen.
        self._wanted = self._answered = self._taken_in = 0
        self._view: tuple[Case, View] | None = None

    # Opening and closing -----------------------------------------------------------------

    def start(self) -> None:
        """Open the station and read the rules, both beside the screen; news `ready` or `failed` follows."""
        self._opening = self._worker.submit(self._open)

    def _open(self) -> None:
        try:
            from hukou_tui.practice import station as practice

            if self.workplace.practice:
                practice.ensure(self.workplace)
            from db.thread import StationThread
            from hukou_tui import packs

            self.station = StationThread(self.workplace.folder, on_trouble=self._troubled)
            self.station.ask(self._read_station).result()
            rules: Future[Rules] = Future()
            rules.set_result(packs.load(on=self.workplace.today()))
            self._rules = rules
            self.ready = True
            self._news("ready", None)
            self._warm()
        except Exception as fault:  # noqa: BLE001 - whatever it is, the clerk gets a sentence, not a traceback
            self._news("failed", fault)

    def _warm(self) -> None:
        """Load what the first lookup needs while nobody waits for it."""
        from db import lookup as _lookup
        from flows import names as _names

        del _lookup, _names

    def _read_station(self, station: Station) -> None:
        self.settings = dict(station.settings())
        self.operators = {
            name.removeprefix("operator."): role
            for name, role in self.settings.items()
            if name.startswith("operator.")
        }
        self.station_code = station.code
        self.saved_seq = station.head().seq
        self.rows = tuple(station.rows())
        if not self.workplace.operator and self.operators:
            self.workplace.operator = next(iter(self.operators))

    def close(self) -> int:
        """Write everything that is still in the queue, then let go of the files; the count of what was refused.

        While the station is still being opened nothing can be in the queue: a slow disk is not waited for.
        """
        self._worker.shutdown(wait=False, cancel_futures=True)
        if self._opening is not None and self._opening.running() and not self.ready:
            return 0
        return self.station.close() if self.station is not None else 0

    # Rules and view ----------------------------------------------------------------------

    @property
    def rules(self) -> Rules:
        """The rules in force; only asked for once the desk is ready."""
        if self._rules is None:
            raise NotAllowed("not_ready")
        return self._rules.result()

    @property
    def price_fen(self) -> int | None:
        """The approved price of a paternity test in fen, None while it is not set."""
        text = self.settings.get("fee.price_fen", "")
        return int(text) if text.isdecimal() else None

    @property
    def view(self) -> View:
        """The case at hand in the light of the rules; kept until the case or a setting changes."""
        from hukou_tui.view import look

        case = self.at_hand
        if self._view is None or self._view[0] is not case:
            self._view = (case, look(case, self.rules, self.price_fen))
        return self._view[1]

    @property
    def at_hand(self) -> Case:
        """The case on the desk; NotAllowed if there is none."""
        if self.case is None:
            raise NotAllowed("case_not_open")
        return self.case

    # Acting ------------------------------------------------------------------------------

    def act(self, *actions: a.Action) -> Case:
        """Admit and fold `actions` at once and queue them for the journal, in one transaction.

        Raises NotAllowed, and then none of them has happened.
        """
        from flows import actions as a
        from flows.case import apply
        from flows.counter import admit

        case = self.at_hand
        operator, at = self.workplace.operator, self.workplace.now()
        for action in actions:
            admit(case, action, operator)
            case = apply(case, a.Entry(case.last_seq, at, operator, case.id, action))
        if not actions:
            return case
        searched = self.case.lookup if self.case else None
        self.case = case
        self._queue(actions, case.id, operator, at)
        if case.lookup is None and (searched is not None or self._compared(actions)):
            self.look_up()
        return case

    def _compared(self, actions: tuple[a.Action, ...]) -> bool:
        from flows import actions as a
        from flows.fields import COMPARED

        return any(isinstance(action, a.SetField) and action.field in COMPARED for action in actions)

    def _queue(self, actions: tuple[a.Action, ...], case_id: str, operator: str, at: str) -> None:
        self.pending += len(actions)
        future = self.station.append(actions, case_id=case_id, operator=operator, at=at)
        future.add_done_callback(partial(self._written, len(actions)))

    def _written(self, count: int, future: Future[Any]) -> None:
        self.pending -= count
        fault = future.exception()
        if fault is not None:
            self._news("refused", fault if isinstance(fault, Exception) else None)
            return
        written = future.result()
        last = written[-1] if isinstance(written, tuple | list) else written
        self.saved_seq = max(self.saved_seq, last.seq)
        self._news("saved", None)

    def _troubled(self, code: str | None) -> None:
        self.trouble = code or ""
        self._news("trouble", None)

    def trouble_text(self) -> str:
        """The sentence for the status line while the disk refuses."""
        from hukou_tui.sentences import trouble

        return trouble(self.trouble, self.pending)

    def set_setting(self, name: str, value: str) -> None:
        """Change a setting of the station; it is journaled like everything else."""
        from flows import actions as a

        self.settings = {**self.settings, name: value}
        self._view = None
        self._queue((a.SetSetting(name, value),), "", self.workplace.operator, self.workplace.now())

    # Cases -------------------------------------------------------------------------------

    def ask(self, question: Callable[[Station], Any], then: str) -> None:
        """Let the station's thread answer `question`; news `then` follows."""
        future = self.station.ask(question)
        future.add_done_callback(lambda done: self._news(then, _fault(done)))

    def refresh_rows(self) -> None:
        """Read the counter's list again; news `rows` follows."""
        self.ask(self._read_rows, "rows")

    def _read_rows(self, station: Station) -> None:
        self.saved_seq = max(self.saved_seq, station.head().seq)
        self.rows = tuple(station.rows())

    def begin(self, *, story: str = "", family_of: Case | None = None) -> None:
        """Open a new case, with the family's fields if it is of the same family; news `case` follows."""
        from flows import actions as a

        workplace = self.workplace
        day = workplace.today()
        stamps = tuple(a.PackStamp(ref.id, ref.revision, ref.hash) for ref in self.rules.packs)
        fields = _inherited(family_of)

        def open_case(station: Station) -> None:
            number = station.next_number(day)
            opening = a.OpenCase(
                day.isoformat(), family_of.family if family_of else "", stamps, workplace.practice, story
            )
            entries = station.append_all(
                [opening, *fields], case_id=number, operator=workplace.operator, at=workplace.now()
            )
            self.saved_seq = entries[-1].seq
            self._take(station, number)

        self.ask(open_case, "case")

    def open(self, case_id: str) -> None:
        """Put a case on the desk; a parked one is taken up again; news `case` follows."""
        self.ask(lambda station: self._take(station, case_id), "case")

    def _take(self, station: Station, case_id: str) -> None:
        case = station.case(case_id)
        self.relatives = station.relatives(case)
        self.case, self.found = case, None

    def leave_case(self) -> None:
        """Clear the desk; everything about the case is in the journal already."""
        self.case = self.found = self._view = None
        self.relatives = ()
        self._taken_in = self._wanted

    # Lookup ------------------------------------------------------------------------------

    @property
    def looking(self) -> bool:
        """Whether a lookup is under way, or its answer not on record yet."""
        return self._taken_in != self._wanted

    def look_up(self) -> None:
        """Search the register and the station's own cases beside the screen; news `lookup` follows."""
        case = self.at_hand
        if not _worth_looking(case):
            self.found, self._taken_in = None, self._wanted
            return
        self._wanted += 1
        self._worker.submit(self._look, self._wanted, case)

    def _look(self, ticket: int, case: Case) -> None:
        try:
            if ticket != self._wanted:
                return
            from db.lookup import Lookup
            from flows.intake import query

            own = self.station.ask(lambda station: station.people(case.id)).result()
            lookup = Lookup(self.workplace.folder / "register.db")
            found = lookup.find(query(case), own=own)
            if ticket == self._wanted and self.case is not None and self.case.id == case.id:
                self.found, self._answered = found, ticket
                self._news("lookup", None)
        except Exception as fault:  # noqa: BLE001 - a broken register must not end the intake
            self._answered = ticket
            self._news("lookup", fault)

    def record_lookup(self) -> None:
        """Take the answer in and journal it, if it differs from what is on record (called on the screen's thread)."""
        self._taken_in = self._answered
        if self.found is None or self.case is None:
            return
        record = _record(self.found)
        if self.case.lookup != record:
            self.act(record)


def _fault(future: Future[Any]) -> Exception | None:
    fault = future.exception()
    return fault if isinstance(fault, Exception) else None


def _worth_looking(case: Case) -> bool:
    """A name is enough; an unnamed child is looked for by the mother."""
    return bool(case.get("person.name") or case.get("person.number") or case.get("mother.name"))


def _inherited(case: Case | None) -> list[a.Action]:
    """The fields that the next person of the same family starts with; never a stranger's."""
    from flows import actions as a
    from flows.fields import INHERITED

    if case is None:
        return []
    return [a.SetField(field, case.get(field)) for field in INHERITED if case.get(field)]


def _record(found: Found) -> a.RecordLookup:
    from flows import actions as a
    from flows.intake import reference

    candidates = tuple(
        a.FoundCandidate(
            reference(candidate.person), candidate.person.status, candidate.comparison.band,
            candidate.comparison.score, candidate.comparison.relation,
        )
        for candidate in found.candidates
    )  # fmt: skip
    scope = found.scope
    missing = tuple(str(name) for name, _why in found.not_compared)
    return a.RecordLookup(
        candidates, missing, scope.persons if scope else 0, str(scope.as_of) if scope else ""
    )
