"""Hostile strings driven through the real program on a pseudo-terminal, and what must hold whatever they are.

Three kinds of session, each on a station of its own:

- `silent`: strings that hold no key and no character. The field at hand, its neighbours and the place of the cursor
  are the same afterwards, to the cell.
- `still`: strings that may type and erase in the field at hand, but hold no key that leaves it. Every other field is
  the same afterwards.
- `wild`: everything. The program goes on, or leaves in order where a key asked for it.

Between batches a probe is typed into the field at hand; what the status line then calls saved is looked for in the
journal at the end. Shared by tests/terminal/test_input_bytes.py and campaigns/input_bytes.py.
"""

from __future__ import annotations

import contextlib
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from db.station.opening import open_station_file
from db.station.station import Station
from flows.case.actions import SetField
from harness.hostile import input_bytes
from harness.stations.practice_folder import copy_to
from harness.tally import Tally
from harness.terminal.pseudo_terminal import PseudoTerminal
from harness.terminal.terminal import DEADLINE, STATUS_ROW, STEPS_ROW, saved_in
from hukou_tui.words.catalogue import translator

MODES = ("silent", "still", "wild")
ENCODINGS = ("utf-8", "gb18030")
TERMS = ("xterm-256color", "linux", "screen")
SENTINEL = "岗哨甲乙丙"
#: Strings between two looks at the screen.
BATCH = {"silent": 400, "still": 400, "wild": 100}
#: Longer than the reader waits for the rest of a sequence, or of a paste.
PAUSE, PASTE_PAUSE = 0.15, 1.1
#: So often the same bytes must change what they must not.
TIMES = 3
#: Seconds until the program is asked once more to paint.
ASK_AGAIN = 2.0
#: Of so many strings in a wild session one may ask the program to end.
ONE_ENDS = 300
#: Textual's own way to the terminal in the place of ours, everything else as it is.
STRICT = """
import sys
from hukou_tui import start
start._driver = lambda encoding: None
sys.exit(start.counter())
"""
#: Of these the strict decoder must die.
CONTROLS = ("broken_utf8", "overlong_utf8", "surrogates", "gbk_names")

say = translator("zh")


@dataclass(slots=True)
class Outcome(Tally):
    """What a session did and found; `bad` holds one line for each thing that must not be."""

    kinds: Counter[str] = field(default_factory=Counter)
    probes: int = 0
    starts: int = 0
    repeated: int = 0
    bad: list[str] = field(default_factory=list)


