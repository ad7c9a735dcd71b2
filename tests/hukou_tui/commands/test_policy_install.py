"""`policy install`: a pack becomes the rules of a station by two persons, and by nothing less."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from flows.case import actions as a
from flows.rules import rule_change
from harness.packs.other_rules import COUNTY, LESS, OVERLAY, UNREADABLE, folder
from harness.packs.walked_once import by_text, walked_once
from harness.stations.command_line import run, said
from harness.stations.founded import copied_station
from harness.stations.intake import ADMINISTRATOR, APPROVER, CLERK, adopt, new_station, reopened
from hukou_tui.commands.policy import policy
from hukou_tui.words import catalogue

pytestmark = pytest.mark.usefixtures("unproven")


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")
    monkeypatch.setattr(rule_change, "reachable", walked_once(by_text))


@pytest.fixture(params=[False, True], ids=["encrypted", "practice"])
def practice(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def station(tmp_path: Path, practice: bool, monkeypatch: pytest.MonkeyPatch) -> Path:
    from hukou_tui.session import practice_station as made

    monkeypatch.setattr(made, "make_practice_station", lambda workplace: None)
    new_station(tmp_path / "s", practice=practice).close()
    return tmp_path / "s"


@pytest.fixture
def unproven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Packs that are changed for a test are not written anew with all the cases that their proof would want."""
    # the package has the command by that name
    module = import_module("hukou_tui.commands.policy.install")
    monkeypatch.setattr(module, "_prove_files", lambda files: None)


def install(station: Path, *arguments: str | Path, by: str = ADMINISTRATOR) -> Result:
    practice = not (station / "keyslots.json").exists()
    return run(policy, station, "install", *map(str, arguments), operator=by, practice=practice)


def listed(station: Path) -> Any:
    return said(install(station, "--list", "--json", by=CLERK))


def proposed(station: Path, pack: Path) -> str:
    result = install(station, pack)
    assert result.exit_code == 0, result.output
    return str(listed(station)["proposed"]["stack"])


def test_one_proposes_another_adopts_and_both_see_the_same_difference(station: Path, tmp_path: Path):
    pack = folder(tmp_path, LESS)
    first = install(station, pack)
    assert "no longer needed: " in first.output and "--adopt " in first.output
    waiting = listed(station)
    assert not waiting["in_force"]["adopted"]
    stack = waiting["proposed"]["stack"]
    second = install(station, "--adopt", stack[:12], by=APPROVER)
    assert second.exit_code == 0
    told = first.output.partition("\n\nProposed by")[0]
    assert told in second.output
    now = listed(station)
    assert now["in_force"]["adopted"] and now["in_force"]["stack"] == stack and now["proposed"] is None
    assert [(one["what"], one["by"]) for one in now["history"]] == [("proposed", "003"), ("adopted", "002")]
    with reopened(station, readonly=True) as opened:
        assert opened.verify().fault is None


def test_fewer_than_twelve_digits_of_the_hash_adopt_nothing(station: Path, tmp_path: Path):
    stack = proposed(station, folder(tmp_path, LESS))
    for short in (stack[:1], stack[:11]):
        result = install(station, "--adopt", short, by=APPROVER)
        assert result.exit_code == 2
        assert "fewer than 12 digits of it; nothing was changed" in result.stderr
    now = listed(station)
    assert now["proposed"]["stack"] == stack and not now["in_force"]["adopted"]


def test_the_same_person_twice_is_refused(station: Path, tmp_path: Path):
    stack = proposed(station, folder(tmp_path, LESS))
    refused = install(station, "--adopt", stack)
    assert refused.exit_code == 2
    assert refused.stderr == "Whoever proposed rules does not adopt them: another person does.\n"
    assert listed(station)["proposed"] is not None


