"""Kills the real program while somebody types, and looks whether all that the status line had promised is on disk.

Shared by tests/terminal/test_killed.py (fifty moments) and campaigns/kill.py (as many as one likes).
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from flows.case.actions import SetField
from flows.case.fields import BIRTH_BASES
from harness.stations.intake import CLERK, PASSPHRASE, new_station, reopened
from harness.terminal.pseudo_terminal import PseudoTerminal
from harness.terminal.terminal import STATUS_ROW, STEPS_ROW, saved_in
from hukou_tui.words.catalogue import translator
from hukou_tui.words.fields import LABELS

#: What is typed, in the order of the fields: which field, and what may be typed (an empty text leaves it out).
_NAMES = ("陈小禾", "欧阳建国", "王秀英", "马天翔", "阿依古丽·买买提")
TYPED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("person.name", _NAMES),
    ("person.former_names", ("", "小名毛毛", "陈禾")),
    ("father.name", ("", *_NAMES)),
    ("mother.name", ("", *_NAMES)),
    ("guardian.name", ("",)),
    ("declarant.name", _NAMES),
    ("declarant.interpreter", ("",)),
    ("person.school", ("", "青山乡中心校", "县一中")),
    ("person.institution", ("",)),
    ("destination.householder", _NAMES),
    ("destination.relation", ("", "子", "女")),
    ("destination.address", ("", "演练县青山乡大坪村三社")),
    ("person.number", ("",)),
    ("person.sex", ("1", "2")),
    ("person.birth", ("2014-05-20", "1988-12", "2001")),
    ("person.birth_basis", ("1", "2", "3", "4", "5")),
)
BY_DIGIT = {"person.sex": ("1", "2"), "person.birth_basis": BIRTH_BASES}
#: The longest that a kill waits after the last key, in seconds: a write takes a few milliseconds.
LATEST = 0.08
#: A start takes about this long; some kills fall into it.
START = 0.9


class Left(NamedTuple):
    """A field that was left: what stands in it, and the number in the status line when the next one was first seen.

    0: no number, but that something is being saved.
    """

    name: str
    value: str
    shown: int


@dataclass(slots=True)
class Promise:
    """What the screen had shown as saved: the highest number, and the fields left while it showed one."""

    seq: int = 0
    fields: list[tuple[str, str]] = field(default_factory=list)
    moment: str = "while starting"

    def look(self, terminal: PseudoTerminal, left: list[Left]) -> None:
        """Take the status line at its word; `left` are the fields known to be left by now.

        A picture that has come in half shows the next field over the status of before, and that may name a record
        that was on its way when the field was typed: only a number that came after the next field speaks of it.
        """
        shown = terminal.saved()
        if shown is not None and shown >= self.seq:
            self.seq, self.fields = shown, [(one.name, one.value) for one in left if shown > one.shown]


def station_in(home: Path) -> Path:
    """An encrypted station that the program opens where `home` is its home; its folder."""
    new_station(home).close()
    return home


def kill_once(home: Path, dice: random.Random, lang: str = "zh") -> Promise:
    """Start the program on the station in `home`, sit down, type, and kill it at a moment that `dice` choose."""
    promise = Promise()
    with PseudoTerminal(home, "--lang", lang, "--operator", CLERK) as terminal:
        terminal.lang = lang
        if dice.random() < 0.1:
            _watch(terminal, promise, [], dice.uniform(0, START))
        else:
            _type(terminal, promise, dice)
        terminal.kill()
    return promise


def sit_down(terminal: PseudoTerminal) -> None:
    """Open the station as its clerk."""
    terminal.wait_for(translator(terminal.lang)("Who opens the station?"))
    terminal.wait(
        lambda: translator(terminal.lang)("Passphrase") in terminal.at_hand(), "the field for the passphrase"
    )
    terminal.type(PASSPHRASE + "\r")
    terminal.wait_saved(1)


def _type(terminal: PseudoTerminal, promise: Promise, dice: random.Random) -> None:
    sit_down(terminal)
    terminal.press("F2")
    terminal.wait(
        lambda: terminal.rows()[STEPS_ROW].startswith("[1") and terminal.at_hand(), "the first field"
    )
    left: list[Left] = []
    count = dice.randrange(len(TYPED))
    for (name, choices), (then, _choices) in pairwise(TYPED[: count + 1]):
        typed = dice.choice(choices)
        value = BY_DIGIT[name][int(typed) - 1] if name in BY_DIGIT else typed
        shown = _leave(terminal, typed, then, by_digit=name in BY_DIGIT)
        left += [Left(name, value, shown)] if value else []
        promise.look(terminal, left)
    promise.moment = f"in field {count + 1}"
    # The last one is typed without looking, and the power goes off somewhere in or after it.
    name, choices = TYPED[count]
    keys = dice.choice(choices)
    terminal.type(keys[: dice.randint(0, len(keys))] if dice.random() < 0.3 else keys + "\r")
    _watch(terminal, promise, left, dice.uniform(0, LATEST))


def _leave(terminal: PseudoTerminal, typed: str, then: str, *, by_digit: bool) -> int:
    """Fill the field at hand; the number in the status line of the very picture that first shows the field `then`.

    It is known by its label: where a page turns, half a picture has the next heading over the marker of before.
    """
    if by_digit or not typed:
        terminal.type(typed or "\r")
    else:
        terminal.fill(typed)
        terminal.press("Enter")
    label = ">" + translator(terminal.lang)(LABELS[then])
    terminal.wait(lambda: terminal.at_hand().replace(" ", "").startswith(label.replace(" ", "")), f"{then} at hand")
    return saved_in(terminal.rows_last_read()[STATUS_ROW], terminal.lang) or 0


def _watch(terminal: PseudoTerminal, promise: Promise, left: list[Left], seconds: float) -> None:
    """Look at the status line for so many seconds."""
    end = time.monotonic() + seconds
    while (rest := end - time.monotonic()) > 0:
        terminal.read(min(rest, 0.005))
        promise.look(terminal, left)


def lost(folder: Path, promise: Promise) -> list[str]:
    """What had been shown as saved and is not in the journal of the station in `folder`; empty if all is there."""
    station = reopened(folder, readonly=True)
    try:
        verified = station.verify()
        found = [] if verified.fault is None else [f"record {verified.fault.seq}: {verified.fault.what}"]
        if verified.head.seq < promise.seq:
            found.append(f"No. {promise.seq} was shown as saved, the journal ends at {verified.head.seq}")
        cases = list(station.journal.cases())
        entries = station.journal.entries(cases[-1]) if cases else ()
        kept = {
            (entry.action.field, entry.action.value)
            for entry in entries if entry.seq <= promise.seq and isinstance(entry.action, SetField)
        }  # fmt: skip
        found += [
            f"{name} was left and shown as saved"
            for name, value in promise.fields
            if (name, value) not in kept
        ]
    finally:
        station.close()
    return found
