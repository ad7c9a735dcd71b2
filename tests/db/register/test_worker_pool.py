"""Several processes make the register that one makes, and one of them that is killed costs time only."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from db.register import external_sort, worker_pool
from db.register.importing import import_register
from db.register.store import open_store
from db.register.worker_pool import WorkerPool
from hukou_tui.session.practice_register import write_register

AS_OF = date(2016, 6, 1)


class Piece:
    """A piece of work in another process's hands: done as soon as somebody waits for it, or `finish` is called."""

    def __init__(self, pool: Pool, work: Callable[..., object], job: tuple[object, ...]) -> None:
        self._pool, self._work, self.job = pool, work, job
        self._result: list[object] = []

    def done(self) -> bool:
        return bool(self._result) or self._pool.broken

    def result(self) -> object:
        if self._pool.broken and not self._result:
            raise BrokenExecutor
        return self.finish()

    def finish(self) -> object:
        if not self._result:
            self._result.append(self._work(*self.job))
        return self._result[0]


class Pool:
    """Stands for the other processes."""

    def __init__(self) -> None:
        self.handed: list[Piece] = []
        self.broken = False

    def submit(self, work: Callable[..., object], *job: object) -> Piece:
        if self.broken:
            raise BrokenExecutor
        self.handed.append(Piece(self, work, job))
        return self.handed[-1]

    def finish(self) -> None:
        for piece in self.handed:
            piece.finish()


def double(number: int) -> int:
    return 2 * number


def test_without_another_process_the_work_is_done_here_and_one_at_a_time() -> None:
    taken: list[int] = []

    def jobs() -> Iterator[tuple[int]]:
        for number in range(3):
            taken.append(number)
            yield (number,)

    done = WorkerPool(None).map(double, jobs())
    assert next(done) == 0
    assert taken == [0]
    assert list(done) == [2, 4]


def test_two_pieces_wait_for_the_other_process_and_what_is_more_is_done_here() -> None:
    pool, taken = Pool(), []

    def jobs() -> Iterator[tuple[int]]:
        for number in range(6):
            taken.append(number)
            yield (number,)

    done = WorkerPool(pool).map(double, jobs())  # type: ignore[arg-type]
    assert next(done) == 0
    # three were taken before the first was given; the third found the other process with enough to do
    assert (taken, [piece.job for piece in pool.handed]) == ([0, 1, 2], [(0,), (1,)])
    assert next(done) == 2
    assert (taken, [piece.job for piece in pool.handed]) == ([0, 1, 2, 3], [(0,), (1,), (3,)])
    assert list(done) == [4, 6, 8, 10]


def test_what_is_done_here_is_given_at_once_where_the_other_process_has_nothing_left() -> None:
    pool, taken = Pool(), []

    def jobs() -> Iterator[tuple[int]]:
        for number in range(50):
            taken.append(number)
            pool.finish()
            yield (number,)

    given = []
    for result in WorkerPool(pool).map(double, jobs()):  # type: ignore[arg-type]
        given.append(result)
        assert len(taken) - len(given) <= 2
    assert given == [2 * number for number in range(50)]


@pytest.mark.parametrize("broken_at", range(8))
def test_what_a_process_had_in_hand_that_was_killed_is_done_here(broken_at: int) -> None:
    pool = Pool()

    def jobs() -> Iterator[tuple[int]]:
        for number in range(8):
            pool.broken = pool.broken or number == broken_at
            yield (number,)

    work = WorkerPool(pool)  # type: ignore[arg-type]
    assert list(work.map(double, jobs())) == [2 * number for number in range(8)]
    pool.broken = True
    assert list(work.map(double, [(1,), (2,)])) == [2, 4]


def test_what_the_work_itself_raises_is_raised_and_not_done_again() -> None:
    tried: list[int] = []

    def fails(number: int) -> int:
        tried.append(number)
        raise ValueError(number)

    with pytest.raises(ValueError, match="0"):
        list(WorkerPool(Pool()).map(fails, [(0,)]))  # type: ignore[arg-type]
    assert tried == [0]


