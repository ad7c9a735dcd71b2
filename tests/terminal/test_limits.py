"""Hard limits of what a key costs on the line, on the real program, for every screen that a walk comes to.

A limit that a later screen breaks is reported with the screen and the count. How screens are found: harness/walk.
"""

from __future__ import annotations

import pytest

from harness.stations.practice_folder import copy_to
from harness.terminal.first_picture import HEAVY, loaded_at_first_picture
from harness.terminal.metered import Metered
from harness.terminal.terminal import KEYS
from harness.walk.paying import LIMITS, most_of_a_move, walk_and_pay

#: Seconds in which nothing may be written though nobody touches a key.
IDLE = 1.5


@pytest.mark.long
@pytest.mark.share(here=1)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_key_costs_more_than_its_limit(lang, tmp_path):
    copy_to(tmp_path)
    with Metered(tmp_path, "--lang", lang) as terminal:
        tolls = walk_and_pay(terminal, lang)
    kinds = [toll.kind for toll in tolls]
    assert set(kinds) == set(LIMITS) and kinds.count("character") > 300 and kinds.count("field") > 40
    assert [toll for toll in tolls if toll.count > LIMITS[toll.kind]] == []


@pytest.mark.parametrize("count", [10, 1_000, 100_000])
def test_a_move_costs_the_same_in_a_list_of_any_length(count, tmp_path):
    copy_to(tmp_path)
    assert most_of_a_move(tmp_path, count) <= LIMITS["move"]


def test_nothing_is_written_while_nobody_touches_a_key(tmp_path):
    copy_to(tmp_path)
    with Metered(tmp_path) as terminal:
        terminal.wait_saved(1)
        assert terminal.written_untouched(IDLE) == 0, "at the counter"
        terminal.brought(KEYS["F2"])
        terminal.wait(lambda: terminal.in_field, "the first field")
        assert terminal.written_untouched(IDLE) == 0, "in a field"
        terminal.brought(KEYS["F1"])
        assert terminal.written_untouched(IDLE) == 0, "in a text"


def test_the_program_on_a_terminal_has_loaded_nothing_heavy_at_its_first_picture(tmp_path):
    copy_to(tmp_path)
    loaded = loaded_at_first_picture(tmp_path)
    assert "hukou_tui.screens.counter.home" in loaded and "hukou_tui.terminal.driver" in loaded
    assert loaded.isdisjoint((*HEAVY, "ssl", "textual.command"))
    assert not {name for name in loaded if name.split(".")[0] == "db"}
