"""Measures the terminal: bytes, time, processor and memory a key, against curses and Textual as its handbook has it.

    python3 dev.py bench terminal [--exact] [--json] [--n CASES]

Everything is measured on the real program on a pseudo-terminal of 80x24, with the practice station open; the peers
(benchmarks/peers/) run beside it in the same run, turn about. Times are ratios, for absolute ones say more about the
machine than about the program. `--exact` leaves out what depends on the machine's speed.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import click

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks._rows import Row, row, tell
from benchmarks.peers.line import DOWN, ERASE, F2, F4, F12, SHIFT_TAB, UP, Line
from db.access import vault
from db.station.opening import open_station_file
from db.station.station import Act
from flows.case import actions as a
from harness.stations.intake import PASSPHRASE
from harness.stations.practice_folder import copy_to
from harness.terminal.first_picture import HEAVY, loaded_at_first_picture
from harness.terminal.metered import Metered
from harness.walk.paying import LIMITS, Toll, most_of_a_move, walk_and_pay
from hukou_tui.practice.frozen_day import FROZEN_ON
from hukou_tui.screens.counter.main_menu import CASES, menu
from hukou_tui.words.catalogue import translator

PEERS = Path(__file__).with_name("peers")
BARE, USUAL, GREEN = (str(PEERS / f"{name}.py") for name in ("bare", "usual", "green"))
OURS = ("-m", "hukou_tui")
#: What stands last in a first picture.
READY = {BARE: "ready", USUAL: "f12", GREEN: "F12"}
QUIT = "\x11"
STARTS, KEYS, TABS = 15, 150, 60
IDLE = {True: 20.0, False: 60.0}


def home() -> TemporaryDirectory[str]:
    """A home of its own with a practice station in it."""
    folder = TemporaryDirectory(prefix="bench-")
    copy_to(Path(folder.name))
    return folder


# Bytes -----------------------------------------------------------------------------------


def tolls(lang: str, locale: str) -> list[Toll]:
    """What each key of a walk through all screens costs in this language and encoding."""
    encoding = "gb18030" if locale.endswith("GB18030") else "utf-8"
    also = {"LANG": locale}
    with home() as folder, Metered(Path(folder), "--lang", lang, encoding=encoding, also=also) as line:
        return walk_and_pay(line, lang)


def usual_costs(folder: Path) -> dict[str, int]:
    """Bytes of the same keys in Textual as its handbook has it."""
    with Line(USUAL, home=folder) as line:
        line.until(READY[USUAL], line.began)
        line.settle(0.5)
        line.spends("\t")
        costs = {"field": max(line.spends("\t"), line.spends(SHIFT_TAB)), "character": line.spends("7")}
        costs["step"] = line.spends(F4)
        costs["move"] = line.spends(DOWN)
        line.spends(F2)
        return {**costs, "move in a table of 1,000": line.spends(DOWN)}


def most(found: Iterable[Toll], kind: str) -> Toll:
    """The dearest key of a kind."""
    return max((toll for toll in found if toll.kind == kind), key=lambda toll: toll.count)


NAMES = {
    "character": "bytes a typed character, the most", "field": "bytes a field advance, the most",
    "saved": "bytes a field advance with saving and lookup told", "move": "bytes a move in a list, the most",
    "step": "bytes a wizard step, the most",
}  # fmt: skip


def byte_rows(pool: ThreadPoolExecutor) -> Iterator[Row]:
    """A walk in each language and encoding; the worst key of each kind counts."""
    kinds = (("zh", "C.UTF-8"), ("en", "C.UTF-8"), ("zh", "zh_CN.GB18030"))
    with TemporaryDirectory() as folder:
        usual = pool.submit(usual_costs, Path(folder))
        zh, en, gb = pool.map(lambda kind: tolls(*kind), kinds)
        default = usual.result()
    for kind, name in NAMES.items():
        peers: dict[str, float | str] = {"English": most(en, kind).count, "GB18030": most(gb, kind).count}
        if kind in default:
            peers["default Textual"] = default[kind]
        value = max(most(zh, kind).count, most(en, kind).count, most(gb, kind).count)
        yield row(name, value, "bytes", LIMITS[kind] if kind != "saved" else None, **peers)
    characters = [toll.count for toll in zh if toll.kind == "character"]
    yield row("bytes a typed character, in the middle", statistics.median(characters), "bytes", 40)
    for count in (10, 1_000, 100_000):
        with home() as name:
            beside = {"default Textual": default["move in a table of 1,000"]} if count == 1_000 else {}
            yield row(
                f"bytes a move among {count:,} rows",
                most_of_a_move(Path(name), count),
                "bytes",
                250,
                **beside,
            )


def module_rows() -> Iterator[Row]:
    """What is loaded when the first picture stands."""
    with home() as name:
        loaded = loaded_at_first_picture(Path(name))
    yield row(
        "heavy modules at first paint", len(loaded.intersection(HEAVY)), "modules", 0, loaded=len(loaded)
    )


# Time ------------------------------------------------------------------------------------


def start_rows(folder: Path) -> Iterator[Row]:
    """First picture and exit, over a bare Textual application; the middle of interleaved starts."""
    first: dict[str, list[float]] = {"ours": [], "bare": []}
    exits: dict[str, list[float]] = {"ours": [], "bare": []}
    for _start in range(STARTS):
        for name, command, sign, quits in (("ours", OURS, "F12", F12), ("bare", (BARE,), "ready", QUIT)):
            with Line(*command, home=folder) as line:
                first[name].append(line.until(sign, line.began))
                line.settle(0.5)
                exits[name].append(line.ends(quits))
    for metric, times, goal in (("first paint", first, 1.10), ("exit", exits, 0.6)):
        ours, bare = (statistics.median(times[name]) for name in ("ours", "bare"))
        yield row(f"{metric} over bare Textual", round(ours / bare, 2), "ratio", goal,
                  ours_ms=round(ours * 1000), bare_ms=round(bare * 1000))  # fmt: skip


#: Pressed over and over in the first field: name, keys, what the picture must have in it.
ROUND = (
    ("character", "中", "中"),
    ("Enter", "\r", ">"),
    ("up", UP, ">"),
    ("Tab", "\t", ">"),
    ("up again", UP, ">"),
)

ROUND_IN_TEXTUAL = (
    ("character", "7", ""), ("Enter", "\t", ""), ("up", SHIFT_TAB, ""),
    ("Tab", "\t", ""), ("up again", SHIFT_TAB, ""),
)  # fmt: skip


def open_form(line: Line, command: str) -> None:
    """Come to the first field."""
    line.until(READY.get(command, "F3"), line.began)
    line.settle(0.5)
    if command not in READY:
        line.settle(1.5)
        line.press(F2)
        line.settle(0.5)
    if command == USUAL:  # the focus begins at what scrolls
        line.spends("\t")


def key_rows(folder: Path) -> Iterator[Row]:
    """From pressing a key to its picture, turn about in all programs; Enter saves what was typed."""
    times: dict[str, dict[str, list[float]]] = {name: {} for name in ("ours", "curses", "default Textual")}
    with ExitStack() as stack:
        lines = {
            name: stack.enter_context(Line(*command, home=folder))
            for name, command in zip(times, (OURS, (GREEN,), (USUAL,)), strict=True)
        }
        for name, line in lines.items():
            open_form(line, {"ours": "", "curses": GREEN, "default Textual": USUAL}[name])
        for _key in range(KEYS):
            for name, line in lines.items():
                for key, taken in _one_round(line, name == "default Textual"):
                    times[name].setdefault(key, []).append(taken)
    for key in ("character", "Enter", "Tab"):
        p99 = {name: _p99(taken[key]) for name, taken in times.items()}
        middle = {
            f"{name} p50": round(statistics.median(taken[key]) * 1000, 1) for name, taken in times.items()
        }
        yield row(f"key to paint, {key}, p99 over curses", round(p99["ours"] - p99["curses"], 1), "ms", 10,
                  **{name: round(p99[name], 1) for name in times}, **middle)  # fmt: skip


def _one_round(line: Line, textual: bool) -> Iterator[tuple[str, float]]:
    """One round of keys.

    Textual's own fields are left by Tab only, and nothing marks the one at hand: the first byte counts, which may be
    the caret's blinking, so that the peer looks rather better than it is.
    """
    for name, keys, sign in ROUND_IN_TEXTUAL if textual else ROUND:
        yield name, line.paints(keys, sign)
        line.settle(0.03)
    line.press(ERASE)
    line.settle(0.03)


def _p99(times: Sequence[float]) -> float:
    """In milliseconds."""
    return sorted(times)[len(times) * 99 // 100] * 1000


def processor_rows(folder: Path) -> Iterator[Row]:
    """Processor time that a move of the focus takes, over Textual's Tab with its Footer."""
    used: dict[str, list[float]] = {"ours": [], "default Textual": []}
    with Line(*OURS, home=folder) as ours, Line(USUAL, home=folder) as usual:
        open_form(ours, "")
        open_form(usual, USUAL)
        for _turn in range(TABS // 10):
            for name, line, back in (("ours", ours, UP), ("default Textual", usual, SHIFT_TAB)):
                before = line.busy()
                for keys in ("\t",) * 5 + (back,) * 5:
                    line.paints(keys)
                    line.settle(0.03)
                used[name].append((line.busy() - before) / 10)
    mine, default = (statistics.median(used[name]) for name in used)
    yield row("CPU a key over default Textual's Tab", round(mine / default, 3), "ratio", 0.12,
              ours_ms=round(mine * 1000, 1), default_ms=round(default * 1000, 1))  # fmt: skip


# Memory and rest -------------------------------------------------------------------------


def memory_rows(folder: Path, cases: int) -> Iterator[Row]:
    """Memory with a station open, and what is left of it after so many cases opened and left."""
    with Line(BARE, home=folder) as line:
        line.until("ready", line.began)
        line.settle(0.5)
        bare = line.weight()
    with Line(*OURS, home=folder) as line:
        line.until("F3", line.began)
        line.settle(2.0)
        station, peak = line.weight(), line.peak()
        yield row("memory (PSS) with a station open, over bare", round(station - bare, 1), "MB", 35,
                  bare=round(bare, 1), peak_resident=round(peak, 1))  # fmt: skip
    yield from _encrypted_rows(bare)
    _take_in(folder, _WARMING + cases + _WEIGHED)
    with Line(*OURS, home=folder) as line:
        line.until("F3", line.began)
        line.settle(2.0)
        _open_and_leave(line, range(_WARMING))
        before = _least(line, _WARMING)
        _open_and_leave(line, range(_WARMING + _WEIGHED, _WARMING + cases))
        grown = _least(line, _WARMING + cases) - before
        yield row(f"memory growth over {cases:,} cases opened and left", round(grown, 2), "MB", 1)


def _encrypted_rows(bare: float) -> Iterator[Row]:
    """The same with a real station: the vault opened, with slots as they are made on this machine."""
    with TemporaryDirectory(prefix="bench-") as name:
        people = [vault.Newcomer("001", "clerk", PASSPHRASE)]
        made, _recovery = vault.create_station(
            Path(name),
            code="530699001",
            name="青山派出所",
            settings={},
            people=people,
            at="2016-06-14T02:11:00Z",
        )
        made.station.close()
        with Line(*OURS, "--operator", "001", home=Path(name)) as line:
            line.until(translator("zh")("Who opens the station?"), line.began)
            line.settle(0.5)
            pressed = line.press(PASSPHRASE + "\r")
            seconds = line.until(translator("zh")("saved: No. {seq}").partition("{")[0], pressed)
            line.settle(5.0)  # the daily check is a process of its own
            weight, peak = round(line.weight() - bare, 1), round(line.peak(), 1)
            yield row(
                "memory (PSS), encrypted station, over bare",
                weight,
                "MB",
                35,
                peak_resident_at_unlocking=peak,
            )
            yield row("from the passphrase to the counter", round(seconds, 2), "s", 1)


#: Cases after which everything that is loaded once, or kept up to a bound, is there.
_WARMING = 200
#: Cases beside which is weighed: what a lookup needs for a moment comes and goes.
_WEIGHED = 30
#: No other part of the bench opens a case of that day.
_DAY = "20160613"
_GIVEN = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往"


def _least(line: Line, begun: int) -> float:
    """The least weight beside the cases from that one on."""
    weights = []
    for n in range(begun, begun + _WEIGHED, 10):
        _open_and_leave(line, range(n, n + 10))
        weights.append(line.weight())
    return min(weights)


def _take_in(folder: Path, cases: int) -> None:
    """So many parked cases of different people into the practice station."""
    with open_station_file(folder / "practice") as station:
        station.append_acts(act for n in range(cases) for act in _parked(station.queries.code, n))


def _parked(code: str, n: int) -> Iterator[Act]:
    size = len(_GIVEN)
    given = _GIVEN[n % size] + _GIVEN[n // size % size]
    fields = {
        "person.name": f"马{given}",
        "father.name": f"马文{given[1]}",
        "destination.address": f"清水街道{n}号",
    }
    opened = a.OpenCase(on=f"{FROZEN_ON}", family="", practice=True)
    for action in (opened, *(a.SetField(name, text) for name, text in fields.items()), a.Park(True)):
        yield Act(action, f"{code}-{_DAY}-{n + 1:03}", "P00001", "2016-06-13T02:11:00Z")


def _digit(entries: Sequence[tuple[str, str]], wanted: str) -> str:
    """The digit of an entry in a menu."""
    return str([name for name, _words in entries].index(wanted) + 1)


def _open_and_leave(line: Line, cases: Iterable[int]) -> None:
    """Each case opened by its number, looked up, and parked."""
    way = "0" + _digit(menu(practice=True), "cases") + _digit(CASES, "number")
    for n in cases:
        line.until("待判", line.press(f"{way}{_DAY}{n + 1:03}\r"))
        line.until("新办件", line.press(F2))
    line.settle(0.5)


def idle_rows(folder: Path, seconds: float) -> list[Row]:
    """What is written though nobody touches a key: with a field at hand, a caret in it."""
    with Line(*OURS, home=folder) as ours, Line(USUAL, home=folder) as usual:
        open_form(ours, "")
        open_form(usual, USUAL)
        waits = ((line, ThreadPoolExecutor(1).submit(_written, line, seconds)) for line in (ours, usual))
        mine, default = (waiting.result() for _line, waiting in list(waits))
    return [row(f"bytes while idle, {seconds:.0f} s", mine, "bytes", 0, **{"default Textual": default})]


def _written(line: Line, seconds: float) -> int:
    """Bytes that come within so many seconds."""
    count, end = 0, time.monotonic() + seconds
    while (rest := end - time.monotonic()) > 0:
        count += len(line.read(rest))
    return count


# Keystrokes ------------------------------------------------------------------------------


def keystrokes() -> Iterator[Row]:
    """Keys over the unavoidable in the standard cases, kept and played by harness/keystrokes."""
    from harness.keystrokes import CASES, read

    cases = [read(path) for path in CASES]
    worst = max(cases, key=lambda case: case.count / case.unavoidable)
    yield row("keystrokes over the unavoidable", round(worst.count / worst.unavoidable, 3), "ratio", 1.15,
              **{path.stem: case.count for path, case in zip(CASES, cases, strict=True)})  # fmt: skip
    yield row("switches of the input method", max(case.switches for case in cases), "switches", 2)


# The table -------------------------------------------------------------------------------


def measure(*, exact: bool, cases: int) -> Iterator[Row]:
    """All rows; with `exact` only those that do not depend on the machine."""
    with home() as name, home() as idle, ThreadPoolExecutor(4) as pool:
        resting = pool.submit(idle_rows, Path(idle), IDLE[exact])
        if not exact:
            # Nothing else runs while something is timed, but for the two programs that do nothing.
            for part in (start_rows, processor_rows, key_rows, partial(memory_rows, cases=cases)):
                yield from part(Path(name))
        yield from module_rows()
        yield from byte_rows(pool)
        yield from resting.result()
        yield from keystrokes()


@click.command(help=__doc__)
@click.option("--exact", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@click.option(
    "--n", "cases", default=1000, show_default=True, type=click.IntRange(1), help="Cases opened and left."
)
def main(exact: bool, as_json: bool, cases: int) -> None:
    """Measure and print."""
    found = measure(exact=exact, cases=cases)
    tell(found, as_json=as_json, width=50)


if __name__ == "__main__":
    main()
