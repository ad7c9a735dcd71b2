"""A practice station ready to be copied: made once in a process, because the register in it takes a second."""

from __future__ import annotations

import shutil
from functools import lru_cache
from pathlib import Path

from harness.stations.kept_folder import kept_folder
from hukou_tui.context import AppContext
from hukou_tui.session import practice_station


@lru_cache(maxsize=1)
def _made() -> Path:
    folder = kept_folder("practice-") / "practice"
    practice_station.make_practice_station(AppContext(folder, True, "zh", "", practice_station.FROZEN_ON))
    return folder


def copy_to(home: Path) -> Path:
    """Put a fresh practice station below `home` (what HUKOU_HOME names) and give back its folder."""
    folder = home / "practice"
    shutil.copytree(_made(), folder)
    return folder
