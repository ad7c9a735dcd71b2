"""What is said on the page before a final act."""

from __future__ import annotations

import pytest

from flows.case.status import Event
from hukou_tui.paper.final_words import consequence_text
from hukou_tui.words import catalogue


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")


@pytest.mark.parametrize("event", [Event.GRANT, Event.NOT_GRANT, Event.FIND_REGISTERED])
def test_before_a_decision_it_is_said_that_only_the_county_can_undo_it(event: Event) -> None:
    last = consequence_text(event).splitlines()[-1]
    assert last == "Once the paper is handed over or a packet is sent, only the county can undo it."
