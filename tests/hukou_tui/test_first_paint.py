"""The first screen stands before anything heavy is loaded, and without a terminal the program says so at once."""

from __future__ import annotations

import subprocess
import sys

from harness.terminal.first_picture import HEAVY

_PAINT = """
import asyncio, sys
from datetime import date
from pathlib import Path
from hukou_tui.app import CounterApp
from hukou_tui.context import AppContext
from hukou_tui.words.catalogue import use_language

use_language("zh")
app = CounterApp(AppContext(Path(sys.argv[1]), True, "zh", "", date(2016, 6, 14)))
app.loader.start = lambda: None

async def paint():
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.screen.line("title").text.strip()
        print(",".join(sorted(sys.modules)))

asyncio.run(paint())
"""


def test_the_first_paint_has_loaded_nothing_heavy(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", _PAINT, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(done.stdout.strip().split(","))
    assert "hukou_tui.screens.counter.home" in loaded
    assert not loaded.intersection(HEAVY)
    assert not {name for name in loaded if name.split(".")[0] == "db"}


def test_without_a_terminal_one_sentence_names_tour(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "hukou_tui", "--data", str(tmp_path)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip
    assert done.returncode == 2
    assert "tour" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not done.stdout
