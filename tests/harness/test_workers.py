"""The processes of a campaign wait for no lock of the process that has started them."""

from __future__ import annotations

import threading
from concurrent.futures import ProcessPoolExecutor  # noqa: TID251 - the negative control
from multiprocessing import get_context

import pytest

from harness.workers import workers

LOCK = threading.Lock()


def can_lock():
    """Whether the lock of this process is to be had."""
    return LOCK.acquire(timeout=0.5)


@pytest.fixture
def _held_by_another_thread():
    held, done = threading.Event(), threading.Event()

    def hold():
        with LOCK:
            held.set()
            done.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    yield
    done.set()
    thread.join()


@pytest.mark.usefixtures("_held_by_another_thread")
def test_a_lock_of_another_thread_is_no_lock_of_theirs():
    with workers(1) as pool:
        assert pool.submit(can_lock).result()


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.usefixtures("_held_by_another_thread")
def test_a_forked_process_would_wait_for_ever():
    """The negative control."""
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        assert not pool.submit(can_lock).result()
