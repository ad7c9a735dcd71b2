"""Judges changes of the code: each is made in a copy of the tree, where the tests that come by are run in a fork."""

from __future__ import annotations

import ast
import shutil
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from harness.code_mutants.changes import Change, changes_of
from harness.code_mutants.covering_tests import OPTIONS, ROOMS, ROOT, Coverage, enter
from harness.code_mutants.forks import Ended, Fork, beside_each_other

#: What a copy of the tree is made of.
PARTS = ("flows", "db", "widgets", "hukou_tui", "harness", "tests", "campaigns", "benchmarks", "tools", "docs")
FILES = ("pyproject.toml", "dev.py", "README.md", "README.zh-CN.md", "CHANGELOG.md", "CONTRIBUTING.md")
#: Seconds that the tests for one change take together, as they were when they were learnt from; the nearest go first.
BUDGET = 40.0
#: So many tests at first: finding one by its name takes time too. The others are asked where none of these notices.
MOST = 400
#: What a change that makes something go on for ever is given, beyond five times what its tests take.
PATIENCE = 45.0
#: Where what no test can notice is argued, by module and name of the change.
ARGUED = ROOT / "harness" / "code_mutants" / "equivalent.toml"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a change: `caught`, `argued` (nobody can notice it, and it is said why) or `survived`."""

    module: str
    change: Change
    result: str
    tests: int
    seconds: float


@dataclass(slots=True)
class Campaign:
    """The changes that are to be judged, and what is known of the tests."""

    tree: Path
    copies: Sequence[Path]
    coverage: Coverage
    argued: Mapping[str, Mapping[str, str]]
    changes: list[tuple[str, Change]] = field(default_factory=list)
    #: Module -> the tests that have failed over a change of it.
    caught_by: dict[str, set[str]] = field(default_factory=dict)
    _nearest: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def verdicts(self) -> Iterator[Verdict]:
        """Each change judged, as they are done: by the nearest tests, and if none notices, by those further away."""
        unnoticed = []
        for verdict in self._judged(self.changes, slice(MOST)):
            if verdict.result == "survived" and len(self.tests_for(verdict.module, verdict.change)) > MOST:
                unnoticed.append((verdict.module, verdict.change))
            else:
                yield verdict
        yield from self._judged(unnoticed, slice(MOST, None))

    def _judged(self, changes: Iterable[tuple[str, Change]], which: slice) -> Iterator[Verdict]:
        chosen = {f"{module} {change.name}": (module, change) for module, change in changes}
        forks = (self._fork(name, *one, which) for name, one in chosen.items())
        for fork, ended in beside_each_other(forks, len(self.copies)):
            module, change = chosen[fork.name]
            tests = self.tests_for(module, change)
            failed = _failed(ended.output, tests[which])
            self.caught_by.setdefault(module, set()).update(failed)
            asked = len(tests[: which.stop])
            yield Verdict(module, change, self._result(module, change, ended), asked, ended.seconds)

    def void(self) -> dict[str, str]:
        """The negative control: what the tests that caught anything say of the unchanged module, if anything."""
        forks = (Fork(module, self._work(module, None, sorted(tests)), self._longest(sorted(tests)))
                 for module, tests in self.caught_by.items())  # fmt: skip
        return {fork.name: ended.said_last()
                for fork, ended in beside_each_other(forks, len(self.copies)) if ended.code != 0}  # fmt: skip

    def tests_for(self, module: str, change: Change) -> list[str]:
        """The tests that come by a change, the nearest first, as many as the budget has room for.

        What is read once, when the module is imported, belongs to no test, though one may have come by first: there all
        count that run anything of the module, or of another that has it in hand, or stand in a file that imports it.
        """
        name = (module, change.name)
        if name not in self._nearest:
            self._nearest[name] = self._in_order(module, change)
        return self._nearest[name]

    def _in_order(self, module: str, change: Change) -> list[str]:
        lines = range(change.line, change.line + change.before.count("\n") + 1)
        tests = set() if change.at_import else self.coverage.of(module, lines)
        tests = tests or self._tests_with(module)
        taken, seconds = [], 0.0
        for test in sorted(tests, key=lambda test: (self._distance(module, test), self.coverage.seconds[test], test)):
            seconds += self.coverage.seconds[test]
            if taken and seconds > BUDGET:
                break
            taken.append(test)
        return taken

    def _tests_with(self, module: str) -> set[str]:
        importing = importers(self.tree)[module]
        tests = {test for test in self.coverage.seconds if test.partition("::")[0] in importing}
        return tests.union(*map(self.coverage.of_module, {module, *importing}))

    def _distance(self, module: str, test: str) -> int:
        """0: the test file of this module, 1: a file that imports it, 2: its neighbours, 3: its room, 4: elsewhere."""
        file, path = test.partition("::")[0], Path(module)
        if Path(file) == Path("tests") / path.parent / f"test_{path.name}":
            return 0
        if file in importers(self.tree)[module]:
            return 1
        if Path(file).parent == Path("tests") / path.parent:
            return 2
        return 3 if Path(file).parts[1:2] == path.parts[:1] else 4

    def _fork(self, name: str, module: str, change: Change, which: slice) -> Fork:
        tests = self.tests_for(module, change)[which]
        return Fork(name, self._work(module, change, tests), self._longest(tests))

    def _longest(self, tests: Sequence[str]) -> float:
        return PATIENCE + 5 * sum(self.coverage.seconds[test] for test in tests)

    def _work(self, module: str, change: Change | None, tests: Sequence[str]):  # a closure, for the fork
        def run(place: int) -> int:
            copy = self.copies[place]
            self._restore(copy)
            if change is not None:
                (copy / module).write_bytes(change.made_to((self.tree / module).read_bytes()))
            enter(copy)
            sys.dont_write_bytecode = True
            return int(pytest.main([*OPTIONS, "-x", *tests])) if tests else 0

        return run

    def _restore(self, copy: Path) -> None:
        """Take back what the fork before has changed: it may have been stopped in the middle of anything."""
        for module in {module for module, _change in self.changes}:
            source = (self.tree / module).read_bytes()
            if (copy / module).read_bytes() != source:
                (copy / module).write_bytes(source)

    def _result(self, module: str, change: Change, ended: Ended) -> str:
        if ended.code != 0:
            return "caught"
        return "argued" if change.name in self.argued.get(module, {}) else "survived"


def _failed(output: str, tests: Sequence[str]) -> set[str]:
    """The tests that failed, by the lines at the end of what pytest said."""
    lines = [line.partition(" ")[2] for line in output.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    return {test for test in tests if any(line == test or line.startswith(f"{test} - ") for line in lines)}


@cache
def importers(tree: Path) -> defaultdict[str, set[str]]:
    """Source -> the sources and tests that import it, wherever in them the statement stands."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for file in (path for room in (*ROOMS, "tests", "harness") for path in (tree / room).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            else:
                continue
            for name in names:
                found[name.replace(".", "/") + ".py"].add(str(file.relative_to(tree)))
    return found


@contextmanager
def copied(count: int) -> Iterator[tuple[Path, ...]]:
    """So many copies of the tree as it is now; gone afterwards."""
    with TemporaryDirectory(prefix="code-mutants-") as folder:
        copies = tuple(Path(folder) / str(number) for number in range(count))
        for copy in copies:
            copy.mkdir()
            for part in PARTS:
                shutil.copytree(ROOT / part, copy / part)
            for file in FILES:
                shutil.copy2(ROOT / file, copy / file)
        yield copies


def argued(file: Path = ARGUED) -> dict[str, dict[str, str]]:
    """Module -> name of a change that no test can notice -> why."""
    found: dict[str, dict[str, str]] = {}
    for entry in tomllib.loads(file.read_text("utf-8")).get("equivalent", []):
        found.setdefault(entry["module"], {})[entry["change"]] = entry["why"]
    return found


def changes_in(module: str) -> tuple[Change, ...]:
    """All changes of a module of this tree."""
    return changes_of((ROOT / module).read_bytes())
