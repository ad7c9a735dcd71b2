"""Exchange with the county at the counter: asked by the screens, done by the station's thread, told by news."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hukou_tui.context import AppContext
from hukou_tui.session.exchange import export, take_acknowledgement
from hukou_tui.session.news import ExchangeDone
from hukou_tui.session.station_queue import StationQueue


class CountyExchange:
    """A packet out, an acknowledgement in; news `ExchangeDone` follows each."""

    def __init__(self, context: AppContext, queue: StationQueue) -> None:
        self._context, self._queue = context, queue

    def send(self, folder: Path) -> None:
        """Write what is due into a packet, and copy all that is outstanding to `folder`."""
        now = replace(self._context)
        self._queue.ask(
            lambda station: ExchangeDone(done=export(station, folder, now)), lambda fault: ExchangeDone(fault=fault)
        )

    def take_acknowledgement(self, file: Path) -> None:
        """Take in the county's answer."""
        now = replace(self._context)
        self._queue.ask(
            lambda station: ExchangeDone(done=take_acknowledgement(station, file, now)),
            lambda fault: ExchangeDone(fault=fault),
        )
