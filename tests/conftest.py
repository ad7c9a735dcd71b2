"""What every test stands on: a home of its own, and no test that is silently left out."""

from __future__ import annotations

import itertools
import os
import shutil

import pytest
from hypothesis import HealthCheck, settings

IN_CI = os.environ.get("CI", "").lower() not in ("", "0", "false")

# No deadline: the machine is shared. In CI the same examples each time, so that a red run can be run again.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if IN_CI else "here")

_COUNT = itertools.count()


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory, monkeypatch):
    """No test reads or writes the station of whoever runs it."""
    monkeypatch.setenv("HUKOU_HOME", str(tmp_path_factory.getbasetemp() / f"station-{next(_COUNT)}"))


#: Folders of tests that wait for a terminal or a disk, and take longest.
_SLOW = ("tests/terminal/", "tests/harness/faults/")


def pytest_collection_modifyitems(items):
    """What takes longest comes first, dealt out to all workers: begun last, it would be waited for by one alone."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    slow = sorted((item for item in items if _is_slow(item)), key=lambda item: not item.get_closest_marker("long"))
    rest = [item for item in items if not _is_slow(item)]
    share = -(-len(rest) // workers)
    # Each worker begins with a run of the list as long as that of the others.
    items[:] = [
        item
        for at in range(workers)
        for item in (*slow[at::workers], *rest[at * share : (at + 1) * share])
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
        reason = call.excinfo.value if call.excinfo else "no reason given"
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {reason}"
    return report
