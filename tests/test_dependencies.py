"""What is declared is used: each package is imported, and each call that a decision claims is in the sources."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.files.engine import Database
from harness.house import sources

ROOT = Path(__file__).resolve().parent.parent
#: Packages whose module has another name.
MODULES = {"python-dateutil": "dateutil", "sqlite-utils": "sqlite_utils"}
STEPS = "flows/identity/calendar_steps.py"
DECISION = ROOT / "docs/decisions/0018-where-sqlite-utils-is-used.md"


def declared() -> list[str]:
    said = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    return [re.match(r"[\w.-]+", one)[0] for one in said]


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def importers(module: str) -> set[str]:
    return {
        name for name, tree in sources().items() if any(one.split(".")[0] == module for one in imported(tree))
    }


def names(tree: ast.AST) -> set[str]:
    """What is called or read of something else: `x.insert(…)`, `x.count`; and names that are called alone."""
    found = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return found | {func.id for func in calls if isinstance(func, ast.Name)}


def claimed() -> dict[str, set[str]]:
    """The table of the decision: module -> calls."""
    rows = re.findall(r"^\| `(db/[\w/]+\.py)` \| (.+) \|$", DECISION.read_text("utf-8"), re.MULTILINE)
    return {module: set(re.findall(r"`(\w+)`", calls)) for module, calls in rows}


def by_hand(tree: ast.AST) -> list[int]:
    """Lines that take a step by months or years: a date made of another's year or month and a sum.

    `day.replace(year=…)` without the two other parts, or with a sum; `date(day.year + 1, …)`.
    """
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Call) and _steps(node)]


def _steps(call: ast.Call) -> bool:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name == "replace":
        given = {word.arg for word in call.keywords}
        sums = any(_is_sum(word.value) for word in call.keywords if word.arg in ("year", "month"))
        return bool(given & {"year", "month"}) and (sums or not {"year", "month", "day"} <= given)
    values = [*call.args[:2], *(word.value for word in call.keywords)]
    return name in ("date", "datetime") and any(_is_sum(value, of=("year", "month")) for value in values)


def _is_sum(value: ast.expr, of: tuple[str, ...] = ()) -> bool:
    """Whether there is something added in it; `of`: to an attribute of one of these names."""
    sums = [node for node in ast.walk(value) if isinstance(node, ast.BinOp)]
    if not of:
        return bool(sums)
    parts = (part for one in sums for part in ast.walk(one))
    return any(isinstance(part, ast.Attribute) and part.attr in of for part in parts)


@pytest.mark.parametrize("package", declared())
def test_each_declared_package_is_imported(package: str) -> None:
    assert importers(MODULES.get(package, package))


def test_months_and_years_are_stepped_through_relativedelta_in_one_place() -> None:
    assert importers("dateutil") == {STEPS}
    assert "relativedelta" in names(sources()[STEPS])
    assert not {name: lines for name, tree in sources().items() if (lines := by_hand(tree))}


@pytest.mark.parametrize(
    ("source", "steps"),
    [
        ("born.replace(year=born.year + 18)", True),
        ("born.replace(year=2034)", True),
        ("born.replace(month=later)", True),
        ("date(day.year + 1, day.month, day.day)", True),
        ("date(year=day.year, month=day.month - 1, day=1)", True),
        ("datetime(day.year - 1, 1, 1)", True),
        ("shown.replace(year=read.year, month=read.month, day=read.day)", False),
        ("date(year, index + 1, 1)", False),
        ("date(day.year, day.month, 1)", False),
        ("text.replace('a', 'b')", False),
        ("replace(case, fields=fields)", False),
    ],
)
def test_a_step_by_hand_is_seen(source: str, steps: bool) -> None:
    assert bool(by_hand(ast.parse(source))) is steps


@pytest.mark.parametrize(("module", "calls"), claimed().items())
def test_each_call_of_sqlite_utils_that_the_decision_claims_is_there(module: str, calls: set[str]) -> None:
    assert calls
    assert calls <= {*dir(Database(memory=True).table("any")), *dir(Database), "Migrations"}
    assert calls <= names(sources()[module])


def test_what_uses_tables_by_name_stands_in_the_decision() -> None:
    wanted = {"db.files.tables", "sqlite_utils.migrations"}
    users = {name for name, tree in sources().items() if wanted & set(imported(tree))}
    assert users | {"db/files/tables.py"} == set(claimed())


def test_a_field_is_saved_and_the_journal_written_without_the_library() -> None:
    for name, tree in sources().items():
        if name.startswith(("db/journal/", "db/index/")):
            assert not {"sqlite_utils", "db.files.tables"} & set(imported(tree)), name
    (save,) = (
        node for node in ast.walk(sources()["db/station/projections.py"])
        if isinstance(node, ast.FunctionDef) and node.name == "keep_case"
    )  # fmt: skip
    assert not {"table", "insert", "insert_all", "upsert"} & names(save)
