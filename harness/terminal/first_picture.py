"""What the program has loaded when its first picture stands."""

from __future__ import annotations

import sys
from pathlib import Path

from harness.terminal.metered import Metered

#: None of these is to be loaded by then: each costs more than the picture.
HEAVY = (
    "pydantic",
    "pydantic_core",
    "sqlite_utils",
    "sqlite3",
    "sqlcipher3",
    "cryptography",
    "dateutil",
    "borax",
    "pypinyin",
    "tomllib",
)
#: Says what is loaded at the moment when the first picture stands and the station is about to be opened.
_LOADED = """
import sys
from hukou_tui.session.loader import SessionLoader
from hukou_tui.__main__ import main

out, start = sys.argv.pop(), SessionLoader.start

def tell_and_start(loader):
    with open(out, "w") as file:
        print(*sys.modules, sep="\\n", file=file)
    start(loader)

SessionLoader.start = tell_and_start
sys.exit(main())
"""


def loaded_at_first_picture(home: Path) -> set[str]:
    """The modules that the program on a terminal has loaded when its first picture stands."""
    told = home / "loaded"
    with Metered(home, command=[sys.executable, "-c", _LOADED, str(told)]) as terminal:
        terminal.wait_saved(1)
    return set(told.read_text().split())
