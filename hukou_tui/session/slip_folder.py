"""The folder in which slips wait for the printer, as plain text; names of files hold number and kind only."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from db.files.whole_files import make_folder, write_whole


class SlipFolder:
    """The slips beside the station file in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "slips"

    def keep(self, name: str, text: str) -> None:
        """Write a slip where a printer finds it; what stood under that name is replaced. Raises OSError."""
        make_folder(self._folder)
        write_whole(self._folder / f"{name}.txt", text.encode())

    def read_slip(self, name: str) -> bytes | None:
        """The slip as it lies there; None if it is gone or cannot be read."""
        try:
            return (self._folder / f"{name}.txt").read_bytes()
        except OSError:
            return None

    def sweep(self) -> None:
        """Take all slips away: in a real station none outlives the day at the counter."""
        for slip in self._folder.glob("*.txt"):
            with suppress(OSError):
                slip.unlink()
