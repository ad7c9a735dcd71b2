"""The visitor that sees: every state is looked at cell by cell once it has come to rest."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from harness.stations.practice_folder import copy_to
from harness.terminal.metered import QUIET
from harness.terminal.pictured import Picture, complaints, moved, words_of
from harness.terminal.terminal import DEADLINE, KEYS, STEPS_ROW
from harness.terminal.watched import Watched
from harness.walk.kinds import Kind, terminal_of, unasked
from harness.walk.walker import Screen, but_status
from harness.walk.way import walk_with
from hukou_tui.words.catalogue import translator

#: Seconds in which a program that has nothing to do has done nothing: it takes the key for none.
NOTHING = 0.25
#: A clause by our own id: whoever reads a screen knows the notice's numbers only.
_INTERNAL = re.compile(r"\bS[1-6]\.\d")


#: Seconds after which all that follows a hand at rest has come.
RESTED = 2.0


class Seeing:
    """What must hold in every state; `seen` keeps the words of each by its name.

    `resized` names the states in which the window is drawn larger, tiny, and back.
    """

    #: What is wrong with a picture, wherever it is.
    complaints = staticmethod(complaints)

    def __init__(self, terminal: Screen, resized: Callable[[str], bool] = lambda _name: False) -> None:
        self.terminal, self.resized = terminal, resized
        self.seen: dict[str, str] = {}

    # Keys --------------------------------------------------------------------------------

    def bring(self, keys: tuple[str, ...], kind: str) -> int:
        """After them the picture is another one, the status line aside, and the program has nothing left to do."""
        before = but_status(self.terminal.picture())
        self._send(keys)
        self._until(lambda p: but_status(p) != before and self.terminal.idle(), f"a change after {keys}")
        return 1

    def attempt(self, keys: tuple[str, ...], kind: str) -> int:
        """That nothing comes of them can only be waited for."""
        before = but_status(self.terminal.picture())
        self._send(keys)
        sent = since = time.monotonic()
        while time.monotonic() < since + NOTHING:
            self.terminal.hold_to(sent, f"a program that rests after {keys}")
            # A look takes in what was written: until then the program may wait for us.
            changed = but_status(self.terminal.picture()) != before
            if not self.terminal.idle():
                since = time.monotonic()
            elif changed:
                return 1
        return 0

    def rest(self) -> None:
        since, last = time.monotonic(), self.terminal.picture()
        sent = since
        while time.monotonic() < since + QUIET:
            self.terminal.hold_to(sent, "a program that rests")
            picture = self.terminal.picture()
            if not self.terminal.idle() or not _same(picture, last):
                since, last = time.monotonic(), picture

    def enter(self, text: str, where: str) -> None:
        self.bring((text,), "")

    def pay(self, kind: str, where: str, cost: int) -> None:
        """A look costs nothing."""

    def _send(self, keys: tuple[str, ...]) -> None:
        for key in keys:
            if key in KEYS:
                self.terminal.press(key)
            else:
                self.terminal.type(key)

    # States ------------------------------------------------------------------------------

    def see(self, name: str, lang: str, behind: int) -> None:
        """The state has come to rest, and everything that must hold for a picture holds."""
        assert name not in self.seen, f"{name} was seen already"
        picture = self._at_rest(name, lang, behind)
        found = self.terminal.painted_anew()
        if self.resized(name) and isinstance(self.terminal, Watched):
            found += self._drawn_larger_and_back(self.terminal, picture, lang, behind)
        assert not found, f"{name}: {found}\n" + "\n".join(self.terminal.rows())
        ours = _INTERNAL.findall("\n".join(picture.rows))
        assert not ours, f"{name}: clauses by an id of ours: {ours}"
        self.seen[name] = words_of(picture)

    def _at_rest(self, name: str, lang: str, behind: int) -> Picture:
        """For `QUIET` it is the same, nothing is being saved or looked up, and there is nothing to complain of."""
        last = self.terminal.picture()
        begun = since = time.monotonic()
        end = begun + DEADLINE
        while True:
            idle, picture = self.terminal.idle(), self.terminal.picture()
            wrong = self.complaints(picture, lang, behind) if idle else ["busy"]
            waits = translator(lang)("looking up ...") in picture.rows[STEPS_ROW] or not picture.rows[2].strip()
            # Long details follow a hand at rest by a second: until then the first of them stand there, and "...".
            followed = any(row.rstrip().endswith("...") for row in picture.rows)
            waits = waits or (followed and time.monotonic() < begun + RESTED)
            if not idle or not _same(picture, last):
                since = time.monotonic()
            elif not wrong and not waits and time.monotonic() > since + QUIET:
                return picture
            if time.monotonic() > end or self.terminal.ended() is not None:
                raise AssertionError(f"{name}: {wrong or 'never at rest'}\n" + "\n".join(picture.rows))
            last = picture

    def _drawn_larger_and_back(
        self, terminal: Watched, before: Picture, lang: str, behind: int
    ) -> list[str]:
        """132x43, 20x5, and the size that it was: nothing is lost, nothing stands elsewhere."""
        width, height = len(before.cells[0]), len(before.cells)
        terminal.resize(132, 43)
        self._until(lambda p: not self.complaints(p, lang, behind), "the larger picture")
        found = terminal.painted_anew()
        terminal.resize(20, 5)
        self._until(lambda p: p.rows[0].startswith(before.rows[0][:8]), "the tiny picture")
        terminal.resize(width, height)
        self._until(lambda p: not moved(p, lang), "the picture as large as before")
        try:
            self._until(
                lambda p: words_of(p) == words_of(before) and p.cursor == before.cursor, "the same picture", 3
            )
        except AssertionError as fault:
            found.append(
                f"not the same after it was drawn larger and back, before:\n{words_of(before)}\n{fault}"
            )
        return found

    def _until(self, holds: Callable[[Picture], object], what: str, seconds: float = DEADLINE) -> None:
        self.terminal.wait(lambda: holds(self.terminal.picture()), what, seconds)


def _same(one: Picture, other: Picture) -> bool:
    return (one.cells, one.cursor) == (other.cells, other.cursor)


def walk_and_see(kind: Kind, resized: Callable[[str], bool] = lambda _name: False) -> dict[str, str]:
    """All states of a walk in that kind of terminal, and how each reads; fails at the first that does not hold."""
    with tempfile.TemporaryDirectory(prefix="walk-") as folder:
        home = Path(folder)
        copy_to(home)
        with terminal_of(kind, home) as terminal:
            visitor = Seeing(terminal, resized)
            walk_with(visitor, kind.lang)
            terminal.press("F12")
            code = terminal.wait_end()
            assert code == 0, f"the exit code is {code}"
            if isinstance(terminal, Watched):
                sent = unasked(terminal.read_to_end().decode(kind.encoding), kind)
                assert not sent, f"sent to the terminal: {sent}"
        return visitor.seen


def resized_in_ci(name: str) -> bool:
    """One state of each kind of screen is drawn larger, tiny and back."""
    return name in {
        "home without a case", "menu", "help of the counter, page 1", "stories", "settings, field 3", "story, page 1",
        "person.former_names rare, one back", "person.name overfull", "readings of a date", "situation clear",
        "paper 2", "candidate", "comparison, page 1", "system query, field 2", "review", "notification, page 1",
        "home with a case", "grounds", "fee", "menu of a case",
    }  # fmt: skip


def unlike(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """States that do not read the same in both walks."""
    found = [f"only in one: {name}" for name in one.keys() ^ other.keys()]
    return found + [f"{name}:\n{one[name]}\n---\n{other[name]}" for name in one.keys() & other.keys()
                    if one[name] != other[name]]  # fmt: skip
