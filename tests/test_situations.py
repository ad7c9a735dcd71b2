"""Each row of the table of situations, written by hand, against what `policy explain --json` says."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hukou_tui import packs
from hukou_tui.commands.policy import policy

FILES = sorted((Path(__file__).parent / "situations").glob("*.toml"))


def case(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def explained(given: dict[str, Any]) -> dict[str, Any]:
    said = json.dumps({"on": given["on"].isoformat(), "facts": given["facts"]})
    result = CliRunner().invoke(policy, ["explain", "-", "--json"], input=said)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def written(needs: list[dict[str, Any]], by: str) -> list[str]:
    return sorted(" | ".join(need["any_of"]) for need in needs if need["by"] == by)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_situation_leads_where_the_table_says(file: Path) -> None:
    given = case(file)
    expected, found = given["expect"], explained(given)
    for key in ("route", "class_96", "groups", "outcome", "decided_by"):
        assert found[key] == expected[key], key
    assert found["then"] == expected.get("then")
    assert found["fee_rule"] == expected.get("fee_rule")
    for by in ("applicant", "station", "authority"):
        assert written(found["needs"], by) == sorted(expected["needs"][by]), by


def test_the_answer_has_the_keys_that_others_rely_on() -> None:
    found = explained(case(FILES[0]))
    assert list(found) == [
        "route", "class_96", "groups", "outcome", "decided_by", "needs", "then", "fee_rule", "not_routes",
    ]  # fmt: skip
    assert all(list(need) == ["any_of", "by", "payer", "cite"] for need in found["needs"])
    assert all(list(need["cite"]) == ["source", "at"] for need in found["needs"])
    assert all(list(other) == ["route", "because"] for other in found["not_routes"])


def test_every_route_has_a_case_written_by_hand() -> None:
    covered = {case(file)["expect"]["route"] for file in FILES}
    assert covered == {route.id for route in packs.load().routes}


def test_every_case_is_told_in_both_languages() -> None:
    assert all(case(file)["title"].keys() == {"zh", "en"} for file in FILES)
