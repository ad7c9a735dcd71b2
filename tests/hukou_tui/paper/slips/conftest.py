"""The rules and the maker of cases that the tests of the slips ask for; the cases are in harness/stations."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from flows.case.case import Case
from flows.rules.model import Rules
from harness.stations.entered_cases import DAY, entered_case
from hukou_tui import packs


@pytest.fixture(scope="session")
def rules() -> Rules:
    return packs.load_rules(on=DAY)


@pytest.fixture
def make() -> Callable[..., Case]:
    """`entered_case`, by the name under which every test of a slip knows it."""
    return entered_case
