"""A sheet of paper as plain text: columns, wrapping, pages with head and foot."""

from __future__ import annotations

from hukou_tui.words import Say

#: Half-width columns that fit on A4 at ten to the inch with room for punching.
WIDTH = 78


def footed(say: Say, n: int, of: int) -> str:
    return say("Page {n}/{of}").format(n=n, of=of)
