"""Puts N cases full of hostile texts straight into the file, and looks through everything that comes of them.

    python campaigns/hostile_text.py --n 404 --seed 7

Every place where data lies holds one of the texts of harness/hostile/texts.py: fields, notes, reasons,
settings, candidates of the register, the county's words. Then every slip, every export and every screen is made with
them; the screens in the real program on a pseudo-terminal, in both languages, in UTF-8 and in GB18030. Nothing may
crash, nothing that steers may come through, and JSON must be JSON. As many cases as there are texts bring each text to
each place. `tour` takes no data and is left out. Exit 0 only if nothing bad was found and what is let through on
purpose was found.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1]))

from rich.segment import Segment

from campaigns._asked import parser as asked
from campaigns._asked import shares
from campaigns._workers import workers
from db.exchange.acknowledgement import take_acknowledgement
from db.exchange.case_records import lines, record_from, record_of
from db.exchange.outbox import send_packet
from db.register.extract import COLUMNS
from db.station.opening import open_station_file
from db.station.station import Station
from flows.case import actions as a
from flows.case.case import Case, fold
from flows.case.status import Status
from harness.hostile.texts import (
    AT,
    CLERK,
    DAY,
    ENDS,
    PLACES,
    RULES,
    SURROGATES,
    TEXTS,
    Clerk,
    Deal,
    candidate,
    controls_in,
    deals,
    number_of,
    sent_by_data,
    settings,
)
from harness.stations.practice_folder import copy_to
from harness.terminal.terminal import (
    HEIGHT,
    KEYS,
    MESSAGE_ROW,
    STATUS_ROW,
    STEPS_ROW,
    WIDTH,
    PseudoTerminal,
    saved_in,
)
from harness.terminal.watched import asleep
from hukou_tui.commands.root import run_command_line
from hukou_tui.paper.slips import KINDS, SlipNotDue, render_slip
from hukou_tui.screens.counter.main_menu import CASES, menu
from hukou_tui.terminal.kind import ENCODINGS
from hukou_tui.terminal.screen_diff import ScreenBuffer
from hukou_tui.words.catalogue import translator


@dataclass(slots=True)
class Outcome:
    """What was produced with the texts; `bad` holds one line for each thing that must not be, each once."""

    dealt: set[tuple[str, str]] = field(default_factory=set)
    slips: Counter[str] = field(default_factory=Counter)
    exports: Counter[str] = field(default_factory=Counter)
    screens: set[str] = field(default_factory=set)
    bad: list[str] = field(default_factory=list)

    @property
    def texts(self) -> set[str]:
        """The names of the texts that were dealt."""
        return {name for name, _place in self.dealt}

    def add(self, other: Outcome) -> None:
        """Take in what another share has found."""
        self.dealt |= other.dealt
        self.slips += other.slips
        self.exports += other.exports
        self.screens |= other.screens
        for line in other.bad:
            self.complain(line)

    def complain(self, line: str) -> None:
        """One thing that must not be."""
        if line not in self.bad:
            self.bad.append(line)

    def crashed(self, what: str) -> None:
        """The exception at hand came out of `what`."""
        kind, fault, trace = sys.exc_info()
        frame = traceback.extract_tb(trace)[-1]
        where = f"{Path(frame.filename).name}:{frame.lineno}"
        self.complain(f"crashed: {what}: {kind.__name__ if kind else ''}: {str(fault)[:80]!r} at {where}")


class _Watched(io.TextIOWrapper):
    """Standard output that passes for a terminal: into a file the commands' library takes some escapes out itself."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", errors="strict", newline="\n")

    def isatty(self) -> bool:
        return True

    def said(self) -> str:
        """Everything written so far."""
        self.flush()
        return self.buffer.getvalue().decode()  # type: ignore[attr-defined]


