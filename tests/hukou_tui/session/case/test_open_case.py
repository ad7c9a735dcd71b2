"""The open case over a slow disk: whatever is read, acted, left and refused meanwhile, screen and disk agree."""

from __future__ import annotations

import queue
import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from textual.pilot import Pilot

from db.errors import JournalFault
from db.station.opening import open_station_file
from flows.case import actions as a
from flows.case.case import Case, fold
from flows.case.entry import Entry
from flows.case.roles import Role, Seat
from flows.errors import FlowError, NotAllowed
from harness.refusals import refused
from harness.stations.intake import AT, CLERK, new_station
from harness.stations.seated import first_case, running, shown, until
from hukou_tui.app import CounterApp
from hukou_tui.context import AppContext
from hukou_tui.practice.frozen_day import FROZEN_ON
from hukou_tui.screens.intake.intake import Intake
from hukou_tui.session.case import case_work, rules_in_use
from hukou_tui.session.case.case_work import CaseWork
from hukou_tui.session.case.lookup import CaseLookup
from hukou_tui.session.case.open_case import OpenCase
from hukou_tui.session.case.recheck_notice import RulesNotice
from hukou_tui.session.case.rules_in_use import CaseRules
from hukou_tui.session.loader import SessionLoaded, SessionLoader
from hukou_tui.session.news import CaseOpened, CaseReading, LookupDone, News, SaveRefused
from hukou_tui.session.session import Session
from hukou_tui.session.workstation import Workstation
from hukou_tui.words import catalogue

CASES = tuple(f"530699001-20160614-{n:03}" for n in (1, 2, 3))
FIELDS = ("person.name", "father.name", "person.school", "declarant.phone")
NAME = a.SetField("person.name", "马天翔")
SECONDS = 20.0


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "practice"
    with new_station(folder, practice=True) as station:
        for number in CASES:
            opening = a.OpenCase(FROZEN_ON.isoformat(), "", (), True, "")
            station.append_all([opening], case_id=number, operator=CLERK, at=AT)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "practice"))


def kept(folder: Path, number: str) -> Case:
    with open_station_file(folder, readonly=True) as station:
        return station.queries.case(number)


@contextmanager
def slow_disk(session: Session) -> Iterator[None]:
    """Inside, the disk answers nothing; afterwards everything in the order in which it was asked."""
    answers = threading.Event()
    session.queue._writer.ask(lambda _station: answers.wait(SECONDS))
    try:
        yield
    finally:
        answers.set()


def behind_the_screen(session: Session, number: str, action: a.Action, operator: str = CLERK) -> None:
    """Something that the screen does not know of, such as an answer of the county that is taken in."""
    session.queue._writer.ask(lambda station: station.append(action, case_id=number, operator=operator, at=AT))


# ---- at the real screens


async def at_a_case(folder: Path, play: Callable[[Pilot, CounterApp], object]) -> None:
    app = CounterApp(AppContext(folder, True, "en", CLERK, FROZEN_ON))
    async with running(app) as pilot:
        await until(pilot, lambda: app.session.ready and not app._awaited and app.focused, "the counter")
        await first_case(pilot, app)
        await play(pilot, app)


def at_rest(app: CounterApp) -> bool:
    return not app._awaited and not app.session.pending and not app.session.cases.lookup.looking


