"""Which test runs which line, and how long it takes: learnt once by running each test file under coverage.

Every file is run in a fork of its own, beside each other; what comes out is kept with the sums of all sources that were
read for it, so that a second campaign learns only what has changed. Only tests that passed are known: no other can
catch anything.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from harness.code_mutants.forks import Fork, beside_each_other

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("flows", "db", "widgets", "hukou_tui")
#: What is run to learn from unless somebody says otherwise: tests without a terminal, a second program or a screen.
TESTS = ("tests/flows", "tests/db", "tests/hukou_tui/commands", "tests/hukou_tui/packs", "tests/hukou_tui/session")
#: Seconds for one file of tests under coverage.
PATIENCE = 900
OPTIONS = ("-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:xdist", "--tb=line",
           "-W", "ignore::pytest.PytestAssertRewriteWarning")  # fmt: skip


@dataclass(slots=True)
class Coverage:
    """What the tests run: test -> seconds, and source -> line -> the tests that come by.

    `without`: the files of which nothing could be learnt, with what was said last there. `read`: the sources that were
    read for it, with their sums.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[str, dict[int, set[str]]] = field(default_factory=dict)
    without: dict[str, str] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)

    def add(self, other: Coverage) -> None:
        """Take in what another file of tests runs."""
        self.seconds |= other.seconds
        for source, lines in other.lines.items():
            mine = self.lines.setdefault(source, {})
            for line, tests in lines.items():
                mine.setdefault(line, set()).update(tests)

    def of(self, source: str, lines: Iterable[int]) -> set[str]:
        """The tests that come by one of the lines of `source`."""
        known = self.lines.get(source, {})
        return set().union(*(known.get(line, set()) for line in lines))

    def of_module(self, source: str) -> set[str]:
        """The tests that run anything of `source` but its first reading, at which every test file comes by."""
        return set().union(*self.lines.get(source, {}).values())

    def as_json(self) -> str:
        """Written down; tests are named by their number."""
        names = sorted(self.seconds)
        number = {name: at for at, name in enumerate(names)}
        lines = {source: {line: sorted(number[test] for test in tests) for line, tests in of.items()}
                 for source, of in self.lines.items()}  # fmt: skip
        tests = [(name, round(self.seconds[name], 3)) for name in names]
        return json.dumps({"tests": tests, "lines": lines, "read": self.read})

    @classmethod
    def from_json(cls, text: str) -> Coverage:
        """Read again what `as_json` wrote."""
        read = json.loads(text)
        names = [name for name, _seconds in read["tests"]]
        lines = {source: {int(line): {names[at] for at in tests} for line, tests in of.items()}
                 for source, of in read["lines"].items()}  # fmt: skip
        return cls(dict(read["tests"]), lines, read=read["read"])


def enter(tree: Path) -> None:
    """In a fork: be at home in `tree`, and let the tests be the same each time."""
    os.chdir(tree)
    sys.path[:] = [str(tree), *(path for path in sys.path if path not in ("", str(ROOT)))]
    os.environ |= {"CI": "true", "PYTHONPATH": str(tree)}


class _Recorder:
    """A plug-in of pytest that gives each test a context of its own, and notes what passed and how long it took."""

    def __init__(self, coverage) -> None:
        self._coverage = coverage
        self.seconds: dict[str, float] = {}
        self._failed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item) -> Iterator[None]:
        self._coverage.switch_context(item.nodeid)
        result = yield
        self._coverage.switch_context("")
        return result

    def pytest_runtest_logreport(self, report) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if not report.passed:
            self._failed.add(report.nodeid)

    def passed(self) -> dict[str, float]:
        return {test: seconds for test, seconds in self.seconds.items() if test not in self._failed}


def learnt(tree: Path, tests: Sequence[str], jobs: int, kept: Path) -> Coverage:
    """What each of `tests` (files and folders below `tree`) runs, from the folder `kept` if it is known already.

    A folder means all tests below it but the shares of other campaigns, which prove the whole and no line of it.
    """
    files = files_of(tree, tests)
    places = {file: kept / f"{hashlib.sha256(file.encode()).hexdigest()[:24]}.json" for file in files}
    missing = [(file, place) for file, place in places.items() if not _is_known(tree, place)]
    for _file, place in missing:
        place.unlink(missing_ok=True)
    forks = (Fork(file, partial(_learn, tree, file, place), PATIENCE) for file, place in missing)
    whole = Coverage()
    for fork, ended in beside_each_other(forks, jobs):
        if ended.code != 0:
            whole.without[fork.name] = ended.said_last()
    for place in places.values():
        if place.exists():
            whole.add(Coverage.from_json(place.read_text("utf-8")))
    return whole


def files_of(tree: Path, tests: Iterable[str]) -> list[str]:
    """The files of tests that files and folders below `tree` mean, by their path from there."""
    found = set()
    for place in (tree / test for test in tests):
        found |= {place} if place.is_file() else set(place.rglob("test_*.py"))
    return sorted(str(path.relative_to(tree)) for path in found)


def _is_known(tree: Path, place: Path) -> bool:
    """Whether what is kept was learnt from these very sources."""
    if not place.exists():
        return False
    read = json.loads(place.read_text("utf-8"))["read"]
    return all((tree / source).exists() and _sum(tree / source) == was for source, was in read.items())


def _sums_of_what_was_read(tree: Path) -> dict[str, str]:
    """In a fork: every source of this tree that was imported, and each conftest; with its sum."""
    files = {Path(module.__file__) for module in list(sys.modules.values()) if getattr(module, "__file__", None)}
    ours = sorted(file for file in files if file.is_relative_to(tree) and file.exists())
    return {str(file.relative_to(tree)): _sum(file) for file in ours}


def _sum(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:24]


def _learn(tree: Path, file: str, place: Path, _beside: int) -> int:
    """In a fork: run one file of tests in `tree` and write down what it runs."""
    enter(tree)
    import coverage

    rooms = [str(tree / room) for room in ROOMS]
    watch = coverage.Coverage(data_file=None, source=rooms, config_file=False, check_preimported=True)
    recorder = _Recorder(watch)
    watch.start()
    try:
        code = pytest.main([*OPTIONS, "-m", "not share", file], plugins=[recorder])
    finally:
        watch.stop()
    passed = recorder.passed()
    if not passed and code not in (0, 5):  # 5: no test in it; anything else may be better next time
        return 1
    lines = {}
    data = watch.get_data()
    for source in data.measured_files():
        by_line = {line: {test for test in contexts if test in passed}
                   for line, contexts in data.contexts_by_lineno(source).items()}  # fmt: skip
        lines[str(Path(source).relative_to(tree))] = {line: tests for line, tests in by_line.items() if tests}
    unfinished = place.with_suffix(f".{os.getpid()}")
    unfinished.write_text(Coverage(passed, lines, read=_sums_of_what_was_read(tree)).as_json(), "utf-8")
    unfinished.replace(place)
    return 0
