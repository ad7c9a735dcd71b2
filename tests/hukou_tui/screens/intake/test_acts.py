"""Acts of the review: one digit each in every status, nothing by Enter alone, and what is final asks once more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from db.station.station import Act
from flows.case import actions as a
from flows.case.case import Case, fold
from flows.case.entry import Entry
from flows.case.status import EVER_MOVED, MOVES, Event, Status
from flows.linkage.lookup_result import FoundCandidate
from harness.packs.other_rules import kept
from harness.stations.founded import copied_station
from harness.stations.intake import APPROVER, AT, CLERK, DAY, adopt, new_station, open_case, submitted
from harness.stations.seated import at_counter, first_case, running, shown, turns, until
from hukou_tui import packs
from hukou_tui.app import CounterApp
from hukou_tui.context import AppContext
from hukou_tui.practice.frozen_day import FROZEN_ON
from hukou_tui.screens.frame.confirm import ConfirmPanel
from hukou_tui.screens.frame.form import Prompt
from hukou_tui.screens.frame.reader import Reader
from hukou_tui.screens.intake.acts import ACTS, COMPLETE, acts_of, digit_of
from hukou_tui.screens.intake.intake import Intake
from hukou_tui.session.case import rules_in_use
from hukou_tui.session.case.view import build_view
from hukou_tui.words import catalogue

Play = Callable[[Pilot, CounterApp], Awaitable[None]]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")


def at_once(status: Status) -> set[str]:
    """Every act that some case in this status may offer."""
    if status == Status.COUNTY_REVIEW:
        return set()  # the county's word comes with its acknowledgement
    here = {str(event) for at, event in MOVES if at == status and event != Event.NOT_REGISTERED}
    return here | ({COMPLETE} if status == Status.STATION_REVIEW else set())


#: These two are never offered together: who decides is known, and a case is empty or it is not.
EITHER = ({Event.GRANT, Event.FORWARD}, {Event.WITHDRAW, Event.DISCARD})


def test_every_act_has_one_digit_and_no_two_of_a_status_share_it():
    assert {*ACTS} == {str(event) for event in Event if event != Event.NOT_REGISTERED} | {COMPLETE}
    for status in Status:
        for one in at_once(status):
            for other in at_once(status) - {one}:
                if {one, other} not in EITHER:
                    assert digit_of(one) != digit_of(other), (status, one, other)


@pytest.mark.parametrize(("status", "event"), sorted(MOVES))
def test_a_key_pressed_twice_is_at_most_one_act(status: Status, event: Event):
    """Behind an act its digit does nothing, or asks for the very same act again, which is no second one."""
    after = MOVES[status, event]
    act = Event.FIND_REGISTERED if event == Event.NOT_REGISTERED else event
    behind = {other for other in at_once(after) if digit_of(other) == digit_of(act)}
    if after == status:
        # it stays where it is: the acts that share a status were looked at above
        behind -= {other for other in behind if {str(other), str(act)} in EITHER}
    assert behind <= {str(act)}, (status, event, behind)


def test_the_table_that_folds_has_nothing_that_no_digit_does_but_what_is_admitted_no_more():
    assert {event for _status, event in EVER_MOVED} == {event for _status, event in MOVES}


# ---- by keys


async def at_review(folder: Path, number: str, play: Play, operator: str) -> None:
    app = CounterApp(AppContext(folder, True, "en", operator, FROZEN_ON))
    async with running(app) as pilot:
        await until(pilot, lambda: app.session.ready and not app._awaited and app.focused, "the counter")
        app.session.cases.open(number)
        await until(pilot, lambda: isinstance(app.screen, Intake) and not app._awaited, "the case")
        await until(pilot, lambda: not app.session.cases.lookup.looking and not app.session.pending, "the lookup")
        if isinstance(app.screen.over, Reader):
            await pilot.press("enter")
            await until(pilot, lambda: app.screen.over is None, "the case")
        app.screen.go(5)
        await until(pilot, lambda: app.screen.at == 5, "step 6")
        await play(pilot, app)


async def press(pilot: Pilot, app: CounterApp, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await until(pilot, lambda: not app._awaited and not app.session.pending, f"after {key}")


def moves(app: CounterApp) -> list[str]:
    return [change.event for change in app.session.cases.at_hand.history]


ANSWERS = {
    "cause": "never_registered", "upbringing": "birth_parents", "parents": "married", "birth_certificate": "have",
}  # fmt: skip


PAPERS = ("application", "parent_booklet", "marriage_certificate")


def reviewed(folder: Path, **fields: str) -> str:
    """A case before the reviewer, of a situation that the rules know."""
    with new_station(folder, practice=True) as station:
        number = submitted(station, **fields)
        station.append(a.Move("send_back", "x"), case_id=number, operator=APPROVER, at=AT)
        station.append_all(
            [*(a.AnswerFact(fact, value) for fact, value in ANSWERS.items()),
             *(a.MarkPaper(paper, "has") for paper in PAPERS), a.Move("submit")],
            case_id=number, operator=CLERK, at=AT,
        )  # fmt: skip
    return number


def granting(app: CounterApp) -> str:
    """The digit of the decision in favour; both have the same."""
    assert digit_of(Event.GRANT) == digit_of(Event.FORWARD)
    return digit_of(Event.GRANT)


async def test_enter_alone_grants_nothing_however_often(tmp_path: Path):
    number = reviewed(tmp_path)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        before = moves(app)
        await press(pilot, app, "f6")
        await press(pilot, app, *APPROVER, "enter", "enter", "enter", "enter")
        assert moves(app) == before and app.screen.over is None
        assert "Enter alone does nothing here" in shown(pilot)

    await at_review(tmp_path, number, play, CLERK)


async def test_a_decision_wants_the_last_three_digits_of_the_case_number(tmp_path: Path):
    number = reviewed(tmp_path)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        before = moves(app)
        await press(pilot, app, granting(app))
        assert isinstance(app.screen.over, ConfirmPanel), shown(pilot)
        # Twice the digit that opened it chooses a basis and stands where the case number's digits belong: no decision.
        for wrong in (("1",), ("enter",), ("1", "1", "1", "enter"), ("9", "9", "9", "enter")):
            await press(pilot, app, *wrong)
            assert moves(app) == before, wrong
            assert app.screen.over.fields[-1].value == "", "whoever copies them again takes nothing away first"
        await press(pilot, app, *number[-3:], "enter")
        assert moves(app)[-1] in ("grant", "forward")
        assert app.session.cases.at_hand.determined.on == "2016-03-05"

    await at_review(tmp_path, number, play, APPROVER)


async def test_nought_and_f3_decide_nothing(tmp_path: Path):
    number = reviewed(tmp_path)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        before = moves(app)
        for way in (("f3",), ("0", "enter")):
            await press(pilot, app, granting(app))
            if way != ("f3",):
                for _turn in turns(pilot, "the last field"):
                    if app.screen.over.fields[-1] is app.focused:
                        break
                    await press(pilot, app, "1")
            await press(pilot, app, *way)
            assert app.screen.over is None and moves(app) == before

    await at_review(tmp_path, number, play, APPROVER)


async def test_whoever_submitted_hears_it_before_any_page(tmp_path: Path):
    number = reviewed(tmp_path)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await press(pilot, app, granting(app))
        assert app.screen.over is None and "cannot decide" in shown(pilot)

    await at_review(tmp_path, number, play, CLERK)


async def test_what_is_missing_for_a_grant_is_completed_under_review(tmp_path: Path):
    nobody = {"guardian_name": "", "declarant_role": "", "destination_kind": "", "destination_householder": ""}
    number = reviewed(tmp_path, **nobody)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        assert "Nothing is waited for" not in shown(pilot)
        await press(pilot, app, granting(app))
        assert app.screen.over is None
        await press(pilot, app, digit_of(COMPLETE))
        form = app.screen.over
        assert isinstance(form, Prompt)
        for _turn in turns(pilot, "the end of the form"):
            if not (isinstance(app.focused, type(form.fields[0])) and app.screen.over is form):
                break
            field = app.focused
            await press(pilot, app, *{"destination.kind": "4", "guardian.name": "赵秀英"}.get(field.key, ""))
            if app.focused is field:
                await press(pilot, app, "enter")
        case = app.session.cases.at_hand
        assert case.get("destination.kind") == "collective_station" and case.get("guardian.name") == "赵秀英"
        await press(pilot, app, granting(app))
        assert isinstance(app.screen.over, ConfirmPanel), shown(pilot)

    await at_review(tmp_path, number, play, APPROVER)


@pytest.mark.parametrize(
    ("basis", "proposed"),
    [
        ("certificate", "certificate"), ("old_record", "old_record"), ("investigation", "investigation"),
        ("stated", ""), ("reckoned", ""), ("", ""),
    ],
)  # fmt: skip
async def test_a_basis_that_somebody_has_seen_is_proposed_and_words_are_none(
    tmp_path: Path, basis: str, proposed: str
):
    number = reviewed(tmp_path, person_birth_basis=basis)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await press(pilot, app, granting(app))
        day, rests_on, _copy = app.screen.over.fields
        assert (day.value, rests_on.value) == ("2016-03-05", proposed)
        assert app.focused.key == ("copy" if proposed else "basis")

    await at_review(tmp_path, number, play, APPROVER)


# ---- told once


OPEN = {"person.name": "欧阳小明", "person.birth": "2016-03-05"}
ADOPTED = {
    "cause": "never_registered", "upbringing": "adopted", "adoption_registered": "yes", "adoption_date": "2000",
}  # fmt: skip
TWINS = ("530699001-20160614-001", "530699001-20160614-002")


def entered(
    folder: Path, fields: dict[str, str], answers: dict[str, str], cases: tuple[str, ...], *more: a.Action
) -> None:
    """Cases at the counter, all with the same fields and answers."""
    stamps = rules_in_use.of_program(FROZEN_ON).stamps
    with new_station(folder, practice=True) as station:
        for number in cases:
            acts: list[a.Action] = [a.OpenCase(FROZEN_ON.isoformat(), "", stamps, True, "")]
            acts += [a.SetField(*field) for field in fields.items()]
            acts += [a.AnswerFact(*answer) for answer in answers.items()]
            station.append_all([*acts, *more], case_id=number, operator=CLERK, at=AT)


@pytest.mark.parametrize(
    ("fields", "answers", "cases", "told"),
    [
        (OPEN, ANSWERS, TWINS[:1], ""),
        ({"father.name": "欧阳建国"}, ANSWERS, TWINS[:1], "no name yet"),
        ({"father.name": "欧阳建国"}, ANSWERS, TWINS[:1], "the lookup has not been made (step 4)"),
        (OPEN, ANSWERS, TWINS, "candidates are undecided (step 4)"),
        (OPEN | {"person.birth": "2007"}, ADOPTED, TWINS[:1], "two dates cannot both be true"),
    ],
)
async def test_the_notification_is_made_only_when_nothing_is_waited_for_that_may_add_to_it(
    tmp_path: Path, fields: dict[str, str], answers: dict[str, str], cases: tuple[str, ...], told: str
):
    """There is only one: printed too early it would leave out what comes to light afterwards."""
    entered(tmp_path, fields, answers, cases)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await press(pilot, app, digit_of(Event.NOTIFY))
        case, said = app.session.cases.at_hand, str(app.screen.line("message").text)
        assert (case.notification is None, case.status == Status.DRAFT) == (bool(told), bool(told))
        if told:
            assert "Not yet: " in said and told in said
            assert app.screen.over is None and not case.slips

    await at_review(tmp_path, cases[0], play, CLERK)


@pytest.mark.parametrize(("event", "before"), [(Event.ACCEPT, ()), (Event.SUBMIT, (a.Move("accept"),))])
async def test_what_is_accepted_or_submitted_has_all_its_papers(
    tmp_path: Path, event: Event, before: tuple[a.Action, ...]
):
    entered(tmp_path, OPEN, ANSWERS, TWINS[:1], a.RecordLookup((), (), 0, ""), *before)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        moved = moves(app)
        await press(pilot, app, digit_of(event))
        assert moves(app) == moved and app.screen.over is None
        assert "Not yet: papers are missing (step 3)" in shown(pilot)

    await at_review(tmp_path, TWINS[0], play, CLERK)


SUPPLEMENTED = (
    r"(?=\[reasons\.different_parents\])",
    """[reasons.parent_found]
