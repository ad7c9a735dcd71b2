"""What the terminal can do: read from TERM, the locale and NO_COLOR; it is never asked, for not all of them answer."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass

#: Codesets as locales name them -> codec. GB2312 terminals know GBK; a bare zh_CN is GB2312 by tradition.
_CODESETS = {
    "utf8": "utf-8", "gb18030": "gb18030", "gbk": "gbk", "cp936": "gbk", "gb2312": "gbk", "euccn": "gbk",
}  # fmt: skip
#: What Python itself puts into LC_CTYPE where the locale that LANG names is not installed (PEP 538).
_PYTHONS_OWN = ("C.UTF-8", "C.utf8", "UTF-8")
#: Encodings that can be asked for by name.
ENCODINGS = ("utf-8", "gb18030", "gbk")


@dataclass(frozen=True, slots=True)
class Kind:
    """`encoding` of text both ways; `colours`: eight of them; `modern`: a second screen and marked pastes."""

    encoding: str = "utf-8"
    colours: bool = True
    modern: bool = True
    flow_control: bool = False

    @property
    def start_sequence(self) -> str:
        """Sequences that make the screen ours: no wrapping at the right edge, plain letters, empty."""
        own = "\x1b[?1049h\x1b[?2004h" if self.modern else ""
        return own + "\x1b[?7l\x1b[?1l\x1b>\x1b(B\x0f\x1b[m\x1b[H\x1b[2J"

    @property
    def end_sequence(self) -> str:
        """Sequences that give the screen back as it was, or empty where there is no second one."""
        return "\x1b[m\x1b[?7h" + ("\x1b[?2004l\x1b[?1049l" if self.modern else "\x1b[H\x1b[2J")


def detect_kind(environment: Mapping[str, str], encoding: str = "") -> Kind:
    """The kind that the environment describes; `encoding` overrides the locale's."""
    term = environment.get("TERM", "")
    old = term.startswith(("vt1", "vt2", "vt3", "ansi", "dumb")) or not term
    plain = old or term.endswith(("-m", "-mono")) or bool(environment.get("NO_COLOR"))
    return Kind(
        codecs.lookup(encoding).name if encoding else _locale_encoding(environment),
        colours=not plain,
        modern=not old and term != "linux",
        # A VT100 on a serial line says with XOFF that it cannot keep up; then Ctrl+Q and Ctrl+S are its own.
        flow_control=term.startswith("vt"),
    )


def _locale_encoding(environment: Mapping[str, str]) -> str:
    """The codec of the locale, by its name alone: the locale itself need not be installed here."""
    named = [environment.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")]
    if named[1] in _PYTHONS_OWN and named[2]:
        named[1] = ""
    locale = next(filter(None, named), "")
    language, dot, codeset = locale.partition("@")[0].partition(".")
    if not dot:
        return "gbk" if language in ("zh_CN", "zh_SG") else "utf-8"
    return _CODESETS.get(codeset.lower().replace("-", "").replace("_", ""), "utf-8")


def kernel_console(fd: int) -> bool:
    """Whether `fd` is the kernel's own console, which has no Chinese glyphs whatever TERM says (Linux only)."""
    try:
        import fcntl

        fcntl.ioctl(fd, 0x4B33, b"\0" * 4)  # KDGKBTYPE: answered by consoles only
    except (ImportError, OSError):
        return False
    return True
