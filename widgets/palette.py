"""The few styles that all parts share; each differs from its neighbour by more than colour."""

from __future__ import annotations

from rich.style import Style

PLAIN = Style()
BAR = Style(reverse=True)
STRONG = Style(bold=True)
LABEL = Style(color="cyan")
CURRENT = Style(reverse=True)
ENTRY = Style(underline=True)
ALERT = Style(bold=True, reverse=True)
#: A character that differs from what it is compared with, and another form of the same one.
DIFFERS = Style(reverse=True)
VARIANT = Style(underline=True)
