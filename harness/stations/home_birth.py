"""A child born at home whose certificate is asked for in step 2 and marked in step 3, in a real station and by keys."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from db.station.station import Act
from flows.case import actions as a
from harness.packs.other_rules import DAY, kept
from harness.stations.founded import copied_station
from harness.stations.intake import AT, CLERK, FIELDS
from harness.stations.seated import turns, until
from hukou_tui.app import CounterApp
from hukou_tui.screens.intake.intake import Intake

PAPER = "birth_certificate"
HOME_BIRTH = {
    "cause": "never_registered", "upbringing": "birth_parents", "parents": "married",
    PAPER: "none", "birth_place": "elsewhere",
}  # fmt: skip


def with_a_case(folder: Path, answers: dict[str, str], *more: a.Action) -> None:
    with copied_station(folder) as station:
        number = station.queries.next_number(DAY)
        actions: list[a.Action] = [a.OpenCase("2016-06-14", "", tuple(one.stamp for one in kept()))]
        actions += [a.SetField(name, value) for name, value in FIELDS.items()]
        actions += [a.AnswerFact(fact, value) for fact, value in answers.items()]
        station.append_under(kept(), [Act(action, number, CLERK, AT) for action in [*actions, *more]])


async def opened(pilot: Pilot, app: CounterApp, step: int) -> None:
    await pilot.press("1")
    await until(
        pilot, lambda: isinstance(app.screen, Intake) and not app._awaited and app.focused, "the case"
    )
    await at_step(pilot, app, step)


async def at_step(pilot: Pilot, app: CounterApp, step: int) -> None:
    for _turn in turns(pilot, f"step {step + 1}"):
        if app.screen.at == step:
            return
        await pilot.press("f4" if app.screen.at < step else "f3")
        await pilot.pause(0.05)
