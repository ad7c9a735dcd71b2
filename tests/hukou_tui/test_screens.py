"""Each screen at 80x24 in both languages, as a picture; the practice station's day is frozen and no clock is shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from db.station.opening import open_station_file
from db.station.station import Station
from flows.case import actions as a
from harness.stations.practice_folder import copy_to
from hukou_tui.app import CounterApp
from hukou_tui.context import AppContext
from hukou_tui.practice.frozen_day import FROZEN_ON
from hukou_tui.screens.intake.intake import Intake

AT, CLERK = "2016-06-14T08:00:00Z", "P00001"
CASE, OTHER, HOME_BIRTH = (f"530699001-20160614-00{n}" for n in (1, 2, 3))
WHO = {
    "person.name": "马天翔", "person.sex": "1", "person.birth": "L2014-04-22", "person.birth_basis": "certificate",
    "person.ethnicity": "03", "father.name": "马文俊", "mother.name": "马秀兰", "declarant.role": "guardian",
    "declarant.name": "马秀兰", "declarant.phone": "none", "destination.kind": "family",
    "destination.householder": "马文俊", "destination.relation": "子", "destination.division": "530699",
    "destination.address": "演练县青山乡大坪村一社",
}  # fmt: skip
BORN_AT_HOME = {
    "person.name": "陈小禾", "person.sex": "1", "person.birth": "2015-11-02", "mother.name": "李桂芳",
    "declarant.role": "guardian", "declarant.name": "李桂芳", "destination.kind": "family",
}  # fmt: skip
MARRIED = {"cause": "never_registered", "upbringing": "birth_parents", "parents": "married"}
PAPERS = ("application", "birth_certificate", "parent_booklet")

Play = Callable[[Pilot], Awaitable[None]]


class FrozenWorkplace(AppContext):
    """A workplace whose minute stands still as well as its day."""

    def now(self) -> str:
        return AT


def _case(station: Station, case_id: str, *acts: a.Action) -> None:
    opening = a.OpenCase(FROZEN_ON.isoformat(), "", (), True, "")
    station.append_all([opening, *acts], case_id=case_id, operator=CLERK, at=AT)


def _fields(values: dict[str, str]) -> list[a.Action]:
    return [a.SetField(name, value) for name, value in values.items()]


def _answers(values: dict[str, str]) -> list[a.Action]:
    return [a.AnswerFact(fact, value) for fact, value in values.items()]


@pytest.fixture
def empty(tmp_path):
    """A practice station without a case."""
    return copy_to(tmp_path)


@pytest.fixture
def busy(empty):
    """Three cases: papers waited for, hardly begun, and one in which the fee matters."""
    papers = [a.MarkPaper(name, "has") for name in PAPERS] + [
        a.MarkPaper("marriage_certificate", "not_brought")
    ]
    with open_station_file(empty) as station:
        _case(station, CASE, *_fields(WHO), *_answers({**MARRIED, "birth_certificate": "have"}), *papers)
        begun = [
            a.SetField("person.name", "欧阳小明"),
            a.AnswerFact("cause", "never_registered"),
            a.Park(True),
        ]
        _case(station, OTHER, *begun)
        born_at_home = {**MARRIED, "birth_certificate": "none", "birth_place": "elsewhere"}
        _case(station, HOME_BIRTH, *_fields(BORN_AT_HOME), *_answers(born_at_home))
    return empty


# Playing -----------------------------------------------------------------------------------


async def _until(pilot: Pilot, holds: Callable[[], object]) -> None:
    """Let the program go on until `holds()`, and then until it has painted."""
    for _turn in range(2000):
        if holds():
            break
        await pilot.pause(0.01)
    else:
        raise AssertionError("the screen never got there")
    await pilot.pause()


async def _settled(pilot: Pilot) -> None:
    """The station is open, the lookup has come to its end, and everything is on disk."""
    app = pilot.app
    await _until(
        pilot,
        lambda: app.session.ready and not app.session.cases.lookup.looking and app.session.pending == 0,
    )
    # News travels from the desk's threads to the screen: give the last of it time to arrive.
    await _until(pilot, lambda: app.session.pending == 0 and app.screen.query("#status"))


async def _open(pilot: Pilot, case_id: str, *, step: int = 0, page: int = 0) -> None:
    """Put a case on the desk and go to that step."""
    await _settled(pilot)
    app = pilot.app
    app.session.cases.open(case_id)
    lookup = app.session.cases.lookup
    await _until(pilot, lambda: isinstance(app.screen, Intake) and lookup.found is not None and app.focused)
    await _settled(pilot)
    intake = app.screen
    intake.go(step)
    for _turned in range(page):
        intake.step.inner_step(1)
    await _settled(pilot)


def _step(case_id: str, step: int, *keys: str, page: int = 0) -> Play:
    async def play(pilot: Pilot) -> None:
        await _open(pilot, case_id, step=step, page=page)
        for key in keys:
            await pilot.press(key)
            await _settled(pilot)

    return play


def _home(*keys: str) -> Play:
    async def play(pilot: Pilot) -> None:
        await _settled(pilot)
        for key in keys:
            await pilot.press(key)
            await _settled(pilot)

    return play


async def _notified(pilot: Pilot) -> None:
    """The brother is judged first: the slip comes last."""
    await _step(CASE, 3, "1", "3")(pilot)
    pilot.app.screen.go(5)
    await _settled(pilot)
    await pilot.press("2")
    await _until(pilot, lambda: pilot.app.screen.over is not None)
    await _settled(pilot)


SCREENS: dict[str, Play] = {
    "home": _home(),
    "menu": _home("0"),
    "stories": _home("f3"),
    "settings": _home("f8"),
    "operator": _home("f6"),
    "help": _home("f1"),
    "who_words": _step(CASE, 0),
    "who_figures": _step(CASE, 0, page=1),
    "help_of_a_field": _step(CASE, 0, "f1"),
    "intake_menu": _step(CASE, 2, "0"),
    "situation_question": _step(OTHER, 1),
    "situation_clear": _step(CASE, 1),
    "papers": _step(CASE, 2, "down", "down", "down"),
    "circumstances": _step(CASE, 2, "6"),
    "lookup": _step(CASE, 3),
    "comparison": _step(CASE, 3, "enter"),
    "fee": _step(HOME_BIRTH, 4),
    "fee_window": _step(HOME_BIRTH, 4, "down", "down", "down"),
    "review": _step(CASE, 5),
    "notification": _notified,
}


def _app(folder, lang: str) -> CounterApp:
    return CounterApp(FrozenWorkplace(folder, True, lang, CLERK, FROZEN_ON))


@pytest.fixture
def same_picture(snap_compare, monkeypatch):
    """Compare, and let go of the station afterwards; the picture says nothing of the terminal that it was made in."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    apps: list[CounterApp] = []

    def compare(folder, lang: str, play: Play) -> bool:
        apps.append(_app(folder, lang))
        return snap_compare(apps[-1], terminal_size=(80, 24), run_before=play)

    yield compare
    for app in apps:
        app.session.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", SCREENS)
def test_screen(name, lang, busy, same_picture):
    assert same_picture(busy, lang, SCREENS[name])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_home_without_a_case(lang, empty, same_picture):
    assert same_picture(empty, lang, _home())
