"""Ten thousand power cuts lose nothing that was returned as saved, and where something is lost it is found out."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from harness.faults.disk import WAYS
from harness.faults.power_cuts import CONTROLS, Counts, cut_power, table
from harness.faults.workdays import ACTS

CAMPAIGN = Path(__file__).parents[3] / "campaigns" / "power_loss.py"
pytestmark = [
    pytest.mark.needs("cc"),
    pytest.mark.skipif(
        not sys.platform.startswith("linux"), reason="only Linux puts a library before a program"
    ),
]


@pytest.mark.share(here=0)
@pytest.mark.long
def test_ten_thousand_power_cuts_lose_nothing_and_the_controls_do():
    counts, controls = cut_power(10_000, seed=2016)
    assert counts.states.total() >= 10_000
    assert (counts.lost, counts.torn) == (Counter(), Counter()), counts.examples
    assert {act for act, _ in counts.states} == set(ACTS)
    assert {way for _, way in counts.states} == set(WAYS)
    for mode in CONTROLS:
        assert controls[mode].lost.total(), f"synchronous = {mode} lost nothing: the disk forgets too little"


def test_where_there_is_no_compiler_it_is_one_sentence():
    done = subprocess.run(
        [sys.executable, "-I", str(CAMPAIGN), "--n", "1"], env={"PATH": "/nowhere"}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "no cc here" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_table_counts_by_act_and_by_way():
    states = Counter({("grant", "torn"): 1200, ("grant", "nothing"): 3})
    counts = Counts(states=states, torn=Counter({("grant", "torn"): 2}))
    assert [line.split() for line in table(counts).splitlines() if line] == [
        ["states", "lost", "torn"],
        ["grant", "1,203", "0", "2"],
        ["nothing", "3", "0", "0"],
        ["torn", "1,200", "0", "2"],
    ]
