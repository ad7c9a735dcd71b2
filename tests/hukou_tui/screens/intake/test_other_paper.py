"""Step 3, key 5: somebody asks for another paper, by keys through the real screens."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from harness.stations.home_birth import HOME_BIRTH, opened, with_a_case
from harness.stations.seated import at_counter, shown, until
from hukou_tui.app import CounterApp
from hukou_tui.words import catalogue
from widgets.palette import ALERT


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")


async def told(pilot: Pilot, app: CounterApp, name: str) -> str:
    """What is said to somebody who asks for the paper of that name."""
    await pilot.press("5")
    await until(pilot, lambda: app.screen.over is not None and not app._awaited, "the form")
    app.screen.focused.retype(name)
    await pilot.press("enter")
    await until(pilot, lambda: app.screen.over is None, "the papers")
    return str(app.screen.line("message").text).strip()


async def test_each_paper_that_is_needed_is_yes_by_the_name_people_give_it(tmp_path: Path):
    with_a_case(tmp_path, HOME_BIRTH)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await opened(pilot, app, 2)
        for name in (
            "户口本",
            "《结婚证》",
            "出生证",
            "出生证原件",
            "亲子鉴定",
            "申请书",
            "marriage certificate",
        ):
            said = await told(pilot, app, name)
            assert said.startswith("Yes: "), (name, said)
        assert "国办发〔2015〕96号 (一)" in await told(pilot, app, "结婚证")
        assert "Yes: 国办发〔2015〕96号" in shown(pilot)
        assert "not in this case: foreign birth certificate" in await told(pilot, app, "出生证")

    await at_counter(tmp_path, play)


async def test_what_may_not_be_demanded_and_what_nobody_knows_is_no(tmp_path: Path):
    with_a_case(tmp_path, HOME_BIRTH)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await opened(pilot, app, 2)
        for name in ("准生证", "无违法生育证明", "无犯罪记录证明", "迁移证", "户口本遗失声明"):
            said = await told(pilot, app, name)
            assert said.startswith("NO."), (name, said)
        said = await told(pilot, app, "无违法生育证明")
        assert "proof of lawful birth" in said and "part 1 (1)" in said and "birth permit" not in said

    await at_counter(tmp_path, play)


async def test_only_a_plain_yes_rings_no_bell(tmp_path: Path):
    """Of two papers at once one may be demanded: beside one that never may be, that is no yes."""
    with_a_case(tmp_path, HOME_BIRTH)

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await opened(pilot, app, 2)
        for name, alert in (
            ("户口本", False), ("户口本和结婚证", False), ("户口本和准生证", True), ("准生证", True), ("迁移证", True),
            ("户口本遗失声明", True),
        ):  # fmt: skip
            said = await told(pilot, app, name)
            assert (app.screen.line("message")._look == ALERT) == alert, (name, said)
        said = await told(pilot, app, "户口本和准生证")
        assert said.startswith("NO. birth permit may not be demanded") and "Yes: " in said

    await at_counter(tmp_path, play)


async def test_while_a_question_is_open_nothing_is_denied_that_may_be_needed(tmp_path: Path):
    with_a_case(tmp_path, {"cause": "never_registered"})

    async def play(pilot: Pilot, app: CounterApp) -> None:
        await opened(pilot, app, 2)
        assert (await told(pilot, app, "结婚证")).startswith("Not clear yet")
        assert (await told(pilot, app, "准生证")).startswith("NO.")

    await at_counter(tmp_path, play)
