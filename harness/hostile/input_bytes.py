"""Strings that no honest keyboard sends, by kind and from one seed; and which of them hold a key that leads elsewhere.

Independent of `hukou_tui/terminal/key_decoder.py`: a string is `SILENT` because of how it is made, and one that may
lead elsewhere is found by looking for the keys themselves in its bytes, wherever they stand.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Make = Callable[[random.Random], bytes]

#: Ends whatever a string may have begun, and is no key itself: CAN, BEL, and the end of a paste.
ENDER = b"\x18\x07\x1b[201~"
NAMES = ("张伟", "谢陆", "欧阳娜娜", "阿依古丽·买买提", "马天翔", "𠮷野家", "仇单曾", "解查盖区")
_CSI, _SS3 = b"\x1b[", b"\x1bO"


def _some(dice: random.Random, alphabet: bytes, least: int, most: int) -> bytes:
    return bytes(dice.choices(alphabet, k=dice.randint(least, most)))


# Kinds -----------------------------------------------------------------------------------


def random_bytes(dice: random.Random) -> bytes:
    """Anything at all."""
    return dice.randbytes(dice.randint(1, 40))


def broken_utf8(dice: random.Random) -> bytes:
    """Names in UTF-8, each character cut short, so that no whole one is left."""
    return b"".join(c.encode()[: dice.randint(1, len(c.encode()) - 1)] for c in dice.choice(NAMES))


def overlong_utf8(dice: random.Random) -> bytes:
    """Characters spelt longer than they may be, beyond the last one, and bytes that no encoding has."""
    return b"".join(
        dice.choice(
            (
                b"\xc0\xaf",
                b"\xc1\xbf",
                b"\xe0\x80\xaf",
                b"\xf0\x80\x80\x8d",
                b"\xf8\x88\x80\x80\x80",
                b"\xfc\x84\x80\x80\x80\x80",
                b"\xf4\x90\x80\x80",
                b"\xfe",
                b"\xff",
                b"\x80\xbf",
                b"\xc0\x8d",
                b"\xc0\x9b",
            )
        )
        for _each in range(dice.randint(1, 8))
    )


def surrogates(dice: random.Random) -> bytes:
    """Halves of surrogate pairs as some programs send them."""
    halves = range(0xD800, 0xE000)
    return b"".join(
        chr(dice.choice(halves)).encode("utf-8", "surrogatepass") for _each in range(dice.randint(1, 6))
    )


def gbk_names(dice: random.Random) -> bytes:
    """Names from a terminal set to GB18030."""
    return dice.choice(NAMES).encode("gb18030")


def utf8_names(dice: random.Random) -> bytes:
    """Names from a terminal set to UTF-8."""
    return dice.choice(NAMES).encode()


def half_names(dice: random.Random) -> bytes:
    """A name in one encoding or the other, cut anywhere."""
    whole = dice.choice(NAMES).encode(dice.choice(("utf-8", "gb18030")))
    return whole[dice.randint(0, 2) : dice.randint(1, len(whole))]


def cut_sequences(dice: random.Random) -> bytes:
    """The beginning of a sequence that never goes on."""
    return dice.choice(
        (
            b"\x1b",
            _CSI,
            _SS3,
            b"\x1b[1",
            b"\x1b[1;",
            b"\x1b[?",
            b"\x1b[<0;1",
            b"\x1b]",
            b"\x1b]0;t",
            b"\x1bP",
            b"\x1b_",
            b"\x1b^",
            b"\x1bX",
            b"\x1b[[",
            b"\x1b[M",
            b"\x1b[M ",
            b"\x1b\x1b",
            b"\x1b[200",
            b"\x1b[" + b"1;" * 200,
        )
    )


def open_pastes(dice: random.Random) -> bytes:
    """A paste that never ends."""
    return b"\x1b[200~" + dice.choice(
        (b"", b"1", b"530699\x1b[A\r\n", "马".encode() * 30, b"\x1b[200~", b"\x00\x1b[20")
    )


def endless_sequences(dice: random.Random) -> bytes:
    """A sequence with hundreds of parameters, which ends as no key does."""
    middle = _some(dice, b"0123456789;", 50, 400)
    return (
        _CSI
        + dice.choice((b"", b"?", b"<", b">", b"="))
        + middle
        + dice.choice((b"m", b"t", b"u", b"c", b"n", b"y"))
    )


def huge_numbers(dice: random.Random) -> bytes:
    """A short sequence with numbers that overflow."""
    number = dice.choice((2**31, 2**32 - 1, 2**63, 10**30, 10**47, 999, 65536))
    return (
        _CSI
        + str(number).encode()
        + dice.choice((b"~", b"A", b"P", b";1~", b";99999999999R", b";2B", b"Z", b"H"))
    )


def mouse_reports(dice: random.Random) -> bytes:
    """The three ways in which terminals report the mouse; nobody turned it on."""
    x, y, button = dice.randint(1, 223), dice.randint(1, 223), dice.choice((0, 1, 2, 3, 32, 35, 64, 65))
    return dice.choice(
        (
            b"\x1b[<%d;%d;%dM" % (button, x, y),
            b"\x1b[<%d;%d;%dm" % (button, x, y),
            b"\x1b[%d;%d;%dM" % (button + 32, x, y),
            b"\x1b[M" + bytes((32 + button, 32 + x % 94, 32 + y % 94)),
        )
    )


def answers(dice: random.Random) -> bytes:
    """What terminals answer to questions that nobody asked; cursor positions have two digits at least."""
    row, column = dice.randint(10, 99), dice.randint(10, 299)
    return dice.choice(
        (
            b"\x1b[%d;%dR" % (row, column),
            b"\x1b[?62;1;6;22c",
            b"\x1b[>41;354;0c",
            b"\x1b[?2026;2$y",
            b"\x1b[?1u",
            b"\x1b[0n",
            b"\x1b[I",
            b"\x1b[O",
            b"\x1b[8;%d;%dt" % (row, column),
            b"\x1b]11;rgb:%04x/0000/ffff\x07" % row,
            b"\x1b]10;rgb:0000/%04x/ffff\x1b\\" % row,
            b"\x1bP1$r0;1m\x1b\\",
            b"\x1bP>|xterm(354)\x1b\\",
            b"\x1b_Gi=1;OK\x1b\\",
            b"\x1b]52;c;" + _some(dice, b"ABCxyz0189+/", 0, 200) + b"\x07",
            b"\x1b^note\r1\x1b\\",
            b"\x1bXsos\x07",
            b"\x1b[97;5u",
            b"\x1b[48;24;80;480;640t",
        )
    )


def long_answers(dice: random.Random) -> bytes:
    """An answer longer than any that makes sense, full of digits."""
    return (
        dice.choice((b"\x1b]52;c;", b"\x1bP", b"\x1b_")) + _some(dice, b"0123456789", 4000, 6000) + b"\x1b\\"
    )


def pastes(dice: random.Random) -> bytes:
    """A whole paste, with whatever steers terminals in it."""
    inside = b"".join(
        dice.choice(
            (
                b"\x1b[31m",
                b"\x1b]0;x\x07",
                b"\r\n",
                b"\x00",
                b"\x9b2J",
                "马".encode(),
                b"530699",
                b"\x1b[200~",
                b"\x1b[A",
                b"\x1b",
                b"[/]",
                b"[@click=app.quit]x[/]",
                b"\xff",
            )
        )
        for _n in range(dice.randint(0, 12))
    )
    return b"\x1b[200~" + inside + b"\x1b[201~"


def huge_pastes(dice: random.Random) -> bytes:
    """A paste beyond every limit."""
    return (
        b"\x1b[200~"
        + dice.choice((b"1", b"\x1b[", "马".encode())) * dice.randint(20_000, 70_000)
        + b"\x1b[201~"
    )


def c1_bytes(dice: random.Random) -> bytes:
    """Control characters of the upper half, as single bytes and as UTF-8 spells them."""
    return b"".join(
        dice.choice((bytes((c,)), b"\xc2" + bytes((c,))))
        for c in dice.choices(range(0x80, 0xA0), k=dice.randint(1, 12))
    )


def nuls(dice: random.Random) -> bytes:
    """NUL and the control characters that are no keys."""
    return _some(
        dice, b"\x00\x02\x04\x06\x07\x0b\x0e\x0f\x10\x12\x13\x14\x16\x17\x18\x19\x1a\x1c\x1d\x1e\x1f", 1, 30
    )


def invisible(dice: random.Random) -> bytes:
    """Marks of direction, characters of no width, tags."""
    return "".join(
        dice.choices(
            "\u202a\u202b\u202d\u202e\u2066\u2067\u2069\u200b\u200c\u200d\u200e\u200f\ufeff\u2060\U000e0041\u2028\u2029\u00ad",
            k=dice.randint(1, 12),
        )
    ).encode()


def combining(dice: random.Random) -> bytes:
    """Letters under towers of marks, and characters that are none."""
    return (
        dice.choice("a马")
        + "".join(dice.choices("\u0301\u0300\u20dd\ufe0f\u3099\u0e33", k=dice.randint(1, 30)))
        + dice.choice(("", "\ufffe", "\uffff", "\U0010ffff", "\ue000", "\ufffd"))
    ).encode()


def digit_bursts(dice: random.Random) -> bytes:
    """What a card reader sends, and far more of it."""
    digits = _some(dice, b"0123456789X*", 1, 60)
    return digits.translate(bytes.maketrans(b"X", b"x")) if dice.random() < 0.2 else digits


def function_keys(dice: random.Random) -> bytes:
    """Keys in the ways of speaking of all terminals: xterm, linux, rxvt, sco, vt52, vt100's keypad, kitty."""
    return b"".join(
        dice.choice(
            (
                b"\x1bO" + _some(dice, b"PQRSABCDHFMjklmnpqrstuvwxy", 1, 1),
                b"\x1b[[" + _some(dice, b"ABCDE", 1, 1),
                b"\x1b[%d~"
                % dice.choice(
                    (
                        1,
                        2,
                        3,
                        4,
                        5,
                        6,
                        7,
                        8,
                        11,
                        12,
                        13,
                        14,
                        15,
                        17,
                        18,
                        19,
                        20,
                        21,
                        23,
                        25,
                        26,
                        28,
                        29,
                        31,
                        34,
                    )
                ),
                b"\x1b[1;%d" % dice.randint(2, 8) + _some(dice, b"ABCDHFPQRS", 1, 1),
                b"\x1b[%d;%d~" % (dice.randint(1, 20), dice.randint(2, 8)),
                b"\x1b[%d^" % dice.randint(1, 24),
                b"\x1b[%d$" % dice.randint(1, 24),
                b"\x1b[" + _some(dice, b"ABCDHFZ", 1, 1),
                b"\x1b" + _some(dice, b"ABCDHYZ", 1, 1),
                b"\x1b[%d;1u" % dice.randint(1, 57450),
                b"\x1b\x1b[A",
                b"\x1b[" + _some(dice, b"a-z", 1, 1),
            )
        )
        for _key in range(dice.randint(1, 4))
    )


