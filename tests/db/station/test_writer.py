"""One thread: order kept, nothing lost while the disk refuses, and everybody told."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from db.errors import CannotOpen, InUse, StationError, Trouble
from db.files.engine import sqlite3
from db.station import projections, writer
from db.station.writer import StationThread
from flows.case import actions as a
from flows.errors import NotAllowed
from harness.refusals import refused
from harness.stations.intake import AT, CLERK, new_station, open_case, reopened

SECONDS = 20


class Disk:
    """A disk that refuses while `words` are set; `tried` is set at each refusal."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.words = ""
        self.tried = threading.Event()
        monkeypatch.setattr(projections, "keep_case", self._through(projections.keep_case))

    def _through(self, keep: Callable[..., None]) -> Callable[..., None]:
        def kept(*args: object) -> None:
            if self.words:
                self.tried.set()
                raise sqlite3.OperationalError(self.words)
            keep(*args)

        return kept


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with new_station(tmp_path, practice=True) as station:
        open_case(station)
    return tmp_path


@pytest.fixture
def told() -> list[str | None]:
    return []


@pytest.fixture
def thread(folder: Path, told: list[str | None]) -> Iterator[StationThread]:
    opened = StationThread(folder, on_trouble=told.append, retry_seconds=0.01)
    yield opened
    opened.close(timeout=0)


NUMBER = "530699001-20160614-001"


def name(thread: StationThread, value: str):
    return thread.append(a.SetField("person.name", value), case_id=NUMBER, operator=CLERK, at=AT)


def test_actions_are_written_in_the_order_in_which_they_were_handed_in(thread: StationThread):
    futures = [name(thread, str(number)) for number in range(50)]
    seqs = [future.result(SECONDS).seq for future in futures]
    assert seqs == list(range(seqs[0], seqs[0] + 50))
    assert thread.ask(lambda station: station.queries.case(NUMBER).get("person.name")).result(SECONDS) == "49"


def test_several_actions_are_one_and_the_future_holds_the_last(thread: StationThread):
    head = thread.ask(lambda station: station.queries.head()).result(SECONDS)
    both = [a.SetField("person.name", "甲"), a.Park(True)]
    entry = thread.append(both, case_id=NUMBER, operator=CLERK, at=AT).result(SECONDS)
    assert (entry.seq, entry.action) == (head.seq + 2, a.Park(True))


def test_a_question_sees_what_was_handed_in_before_it(thread: StationThread):
    name(thread, "司马光")
    assert thread.ask(lambda station: station.queries.rows()[0].surname).result(SECONDS) == "司马"


def test_a_refusal_goes_to_whoever_asked_and_the_rest_goes_on(thread: StationThread):
    refused = thread.append(a.Move("grant"), case_id=NUMBER, operator=CLERK, at=AT)
    after = name(thread, "甲")
    failed = thread.ask(lambda station: 1 // 0)
    assert isinstance(refused.exception(SECONDS), NotAllowed)
    assert isinstance(failed.exception(SECONDS), ZeroDivisionError)
    assert after.result(SECONDS).seq


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("database or disk is full", "disk_full"),
        ("disk I/O error", "disk_fault"),
        ("attempt to write a readonly database", "readonly"),
    ],
)
def test_what_a_full_disk_refuses_is_kept_and_written_in_order_later(
    thread: StationThread, disk: Disk, told: list[str | None], words: str, code: str
):
    disk.words = words
    futures = [name(thread, value) for value in "甲乙丙"]
    question = thread.ask(lambda station: station.queries.case(NUMBER).get("person.name"))
    assert disk.tried.wait(SECONDS)
    assert thread.pending == 3
    assert not any(future.done() for future in futures)
    disk.words = ""
    seqs = [future.result(SECONDS).seq for future in futures]
    assert seqs == sorted(seqs)
    assert question.result(SECONDS) == "丙"
    assert told == [code, None]
    assert thread.pending == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes of its own; only root may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_on_a_really_full_disk_nothing_is_lost(small_disk: Path, told: list[str | None]):
    folder = small_disk / "station"
    with new_station(folder, practice=True) as station:
        open_case(station)
    thread = StationThread(folder, on_trouble=told.append, retry_seconds=0.01)
    try:
        saved = name(thread, "甲").result(SECONDS)
        ballast = small_disk / "ballast"
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        futures = [name(thread, f"{number:040}") for number in range(40)]
        waited = threading.Event()
        while not told and not waited.wait(0.01):
            assert not futures[-1].done(), "the disk is not full"
        assert told == ["disk_full"]
        with reopened(folder, readonly=True) as reader:
            assert reader.queries.case(NUMBER).last_seq >= saved.seq
        ballast.unlink()
        assert [future.result(SECONDS).seq for future in futures] == list(
            range(saved.seq + 1, saved.seq + 1 + len(futures))
        )
        assert told == ["disk_full", None]
    finally:
        assert thread.close() == 0
    with reopened(folder) as station:
        assert station.queries.case(NUMBER).get("person.name") == f"{39:040}"
        assert station.verify().fault is None


