"""The real program in a terminal, driven by keys and read from the screen, in tmux or on a pseudo-terminal."""

from __future__ import annotations
