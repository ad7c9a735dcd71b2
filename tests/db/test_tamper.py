"""A share of campaigns/tamper.py: each attack on the station a few times, with the key and without it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from harness.faults import tampering
from harness.stations.workday import Workday, a_workday


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Workday:
    return a_workday(tmp_path_factory.mktemp("day"))


@pytest.mark.share
@pytest.mark.parametrize("name", sorted(tampering.ATTACKS))
def test_an_attack_before_the_last_anchor_is_found_and_named(day: Workday, tmp_path: Path, name: str):
    dice = random.Random(name)
    for _ in range(4):
        found = tampering.attacked(day, tmp_path / "place", tampering.ATTACKS[name], dice)
        assert found.result in ("refused", "named", "unchanged"), found


@pytest.mark.parametrize("name", ["rolled_back_and_gone_on", "file_rolled_back"])
def test_without_an_anchor_known_outside_it_would_be_missed(day: Workday, tmp_path: Path, name: str):
    results = [
        tampering.attacked(
            day, tmp_path / "place", tampering.ATTACKS[name], random.Random(seed), anchors=False
        ).result
        for seed in range(6)
    ]
    assert results == ["MISSED"] * 6


def test_what_is_chained_anew_behind_the_last_anchor_is_not_found_and_the_docs_say_so(
    day: Workday, tmp_path: Path
):
    found = tampering.attacked(
        day, tmp_path / "place", tampering.rechained_after_the_anchor, random.Random(1)
    )
    assert found.result == "MISSED"