def test_a_screen_that_goes_away_takes_nothing_back(thread: StationThread, disk: Disk):
    disk.words = "database or disk is full"
    future = name(thread, "甲")
    assert not future.cancel()
    disk.words = ""
    assert future.result(SECONDS).seq


def test_a_listener_that_fails_loses_nothing(folder: Path, disk: Disk):
    def fails(code: str | None) -> None:
        raise RuntimeError(code)

    disk.words = "database or disk is full"
    thread = StationThread(folder, on_trouble=fails, retry_seconds=0.01)
    future = name(thread, "甲")
    assert disk.tried.wait(SECONDS)
    disk.words = ""
    assert future.result(SECONDS).seq
    assert thread.close() == 0


def test_closing_writes_what_is_queued_and_lets_the_next_copy_in(thread: StationThread, folder: Path):
    futures = [name(thread, str(number)) for number in range(20)]
    assert thread.close() == 0
    assert all(future.done() and not future.exception() for future in futures)
    with reopened(folder) as station:
        assert station.queries.case(NUMBER).get("person.name") == "19"


def test_closing_on_a_full_disk_says_how_much_was_not_written(
    thread: StationThread, disk: Disk, folder: Path
):
    saved = name(thread, "甲").result(SECONDS)
    disk.words = "database or disk is full"
    futures = [name(thread, value) for value in "乙丙"]
    assert thread.close(timeout=0.05) == 2
    assert all(isinstance(future.exception(SECONDS), Trouble) for future in futures)
    with reopened(folder) as station:
        assert station.queries.head().seq == saved.seq


def test_nothing_is_taken_after_closing(thread: StationThread):
    thread.close()
    with refused(StationError, "station_closed"):
        name(thread, "甲").result(SECONDS)


def test_a_station_that_cannot_be_opened_tells_everybody(tmp_path: Path):
    thread = StationThread(tmp_path / "nowhere")
    for future in (thread.ready, name(thread, "甲"), thread.ask(lambda station: station.queries.rows())):
        fault = future.exception(SECONDS)
        assert isinstance(fault, CannotOpen)
        assert fault.code == "folder_missing"
    assert thread.close() == 0


def test_a_second_copy_is_told_so(thread: StationThread, folder: Path):
    thread.ready.result(SECONDS)
    second = StationThread(folder)
    assert isinstance(second.ready.exception(SECONDS), InUse)
    second.close()


class Panic(BaseException):
    """As a library in Rust panics: no Exception."""


def panic(*_station: object) -> None:
    raise Panic


def test_a_panic_while_the_station_is_opened_is_told_to_everybody(folder: Path):
    thread = StationThread(folder, opening=panic)  # type: ignore[arg-type]
    assert "Panic" in str(thread.ready.exception(SECONDS))
    assert "Panic" in str(thread.ask(lambda station: station.queries.head()).exception(SECONDS))
    assert thread.close() == 0


def test_a_panic_in_the_middle_is_told_and_what_is_behind_it_is_done(thread: StationThread):
    failed, next_one = thread.ask(panic), thread.ask(lambda station: station.queries.head().seq)
    assert "Panic" in str(failed.exception(SECONDS))
    assert next_one.result(SECONDS) > 0


def test_what_never_comes_back_is_left_behind_and_what_waits_behind_it_is_counted(folder: Path):
    """A share from which it reads is gone: the program ends all the same, and says what is not written."""
    thread, answers = StationThread(folder, last_seconds=0.1), threading.Event()
    thread.ready.result(SECONDS)
    thread.ask(lambda _station: answers.wait(SECONDS))
    behind = thread.append(a.SetField("person.name", "马天翔"), case_id=NUMBER, operator=CLERK, at=AT)
    assert thread.close(timeout=0) == 1
    assert thread._thread.daemon, "Python would wait for it before it ends"
    answers.set()
    behind.exception(SECONDS)


def test_handing_in_loads_no_database_into_the_screens_thread():
    """The first paint waits for nothing: the module itself brings neither SQLite helper nor pydantic."""
    heavy = "('sqlite_utils', 'pydantic', 'sqlite3')"
    loaded = f"import sys, db.station.writer; print([name for name in {heavy} if name in sys.modules])"
    root = Path(projections.__file__).parents[2]
    said = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, cwd=root, check=True
    )
    assert said.stdout == "[]\n"


