"""Hostile texts that come from files: slips, exports and screens are made with them, and none comes through.

Each text is in some place; each text in each place is `python3 dev.py campaign hostile-text --n 404`.
"""

from __future__ import annotations

import pytest

from harness.hostile.exports import exported
from harness.hostile.planted import overlooked, planted
from harness.hostile.screens import on_the_glass, shown
from harness.hostile.texts import ENDS, PIECES, PLACES, TEXTS, controls_in, deals, sent_by_data
from hukou_tui.paper.slips import KINDS

SEED = 20160614


@pytest.mark.share(here=1)
@pytest.mark.parametrize(("lang", "seed"), [("zh", SEED), ("en", SEED + 17)])
def test_nothing_that_steers_is_printed_or_exported_and_json_is_json(lang, seed):
    outcome = exported(deals(2 * len(ENDS), seed, PLACES), lang)
    assert outcome.bad == []
    assert outcome.texts == set(TEXTS)
    assert set(outcome.slips) == set(KINDS)


@pytest.mark.share(here=1)
@pytest.mark.long
@pytest.mark.parametrize(
    ("lang", "encoding", "term", "begin"),
    [("zh", "utf-8", "xterm-256color", 0), ("en", "gb18030", "linux", 1)],
)
def test_nothing_that_steers_reaches_the_terminal_on_any_screen(lang, encoding, term, begin):
    dealt = deals(2 * len(ENDS), SEED, PLACES)[begin * len(ENDS) : (begin + 1) * len(ENDS)]
    outcome = shown(dealt, lang, encoding, term)
    assert outcome.bad == []
    assert len(outcome.texts) > 200


def test_no_text_steers_from_the_glass_in_any_encoding():
    assert on_the_glass().bad == []


def test_what_is_let_through_on_purpose_is_found():
    """The negative control: a driver without its filter, paper and standard output without theirs."""
    assert overlooked() == []


def test_the_planted_driver_sends_most_of_what_steers():
    """One counter, one form and one case are enough to see dozens of texts as they are."""
    assert sum(line.startswith("as it is") for line in planted(deals(2, 0, PLACES))) > 10


def test_there_are_texts_of_all_kinds_and_each_can_be_kept():
    assert len(set(TEXTS.values())) == len(TEXTS) > 200
    assert all(text.encode() for text in TEXTS.values())
    steering = [text for name, text in TEXTS.items() if name.startswith(("steering", "control"))]
    # A line end and its like between two characters is looked for as well; cut short, each text shows.
    assert all(any(piece in text for piece in PIECES) for text in steering)


def test_each_place_gets_each_text_in_the_end():
    first = [deal("a place", 5000) for deal in deals(len(TEXTS), SEED, PLACES)]
    assert sorted(first) == sorted(TEXTS.values())


def test_what_no_sheet_and_no_terminal_is_to_get_is_found():
    for text in ("\x1b[31m", "\x9b31m", "a\rb", "\x00", "\x7f", "\u202e", "\u2028", "\ud800", "\x85"):
        assert controls_in(text), repr(text)
    assert not controls_in("第一页\n\f第二页 [bold]")
    size = (80, 24)
    steering = ("\x1b[38;5;201m", "\x1b[999;999H", "\x1b[c", "\x1b]0;x\x07", "\x9b2J", "\n", "\x1b[?25l")
    for sent in (*steering, "\x1b", "\x1b[5;10r", "戊\x07己", "甲\x1b[31m乙", "\u202e"):
        assert sent_by_data(sent, size), repr(sent)
    ours = "\x1b[?7l\x1b(B\x0f\x1b[m\x1b[H\x1b[2J\x1b[24;80H\x1b[0;1;31m甲\x1b[K\r\b\a\x1b[3C"
    assert not sent_by_data(ours, size)
