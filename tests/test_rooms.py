"""The rooms keep to themselves, and nothing of one machine is left in the sources."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from harness.house import tracked

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("hukou_tui", "widgets", "flows", "db")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
FORBIDDEN = [contract for contract in CONTRACTS if contract["type"] == "forbidden"]
LOCKS = ("requirements.txt", "requirements-test.txt", "requirements-dev.txt")

# Written in parts, so that this file does not find itself.
MACHINE_PATHS = re.compile("/wor" + "k/|/roo" + r"t/|\.py" + r"env/|/home/[a-z]+/|[A-Z]:\\\\Users")


@cache
def imported(file):
    """Every module that a file imports, wherever in it the statement stands, by its full name: [(name, line)]."""
    folder, found = file.relative_to(ROOT).parent.parts, []
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = folder[: len(folder) - node.level + 1] if node.level else ()
            found.append((".".join((*above, node.module or "")).strip("."), node.lineno))
    return found


def trespasses(room, forbidden):
    """What the files of a room (`db`, `db.county`) import from below any of the `forbidden` names."""
    return trespasses_in(sorted(ROOT.joinpath(*room.split(".")).rglob("*.py")), forbidden)


def trespasses_in(files, forbidden):
    return [
        f"{file.relative_to(ROOT)}:{line}: {name}"
        for file in files
        for name, line in imported(file)
        if any(f"{name}.".startswith(f"{one}.") for one in forbidden)
    ]


@pytest.mark.parametrize("contract", FORBIDDEN, ids=lambda contract: contract["name"])
def test_a_room_imports_nothing_that_its_contract_forbids(contract):
    for room in contract["source_modules"]:
        assert not trespasses(room, set(contract["forbidden_modules"]))


@pytest.mark.parametrize("room", ROOMS[1:])
def test_no_room_below_reaches_up_to_the_application(room):
    assert not trespasses(room, {"hukou_tui"})


def test_the_two_middle_rooms_do_not_know_each_other():
    assert not trespasses("widgets", {"db"}) and not trespasses("db", {"widgets"})


def test_a_name_that_is_imported_for_its_type_alone_counts():
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    assert linter["exclude_type_checking_imports"] is False


@pytest.mark.parametrize("room", ["flows", "db"])
def test_each_folder_of_a_room_has_its_place_in_the_layers(room):
    (contract,) = (one for one in CONTRACTS if one["type"] == "layers" and one.get("containers") == [room])
    placed = {name.strip() for layer in contract["layers"] for name in layer.split("|")}
    folders = {path.parent.name for path in (ROOT / room).glob("*/__init__.py")}
    assert placed == folders | {"errors"}


def rooms_drawn():
    """The folders of the picture in docs/developers.md, with the folders around them."""
    page = (ROOT / "docs" / "developers.md").read_text("utf-8")
    picture = page.split("## The house")[1].split("```")[1]
    around: list[str] = []
    for line in picture.strip().splitlines():
        name = line.split()[0].rstrip("/")
        around = [*around[: (len(line) - len(line.lstrip())) // 2], name]
        yield "/".join(around)


def test_the_picture_of_the_house_shows_every_room_and_no_other():
    folders = {file.parent.relative_to(ROOT).as_posix() for room in ROOMS for file in (ROOT / room).rglob("*.py")}
    drawn = list(rooms_drawn())
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == folders


def test_nothing_imports_the_tests():
    """What two tests share lies in harness/; a test that another hangs on could be neither moved nor dropped."""
    sources = [file for file in tracked() if file.suffix == ".py"]
    assert len(sources) > 300
    assert not trespasses_in(sources, {"tests", "conftest"})


def test_no_test_imports_a_campaign():
    """A share of a campaign and the campaign itself stand on the harness, side by side."""
    assert not trespasses("tests", {"campaigns"})


def test_the_harness_imports_none_of_those_who_share_it():
    assert not trespasses("harness", {"tests", "campaigns", "benchmarks"})


@pytest.mark.parametrize("room", ROOMS)
def test_the_product_runs_without_harness_and_tests(room):
    assert not trespasses(room, {"harness", "tests", "campaigns", "benchmarks"})


def test_an_import_by_dots_is_found_too(tmp_path, monkeypatch):
    """The negative control of the four above."""
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    file = tmp_path / "tests" / "flows" / "test_one.py"
    file.parent.mkdir(parents=True)
    file.write_text("def late():\n    from ..conftest import DAY\n    from . import test_two\n")
    assert [name for name, _line in imported(file)] == ["tests.conftest", "tests.flows"]


def test_each_contract_says_why():
    lines = (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
    heads = [n for n, line in enumerate(lines) if line == "[[tool.importlinter.contracts]]"]
    assert len(heads) == len(CONTRACTS)
    assert all(lines[n + 1].startswith("# ") for n in heads)


def test_a_reader_finds_no_folder_for_everything():
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
    assert not [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if path.stem in vague]


def test_no_file_names_a_place_on_somebodys_machine():
    found = []
    for file in tracked():
        content = file.read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
            if MACHINE_PATHS.search(line):
                found.append(f"{file.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert not found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host(lock):
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text and "index" not in text and "find-links" not in text


def test_no_report_that_holds_the_environment_is_handed_on():
    names = {file.name for file in tracked()}
    assert not names & {"snapshot_report.html", "uv.lock"}


#: A participle says nothing of what it is: `judged` -> `Verdict`, `read` -> `read_packet`. Irregular ones by name.
IRREGULAR = (
    "begun bent bidden born bound broken brought built caught chosen cut dealt done drawn driven eaten fallen fed felt "
    "found forbidden forgotten given gone grown had heard held hidden hit kept known laid led left lent lit lost made "
    "meant met paid proven put read retold rewritten run said seen sent set shown shut sold sought spent split spoken "
    "spread struck stuck sung taken taught thought thrown told torn unborne unbound unheard unproven unread unsaid "
    "unshown untold withdrawn won worn wound written"
)
NOUNS_IN_ED = "embed feed need seed speed"
NOUNS_IN_ING = (
    "drawing encoding finding folding heading keyring listing numbering outstanding reading ring rounding ruling "
    "setting staging string thing"
)


def bare_participle(name):
    word = name.strip("_")
    if "_" in word or any(letter.isupper() or letter.isdigit() for letter in word[1:]):
        return False
    word = word.lower()
    past = word in IRREGULAR.split() or (word.endswith("ed") and word not in NOUNS_IN_ED.split())
    return past or (word.endswith("ing") and word not in NOUNS_IN_ING.split())


def defined(body):
    """Classes and functions of a module, also those that stand under an `if` of the platform."""
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
        elif isinstance(node, ast.If | ast.Try):
            yield from defined([*node.body, *node.orelse])


@pytest.mark.parametrize("room", ROOMS)
def test_no_class_and_no_function_is_a_bare_participle(room):
    bare = [
        f"{file.relative_to(ROOT)}:{node.lineno}: {node.name}"
        for file in sorted((ROOT / room).rglob("*.py"))
        for node in defined(ast.parse(file.read_bytes()).body)
        if bare_participle(node.name)
    ]
    assert not bare


def test_a_participle_is_told_from_a_noun():
    assert all(map(bare_participle, ("Told", "_judged", "read", "_Asked", "settling", "Seen")))
    assert not any(map(bare_participle, ("Need", "Finding", "read_packet", "JudgedRow", "setting", "N_", "Notice")))


def test_constants_are_documented_in_one_way():
    """`#: text` before an assignment; a text behind it is a second dialect of the same."""
    found = []
    for file in (file for file in tracked() if file.suffix == ".py"):
        tree = ast.parse(file.read_bytes())
        for body in (node.body for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef)):
            found += [
                f"{file.relative_to(ROOT)}:{text.lineno}" for before, text in pairwise(body)
                if isinstance(before, ast.Assign | ast.AnnAssign) and isinstance(text, ast.Expr)
                and isinstance(text.value, ast.Constant) and isinstance(text.value.value, str)
            ]  # fmt: skip
    assert found == []


def styles_of(file):
    """Each class of a file that says how it looks, with the texts of its rules."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.ClassDef):
            for part in node.body:
                target = getattr(part, "target", None) or next(iter(getattr(part, "targets", [])), None)
                if isinstance(target, ast.Name) and target.id == "DEFAULT_CSS":
                    yield node.name, ast.literal_eval(part.value)


def test_each_style_is_for_its_own_class():
    """A class that was renamed would silently lose how it looks."""
    styles = [each for room in ROOMS for file in (ROOT / room).rglob("*.py") for each in styles_of(file)]
    assert len(styles) > 10
    for name, text in styles:
        selectors = re.findall(r"([^{}]+)\{", text)
        assert all(selector.split()[0] == name for selector in selectors), (name, selectors)

