"""The negative controls of the hostile texts: what is let through on purpose must be found."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

from harness.hostile.exports import exported
from harness.hostile.outcome import Outcome
from harness.hostile.screens import Resting, Visit, lay_out_station
from harness.hostile.texts import PLACES, Deal, deals, sent_by_data
from harness.terminal.terminal import HEIGHT, WIDTH

#: The program with a driver, and parts of the screen, that let everything through.
PLANTED = """
import sys
from hukou_tui.terminal import screen_diff
from widgets import line
line.safe = str
screen_diff._sendable_in = lambda encoding: lambda character: (character, 1)
from hukou_tui.__main__ import main
sys.exit(main())
"""


class _Unseen(Resting):
    """Shows nothing: no emulator need live through what a driver without a filter writes."""

    def see(self, text: str) -> None:
        """Nothing is shown."""


def planted(dealt: Sequence[Deal]) -> list[str]:
    """What is found in what the planted driver writes of the counter, the settings and a case."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        home = Path(folder)
        lay_out_station(home, dealt)
        command = [sys.executable, "-c", PLANTED, "--practice", "--lang", "zh"]
        with _Unseen(home, command=command) as terminal:
            terminal.wait(
                lambda: b"530699001-" in terminal.written or not terminal.read(0.05), "the list of cases"
            )
            visit = Visit(terminal, Outcome(), "zh")
            visit.press("F8", "F3", "1", "Down", "F4", "F4")
            return sent_by_data(bytes(terminal.written).decode("utf-8", "replace"), (WIDTH, HEIGHT))


#: Where texts are made safe on their way to paper and to standard output.
CHOKES = ("hukou_tui.paper.slips.page_layout.safe_text", "hukou_tui.commands.case.safe_text")


def overlooked() -> list[str]:
    """The negative controls: what was let through on purpose and not found. The first texts of all are enough."""
    found = planted(deals(2, 0, PLACES))
    blind = (
        []
        if any(line.startswith("as it is") for line in found)
        else ["a driver that lets everything through"]
    )
    for choke in CHOKES:
        with patch(choke, str):
            lines_of = exported(deals(2, 0, PLACES), "zh").bad
        wanted = "slip " if "slips" in choke else "case show:"
        if not any(line.startswith(wanted) and "U+001B" in line for line in lines_of):
            blind.append(choke)
    return blind
