"""What bench register makes of answers, and what the page makes of its rows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks._register_answers import Answer, Told, answer_rows, percentile, threshold_for
from benchmarks._register_peers import PeersMissing, check_peers

ROOT = Path(__file__).parents[2]


def answer(of_set: str, *candidates: Told, truth: str = "R1", kind: str = "some", twin: str = "") -> Answer:
    question = {"set": of_set, "kind": kind, "truth": [truth] if truth else [], "mother": {"name": "x"},
                "related": {"twin": [twin], "sibling": [twin]}, "parents_on_record": True}  # fmt: skip
    return Answer(question, 1.0, list(candidates))


SAME = Told("R1", 80, "same", "same_person")
OTHER = Told("R2", 90, "same", "same_person")
TWIN = Told("R3", 60, "examine", "possible_twin")


def value(answers: list[Answer], metric: str) -> float:
    return {row["metric"]: row["value"] for row in answer_rows(answers)}[metric]


def test_recall_counts_the_first_and_the_first_five():
    answers = [answer("standard", SAME), answer("standard", OTHER, SAME), answer("standard", OTHER)]
    assert value(answers, "recall@1, standard") == pytest.approx(1 / 3, abs=1e-4)
    assert value(answers, "recall@5, standard") == pytest.approx(2 / 3, abs=1e-4)


def test_the_points_are_the_fewest_that_one_in_a_hundred_reaches():
    best = [*range(99), 500]
    assert threshold_for(best) == 99
    assert sum(points >= 99 for points in best) == 1
    assert threshold_for([7] * 100) == 8


def test_who_is_on_record_is_flagged_from_these_points_on():
    never = [answer("never", Told("R9", 79, "same", "same_person"), truth="")] * 50
    assert value([*never, answer("standard", SAME)], "flagged at 1 % alarms, standard") == 1
    never = [answer("never", Told("R9", 80, "same", "same_person"), truth="")] * 50
    assert value([*never, answer("standard", SAME)], "flagged at 1 % alarms, standard") == 0


def test_a_possible_sibling_is_no_alarm_but_by_points_alone():
    never = [answer("never", Told("R9", 99, "examine", "possible_sibling"), truth="")] * 50
    answers = [*never, answer("standard", SAME)]
    assert value(answers, "points at 1 % alarms") == 0
    assert value(answers, "points at 1 % alarms, by points alone") == 100


def test_a_twin_is_called_the_same_person_or_what_it_is():
    answers = [answer("twins", TWIN, truth="", twin="R3"), answer("twins", OTHER, truth="", twin="R2")]
    assert value(answers, "twins called the same person, some") == 0.5
    assert value(answers, "twins with known parents labelled possible twin") == 0.5


def test_a_percentile_of_one_value_is_this_value():
    assert percentile([3.0], 99) == 3.0
    assert percentile([float(n) for n in range(100)], 99) == 99.0


def test_missing_peers_are_told_in_one_sentence_that_names_the_remedy():
    with pytest.raises(PeersMissing, match="and call again"):
        check_peers(Path("no such python"))


def test_no_part_of_the_benchmark_imports_the_tables_of_the_lookup():
    """Whoever spoils with the matcher's own tables measures the matcher against itself."""
    parts = [*(ROOT / "benchmarks" / "people").glob("*.py"), *(ROOT / "benchmarks" / "peers").glob("*.py")]
    forbidden = ("flows.identity.names", "flows.linkage", "flows.identity.birth_date", "borax")
    assert not [part.name for part in parts for module in forbidden if module in part.read_text(encoding="utf-8")]


def test_the_page_is_filled_between_its_marks(tmp_path):
    for name, seed, reached in (("other", 7, 0.25), ("run", 1, 0.5)):
        rows = [{"metric": "persons", "value": 10, "unit": "persons", "goal": "", "holds": None,
                 "peers": {"seed": seed}},
                {"metric": "recall@1, standard", "value": reached, "unit": "share", "goal": ">= 0.97", "holds": False,
                 "peers": {}}]  # fmt: skip
        (tmp_path / f"{name}.json").write_text(json.dumps(rows), encoding="utf-8")
    code = (
        "import sys; sys.path.insert(0, 'tools'); from pathlib import Path; import register_page as page;"
        "made = page.tables(page.read([Path(each) for each in sys.argv[1:]]));"
        "print(page.written(page.PAGE.read_text(encoding='utf-8'), made))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "run.json"), str(tmp_path / "other.json")], cwd=ROOT,
        encoding="utf-8", capture_output=True, check=True, env={"PYTHONUTF8": "1"},
    )  # fmt: skip
    assert "| what | goal | 10 | 10, seed 7 |" in done.stdout
    assert "| recall@1, standard | ≥ 0.97 | 0.500 | 0.250 |" in done.stdout
    assert "### Against flattering ourselves" in done.stdout
