"""Terminals of all kinds for a walk: language, size, encoding, TERM, and tmux in the place of pyte."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from harness.terminal.watched import Watched, WatchedTmux

#: How the encoding is told to the program: by the locale, or by the option, which comes first.
BY_LOCALE, BY_OPTION = "locale", "option"
SMALL, LARGE = (80, 24), (132, 43)


@dataclass(frozen=True)
class Kind:
    """One combination; `told` says by what the program learns the encoding, `also` are environment variables."""

    lang: str
    size: tuple[int, int] = SMALL
    encoding: str = "utf-8"
    term: str = "xterm-256color"
    told: str = BY_LOCALE
    also: tuple[tuple[str, str], ...] = ()
    tmux: bool = False

    def __str__(self) -> str:
        where = "tmux" if self.tmux else self.term
        more = " ".join(["", *(f"{name}={value}" for name, value in self.also)])
        return f"{self.lang} {self.size[0]}x{self.size[1]} {self.encoding} by {self.told} in {where}{more}"


def whole_matrix() -> list[Kind]:
    """Every language and size in every encoding and terminal that matters."""
    kinds = []
    for lang in ("zh", "en"):
        for size in (SMALL, LARGE):
            kinds += [Kind(lang, size, tmux=True), Kind(lang, size, "gb18030", tmux=True)]
            kinds += [Kind(lang, size, term=term) for term in ("xterm", "linux", "vt100", "screen", "tmux")]
            kinds += [Kind(lang, size, "gb18030"), Kind(lang, size, "gb18030", told=BY_OPTION)]
            kinds += [Kind(lang, size, "gbk"), Kind(lang, size, also=(("NO_COLOR", "1"),))]
    return kinds


def terminal_of(kind: Kind, home: Path) -> Watched | WatchedTmux:
    """The program in a terminal of that kind, over the practice station in `home`."""
    locale = kind.encoding if kind.told == BY_LOCALE else "UTF-8"
    also = {"LANG": f"zh_CN.{locale}", "TERM": kind.term, **dict(kind.also)}
    options = ["--practice", "--lang", kind.lang]
    if kind.told == BY_OPTION:
        options += ["--terminal-encoding", kind.encoding]
    if kind.tmux:
        return WatchedTmux(home, home, *options, size=kind.size, encoding=kind.encoding, also=also)
    return Watched(home, *options, size=kind.size, encoding=kind.encoding, also=also)


# What may be written ---------------------------------------------------------------------

_SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]|[\x00-\x1f\x7f-\x9f]")
#: Moves, erasing, looks without colour, the bell: what a VT100 knows.
_PICTURE = re.compile(
    r"\x1b\[(\d+)?[CD]|\x1b\[(\d+(;\d+)?)?H|\x1b\[K|\x1b\[2J|\x1b\[([0147](;[0147])*)?m|[\r\b\a]"
)
_COLOUR = re.compile(r"\x1b\[\d+(;\d+)*m")
#: Taking the terminal and giving it back: no wrapping, plain cursor keys and keypad, letters; a second screen and
#: marked pastes where the terminal has them. No question, no mouse, no report of the focus.
_OLD = {"\x1b[?7l", "\x1b[?7h", "\x1b[?1l", "\x1b>", "\x1b(B", "\x0f"}
_MODERN = _OLD | {"\x1b[?1049h", "\x1b[?1049l", "\x1b[?2004h", "\x1b[?2004l"}


def unasked(written: str, kind: Kind) -> list[str]:
    """Sequences that this kind of terminal is not to be sent, each once."""
    plain = kind.term.startswith("vt") or any(name == "NO_COLOR" for name, _value in kind.also)
    known = _OLD if kind.term.startswith(("vt", "linux")) else _MODERN
    # The lines after the end of the program are the shell's.
    sent = {found[0] for found in _SEQUENCE.finditer(written)} - known - {"\n"}
    return sorted(
        repr(one) for one in sent if not _PICTURE.fullmatch(one) and (plain or not _COLOUR.fullmatch(one))
    )