def test_a_killed_process_has_kept_all_that_it_reported(folder: Path):
    """Each number printed was a future's result; after SIGKILL the journal holds at least that many."""
    program = """
import sys, pathlib
from db.station.writer import StationThread
from flows.case.actions import SetField
thread = StationThread(pathlib.Path(sys.argv[1]))
def report(future): print(future.result().seq, flush=True)
for number in range(100000):
    future = thread.append(SetField("person.name", str(number)), case_id=sys.argv[2], operator="001", at="t")
    future.add_done_callback(report)
    future.result()
"""
    root = Path(projections.__file__).parents[2]
    for lines in (1, 7, 40):
        running = subprocess.Popen(
            [sys.executable, "-c", program, str(folder), NUMBER], stdout=subprocess.PIPE, cwd=root, text=True
        )
        assert running.stdout is not None
        with running:
            for _ in range(lines):
                running.stdout.readline()
            running.kill()
            rest = running.stdout.read().splitlines()
        seen = int(rest[-1]) if rest and rest[-1].isdigit() else 0
        with reopened(folder) as station:
            assert station.queries.head().seq >= seen
            assert station.verify().fault is None


def test_nothing_to_write_is_nothing_to_hand_in(thread: StationThread):
    with pytest.raises(ValueError, match="nothing to append"):
        thread.append([], case_id=NUMBER, operator=CLERK, at=AT)


def test_a_question_that_the_disk_refuses_is_answered_at_once_and_not_asked_again(thread: StationThread):
    asked = []

    def refused(_station: object) -> None:
        asked.append(1)
        raise Trouble("disk_busy")

    assert isinstance(thread.ask(refused).exception(SECONDS), Trouble)
    assert asked == [1]
    # no action was lost by it
    assert thread.close() == 0


def test_each_new_trouble_is_told_once_and_its_end_once(thread: StationThread, told: list[str | None]):
    troubles = ["disk_full", "disk_full", "disk_fault", "disk_fault", "disk_full"]

    def work(_station: object) -> str:
        if troubles:
            raise Trouble(troubles.pop(0))
        return "done"

    assert thread.keep(work, acts=1).result(SECONDS) == "done"
    thread.ask(lambda _station: None).result(SECONDS)
    assert told == ["disk_full", "disk_fault", "disk_full", None]


def test_an_error_that_is_not_the_disks_is_not_tried_again(thread: StationThread, told: list[str | None]):
    tried = []

    def work(_station: object) -> None:
        tried.append(1)
        raise StationError("station_closed")

    assert isinstance(thread.keep(work, acts=3).exception(SECONDS), StationError)
    assert (tried, told, thread.close()) == ([1], [], 0)


def test_what_was_handed_in_is_counted_by_actions(thread: StationThread):
    hold = threading.Event()
    thread.ask(lambda _station: hold.wait(SECONDS))
    thread.append([a.Park(True), a.Park(False)], case_id=NUMBER, operator=CLERK, at=AT)
    last = name(thread, "甲")
    assert thread.pending == 3
    hold.set()
    last.result(SECONDS)
    assert thread.close() == 0 and thread.pending == 0


#: What somebody who closes a window takes for at once.
AT_ONCE = 5


def test_closing_wakes_a_thread_that_has_nothing_to_do(thread: StationThread, tmp_path: Path):
    unopened = StationThread(tmp_path / "nowhere")
    thread.ask(lambda _station: None).result(SECONDS)
    assert unopened.ask(lambda _station: None).exception(SECONDS)
    time.sleep(0.05)
    begun = time.monotonic()
    assert (thread.close(timeout=SECONDS), unopened.close(timeout=SECONDS)) == (0, 0)
    assert time.monotonic() - begun < AT_ONCE


def test_closing_waits_for_the_disk_as_long_as_it_was_told_and_no_try_longer(folder: Path, disk: Disk):
    thread = StationThread(folder, retry_seconds=SECONDS, last_seconds=SECONDS)
    thread.ready.result(SECONDS)
    disk.words = "database or disk is full"
    name(thread, "甲")
    assert disk.tried.wait(SECONDS)
    begun = time.monotonic()
    assert thread.close(timeout=0.1) == 1
    assert 0.1 <= time.monotonic() - begun < AT_ONCE
    # unless somebody says otherwise: tried each second, and left behind after a minute
    assert (writer.RETRY_SECONDS, writer.LAST_SECONDS) == (1, 60)


def test_what_the_disk_takes_while_it_is_waited_for_is_not_lost(thread: StationThread, disk: Disk):
    disk.words = "database or disk is full"
    last = name(thread, "甲")
    assert disk.tried.wait(SECONDS)
    threading.Timer(0.1, setattr, (disk, "words", "")).start()
    assert thread.close(timeout=SECONDS) == 0
    assert last.result(0)
