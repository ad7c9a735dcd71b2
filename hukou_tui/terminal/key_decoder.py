"""Bytes from the keyboard read as keys and pastes; whatever arrives, nothing raises and nothing steers the program.

Read are the keys of xterm, screen, tmux, the Linux console, rxvt and the VT100 (PF1-PF4 are F1-F4, its keypad in both
modes). Every other escape sequence - reports of a mouse, of the focus, of a size - is passed over whole.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator

from textual import events
from textual.keys import _character_to_key

ESC = "\x1b"
_CONTROLS = {
    "\r": "enter", "\n": "enter", "\t": "tab", "\x7f": "backspace", "\x08": "backspace", "\x15": "ctrl+u",
    "\x03": "ctrl+c", "\x11": "ctrl+q", "\x0c": "ctrl+l", "\x01": "home", "\x05": "end",
}  # fmt: skip
_FINALS = {
    "A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end", "Z": "shift+tab",
    "P": "f1", "Q": "f2", "R": "f3", "S": "f4",
}  # fmt: skip
_NUMBERED = {
    1: "home", 2: "insert", 3: "delete", 4: "end", 5: "pageup", 6: "pagedown", 7: "home", 8: "end",
    11: "f1", 12: "f2", 13: "f3", 14: "f4", 15: "f5", 17: "f6", 18: "f7", 19: "f8", 20: "f9", 21: "f10",
    23: "f11", 24: "f12",
}  # fmt: skip
#: The keypad of a VT100 in application mode, and the Linux console's first five function keys.
_KEYPAD = {
    "M": "\r",
    "j": "*",
    "k": "+",
    "l": ",",
    "m": "-",
    "n": ".",
    **{chr(112 + n): str(n) for n in range(10)},
}
_CONSOLE = {"A": "f1", "B": "f2", "C": "f3", "D": "f4", "E": "f5"}
#: Strings that a terminal answers with, up to BEL or ESC \.
_STRINGS = "]P_^X"
#: No sequence of a keyboard and no paste needs more; what is longer is passed over to its end.
_LONGEST_SEQUENCE, LONGEST_PASTE = 48, 65536
#: Behind ESC [ M an old terminal reports the mouse in as many characters.
_MOUSE_REPORT = 3
_PASTE_END = ESC + "[201~"

Event = events.Key | events.Paste
_State = Callable[[str], Iterator[Event]]


class KeyReader:
    """Keeps what is begun between two reads: half a character, half a sequence, an open paste."""

    def __init__(self, encoding: str = "utf-8") -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._state: _State = self._ground
        self._begun = ""
        self._pasted: list[str] = []

    def feed(self, data: bytes) -> list[Event]:
        """The keys and pastes that `data` completes, in order."""
        return self._decode_text(self._decoder.decode(data))

    def flush(self) -> list[Event]:
        """Nothing came for `patience` seconds: what is half read is given up, what was pasted is handed on."""
        found = self._decode_text(self._decoder.decode(b"", final=True))
        self._decoder.reset()
        if self._state == self._paste and self._pasted:
            found.append(events.Paste("".join(self._pasted)))
        self._go(self._ground)
        return found

    @property
    def patience(self) -> float | None:
        """Seconds to wait for the rest of what is begun; None if nothing is."""
        if self._state == self._paste:
            return 1.0
        return 0.1 if self._state != self._ground or self._decoder.getstate()[0] else None

    def _decode_text(self, text: str) -> list[Event]:
        return [event for character in text for event in self._state(character)]

    def _go(self, state: _State, begun: str = "") -> None:
        self._state, self._begun = state, begun

    # States ------------------------------------------------------------------------------

    def _ground(self, character: str) -> Iterator[Event]:
        if character == ESC:
            self._go(self._escape)
        elif character in _CONTROLS:
            yield events.Key(_CONTROLS[character], None)
        elif character.isprintable() and character != "\ufffd":
            yield events.Key(_character_to_key(character), character)

    def _escape(self, character: str) -> Iterator[Event]:
        """Behind ESC: the beginning of a sequence, or a key of its own with Alt or Esc before it."""
        if character == "[":
            self._go(self._sequence)
        elif character == "O":
            self._go(self._function)
        elif character in _STRINGS:
            self._go(self._answer)
        elif character != ESC:
            self._go(self._ground)
            yield from self._ground(character)

    def _function(self, character: str) -> Iterator[Event]:
        """ESC O: PF keys, arrows, and the keypad."""
        self._go(self._ground)
        if character in _KEYPAD:
            yield from self._ground(_KEYPAD[character])
        elif character in _FINALS:
            yield events.Key(_FINALS[character], None)
        elif not "@" <= character <= "~":
            yield from self._ground(character)

    def _sequence(self, character: str) -> Iterator[Event]:
        """ESC [ parameters, up to the letter that ends it; anything else breaks it off and counts by itself."""
        if character == "[" and not self._begun:
            self._go(self._console)
        elif "@" <= character <= "~":
            begun = self._begun
            self._go(self._ground)
            yield from self._finish_sequence(begun, character)
        elif " " <= character <= "?":
            # What is too long for a key stays too long: its digits must not become keys.
            self._begun = (self._begun + character)[:_LONGEST_SEQUENCE]
        else:
            self._go(self._ground)
            yield from self._ground(character)

    def _console(self, character: str) -> Iterator[Event]:
        self._go(self._ground)
        if character in _CONSOLE:
            yield events.Key(_CONSOLE[character], None)

    def _finish_sequence(self, parameters: str, final: str) -> Iterator[Event]:
        if final == "M" and not parameters:
            self._go(self._mouse)
            return
        number, _semicolon, modifier = parameters.partition(";")
        # A modifier is one digit: the key counts without it. Reports have other numbers and are no keys.
        plain = not modifier or (len(modifier) == 1 and modifier.isdecimal())
        if not plain or (parameters and not number.isdecimal()):
            return
        if final == "~" and len(number) <= 3 and number:
            if number == "200":
                self._pasted = []
                self._go(self._paste)
            elif int(number) in _NUMBERED:
                yield events.Key(_NUMBERED[int(number)], None)
        elif final in _FINALS and number in ("", "1"):
            yield events.Key(_FINALS[final], None)

    def _mouse(self, character: str) -> Iterator[Event]:
        """The button and the place, each a character that nobody typed; a control character is none of them."""
        self._begun += character
        if character < " ":
            self._go(self._ground)
            yield from self._ground(character)
        elif len(self._begun) >= _MOUSE_REPORT:
            self._go(self._ground)

    def _answer(self, character: str) -> Iterator[Event]:
        """A string that nobody asked for, up to its end, however long."""
        if character == "\a" or (character == "\\" and self._begun == ESC):
            self._go(self._ground)
        else:
            self._begun = character
        return
        yield

    def _paste(self, character: str) -> Iterator[Event]:
        pasted = self._pasted
        pasted.append(character)
        if character == "~" and "".join(pasted[-len(_PASTE_END) :]) == _PASTE_END:
            self._go(self._ground)
            yield events.Paste("".join(pasted[: -len(_PASTE_END)]))
        elif len(pasted) > LONGEST_PASTE:
            # What is beyond every field is dropped; the end is still looked for.
            del pasted[-len(_PASTE_END) - 1]
