"""The visitor that pays: it writes down what each key costs in bytes, on every screen that the walk comes to."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from harness.terminal.metered import AT_ONCE, QUIET, Metered
from harness.terminal.terminal import KEYS
from harness.walk.walker import CHARACTER, FIELD, MOVE, SAVED, STEP
from harness.walk.way import walk_with

#: Bytes that a key of each kind may cost at most. `saved` is a field left with what was typed in it: that it is being
#: saved, has been, is looked up, and how many were found is told as well.
LIMITS = {CHARACTER: 100, FIELD: 150, SAVED: 320, MOVE: 250, STEP: 1920}


class Toll(NamedTuple):
    """`kind`: see harness/walk/walker.py; `count` in bytes."""

    kind: str
    where: str
    count: int


@dataclass
class Paying:
    """The tolls so far. Whatever the kind, a key is over when the line is quiet and the program sleeps."""

    terminal: Metered
    tolls: list[Toll] = field(default_factory=list)

    def bring(self, keys: tuple[str, ...], kind: str) -> int:
        return self.terminal.brought(_bytes_of(keys), quiet=_quiet_after(kind))

    def attempt(self, keys: tuple[str, ...], kind: str) -> int:
        return self.terminal.spent(_bytes_of(keys), quiet=_quiet_after(kind))

    def rest(self) -> None:
        """A key is over when the line is quiet, so what it brought stands whole."""

    def enter(self, text: str, where: str) -> None:
        for character in text:
            self.pay(CHARACTER, where, self.bring((character,), CHARACTER))

    def pay(self, kind: str, where: str, cost: int) -> None:
        self.tolls.append(Toll(kind, where, cost))

    def see(self, name: str, lang: str, behind: int) -> None:
        """Nothing is to be paid for a look; what still comes belongs to the key before."""
        self.terminal.settle(AT_ONCE)


def _bytes_of(keys: tuple[str, ...]) -> str:
    return "".join(KEYS.get(key, key) for key in keys)


def _quiet_after(kind: str) -> float:
    return AT_ONCE if kind in (CHARACTER, MOVE) else QUIET


def walk_and_pay(terminal: Metered, lang: str) -> list[Toll]:
    """All tolls of a walk through all screens; `lang` is the language that the program was started in."""
    visitor = Paying(terminal)
    terminal.lang = lang
    terminal.wait_saved(1)
    terminal.settle(0.2)
    walk_with(visitor, lang)
    return visitor.tolls


def most_of_a_move(home: Path, count: int) -> int:
    """Bytes that a move costs at most in a list of `count` rows."""
    with Metered(home, command=[sys.executable, "-m", "harness.stations.many_cases", str(count)]) as terminal:
        terminal.wait(lambda: "20160614-000" in terminal.at_hand(), "the cases")
        return max(terminal.brought(KEYS["Down"]) for _row in range(8))
