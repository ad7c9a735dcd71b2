"""Rules over time at the counter: what was adopted is in use, an open case is looked at again, a decided one is not."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from textual.pilot import Pilot

from db.access import key_administration, unlocking
from db.access.vault import Newcomer
from db.station.rule_texts import RuleText
from db.station.station import Act, Station
from flows.case import actions as a
from flows.case.case import Case
from flows.rules.stamps import PackStamp
from harness.packs.other_rules import COUNTY, DAY, LESS, MORE, QUESTION, kept
from harness.stations.command_line import run
from harness.stations.founded import copied_station
from harness.stations.intake import (
    ADMINISTRATOR,
    APPROVER,
    AT,
    CHEAP,
    CLERK,
    DETERMINED,
    FIELDS,
    PASSPHRASE,
    WITHDRAWAL,
    adopt,
    held,
    looked_up,
    reopened,
)
from harness.stations.seated import at_counter, first_case, shown, sit, until
from hukou_tui.app import CounterApp
from hukou_tui.commands.case import case as case_command
from hukou_tui.packs import load_rules
from hukou_tui.screens.frame.reader import Reader
from hukou_tui.screens.intake.intake import Intake
from hukou_tui.session.case.recheck_notice import RulesNotice, of_showing
from hukou_tui.session.case.rules_in_use import NOT_KEPT, CaseRules, InForce
from hukou_tui.words import catalogue

MARRIED = {
    "cause": "never_registered", "upbringing": "birth_parents", "parents": "married", "birth_certificate": "have",
}  # fmt: skip
PAPERS = ("application", "birth_certificate", "parent_booklet", "marriage_certificate")
SHIPPED = kept()


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")


def stamps(texts: tuple[RuleText, ...]) -> tuple[PackStamp, ...]:
    return tuple(one.stamp for one in texts)


def a_case(station: Station, *further: a.Action, answers: dict[str, str] = MARRIED) -> str:
    """A case opened under the shipped rules, as the counter opens it."""
    number = station.queries.next_number(DAY)
    actions = [a.OpenCase("2016-06-14", "", stamps(SHIPPED), station.queries.practice)]
    actions += [a.SetField(name, value) for name, value in FIELDS.items()]
    actions += [a.AnswerFact(fact, value) for fact, value in answers.items()]
    station.append_under(SHIPPED, [Act(action, number, CLERK, AT) for action in (*actions, *further)])
    return number


def rechecks(folder: Path, number: str) -> list[a.RecheckRules]:
    with reopened(folder, readonly=True) as station:
        assert station.verify().fault is None
        return [entry.action for entry in station.queries.entries(number) if isinstance(entry.action, a.RecheckRules)]


async def test_what_changed_for_an_open_case_is_shown_once_and_recorded(tmp_path: Path):
    with copied_station(tmp_path) as station:
        number = a_case(station)
        adopt(station, kept(LESS))

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await first_case(pilot, app)
        await until(pilot, lambda: isinstance(app.screen.over, Reader), "what has changed")
        assert "The rules have changed" in shown(pilot) and "no longer needed: " in shown(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.over is None and not app._awaited, "the case")
        await pilot.press("f2")
        await until(pilot, lambda: not isinstance(app.screen, Intake) and not app._awaited, "the counter")
        await first_case(pilot, app)
        assert app.screen.over is None

    await at_counter(tmp_path, play)
    (action,) = rechecks(tmp_path, number)
    assert action.packs == stamps(kept(LESS)) and action.kept and action.changes


async def test_where_nothing_changes_for_it_only_the_stamp_is_renewed(tmp_path: Path):
    with copied_station(tmp_path) as station:
        number = a_case(station)
        adopt(station, kept(COUNTY))

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await first_case(pilot, app)
        assert app.screen.over is None and "rules" not in shown(pilot)
        assert app.session.cases.at_hand.packs == stamps(kept(COUNTY))

    await at_counter(tmp_path, play)
    assert [action.changes for action in rechecks(tmp_path, number)] == [()]


async def test_who_decides_and_a_further_question_are_told(tmp_path: Path):
    with copied_station(tmp_path) as station:
        a_case(station, answers={"cause": "system_missing"})
        adopt(station, kept(COUNTY, QUESTION))

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await first_case(pilot, app)
        await until(
            pilot, lambda: "newly asked: Is there an old book on paper?" in shown(pilot), "the question"
        )

    await at_counter(tmp_path, play)


async def test_after_a_notification_that_says_something_else_a_supplementary_one_is_due(tmp_path: Path):
    with copied_station(tmp_path) as station:
        number = a_case(station, a.PrintSlip("notification", "h", PAPERS), a.Move("notify"))
        looked_up(station, number)
        adopt(station, kept(MORE))

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await first_case(pilot, app)
        due = "a supplementary one is due (step 6)"
        await until(pilot, lambda: due in " ".join(shown(pilot).split()), "what is due")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.over is None and not app._awaited, "the case")
        for _step in range(3):
            await pilot.press("f4")
        await pilot.press("2")
        await until(
            pilot, lambda: "Supplementary notification" in shown(pilot) and not app._awaited, "the form"
        )
        assert "the rules" in shown(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen.over, Reader) and not app.session.pending, "the slip")

    await at_counter(tmp_path, play)
    with reopened(tmp_path, readonly=True) as station:
        told = station.queries.case(number)
    assert told.notification is not None and "testimony" in told.notification.missing
    assert told.notification.reason == "the rules" and not told.retold


async def test_a_decided_case_stands_under_the_rules_it_was_decided_under(tmp_path: Path):
    with copied_station(tmp_path) as station:
        number = a_case(station)
        looked_up(station, number)
        station.append_all([a.Move("accept"), a.Move("submit")], case_id=number, operator=CLERK, at=AT)
        station.append_all([DETERMINED, a.Move("grant")], case_id=number, operator=APPROVER, at=AT)
        adopt(station, kept(LESS))

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await first_case(pilot, app)
        assert "Shown under the rules that this case stands under: " in shown(pilot)
        demanded = [key for item in app.session.cases.view.checklist.applicant for key in item.need.any_of]
        assert "marriage_certificate" in demanded
        assert app.session.cases.rules.packs != app.session.cases.force.rules.packs

    await at_counter(tmp_path, play)
    assert not rechecks(tmp_path, number)
    said = run(case_command, tmp_path, "show", number)
    assert (
        f"Rules: {SHIPPED[0].stamp.id} {SHIPPED[0].stamp.revision} ({SHIPPED[0].stamp.sha256[:12]})"
        in said.output
    )


async def test_rules_that_are_not_kept_are_said_and_the_case_is_looked_at_all_the_same(tmp_path: Path):
    with copied_station(tmp_path) as station:
        opening = a.OpenCase("2016-06-14", "", (PackStamp("base", "1", "0" * 64),))
        station.append_all(
            [opening, a.SetField("person.name", "陈小禾")], case_id="C1", operator=CLERK, at=AT
        )

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await first_case(pilot, app)
        await until(pilot, lambda: "The rules of before are not kept" in shown(pilot), "the line")

    await at_counter(tmp_path, play)
    assert [action.kept for action in rechecks(tmp_path, "C1")] == [False]


async def test_a_new_case_begins_under_what_was_adopted_and_its_text_is_kept(tmp_path: Path):
    with copied_station(tmp_path) as station:
        adopt(station, kept(LESS))

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, Intake) and not app._awaited, "a new case")
        assert app.session.cases.at_hand.packs == stamps(kept(LESS))

    await at_counter(tmp_path, play)


async def test_adopted_rules_that_cannot_be_used_are_never_passed_over_in_silence(tmp_path: Path):
    text = b'[pack]\nid = "newer"\nrevision = "9"\n'
    newer = RuleText(PackStamp("newer", "9", hashlib.sha256(text).hexdigest()), text)
    with copied_station(tmp_path) as station:
        adopt(station, (newer,))

    async def play(pilot: Pilot, app: CounterApp) -> None:
        assert "adopted rules unusable" in shown(pilot)
        assert "The adopted rules cannot be used" in shown(pilot)
        await pilot.press("f1")
        await until(
            pilot, lambda: isinstance(app.screen.over, Reader) and not app._awaited, "the whole sentence"
        )
        whole = " ".join(shown(pilot).split())
        assert "zhaotong-2016" in whole and "newer 9" in whole
        assert app.session.cases.force.stamps == stamps(SHIPPED)

    await at_counter(tmp_path, play)


async def test_an_auditor_re_checks_nothing_and_whoever_works_on_it_next_does(tmp_path: Path):
    with copied_station(tmp_path) as station:
        number = a_case(station)
        adopt(station, kept(LESS))
    made = unlocking.open_station(tmp_path, held(tmp_path, ADMINISTRATOR), at=AT)
    with made.station:
        key_administration.add_operator(made, Newcomer("A7", "auditor", PASSPHRASE), AT, CHEAP)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await first_case(pilot, app)
        assert "Shown under the rules" in shown(pilot) and app.session.cases.at_hand.packs == stamps(SHIPPED)
        await sit(pilot, app, CLERK)
        app.screen.act(a.SetField("person.name", "欧阳小华"))
        await until(
            pilot, lambda: isinstance(app.screen.over, Reader) and not app.session.pending, "what has changed"
        )

    await at_counter(tmp_path, play, operator="A7")
    assert len(rechecks(tmp_path, number)) == 1


async def test_a_case_that_is_taken_up_again_comes_under_the_rules_in_force(tmp_path: Path):
    with copied_station(tmp_path) as station:
        number = a_case(station, a.PrintSlip("withdrawal", "0" * 64), WITHDRAWAL)
        adopt(station, kept(LESS))

    async def play(pilot: Pilot, app: CounterApp) -> None:
        app.session.cases.open(number)
        await until(pilot, lambda: isinstance(app.screen, Intake) and not app._awaited, "the case")
        assert app.session.cases.at_hand.packs == stamps(SHIPPED)
        assert app.screen.act(a.Move("apply_again"))
        await until(
            pilot, lambda: isinstance(app.screen.over, Reader) and not app.session.pending, "what has changed"
        )
        cases = app.session.cases
        assert cases.at_hand.packs == stamps(kept(LESS)) and cases.rules is cases.force.rules

    await at_counter(tmp_path, play)
    assert len(rechecks(tmp_path, number)) == 1


def test_of_an_emptied_case_nothing_is_said_of_rules():
    rules = load_rules()
    told = of_showing(Case("C1", expired=True), CaseRules(rules, NOT_KEPT), InForce(rules, SHIPPED))
    assert told == RulesNotice("", "")
