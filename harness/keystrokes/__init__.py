"""Three standard cases as they are keyed at the counter, and what their keys cost over the unavoidable.

Unavoidable are the characters of the data, one key for each field that has data, and one for each answer. Keys that
only go past an empty field, turn a page or open a case are what the program costs the hand.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.terminal.terminal import Terminal

CASES = sorted(Path(__file__).parent.glob("*.toml"))
_KEY = re.compile(r"<(\w+)>|(.)", re.DOTALL)
#: What a stroke is for, and whether it is unavoidable.
KINDS = {"field": True, "answer": True, "way": False}


@dataclass(frozen=True, slots=True)
class Stroke:
    """One thing done: `keys` as pressed (`<F4>`, `<Enter>` by name), `data` what a field is to hold by it.

    `until`: what has to stand on the screen before the next stroke, where the answer depends on it.
    """

    kind: str
    keys: str
    data: str = ""
    until: str = ""

    def pressed(self) -> Iterator[tuple[str, str]]:
        """The keys one by one: the name of a key, or the character typed."""
        for found in _KEY.finditer(self.keys):
            yield found[1] or "", found[2] or ""

    @property
    def count(self) -> int:
        """How many keys are pressed."""
        return sum(1 for _key in self.pressed())

    @property
    def unavoidable(self) -> int:
        """How many of them no program could spare."""
        return {"field": len(self.data) + 1, "answer": 1, "way": 0}[self.kind]


@dataclass(frozen=True, slots=True)
class StandardCase:
    """A case with its strokes, and what is on record of it in the end."""

    name: str
    title: str
    strokes: tuple[Stroke, ...]
    kept: dict[str, Any]

    @property
    def count(self) -> int:
        """All keys of the case."""
        return sum(stroke.count for stroke in self.strokes)

    @property
    def unavoidable(self) -> int:
        """The keys that no program could spare."""
        return sum(stroke.unavoidable for stroke in self.strokes)

    @property
    def switches(self) -> int:
        """How often the input method is switched: it is off at the beginning, and digits do not need it on.

        Digits and the asterisk pass through an input method that is on; Latin letters do not, and Chinese needs it.
        """
        on, count = False, 0
        for stroke in self.strokes:
            for _name, character in stroke.pressed():
                wanted = not character.isascii() if character and not character.isdigit() else on
                count += wanted != on
                on = wanted
        return count


def read(path: Path) -> StandardCase:
    """One of CASES."""
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    strokes = tuple(Stroke(**stroke) for stroke in said["stroke"])
    assert {stroke.kind for stroke in strokes} <= KINDS.keys(), path.name
    return StandardCase(path.stem, said["title"], strokes, said["kept"])


def play(terminal: Terminal, case: StandardCase) -> None:
    """Press the keys of `case` in the program at its counter, without looking but where a stroke waits for a text."""
    for stroke in case.strokes:
        for name, character in stroke.pressed():
            if name:
                terminal.press(name)
            else:
                terminal.type(character)
        if stroke.until:
            terminal.wait_for(stroke.until)
