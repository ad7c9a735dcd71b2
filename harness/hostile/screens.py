"""Every screen of the real program on a pseudo-terminal, with hostile texts in every place where data lies."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.segment import Segment

from db.exchange.acknowledgement import take_acknowledgement
from db.exchange.outbox import send_packet
from db.station.opening import open_station_file
from harness.hostile.exports import Exports
from harness.hostile.outcome import Outcome
from harness.hostile.texts import AT, CLERK, ENDS, TEXTS, Clerk, Deal, sent_by_data
from harness.terminal.pseudo_terminal import PseudoTerminal
from harness.terminal.terminal import HEIGHT, KEYS, MESSAGE_ROW, STATUS_ROW, STEPS_ROW, WIDTH, saved_in
from hukou_tui.paper.slips import KINDS
from hukou_tui.screens.counter.main_menu import CASES, menu
from hukou_tui.terminal.kind import ENCODINGS
from hukou_tui.terminal.screen_diff import ScreenBuffer
from hukou_tui.words.catalogue import translator

#: What a screen says of an exception that it has caught, as far as the message line surely has room for it.
_UNEXPECTED = (
    "Something unexpected happened ({kind}). Nothing that was shown as saved is lost; start the program again."
)
UNEXPECTED = tuple(translator(lang)(_UNEXPECTED).partition("{kind}")[0] for lang in ("zh", "en"))
_STEP = re.compile(r"\[([1-6])")
#: What is laid over the body of a step, by keys, and read or looked at.
_OVER: dict[str, tuple[tuple[str, ...], ...]] = {
    "1": (("F6",),), "2": (("-",),), "3": (("5", "F1"),), "5": (("4", "F1"),), "6": (("-",), ("2",)),
    "4": (("\r", "Down", "Down"), ("\r", "5", "F1"), ("9", "F1"), ("8",)),
}  # fmt: skip
_MOST_FIELDS = 13
#: So long a digit may be held back: a card reader could have sent it.
_HELD = 0.07
#: The headings of what is to be seen, as far as texts do not change them.
SCREENS = (
    "Help",
    "What can be done here",
    "Who is at the counter now?",
    "Settings of the station",
    "Who comes to the window?",
    "Names, and where to be registered (in words)",
    "May this be demanded?",
    "Numbers, dates and choices (in digits)",
    "Comparison",
    "Why are they different persons?",
    "Which slip?",
    "Query of the population information system",
    "On which day was the test applied for?",
    "The papers follow from the situation: answer the questions of step 2 first.",
    # The rules of these cases are other ones now, and the notification that was handed out is not on this disk.
    *(kind.name for name, kind in KINDS.items() if name not in ("where_to_go", "notification")),
)


class Resting(PseudoTerminal):
    """Tells when the program has come to rest, whatever stands on the screen."""

    def rest(self) -> None:
        """Until all keys are read and there is nothing left to do."""
        self.wait(lambda: self.read(0.004) and self.idle(0.004) and self.idle(0.004), "rest")

    def rows(self) -> list[str]:
        """As they are by now."""
        self.read(0.004)
        return self.rows_last_read()

    def _read_rows(self) -> list[str]:
        """Half of a wide glyph that another one was written over is nothing here, and no fault there."""
        buffer = self._screen.buffer
        return ["".join(buffer[y][x].data for x in range(WIDTH)).rstrip() for y in range(HEIGHT)]


class Visit:
    """The program on a pseudo-terminal, every screen of it opened with the texts in it, whatever then stands there."""

    def __init__(self, terminal: Resting, outcome: Outcome, lang: str) -> None:
        self.terminal, self.outcome, self.lang = terminal, outcome, lang

    def press(self, *keys: str) -> None:
        """Keys by name or as they are typed, one after the other; what comes of each is looked at."""
        for key in keys:
            self.terminal.type(KEYS.get(key, key))
            if key.isdigit():
                time.sleep(_HELD)
            self.terminal.rest()
            rows = self.terminal.rows()
            self.outcome.screens.add("\n".join(rows[2:-2]))
            for words in UNEXPECTED:
                if words in rows[MESSAGE_ROW]:
                    self.outcome.complain(
                        f"an exception was caught in step {self.step or '-'}: {rows[MESSAGE_ROW]}"
                    )

    @property
    def step(self) -> str:
        """The digit of the step at hand; empty at the counter."""
        found = _STEP.search(self.terminal.rows()[STEPS_ROW])
        return found[1] if found else ""

    # The counter -------------------------------------------------------------------------

    def counter(self) -> None:
        """All cases, the settings, the forms; then the same in the other language and back."""
        self.terminal.wait(lambda: any(saved_in(self.terminal.rows()[STATUS_ROW], lang) is not None
                                       for lang in ("zh", "en")), "the counter")  # fmt: skip
        for _language in range(2):
            self.press("F4", *["PageDown"] * 3, "F8", *["Down"] * 7, "F1", "Down", "Enter", "F3", "F3")
            self.press("F7", "F3", "F6", "F3", "F1", "Enter", "0", "F3", "F4")
            self._choose("language")

    def _choose(self, *entries: str) -> None:
        """Entries of the menu, by the digits that they have."""
        self.press("0")
        for entry in entries:
            shown = menu(practice=True) if entry == entries[0] else CASES
            self.press(str([name for name, _words in shown].index(entry) + 1))

    def case(self, number: str) -> None:
        """One case: each step with all that can be laid over it, each slip, and the next person of the family."""
        self._choose("cases", "number")
        self.terminal.type(number)
        self.press("Enter")
        self.terminal.wait(lambda: self.step, f"case {number}")
        self._go("1")
        self.press("F3")
        self._page()
        self.press("F4")
        for step in "123456":
            self._go(step)
            self._page()
        self._slips()
        self.press("F9")
        self._family()

    def _go(self, step: str) -> None:
        """To that step, forward or back."""
        for _time in range(9):
            if self.step == step:
                return
            self.press("F4" if self.step < step else "F3")
        raise AssertionError(f"no way to step {step}\n{self.terminal.text()}")

    def _page(self) -> None:
        """Each field or row at hand, what F1 says of the last one, and what can be laid over the page."""
        step = self.step
        for _row in range(_MOST_FIELDS):
            before = self.terminal.place()
            self.press("Down")
            if self.step != step or self.terminal.place() == before:
                break
        self._go(step)
        self._over("F1", "Down")
        self.press(*["Up"] * 3)
        for keys in _OVER[step]:
            self._over(*keys)

    def _over(self, *keys: str) -> None:
        """What these keys lay over the body is seen and taken away again."""
        heading, step = self.heading, self.step
        self.press(*keys)
        for _layer in range(3):
            if self.heading != heading and self.step == step:
                self.press("F3")

    @property
    def heading(self) -> str:
        """The first row of the body."""
        return self.terminal.rows()[2]

    def _slips(self) -> None:
        """Each slip that is due, read to its end."""
        for digit in "1234":
            self._go("6")
            self._over("F8", digit, *["Down"] * 4)

    def _family(self) -> None:
        """Begins with the family's fields; then back to the counter, what cannot be kept left out."""
        self.press("F5", *["F7", "F7", "Enter"] * 3)
        for _time in range(4):
            if self.step:
                self.press("F2")
        if self.step:
            raise AssertionError(f"no way back to the counter\n{self.terminal.text()}")


