"""A hand at the keyboard of a program without a terminal: it reads the screen and presses keys."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from textual import _wait
from textual.widget import Widget

from hukou_tui.screens.frame.confirm import COPY, DIGITS
from hukou_tui.screens.intake.intake import Intake
from widgets.field import Field
from widgets.paged_list import PagedList

if TYPE_CHECKING:
    from textual.pilot import Pilot
    from textual.screen import Screen

    from hukou_tui.app import CounterApp

#: Seconds that a screen may take to answer a key; a slow disk is slower than any of them.
PATIENCE = 30.0
#: Seconds between two looks at the screen.
BEAT = 0.005


class PlayerStuck(Exception):
    """The screen did not come to what was waited for; `what` says in English what that was."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The screens did not answer as expected: {what}.")
        self.what = what


class Player:
    """Presses keys through the pilot, one by one, and waits by looking at the session and the screen."""

    def __init__(self, app: CounterApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    # Waiting -----------------------------------------------------------------------------

    async def until(self, true: Callable[[], bool], what: str, beats: int = 1) -> None:
        """Wait until `true` for so many looks; raises PlayerStuck, or why the station did not open."""
        deadline = time.monotonic() + PATIENCE
        seen = 0
        while seen < beats:
            seen = seen + 1 if true() else 0
            if self.app.failure is not None:
                raise self.app.failure
            if time.monotonic() > deadline:
                raise PlayerStuck(what)
            await asyncio.sleep(BEAT)

    async def settle(self) -> None:
        """Wait until everything is on disk and looked up, and no message between the screens is open."""
        await self.until(lambda: self.app.session.ready, "the station is open")
        reached = self.app.session.queue.when_done()
        await self.until(lambda: reached.done() and self._quiet(), "everything comes to rest", beats=3)

    async def wait_for_paint(self) -> None:
        """Wait until the screen shows what it knows: it paints some sixty times a second."""
        await self.until(self._quiet, "the screen is painted", beats=6)
        await self.pilot.pause()

    def _quiet(self) -> bool:
        session = self.app.session
        if not session.ready or session.pending or session.cases.lookup.looking:
            return False
        cases = session.cases
        if cases.is_open and cases.lookup.found is not None and cases.at_hand.lookup is None:
            return False
        parts = (self.app, *self.app.screen.walk_children(with_self=True))
        return not any(part.message_queue_size for part in parts)

    # Keys --------------------------------------------------------------------------------

    async def key(self, *keys: str) -> None:
        """Press function keys, digits or Enter, each of them answered before the next."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def text(self, text: str) -> None:
        """Type `text` character by character into the field that has the focus, in place of what it holds."""
        field = self.field()
        await self.pilot.press("ctrl+u", *text)
        await self.until(
            lambda: self.app.focused is not field or field.typed_text.strip() == text.strip(),
            f"the text stands in {field.key}",
        )

    # What the screen shows ---------------------------------------------------------------

    @property
    def intake(self) -> Intake:
        """The intake of a case; raises PlayerStuck if something else is shown."""
        if not isinstance(self.app.screen, Intake):
            raise PlayerStuck("a case is shown")
        return self.app.screen

    async def at(self, screen: type[Screen[None]]) -> None:
        """Wait until a screen of that kind is shown and at rest."""
        await self.until(lambda: isinstance(self.app.screen, screen), f"{screen.__name__} opens")
        await self.settle()

    # Fields ------------------------------------------------------------------------------

    def field(self) -> Field:
        """The field that has the focus; raises PlayerStuck if there is none."""
        if not isinstance(self.app.focused, Field):
            raise PlayerStuck("a field has the focus")
        return self.app.focused

    async def fill(self, values: Mapping[str, str]) -> None:
        """Go through the fields by Enter and give each in `values` its value; stays in the last of them."""
        left = dict(values)
        await self.until(lambda: left.keys() <= self._fields_here(), "the fields are shown")
        while left:
            field = self.field()
            value = left.pop(field.key, None)
            if value is not None and field.options:
                await self._leave(field, str([option.value for option in field.options].index(value) + 1))
                continue
            if value is not None:
                await self.text(value)
            if left and self.app.focused is field:
                await self._leave(field, "enter")

    def _fields_here(self) -> set[str]:
        """The fields on the page that has the focus."""
        focused = self.app.focused
        page = focused.parent if isinstance(focused, Field) else None
        return {field.key for field in page.query(Field)} if isinstance(page, Widget) else set()

    async def _leave(self, field: Field, key: str) -> None:
        """A digit or Enter goes on to the next field, or hands the form over."""
        await self.key(key)
        await self.until(lambda: self.app.focused is not field, f"{field.key} is left")

    async def form(self, values: Mapping[str, str]) -> None:
        """Fill a form and hand it over: what `values` leaves out keeps what stands in it."""
        await self.until(lambda: isinstance(self.app.focused, Field), "the form opens")
        left = dict(values)
        while isinstance(self.app.focused, Field):
            field = self.field()
            await self.fill({field.key: left.pop(field.key)} if field.key in left else {})
            if self.app.focused is field:
                await self._leave(field, "enter")
        await self.settle()

    # Lists -------------------------------------------------------------------------------

    def focused_list(self) -> PagedList:
        """The list that has the focus; raises PlayerStuck if there is none."""
        if not isinstance(self.app.focused, PagedList):
            raise PlayerStuck("a list has the focus")
        return self.app.focused

    def keys_of(self, start: str = "") -> list[str]:
        """What the rows of the list stand for, where it begins with `start`."""
        return [row.key for row in self.focused_list().rows if row.key and row.key.startswith(start)]

    async def wait_for_row(self, key: str) -> None:
        """Wait until the list with the focus has a row that begins with `key`."""
        await self.until(
            lambda: isinstance(self.app.focused, PagedList) and bool(self.keys_of(key)),
            f"the list offers {key}",
        )

    async def go_to(self, key: str) -> None:
        """Put the row `key` at hand by the arrow keys."""
        await self.wait_for_row(key)
        keys = self.keys_of()
        distance = keys.index(key) - keys.index(self.focused_list().current)
        await self.key(*["down" if distance > 0 else "up"] * abs(distance))

    async def choose(self, key: str) -> None:
        """Press the digit that stands before the row `key`."""
        await self.wait_for_row(key)
        rows = self.focused_list().on_page()
        at = next(n for n, row in enumerate(rows) if row.key == key)
        # An act keeps a digit of its own; elsewhere the place on the page is the digit.
        said = str(rows[at].text).split(maxsplit=1)[0] if isinstance(rows[at].text, str) else ""
        await self.key(said if said.isdecimal() else str(at + 1))

    async def confirm(self, values: Mapping[str, str] | None = None) -> None:
        """Fill the form that asks once more before a final act, and copy the case number's last three digits."""
        await self.form({**(values or {}), COPY: self.app.session.cases.at_hand.id[-DIGITS:]})

    async def mark(self, key: str, digit: str) -> None:
        """Press `digit` on the row `key`."""
        await self.go_to(key)
        await self.key(digit)


@contextmanager
def _brisk() -> Iterator[None]:
    """The pilot rests 40 ms after each key, whatever happens; who looks at the session need not wait so long."""
    kept = _wait.SLEEP_GRANULARITY
    _wait.SLEEP_GRANULARITY = 0.002
    try:
        yield
    finally:
        _wait.SLEEP_GRANULARITY = kept


async def at_keyboard(
    app: CounterApp, work: Callable[[Player], Awaitable[None]], size: tuple[int, int]
) -> None:
    """Run `app` on a screen of `size` (columns, rows) that nobody sees, and let a hand do `work`."""
    with _brisk():
        async with app.run_test(size=size) as pilot:
            await work(Player(app, pilot))
