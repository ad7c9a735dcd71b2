"""`station operators` as scripts call it: who has a key is who could open the station now."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.case import actions as a
from harness.stations.command_line import run, said
from harness.stations.founded import copied_station
from harness.stations.intake import ADMINISTRATOR, APPROVER, AT, CLERK
from hukou_tui.commands.operators import operators
from hukou_tui.words import catalogue


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")


def listed(folder: Path) -> dict[str, tuple[str, bool]]:
    """Role, and whether there is a key, by badge."""
    found = said(run(operators, folder, "list", "--json", operator=ADMINISTRATOR))
    return {one["badge"]: (one["role"], one["key"]) for one in found}


def test_whoever_was_removed_has_no_key_any_more(tmp_path: Path):
    copied_station(tmp_path).close()
    everybody = {CLERK: ("clerk", True), APPROVER: ("approver", True), ADMINISTRATOR: ("administrator", True)}
    assert listed(tmp_path) == everybody
    assert run(operators, tmp_path, "remove", CLERK, operator=ADMINISTRATOR).exit_code == 0
    del everybody[CLERK]
    assert listed(tmp_path) == everybody
    assert CLERK not in run(operators, tmp_path, "list", operator=ADMINISTRATOR).output


def test_a_role_without_a_key_and_a_key_without_a_role_are_told_apart(tmp_path: Path):
    with copied_station(tmp_path) as opened:
        for name, role in (("operator.004", "clerk"), (f"operator.{CLERK}", "")):
            opened.append(a.SetSetting(name, role), case_id="", operator=ADMINISTRATOR, at=AT)
    found = listed(tmp_path)
    assert (found["004"], found[CLERK]) == (("clerk", False), ("", True))
    told = run(operators, tmp_path, "list", operator=ADMINISTRATOR).output.splitlines()
    assert "004  clerk  no key" in told and f"{CLERK}  -  has a key" in told


def _made_up(folder: Path, badge: str) -> str:
    """The passphrase that a clerk with this badge, added now, begins with."""
    added = run(operators, folder, "add", f"{badge}:clerk", operator=ADMINISTRATOR)
    begins = f"{badge} begins with the passphrase "
    assert (added.exit_code, added.output.startswith(begins)) == (0, True), added.output
    return added.output.removeprefix(begins).partition(" and changes it when first sitting down.")[0]


def test_a_passphrase_that_was_made_up_is_said_and_one_from_a_file_is_not(tmp_path: Path):
    copied_station(tmp_path / "s").close()
    assert _made_up(tmp_path / "s", "004")
    (tmp_path / "new").write_text("six oxen, two ploughs\n", encoding="utf-8")
    file = ("--new-passphrase-file", str(tmp_path / "new"))
    added = run(operators, tmp_path / "s", "add", "005:clerk", *file, operator=ADMINISTRATOR)
    assert (added.exit_code, added.output) == (0, "")
    own = {"operator": "005", "passphrase": "six oxen, two ploughs"}
    assert run(operators, tmp_path / "s", "list", **own).exit_code == 0


def test_under_a_passphrase_that_was_made_up_nothing_is_done_but_changing_it(tmp_path: Path):
    copied_station(tmp_path / "s").close()
    given = {"operator": "004", "passphrase": _made_up(tmp_path / "s", "004")}
    before = run(operators, tmp_path / "s", "list", **given)
    assert (before.exit_code, before.stdout) == (2, "")
    assert before.stderr == "First change the passphrase that was made up for you.\n"
    (tmp_path / "new").write_text("six oxen, two ploughs\n", encoding="utf-8")
    changed = run(operators, tmp_path / "s", "passphrase", "--new-passphrase-file", str(tmp_path / "new"), **given)
    assert changed.exit_code == 0
    own = {"operator": "004", "passphrase": "six oxen, two ploughs"}
    assert "004  clerk  has a key" in run(operators, tmp_path / "s", "list", **own).output
