"""Cuts the power after every write of whole sessions, and counts what had been returned as saved and is lost.

Shared by tests/harness/faults/test_power_cuts.py (ten thousand states) and campaigns/power_loss.py (as many as wanted).
The negative controls are the same sessions with SQLite's `synchronous` at NORMAL and at OFF. See docs/faults.md.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from harness.faults.checking import Checker, Promised, whole
from harness.faults.disk import WAYS, Disk, after_each
from harness.faults.log import NotFollowed, Op, Record, read
from harness.faults.recorded_station import PLAIN, PRACTICE, REAL
from harness.faults.shim import environment
from harness.tally import Tally
from harness.workers import workers

SESSION = Path(__file__).with_name("workdays.py")
#: States checked of one session before a fresh one is recorded (about as many as it has), and the fewest sessions:
#: then every act is in one of them, also where few states are asked for.
PER_SESSION, SESSIONS = 3000, 6
#: States of each negative control.
CONTROL = 500
CONTROLS = ("NORMAL", "OFF")


@dataclass(slots=True)
class Counts(Tally):
    """What came of one session, or of several."""

    sessions: int = 0
    acknowledged: int = 0
    distinct: int = 0
    #: Both by (act, way).
    states: Counter[tuple[str, str]] = field(default_factory=Counter)
    lost: Counter[tuple[str, str]] = field(default_factory=Counter)
    torn: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """How many states had lost something or held something torn."""
        return self.lost.total() + self.torn.total()


def memory() -> Path | None:
    """A folder in memory, where a sync costs nothing; otherwise the usual place for what is temporary."""
    place = Path("/dev/shm")
    return place if place.is_dir() else None


class Recorded(NamedTuple):
    """Which session is recorded: its kind and turn (see workdays.py), its seed, and SQLite's `synchronous`."""

    kind: str
    turn: int
    seed: str
    synchronous: str = "FULL"


def record(home: Path, session: Recorded) -> list[Record]:
    """Run a session behind the shim; its log, which is compared with the folder that the session left.

    Raises CannotRun, NotFollowed, CalledProcessError.
    """
    watched, log = home / "watched", home / "log"
    watched.mkdir()
    kind, turn, seed, synchronous = session
    for part in ("1", "2"):
        subprocess.run(
            [sys.executable, "-I", str(SESSION), str(home), kind, str(turn), part, seed, synchronous],
            env=environment(watched, log=log), check=True,
        )  # fmt: skip
    records = list(read(log))
    check_nothing_unseen(records, watched)
    return records


def check_nothing_unseen(records: list[Record], watched: Path) -> None:
    """A disk on which all survived is the real folder, byte for byte; if not, the shim has missed a call."""
    disk = Disk()
    for each in records:
        disk.apply(each)
    rebuilt = disk.rebuilt("everything", random.Random()).files
    real = {
        path.relative_to(watched).as_posix(): None if path.is_dir() else path.read_bytes()
        for path in watched.rglob("*") if not path.name.endswith("-shm")
    }  # fmt: skip
    if rebuilt != real:
        differing = {
            path for path in rebuilt.keys() | real.keys() if rebuilt.get(path, 0) != real.get(path, 0)
        }
        raise NotFollowed(f"the log does not tell all of {', '.join(sorted(differing))}")


def tried(session: Recorded, states: int) -> Counts:
    """Record one session and check so many of its states (all of them, if it has no more)."""
    with tempfile.TemporaryDirectory(prefix="power-", dir=memory()) as home:
        return checked(Path(home), record(Path(home), session), session, states)


def checked(home: Path, records: list[Record], session: Recorded, states: int) -> Counts:
    """Rebuild and check so many states of a recording."""
    dice = random.Random(f"{session.seed}/disks")
    counts = Counts(sessions=1)
    promised, checker = Promised(), Checker(home, whole(records), plain=session.kind == PLAIN)
    for each, way, image in after_each(records, dice, _points(records, dice, states)):
        if not way:
            if each.op == Op.MARK:
                promised.take(each)
            continue
        kind = (promised.doing, way)
        counts.states[kind] += 1
        found = checker.look(image)
        lost, torn = checker.lost(found, promised), checker.torn(found, promised)
        counts.lost[kind] += bool(lost)
        counts.torn[kind] += bool(torn)
        if (lost or torn) and len(counts.examples) < 3:
            counts.examples.append(
                f"session {session.seed}, {promised.doing}, {way}: lost: {lost or '-'}; torn: {torn or '-'}"
            )
    counts.acknowledged, counts.distinct = len(promised.hashes), checker.distinct
    return counts


def _points(records: list[Record], dice: random.Random, states: int) -> frozenset[int] | None:
    """After which calls the power goes off: after each, or after so many of them, spread over the session."""
    changing = [at for at, each in enumerate(records) if each.op not in (Op.START, Op.MARK)]
    wanted = -(-states // len(WAYS))
    return None if wanted >= len(changing) else frozenset(dice.sample(changing, wanted))


def cut_power(n: int, seed: int, jobs: int = 2) -> tuple[Counts, dict[str, Counts]]:
    """Check at least `n` states, and the negative controls; what came of both."""
    counts, controls = Counts(), {mode: Counts() for mode in CONTROLS}
    with workers(jobs) as pool:
        waiting = {
            pool.submit(tried, Recorded(REAL, 1, f"{seed}/{mode}", mode), CONTROL): controls[mode]
            for mode in CONTROLS
        }
        # An even number of them: two processes are done at about the same time.
        sessions = max(SESSIONS, 2 * round(n / PER_SESSION / 2))
        for nth in range(sessions):
            waiting[pool.submit(tried, _session(seed, nth), -(-n // sessions))] = counts
        for done in as_completed(waiting):
            waiting[done].add(done.result())
        while counts.states.total() < n:
            # Some session was shorter than its share.
            sessions += 1
            counts.add(pool.submit(tried, _session(seed, sessions), n - counts.states.total()).result())
    return counts, controls


def _session(seed: int, nth: int) -> Recorded:
    """Two of three are at a real station, the others at a practice station or a plain one; all halves in turn."""
    kind = REAL if nth % 3 < 2 else (PRACTICE, PLAIN)[nth // 3 % 2]
    return Recorded(kind, nth % 3 if kind == REAL else nth // 6, f"{seed}/{nth}")


def table(counts: Counts) -> str:
    """States by act and by way, and what was lost or torn of them."""
    lines = [f"{'':18}{'states':>10}{'lost':>8}{'torn':>8}"]
    for part in (0, 1):
        for name in sorted({kind[part] for kind in counts.states}):
            figures = (
                sum(count for kind, count in each.items() if kind[part] == name)
                for each in (counts.states, counts.lost, counts.torn)
            )
            lines.append("{:18}{:>10,}{:>8,}{:>8,}".format(name, *figures))
        lines.append("")
    return "\n".join(lines)