@pytest.mark.parametrize(
    ("size", "processors", "others"),
    [
        (4 << 20, 1, None), ((4 << 20) - 1, 2, None), (4 << 20, 2, 1), (4 << 20, 3, 2), (4 << 20, 4, 3),
        (1 << 30, 64, 3),
    ],
)  # fmt: skip
def test_a_large_extract_on_a_machine_of_several_processors_is_worth_other_processes(
    monkeypatch: pytest.MonkeyPatch, size: int, processors: int, others: int | None
) -> None:
    made: list[int] = []

    @contextmanager
    def pool(count: int, **_: object) -> Iterator[str]:
        made.append(count)
        yield "others"

    monkeypatch.setattr(worker_pool, "ProcessPoolExecutor", pool)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processors)), raising=False)
    with worker_pool.worker_pool(size) as work:
        assert (work._pool is None) == (others is None)
    assert made == ([] if others is None else [others])
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    with worker_pool.worker_pool(size) as work:
        assert (work._pool is None) == (others is None)


# ---- real processes


class Recorded(worker_pool.ProcessPoolExecutor):
    """Remembers itself, so that its processes can be killed."""

    made: list[Recorded] = []

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        self.made.append(self)


@pytest.fixture
def two_processes(monkeypatch: pytest.MonkeyPatch) -> type[Recorded]:
    """Whatever the extract's size and the machine: another process, and pieces small enough that it gets some."""
    Recorded.made = []
    monkeypatch.setattr(worker_pool, "_ALONE", 0)
    monkeypatch.setattr(worker_pool, "ProcessPoolExecutor", Recorded)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    for name, size in (("_BLOCK", 8_000), ("_HELD", 16_000), ("_BATCH", 60)):
        monkeypatch.setattr(external_sort, name, size)
    return Recorded


def content(path: Path) -> list[list[tuple[object, ...]]]:
    with open_store(path) as store:
        query = store._connection.execute
        return [
            query(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in ("persons", "sheets", "places")
        ]


def ignores_interrupt(_: int) -> bool:
    return signal.getsignal(signal.SIGINT) == signal.SIG_IGN and os.getpid() > 0


@pytest.fixture
def extract(tmp_path: Path, two_processes: type[Recorded], monkeypatch: pytest.MonkeyPatch) -> Path:
    """An extract, and beside it the register that one process makes of it."""
    write_register(tmp_path / "extract.csv", 400, 3)
    with monkeypatch.context() as patched:
        patched.setattr(worker_pool, "_ALONE", 1 << 30)
        import_register(tmp_path / "extract.csv", tmp_path / "alone.db", as_of=AS_OF)
    return tmp_path


def test_two_processes_make_what_one_makes(extract: Path, two_processes: type[Recorded]) -> None:
    report = import_register(extract / "extract.csv", extract / "register.db", as_of=AS_OF)
    assert len(two_processes.made) == 1
    assert report.persons >= 400
    assert content(extract / "register.db") == content(extract / "alone.db")


@pytest.mark.parametrize("step", [1, 2])
def test_a_process_that_is_killed_costs_nothing_of_the_register(
    extract: Path, two_processes: type[Recorded], step: int
) -> None:
    """The second of four steps reads the lines, the third writes the persons."""
    killed: list[int] = []

    def kill(done: int, total: int, *_: int) -> None:
        if not killed and two_processes.made and done * 4 >= step * total:
            for pid in list(two_processes.made[0]._processes or ()):
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)

    import_register(extract / "extract.csv", extract / "register.db", as_of=AS_OF, progress=kill)
    assert killed
    assert content(extract / "register.db") == content(extract / "alone.db")
    assert not [path for path in extract.iterdir() if path.suffix in (".new", ".staged")]


def test_ctrl_c_is_left_to_the_process_that_imports(two_processes: type[Recorded]) -> None:
    with worker_pool.worker_pool(1) as work:
        assert all(work.map(ignores_interrupt, [(0,), (1,)]))
