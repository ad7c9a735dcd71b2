"""Keys that are pressed into an application that has failed or ended: the test fails at once, with its fault."""

from __future__ import annotations

import pytest
from textual.app import App

from harness.stations.seated import turns, until


class Failing(App[None]):
    """Fails on one key, and ends on another."""

    def key_f(self) -> None:
        raise ValueError("the fault of the application")

    def key_e(self) -> None:
        self.exit()


async def press_for_ever(key: str) -> None:
    async with Failing().run_test() as pilot:
        for _turn in turns(pilot, "what never comes"):
            await pilot.press(key)


async def test_the_fault_of_the_application_is_told_in_the_turn_after():
    with pytest.raises(ValueError, match="the fault of the application"):
        await press_for_ever("f")


@pytest.mark.parametrize(
    ("key", "told"), [("e", "the application has ended"), ("x", "never got there: what never comes")]
)
async def test_an_end_and_what_never_comes_are_told(key, told):
    with pytest.raises(AssertionError, match=told):
        await press_for_ever(key)


async def test_whoever_waits_hears_of_the_fault_too():
    async def wait() -> None:
        async with Failing().run_test() as pilot:
            await pilot.press("f")
            await until(pilot, lambda: False, "what never comes")

    with pytest.raises(ValueError, match="the fault of the application"):
        await wait()