kind = "supplement"
name = { zh = "找到了父亲", en = "the father was found" }
cite = "counter_candidates"

""",
)


async def test_why_a_notification_was_supplemented_is_told_in_the_words_of_the_rules(tmp_path: Path):
    texts = kept(SUPPLEMENTED)
    with copied_station(tmp_path) as station:
        adopt(station, texts)
        number = station.queries.next_number(DAY)
        acts: list[a.Action] = [a.OpenCase(DAY.isoformat(), "", tuple(one.stamp for one in texts))]
        acts += [a.SetField(*field) for field in OPEN.items()]
        acts += [a.AnswerFact(*answer) for answer in ANSWERS.items()]
        acts += [a.RecordLookup((), (), 0, ""), a.PrintSlip("notification", "0" * 64, PAPERS), a.Move("notify"),
                 a.SetField("father.name", "欧阳建国")]  # fmt: skip
        station.append_under(texts, [Act(act, number, CLERK, AT) for act in acts])

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await first_case(pilot, app)
        await until(pilot, lambda: not app.session.cases.lookup.looking and not app.session.pending, "the lookup")
        app.screen.go(5)
        await until(pilot, lambda: app.screen.at == 5, "step 6")
        await press(pilot, app, digit_of(Event.NOTIFY))
        assert isinstance(app.screen.over, Prompt) and "1 the father was found" in shown(pilot)
        await press(pilot, app, "1", "enter")
        assert app.session.cases.at_hand.history[-1].note == "parent_found"
        assert app.screen.over is None and ": the father was found" in shown(pilot)
        assert "parent_found" not in shown(pilot)

    await at_counter(tmp_path, play)


async def test_a_note_in_words_stays_as_it_was_written_though_a_reason_of_the_rules_is_called_so(tmp_path: Path):
    entered(tmp_path, OPEN, ANSWERS, TWINS[:1], a.RecordLookup((), (), 0, ""),
            a.Move("accept"), a.Move("submit", "twin"))  # fmt: skip

    async def play(pilot: Pilot, app: CounterApp) -> None:
        assert ": twin" in shown(pilot) and "multiple birth" not in shown(pilot)

    await at_review(tmp_path, TWINS[0], play, CLERK)


async def test_a_withdrawal_makes_the_sheet_first_and_then_asks_for_it(tmp_path: Path):
    with new_station(tmp_path, practice=True) as station:
        number = open_case(station)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await press(pilot, app, "9")
        assert isinstance(app.screen.over, Reader) and "Withdrawal by the applicant" in shown(pilot)
        await press(pilot, app, "enter", "9")
        assert isinstance(app.screen.over, ConfirmPanel)
        await press(pilot, app, *"自愿", "enter", "1", *number[-3:], "enter")
        assert app.session.cases.at_hand.status == Status.WITHDRAWN

    await at_review(tmp_path, number, play, CLERK)


def test_a_case_of_nobody_is_thrown_away_and_not_withdrawn():
    blank = fold("C1", [Entry(1, AT, CLERK, "C1", a.OpenCase("2016-06-14", ""))])
    rules = packs.load_rules()
    assert Event.DISCARD in acts_of(blank, build_view(blank, rules, None))
    named: Case = replace(blank, fields={"person.name": "甲"}, touched=True)
    acts = acts_of(named, build_view(named, rules, None))
    assert Event.WITHDRAW in acts and Event.DISCARD not in acts


async def test_one_proposes_and_the_counter_tells_whoever_decides(tmp_path: Path):
    found = FoundCandidate("register:P7", "normal", "same", 96, "same_person")
    with new_station(tmp_path, practice=True) as station:
        number = open_case(station)
        station.append_all(
            [a.RecordLookup((found,), (), 3000, "2016-06-01"), a.DecideCandidates(("register:P7",), "same", "checked"),
             a.Move("propose_registered", ground="correct")],
            case_id=number, operator=CLERK, at=AT,
        )  # fmt: skip
        assert [row.proposed for row in station.queries.rows()] == [True]
    app = CounterApp(AppContext(tmp_path, True, "en", APPROVER, FROZEN_ON))
    async with running(app) as pilot:
        await until(pilot, lambda: app.session.ready and not app._awaited and app.focused, "the counter")
        await until(pilot, lambda: "another decides" in shown(pilot), "what it waits for")
