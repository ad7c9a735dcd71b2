"""An application that hands keys to its parts as the counter does: at once, in the order typed."""

from __future__ import annotations

from textual import events
from textual.app import App

from widgets.key_taker import KeyTaker


class KeyedApp(App[None]):
    """What has the focus takes the key before Textual's queues do."""

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            taker = self.focused
            if isinstance(taker, KeyTaker) and taker.take_key(event):
                return
        await super().on_event(event)