async def test_what_is_typed_while_the_case_is_read_again_stays_on_screen_and_disk(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        number = app.session.cases.at_hand.id
        with slow_disk(app.session):
            app.session.cases.read_again()
            await pilot.press(*"马天翔", "enter")
        await until(pilot, lambda: at_rest(app) and "saved" in shown(pilot), "the disk")
        assert app.session.cases.at_hand.get("person.name") == "马天翔" and "马天翔" in shown(pilot)
        await pilot.press(*"小翔", "enter")
        await until(pilot, lambda: at_rest(app) and kept(folder, number).get("person.former_names"), "both")
        assert kept(folder, number).get("person.name") == "马天翔"
        assert app.session.cases.at_hand.fields == kept(folder, number).fields

    await at_a_case(folder, play)


async def test_a_refusal_takes_back_what_was_refused_and_nothing_else(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        number = app.session.cases.at_hand.id
        with slow_disk(app.session):
            app.session.cases.act(NAME)
            behind_the_screen(app.session, number, a.PrintSlip("withdrawal", "0" * 64))
            behind_the_screen(app.session, number, a.Move("withdraw", "撤回", "signature"))
            app.session.cases.act(a.SetField("father.name", "马文俊"))
            app.session.cases.act(a.RecordCheck("interview_record", True))
        await until(pilot, lambda: at_rest(app) and "past the counter" in shown(pilot), "the refusal")
        await until(pilot, lambda: app.session.cases.at_hand.status == "withdrawn", "as it is on disk")
        assert "saved: No." in shown(pilot), "nothing is being saved any more"
        on_disk = kept(folder, number)
        assert dict(app.session.cases.at_hand.fields) == dict(on_disk.fields) == {"person.name": "马天翔"}
        assert app.session.cases.at_hand.checks.keys() == on_disk.checks.keys() == {"interview_record"}

    await at_a_case(folder, play)


async def test_a_case_that_was_left_does_not_come_back(folder: Path):
    async def play(pilot: Pilot, app: CounterApp) -> None:
        with slow_disk(app.session):
            app.session.cases.read_again()
            await pilot.press("f2")
            await until(pilot, lambda: not isinstance(app.screen, Intake), "the counter")
        await until(pilot, lambda: at_rest(app), "the disk")
        await pilot.pause(0.2)
        assert not isinstance(app.screen, Intake) and not app.session.cases.is_open

    await at_a_case(folder, play)


# ---- at the session alone


class Screen:
    """What the screens do with the session's news, when it likes to."""

    def __init__(self, folder: Path) -> None:
        self._news: queue.Queue[News] = queue.Queue()
        self.told: list[type[News]] = []
        loader = SessionLoader(AppContext(folder, True, "en", CLERK, FROZEN_ON), self._news.put)
        loader.start()
        loaded = self._news.get(timeout=SECONDS)
        assert isinstance(loaded, SessionLoaded)
        self.session = loaded.session
        self.wait(lambda: self.session.ready)

    def take(self, count: int = 1, seconds: float = 0.0) -> None:
        """Take in so many news, if there are as many."""
        with suppress(queue.Empty):
            for _turn in range(count):
                news = self._news.get(timeout=seconds) if seconds else self._news.get_nowait()
                if self.session.take(news):
                    self._tell(news)

    def _tell(self, news: News) -> None:
        self.told.append(type(news))
        cases = self.session.cases
        if isinstance(news, CaseOpened | SaveRefused) and cases.is_open:
            cases.look_up()
        elif isinstance(news, LookupDone):
            with suppress(FlowError):
                cases.record_lookup()

    def wait(self, holds: Callable[[], object]) -> None:
        end = time.monotonic() + SECONDS
        while not holds():
            assert time.monotonic() < end
            self.take(seconds=0.05)

    def open(self, number: str) -> None:
        self.session.cases.open(number)
        self.wait(lambda: self.session.cases.is_open and self.session.cases.at_hand.id == number)

    def rest(self) -> None:
        """Until the disk has answered everything, and what that has set off."""
        for _turn in range(3):
            self.session.queue._writer.ask(lambda _station: None).result(SECONDS)
            self.wait(lambda: self._news.empty() and not self.session.pending and not self.session.cases.lookup.looking)


@pytest.fixture
def screen(folder: Path) -> Iterator[Screen]:
    made = Screen(folder)
    yield made
    made.session.close()


def test_of_two_questions_the_answer_to_the_last_counts(screen: Screen):
    with slow_disk(screen.session):
        screen.session.cases.open(CASES[0])
        screen.session.cases.open(CASES[1])
    screen.rest()
    assert screen.session.cases.at_hand.id == CASES[1] and screen.told.count(CaseOpened) == 1


def test_what_is_acted_on_one_case_is_not_folded_on_the_next(screen: Screen, folder: Path):
    screen.open(CASES[0])
    with slow_disk(screen.session):
        screen.session.cases.open(CASES[1])
        screen.session.cases.act(NAME)
    screen.rest()
    assert (screen.session.cases.at_hand.id, screen.session.cases.at_hand.fields) == (CASES[1], {})
    assert kept(folder, CASES[0]).get("person.name") == "马天翔"


def test_a_setting_made_while_the_station_is_read_stays(screen: Screen):
    screen.session.context.operator = "003"
    with slow_disk(screen.session):
        screen.session.keys.set_role("009", "clerk")  # a practice station has none: it is refused
        screen.session.set_setting("station.phone", "0870-1234567")
        screen.session.set_setting("operator.009", "clerk")
    screen.rest()
    state = screen.session.desk.state
    assert state.settings["station.phone"] == "0870-1234567" and state.operators["009"] == "clerk"


def test_of_settings_of_one_form_all_are_changed_or_none(screen: Screen):
    screen.session.context.operator = "003"
    with refused(NotAllowed, "badge_shape"):
        screen.session.set_settings({"station.phone": "0870-1234567", "operator.24.01": "clerk"})
    screen.rest()
    assert "station.phone" not in screen.session.desk.state.settings
    screen.session.set_settings({"station.phone": "0870-1234567", "station.address": "青山乡"})
    screen.rest()
    assert screen.session.desk.state.settings["station.address"] == "青山乡"


def test_a_setting_that_the_disk_refuses_is_not_shown_as_set(screen: Screen):
    screen.session.context.operator = "003"
    with slow_disk(screen.session):
        screen.session.set_setting("station.phone", "0870-1234567")
        behind_the_screen(screen.session, "", a.SetSetting("operator.003", "auditor"), "003")
        screen.session.set_setting("station.address", "青山乡")
    screen.rest()
    assert SaveRefused in screen.told
    assert screen.session.desk.state.settings.get("station.address", "") == ""
    state = screen.session.desk.state
    assert state.settings["station.phone"] == "0870-1234567" and state.operators["003"] == "auditor"


class Interleaved:
    """Reading, acting, opening, leaving and refusing in any order, over a disk that answers now and then."""

    def __init__(self, screen: Screen, seed: int) -> None:
        self.dice = random.Random(seed)
        self.screen, self.session = screen, screen.session
        self.typed = 0
        self._slow: list[threading.Event] = []

    def play(self, turns: int) -> None:
        doings = (self.act, self.act, self.act, self.reread, self.open, self.leave, self.withdraw, self.slow,
                  self.answer, self.take, self.take)  # fmt: skip
        for _turn in range(turns):
            self.dice.choice(doings)()
        for event in self._slow:
            event.set()
        # What happened behind the screen comes to light with the next act, which the disk refuses.
        self.act()
        self.screen.rest()

    def act(self) -> None:
        self.typed += 1
        field, text = self.dice.choice(FIELDS), f"字{self.typed}"
        if self.session.cases.is_open:
            with suppress(FlowError):
                self.session.cases.act(a.SetField(field, text))
                assert self.session.cases.at_hand.get(field) == text

    def reread(self) -> None:
        if self.session.cases.is_open:
            self.session.cases.read_again()

    def open(self) -> None:
        self.session.cases.open(self.dice.choice(CASES))

    def leave(self) -> None:
        self.session.cases.leave()

    def withdraw(self) -> None:
        if self.dice.random() < 0.3:
            behind_the_screen(self.session, self.dice.choice(CASES), a.Move("withdraw", "撤回"))

    def slow(self) -> None:
        event = threading.Event()
        self._slow.append(event)
        self.session.queue._writer.ask(lambda _station: event.wait(SECONDS))

    def answer(self) -> None:
        if self._slow:
            self._slow.pop(0).set()

    def take(self) -> None:
        self.screen.take(self.dice.randint(1, 4), seconds=0.002)


@pytest.mark.parametrize("seed", range(12))
def test_in_any_order_the_screen_ends_with_what_the_disk_holds(screen: Screen, folder: Path, seed: int):
    Interleaved(screen, seed).play(60)
    session = screen.session
    if not session.cases.is_open:
        screen.open(CASES[seed % 3])
        screen.rest()
    on_disk, case = kept(folder, session.cases.at_hand.id), session.cases.at_hand
    assert (dict(case.fields), case.status, case.lookup) == (dict(on_disk.fields), on_disk.status, on_disk.lookup)
    assert session.pending == 0 and session.cases.view.case is case


def test_a_refusal_whose_case_cannot_be_read_either_tells_why_and_is_read_again(
    screen: Screen, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    screen.open(CASES[0])

    def unreadable(*_arguments: object) -> None:
        raise JournalFault("damaged", seq=1)

    with slow_disk(screen.session), monkeypatch.context() as patched:
        screen.session.cases.act(NAME)
        behind_the_screen(screen.session, CASES[0], a.PrintSlip("withdrawal", "0" * 64))
        behind_the_screen(screen.session, CASES[0], a.Move("withdraw", "撤回", "signature"))
        patched.setattr(case_work, "read_case", unreadable)
        screen.session.cases.act(a.SetField("father.name", "马文俊"))
    screen.rest()
    assert SaveRefused in screen.told
    assert CaseOpened in screen.told[screen.told.index(SaveRefused) :], "it is read again"
    assert screen.session.cases.at_hand.fields == kept(folder, CASES[0]).fields == {"person.name": "马天翔"}


def test_what_a_recheck_has_found_is_told_though_the_case_is_put_back_before_it_is_saved():
    """Read before the re-check is on disk, the case still stands under its old rules, and that is not to be told."""
    entry = Entry(1, AT, CLERK, CASES[0], a.OpenCase(FROZEN_ON.isoformat(), "", (), True, ""))
    force = rules_in_use.of_program(FROZEN_ON)
    shown_under = RulesNotice(line="shown under the rules of before")
    reading = CaseReading(fold(CASES[0], [entry]), (), CaseRules(force.rules, "not_kept"), shown_under, 1)
    case = OpenCase(reading, force, ())
    assert case.take_notice() == shown_under
    done = case.act([NAME], Seat(CLERK, Role.CLERK, practice=True), AT)
    case.put(reading, [done.batch])
    assert case.case.packs == force.stamps and case.case.get("person.name") == "马天翔"
    told = "The rules of before are not kept: checked under those in force, uncompared."
    assert case.take_notice() == RulesNotice(line=told)
    case.put(reading, ())
    assert case.take_notice() == shown_under, "refused: it stands under them as before"


HELD = (Session, Workstation, CaseWork, OpenCase, CaseLookup)


def writers_of(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The threads that have written into a part of the session since."""
    threads: set[int] = set()
    for kind in HELD:

        def write(self: object, name: str, value: object) -> None:
            threads.add(threading.get_ident())
            object.__setattr__(self, name, value)

        monkeypatch.setattr(kind, "__setattr__", write, raising=False)
    return threads


def test_no_thread_but_the_screens_writes_what_the_session_holds(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    threads = writers_of(monkeypatch)
    screen = Screen(folder)
    threads.clear()  # it is made in the worker, and handed over whole
    Interleaved(screen, 7).play(60)
    screen.session.set_setting("station.phone", "0870-1")
    screen.rest()
    assert threads == {threading.get_ident()}
    screen.session.queue.ask_now(lambda _station: setattr(screen.session, "ready", True))
    assert len(threads) == 2, "the negative control: a thread that writes is seen"
    screen.session.close()