def shown(dealt: Sequence[Deal], lang: str, encoding: str = "utf-8", term: str = "xterm-256color") -> Outcome:
    """Every screen, for cases with these texts, in such a terminal."""
    outcome = Outcome()
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        home = Path(folder)
        numbers = lay_out_station(home, dealt)
        also = {"LANG": f"zh_CN.{encoding}", "TERM": term}
        options = ("--practice", "--lang", lang)
        with Resting(home, *options, encoding=encoding, also=also) as terminal:
            _visited(Visit(terminal, outcome, lang), numbers)
            written = bytes(terminal.written).decode(encoding, "replace")
    # What is said after the terminal was given back ends in a line end.
    for line in sent_by_data(written[: written.rfind("\x1b[?7h")], (WIDTH, HEIGHT)):
        outcome.complain(f"sent to the terminal ({lang}, {encoding}, {term}): {line}")
    for deal in dealt:
        outcome.dealt.update(deal.dealt)
    if len(dealt) >= len(ENDS):
        for name in unseen(outcome.screens):
            outcome.complain(f"never on the screen ({lang}): {name}")
    return outcome


def on_the_glass() -> Outcome:
    """Each text by itself in a picture, and what the driver would send of it, in each encoding that a terminal has."""
    outcome = Outcome()
    for encoding in ENCODINGS:
        for name, text in TEXTS.items():
            glass = ScreenBuffer(WIDTH, HEIGHT, encoding=encoding)
            glass.put(0, 5, [Segment(text)])
            sent = glass.changes((0, 0)).encode(encoding, "replace").decode(encoding)
            outcome.dealt.add((name, f"the glass, {encoding}"))
            for line in sent_by_data(sent, (WIDTH, HEIGHT)):
                outcome.complain(f"sent to the terminal ({encoding}): {line}")
    return outcome


def unseen(screens: set[str]) -> list[str]:
    """What should have been on the screen in either language and was not: the walk would have lost its way."""
    heads = {screen.split("\n")[0].strip() for screen in screens}
    wanted = {name: tuple(translator(lang)(name)[:60] for lang in ("zh", "en")) for name in SCREENS}
    return [name for name, either in wanted.items() if not any(head.startswith(either) for head in heads)]


def lay_out_station(home: Path, dealt: Sequence[Deal]) -> list[str]:
    """A practice station below `home` with a register and a case for each deal; their numbers."""
    exports = Exports(home, Outcome(), "zh")
    with open_station_file(exports.folder) as station:
        clerk = Clerk(station)
        clerk.settings(dealt[-1])
        exports.register(dealt)
        numbers = [clerk.case(n, deal, ENDS[n % len(ENDS)]) for n, deal in enumerate(dealt)]
        if sent := send_packet(station, home / "out", operator=CLERK, at=AT).packet:
            take_acknowledgement(station, clerk.answer(dealt[-1], sent), operator=CLERK, at=AT)
        return numbers


def _visited(visit: Visit, numbers: Sequence[str]) -> None:
    """All screens with all cases, and out; what ends the program on the way is told with its last words."""
    terminal = visit.terminal
    try:
        visit.counter()
        for number in numbers:
            visit.case(number)
        for _time in range(3):
            if terminal.ended() is None:
                terminal.press("F12")
                terminal.wait(lambda: terminal.ended() is not None or not terminal.read(0.2), "the end", 5)
        code = terminal.wait_end()
        terminal.read_to_end()
    except AssertionError as fault:
        code = terminal.ended()
        visit.outcome.complain(f"on the screen: {fault}")
    if code or b"Traceback" in terminal.written:
        visit.outcome.complain(f"the program ended with {code}: {bytes(terminal.written[-1500:])!r}")
