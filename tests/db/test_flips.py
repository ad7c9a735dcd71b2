"""A share of campaigns/flips.py: single bits flipped in station file, key slots and backup."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from harness.faults.flipping import Flipped
from harness.stations.workday import a_workday


@pytest.mark.share
def test_a_flipped_bit_is_refused_or_noticed_and_plain_sqlite_would_have_taken_it(tmp_path):
    dice = random.Random(20261125)
    flipped = Flipped(a_workday(tmp_path), tmp_path / "place")
    results = Counter(result for _where, result in (flipped.one(dice) for _ in range(150)))
    assert not results["ACCEPTED"], results
    assert results["refused"] + results["noticed"] > 100, results
    assert sum(flipped.control(dice) for _ in range(100)) > 10
