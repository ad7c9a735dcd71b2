"""A station that is founded once for all tests of `db` that a process runs, to be copied and never opened itself."""

from __future__ import annotations

import pytest

from harness.stations.founded import Founded, found


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return found(tmp_path_factory.mktemp("founded") / "station")
