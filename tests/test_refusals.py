"""Every refusal of `flows`, `db` and the packs is provoked by a test that names it: class and code.

Fails this after you have added one: write the test that provokes it, with `refused` of harness/refusals.py, into the
file that mirrors the module. A code that no act can provoke is deleted, and its sentence with it.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from harness.error_codes import Sources
from harness.house import ROOT
from harness.provocations import Provoked, Suite
from hukou_tui.words.findings import FINDINGS
from hukou_tui.words.rejects import REJECTS

SOURCES = Sources()
REFUSED = 'with refused(NotAllowed, "code"): … (harness/refusals.py), in the file that mirrors the module'
ROOMS = ("flows/", "db/", "hukou_tui/packs/")


@cache
def suite() -> Suite:
    """All tests; read when the first of these asks, as collecting is paid by each worker."""
    return Suite(SOURCES)


@cache
def demanded(rooms: str | tuple[str, ...] = ROOMS) -> set[tuple[str, str]]:
    """Class and code of all that is raised in these rooms."""
    return {(code.kind, code.name) for code in SOURCES.codes if code.name and code.place.startswith(rooms)}


def not_provoked(tests: Suite) -> set[tuple[str, str]]:
    return demanded() - {(one.kind, one.code) for one in tests.provoked}


def of_nobody(tests: Suite) -> list[Provoked]:
    """What a test names and nobody raises, or cannot be read."""
    return [one for one in tests.provoked if (one.kind, one.code) not in demanded("")]


def test_every_refusal_is_provoked():
    assert len(demanded()) > 200
    assert sorted(not_provoked(suite())) == [], f"provoke each: {REFUSED}"


def test_no_test_names_a_refusal_that_nobody_raises():
    assert of_nobody(suite()) == []


def test_no_test_is_content_with_the_class_of_a_refusal():
    assert suite().without_code == [], f"name the code: {REFUSED}"


@pytest.mark.parametrize(
    ("said", "folder"), [(FINDINGS, "tests/db"), (REJECTS, "tests/db/register")], ids=["findings", "rejects"]
)
def test_what_is_found_and_not_raised_is_brought_about_as_well(said: dict[str, str], folder: str):
    """What a verification finds, and why a line of a register is left out: a test of `db` names each code."""
    named = {text.partition(":")[0] for file in (ROOT / folder).rglob("*.py") for text in texts_of(file)}
    assert sorted(said.keys() - named) == []


def texts_of(file: Path) -> set[str]:
    nodes = ast.walk(ast.parse(file.read_bytes()))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


WRITTEN = 'def test():\n    with refused(NotAllowed, "no_lookup"):\n        pass\n'
IN_ROWS = """
@pytest.mark.parametrize(("kind", "text", "code"), [(NotAllowed, "x", "no_lookup"), pytest.param(InUse, "", "damaged")])
def test(kind, text, code):
    with opened() as one, refused(kind, code):
        pass
"""
IN_RULES = """
@pytest.mark.parametrize(("act", "code"), [*((x, "no_lookup") for x in ACTS), (y, "reason_missing")])
def test(act, code):
    with refused(NotAllowed, code):
        act()
"""
IN_A_LOOP = """
ROWS = {"a": "no_lookup", "b": "reason_missing"}
def test():
    for _act, code in ROWS.items():
        with refused(NotAllowed, code, field="x") as told:
            pass
"""
HANDED_ON = """
def refuses(act, code):
    with refused(NotAllowed, code):
        act()
def test():
    refuses(one, "no_lookup")
    refuses(two, code="reason_missing")
"""
ANSWERED = """
def why(act):
    return refusal_of(NotAllowed, act).code
def test():
    assert why(one) == "no_lookup"
    told = refusal_of(NotAllowed, two)
    assert told.code == "reason_missing"
"""
CAUGHT = """
def why(act):
    try:
        act()
    except StationError as fault:
        return fault.code
@pytest.mark.parametrize("code", ["slots_older", "damaged_by_mice"])
def test(code):
    assert why(one) == code
"""
NO_LOOKUP, NO_REASON = ("NotAllowed", "no_lookup"), ("NotAllowed", "reason_missing")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (WRITTEN, {NO_LOOKUP}),
        (IN_ROWS, {NO_LOOKUP, ("InUse", "damaged")}),
        (IN_RULES, {NO_LOOKUP, NO_REASON}),
        (IN_A_LOOP, {NO_LOOKUP, NO_REASON}),
        (HANDED_ON, {NO_LOOKUP, NO_REASON}),
        (ANSWERED, {NO_LOOKUP, NO_REASON}),
        (CAUGHT, {("SlotsError", "slots_older"), ("StationError", "damaged_by_mice")}),
        (WRITTEN.replace('"no_lookup"', 'f"{x}"'), {("NotAllowed", "")}),
        (ANSWERED.replace("assert", "held ="), set()),
    ],
)  # fmt: skip
def test_a_refusal_is_read_however_a_test_names_it(text: str, read: set[tuple[str, str]]):
    assert {(one.kind, one.code) for one in Suite(SOURCES, {"tests/test_x.py": text}).provoked} == read


def test_a_code_that_no_test_provokes_is_found_out():
    """The negative controls: without the tests of one file, with a code of nobody, with a class alone."""
    some = Suite(SOURCES, {"tests/test_x.py": WRITTEN})
    assert not_provoked(some) == demanded() - {NO_LOOKUP}
    for said in ('"no_such_code"', 'f"{x}"'):
        (wrong,) = of_nobody(Suite(SOURCES, {"tests/test_x.py": WRITTEN.replace('"no_lookup"', said)}))
        assert (wrong.kind, wrong.place) == ("NotAllowed", "tests/test_x.py:2")
    for wide in ("NotAllowed", "(KeyError, InUse)", "Exception", "errors.StationError"):
        text = f"def test():\n    with pytest.raises({wide}):\n        pass\n"
        assert Suite(SOURCES, {"tests/test_x.py": text}).without_code == ["tests/test_x.py:2"]
    assert Suite(SOURCES, {"tests/test_x.py": "with pytest.raises(KeyError):\n    pass\n"}).without_code == []
