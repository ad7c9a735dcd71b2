"""A card reader types a whole resident identity number faster than any hand; it is to land in one field, not in five.

Digits that follow each other faster than a hand can type are held back until the run ends, and so is what separates
them: a paste that the terminal does not mark is as fast, and its number may stand in groups. A sound number of eighteen
characters is then handed on as one piece, together with the Enter that many readers send behind it; anything else
(keys typed ahead while the program was busy) goes on key by key, as if nothing had been held. The first digit of a run
is handed on at once where it is only text; where a digit acts (a list, a choice), it waits too: no card accepts a case.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual import events

from flows.identity import resident_number

#: Seconds: no hand types two keys closer together, and no reader leaves more between two.
QUICK = 0.02
#: Seconds that a reader may leave between the last digit and its Enter.
TRAILING = 0.05
_LENGTH = 18
#: Keys of a run that are held at most: a number with whatever separates its digits.
_MOST_HELD = 60


class CardRead(events.Paste):
    """A number that a card reader has typed.

    `begun`: its first digit has been handed on as a key already; `ended`: an Enter or a tab came with it.
    """

    def __init__(self, text: str, *, begun: bool, ended: bool) -> None:
        super().__init__(text)
        self.begun = begun
        self.ended = ended


class CardReader:
    """Sits between keyboard and program; `patience` says how long to wait before `flush` lets go what is held."""

    def __init__(self) -> None:
        #: The first digit of the run, if it has been handed on; what is held of the run; when the last key came.
        self._first = ""
        self._held: list[events.Key] = []
        self._last = 0.0

    @property
    def patience(self) -> float | None:
        """Seconds to wait for more; None if nothing is held."""
        if not self._held:
            return None
        return TRAILING if self._is_number() else QUICK

    def feed(
        self, found: Iterable[events.Key | events.Paste], now: float, *, acts: bool = False
    ) -> list[events.Key | events.Paste]:
        """What is to be handed on of `found`, which came at `now` (seconds of a steady clock).

        `acts`: a digit does something where the keys go, and is not mere text.
        """
        passed: list[events.Key | events.Paste] = []
        for event in found:
            passed += self._take(event, now, acts)
        return passed

    def _take(
        self, event: events.Key | events.Paste, now: float, acts: bool
    ) -> list[events.Key | events.Paste]:
        quick = now - self._last <= (TRAILING if self._is_number() else QUICK)
        self._last = now
        digit = (
            resident_number.normalise_number(event.character or "") if isinstance(event, events.Key) else ""
        )
        if digit and digit in "0123456789X":
            if quick and 0 < len(self._number()) < _LENGTH:
                self._held.append(event)  # type: ignore[arg-type]
                return []
            released = self.flush()
            if acts:
                self._held.append(event)  # type: ignore[arg-type]
                return released
            self._first = digit
            return [*released, event]
        if quick and self._number() and len(self._held) < _MOST_HELD and _is_separator(event):
            self._held.append(event)  # type: ignore[arg-type]
            return []
        if self._is_number() and quick and isinstance(event, events.Key) and event.key in ("enter", "tab"):
            return self._card(ended=True)
        return [*self.flush(), event]

    def _number(self) -> str:
        return self._first + "".join(
            resident_number.normalise_number(event.character or "") for event in self._held
        )

    def _is_number(self) -> bool:
        number = self._number()
        return len(number) == _LENGTH and resident_number.check_number(number).valid

    def _card(self, *, ended: bool) -> list[events.Key | events.Paste]:
        card = CardRead(self._number(), begun=bool(self._first), ended=ended)
        self._first, self._held = "", []
        return [card]

    def flush(self) -> list[events.Key | events.Paste]:
        """Nothing more has come in time: what is held is a card's number, or keys like all others."""
        if self._is_number():
            return self._card(ended=False)
        held: list[events.Key | events.Paste] = list(self._held)
        self._first, self._held = "", []
        return held


def _is_separator(event: events.Key | events.Paste) -> bool:
    """Whether a key types something that stands between the groups of a number."""
    typed = event.character if isinstance(event, events.Key) and event.is_printable else ""
    return bool(typed) and not resident_number.normalise_number(typed or "")
