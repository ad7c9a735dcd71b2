"""The cases written by hand in the packs, against what `policy explain --json` says of them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner

from hukou_tui.commands.policy import policy
from hukou_tui.packs.reading import DEFAULT, SHIPPED, file_of, merge_packs, open_pack_file, parse_pack

MERGED = merge_packs(tuple(parse_pack(open_pack_file(file_of(SHIPPED / name))) for name in DEFAULT)).raw
CASES = {name: case for name, case in MERGED["golden"].items() if "settings" not in case}


def explained(on: date, facts: dict[str, str]) -> dict[str, Any]:
    said = json.dumps({"on": on.isoformat(), "facts": facts})
    result = CliRunner().invoke(policy, ["explain", "-", "--json"], input=said)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def papers(found: dict[str, Any], by: str) -> list[str]:
    return sorted(" | ".join(need["any_of"]) for need in found["needs"] if need["by"] == by)


def bare(written: list[str]) -> list[str]:
    return sorted(text.partition(" @ ")[0] for text in written)


@pytest.mark.parametrize("name", CASES)
def test_the_situation_leads_where_the_case_written_by_hand_says(name: str) -> None:
    case = CASES[name]
    found = explained(case["on"], case["facts"])
    assert found["route"] == case["route"].partition(" @ ")[0]
    for key in ("class_96", "outcome", "decided_by"):
        assert found[key] == case[key], key
    assert sorted(found["groups"]) == bare(case.get("groups", []))
    assert (found["then"] or "") == case.get("then", "")
    assert (found["fee_rule"] or "") == case.get("fee_rule", "")
    for by in ("applicant", "station", "authority"):
        assert papers(found, by) == bare(case.get(by, [])), by


def test_the_answer_has_the_keys_that_others_rely_on() -> None:
    case = next(iter(CASES.values()))
    found = explained(case["on"], case["facts"])
    assert list(found) == [
        "route", "class_96", "groups", "outcome", "decided_by", "needs", "then", "fee_rule", "not_routes",
    ]  # fmt: skip
    assert all(list(need) == ["any_of", "by", "payer", "cite"] for need in found["needs"])
    assert all(list(need["cite"]) == ["source", "at"] for need in found["needs"])
    assert all(list(other) == ["route", "because"] for other in found["not_routes"])
