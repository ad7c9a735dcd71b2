"""The keyboard: bytes that are no character must never end the program."""

from __future__ import annotations

import codecs
import functools
import sys
from collections.abc import Callable
from typing import Any


def survive_broken_bytes() -> None:
    """Let Textual's driver read broken bytes as U+FFFD instead of raising (its own decoder is strict)."""
    if sys.platform == "win32":
        return
    from textual.drivers import linux_driver

    def forgiving(encoding: str) -> Callable[..., Any]:
        return functools.partial(codecs.getincrementaldecoder(encoding), errors="replace")

    linux_driver.getincrementaldecoder = forgiving  # type: ignore[attr-defined]
