"""The desk: joins screens, rules, station file and lookup; the screens ask it, and it tells them the news.

A key goes screen -> `act()` -> the pure fold, and the screen paints at once; the journal is written by the
station's own thread, and `saved_seq` says how far it has come. Nothing here waits for the disk.
The desk belongs to the screen's thread: other threads answer (`hukou_tui.session.news`), and the answer is taken in
when its news is told. What was acted since the question is folded on it again.
Actions and fold are loaded with the station, beside the screen: the first picture does without them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.errors import NotAllowed
from hukou_tui.context import Workplace
from hukou_tui.session import news as answers
from hukou_tui.session.news import Acted, Answer, CaseRead

if TYPE_CHECKING:
    from db.access.vault import Vault
    from db.keys.keyslots import Keyring
    from db.register.lookup import Found
    from db.station.projections import Backup, CaseRow
    from db.station.rule_texts import RuleText
    from db.station.station import Act, Station
    from flows.case import actions as a
    from flows.case.case import Case
    from flows.case.case_numbers import Restored
    from flows.case.roles import Seat
    from flows.case.status import Event
    from flows.rules.model import Rules
    from hukou_tui.session.daily_check import Checked
    from hukou_tui.session.recheck_notice import Told
    from hukou_tui.session.rules_in_use import CaseRules, InForce
    from hukou_tui.session.view import View

#: Told to the screens from any thread: topic, an error where something went wrong, and what `Desk.take_in` gets.
News = Callable[[str, Exception | None, Answer | None], None]


#: The settings that say who works here, by badge.
_OPERATOR = "operator."
#: Errors after which the same person may try again; after the others the station cannot be opened at all.
_TRY_AGAIN = ("passphrase_wrong", "locked_out", "slot_unknown", "recovery_key_shape")


class Desk:
    """One clerk's desk over one station folder."""

    def __init__(self, workplace: Workplace, news: News) -> None:
        self.workplace = workplace
        self.settings: Mapping[str, str] = {}
        self.operators: Mapping[str, str] = {}
        self.station_code = ""
        self.rows: tuple[CaseRow, ...] = ()
        #: Each time that the station went on from a copy: numbers of cases may be on paper only.
        self.restores: tuple[Restored, ...] = ()
        self.case: Case | None = None
        self.relatives: tuple[Case, ...] = ()
        self.found: Found | None = None
        self.trouble = ""
        self.told = ""
        self.checked: Checked | None = None
        self.check_asked = False
        self.last_backup: Backup | None = None
        self.last_check: Backup | None = None
        self.pending = 0
        self.saved_seq = 0
        self.ready = False
        self._news = news
        self.station: Any = None
        #: The rules in force here, and those of the case at hand, which may be older.
        self._force: InForce | None = None
        self._own: CaseRules | None = None
        self._told_of_rules: Told | None = None
        #: The open station and what whoever sits here holds; None at a practice station, which has no keys.
        self._vault: Vault | None = None
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="lookup")
        self._opening: Future[None] | None = None
        #: Lookups are numbered: the last one asked for, answered, and taken in by the screen.
        self._wanted = self._answered = self._taken_in = 0
        self._view: tuple[Case, View] | None = None
        #: Questions for a case are numbered: the last one asked, and what was acted since while it is open.
        self._asked = 0
        self._since: list[Acted] | None = None
        #: Whether the disk has refused something of the case at hand since.
        self._refused_meanwhile = False
        #: Settings in the order in which they were handed to the journal.
        self._set: list[a.SetSetting] = []
        self._takers: dict[type, Callable[[Any], None]] = {
            CaseRead: self._take_case,
            answers.CaseUnread: self._take_no_case,
            answers.CheckDone: self._take_check,
            answers.KeysKept: self._take_keys,
            answers.LookedUp: self._take_found,
            answers.NotKept: self._take_refused,
            answers.RowsRead: self._take_rows,
            answers.Said: self._take_text,
            answers.Seated: self._take_seat,
            answers.StationRead: self._take_station,
            answers.Troubled: self._take_trouble,
            answers.Written: self._take_written,
        }

    # Answers -----------------------------------------------------------------------------

    def take_in(self, answer: Answer | None) -> bool:
        """Take an answer in (on the screen's thread); False if nobody waits for it any more, and its news is none."""
        if isinstance(answer, CaseRead | answers.CaseUnread) and answer.ticket != self._asked:
            return False
        if isinstance(answer, answers.LookedUp) and answer.ticket != self._wanted:
            return False
        if answer is not None:
            self._takers[type(answer)](answer)
        return True

    def _take_written(self, written: answers.Written) -> None:
        self.pending -= len(written.acted.actions)
        self.saved_seq = max(self.saved_seq, written.seq)

    def _take_refused(self, refused: answers.NotKept) -> None:
        """What is on disk is read again; of what waits behind it, the disk decides as the counter does here."""
        acted = refused.acted
        self.pending -= len(acted.actions)
        if not acted.case_id:
            self.ask(partial(answers.station_read, after=len(self._set)), "rows")
        elif self.case is None or self.case.id != acted.case_id:
            return
        elif self._since is None:
            self.reread()
        else:
            # What is being read comes without it.
            self._since = [other for other in self._since if other is not acted]
            self._refused_meanwhile = True

    def _take_rows(self, read: answers.RowsRead) -> None:
        self.rows, self.saved_seq = read.rows, max(self.saved_seq, read.seq)

    def _take_station(self, read: answers.StationRead) -> None:
        self.settings, self.operators, self._view = read.settings, read.operators, None
        for setting in self._set[read.after :]:
            self._fold_setting(setting)
        self.station_code = read.code
        self.last_backup, self.last_check = read.last_backup, read.last_check
        self.restores = read.restores
        self._take_rows(read.list)

    def _take_keys(self, kept: answers.KeysKept) -> None:
        self.told = kept.told
        self._take_station(kept.station)

    def _take_seat(self, seated: answers.Seated) -> None:
        self.workplace.operator = seated.badge
        self._take_station(seated.station)

    def _take_text(self, said: answers.Said) -> None:
        self.told = said.text

    def _take_check(self, done: answers.CheckDone) -> None:
        self.checked = done.checked

    def _take_trouble(self, troubled: answers.Troubled) -> None:
        self.trouble = troubled.code

    # Opening and closing -----------------------------------------------------------------

    def start(self) -> None:
        """Open the station beside the screen; news `ready`, `failed`, or `locked` (somebody must prove himself)."""
        self._opening = self._worker.submit(self._start)

    def _start(self) -> None:
        try:
            if not self.workplace.practice and self._has_keys():
                self._news("locked", None, None)
                self._make_ready()
                return
            self._open(None)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the clerk gets a sentence, not a traceback
            self._news("failed", fault, None)

    def _make_ready(self) -> None:
        """Load what opening needs while the passphrase is being typed."""
        from cryptography.hazmat.primitives.kdf import argon2 as _argon2

        from db.access import unlocking as _unlocking
        from db.station import writer as _thread
        from hukou_tui.session import rules_in_use as _rulebook

        del _argon2, _thread, _unlocking, _rulebook

    def _has_keys(self) -> bool:
        from db.keys import keyslots

        return keyslots.path(self.workplace.folder).is_file()

    def _open(self, held: Keyring | None) -> None:
        from db.errors import CannotOpen
        from db.station.writer import StationThread
        from hukou_tui.session import rules_in_use

        if self.workplace.practice:
            from hukou_tui.session import practice_station as practice

            practice.ensure(self.workplace)
        opening = None if held is None else partial(self._opened, held)
        self.station = StationThread(self.workplace.folder, opening=opening, on_trouble=self._troubled)
        # Before the news `ready` nobody else has anything of the desk in hand.
        self._take_station(self.station.ask(partial(answers.station_read, after=0)).result())
        if not self.workplace.operator and self.operators:
            self.workplace.operator = next(iter(self.operators))
        if (self.settings.get("station.practice", "") == "1") != self.workplace.practice:
            # A practice file in a real station's place would be open to everybody, without a word that it is practice.
            raise CannotOpen("not_encrypted")
        self._force = self.station.ask(partial(rules_in_use.in_force, on=self.workplace.today())).result()
        self._sweep_slips()
        self.ready = True
        self._news("ready", None, None)
        self._warm()

    def _opened(self, held: Keyring) -> Station:
        """The station, opened in its own thread with what somebody holds."""
        from db.access import unlocking

        self._vault = unlocking.open_station(self.workplace.folder, held, at=self.workplace.now())
        return self._vault.station

    # Who sits here -----------------------------------------------------------------------

    @property
    def has_keys(self) -> bool:
        """Whether whoever sits down proves himself with a passphrase."""
        return not self.workplace.practice

    @property
    def must_change(self) -> bool:
        """Whether whoever sits here began with a passphrase that somebody else thought up."""
        return self._vault is not None and self._vault.held.must_change

    @property
    def role(self) -> str:
        """The role of whoever sits here."""
        return self.operators.get(self.workplace.operator, "")

    @property
    def works(self) -> bool:
        """Whether whoever sits here works on cases: an auditor only reads, and the recovery key is nobody."""
        return self.role in ("clerk", "approver", "administrator", "trainer")

    def _may_begin(self) -> None:
        """Raise NotAllowed(`passphrase_first`) until a passphrase that was made up is changed."""
        if self.must_change:
            raise NotAllowed("passphrase_first")

    def prove(self, badge: str, passphrase: str) -> None:
        """Somebody sits down: news `seat` follows, with the error if the passphrase is wrong, or `failed`."""
        self._opening = self._worker.submit(self._prove, badge, passphrase)

    def _prove(self, badge: str, passphrase: str) -> None:
        from db.errors import SlotsError

        seated = None
        try:
            from db.access import unlocking

            held = unlocking.prove(self.workplace.folder, badge, passphrase)
            if self._vault is None:
                self.workplace.operator = badge
                self._open(held)
            else:
                change = partial(self._change_seat, held, len(self._set))
                seated = answers.Seated(badge, self.station.ask(change).result())
        except SlotsError as fault:
            self._news("seat" if fault.code in _TRY_AGAIN or self.ready else "failed", fault, None)
        except Exception as fault:  # noqa: BLE001 - as in `_start`
            self._news("seat" if self.ready else "failed", fault, None)
        else:
            self._news("seat", None, seated)

    def _change_seat(self, held: Keyring, after: int, station: Station) -> answers.StationRead:
        from db.access import unlocking

        assert self._vault is not None
        unlocking.change_seat(self._vault, held, self.workplace.now())
        return answers.station_read(station, after)

    def keep_keys(self, change: Callable[[Vault, str], str | None], then: str) -> None:
        """Let the station's thread change who has a key: `change` gets the vault and the moment; news `then` follows.

        What it gives back (something to be shown once) is `told`.
        """

        after = len(self._set)

        def do(station: Station) -> answers.KeysKept:
            assert self._vault is not None
            told = change(self._vault, self.workplace.now()) or ""
            return answers.KeysKept(told, answers.station_read(station, after))

        self.told = ""
        self.ask(do, then)

    def _warm(self) -> None:
        """Load what the first lookup needs while nobody waits for it."""
        from db.register import lookup as _lookup
        from flows.identity import names as _names

        del _lookup, _names

    def close(self) -> int:
        """Write everything that is still in the queue, then let go of the files; the count of what was refused.

        While the station is still being opened nothing can be in the queue: a slow disk is not waited for.
        """
        self._worker.shutdown(wait=False, cancel_futures=True)
        if self._opening is not None and self._opening.running() and not self.ready:
            return 0
        if self.ready:
            self._sweep_slips()
        return self.station.close() if self.station is not None else 0

    def _sweep_slips(self) -> None:
        """Slips wait for the printer as plain text; in a real station none outlives the day at the counter."""
        if self.workplace.practice:
            return
        for slip in (self.workplace.folder / "slips").glob("*.txt"):
            with suppress(OSError):
                slip.unlink()

    # Rules and view ----------------------------------------------------------------------

    @property
    def rules(self) -> Rules:
        """Those of the case at hand, else those in force; only asked for once the desk is ready."""
        if self.case is not None and self._own is not None:
            return self._own.rules
        return self.force.rules

    @property
    def force(self) -> InForce:
        """The rules that the counter works with; only asked for once the desk is ready."""
        if self._force is None:
            raise NotAllowed("not_ready")
        return self._force

    @property
    def rules_trouble(self) -> str:
        """One message while the rules that were adopted here are not those in use; else an empty text."""
        return self._force.trouble() if self._force is not None else ""

    @property
    def has_to_tell(self) -> bool:
        """Whether something about the rules of the case at hand was not told yet."""
        return self._told_of_rules is not None and any(self._told_of_rules)

    def take_told(self) -> Told | None:
        """What is to be told of the rules of the case at hand, once."""
        told, self._told_of_rules = self._told_of_rules, None
        return told

    @property
    def price_fen(self) -> int | None:
        """The approved price of a paternity test in fen, None while it is not set."""
        text = self.settings.get("fee.price_fen", "")
        return int(text) if text.isdecimal() and len(text) < 12 else None

    @property
    def view(self) -> View:
        """The case at hand in the light of the rules; kept until the case or a setting changes."""
        from hukou_tui.session.view import look

        case = self.at_hand
        if self._view is None or self._view[0] is not case:
            self._view = (case, look(case, self.rules, self.price_fen, self.workplace.today()))
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
        case = self.at_hand
        self._may_begin()
        if not actions:
            return case
        seat, at = self._seat(), self.workplace.now()
        # An auditor may have put the case here, who re-checks nothing; or an action takes a decided case up again.
        own, told, searched = self._own, self._told_of_rules, case.lookup
        before = self._recheck(case, own)
        case, done = self._followed(case, before, actions, seat, at)
        after = () if before else self._recheck(case, own)
        case = _done(case, Acted(after, case.id, seat, at))
        rechecked = (*before, *after)
        if rechecked:
            told = self._found(case, rechecked[0], own)
            own = self._present()
        self._own, self._told_of_rules = own, told
        self.case = case
        self._queue(
            Acted((*done, *after), case.id, seat, at), self.force.texts if rechecked else ()
        )
        if case.lookup is None and (searched is not None or self._compared(actions)):
            self.look_up()
        return case

    def _followed(
        self, case: Case, before: Sequence[a.Action], actions: Sequence[a.Action], seat: Seat, at: str
    ) -> tuple[Case, tuple[a.Action, ...]]:
        """The case after `before` and `actions`, and all that was done.

        A paper and the question that it answers are one fact: what follows from the one is written with it.
        """
        from flows.case.actions import AnswerFact, MarkPaper
        from flows.case.paper_agreement import settling

        rules = self.force.rules if before else self.rules
        case, done = _done(case, Acted(tuple(before), case.id, seat, at)), list(before)
        for action in actions:
            case = _done(case, Acted((action,), case.id, seat, at))
            following = settling(case, rules) if isinstance(action, AnswerFact | MarkPaper) else ()
            case = _done(case, Acted(tuple(following), case.id, seat, at))
            done += (action, *following)
        return case, tuple(done)

    def admit_person(self, event: Event) -> None:
        """Raise NotAllowed unless whoever sits here may cause `event`: said before a page is filled in for it."""
        from flows.case.admission import admit_person

        admit_person(self.at_hand, event, self._seat())

    def _seat(self) -> Seat:
        from flows.case.roles import seat_of

        return seat_of(self.workplace.operator, self.operators, practice=self.workplace.practice)

    def _recheck(self, case: Case, own: CaseRules | None) -> tuple[a.RecheckRules, ...]:
        """The action that puts an undecided case under the rules in force, if it stands under others."""
        from flows.case import recheck

        if not recheck.due(case, self.force.stamps):
            return ()
        old = own.rules if own is not None and not own.why else None
        return (recheck.recheck(case, old, self.force.rules, self.force.stamps),)

    def _found(self, case: Case, action: a.RecheckRules, own: CaseRules | None) -> Told:
        from hukou_tui.session import recheck_notice as rechecked

        old = own.rules if own is not None else self.force.rules
        return rechecked.of_recheck(case, action, old, self.force.rules)

    def _present(self) -> CaseRules:
        from hukou_tui.session.rules_in_use import CaseRules

        return CaseRules(self.force.rules)

    def _compared(self, actions: tuple[a.Action, ...]) -> bool:
        from flows.case import actions as a
        from flows.case.fields import COMPARED

        return any(isinstance(action, a.SetField) and action.field in COMPARED for action in actions)

    def _queue(self, acted: Acted, texts: Sequence[RuleText] = ()) -> None:
        self.pending += len(acted.actions)
        if self._since is not None:
            self._since.append(acted)
        future = self.station.append(
            acted.actions, case_id=acted.case_id, operator=acted.seat.badge, at=acted.at, texts=texts
        )
        future.add_done_callback(partial(self._written, acted))

    def _written(self, acted: Acted, future: Future[Any]) -> None:
        fault = future.exception()
        if fault is not None:
            self._news("refused", fault if isinstance(fault, Exception) else None, answers.NotKept(acted))
            return
        written = future.result()
        last = written[-1] if isinstance(written, tuple | list) else written
        self._news("saved", None, answers.Written(acted, last.seq))

    def _troubled(self, code: str | None) -> None:
        self._news("trouble", None, answers.Troubled(code or ""))

    def trouble_text(self) -> str:
        """The sentence for the status line while the disk refuses."""
        from hukou_tui.words.errors.error_messages import trouble

        return trouble(self.trouble, self.pending)

    def set_setting(self, name: str, value: str) -> None:
        """Change a setting of the station; it is journaled like everything else. Raises NotAllowed."""
        from flows.case import actions as a
        from flows.case.admission import admit_station

        seat, setting = self._seat(), a.SetSetting(name, value)
        admit_station(setting, seat)
        self._fold_setting(setting)
        self._set.append(setting)
        self._queue(Acted((setting,), "", seat, self.workplace.now()))

    def _fold_setting(self, setting: a.SetSetting) -> None:
        self.settings = {**self.settings, setting.name: setting.value}
        if setting.name.startswith(_OPERATOR):
            said = {**self.operators, setting.name.removeprefix(_OPERATOR): setting.value}
            self.operators = {badge: role for badge, role in said.items() if role}
        self._view = None

    # Once a day --------------------------------------------------------------------------

    def check_station(self, to: Path | None, *, asked: bool) -> None:
        """Check the whole file, and copy it to `to` if that is named; news `checked` follows with `checked` set.

        `asked`: somebody waits for it; otherwise it is the one of every day.
        """
        self.check_asked = asked
        who = self.workplace.operator
        threading.Thread(target=self._check, args=(to, who), name="daily", daemon=True).start()

    def _check(self, to: Path | None, who: str) -> None:
        from hukou_tui.session import daily_check

        try:
            key = None if self._vault is None else self._vault.station.key
            checked = daily_check.check(self.workplace.folder, key, to, self.workplace.today())
            self._record_check(checked, who)
            self._news("checked", None, answers.CheckDone(checked))
        except Exception as fault:  # noqa: BLE001 - a stick can fail in many ways; the clerk gets a sentence
            self._news("checked", fault, None)

    def _record_check(self, checked: Checked, who: str) -> None:
        from flows.case import actions as a

        made = a.MakeBackup(checked.records, checked.head, checked.cases, checked.finding, bool(checked.copy))
        self.station.append(made, case_id="", operator=who, at=self.workplace.now()).result()

    # Cases -------------------------------------------------------------------------------

    def ask(self, question: Callable[[Station], Answer | None], then: str) -> None:
        """Let the station's thread answer `question`; news `then` follows, with the answer."""
        future = self.station.ask(question)
        future.add_done_callback(lambda done: self._news(then, _fault(done), _answer(done)))

    def refresh_rows(self) -> None:
        """Read the counter's list again; news `rows` follows."""
        self.ask(answers.rows_read, "rows")

    def _ask_case(self, question: Callable[..., CaseRead]) -> None:
        """Let the station's thread read a case; what is acted until the answer is taken in is kept for it."""
        self._asked += 1
        self._since = []
        ticket = self._asked
        future = self.station.ask(partial(question, ticket=ticket))
        future.add_done_callback(
            lambda done: self._news("case", _fault(done), _answer(done) or answers.CaseUnread(ticket))
        )

    def begin(self, *, story: str = "", family_of: Case | None = None) -> None:
        """Open a new case, with the family's fields if it is of the same family; news `case` follows."""
        from flows.case import actions as a

        self._may_begin()
        practice, operator, at = self.workplace.practice, self.workplace.operator, self.workplace.now()
        day, force = self.workplace.today(), self.force
        family = family_of.family if family_of else ""
        opening = a.OpenCase(day.isoformat(), family, force.stamps, practice, story)
        actions = [opening, *_inherited(family_of)]

        def open_case(station: Station, ticket: int) -> CaseRead:
            number = station.queries.next_number(day)
            station.append_under(force.texts, _acts(actions, number, operator, at))
            return answers.case_read(station, number, ticket, force, day)

        self._ask_case(open_case)

    def open(self, case_id: str) -> None:
        """Put a case on the desk, which is recorded as having looked at it; news `case` follows.

        One that is not decided yet and stands under older rules is looked at again under those in force.
        """
        self._may_begin()
        # Whoever sits here now looks at it, whoever may sit here when the disk comes to it.
        operator, at = self.workplace.operator, self.workplace.now()
        self._ask_case(partial(self._look_at, case_id, operator, at, works=self.works))

    def _look_at(
        self, case_id: str, operator: str, at: str, station: Station, *, works: bool, ticket: int
    ) -> CaseRead:
        from flows.case import actions as a
        from flows.case.fields import NUMBERS
        from hukou_tui.session import rules_in_use

        today = self.workplace.today()
        shown = station.queries.case(case_id)
        what = "numbers" if any(shown.get(field) for field in NUMBERS) else "case"
        own = rules_in_use.of_case(station, shown, self.force, today)
        again = self._recheck(shown, own) if works else ()
        texts = self.force.texts if again else ()
        station.append_under(texts, _acts([a.Look(what), *again], case_id, operator, at))
        read = answers.case_read(station, case_id, ticket, self.force, today)
        return replace(read, told=self._found(read.case, again[0], own)) if again else read

    def reread(self) -> None:
        """Read the case at hand again, as it is on disk; news `case` follows."""
        case_id, force, today = self.at_hand.id, self.force, self.workplace.today()
        self._ask_case(lambda station, ticket: answers.case_read(station, case_id, ticket, force, today))

    def _take_case(self, read: CaseRead) -> None:
        """The case as it was read, with all that was acted on it since; what no longer fits, the disk refuses too."""
        case, own, told = read.case, read.own, read.told
        for acted in self._since or ():
            if acted.case_id == case.id:
                with suppress(NotAllowed):
                    case = _done(case, acted)
                    if _rechecks(acted):
                        own, told = self._present(), self._told_of_rules
        self._since, self._refused_meanwhile = None, False
        self.case, self.relatives, self._own, self._told_of_rules = case, read.relatives, own, told
        self.saved_seq = max(self.saved_seq, read.seq)
        self._forget_lookups()

    def _take_no_case(self, unread: answers.CaseUnread) -> None:
        """The case at hand stays, unless the disk has refused something of it meanwhile."""
        self._since = None
        if self._refused_meanwhile and self.case is not None:
            self._refused_meanwhile = False
            self.reread()

    def leave_case(self) -> None:
        """Clear the desk; everything about the case is in the journal already, and no answer brings it back."""
        self._asked += 1
        self.case = self._view = self._own = self._told_of_rules = self._since = None
        self._refused_meanwhile = False
        self.relatives = ()
        self._forget_lookups()

    # Lookup ------------------------------------------------------------------------------

    @property
    def looking(self) -> bool:
        """Whether a lookup is under way, or its answer not on record yet."""
        return self._taken_in != self._wanted

    def look_up(self) -> None:
        """Search the register and the station's own cases beside the screen; news `lookup` follows."""
        case = self.at_hand
        if not self.works or not _worth_looking(case):
            self._forget_lookups()
            return
        self._wanted += 1
        self._worker.submit(self._look, self._wanted, case)

    def _forget_lookups(self) -> None:
        """What was found, and what is still being looked for, is of no use any more."""
        self._wanted += 1
        self.found, self._taken_in = None, self._wanted

    def _look(self, ticket: int, case: Case) -> None:
        try:
            if ticket != self._wanted:
                return
            from db.register.lookup import Lookup
            from flows.case.facts import query

            own = self.station.ask(lambda station: station.queries.people(case.id)).result()
            key = None if self._vault is None else self._vault.station.key
            lookup = Lookup(self.workplace.folder / "register.db", key=key)
            self._news("lookup", None, answers.LookedUp(ticket, lookup.find(query(case), own=own)))
        except Exception as fault:  # noqa: BLE001 - a broken register must not end the intake
            self._news("lookup", fault, answers.LookedUp(ticket, None))

    def _take_found(self, looked: answers.LookedUp) -> None:
        self.found, self._answered = looked.found, looked.ticket

    def record_lookup(self) -> None:
        """Take the answer in and journal it, if it differs from what is on record (called on the screen's thread)."""
        self._taken_in = self._answered
        if self.found is None or self.case is None or not self.works or self.must_change:
            return
        record = _record(self.found)
        if self.case.lookup != record:
            self.act(record)


