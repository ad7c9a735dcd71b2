"""The negative control of the walk: pictures with one thing wrong, each of which must be complained of."""

from __future__ import annotations

from collections.abc import Callable

import pyte

from harness.terminal.pictured import complaints, taken
from harness.terminal.watched import differences
from hukou_tui.words.catalogue import translator

WIDTH, HEIGHT = 80, 24


def sound() -> pyte.Screen:
    """A picture as the program paints it: title, steps, a field at hand, hint, status and keys."""
    say = translator("zh")
    screen = pyte.Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    stream.feed("\x1b[?7l\x1b[7m\x1b[H" + " " * WIDTH + "\x1b[24;1H" + " " * WIDTH + "\x1b[m")
    stream.feed(
        f"\x1b[7m\x1b[1;2H{say('Registration window')}\x1b[24;2HF1{say('help')} F12\x1b[m\x1b[2;1H[1x]"
    )
    stream.feed(f"\x1b[3;2H标题\x1b[23;2H{say('saved: No. {seq}').format(seq=8)}")
    stream.feed("\x1b[5;1H> \x1b[5;19H\x1b[4m马天翔      \x1b[m\x1b[5;25H")
    return screen


DAMAGES: dict[str, str] = {
    "cursor beside the caret": "\x1b[5;26H",
    "cursor in another row": "\x1b[6;25H",
    "cursor hidden": "\x1b[?25l",
    "two rows at hand": "\x1b7\x1b[7;1H>\x1b8",
    "an arrow of ambiguous width": "\x1b7\x1b[20;1H↓\x1b8",
    "a glyph outside GB2312": "\x1b7\x1b[20;1H▊\x1b8",
    "title gone": "\x1b7\x1b[1;1H\x1b[K\x1b8",
    "status a row higher": "\x1b7\x1b[23;1H\x1b[K\x1b8",
    "keys gone": "\x1b7\x1b[24;1H\x1b[K\x1b8",
}


def found_out() -> dict[str, bool]:
    """Damage -> whether it is complained of; a sound picture is not, and a single other cell is seen."""
    found = {"nothing": complaints(taken(sound()), "zh") == []}
    for name, bytes_written in DAMAGES.items():
        screen = sound()
        pyte.Stream(screen).feed(bytes_written)
        found[name] = _complained(lambda seen=screen: complaints(taken(seen), "zh"))
    other = sound()
    pyte.Stream(other).feed("\x1b7\x1b[9;9Hx\x1b8")
    found["one cell left over"] = bool(differences(taken(sound()), taken(other)))
    return found


def _complained(look: Callable[[], list[str]]) -> bool:
    try:
        return bool(look())
    except AssertionError:
        return True
