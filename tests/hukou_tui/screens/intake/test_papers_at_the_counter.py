"""By keys: a fee condition is what was done; a notification is shown again as it was handed out."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from db.station.opening import open_station_file
from flows.case import actions as a
from flows.case.case import Case
from harness.stations.intake import AT, CLERK, new_station
from harness.stations.seated import running, shown, until
from hukou_tui import packs
from hukou_tui.app import CounterApp
from hukou_tui.context import AppContext
from hukou_tui.paper.slips import missing_of
from hukou_tui.practice.frozen_day import FROZEN_ON
from hukou_tui.screens.intake.intake import Intake
from hukou_tui.session.case import rules_in_use
from hukou_tui.words import catalogue

CASE = "530699001-20160614-001"
WHO = {
    "person.name": "陈小禾", "person.sex": "1", "person.birth": "2015-11-02", "mother.name": "李桂芳",
    "guardian.name": "李桂芳", "declarant.role": "guardian", "destination.address": "青山乡大坪村三社",
    "destination.householder": "陈国强",
}  # fmt: skip
SITUATION = {
    "cause": "never_registered", "upbringing": "birth_parents", "parents": "unmarried", "parents_known": "both",
    "birth_certificate": "none", "birth_place": "elsewhere", "follow": "father",
}  # fmt: skip

Play = Callable[[Pilot, CounterApp], Awaitable[None]]


@pytest.fixture(autouse=True)
def _chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "zh")


def entered(folder: Path, *more: a.Action) -> None:
    stamps = rules_in_use.of_program(FROZEN_ON).stamps
    opening = a.OpenCase(FROZEN_ON.isoformat(), "", stamps, True, "")
    acts = [opening, *(a.SetField(*field) for field in WHO.items()),
            *(a.AnswerFact(*answer) for answer in SITUATION.items()), *more]  # fmt: skip
    with new_station(folder, practice=True) as station:
        station.append_all(acts, case_id=CASE, operator=CLERK, at=AT)


def case_in(folder: Path) -> Case:
    with open_station_file(folder, readonly=True) as station:
        return station.queries.case(CASE)


async def at_step(folder: Path, step: int, play: Play) -> None:
    app = CounterApp(AppContext(folder, True, "zh", CLERK, FROZEN_ON))
    async with running(app) as pilot:
        await until(pilot, lambda: app.session.ready and not app._awaited and app.focused, "the counter")
        app.session.cases.open(CASE)
        await until(pilot, lambda: isinstance(app.screen, Intake) and not app._awaited, "the case")
        app.screen.go(step)
        await until(pilot, lambda: app.screen.at == step, "the step")
        await play(pilot, app)
        await until(pilot, lambda: app.session.pending == 0, "on disk")


@pytest.mark.parametrize(("digit", "state", "row"), [
    ("1", "stated", "[不清楚  ] 本人陈述，待核实"), ("5", "seen", "看过证明"), ("6", "verified", "已核实"),
    ("2", "not_met", "不符合"), ("3", "unknown", "不清楚"),
])  # fmt: skip
async def test_one_key_says_what_was_done_for_a_condition(tmp_path, digit, state, row):
    entered(tmp_path)

    async def play(pilot, app):
        await until(pilot, lambda: "精准扶贫对象" in shown(pilot), "the conditions")
        await pilot.press("down", "down", digit)
        line = next(line for line in shown(pilot).splitlines() if "属于精准扶贫对象 " in line)
        assert row in line, line

    await at_step(tmp_path, 4, play)
    answer = case_in(tmp_path).fee["targeted_poverty"]
    assert (answer.state, answer.reason) == (state, "")


async def test_half_stands_in_the_step_with_the_place_where_alone_it_holds(tmp_path):
    proven = (a.AnswerFee("own_centre", "stated"), a.AnswerFee("targeted_poverty", "seen"))
    entered(tmp_path, *proven, a.ApplyForTest("2016-06-01"))

    async def play(pilot, app):
        await until(pilot, lambda: "减半收取，只在市公安司法鉴定中心" in shown(pilot), "half, and where")

    await at_step(tmp_path, 4, play)


def handed_out(folder: Path, text: str) -> tuple[a.Action, ...]:
    """The notification as an older program made it: its words and its hash, with the papers that it named."""
    rules = packs.load_rules(on=FROZEN_ON)
    entered(folder)
    missing = missing_of(case_in(folder), rules)
    (folder / "slips").mkdir(exist_ok=True)
    (folder / "slips" / f"{CASE}-notification-1.txt").write_text(text, encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    return (a.PrintSlip("notification", digest, missing), a.Move("notify"))


async def read_again(folder: Path) -> str:
    seen: list[str] = []

    async def play(pilot, app):
        await pilot.press("f8")
        await until(pilot, lambda: "一次性告知书" in shown(pilot), "the slips")
        await pilot.press("1")
        await until(pilot, lambda: "陈小禾" in shown(pilot) or "旧版" in shown(pilot), "the slip")
        seen.append(shown(pilot))

    await at_step(folder, 5, play)
    return seen[0]


async def test_a_notification_is_shown_again_as_it_was_handed_out_whatever_the_program_says_today(tmp_path):
    acts = handed_out(tmp_path, "旧版告知书：原文\n")
    with open_station_file(tmp_path) as station:
        station.append_all(acts, case_id=CASE, operator=CLERK, at=AT)
    assert "旧版告知书：原文" in await read_again(tmp_path)
    assert len(case_in(tmp_path).slips) == 1, "told once is told"


async def test_where_its_file_is_gone_it_is_made_anew_and_says_so(tmp_path):
    acts = handed_out(tmp_path, "旧版告知书：原文\n")
    with open_station_file(tmp_path) as station:
        station.append_all(acts, case_id=CASE, operator=CLERK, at=AT)
    (tmp_path / "slips" / f"{CASE}-notification-1.txt").write_text("别的文字\n", encoding="utf-8")
    assert "2016年6月14日补印：所列材料与2016年6月14日的告知书相同" in await read_again(tmp_path)
    assert "补印" in (tmp_path / "slips" / f"{CASE}-notification-2.txt").read_text(encoding="utf-8")
    assert len(case_in(tmp_path).slips) == 1


async def test_a_supplement_is_made_in_the_review_and_nowhere_else(tmp_path):
    acts = handed_out(tmp_path, "旧版告知书：原文\n")
    with open_station_file(tmp_path) as station:
        changed = [*acts, a.AnswerFact("follow", "mother")]
        station.append_all(changed, case_id=CASE, operator=CLERK, at=AT)

    async def play(pilot, app):
        await pilot.press("f8")
        await until(pilot, lambda: "还没有到期的文书" in shown(pilot) or "第6步" in shown(pilot), "no slip")
        assert "补充告知书" not in shown(pilot)

    await at_step(tmp_path, 5, play)
