"""The whole way, stage by stage; each stage begins where the one before has ended."""

from __future__ import annotations

from harness.walk.at_the_counter import counter, everything_there
from harness.walk.intake import intake
from harness.walk.outcome import decision, notification
from harness.walk.step_one import fields, somebody
from harness.walk.steps import lookup, papers, parentage_test, situation
from harness.walk.walker import Visitor, Walk

STAGES = (
    counter, everything_there, somebody, fields, situation, papers, lookup, notification, decision, parentage_test,
    intake,
)  # fmt: skip


def walk_with(visitor: Visitor, lang: str) -> None:
    """From the counter of a fresh practice station through everything, and to the counter again."""
    walk = Walk(visitor, lang)
    for stage in STAGES:
        stage(walk)
