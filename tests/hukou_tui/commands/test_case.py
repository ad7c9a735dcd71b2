"""`case` as scripts call it: the whole case, masked unless asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from db.access import key_administration, unlocking, vault
from db.station.station import Act
from db.upkeep.backup import back_up, restore_backup
from flows.case import actions as a
from harness.packs.other_rules import LESS, kept
from harness.stations.command_line import run, said
from harness.stations.founded import copied_station
from harness.stations.intake import (
    ADMINISTRATOR,
    APPROVER,
    AT,
    CHEAP,
    CLERK,
    DAY,
    FIELDS,
    NUMBER,
    OTHER_NUMBER,
    PASSPHRASE,
    adopt,
    forwarded,
    granted,
    held,
    open_case,
    reopened,
)
from hukou_tui.commands.case import case
from hukou_tui.words import catalogue

SECRETS = ("小明", "建国", "秀英", NUMBER[6:], OTHER_NUMBER[6:], "13900001111", "石头", "03-05", "一组")


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")


def filled(folder: Path) -> str:
    with copied_station(folder) as station:
        number = granted(
            station, father_number=OTHER_NUMBER, declarant_phone="13900001111", person_former_names="欧阳石头"
        )
        move = a.Move("register", number=NUMBER, on="2016-06-14", note="欧阳小明之母赵秀英在场")
        station.append(move, case_id=number, operator=APPROVER, at=AT)
    return number


def test_the_list_shows_number_and_surname_only(tmp_path: Path):
    filled(tmp_path)
    (row,) = said(run(case, tmp_path, "list", "--json"))
    assert (row["number"], row["surname"], row["status"]) == ("530699001-20160614-001", "欧阳", "registered")
    for arguments in (("list",), ("list", "--json")):
        output = run(case, tmp_path, *arguments).output
        assert not any(secret in output for secret in SECRETS)


def test_a_case_is_shown_masked_wherever_a_name_or_number_stands(tmp_path: Path):
    number = filled(tmp_path)
    for arguments in (("show", number), ("show", number, "--json")):
        output = run(case, tmp_path, *arguments).output
        assert not any(secret in output for secret in SECRETS), output
        assert "欧阳**" in output
    told = said(run(case, tmp_path, "show", number, "--json"))
    assert told["masked"] is True
    assert told["fields"]["father.number"] == "530699************"
    assert told["history"][-1]["note"] == "欧阳**之母赵**在场"
    assert told["number"] == number


def test_unmasked_it_is_the_whole_case(tmp_path: Path):
    number = filled(tmp_path)
    told = said(run(case, tmp_path, "show", number, "--json", "--unmask"))
    assert told["masked"] is False
    assert told["fields"]["person.name"] == "欧阳小明"
    assert told["answers"] == {"cause": "never_registered"}
    assert told["papers"] == {"birth_certificate": "has"}
    assert told["verdicts"]["register:P7"]["reason"] == "other_parents"
    assert told["lookup"]["candidates"][0]["score"] == 61
    assert told["system_query"]["result"] == "none"
    assert told["tags"] == ["S2.1a"]
    assert [step["event"] for step in told["history"]] == ["accept", "submit", "grant", "register"]
    assert told["submitted_by"] == CLERK
    assert "欧阳小明" in run(case, tmp_path, "show", number, "--unmask").output


def test_looking_at_all_of_it_is_recorded_and_an_auditor_s_looking_always_and_so_is_a_slip(tmp_path: Path):
    number = filled(tmp_path)
    made = unlocking.open_station(tmp_path, held(tmp_path, ADMINISTRATOR), at=AT)
    with made.station:
        key_administration.add_operator(made, vault.Newcomer("A7", "auditor", PASSPHRASE), AT, CHEAP)
    run(case, tmp_path, "show", number)
    run(case, tmp_path, "show", number, "--unmask")
    run(case, tmp_path, "show", number, operator="A7")
    assert run(case, tmp_path, "slip", number, operator=APPROVER).exit_code == 0
    # What is not due is not printed, but the case was looked at for it.
    assert run(case, tmp_path, "slip", number, "--kind", "withdrawal").exit_code == 2
    with reopened(tmp_path, readonly=True) as station:
        entries = [entry for entry in station.queries.entries(number) if isinstance(entry.action, a.Look)]
        looks = [(entry.operator, entry.action.what, entry.action.by_command) for entry in entries]
    assert looks == [
        (CLERK, "numbers", True), ("A7", "case", True), (APPROVER, "case", True), (CLERK, "case", True),
    ]  # fmt: skip


def test_it_works_while_the_counter_is_open(tmp_path: Path):
    with copied_station(tmp_path) as station:
        number = open_case(station)
        station.append(a.SetField("person.name", "司马光"), case_id=number, operator=CLERK, at=AT)
        assert said(run(case, tmp_path, "show", number, "--json"))["surname"] == "司马"


def test_an_unknown_case_and_a_missing_station_are_one_sentence(tmp_path: Path):
    with copied_station(tmp_path) as station:
        forwarded(station)
    done = run(case, tmp_path, "show", "\x1b[31m1")
    assert done.exit_code == 2
    assert done.stderr.startswith("There is no case 1 at this station")
    assert run(case, tmp_path / "x", "list").exit_code == 2


def test_hostile_text_in_a_case_stays_text(tmp_path: Path):
    with copied_station(tmp_path) as station:
        number = open_case(station, person_name="欧\x1b[31m[/]\u202e阳", destination_address="a\x9b2J\x07b")
    for arguments in (("show", number, "--unmask"), ("list",)):
        output = run(case, tmp_path, *arguments).output
        assert not any(
            ord(character) < 32 or 127 <= ord(character) < 160 for character in output.replace("\n", "")
        )
    raw = run(case, tmp_path, "show", number, "--json", "--unmask").output
    assert "\x1b" not in raw
    assert json.loads(raw)["fields"]["person.name"] == "欧\x1b[31m[/]\u202e阳"


def test_a_slip_is_printed_under_the_rules_of_the_case_and_not_those_adopted_since(tmp_path: Path):
    """The rules adopted since ask married parents for no marriage certificate."""
    shipped = kept()
    answers = {
        "cause": "never_registered", "upbringing": "birth_parents", "parents": "married",
        "birth_certificate": "have",
    }  # fmt: skip
    with copied_station(tmp_path) as station:
        number = station.queries.next_number(DAY)
        actions: list[a.Action] = [a.OpenCase("2016-06-14", "", tuple(one.stamp for one in shipped), False)]
        actions += [a.SetField(name, value) for name, value in FIELDS.items()]
        actions += [a.AnswerFact(fact, value) for fact, value in answers.items()]
        station.append_under(shipped, [Act(action, number, CLERK, AT) for action in actions])
        adopt(station, kept(LESS))
    done = run(case, tmp_path, "slip", number, "--kind", "notification")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "arriage certificate" in done.output


def test_a_case_made_before_a_copy_was_put_back_is_not_called_unknown(tmp_path: Path):
    (tmp_path / "medium").mkdir()
    with copied_station(tmp_path / "s") as station:
        copy = back_up(station, tmp_path / "medium", on=DAY).folder
        lost = open_case(station)
    by = held(copy, ADMINISTRATOR)
    restore_backup(copy, tmp_path / "s", by, ADMINISTRATOR, at="2016-06-15T08:00:00Z")
    done = run(case, tmp_path / "s", "show", lost)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"There is no case {lost} here; it may have been made before the copy of 2016-06-14 ")