def control_keys(dice: random.Random) -> bytes:
    """All Ctrl keys, and Alt with a letter."""
    return b"".join(
        dice.choice((_some(dice, bytes(range(1, 32)), 1, 1), b"\x1b" + _some(dice, b"abcxyz019", 1, 1)))
        for _key in range(dice.randint(1, 6))
    )


def words(dice: random.Random) -> bytes:
    """Words, digits and the ends of fields, as a clerk types them, only madly."""
    return b"".join(
        dice.choice(
            (
                "马天翔".encode(),
                b"1",
                b"2",
                b"3",
                b"9",
                b"0",
                b"\r",
                b"\r",
                b"\x1b[B",
                b"\x1b[A",
                b"20140520",
                b"5306991",
                "属龙".encode(),
                b"\t",
                b"\x1bOS",
                b"\x1bOR",
            )
        )
        for _n in range(dice.randint(1, 8))
    )


def mixtures(dice: random.Random) -> bytes:
    """Two of the other kinds, one cut into the other."""
    one, other = (KINDS[dice.choice(_MIXED)](dice) for _each in range(2))
    at = dice.randint(0, len(one))
    return one[:at] + other + one[at:]


_ALL: tuple[Make, ...] = (
    random_bytes,
    broken_utf8,
    overlong_utf8,
    surrogates,
    gbk_names,
    utf8_names,
    half_names,
    cut_sequences,
    open_pastes,
    endless_sequences,
    huge_numbers,
    mouse_reports,
    answers,
    long_answers,
    pastes,
    huge_pastes,
    c1_bytes,
    nuls,
    invisible,
    combining,
    digit_bursts,
    function_keys,
    control_keys,
    words,
    mixtures,
)
KINDS: dict[str, Make] = {make.__name__: make for make in _ALL}
_MIXED = [name for name in KINDS if name not in ("mixtures", "long_answers", "huge_pastes")]
#: These take longer than hundreds of others; they come that much more seldom.
RARE = ("long_answers", "huge_pastes")
#: Nothing in them is a key or a character: the field at hand must not change at all. First wherever the terminal
#: speaks ASCII beside something else, then what is silent only because UTF-8 knows that it is broken.
SILENT = ("cut_sequences", "endless_sequences", "mouse_reports", "answers", "long_answers", "nuls")
SILENT_IN_UTF8 = (*SILENT, "broken_utf8", "overlong_utf8", "surrogates", "c1_bytes", "invisible")
#: What is begun and never ended; a pause must end it.
UNENDED = ("cut_sequences", "cut_sequences", "cut_sequences", "open_pastes")

