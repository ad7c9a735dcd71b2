"""The program on a pseudo-terminal that counts: how many bytes a key costs until the line is quiet again."""

from __future__ import annotations

import time

from harness.terminal.terminal import DEADLINE
from harness.terminal.watched import Watched

#: Seconds without a byte after which the line is quiet, once the program does nothing either. Longer than the longest
#: wait of Textual's own, the twentieth of a second before a screen is taken off.
QUIET = 0.06
#: The same where no screen and no panel comes or goes: characters, moves.
AT_ONCE = 0.02
#: Seconds after which a key is held to change nothing, if the program sleeps: the end of a list, the last page.
NOTHING = 0.1


class Metered(Watched):
    """Bytes are counted as they come from the program, before anything reads them as a picture."""

    def settle(self, quiet: float = QUIET) -> int:
        """Take in what comes until the line is quiet; how many bytes that were."""
        before, since = len(self.written), time.monotonic()
        while self._open and (self._selector.select(quiet) or self.at_work()):
            self.read()
            self.hold_to(since, "a quiet line and a program that rests")
        return len(self.written) - before

    def rows(self) -> list[str]:
        """As they are by now: whoever counts has waited for them already."""
        self.read()
        return self.rows_last_read()

    def spent(self, keys: str, *, first: float = NOTHING, quiet: float = QUIET) -> int:
        """Bytes that `keys` (pressed at once) cost, the word that all is saved included; 0 if nothing changes."""
        self.read()
        self.type(keys)
        since = time.monotonic()
        while not self._selector.select(first):
            if not self.at_work():
                return 0
            self.hold_to(since, f"{keys!r} answered, or a program that rests", first + self.deadline)
        return self.settle(quiet)

    def brought(self, keys: str, *, quiet: float = QUIET) -> int:
        """Bytes that `keys` cost where something must come of them."""
        count = self.spent(keys, first=DEADLINE, quiet=quiet)
        assert count, f"nothing came of {keys!r}\n{self.text()}"
        return count

    def written_untouched(self, seconds: float) -> int:
        """Bytes that come though nobody touches a key."""
        self.settle(0.2)
        before = len(self.written)
        self.read(seconds)
        self.settle()
        return len(self.written) - before

    @property
    def in_field(self) -> bool:
        """Whether the caret stands in a field and not at the mark of a row or a text."""
        self.read()
        return bool(self._screen.cursor.x)

    @property
    def pid(self) -> int:
        """The process of the program."""
        return self._process.pid
