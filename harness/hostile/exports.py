"""Everything that leaves a station as text, without a screen, with hostile texts in every place where data lies."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from unittest.mock import patch

from db.exchange.case_records import lines, record_from, record_of
from db.register.extract import COLUMNS
from db.station.opening import open_station_file
from db.station.station import Station
from flows.case import actions as a
from flows.case.case import Case, fold
from flows.case.status import Status
from harness.hostile.outcome import Outcome
from harness.hostile.texts import (
    DAY,
    ENDS,
    RULES,
    SURROGATES,
    TEXTS,
    Clerk,
    Deal,
    candidate,
    controls_in,
    number_of,
    settings,
)
from harness.stations.practice_folder import copy_to
from hukou_tui.commands.root import run_command_line
from hukou_tui.paper.slips import KINDS, SlipNotDue, render_slip


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
            self.command(
                "register", "import", str(extract), "--rejects", str(rejects), *more_words, judged=False
            )
        if rejects.exists() and (
            found := controls_in(rejects.read_text(encoding="utf-8"), frozenset("\r\n\ufeff"))
        ):
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
