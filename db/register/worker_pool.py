"""Who does the work of an import that needs no file: another process, or this one where there is no other."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, TypeVar

#: Bytes of an extract below which a second process costs more than it saves.
_ALONE = 4 << 20
#: Pieces of work that wait for the second processor.
_AHEAD = 2

PieceResult = TypeVar("PieceResult")


class WorkerPool:
    """Who does the work that needs no file: another process, or this one where there is no other.

    Another one that is killed (a machine short of memory does so) costs time and nothing else: from then on everything
    is done here, what it had in hand as well.
    """

    def __init__(self, pool: ProcessPoolExecutor | None) -> None:
        self._pool = pool

    def map(self, work: Callable[..., PieceResult], jobs: Iterable[tuple[Any, ...]]) -> Iterator[PieceResult]:
        """What `work` makes of each job, in their order, with few of them in memory at once."""
        if self._pool is None:
            for job in jobs:
                yield work(*job)
            return
        waiting: deque[Callable[[], PieceResult]] = deque()
        theirs: deque[Future[PieceResult]] = deque()
        for job in jobs:
            while theirs and theirs[0].done():
                theirs.popleft()
            handed = self._hand_over(work, job) if len(theirs) < _AHEAD else None
            if handed is not None:
                theirs.append(handed)
                waiting.append(partial(self._take_back, handed, work, job))
            else:
                # They have enough to do, and this process would only wait for them.
                waiting.append(partial(_identity, work(*job)))
            while waiting and (len(waiting) > _AHEAD or not theirs):
                yield waiting.popleft()()
        while waiting:
            yield waiting.popleft()()

    def _hand_over(
        self, work: Callable[..., PieceResult], job: tuple[Any, ...]
    ) -> Future[PieceResult] | None:
        try:
            return self._pool.submit(work, *job) if self._pool is not None else None
        except BrokenExecutor:
            self._pool = None
            return None

    def _take_back(
        self, handed: Future[PieceResult], work: Callable[..., PieceResult], job: tuple[Any, ...]
    ) -> PieceResult:
        try:
            return handed.result()
        except BrokenExecutor:
            self._pool = None
            return work(*job)


def _identity(done: PieceResult) -> PieceResult:
    return done


@contextmanager
def worker_pool(size: int) -> Iterator[WorkerPool]:
    """A pool for an extract of so many bytes."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if size < _ALONE or processors < 2:
        yield WorkerPool(None)
        return
    # Spawned, not forked: a fork would take the station's threads and open files along.
    with ProcessPoolExecutor(
        min(processors, 4) - 1, mp_context=get_context("spawn"), initializer=_follow_the_importer
    ) as pool:
        yield WorkerPool(pool)


def _follow_the_importer() -> None:
    """Leave Ctrl-C to the process that imports, and end with it however it ends: a killed one says no goodbye."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    importer = parent_process()

    def wait() -> None:
        if importer is not None:
            importer.join()
        os._exit(1)

    Thread(target=wait, daemon=True).start()
