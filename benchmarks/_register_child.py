"""What is measured in a process of its own: its memory, its reads, and nothing that another step left warm.

Started by `run`; says its result as JSON. Each task is a function of strings.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

AS_OF = date(2016, 6, 1)
PAGE = 4096
_POLL = 0.1
_BATCH = 2000
#: Questions asked before anything is timed where warm answers are.
_AT_FIRST = 30


def run(task: str, *arguments: object) -> dict[str, Any]:
    """Run a task in a fresh process; its answer, with `peak`, the megabytes of it and its children together."""
    command = [sys.executable, "-I", __file__, task, *map(str, arguments)]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _proportional_memory(process.pid))
        try:
            process.wait(_POLL)
        except subprocess.TimeoutExpired:
            continue
    said = process.stdout.read() if process.stdout else b""
    if process.returncode:
        raise SystemExit(f"{task} ended with {process.returncode}: see above what was wrong")
    answer: dict[str, Any] = json.loads(said)
    return answer | {"peak": max(peak, answer.pop("own_peak")), "whole": time.perf_counter() - started}


def _proportional_memory(top: int) -> float:
    """Megabytes that a process and those it started hold, what they share counted once."""
    total = 0.0
    for pid in _with_children(top):
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024
    return total


def _with_children(top: int) -> Iterator[int]:
    """It and those below it; any of them may end while it is looked for."""
    yield top
    try:
        threads = [thread.read_text(encoding="ascii") for thread in Path(f"/proc/{top}/task").glob("*/children")]
    except OSError:
        return
    for child in " ".join(threads).split():
        yield from _with_children(int(child))


# ---- tasks


def build(csv: str, target: str, key: str) -> dict[str, Any]:
    """Import the register file, encrypted."""
    from db.register.importing import import_register

    started = time.perf_counter()
    report = import_register(Path(csv), Path(target), as_of=AS_OF, key=bytes.fromhex(key))
    return {"seconds": time.perf_counter() - started, "persons": report.persons,
            "rejected": report.rejected_count}  # fmt: skip


def raw(csv: str, target: str, key: str, most: str) -> dict[str, Any]:
    """The same columns by executemany into an encrypted file without an index; only the writing is timed."""
    from db.files.connection import open_database

    connection = open_database(Path(target), key=bytes.fromhex(key)).conn
    for pragma in ("journal_mode = DELETE", "journal_mode = OFF", "synchronous = OFF", "cache_size = -32768"):
        connection.execute(f"PRAGMA {pragma}")
    with Path(csv).open(encoding="utf-8") as lines:
        columns = next(lines).rstrip("\n").split(",")
        connection.execute(f"CREATE TABLE raw ({', '.join(f'{column} TEXT' for column in columns)})")
        insert = f"INSERT INTO raw VALUES ({', '.join('?' * len(columns))})"
        rows, seconds, left = 0, 0.0, int(most)
        while batch := [tuple(line.rstrip("\n").split(",")) for line in islice(lines, min(_BATCH, left))]:
            started = time.perf_counter()
            connection.executemany(insert, batch)
            connection.commit()
            seconds += time.perf_counter() - started
            rows, left = rows + len(batch), left - len(batch)
    connection.close()
    return {"seconds": seconds, "rows": rows, "bytes": Path(target).stat().st_size}


def persons_alone(register: str, target: str, key: str, most: str) -> dict[str, Any]:
    """The bytes that the table of persons takes without what is beside it: a copy of the first of its rows."""
    from db.files.connection import open_database

    connection = open_database(Path(register), key=bytes.fromhex(key), readonly=True).conn
    found = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'persons'").fetchone()
    if found is None:
        return {"rows": 0, "bytes": 0}
    connection.execute(f"ATTACH ? AS alone KEY \"x'{key}'\"", (Path(target).absolute().as_uri() + "?mode=rwc",))
    connection.execute(found[0].replace('"persons"', "alone.persons", 1).replace(" persons ", " alone.persons ", 1))
    connection.execute("INSERT INTO alone.persons SELECT * FROM main.persons LIMIT ?", (int(most),))
    (rows,) = connection.execute("SELECT count(*) FROM alone.persons").fetchone()
    connection.commit()
    connection.close()
    return {"rows": rows, "bytes": Path(target).stat().st_size}


def ask(queries: str, register: str, key: str, answers: str) -> dict[str, Any]:
    """Ask everything with all of it warm; each answer a line of `answers`, its milliseconds first."""
    from db.register.lookup import Lookup

    lookup = Lookup(Path(register), key=bytes.fromhex(key))
    for query in islice(_queries(queries), _AT_FIRST):
        lookup.find(query)
    count = 0
    with Path(answers).open("w", encoding="utf-8") as out:
        for query in _queries(queries):
            started = time.perf_counter()
            found = lookup.find(query)
            took = (time.perf_counter() - started) * 1000
            told = [(c.person.person_id, c.comparison.score, c.comparison.band, c.comparison.relation)
                    for c in found.candidates]  # fmt: skip
            out.write(json.dumps([round(took, 3), told]) + "\n")
            count += 1
    return {"asked": count}


def cold(queries: str, register: str, small: str, key: str, most: str) -> dict[str, Any]:
    """Each question in a process that has never opened the register, without a page of it in memory.

    What Python loads once is loaded before, by a question to another, small register.
    """
    from db.register.lookup import Lookup

    everything = list(_queries(queries))
    asked = everything[:: max(len(everything) // int(most), 1)]
    for query in asked:
        Lookup(Path(small), key=bytes.fromhex(key)).find(query)
    path, seconds, pages, opened = Path(register), [], [], []
    for query in asked:
        with _forgotten(path):
            took, read = _in_a_fork(lambda query=query: Lookup(path, key=bytes.fromhex(key)).find(query))
            seconds.append(took)
            pages.append(round(read / PAGE))
        opened.append(_in_a_fork(lambda query=query: Lookup(path, key=bytes.fromhex(key)).find(query))[0])
    return {"cold": seconds, "pages": pages, "opened": opened}


@contextmanager
def _forgotten(path: Path) -> Iterator[None]:
    """Tell the system that it need not keep the file in memory; it must have been written out for that."""
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        yield


def _in_a_fork(work: Callable[[], object]) -> tuple[float, int]:
    """Seconds and bytes read by a process that begins here."""
    reader, writer = os.pipe()
    if not os.fork():
        before, started = _read_so_far(), time.perf_counter()
        work()
        took, read = time.perf_counter() - started, _read_so_far() - before
        os.write(writer, json.dumps([took, read]).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as said:
        took, read = json.load(said)
    os.wait()
    return took, read


def _read_so_far() -> int:
    for line in Path("/proc/self/io").read_text(encoding="ascii").splitlines():
        if line.startswith("rchar:"):
            return int(line.split()[1])
    raise OSError("the system does not count what is read")


def first(queries: str, register: str, key: str) -> dict[str, Any]:
    """The first answer of a process, which loads everything for it."""
    from db.register.lookup import Lookup

    query = next(_queries(queries))
    started = time.perf_counter()
    Lookup(Path(register), key=bytes.fromhex(key)).find(query)
    return {"seconds": time.perf_counter() - started}


def _queries(path: str) -> Iterator[Any]:
    """The questions one after the other, so that they are not counted as the lookup's memory."""
    with Path(path).open("rb") as file:
        while True:
            try:
                yield pickle.load(file)
            except EOFError:
                return


def _most_memory() -> float:
    """The most megabytes that this process has held. What `resource` says begins with what its parent held."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise OSError("the system does not count the memory of a process")


TASKS: dict[str, Callable[..., dict[str, Any]]] = {
    task.__name__: task for task in (build, raw, persons_alone, ask, cold, first)
}

if __name__ == "__main__":
    answer = TASKS[sys.argv[1]](*sys.argv[2:])
    answer["own_peak"] = _most_memory()
    print(json.dumps(answer))
