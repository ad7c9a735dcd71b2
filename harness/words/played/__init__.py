"""Journeys through the rarer screens, played in this process: tests keep their words, the campaign hears them."""

from __future__ import annotations

from harness.words.played import counter, intake, review
from harness.words.played.playing import Journey, played

JOURNEYS: dict[str, Journey] = {**counter.JOURNEYS, **intake.JOURNEYS, **review.JOURNEYS}

__all__ = ["JOURNEYS", "Journey", "played"]