def _acts(actions: Sequence[a.Action], case_id: str, operator: str, at: str) -> list[Act]:
    from db.station.station import Act

    return [Act(action, case_id, operator, at) for action in actions]


def _done(case: Case, acted: Acted) -> Case:
    """The case after `acted`, each action admitted; raises NotAllowed."""
    from flows.case.admission import admit
    from flows.case.case import apply
    from flows.case.entry import Entry

    for action in acted.actions:
        admit(case, action, acted.seat, acted.at)
        case = apply(case, Entry(case.last_seq, acted.at, acted.seat.badge, case.id, action))
    return case


def _rechecks(acted: Acted) -> bool:
    from flows.case import actions as a

    return any(isinstance(action, a.RecheckRules) for action in acted.actions)


def _answer(future: Future[Any]) -> Any:  # noqa: ANN401 - as the question has it
    return future.result() if future.exception() is None else None


def _fault(future: Future[Any]) -> Exception | None:
    fault = future.exception()
    return fault if isinstance(fault, Exception) else None


def _worth_looking(case: Case) -> bool:
    """A name is enough; an unnamed child is looked for by the mother."""
    return bool(case.get("person.name") or case.get("person.number") or case.get("mother.name"))


def _inherited(case: Case | None) -> list[a.Action]:
    """The fields that the next person of the same family starts with; never a stranger's."""
    from flows.case import actions as a
    from flows.case.fields import INHERITED

    if case is None:
        return []
    return [a.SetField(field, case.get(field)) for field in INHERITED if case.get(field)]


def _record(found: Found) -> a.RecordLookup:
    from flows.case import actions as a
    from flows.case.facts import reference
    from flows.linkage.lookup_result import FoundCandidate

    candidates = tuple(
        FoundCandidate(
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
