"""A practice station ready to be copied: made once in a process, because the register in it takes a second."""

from __future__ import annotations

import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from hukou_tui.context import AppContext
from hukou_tui.session import practice_station


@lru_cache(maxsize=1)
def _made() -> tempfile.TemporaryDirectory:
    folder = tempfile.TemporaryDirectory(prefix="practice-")
    practice_station.make_practice_station(
        AppContext(Path(folder.name) / "practice", True, "zh", "", practice_station.FROZEN_ON)
    )
    return folder


def copy_to(home: Path) -> Path:
    """Put a fresh practice station below `home` (what HUKOU_HOME names) and give back its folder."""
    folder = home / "practice"
    shutil.copytree(Path(_made().name) / "practice", folder)
    return folder
