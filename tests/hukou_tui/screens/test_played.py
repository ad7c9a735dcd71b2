"""Journeys through the rarer screens, each state whole and in both languages: read by people, and kept.

The walk (tests/terminal/test_walk.py) keeps what a practice station shows on a terminal; here is what needs keys, an
empty disk or an older case, played in this process. Chinese here, English beside it in CI.
"""

from __future__ import annotations

import pytest

from harness.whole_texts import WholeText
from harness.words.played import JOURNEYS, played
from harness.words.walking import written


@pytest.mark.share(here=len(JOURNEYS))
@pytest.mark.parametrize("name", JOURNEYS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_journey(lang, name, snapshot):
    assert written(played(JOURNEYS[name], lang)) == snapshot(extension_class=WholeText)
