"""What the notice orders and no room's own test proves: docs/clauses.md names each of these tests."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from db.exchange.case_records import lines, record_of
from db.station.projections import CaseRow
from flows.case import actions as a
from flows.case.case import Case, fold
from flows.case.entry import Entry
from flows.case.fields import FIELDS
from flows.case.status import MOVES, Event, Status
from flows.rules.model import Rules
from harness.stations.founded import copied_station
from harness.stations.intake import CLERK, DAY, PASSPHRASE, open_case
from harness.stations.seated import running, type_and_enter, until
from hukou_tui import packs
from hukou_tui.packs.reading import SHIPPED
from hukou_tui.paper import slips
from hukou_tui.screens.intake.entry import entry_for

STATION = {"station.name": "演练派出所", "station.phone": "0870-0000000"}
#: Words by which a question about family planning or its handling would give itself away.
FAMILY_PLANNING = (
    "计划生育", "计生", "超生", "政策外", "违法生育", "社会抚养", "生育证", "准生", "罚款", "节育",
    "family planning", "outside the plan", "birth permit", "maintenance fee", "sterilis", "contracept",
)  # fmt: skip


@pytest.fixture(scope="module")
def rules() -> Rules:
    return packs.load_rules(on=DAY)


def speaks_of(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text.lower() for word in words)


def unmarried_mother(*more: a.Action) -> Case:
    """A mother whose child is to be registered with her, and what else happened."""
    actions: tuple[a.Action, ...] = (
        a.OpenCase(DAY.isoformat(), ""),
        a.SetField("person.name", "安小满"),
        a.SetField("mother.name", "佟桂兰"),
        a.SetField("declarant.role", "guardian"),
        *(
            a.AnswerFact(fact, value)
            for fact, value in {
                "cause": "never_registered", "upbringing": "birth_parents", "parents": "unmarried",
                "parents_known": "both", "birth_certificate": "none", "birth_date": "2014-05-01",
                "birth_place": "elsewhere", "follow": "mother",
            }.items()
        ),
        *more,
    )  # fmt: skip
    number = "530699001-000001"
    return fold(
        number, (Entry(n, "2016-06-14T02:00:00Z", "001", number, did) for n, did in enumerate(actions, 1))
    )


# S1 ---------------------------------------------------------------------------------------


def test_the_rules_name_the_documents_that_they_rest_on(rules: Rules) -> None:
    numbers = {source.number for source in rules.sources.values()}
    assert numbers >= {
        "国发〔2014〕25号",
        "国办发〔2015〕96号",
        "云政发〔2015〕35号",
        "昭政发〔2016〕9号（存疑）",
    }
    assert rules.sources["notice"].issued is not None


def test_no_situation_ends_in_a_refusal_and_no_ground_is_a_missing_paper(rules: Rules) -> None:
    """S1.2: registration is a right; a ground for not granting speaks of the person, not of a paper."""
    outcomes = {route.outcome for route in rules.routes}
    assert outcomes <= {"register", "restore", "migrate", "obtain_first", "investigate", "correct"}
    assert rules.grounds
    for ground in rules.grounds:
        told = ground.name.zh + ground.name.en
        assert not speaks_of(
            told, (*FAMILY_PLANNING, "材料不齐", "缺少", "未提交", "missing", "not handed in")
        )


# S2, S5.1 ---------------------------------------------------------------------------------


def test_every_sub_category_of_the_notice_has_a_case_written_by_hand(rules: Rules) -> None:
    pack = tomllib.loads((SHIPPED / "zhaotong-2016" / "pack.toml").read_text(encoding="utf-8"))
    covered = {
        group.partition(" @ ")[0] for case in pack["golden"].values() for group in case.get("groups", [])
    }
    assert covered == {group.id for group in rules.groups if group.asked and group.clause.startswith("S")}


def test_no_field_of_the_intake_is_about_family_planning_or_its_handling() -> None:
    for field in FIELDS:
        entry = entry_for(field)
        told = " ".join((field.id, entry.label(), entry.hint(), *(option.label for option in entry.options)))
        assert not speaks_of(told, FAMILY_PLANNING), field.id


def test_a_volunteered_tag_is_on_no_slip_and_in_no_packet(rules: Rules) -> None:
    plain, tagged = unmarried_mother(), unmarried_mother(a.TagGroup("S2.1a", True))
    assert tagged.tags == {"S2.1a"}
    for kind in slips.kinds_for(plain, rules, STATION, DAY):
        for lang in ("zh", "en"):
            told = [slips.render_slip(kind, case, rules, STATION, lang, DAY) for case in (plain, tagged)]
            assert told[0] == told[1]
    assert lines([record_of(tagged, 1)]) == lines([record_of(plain, 1)])


# S3, S4 -----------------------------------------------------------------------------------


def test_the_three_questions_of_the_notice_are_asked_by_its_clause(rules: Rules) -> None:
    asked = {
        fact.id for fact in rules.facts.values() if (fact.cite.source, fact.cite.at) == ("notice", "S3.1")
    }
    assert asked == {"parents", "birth_place", "birth_certificate"}


def test_each_of_the_ten_departments_is_known_by_its_clause(rules: Rules) -> None:
    known = {department.cite.at for department in rules.departments.values()}
    assert known >= {*(f"S4.{n}" for n in (1, 2, 3, 4, 6, 7, 8, 9, 10)), "S4.5c"}


def test_health_is_asked_for_issue_exchange_reissue_and_authenticity_apart(rules: Rules) -> None:
    """S4.4: three errands of the applicant, and one between the authorities."""
    routes = {route.id for route in rules.routes if route.outcome == "obtain_first"}
    assert routes >= {"certificate_from_institution", "certificate_exchange", "certificate_reissue"}
    checks = [need for route in rules.routes for need in route.needs if "certificate_check" in need.any_of]
    assert checks
    assert {need.by for need in checks} == {"authority"}


def test_a_collective_household_may_be_entered_and_school_and_institution_are_noted() -> None:
    by_id = {field.id: field for field in FIELDS}
    assert by_id["destination.kind"].options == (
        "family", "collective", "collective_community", "collective_station",
    )  # fmt: skip
    assert {"person.school", "person.institution"} <= by_id.keys()


def test_a_hard_case_goes_to_the_joint_meeting_and_comes_back() -> None:
    for status in (Status.INVESTIGATING, Status.STATION_REVIEW, Status.COUNTY_REVIEW):
        assert MOVES[status, Event.REFER] == Status.JOINT_MEETING
    assert MOVES[Status.JOINT_MEETING, Event.RETURN] == Status.INVESTIGATING


# S5 ---------------------------------------------------------------------------------------


def test_the_only_fee_that_the_rules_know_is_that_of_the_parentage_test(rules: Rules) -> None:
    assert {fee.document for fee in rules.fees} == {"paternity_report"}
    payers = {document.payer for document in rules.documents.values()}
    assert payers <= {"free_by_rule", "no_charge_here", "charged_by_other", "public_budget", "unknown"}


def test_the_home_list_knows_number_and_surname_and_nothing_else_of_a_person(tmp_path: Path) -> None:
    station = copied_station(tmp_path / "station")
    number = open_case(station)
    row = next(iter(station.queries.rows()))
    station.close()
    assert (row.case_id, row.surname) == (number, "欧阳")
    assert not any(name in repr(row) for name in ("小明", "建国", "赵", "秀英", "青山", "2016-03-05"))
    assert {field.name for field in fields(CaseRow)}.isdisjoint(
        {"name", "person", "father", "mother", "address"}
    )


async def test_a_lookup_without_a_register_says_so_and_never_looks_like_a_clean_result(tmp_path):
    """S5.4c: "not found" holds only within what was searched."""
    from hukou_tui.app import CounterApp
    from hukou_tui.context import AppContext
    from hukou_tui.words.catalogue import use_language

    copied_station(tmp_path / "s").close()
    use_language("zh")
    app = CounterApp(AppContext(tmp_path / "s", False, "zh", CLERK))
    async with running(app) as pilot:
        await until(pilot, lambda: app.locked and not app._awaited)
        await type_and_enter(pilot, PASSPHRASE)
        await until(pilot, lambda: app.session.ready and not app.locked)
        await pilot.press("f2")
        await until(pilot, lambda: type(app.screen).__name__ == "Intake" and not app._awaited)
        await pilot.press("王", "小", "明", "enter")
        await until(pilot, lambda: app.session.cases.at_hand.lookup is not None)
        heading = app.screen.steps[3].heading()
    assert "未导入登记册" in heading
