"""The processes that share a campaign's work."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def workers(count: int) -> ProcessPoolExecutor:
    """So many processes, each begun afresh.

    A fork would copy whatever lock another thread of ours holds at that moment, and wait for it for ever: in a
    process of the tests there are such threads.
    """
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"))
