"""Which branches of the rooms that decide and keep no test takes: of each room how many it takes, then where not.

    python3 dev.py bench branches [--tests TEST ...] [--jobs N] [--missing]

Every file of tests is run under coverage in a fork, so many beside each other. What tests do in a second program counts
for nothing. Exit 0 if both rooms reach their goals.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import coverage
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from harness.code_mutants.covering_tests import OPTIONS, ROOT, TESTS, enter, files_of
from harness.code_mutants.forks import Fork, beside_each_other

#: Room -> percent of its branches that are to be taken.
GOALS = {"flows": 97.0, "db": 95.0}
#: Beside the tests from which the campaign learns.
MORE = ("tests/hukou_tui/paper", "tests/hukou_tui/practice", "tests/hukou_tui/words", "tests/test_clauses.py",
        "tests/test_notice.py", "tests/test_situations.py")  # fmt: skip
PATIENCE = 1800


def main() -> int:
    """0: the goals are reached; 1: one is not, or tests failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tests", nargs="+", default=(*TESTS, *MORE), metavar="TEST", help="files and folders")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--missing", action="store_true", help="name the lines from which a branch is not taken")
    given = parser.parse_args()
    with TemporaryDirectory(prefix="branches-") as folder:
        place = Path(folder)
        failed = _run(given.tests, given.jobs, place)
        files = _report(place)
    for file, said in failed.items():
        print(f"FAILED {file}: {said}")
    return 1 if not _told(files, missing=given.missing) or failed else 0


def _run(tests: list[str], jobs: int, place: Path) -> dict[str, str]:
    """Run each file of tests; what those say last that fail."""
    forks = (Fork(file, partial(_watched, file, place / f"branches.{at}"), PATIENCE)
             for at, file in enumerate(files_of(ROOT, tests)))  # fmt: skip
    return {fork.name: ended.said_last() for fork, ended in beside_each_other(forks, jobs) if ended.code}


def _watched(file: str, data: Path, _beside: int) -> int:
    enter(ROOT)
    watch = coverage.Coverage(data_file=str(data), branch=True, source=list(GOALS), config_file=False)
    watch.start()
    code = pytest.main([*OPTIONS, file])
    watch.stop()
    watch.save()
    return 0 if code == 5 else int(code)  # 5: a file without tests of its own


def _report(place: Path) -> dict[str, dict]:
    whole = coverage.Coverage(data_file=str(place / "branches"), branch=True, source=list(GOALS), config_file=False)
    whole.combine([str(place)])
    with redirect_stdout(io.StringIO()):
        whole.json_report(outfile=str(place / "report.json"))
    return json.loads((place / "report.json").read_text("utf-8"))["files"]


def _told(files: dict[str, dict], *, missing: bool) -> bool:
    reached = True
    for room, goal in GOALS.items():
        ours = {file: told for file, told in files.items() if file.startswith(f"{room}/")}
        there = sum(told["summary"]["num_branches"] for told in ours.values())
        taken = sum(told["summary"]["covered_branches"] for told in ours.values())
        percent = 100 * taken / there
        reached = reached and percent >= goal
        print(f"{room}: {taken} of {there} branches, {percent:.1f} % (goal {goal:.0f} %)")
        for file, told in sorted(ours.items(), key=lambda one: -one[1]["summary"]["missing_branches"]):
            if missing and told["missing_branches"]:
                print(f"  {file}: {', '.join(f'{a} to {b}' for a, b in told['missing_branches'])}")
    return reached


if __name__ == "__main__":
    sys.exit(main())
