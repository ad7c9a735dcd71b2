"""The line of keys at the bottom: it is written once, and a key that finds no room is still a key."""

from __future__ import annotations

from collections.abc import Sequence

from widgets.line import Line


class KeyLine(Line):
    """Keys with their words; fixed while a screen is shown, so that no key costs anything here."""

    def show_keys(self, keys: Sequence[tuple[str, str]]) -> None:
        """Show pairs of key and words, in order."""
        self.show(" " + " ".join(f"{key}{words}" for key, words in keys))
