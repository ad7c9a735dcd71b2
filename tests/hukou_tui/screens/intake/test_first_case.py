"""The first case of the README, key by key in both languages: it ends granted, with nothing blank on its paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.stations.practice_folder import copy_to
from hukou_tui.app import CounterApp
from hukou_tui.context import AppContext
from hukou_tui.demo.player import Player, at_keyboard
from hukou_tui.paper.slips import render_slip
from hukou_tui.paper.slips.occasion import BLANK
from hukou_tui.practice.frozen_day import FROZEN_ON
from hukou_tui.words import catalogue

ROOT = Path(__file__).resolve().parents[4]
#: What is typed on the page of words; an empty text is passed over by Enter.
TYPED = ("张一诺", "", "", "张玉莲", "张玉莲", "张玉莲", "", "", "", "张德明", "孙女", "青山乡新街村一社")
#: The page of digits, as the README has it.
DIGITS = ("enter", "2", *"20160218", "1", *"07", "enter", "enter", "enter", "enter", "1", "0", "enter", "1", "enter")
#: From step 2 to the grant: the keys of the README, one after the other.
SITUATION = ("1", "1", "2", "1", "1", "1")
DECIDING = ("1", "enter", "8", "f6", *"P00002", "enter", "1")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_first_case_of_the_readme_ends_with_every_paper_complete(lang: str, tmp_path: Path, monkeypatch):
    import asyncio

    monkeypatch.setattr(catalogue, "_language", lang)
    folder = copy_to(tmp_path)
    app = CounterApp(AppContext(folder, True, lang, "", FROZEN_ON))

    async def work(hand: Player) -> None:
        await hand.until(lambda: app.session.ready, "the station")
        await hand.settle()
        await hand.key("f3", "3", "enter")
        for text in TYPED:
            if text:
                await hand.text(text)
            await hand.key("enter")
        await hand.key(*DIGITS)
        await hand.key(*SITUATION, "f4")
        for row in hand.keys_of("applicant:"):
            await hand.mark(row, "1")
        await hand.key("f4", "9")
        await hand.form({"result": "none"})
        await hand.key("f4", "f4")
        await hand.key(*DECIDING)
        await hand.confirm()
        case = app.session.cases.at_hand
        assert case.status == "granted"
        assert case.determined is not None and case.determined.on == "2016-02-18"
        settings = app.session.desk.state.settings
        paper = render_slip("granted", case, app.session.cases.rules, settings, lang, FROZEN_ON, operator="P00002")
        decision = paper.split("\n\n")[0]
        for text in ("张玉莲", "张一诺", "青山乡新街村一社", "P00002"):
            assert text in paper
        assert BLANK not in decision

    try:
        asyncio.run(at_keyboard(app, work, (80, 24)))
    finally:
        app.session.close()


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_tells_these_keys(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")
    told = text[text.index("张一诺") : text.index("F12", text.index("张一诺"))]
    for keys in ("张玉莲", "张德明", "孙女", "青山乡新街村一社", "20160218", "`8`", "P00002"):
        assert keys in told, keys
