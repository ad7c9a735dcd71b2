"""A counter that is played in this process, its screens read one by one: the same words in every run.

The clock stands, secrets that are made up are always the same ones, and what the counter says for a moment only, until
the disk has answered, stands above the screen that comes after it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest.mock import patch

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from db.keys import passphrases, sealing
from harness.stations.intake import AT, CHEAP, DAY, PASSPHRASE
from harness.stations.seated import running, shown, until
from harness.terminal.pictured import EACH_TIME
from hukou_tui.app import CounterApp
from hukou_tui.context import AppContext
from hukou_tui.screens.frame.frame import Frame
from hukou_tui.session import daily_check, key_administration
from hukou_tui.session.daily_check import CheckResult
from hukou_tui.words.catalogue import language, use_language

#: Narrow enough for Chinese; English sentences are read on the wider terminal.
SIZES = {"zh": (80, 24), "en": (132, 24)}
_A_MOMENT = 0.03
MADE_UP, RECOVERY = "2422-1502-6807-5885", "ITDY-NSVV-ZUXP-DVFY-ELZV-C32R-GRZJ-2XKV-ZTJJ"
FITS = CheckResult(41, "0" * 64, 1, "", same_medium=False, finding="", finding_seq=0)


class Standing(AppContext):
    """A workplace whose minute stands still as well as its day."""

    def now(self) -> str:
        return AT


class Playing:
    """Keys for a counter, and what it shows in the states that were named."""

    def __init__(self, pilot: Pilot[Any], app: CounterApp, folder: Path) -> None:
        self.pilot, self.app, self.folder = pilot, app, folder
        self.seen: dict[str, str] = {}
        self.said: list[str] = []
        #: What the check of the file comes to, one after the other, and then always the last.
        self.checks: list[CheckResult | Exception] = [FITS]

    async def press(self, *keys: str) -> None:
        """Keys by name, and what comes of them."""
        for key in keys:
            self.send(events.Key(key, key if len(key) == 1 else None))
            await self.rest()

    async def type(self, text: str, *then: str) -> None:
        """Characters as a hand types them that waits for no picture, then keys by name."""
        for char in text:
            self.send(events.Key(char if char.isalnum() else _character_to_key(char), char))
        if text and not then:
            await self.pilot.pause()
        await self.press(*then)

    def send(self, key: events.Event) -> None:
        """Something that comes from the keyboard."""
        driver = self.app._driver
        assert driver is not None
        key.set_sender(self.app)
        driver.send_message(key)

    async def rest(self) -> None:
        """Until nothing is awaited and nothing is on its way to the disk; a pause costs a fiftieth of a second."""
        await self.pilot.pause()
        if self._is_busy():
            await until(self.pilot, lambda: not self._is_busy(), "a rest")

    def _is_busy(self) -> bool:
        session = self.app.session
        return self.app.awaits or bool(session.pending) or (session.ready and session.cases.lookup.looking)

    async def until(self, holds: Callable[[], object], what: str) -> None:
        """Until `holds()`: what is brought by news from another thread."""
        await until(self.pilot, holds, what)
        if self._is_busy():
            await self.rest()

    async def laid_over(self) -> None:
        """Until a form or a text lies over the screen."""
        await self.until(lambda: self.app.screen.over is not None, "a form or a text")

    async def told(self, *keys: str) -> None:
        """Press keys, and wait for what is said of it in the end."""
        before = len(self.said)
        await self.press(*keys)
        await self.until(lambda: len(self.said) > before, "a message")

    async def see(self, name: str) -> None:
        """Keep what is shown now, and above it what was said meanwhile and is not to be read any more."""
        assert name not in self.seen, name
        before, picture = "", shown(self.pilot)
        # A hint may come a moment after its form.
        while picture != before:
            await self.rest()
            await self.pilot.pause(_A_MOMENT)
            before, picture = picture, shown(self.pilot)
        rows = [EACH_TIME.sub("H", row.rstrip()) for row in picture.splitlines()]
        now = self.app.screen.line("message").text.strip()
        gone = [f"-- {said}" for said in dict.fromkeys(self.said) if said and said != now]
        self.said.clear()
        # What stands where is the walk's matter; a reviewer is spared the empty rows.
        self.seen[name] = re.sub(r"\n{3,}", "\n\n", "\n".join([*gone, *rows]))


class Journey(NamedTuple):
    """A station, who sits down at it (nobody, where that is part of the journey), and what is done there."""

    made: Callable[[Path], None]
    play: Callable[[Playing], Awaitable[None]]
    operator: str = ""
    practice: bool = False
    passphrase: str = PASSPHRASE


def played(journey: Journey, lang: str) -> dict[str, str]:
    """The states of a journey in that language, by their names."""
    before = language()
    try:
        with TemporaryDirectory(prefix="played-") as home, _the_same_each_time(Path(home)):
            return asyncio.run(_played(journey, lang, Path(home)))
    finally:
        use_language(before)


async def _played(journey: Journey, lang: str, home: Path) -> dict[str, str]:
    folder = home / "practice" if journey.practice else home / "station"
    journey.made(folder)
    # As the program does before its first picture; later the station may remember another one.
    use_language(lang)
    app = CounterApp(Standing(folder, journey.practice, lang, journey.operator, DAY))
    with ExitStack() as heard:
        async with running(app, SIZES[lang]) as pilot:
            playing = Playing(pilot, app, folder)
            heard.enter_context(patch.object(Frame, "say", _heard(playing.said)))
            heard.enter_context(patch.object(daily_check, "check_station", _checked(playing)))
            if journey.practice:
                await until(pilot, lambda: app.session.ready, "the counter")
            else:
                await until(pilot, lambda: app.locked and not app.awaits and app.focused, "the first form")
            if journey.operator and not journey.practice:
                await playing.type(journey.passphrase, "enter")
                await playing.until(lambda: not app.locked and app.session.ready, "the counter")
            await playing.rest()
            playing.said.clear()
            await journey.play(playing)
    return playing.seen


def _heard(said: list[str]) -> Callable[..., None]:
    right = Frame.say

    def say(frame: Frame, text: str, *, alert: bool = False) -> None:
        said.append(text)
        right(frame, text, alert=alert)

    return say


def _checked(playing: Playing) -> Callable[..., CheckResult]:
    def check(*_of: object) -> CheckResult:
        checks = playing.checks
        found = checks.pop(0) if len(checks) > 1 else checks[0]
        if isinstance(found, Exception):
            raise found
        return found

    return check


@contextmanager
def _the_same_each_time(home: Path) -> Iterator[None]:
    """Secrets that cost nothing and are made up beforehand; `~` is the folder of this journey."""
    with (
        patch.object(sealing, "calibrate_cost", lambda: CHEAP),
        patch.object(key_administration, "new_passphrase", lambda: MADE_UP),
        patch.object(passphrases, "new_recovery_key", lambda: RECOVERY),
        patch.dict("os.environ", HOME=str(home)),
    ):
        yield