class Exports:
    """Everything that leaves a station as text, without a screen: slips, lists, records, answers of the lookup."""

    def __init__(self, home: Path, outcome: Outcome, lang: str) -> None:
        self.home, self.outcome, self.lang = home, outcome, lang
        self.folder = copy_to(home)

    def run(self, dealt: Sequence[Deal]) -> None:
        """Cases of all ends with these texts, and what can be made of them."""
        self.register(dealt)
        with open_station_file(self.folder) as station:
            clerk = Clerk(station)
            numbers = [clerk.case(n, deal, ENDS[n % len(ENDS)]) for n, deal in enumerate(dealt)]
            clerk.settings(dealt[0])
            for number, deal in zip(numbers, dealt, strict=True):
                self._slips(station, number, deal)
                self._record(station.queries.case(number))
            self._settings(station.queries.case(numbers[0]))
        if len(dealt) >= len(ENDS):
            self._exchange(dealt[-1])
        for number in numbers:
            self._shown(number)
        self._told(dealt)
        with open_station_file(self.folder, readonly=True) as station:
            if (fault := station.verify().fault) is not None:
                self.outcome.complain(f"journal: {fault.what}")
        for deal in dealt:
            self.outcome.dealt.update(deal.dealt)

    # Slips -------------------------------------------------------------------------------

    def _slips(self, station: Station, number: str, deal: Deal) -> None:
        """Each slip in both languages, wherever the case has been on its way."""
        entries, said = station.queries.entries(number), {**station.queries.settings(), **settings(deal)}
        moves = [at for at, entry in enumerate(entries) if isinstance(entry.action, a.Move | a.PrintSlip)]
        for at in (*moves, len(entries)):
            case = fold(number, entries[:at])
            for kind in KINDS:
                for lang in ("zh", "en"):
                    self._slip(kind, case, said, lang, deal)

    def _settings(self, case: Case) -> None:
        """Each text in all settings at once, on the one slip that needs most of them."""
        names = list(settings(Deal(0)))
        for text in TEXTS.values():
            self._slip("notification", case, dict.fromkeys(names, text), self.lang, Deal(0))

    def _slip(self, kind: str, case: Case, said: Mapping[str, str], lang: str, deal: Deal) -> None:
        try:
            text = render_slip(
                kind, case, RULES, said, lang, DAY, operator=deal("operator"), reason=deal("reason of a slip")
            )
        except SlipNotDue:
            return
        except Exception:  # noqa: BLE001 - that is what is looked for
            self.outcome.crashed(f"slip {kind}")
            return
        self.outcome.slips[kind] += 1
        if found := controls_in(text):
            self.outcome.complain(f"slip {kind}: {' '.join(found)}")

    def _record(self, case: Case) -> None:
        """The case as it travels to the county: one line of JSON, and the same when it is read again."""
        try:
            record = record_of(case, 1)
            (line,) = lines([record]).splitlines()
            if record_from(line) != record:
                self.outcome.complain("record: not the same when read again")
        except Exception:  # noqa: BLE001
            self.outcome.crashed("record")
        self.outcome.exports["record"] += 1

    # Commands ----------------------------------------------------------------------------

    def command(self, *arguments: str, judged: bool = True) -> str:
        """What a command says on a terminal, both channels; looked through, and read if it claims to be JSON."""
        name = " ".join(arguments[:2] if arguments[0] != "export" else arguments[:1])
        name += " --json" if "--json" in arguments else ""
        out, err = _Watched(), _Watched()
        with patch.multiple(sys, stdout=out, stderr=err), patch.dict(os.environ, {"HUKOU_TRACE": "1"}):
            try:
                run_command_line(["--data", str(self.home), "--practice", "--lang", self.lang, *arguments])
            except SystemExit:
                pass
            except Exception:  # noqa: BLE001
                self.outcome.crashed(name)
        self.outcome.exports[name] += 1
        if judged:
            self._judge(name, out.said(), "--json" in arguments)
            self._judge(f"{name}, beside it", err.said(), False)
        return out.said()

    def _judge(self, name: str, said: str, as_json: bool) -> None:
        if found := controls_in(said, frozenset("\n\f" if "slip" in name else "\n")):
            self.outcome.complain(f"{name}: {' '.join(found)}")
        try:
            for line in said.split("\n") if as_json else ():
                json.loads(line or "0", parse_constant=lambda word: 1 / 0)
        except (ValueError, ZeroDivisionError):
            self.outcome.complain(f"{name}: no JSON")

    def _shown(self, number: str) -> None:
        self.command("case", "slip", number)
        for more in ((), ("--unmask",), ("--json",), ("--json", "--unmask")):
            said = self.command("case", "show", number, *more)
        with open_station_file(self.folder, readonly=True) as station:
            if said and json.loads(said)["fields"] != dict(station.queries.case(number).fields):
                self.outcome.complain("case show --json --unmask: not what is on record")

    def _told(self, dealt: Sequence[Deal]) -> None:
        for more in ((), ("--json",)):
            self.command("case", "list", *more)
            self.command("station", "info", *more)
            self.command("register", "info", *more)
            self.command("register", "lookup", str(self._questions(dealt)), *more)
            # Its bar moves the cursor, as bars do.
            self.command("station", "verify", *more, judged=False)
        for command in ("day-slip", "retention"):
            self.command("station", command)
        for text in (*(TEXTS[name] for name, _place in dealt[0].dealt[:3]), *SURROGATES):
            self.command("case", "show", "甲" + text)

    def _questions(self, dealt: Sequence[Deal]) -> Path:
        """The lookup asked about everybody, and with what is no question."""
        asked = [
            {"id": deal("id"), "name": deal("name"), "birth_date": deal("birth_date", 32), "id_number": number_of(n),
             "father": {"name": deal("father_name")}, "address": deal("address")}
            for n, deal in enumerate(dealt)
        ]  # fmt: skip
        asked += [{"id": text, "name": text} for text in SURROGATES]
        file = self.home / "questions.jsonl"
        file.write_text("\n".join(map(json.dumps, asked)) + "\n")
        return file

    # In and out --------------------------------------------------------------------------

    def register(self, dealt: Sequence[Deal]) -> None:
        """The register as the county extracts it, with candidates for each case and columns that nobody knows."""
        extract = self.home / "extract.csv"
        rows = [candidate(n, deal) for n, deal in enumerate(dealt)]
        # The import refuses each line with something in it that steers; these it takes.
        rows += [candidate(n, Deal(deal.start, quiet=True)) for n, deal in enumerate(dealt)]
        with extract.open("w", encoding="utf-8", newline="") as file:
            more = [TEXTS[name].replace("\n", " ").replace("\r", " ") for name, _place in dealt[0].dealt]
            writer = csv.DictWriter(file, [*COLUMNS, *dict.fromkeys(more)], restval="")
            writer.writeheader()
            writer.writerows(rows)
        rejects = self.home / "rejects.csv"
        for more_words in ((), ("--add", "--json")):
            self.command("register", "import", str(extract), "--rejects", str(rejects), *more_words, judged=False)
        if rejects.exists() and (found := controls_in(rejects.read_text(encoding="utf-8"), frozenset("\r\n\ufeff"))):
            self.outcome.complain(f"rejects: {' '.join(found)}")

    def _exchange(self, deal: Deal) -> None:
        """A packet to the county, what the county says of it, and its answer."""
        out, county = self.home / "out", str(self.home / "county")
        self.command("export", "--to", str(out), "--json")
        self.command("county", "init", county, "--practice")
        self.command("county", "import", str(out), "--dsn", county)
        self.command("county", "import", str(out), "--dsn", county, "--json")
        self.command("county", "stats", "--dsn", county)
        answer = self.home / "answer.json"
        with open_station_file(self.folder) as station:
            answer.write_bytes(Clerk(station).answer(deal, station.queries.packets()[-1].packet))
        self.command("ack", "import", str(answer))
        with open_station_file(self.folder) as station:
            if not any(row.status == Status.SENT_BACK for row in station.queries.rows()):
                self.outcome.complain("ack import: nothing was sent back")