def test_a_pack_that_is_not_in_order_changes_nothing_and_all_of_it_is_said(
    station: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    stack = proposed(station, folder(tmp_path / "one", LESS))
    monkeypatch.undo()
    monkeypatch.setattr(catalogue, "_language", "en")
    broken = folder(tmp_path / "two")
    base = broken.parent / "cn-2015-96" / "pack.toml"
    text = base.read_text(encoding="utf-8").replace('by = "station"', 'by = "nobody"')
    base.write_text(text, encoding="utf-8")
    result = install(station, broken)
    assert result.exit_code == 1
    assert result.output.count("pack.toml:") == text.count('by = "nobody"')
    assert listed(station)["proposed"]["stack"] == stack


def test_rules_that_wait_and_are_not_in_order_are_not_adopted(
    station: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The program that adopts may prove more than the one that proposed."""
    stack = proposed(station, folder(tmp_path, LESS))
    monkeypatch.undo()
    monkeypatch.setattr(catalogue, "_language", "en")
    result = install(station, "--adopt", stack, by=APPROVER)
    assert (result.exit_code, result.output.splitlines()[-1]) == (
        1,
        "The pack is not in order; nothing was changed.",
    )
    now = listed(station)
    assert now["proposed"]["stack"] == stack and not now["in_force"]["adopted"]


def test_an_adoption_that_cannot_be_used_is_replaced_by_the_rules_of_the_program(station: Path):
    with reopened(station) as opened:
        adopt(opened, (UNREADABLE,))
    assert listed(station)["in_force"]["why_not"] == "unreadable"
    first = install(station, OVERLAY)
    assert "The adopted rules cannot be used" in first.output and "--adopt " in first.output
    install(station, "--adopt", listed(station)["proposed"]["stack"], by=APPROVER)
    now = listed(station)["in_force"]
    assert (now["adopted"], now["why_not"]) == (True, "")
    assert "in force already" in install(station, OVERLAY).output


def test_what_is_in_force_already_or_waits_already_is_said_and_nothing_done(station: Path, tmp_path: Path):
    for pack in (OVERLAY, folder(tmp_path / "same")):
        again = install(station, pack)
        assert (again.exit_code, again.output) == (
            0,
            "These rules are in force already; nothing was changed.\n",
        )
    pack = folder(tmp_path / "other", LESS)
    proposed(station, pack)
    assert "proposed already" in install(station, pack).output
    assert len(listed(station)["history"]) == 1


def test_a_proposal_is_replaced_or_taken_back(station: Path, tmp_path: Path):
    first = proposed(station, folder(tmp_path / "one", LESS))
    second = proposed(station, folder(tmp_path / "two", COUNTY))
    assert install(station, "--adopt", first, by=APPROVER).exit_code == 2
    assert install(station, "--withdraw").exit_code == 0
    assert install(station, "--adopt", second, by=APPROVER).exit_code == 2
    assert listed(station)["proposed"] is None


def test_what_comes_from_the_program_can_be_put_in_force_again(station: Path, tmp_path: Path):
    install(station, "--adopt", proposed(station, folder(tmp_path, LESS)), by=APPROVER)
    result = install(station, OVERLAY)
    assert "newly needed: " in result.output
    assert install(station, "--adopt", listed(station)["proposed"]["stack"], by=APPROVER).exit_code == 0


def test_a_base_alone_says_what_would_no_longer_be_in_force(station: Path, tmp_path: Path):
    base = folder(tmp_path, LESS).parent / "cn-2015-96"
    assert f"No longer in force at all: {OVERLAY}." in install(station, base).output


def test_another_text_under_the_same_revision_is_said(station: Path, tmp_path: Path):
    pack = folder(tmp_path)
    with (pack / "pack.toml").open("a", encoding="utf-8") as file:
        file.write("\n# another text\n# end\n")
    result = install(station, pack)
    assert "has another text under the same revision" in result.output
    assert "There is no difference." in result.output


def test_another_text_under_another_revision_is_not_said_to_be_under_the_same(station: Path, tmp_path: Path):
    result = install(station, folder(tmp_path, LESS))
    assert result.exit_code == 0 and "under the same revision" not in result.output


@pytest.mark.parametrize("arguments", [(), ("--list", "--withdraw"), ("--adopt", "0123"), ("--withdraw",)])
def test_what_cannot_be_done_is_one_sentence_and_2(station: Path, arguments: tuple[str, ...]):
    result = install(station, *arguments)
    assert (result.exit_code, result.stderr.count("\n"), result.stdout) == (2, 1, "")


def test_who_may_not_is_told_before_a_long_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    station = tmp_path / "s"
    copied_station(station).close()
    pack = folder(tmp_path, LESS)
    for by in (CLERK, APPROVER):
        refused = install(station, pack, by=by)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert "Not for this role" in refused.stderr
    stack = proposed(station, pack)
    assert "Not for this role" in install(station, "--adopt", stack, by=CLERK).stderr


def test_a_text_that_was_changed_in_the_file_is_not_adopted(tmp_path: Path):
    station = tmp_path / "s"
    new_station(station, practice=True).close()
    stack = proposed(station, folder(tmp_path, LESS))
    with reopened(station) as opened:
        for name in ("rule_texts_update", "rule_texts_delete"):
            opened._database.conn.execute(f"DROP TRIGGER {name}")
        opened._database.conn.execute("UPDATE rule_texts SET text = x'00'")
        opened._database.conn.commit()
    result = install(station, "--adopt", stack, by=APPROVER)
    assert result.exit_code == 2 and "Propose them again" in result.stderr


def test_each_step_is_a_record_with_packs_and_hash(station: Path, tmp_path: Path):
    stack = proposed(station, folder(tmp_path, LESS))
    install(station, "--adopt", stack, by=APPROVER)
    with reopened(station, readonly=True) as opened:
        entries = [e for e in opened.queries.entries("") if isinstance(e.action, a.ProposeRules | a.AdoptRules)]
    assert [entry.action.stack for entry in entries] == [stack, stack]
    assert [pack.id for pack in entries[0].action.packs] == ["cn-2015-96", OVERLAY]
