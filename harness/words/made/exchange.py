"""What the counter says of an exchange with the county."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from hukou_tui.context import AppContext
from hukou_tui.session.exchange import AcknowledgementResult, SendingResult, not_taken, strange_packet

CASE = "530699001-20160614-007"
#: A copy of that day was put back at this station.
_STATION: Any = SimpleNamespace(queries=SimpleNamespace(lost_since=lambda _number: "2016-06-01T08:00:00Z"))


def results() -> Iterator[tuple[str, str]]:
    """What a packet or an acknowledgement came to."""
    yield "nothing to be sent", SendingResult(0, 0, 0).sentence()
    yield "packet 3 with two cases, copied with an earlier one", SendingResult(3, 2, 2).sentence()
    yield (
        "four cases acknowledged, two of them decided, one not fitting",
        _answer(acknowledged=4, moved=2, refused=1),
    )
    yield "the same file once more", _answer(known=True)
    yield "packets 2 and 5 never reached the county", _answer(missing=(2, 5))


def _answer(known: bool = False, acknowledged: int = 0, moved: int = 0, missing: tuple[int, ...] = (),
            refused: int = 0) -> str:  # fmt: skip
    return AcknowledgementResult(known, acknowledged, moved, missing, refused).sentence()


def not_taken_in() -> Iterator[tuple[str, str]]:
    """Why the county's word was not taken in."""
    here: Any = AppContext(None, False)  # type: ignore[arg-type]
    for what, code in (
        ("a number given out before a copy was put back", "made_before_copy"),
        ("a decision without a badge", "county_officer"),
        ("a code that only a newer program knows", "of_a_newer_program"),
    ):
        yield what, not_taken(CASE, code, _STATION, here)
    yield "a packet that this station never wrote", strange_packet("530699001-000009.json")
