"""Three standard cases keyed as one burst: hardly a key more than the data needs, and each lands where it belongs."""

from __future__ import annotations

import pytest

from db.station.opening import open_station_file
from harness.keystrokes import CASES, StandardCase, play, read
from harness.stations.practice_folder import copy_to
from harness.terminal.pseudo_terminal import PseudoTerminal

MOST_KEYS, MOST_SWITCHES = 1.15, 2


@pytest.fixture(params=CASES, ids=lambda path: path.stem)
def case(request) -> StandardCase:
    return read(request.param)


def test_the_program_costs_hardly_a_key_over_the_unavoidable(case):
    assert case.count <= MOST_KEYS * case.unavoidable, f"{case.count} keys, {case.unavoidable} unavoidable"


def test_the_input_method_is_switched_twice_at_most(case):
    assert case.switches <= MOST_SWITCHES


def test_keyed_without_a_pause_everything_is_on_record_as_meant(case, tmp_path):
    folder = copy_to(tmp_path)
    with PseudoTerminal(tmp_path, "--practice", "--lang", "zh") as terminal:
        terminal.wait_saved(1)
        play(terminal, case)
        terminal.press("Enter")
        terminal.press("F12")
        assert terminal.wait_end() == 0
    with open_station_file(folder, readonly=True) as station:
        kept = station.queries.case(station.queries.rows()[-1].case_id)
        assert dict(kept.fields) == case.kept["fields"]
        assert dict(kept.papers) == case.kept["papers"]
        assert kept.status == case.kept["status"]
        assert kept.open_candidates == () and kept.system_query is not None