_ELSEWHERE = re.compile(
    rb"[\r\n\t\x03\x11]"  # Enter, Tab, and the two that end the program
    rb"|\x1b\[[ -?]*[ABPQRSZ]"  # up, down, PF1-PF4, Shift+Tab
    rb"|\x1b\[(?!20[01]~)[ -?]*~"  # page keys and function keys
    rb"|\x1bO[ABPQRSZM]"
    rb"|\x1b\[\[[A-E]"
)
_ENDING = re.compile(rb"[\x03\x11]|\x1b\[24[;\d]*~")


def leads_elsewhere(data: bytes) -> bool:
    """Whether a key that leaves the field may be in it, however it is read; a minus sign opens the menu."""
    read = data.decode("utf-8", "replace") + data.decode("gb18030", "replace")
    return bool(_ELSEWHERE.search(data)) or "-" in read or "\uff0d" in read


def ends_the_program(data: bytes) -> bool:
    """Whether Ctrl+C, Ctrl+Q or F12 may be in it."""
    return bool(_ENDING.search(data))


def draw(dice: random.Random, names: tuple[str, ...]) -> tuple[str, bytes]:
    """A kind among `names` and a string of it."""
    name = dice.choice(names)
    while name in RARE and dice.random() > 0.01:
        name = dice.choice(names)
    return name, KINDS[name](dice)
