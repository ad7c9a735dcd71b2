"""One more visitor, for whom nothing is entered but three names: every key of every step, and all that it opens."""

from __future__ import annotations

from harness.walk.discovery import fields_of_page, go_through, go_up, open_keys, open_panel
from harness.walk.step_one import somebody
from harness.walk.steps import BORN_OUTSIDE_MARRIAGE, go_to_step, situation
from harness.walk.walker import Walk
from hukou_tui.screens.intake.intake import Intake

#: What a digit (and Enter) opens inside a step: form or text.
OPENED: dict[str, tuple[str, ...]] = {
    "2": (), "3": ("5",), "4": ("Enter", "9"), "5": ("4",), "6": ("1",),
}  # fmt: skip


def intake(walk: Walk) -> None:
    """All six steps, and the counter again."""
    somebody(walk, "visitor: ")
    open_keys(walk, "step 1", Intake.KEYS)
    while walk.step() == "1":
        fields_of_page(walk, f"step 1, {walk.heading()}")
    situation(walk, "visitor: ", BORN_OUTSIDE_MARRIAGE)
    for step in OPENED:
        go_to_step(walk, step)
        _one_step(walk, step)
    walk.press("F2")
    walk.until(lambda rows: walk.step() == "", "the counter")


def _one_step(walk: Walk, step: str) -> None:
    """The rows of a step, what its digits open, and what the keys lay over it."""
    name = f"step {step}"
    walk.see(name)
    go_through(walk, name)
    for keys in OPENED[step]:
        go_up(walk)
        open_panel(walk, name, keys)
    open_keys(walk, name, Intake.KEYS)
