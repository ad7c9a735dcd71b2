"""A part of the screen that takes keys at once, in the order typed, and tells one listener at once.

Textual hands keys and messages on through queues; keys typed ahead would overtake a change of focus and
land in the field before. What takes keys here does all of its work before the next key is looked at.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from textual import events


@runtime_checkable
class KeyTaker(Protocol):
    """What the application asks first when a key or a paste arrives."""

    def take_key(self, event: events.Key) -> bool:
        """Handle the key now; False if it is not for this part."""

    def take_paste(self, event: events.Paste) -> None:
        """Handle pasted text now."""