def exported(dealt: Sequence[Deal], lang: str) -> Outcome:
    """Everything that is printed and exported, for cases with these texts."""
    outcome = Outcome()
    with tempfile.TemporaryDirectory(prefix="hostile-") as home:
        Exports(Path(home), outcome, lang).run(dealt)
    return outcome


# On the screen --------------------------------------------------------------------------

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
    "Help", "What can be done here", "Who is at the counter now?", "Settings of the station",
    "Who comes to the window?", "Names, and where to be registered (in words)", "May this be demanded?",
    "Numbers, dates and choices (in digits)", "Comparison", "Why are they different persons?", "Which slip?",
    "Query of the population information system", "On which day was the test applied for?",
    "The papers follow from the situation: answer the questions of step 2 first.",
    # The rules of these cases are other ones now, and the notification that was handed out is not on this disk.
    *(kind.name for name, kind in KINDS.items() if name not in ("where_to_go", "notification")),
)


class Resting(PseudoTerminal):
    """Tells when the program has come to rest, whatever stands on the screen."""

    def rest(self) -> None:
        """Until all keys are read and there is nothing left to do."""
        self.wait(lambda: self.read(0.004) and self._idle() and self._idle(), "rest")

    def rows(self) -> list[str]:
        """As they are; half of a wide glyph that another one was written over is nothing here, and no fault there."""
        self.read(0.004)
        buffer = self._screen.buffer
        return ["".join(buffer[y][x].data for x in range(WIDTH)).rstrip() for y in range(HEIGHT)]

    def _idle(self) -> bool:
        return self.taken() and asleep(self._process.pid) and not self._selector.select(0.004)


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
                    self.outcome.complain(f"an exception was caught in step {self.step or '-'}: {rows[MESSAGE_ROW]}")

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
        numbers = _laid_out(home, dealt)
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


