"""A disk that refuses (full, faulty) at one call after the other, while somebody types at the real counter.

Shared by tests/terminal/test_refused.py (a few calls) and campaigns/io_errors.py (every call). The faults are given by
the shim of harness/faults, in the real program on an encrypted station.
"""

from __future__ import annotations

import errno
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flows.case.actions import SetField
from harness.faults.killing import sit_down
from harness.faults.shim import FOREVER, Faults, environment
from harness.stations.founded import copied_station
from harness.stations.intake import CLERK, reopened
from harness.tally import Tally
from harness.terminal.pseudo_terminal import PseudoTerminal
from harness.terminal.terminal import STATUS_ROW, STEPS_ROW
from hukou_tui.words.catalogue import translator

ERRORS = {"ENOSPC": errno.ENOSPC, "EIO": errno.EIO}
#: Whether the disk takes the next call again, or refuses until somebody has made room.
MODES = ("transient", "lasting")
#: The program with a shorter wait between two tries: a campaign has thousands of them.
QUICK = """
import sys
import db.station.writer
db.station.writer.StationThread.__init__.__kwdefaults__["retry_seconds"] = 0.05
from hukou_tui.__main__ import main
sys.argv = ["hukou-tui", *sys.argv[1:]]
sys.exit(main())
"""
#: What is typed, in the order of the fields of the first page; names differ, so that each is found again.
TYPED = (
    ("person.name", "陈小禾"), ("person.former_names", "毛毛"), ("father.name", "陈建国"), ("mother.name", "王秀英"),
    ("guardian.name", "李桂芳"), ("declarant.name", "王秀英"), ("declarant.interpreter", "马翻译"),
    ("person.school", "青山小学"), ("person.institution", "无"), ("destination.householder", "陈建国"),
    ("destination.relation", "子"),
)  # fmt: skip


@dataclass(slots=True)
class Outcome(Tally):
    """What came of an intake with a fault in each of its savings."""

    given: int = 0
    told: int = 0
    bad: list[str] = field(default_factory=list)


class Refused:
    """The counter over an encrypted station in `home`, with a disk that refuses when it is told to."""

    def __init__(self, home: Path, lang: str = "en") -> None:
        self.home = home / "home"
        self.faults = Faults(home / "faults")
        self.lang = lang
        copied_station(self.home).close()

    def start(self) -> PseudoTerminal:
        """Start the program; nobody has sat down yet."""
        also = {name: value for name, value in environment(self.home, faults=self.faults).items()
                if name.startswith(("LD_PRELOAD", "HUKOU_"))}  # fmt: skip
        command = [sys.executable, "-c", QUICK, "--lang", self.lang, "--operator", CLERK]
        terminal = PseudoTerminal(self.home, command=command, also={**also, "HUKOU_HOME": str(self.home)})
        terminal.lang = self.lang
        return terminal

    def an_intake(
        self, error: str, mode: str, nth: int, fields: Sequence[tuple[str, str]] = TYPED
    ) -> Outcome:
        """A case is opened and its fields are typed; in the saving of each the `nth` changing call is refused."""
        outcome = Outcome()
        with self.start() as terminal:
            sit_down(terminal)
            terminal.press("F2")
            terminal.wait(
                lambda: terminal.rows()[STEPS_ROW].startswith("[1") and terminal.at_hand(), "the first field"
            )
            terminal.wait_saved(1)
            for _name, text in fields:
                self._one(terminal, text, error, mode, nth, outcome)
            terminal.press("F12")
            if terminal.wait_end() != 0:
                outcome.bad.append(f"the exit code is {terminal.ended()}")
            if b"Traceback" in terminal.read_to_end():
                outcome.bad.append("a traceback")
        outcome.bad += self._missing(fields)
        return outcome

    def _one(
        self, terminal: PseudoTerminal, text: str, error: str, mode: str, nth: int, outcome: Outcome
    ) -> None:
        before, given = terminal.saved() or 0, self.faults.given
        lasting = mode == "lasting"
        times = FOREVER if lasting else 1
        self.faults.arm(ERRORS[error], after=nth, times=times, short_write=error == "ENOSPC" and nth % 2 == 0)
        terminal.enter(text)
        try:
            terminal.wait(
                lambda: self._is_told(terminal) or ((terminal.saved() or 0) > before), f"{text} told or saved"
            )
            if lasting and self.faults.given > given:
                terminal.wait(lambda: self._is_told(terminal), f"{error}, call {nth}, of {text}: told")
                outcome.told += 1
        finally:
            self.faults.disarm()
        terminal.wait(lambda: (terminal.saved() or 0) > before, f"{text} saved after all")
        outcome.given += self.faults.given - given

    def _is_told(self, terminal: PseudoTerminal) -> bool:
        """One sentence stands on the status line: not saved, why, and what to do."""
        line = terminal.rows()[STATUS_ROW].strip()
        return (
            line.startswith(translator(self.lang)("NOT SAVED ({count})").partition("(")[0])
            and line.count("(") >= 1
        )

    def _missing(self, fields: Sequence[tuple[str, str]]) -> list[str]:
        """What was typed and is not in the journal, and whatever else does not fit."""
        with reopened(self.home, readonly=True) as station:
            verified = station.verify()
            bad = [f"record {verified.fault.seq}: {verified.fault.what}"] if verified.fault else []
            number = max(station.journal.cases())
            kept = Counter((entry.action.field, entry.action.value) for entry in station.queries.entries(number)
                           if isinstance(entry.action, SetField))  # fmt: skip
        lost = [f"{name} is lost" for name, text in fields if not kept[name, text]]
        return bad + lost + [f"{name} is there twice" for name, text in fields if kept[name, text] > 1]

    def an_opening(self, error: str, mode: str, nth: int) -> Outcome:
        """The station is opened while the `nth` changing call is refused: it opens, or ends in one sentence."""
        outcome = Outcome()
        given = self.faults.given
        with self.start() as terminal:
            terminal.wait_for(translator(self.lang)("Who opens the station?"))
            terminal.wait(lambda: translator(self.lang)("Passphrase") in terminal.at_hand(), "the passphrase")
            self.faults.arm(ERRORS[error], after=nth, times=FOREVER if mode == "lasting" else 1)
            try:
                sit_down(terminal)
            except AssertionError:
                outcome.told += 1
            self.faults.disarm()
            if terminal.ended() is None:
                terminal.press("F12")
            terminal.wait_end()
            words = terminal.read_to_end().rpartition(b"\x1b[?1049l")[2].decode().strip("\x1b[?25h \r\n")
            if b"Traceback" in terminal.written or len(words.splitlines()) > 2:
                outcome.bad.append(f"not one sentence: {words!r}")
            if terminal.ended() not in (0, 2):
                outcome.bad.append(f"the exit code is {terminal.ended()}")
        outcome.given += self.faults.given - given
        with reopened(self.home) as station:
            if (fault := station.verify().fault) is not None:
                outcome.bad.append(f"record {fault.seq}: {fault.what}")
        return outcome

    def close(self) -> None:
        """Let go of the control file."""
        self.faults.close()
