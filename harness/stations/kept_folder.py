"""A folder for what is made once and copied for each test: it stays as long as the process."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path


def kept_folder(prefix: str) -> Path:
    """A new folder whose name begins with `prefix`; it goes when the process ends."""
    folder = tempfile.mkdtemp(prefix=prefix)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