class Fuzz:
    """One session: `count` strings in `mode`, drawn by `dice`."""

    def __init__(self, home: Path, mode: str, encoding: str, term: str, dice: random.Random) -> None:
        self.home, self.mode, self.encoding, self.dice = home, mode, encoding, dice
        self.folder = copy_to(home)
        (home / "desk").mkdir()
        # Paths typed by chance stay below `home`: it is the home and the working folder, and no slash is sent.
        self._also = {
            "TERM": term,
            "LANG": f"zh_CN.{encoding}",
            "HOME": str(home / "desk"),
            "HUKOU_HOME": str(home),
        }
        self.outcome = Outcome()
        self.promised: list[tuple[str, str]] = []
        self.seq = 0

    def run(self, count: int) -> Outcome:
        """Send `count` strings; what was found."""
        try:
            while (left := count - self.outcome.kinds.total()) > 0:
                self._until_it_ends(left)
        except AssertionError as fault:
            self.outcome.bad.append(str(fault))
        self._look_into_the_journal()
        return self.outcome

    def _until_it_ends(self, count: int) -> None:
        self.outcome.starts += 1
        with PseudoTerminal(self.home / "desk", also=self._also, encoding=self.encoding) as terminal:
            self.terminal = terminal
            terminal.wait(lambda: self._status() is not None, "the counter")
            if self.mode == "wild":
                self._wild(count)
            else:
                self._quiet(count)
            self._leave()

    # Drawing -----------------------------------------------------------------------------

    def _names(self) -> tuple[str, ...]:
        if self.mode == "silent":
            return input_bytes.SILENT_IN_UTF8 if self.encoding == "utf-8" else input_bytes.SILENT
        return tuple(input_bytes.KINDS)

    def _draw(self) -> bytes:
        while True:
            name, data = input_bytes.draw(self.dice, self._names())
            if self._allowed(data):
                self.outcome.kinds[name] += 1
                return data.replace(b"/", b".")

    def _allowed(self, data: bytes) -> bool:
        if self.mode == "still":
            return not input_bytes.leads_elsewhere(data)
        return (
            self.mode == "silent" or not input_bytes.ends_the_program(data) or self.dice.randrange(ONE_ENDS) == 0
        )

    def _batches(self, count: int) -> Iterator[bytes]:
        while count > 0:
            size = min(count, BATCH[self.mode])
            yield b"".join(self._draw() + input_bytes.ENDER for _string in range(size))
            count -= size

    # Reading -----------------------------------------------------------------------------

    def _status(self) -> int | None:
        line = self.terminal.rows()[STATUS_ROW]
        return next((seq for lang in ("zh", "en") if (seq := saved_in(line, lang)) is not None), None)

    def _fence(self) -> bool:
        """Everything sent so far was read and painted; False if the program has ended meanwhile."""
        terminal = self.terminal
        seen = terminal.written.count(b"\x1b[2J")
        deadline = time.monotonic() + DEADLINE
        again, asked = 0.0, 0
        while terminal.written.count(b"\x1b[2J") <= seen:
            if time.monotonic() > again:
                # Again now and then: on a busy machine the first one may still belong to what was never ended.
                terminal.press("C-l")
                again, asked = time.monotonic() + ASK_AGAIN, asked + 1
            if not terminal.read(0.05) or terminal.ended() is not None:
                return False
            if time.monotonic() > deadline:
                raise AssertionError(f"hangs: no answer to Ctrl+L within {DEADLINE} s\n{terminal.text()}")
        while asked > 1 and (written := len(terminal.written)):
            # What is asked twice may be answered twice, and the second answer is nobody else's.
            terminal.read(ASK_AGAIN)
            if len(terminal.written) == written:
                break
        self.terminal.written.clear()
        return True

    # Silent and still --------------------------------------------------------------------

    def _quiet(self, count: int) -> None:
        """The sentinel in one field, the strings into another one."""
        terminal = self.terminal
        terminal.press("F2")
        terminal.wait(
            lambda: terminal.rows()[STEPS_ROW].startswith("[1") and terminal.at_hand(), "the first field"
        )
        self._go_to("Name")
        terminal.type(SENTINEL)
        self._go_to("School")
        self._probe()
        for batch in self._batches(count):
            self._send_one(batch)

    def _go_to(self, label: str) -> None:
        """Down to the field of that label."""
        wanted = "> " + say(label)
        for _field in range(30):
            if self.terminal.at_hand().startswith(wanted):
                return
            here = self.terminal.place()
            self.terminal.press("Down")
            self.terminal.wait(lambda old=here: self.terminal.place() != old, f"the way to {label}")
        raise AssertionError(f"no field {label} on the way down")

    def _send_one(self, batch: bytes) -> None:
        """One batch; what it seems to have changed must be changed by it again.

        A process that is kept waiting in the middle of a sequence makes a pause of it, and its rest is typed: on a
        busy machine that happens now and then, and to the same bytes hardly ever twice.
        """
        for _time in range(TIMES):
            changed = self._changed_by(batch)
            if not changed:
                break
            self.outcome.repeated += 1
            self.terminal.press("C-u")
            self.terminal.type(self.promised[-1][1])
        else:
            raise AssertionError(f"{changed} after {batch!r}\n{self.terminal.text()}")
        self._unended()
        self._probe()

    def _changed_by(self, batch: bytes) -> str:
        """What a batch has changed and must not; empty if nothing."""
        terminal = self.terminal
        before, place = terminal.rows(), terminal.place()
        terminal.send(batch)
        self._alive()
        terminal.wait(lambda: terminal.rows()[-1] == before[-1], "the whole picture")
        after = terminal.rows()
        if terminal.place() != place:
            return "another field is at hand"
        same = slice(2, -5)
        others = [
            new for old, new in zip(before[same], after[same], strict=True) if new != old and old[:1] != ">"
        ]
        if others:
            return f"other fields have changed: {others}"
        if self.mode == "silent" and before[place[1]] != after[place[1]]:
            return f"the field at hand has changed: {after[place[1]]}"
        return ""

    def _alive(self) -> None:
        if not self._fence():
            raise AssertionError(f"ended with {self.terminal.ended()}\n{self.terminal.text()}")

    def _unended(self) -> None:
        """Something is begun and never ended; a pause ends it, and the next key counts."""
        name, data = input_bytes.draw(self.dice, input_bytes.UNENDED)
        if name == "open_pastes" and (self.mode == "silent" or self.dice.random() > 0.3):
            return
        self.outcome.kinds[name] += 1
        self.terminal.send(data)
        self.terminal.wait(self.terminal.taken, "everything read")
        time.sleep(PASTE_PAUSE if name == "open_pastes" else PAUSE)
        self._alive()

    def _probe(self) -> None:
        """A new text in the field at hand; leaving it saves it."""
        self.outcome.probes += 1
        text = f"试探{self.dice.randrange(10**6)}之{self.outcome.probes}"
        terminal, seq = self.terminal, self._status() or 0
        for _time in range(TIMES):
            terminal.press("C-u")
            terminal.type(text)
            with contextlib.suppress(AssertionError):
                terminal.wait(lambda: text in terminal.at_hand(), f"{text} in the field", DEADLINE / 4)
                break
            self.outcome.repeated += 1
        else:
            raise AssertionError(f"{text} cannot be typed\n{terminal.text()}")
        here = terminal.place()
        terminal.press("Up")
        terminal.wait(lambda: terminal.place() != here and (self._status() or 0) > seq, "saved when left")
        self.seq = self._status() or 0
        self.promised.append(("person.school", text))
        terminal.press("Down")
        terminal.wait(lambda: terminal.place() == here, "back in the field")

    # Wild --------------------------------------------------------------------------------

    def _wild(self, count: int) -> None:
        terminal = self.terminal
        terminal.press("F2")
        for batch in self._batches(count):
            terminal.send(batch)
            if not self._fence():
                return
            self.seq = max(self.seq, self._status() or 0)
            if not terminal.rows()[STEPS_ROW].startswith(("[", " 1")):
                terminal.press("F2")  # at the counter: into a case again

    def _leave(self) -> None:
        """F12 where no key has done so already; in either case in order, the terminal given back."""
        terminal = self.terminal
        for _time in range(TIMES):
            if terminal.ended() is None:
                # Again, where a form that is not saved was told of first.
                terminal.press("F12")
            with contextlib.suppress(AssertionError):
                terminal.wait(lambda: terminal.ended() is not None, "the end", DEADLINE / 4)
                break
        code = terminal.wait_end()
        written = terminal.read_to_end()
        if code != 0 or b"Traceback" in written:
            raise AssertionError(f"crashed: exit code {code}\n{written[-2000:]!r}")

    # The end -----------------------------------------------------------------------------

    def _look_into_the_journal(self) -> None:
        """The chain holds, reaches as far as was shown, and has every probe that was shown as saved."""
        with open_station_file(self.folder, readonly=True) as station:
            verified = station.verify()
            if verified.fault is not None:
                self.outcome.bad.append(f"journal: record {verified.fault.seq}: {verified.fault.code}")
            if verified.head.seq < self.seq:
                ends = verified.head.seq
                self.outcome.bad.append(
                    f"lost: No. {self.seq} was shown as saved, the journal ends at {ends}"
                )
            if self.mode != "wild":
                self.outcome.bad += self._lost(station)

    def _lost(self, station: Station) -> list[str]:
        kept = [
            (entry.action.field, entry.action.value)
            for case in station.journal.cases() for entry in station.journal.entries(case)
            if isinstance(entry.action, SetField)
        ]  # fmt: skip
        there = set(kept)
        lost = [f"lost: {text} was shown as saved" for text in self.promised if text not in there]
        names = [value for name, value in kept if name == "person.name"]
        return lost + ([] if names == [SENTINEL] else [f"the sentinel field became {names}"])


