"""What the whole suite leaves to CI, always the same cases and never silently; and where it puts its folders."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

#: Cases of a test -> what its mark says and how many of them run outside CI.
EXPECTED = [
    (1, {}, 1),
    (2, {}, 2),
    (3, {}, 2),
    (7, {}, 5),
    (7, {"here": 3}, 3),
    (2, {"here": 0}, 0),
    (2, {"here": 5}, 2),
]


@pytest.fixture
def rules(pytestconfig):
    """The conftest of all tests."""
    return next(
        plugin for plugin in pytestconfig.pluginmanager.get_plugins() if hasattr(plugin, "_left_to_ci")
    )


def cases(name, count, mark):
    def closest(asked):
        return mark if asked == "share" else None

    return [
        SimpleNamespace(location=("a", 1, ""), originalname=name, get_closest_marker=closest, nodeid=f"{name}{n}")
        for n in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize(("count", "said", "here"), EXPECTED)
def test_the_first_cases_of_a_share_run_and_the_others_are_left(rules, count, said, here):
    share = cases("share", count, pytest.mark.share(**said).mark)
    others = cases("others", 9, None)
    assert rules._left_to_ci([*others, *share]) == share[here:]


@pytest.mark.parametrize("in_ci", [True, False])
def test_ci_and_whoever_names_what_to_run_get_all(rules, in_ci, monkeypatch):
    monkeypatch.setattr(rules, "IN_CI", in_ci)
    sources = pytest.Config.ArgsSource
    all_of_it = SimpleNamespace(args_source=sources.TESTPATHS, ArgsSource=sources)
    named = SimpleNamespace(args_source=sources.ARGS, ArgsSource=sources)
    assert rules._runs_all_shares(all_of_it) is in_ci
    assert rules._runs_all_shares(named)


@pytest.mark.parametrize("left", [0, 4])
def test_the_last_line_says_how_many_and_how_to_run_them(rules, left):
    said = []
    reporter = SimpleNamespace(write_line=lambda line, **_how: said.append(line))
    rules.pytest_terminal_summary(reporter, SimpleNamespace(stash={rules._SHARES: {"all": 10, "left": left}}))
    assert [line.partition(";")[0] for line in said] == [
        "4 of 10 shares of campaigns were LEFT TO CI"
    ] * bool(left)
    assert all(line.endswith("CI=true python3 dev.py test") for line in said)


LEFT_OUT = {
    "file": 'import pytest\npytest.importorskip("no_such_library")\ndef test(): pass\n',
    "test": 'import pytest\n@pytest.mark.skip(reason="not today")\ndef test(): pass\n',
    "within": 'import pytest\ndef test(): pytest.skip("not here")\n',
}


@pytest.mark.parametrize("in_ci", [True, False])
@pytest.mark.parametrize("text", LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_leaves_itself_out_fails_in_ci_and_nowhere_else(tmp_path, text, in_ci):
    (tmp_path / "test_it.py").write_text(text)
    here = Path(__file__).parent
    environment = {**os.environ, "CI": str(in_ci).lower(), "PYTHONPATH": os.pathsep.join(map(str, (here, here.parent)))}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "conftest", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert ("which CI does not allow" in done.stdout) is in_ci
    assert (done.returncode in (1, 2)) is in_ci, done.stdout


@pytest.mark.skipif(
    sys.platform != "linux", reason="no other system has a disk in memory at a place of this name"
)
@pytest.mark.parametrize(
    ("blocks", "flags", "fit"), [(1 << 20, 0, True), (1 << 18, 0, False), (1 << 20, getattr(os, "ST_NOEXEC", 0), False)]
)
def test_the_folders_of_the_tests_lie_in_memory_where_there_is_room_and_programs_may_run(
    rules, tmp_path, monkeypatch, blocks, flags, fit
):
    found = SimpleNamespace(f_bavail=blocks, f_frsize=4096, f_flag=flags)
    monkeypatch.setattr(os, "statvfs", lambda place: found)
    assert rules._is_fit(tmp_path) is fit
    assert not rules._is_fit(tmp_path / "nowhere")
