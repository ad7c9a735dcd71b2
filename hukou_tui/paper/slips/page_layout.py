"""A sheet of paper as plain text: columns, wrapping, and pages with a head and a foot.

Every text passes `safe_text` here on its way to the paper; the line breaks and the form feeds between
pages are the sheet's own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

from hukou_tui.words.safe_text import safe_text

#: Half-width columns that fit on A4 at ten to the inch, with room for punching.
WIDTH = 78
#: Lines of a page, head and foot included: A4 at six to the inch, less the margins.
HEIGHT = 60
RULE = "-" * WIDTH

#: Neither may stand at the start of a line, nor the latter at its end.
_CLOSING = "，。；：、！？）》〉”’」』】…,.;:!?)"
_OPENING = "（《〈“‘「『【("
_TOKENS = re.compile(r"[!-~\u00a0-\u024f]+| +|.", re.DOTALL)

Block = list[str]
#: A block that begins a new page.
NEW_PAGE: Block = ["\f"]


def columns(text: str) -> int:
    """Columns that `text` takes on paper: Chinese two, and so for signs of ambiguous width such as `·`.

    A dot-matrix printer's GB character set draws those full width; a terminal may draw them half. Counted
    wide, a line never runs over, and nothing is aligned to the right of them.
    """
    return len(text) if text.isascii() else sum(map(_char_columns, text))


@lru_cache(maxsize=8192)
def _char_columns(char: str) -> int:
    if char < "\x7f":
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1


def wrap_lines(text: str, indent: int = 0, hang: int = 0) -> Block:
    """`text` as lines of at most WIDTH columns, `indent` in front, `hang` more from the second line on."""
    room = WIDTH - indent
    lines, taken = [""], 0
    for token in _tokens(safe_text(text), room - hang):
        limit = room if len(lines) == 1 else room - hang
        if taken + columns(token.rstrip()) > limit:
            lines.append(token.lstrip())
            taken = columns(lines[-1])
        else:
            lines[-1] += token
            taken += columns(token)
    pad = [" " * indent] + [" " * (indent + hang)] * (len(lines) - 1)
    return [(space + line).rstrip() for space, line in zip(pad, lines, strict=True)]


def _tokens(text: str, room: int) -> list[str]:
    """Pieces that a line must not part: words, and signs together with what they open or close."""
    found: list[str] = []
    for piece in _TOKENS.findall(text):
        glued = found and (piece[0] in _CLOSING or found[-1][-1] in _OPENING)
        if glued and columns(found[-1] + piece) <= room:
            found[-1] += piece
        elif columns(piece) > room:
            found.extend(piece[at : at + room // 2] for at in range(0, len(piece), room // 2))
        else:
            found.append(piece)
    return found


def centre_line(text: str) -> str:
    """One line in the middle of the sheet."""
    text = safe_text(text)
    return " " * max(0, (WIDTH - columns(text)) // 2) + text


def paginate(head: Block, blocks: Sequence[Block], foot: Callable[[int, int], str]) -> str:
    """The pages as one text, parted by form feeds; a block stays together unless it outgrows a page.

    `foot(n, of)` gives the last line of page `n`.
    """
    room = HEIGHT - len(head) - 2
    pages: list[Block] = [[]]
    for block in blocks:
        if block == NEW_PAGE:
            pages.append([])
            continue
        for start in range(0, len(block), room):
            part = block[start : start + room]
            if len(pages[-1]) + len(part) > room:
                pages.append([])
            if pages[-1] or any(part):
                pages[-1] += part
    return "\f".join(
        "\n".join([*head, *page, *[""] * (room - len(page) + 1), foot(n, len(pages))]) + "\n"
        for n, page in enumerate(pages, 1)
    )
