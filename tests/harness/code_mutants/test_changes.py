"""What counts as a small change of the code, and what is left alone."""

from __future__ import annotations

import pytest

from harness.code_mutants.changes import changes_found, changes_of
from harness.code_mutants.covering_tests import ROOT
from harness.code_mutants.judging import argued


def names(source):
    return {change.name for change in changes_of(source.encode())}


@pytest.mark.parametrize(
    ("source", "changes"),
    [
        ("def f(x):\n    if x:\n        g(x)\n", {"f: x => (not (x))", "f: g(x) => pass"}),
        ("def f(x) -> bool:\n    return x < 3\n",
         {"f: x < 3 => True", "f: x < 3 => False", "f: x < 3 => x <= 3", "f: 3 => 4"}),
        ("def f(x):\n    return x and not y\n",
         {"f: x and not y => None", "f: x and not y => ((x) or (not y))", "f: x and not y => ((x))",
          "f: x and not y => ((not y))", "f: not y => (y)"}),
        ("def f():\n    raise NotAllowed('closed')\n",
         {"f: raise NotAllowed('closed') => pass", "f: 'closed' => 'closedX'"}),
        ("S = {a, b}\n", {"module: a, => "}),
        ("T = {'k': 1, 'l': 2}\n",
         {"module: 'k': 1, => ", "module: 'k' => 'kX'", "module: 1 => 2", "module: 'l' => 'lX'", "module: 2 => 3"}),
        ("def f(x):\n    match x:\n        case A() | B():\n            return g()\n",
         {"f: A() | B() => A()", "f: A() | B() => B()", "f: g() => None"}),
        ("class C:\n    def f(self):\n        self.x = 1\n", {"C.f: self.x = 1 => pass", "C.f: 1 => 2"}),
        ("def f(当):\n    return '昭' + 当\n",
         {"f: '昭' + 当 => None", "f: '昭' + 当 => ('昭' - 当)", "f: '昭' => '昭X'"}),
    ],
)  # fmt: skip
def test_each_place_is_changed_in_each_way(source, changes):
    assert names(source) == changes


@pytest.mark.parametrize(
    "source",
    [
        '"""What it is."""\n',
        'def f(x: "Case") -> "Case":\n    """What it does."""\n',
        "__all__ = ['a', 'b']\n",
        "@dataclass(frozen=True)\nclass C:\n    x: int\n",
        "if TYPE_CHECKING:\n    from a import b\n",
        "T = TypeVar('T')\nPair = tuple[int, int]\n",
        "import a\nfrom b import c\n",
    ],
)
def test_what_only_tells_a_reader_something_is_left_alone(source):
    assert names(source) == set()


def test_a_change_is_made_where_it_stands_and_nowhere_else():
    source = "def f(x):\n    return g('昭通', x == 1)  # 昭\n"
    [change] = [one for one in changes_of(source.encode()) if one.kind == "compared"]
    assert change.made_to(source.encode()).decode() == "def f(x):\n    return g('昭通', x != 1)  # 昭\n"


def test_it_is_known_what_is_read_once_when_the_module_is_imported():
    source = b"A = 1\nclass C:\n    b = 2\n    def f(self):\n        return 3\n"
    assert [(change.before, change.at_import) for change in changes_of(source)] == [
        ("1", True), ("2", True), ("3", False), ("3", False),
    ]  # fmt: skip


def test_two_changes_that_read_alike_have_two_names():
    assert names("def f(x):\n    g()\n    h()\n    g()\n") == {"f: g() => pass", "f: h() => pass", "f: g() => pass (2)"}


@pytest.mark.parametrize("module", sorted(argued()))
def test_each_change_that_is_argued_can_still_be_made(module):
    """What was argued of other code says nothing: delete it, or argue again."""
    source = (ROOT / module).read_bytes()
    can_be_made = {change.name: change for change in changes_found(source)}
    assert argued()[module].keys() - can_be_made.keys() == set()
    assert [name for name in argued()[module] if not can_be_made[name].compiles(source)] == []


def test_each_argument_says_something():
    assert all(len(why.split()) > 4 for names in argued().values() for why in names.values())
