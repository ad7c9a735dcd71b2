"""A share of campaigns/io_errors.py: a full and a faulty disk, once and until somebody makes room."""

from __future__ import annotations

import itertools

import pytest

from harness.faults.refusing import ERRORS, MODES, TYPED, Refused

pytestmark = pytest.mark.needs("cc")
#: Of a saving: the first call, one in the middle of its pages, and the one that makes it last.
CALLS = (0, 5, 12)


@pytest.mark.share
@pytest.mark.parametrize(("error", "mode", "nth"), itertools.product(ERRORS, MODES, CALLS))
def test_a_disk_that_refuses_loses_nothing_and_is_told_in_one_sentence(tmp_path, error, mode, nth):
    refused = Refused(tmp_path)
    outcome = refused.an_intake(error, mode, nth, TYPED[:3])
    assert outcome.bad == [] and outcome.given
    assert mode == "transient" or outcome.told
    refused.close()


@pytest.mark.share
@pytest.mark.parametrize("error", ERRORS)
def test_a_station_that_cannot_be_opened_ends_in_one_sentence(tmp_path, error):
    refused = Refused(tmp_path)
    outcome = refused.an_opening(error, "lasting", 0)
    assert outcome.bad == [] and outcome.given
    refused.close()
