"""Each module of `flows` and `db` has a test file of its own, or a line in proven_in.toml that says where else."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROVEN_IN: dict[str, str] = tomllib.loads((ROOT / "tests" / "proven_in.toml").read_text("utf-8"))
ROOMS = ("flows", "db")
MODULES = sorted(
    str(file.relative_to(ROOT)) for room in ROOMS for file in (ROOT / room).rglob("*.py") if file.stem != "__init__"
)


def mirror_of(module):
    """The test file that a module has if it has one of its own."""
    path = Path(module)
    return f"tests/{path.parent}/test_{path.name}"


def has_mirror(module):
    return (ROOT / mirror_of(module)).is_file()


@cache
def imports_of(file):
    """The sources of ours that a file imports, wherever in it the statement stands."""
    names = set()
    for node in ast.walk(ast.parse((ROOT / file).read_bytes())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    paths = (name.replace(".", "/") + ".py" for name in names)
    return frozenset(path for path in paths if (ROOT / path).is_file())


def reaches(test, module):
    """Whether a test imports a module itself, or by one in between: a private part is proven by who uses it."""
    direct = imports_of(test)
    return module in direct or any(module in imports_of(between) for between in direct)


def faults_of(module, line):
    """What is wrong with a line of the table."""
    test, _colon, reason = line.partition(": ")
    if module not in MODULES:
        return [f"{module}: no such module"]
    if has_mirror(module):
        return [f"{module}: superfluous, it has {mirror_of(module)}"]
    if not (ROOT / test).is_file():
        return [f"{module}: no file {test}"]
    found = [] if reason.strip() else [f"{module}: nothing is said of what is proven"]
    return found + ([] if reaches(test, module) else [f"{module}: {test} has nothing to do with it"])


def test_every_module_has_a_test_file_or_a_line_in_the_table():
    assert len(MODULES) > 80
    assert [module for module in MODULES if not has_mirror(module) and module not in PROVEN_IN] == []


def test_every_line_of_the_table_is_true_and_needed():
    assert [fault for module, line in PROVEN_IN.items() for fault in faults_of(module, line)] == []


@pytest.mark.parametrize("module", filter(has_mirror, MODULES))
def test_a_test_file_of_a_modules_name_has_to_do_with_it(module):
    assert reaches(mirror_of(module), module)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("flows/rules/nowhere.py", "tests/flows/rules/test_fee.py: no such module"),
        ("flows/rules/fee.py", "tests/flows/rules/test_fee.py: it has a file of its own"),
        ("flows/errors.py", "tests/nowhere.py: no such file"),
        ("flows/errors.py", "tests/test_codes.py"),
        ("flows/errors.py", "tests/widgets/test_field.py: another room altogether"),
    ],
)
def test_a_line_that_is_not_true_is_found_out(module, line):
    """The negative control."""
    assert faults_of(module, line) != []
