"""A walk through all screens that writes down what each key costs in bytes: characters, fields, moves, steps.

What can be opened is read from the program itself: the keys of each screen, the entries of the menu, the steps one
after the other, the fields that stand on the screen. A screen that hangs on one of these is measured without being
named here; OPENED has what a digit opens inside a step.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from harness.terminal.metered import AT_ONCE, QUIET, Metered
from harness.terminal.terminal import KEYS, STEPS_ROW
from hukou_tui import packs
from hukou_tui.screens.counter.home import Home
from hukou_tui.screens.counter.main_menu import CASES, COUNTY, menu
from hukou_tui.screens.counter.maintenance import menu as station_menu
from hukou_tui.screens.frame.frame import Key
from hukou_tui.screens.intake.intake import Intake
from hukou_tui.words.catalogue import saying
from hukou_tui.words.fields import LABELS

#: Bytes that a key of each kind may cost at most. `saved` is a field left with what was typed in it: that it is being
#: saved, has been, is looked up, and how many were found is told as well.
LIMITS = {"character": 100, "field": 150, "saved": 320, "move": 250, "step": 1920}
#: What a digit (and Enter) opens inside a step: form or text.
OPENED: dict[str, tuple[str, ...]] = {
    "1": (), "2": (), "3": ("5",), "4": ("\r", "9"), "5": ("4",), "6": ("1",),
}  # fmt: skip
#: Entries of the counter's menu that open another one.
BELOW = {"cases": CASES, "county": COUNTY, "station": station_menu(has_keys=False)}
#: What is entered in step 1, so that the twin is found; everything else is typed and erased again.
ENTERED = {"person.name": "马天翔", "father.name": "马文俊", "mother.name": "马秀兰"}
#: Typed as long as it may be and erased: it runs over the edge of its field.
LONG = "person.former_names"
#: A test of parentage is needed, so that step 5 has its conditions. Other questions get their first answer.
ANSWERS = {
    "cause": "never_registered", "upbringing": "birth_parents", "parents": "unmarried", "follow": "father",
    "birth_place": "elsewhere", "birth_certificate": "none", "parents_known": "both", "parentage_settled": "no",
}  # fmt: skip
#: These keys of a screen leave it; what they cost is measured where the walk takes them.
_LEAVING = ("leave", "park", "family", "forward", "new")
_MOST_MOVES = 12


class Toll(NamedTuple):
    """`kind`: character, field, saved (a field with what was typed in it), move, step (a page turned is one too)."""

    kind: str
    where: str
    count: int


@dataclass
class Walk:
    """The tolls so far; `lang` is the language that the program was started in."""

    terminal: Metered
    lang: str
    tolls: list[Toll] = field(default_factory=list)
    #: What was opened and measured already, by its heading and the step: two keys may lead there.
    known: set[tuple[str, str]] = field(default_factory=set)

    def say(self, words: str) -> str:
        return saying(self.lang)(words)

    def pay(self, kind: str, where: str, keys: str) -> None:
        """Press `keys` and write down what they cost."""
        self.tolls.append(
            Toll(kind, where, self.terminal.brought(keys, quiet=QUIET if kind == "step" else AT_ONCE))
        )

    # Reading -----------------------------------------------------------------------------

    @property
    def heading(self) -> str:
        return self.terminal.rows()[2].strip()

    @property
    def step(self) -> str:
        """The digit of the step in brackets; empty at the counter."""
        found = re.search(r"\[(\d)", self.terminal.rows()[STEPS_ROW])
        return found[1] if found else ""

    @property
    def mark(self) -> tuple[int, str]:
        """The row with the mark; where none has it, as in a text, the page itself."""
        body = self.terminal.rows()[2:-5]
        marked = next((at for at, row in enumerate(body) if row.startswith(">")), -1)
        return (marked, "" if marked >= 0 else "\n".join(body))

    # Measuring what stands on the screen -------------------------------------------------

    def measure(self, name: str) -> None:
        """Everything that the body has: its fields, the rows of its list, or the pages of its text."""
        if self.terminal.in_field:
            self.fields(name)
        elif self.terminal.at_hand():
            self.go_down("move", name)
        else:
            self.go_down("step", name)

    def go_down(self, kind: str, name: str) -> None:
        """Row by row, or page by page, until there is none left."""
        for _row in range(_MOST_MOVES):
            before = self.mark
            count = self.terminal.spent(KEYS["Down"], quiet=QUIET if kind == "step" else AT_ONCE)
            # At the end nothing moves; what comes all the same is news, or details for a hand at rest.
            if not count or self.mark == before:
                return
            turned = self.mark < before
            self.tolls.append(Toll("step" if turned else kind, f"{name}: {self.terminal.at_hand()}", count))

    def fields(self, name: str) -> None:
        """Field by field, until the form is done or the page turned, or what stands in it is refused."""
        page, here = self.heading, None
        while self.heading == page and self.terminal.in_field and self.terminal.place() != here:
            here = self.terminal.place()
            self.one_field(name, page)

    def one_field(self, name: str, page: str) -> None:
        """Type into one field and leave it."""
        row = self.terminal.at_hand()
        label, where = row[2:18].strip(), f"{name}: {row}"
        entered = next((text for of_case, text in ENTERED.items() if self.say(LABELS[of_case]) == label), "")
        if entered:
            for character in entered:
                self.pay("character", where, character)
        elif label == self.say(LABELS[LONG]):
            for _character in range(40):
                self.pay("character", where, "测")
            self.terminal.brought(KEYS["C-u"])
        else:
            self.type_and_erase(where)
        count = self.terminal.brought("\t")
        # The last field of a form that is refused keeps the caret: a sentence was said instead.
        moved = (
            self.heading == page and self.terminal.in_field and self.terminal.at_hand()[2:18].strip() != label
        )
        self.tolls.append(Toll(("saved" if entered else "field") if moved else "step", where, count))

    def type_and_erase(self, where: str) -> None:
        """Two characters, and both away again; a field of choices takes none and says so."""
        count = self.terminal.brought("中", quiet=AT_ONCE)
        if "中" not in self.terminal.at_hand():
            return
        self.tolls.append(Toll("character", where, count))
        for key in ("阿", "\x7f", "\x7f"):
            self.pay("character", where, key)

    def opened(self, name: str, keys: str) -> None:
        """What `keys` lay over the body is measured and taken away again."""
        before = self.heading
        count = self.terminal.spent(keys)
        self.tolls.append(Toll("step", f"{name}: {keys!r}", count))
        if self.heading != before:
            if (self.heading, self.step) not in self.known:
                self.known.add((self.heading, self.step))
                self.measure(f"{name}, {self.heading}")
            self.back_to(before)

    def locked(self, keys: str) -> None:
        """The screen is hidden, and shown again as it was."""
        before = self.heading
        self.pay("step", "the lock", keys)
        self.pay("step", "the lock opened", "\r")
        assert self.heading == before

    def back_to(self, heading: str) -> None:
        """F3 until the body is there again."""
        while self.heading != heading:
            self.terminal.brought(KEYS["F3"])

    def keys_of(self, name: str, keys: Sequence[Key]) -> None:
        """Everything that the line of keys names and that does not leave the screen."""
        for key, _words, action in keys:
            if action not in _LEAVING and not (self.step and action == "back"):
                self.opened(name, KEYS[key.upper()])

    # The way -----------------------------------------------------------------------------

    def counter(self) -> None:
        """The counter, its keys and its menu."""
        self.terminal.wait_saved(1)
        self.terminal.settle(0.2)
        self.measure("counter")
        self.keys_of("counter", Home.KEYS)
        self.opened("counter", "0")
        for digit, (action, _words) in enumerate(menu(practice=True), 1):
            if action not in (*_LEAVING, "language"):
                self.opened("menu", f"0{digit}")
                for below, (name, _told) in enumerate(BELOW.get(action, ()), 1):
                    if name == "lock":
                        self.locked(f"0{digit}{below}")
                    else:
                        self.opened("menu", f"0{digit}{below}")

    def intake(self) -> None:
        """A visitor comes in; all six steps."""
        self.terminal.brought(KEYS["F3"])
        self.pay("step", "a visitor", "3")
        self.terminal.wait(lambda: self.step == "1", "the intake")
        self.terminal.settle(0.2)
        self.pay("step", "what the visitor says", "\r")
        self.keys_of("step 1", Intake.KEYS)
        while self.step == "1":
            self.fields(f"step 1, {self.heading}")
        self.answer()
        while True:
            here = self.step
            self.one_step(f"step {here}")
            if here == "6":
                break
            self.pay("step", f"step {here}", KEYS["F4"])
        self.pay("step", "back to the counter", KEYS["F2"])

    def answer(self) -> None:
        """The questions of step 2, each by the digit that stands before its answer."""
        facts = {
            fact.question.get(self.lang): fact for fact in packs.load(on=date(2016, 6, 14)).facts.values()
        }
        while (heading := self.heading) in facts:
            fact = facts[heading]
            wanted = next((o for o in fact.options if o.id == ANSWERS.get(fact.id)), fact.options[0])
            digit = re.search(
                rf"^[> ] (\d) {re.escape(wanted.label.get(self.lang))}", self.terminal.text(), re.M
            )
            assert digit, f"no digit for {wanted}\n{self.terminal.text()}"
            self.pay("step", heading, digit[1])

    def one_step(self, name: str) -> None:
        """The rows of a step, what its digits open, and what the keys lay over it."""
        self.measure(name)
        for keys in OPENED[self.step]:
            while self.terminal.spent(KEYS["Up"]):
                pass
            self.opened(name, keys)
        self.keys_of(name, Intake.KEYS)


def walk(terminal: Metered, lang: str) -> list[Toll]:
    """All tolls of a walk through all screens."""
    terminal.lang = lang
    walked = Walk(terminal, lang)
    walked.counter()
    walked.intake()
    return walked.tolls


def most_of_a_move(home: Path, count: int) -> int:
    """Bytes that a move costs at most in a list of `count` rows."""
    with Metered(home, command=[sys.executable, "-m", "harness.stations.many_cases", str(count)]) as terminal:
        terminal.wait(lambda: "20160614-000" in terminal.at_hand(), "the cases")
        return max(terminal.brought(KEYS["Down"]) for _row in range(8))
