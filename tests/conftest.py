"""What every test stands on: a home of its own, and no test that is silently left out."""

from __future__ import annotations

import gc
import itertools
import os
import random
import shutil
import sys
from collections import defaultdict
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, settings

from hukou_tui.words import catalogue

IN_CI = os.environ.get("CI", "").lower() not in ("", "0", "false")

# No deadline: the machine is shared. In CI the same examples each time, so that a red run can be run again.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if IN_CI else "here")

#: A disk in memory, where the system has one: the station syncs with every act, which costs milliseconds on a real one.
_MEMORY = "/dev/shm"
#: What the folders of the tests need at the most, far from reached.
_ROOM = 2 << 30

_COUNT = itertools.count()


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory, monkeypatch):
    """No test reads or writes the station of whoever runs it."""
    monkeypatch.setenv("HUKOU_HOME", str(tmp_path_factory.getbasetemp() / f"station-{next(_COUNT)}"))


@pytest.fixture(autouse=True)
def _own_language(monkeypatch):
    """Each test begins in the language of the counter, whatever the one before has spoken."""
    monkeypatch.setattr(catalogue, "_language", catalogue.DEFAULT)


#: Folders of tests that wait for a terminal or a disk, and take longest.
_SLOW = ("tests/terminal/", "tests/harness/faults/")


#: The shares of campaigns of this run, and those of them that are left to CI.
_SHARES = pytest.StashKey[dict[str, int]]()


def pytest_addoption(parser):
    parser.addoption("--shuffle", metavar="SEED", help="another order of files, and of the tests in each")


def pytest_configure(config):
    """Whoever names a place for what is temporary gets it."""
    if not os.environ.keys() & {"PYTEST_DEBUG_TEMPROOT", "TMPDIR"} and _is_fit(_MEMORY):
        os.environ["PYTEST_DEBUG_TEMPROOT"] = _MEMORY
    config.stash[_SHARES] = {"all": 0, "left": 0}


def _is_fit(place):
    """Whether there is room, and what is made there may be run."""
    if not (sys.platform == "linux" and os.access(place, os.W_OK)):
        return False
    found = os.statvfs(place)
    return found.f_bavail * found.f_frsize > _ROOM and not found.f_flag & os.ST_NOEXEC


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Tell a worker whether all shares run: it does not see what was typed."""
    node.workerinput["all_shares"] = _runs_all_shares(node.config)


def _runs_all_shares(config):
    """CI runs every share of a campaign, and so does whoever names the files or tests to run."""
    if hasattr(config, "workerinput"):
        return config.workerinput["all_shares"]
    return IN_CI or config.args_source is config.ArgsSource.ARGS


def _left_to_ci(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Of each test marked `share`, the cases beyond its first two thirds, or beyond as many as the mark says."""
    cases = defaultdict(list)
    for item in items:
        if mark := item.get_closest_marker("share"):
            cases[item.location[0], item.originalname].append((item, mark.kwargs))
    left = []
    for those in cases.values():
        here = those[0][1].get("here", len(those) - len(those) // 3)
        left += [item for item, _kwargs in those[here:]]
    return left


def pytest_collection_modifyitems(config, items):
    """Leave to CI what is its own; what takes longest comes first."""
    shares = config.stash[_SHARES]
    shares["all"] = sum(item.get_closest_marker("share") is not None for item in items)
    if not _runs_all_shares(config):
        left = set(_left_to_ci(items))
        shares["left"] = len(left)
        items[:] = [item for item in items if item not in left]
    if hasattr(config, "workeroutput"):
        config.workeroutput["shares"] = shares
    if config.option.shuffle is None:
        _deal_out(items)
    else:
        _shuffle(items, random.Random(config.option.shuffle))


def pytest_collection_finish():
    """What collecting made stays to the end: no later collection of garbage looks through it again."""
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Every worker has seen the same tests; the last one's word is as good as the first's."""
    node.config.stash[_SHARES] |= getattr(node, "workeroutput", {}).get("shares", {})


def pytest_terminal_summary(terminalreporter, config):
    """What did not run is said, loudly and with how to run it."""
    shares = config.stash[_SHARES]
    if shares["left"]:
        terminalreporter.write_line(
            f"{shares['left']} of {shares['all']} shares of campaigns were LEFT TO CI; "
            "with them: CI=true python3 dev.py test",
            yellow=True, bold=True,
        )  # fmt: skip


def _shuffle(items, dice):
    """Files in any order, and in each its tests: whatever only works after another one is found out."""
    files = defaultdict(list)
    for item in items:
        files[item.path].append(item)
    orders = [dice.sample(tests, len(tests)) for tests in files.values()]
    items[:] = itertools.chain.from_iterable(dice.sample(orders, len(orders)))


def _deal_out(items):
    """What takes longest comes first, dealt out to all workers: begun last, it would be waited for by one alone."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    slow = sorted(
        (item for item in items if _is_slow(item)), key=lambda item: not item.get_closest_marker("long")
    )
    rest = [item for item in items if not _is_slow(item)]
    share = -(-len(rest) // workers)
    # Each worker begins with a run of the list as long as that of the others.
    items[:] = [
        item for at in range(workers) for item in (*slow[at::workers], *rest[at * share : (at + 1) * share])
    ]


def _is_slow(item):
    return item.nodeid.startswith(_SLOW)


def pytest_runtest_setup(item):
    """Leave out a test whose programs are not installed: `@pytest.mark.needs("tmux")`."""
    for mark in item.iter_markers("needs"):
        for program in mark.args:
            if shutil.which(program) is None:
                pytest.skip(f"{program} is not installed; with it, this test proves something")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """In CI nothing is left out: a skipped test there is a promise that nobody checks."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        _refuse_skip(report, call.excinfo.value if call.excinfo else "no reason given")
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    """The same for a whole file that leaves itself out while it is collected."""
    report = yield
    if IN_CI and report.skipped:
        _refuse_skip(report, report.longrepr)
    return report


def _refuse_skip(report, reason):
    report.outcome = "failed"
    report.longrepr = f"skipped, which CI does not allow: {reason}"
