"""A form of ten fields in curses, as a green screen has it: Enter and Tab leave a field, the up arrow goes back."""

from __future__ import annotations

import curses
import locale

LABELS = ("姓名", "曾用名", "父亲姓名", "母亲姓名", "监护人", "申报人姓名", "翻译人", "学校", "户主", "地址")
COLUMN = 18


def paint(screen: curses.window, texts: list[str], at: int) -> None:
    """The fields with the mark at the one at hand, a hint, and the cursor behind its text."""
    for row, (label, text) in enumerate(zip(LABELS, texts, strict=True)):
        screen.move(3 + row, 0)
        screen.clrtoeol()
        screen.addstr((">" if row == at else " ") + " " + label)
        screen.addstr(3 + row, COLUMN, text, curses.A_UNDERLINE if row == at else curses.A_BOLD)
    screen.move(20, 0)
    screen.clrtoeol()
    screen.addstr("填写" + LABELS[at])
    screen.addstr(3 + at, COLUMN, texts[at], curses.A_UNDERLINE)
    screen.refresh()


def main(screen: curses.window) -> None:
    """Until F12."""
    texts, at = [""] * len(LABELS), 0
    screen.addstr(0, 0, "户口登记窗口", curses.A_REVERSE)
    screen.addstr(23, 0, "F1帮助 F12退出", curses.A_REVERSE)
    while True:
        paint(screen, texts, at)
        key = screen.get_wch()
        if key == curses.KEY_F12:
            return
        if key in ("\t", "\n", "\r"):
            at = (at + 1) % len(texts)
        elif key == curses.KEY_UP:
            at = (at - 1) % len(texts)
        elif key in ("\x7f", curses.KEY_BACKSPACE):
            texts[at] = texts[at][:-1]
        elif isinstance(key, str):
            texts[at] += key


if __name__ == "__main__":
    locale.setlocale(locale.LC_ALL, "")
    curses.wrapper(main)
