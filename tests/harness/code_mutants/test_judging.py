"""The campaign over the code: what it knows of the tests, its forks, its control, and a share of it."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from harness.code_mutants.covering_tests import ROOT, Coverage
from harness.code_mutants.forks import TOO_LONG

#: Tests that know nothing of who may do what.
ELSEWHERE = "tests/flows/case/test_family.py"


def campaign(*arguments):
    command = [sys.executable, "campaigns/code_mutants.py", *arguments, "--jobs", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def count(said, word):
    return int(re.search(rf"{word}: (\d+)", said)[1])


@pytest.mark.share(here=0)
@pytest.mark.parametrize("name", ["roles", "status"])
def test_no_change_of_who_may_do_what_and_when_passes_unseen(name):
    """A share of the campaign, with the seed in which it is played."""
    tests = f"tests/flows/case/test_{name}.py"
    code, said = campaign(f"flows/case/{name}.py", "--n", "12", "--seed", "21", "--tests", tests)
    assert (count(said, "changes"), code) == (12, 0), said
    assert (count(said, "survived"), count(said, "modules without a control")) == (0, 0), said


def test_a_change_that_no_test_is_about_survives_and_is_named():
    """The negative control: the same change, shown to tests of something else."""
    code, said = campaign("flows/case/roles.py", "--n", "2", "--seed", "21", "--tests", ELSEWHERE)
    assert (code, count(said, "survived")) == (1, 2)
    assert said.count("SURVIVED flows/case/roles.py:") == 2


def test_what_was_learnt_is_the_same_when_it_is_read_again():
    known = Coverage({"a": 0.5, "b": 1.0}, {"flows/x.py": {3: {"a", "b"}, 4: {"b"}}})
    read = Coverage.from_json(known.as_json())
    assert (read.seconds, read.lines) == (known.seconds, known.lines)
    assert read.of("flows/x.py", [4, 5]) == {"b"}
    assert read.of_module("flows/x.py") == {"a", "b"}


FORKS = """
import sys, time
from harness.code_mutants.forks import Fork, beside_each_other

forks = [
    Fork("said", lambda place: print("here", place) or 3, 20.0),
    Fork("late", lambda place: time.sleep(60), 0.2),
    Fork("broken", lambda place: 1 // 0, 20.0),
]
for fork, ended in sorted(beside_each_other(forks, 2), key=lambda one: one[0].name):
    print(fork.name, ended.code, ended.said_last())
"""


def test_a_fork_tells_how_it_ended_and_one_that_takes_too_long_is_stopped():
    done = subprocess.run([sys.executable, "-c", FORKS], cwd=ROOT, capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert lines[0].startswith("broken 70 ZeroDivisionError")
    assert lines[1].startswith(f"late {TOO_LONG} ")
    assert lines[2].startswith("said 3 here ")