def session(mode: str, number: int, count: int, seed: int) -> Outcome:
    """One session with the strings of `seed` and `number`."""
    dice = random.Random(f"{seed}-{mode}-{number}")
    encoding, term = ENCODINGS[number % 2], TERMS[number % 3]
    with tempfile.TemporaryDirectory(prefix="fuzz-") as home:
        outcome = Fuzz(Path(home), mode, encoding, term, dice).run(count)
    outcome.bad = [f"{mode} session {number} ({encoding}, {term}): {line}" for line in outcome.bad]
    return outcome


def not_utf8(dice: random.Random, name: str) -> bytes:
    """A string of that kind that is no UTF-8: some names in GBK happen to be."""
    while True:
        data = input_bytes.KINDS[name](dice)
        try:
            data.decode()
        except UnicodeDecodeError:
            return data


def strict_decoder_dies(data: bytes) -> bool:
    """The negative control: this string ends the program when Textual's own driver reads it."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as home:
        copy_to(Path(home))
        with PseudoTerminal(Path(home), command=[sys.executable, "-c", STRICT]) as terminal:
            terminal.wait(lambda: terminal.saved() is not None, "the counter")
            terminal.send(data + input_bytes.ENDER)
            try:
                terminal.wait_end()
            except AssertionError:
                return False
            return True