def _laid_out(home: Path, dealt: Sequence[Deal]) -> list[str]:
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
    except AssertionError as fault:
        code = terminal.ended()
        visit.outcome.complain(f"on the screen: {fault}")
    terminal.read_to_end()
    if code or b"Traceback" in terminal.written:
        visit.outcome.complain(f"the program ended with {code}: {bytes(terminal.written[-1500:])!r}")


# Whether it would be seen ---------------------------------------------------------------

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
        _laid_out(home, dealt)
        command = [sys.executable, "-c", PLANTED, "--practice", "--lang", "zh"]
        with _Unseen(home, command=command) as terminal:
            terminal.wait(lambda: b"530699001-" in terminal.written or not terminal.read(0.05), "the list of cases")
            visit = Visit(terminal, Outcome(), "zh")
            visit.press("F8", "F3", "1", "Down", "F4", "F4")
            return sent_by_data(bytes(terminal.written).decode("utf-8", "replace"), (WIDTH, HEIGHT))


#: Where texts are made safe on their way to paper and to standard output.
CHOKES = ("hukou_tui.paper.slips.page_layout.safe_text", "hukou_tui.commands.case.safe_text")


def overlooked() -> list[str]:
    """The negative controls: what was let through on purpose and not found. The first texts of all are enough."""
    found = planted(deals(2, 0, PLACES))
    blind = [] if any(line.startswith("as it is") for line in found) else ["a driver that lets everything through"]
    for choke in CHOKES:
        with patch(choke, str):
            lines_of = exported(deals(2, 0, PLACES), "zh").bad
        wanted = "slip " if "slips" in choke else "case show:"
        if not any(line.startswith(wanted) and "U+001B" in line for line in lines_of):
            blind.append(choke)
    return blind


# The campaign ---------------------------------------------------------------------------

#: Cases on one station; each end of a story at least once.
PER_STATION = 10
#: Language, encoding and kind of terminal, in turn.
TERMINALS = (
    ("zh", "utf-8", "xterm-256color"), ("en", "gb18030", "linux"), ("zh", "gbk", "vt100"), ("en", "utf-8", "screen"),
)  # fmt: skip
_CRASHES = ("crashed", "the program ended", "on the screen", "an exception")


def share(number: int, count: int, whole: int, seed: int) -> Outcome:
    """The cases of one station: what is printed and exported of them, and what is shown."""
    lang, encoding, term = TERMINALS[number % len(TERMINALS)]
    begin = number * PER_STATION

    def dealt() -> list[Deal]:
        return deals(whole, seed, PLACES)[begin : begin + count]

    outcome = exported(dealt(), lang)
    outcome.add(shown(dealt(), lang, encoding, term))
    return outcome


def main() -> int:
    """0: nothing bad, and what is let through on purpose was found; 1 otherwise."""
    parser = asked(__doc__, 40, "cases")
    parser.add_argument("--jobs", type=int, default=2, help="stations at a time")
    given = parser.parse_args()
    sizes = shares(given.n, PER_STATION)
    print(f"seed {given.seed}, {given.n} cases on {len(sizes)} stations, {len(TEXTS)} texts", flush=True)
    total, began = Outcome(), time.monotonic()
    with workers(given.jobs) as pool:
        going = [pool.submit(on_the_glass)]
        going += [pool.submit(share, number, size, given.n, given.seed) for number, size in enumerate(sizes)]
        for done, future in enumerate(as_completed(going), 1):
            known = len(total.bad)
            total.add(future.result())
            for line in total.bad[known:]:
                print("BAD " + line, flush=True)
            print(f"  {done:4} shares, {time.monotonic() - began:6.0f} s, bad: {len(total.bad)}", flush=True)
    blind = overlooked()
    crashes = sum(line.startswith(_CRASHES) for line in total.bad)
    print("  slips: " + ", ".join(f"{name} {count}" for name, count in sorted(total.slips.items())))
    print("  exports: " + ", ".join(f"{name} {count}" for name, count in sorted(total.exports.items())))
    print(f"texts: {len(total.texts)} of {len(TEXTS)}, in {len(total.dealt)} places; pictures: {len(total.screens)}; "
          f"slips: {total.slips.total()}; exports: {total.exports.total()}; crashes: {crashes}; "
          f"what steers, no JSON and all else: {len(total.bad) - crashes}; "
          f"let through on purpose and not found: {len(blind)} {blind or ''}")  # fmt: skip
    return 1 if total.bad or blind or not total.dealt else 0


if __name__ == "__main__":
    sys.exit(main())
