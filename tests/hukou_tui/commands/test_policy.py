"""`policy` at the command line: what it prints, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hukou_tui import packs
from hukou_tui.commands.policy import policy
from hukou_tui.packs.reading import SHIPPED
from hukou_tui.words.catalogue import use_language

BASE = SHIPPED / "cn-2015-96"
GOOD = {"on": "2016-06-14", "facts": {"cause": "system_missing"}}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("zh")


def run(*arguments: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(policy, list(arguments), input=given)


def test_check_of_the_shipped_packs_is_clean() -> None:
    result = run("check")
    assert (result.exit_code, result.output) == (0, "3 packs checked: in order.\n")


def test_check_of_a_broken_pack_lists_the_faults_and_ends_with_1(tmp_path: Path) -> None:
    text = (BASE / "pack.toml").read_text(encoding="utf-8").replace('by = "station"', 'by = "nobody"')
    (tmp_path / "pack.toml").write_text(text, encoding="utf-8")
    result = run("check", str(tmp_path), "--json")
    found = json.loads(result.output)
    assert result.exit_code == 1
    assert found[0]["line"] > 1
    assert "station" in found[0]["allowed"]


def test_check_of_a_folder_that_is_not_there_ends_with_2() -> None:
    result = run("check", "nowhere")
    assert (result.exit_code, result.output.count("\n")) == (2, 1)


def test_facts_lists_the_vocabulary() -> None:
    facts = {fact["id"]: fact for fact in json.loads(run("facts", "--json").output)}
    answers = [option["id"] for option in facts["birth_certificate"]["options"]]
    assert answers == ["have", "none", "lost", "wrong", "doubtful"]
    assert facts["birth_place"]["unknown_reads"] == "institution"


def test_cases_lists_every_reachable_situation() -> None:
    found = json.loads(run("cases", "--json", "--on", "2016-06-14").output)
    # The other way without a certificate is there only where the setting chooses it.
    assert {one["route"] for one in found} == {route.id for route in packs.load_rules().routes} - {
        "birth_investigated"
    }
    assert all(one["asked"][0] == "cause" for one in found)


def test_cases_in_summary_counts_the_questions_beside_their_floor() -> None:
    told = json.loads(run("cases", "--summary", "--json").output)
    assert told["routes"] == told["routes_reached"] + 1
    assert told["questions_mean"] <= told["questions_max"] <= 7
    assert told["questions_mean"] <= told["questions_floor"] + 0.5
    assert told["expected_in_order"] == told["expected_at_best"], "some other order takes fewer questions"


def test_explain_reads_a_file_and_the_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(GOOD), encoding="utf-8")
    by_file, by_input = (
        run("explain", str(file), "--json"),
        run("explain", "-", "--json", given=json.dumps(GOOD)),
    )
    assert by_file.output == by_input.output
    assert json.loads(by_file.output)["route"] == "system_missing"


def test_explain_says_why_not_another_route_in_the_language_asked_for() -> None:
    def why(lang: str) -> str:
        result = run("explain", "-", "--json", "--lang", lang, given=json.dumps(GOOD))
        return next(
            other["because"]
            for other in json.loads(result.output)["not_routes"]
            if other["route"] == "omitted"
        )

    assert "missed through own doing" in why("en")
    assert "本人原因漏登" in why("zh")


def test_explain_without_json_is_for_a_person_to_read() -> None:
    result = run("explain", "-", given=json.dumps(GOOD))
    assert result.exit_code == 0
    assert "Matters the station checks itself" in result.output


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[]", "one JSON object"),
        ('{"facts": {}}', "`on`"),
        ('{"on": "2016-02-30", "facts": {}}', "`on`"),
        ('{"on": 20160614, "facts": {}}', "`on`"),
        ('{"on": "2016-06-14"}', "one JSON object"),
        ('{"on": "2016-06-14", "fact": {}, "facts": {}}', "one JSON object"),
        ('{"on": "2016-06-14", "facts": {"cause": 1}}', "in quotes"),
        ('{"on": "2016-06-14", "facts": {"cause": "other", "cause": "omitted"}}', "`cause` stands there twice"),
        ('{"on": "2016-06-14", "on": "2017-06-14", "facts": {}}', "`on` stands there twice"),
        ('{"on": "2016-06-14", "facts": {"cuase": "other"}}', "There is no fact cuase. Allowed: cause"),
        (
            '{"on": "2016-06-14", "facts": {"cause": "othre"}}',
            "othre is no answer to cause. Allowed: never_registered",
        ),
        ('{"on": "2016-06-14", "facts": {"birth_date": "1996-02-30"}}', "cannot be read"),
        ('{"on": "2016-06-14", "facts": {}}', "still open: cause"),
        ('{"on": "2016-06-14", "facts": {"\\u001b[31m": "x"}}', "There is no fact"),
        (b"\xff\xfe{", "not JSON"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_bad_input_gets_one_sentence_and_2(given: str | bytes, said: str) -> None:
    result = run("explain", "-", "--json", given=given)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert "\x1b" not in result.stderr
    assert result.stdout == ""


def test_a_file_that_is_not_there_gets_one_sentence_and_2() -> None:
    result = run("explain", "nowhere.json", "--json")
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr


def test_papers_that_send_for_one_another_end_each_command_with_a_sentence(tmp_path: Path) -> None:
    text = (BASE / "pack.toml").read_text(encoding="utf-8")
    table = text.index("[routes.certificate_reissue]")
    circle = text[:table] + text[table:].replace('birth_certificate = "have"', 'birth_certificate = "lost"', 1)
    (tmp_path / "pack.toml").write_text(circle, encoding="utf-8")
    facts = {"cause": "never_registered", "upbringing": "birth_parents", "parents": "married",
             "birth_certificate": "lost", "birth_date": "2014-05-01"}  # fmt: skip
    given = json.dumps({"on": "2016-06-14", "facts": facts})
    for words in (["cases"], ["cases", "--summary"], ["explain", "-"]):
        result = run(*words, "--pack", str(tmp_path), given=given)
        assert result.exit_code == 2 and "`policy check` names it" in result.output, (words, result.output)
    checked = run("check", str(tmp_path))
    assert checked.exit_code == 1 and "without end" in checked.output
