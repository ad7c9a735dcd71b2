"""A walk by keys through every screen: cursor, picture, glyphs and rows hold in each state, in every kind of terminal.

CI takes a share that meets every size, language, encoding and kind of terminal; the whole matrix is
`python3 dev.py campaign walk`.
"""

from __future__ import annotations

import pytest

from harness.walk.damaged import found_out
from harness.walk.kinds import Kind, unasked
from harness.walk.seeing import resized_in_ci, unlike, walk_and_see
from harness.whole_texts import WholeText
from harness.words.walking import kept_states, states_of, written

#: Pairs that must show the same words, whatever the terminal can do: the first as it is, the second without colours.
PAIRS = {
    "zh": (Kind("zh"), Kind("zh", encoding="gb18030", term="vt100")),
    "en": (
        Kind("en", (132, 43), "gb18030", "linux"),
        Kind("en", (132, 43), also=(("NO_COLOR", "1"),), term="screen"),
    ),
}
#: Fewer would be a walk that has lost its way.
STATES = 220


@pytest.mark.share(here=1)
@pytest.mark.long
@pytest.mark.parametrize("lang", PAIRS)
def test_every_state_is_whole_and_says_the_same_after_another_size(lang, snapshot):
    """In one state of each kind of screen it is drawn larger, tiny and back.

    The words are kept: what stands on each screen is read in a diff (`--snapshot-update` renews it).
    """
    seen = walk_and_see(PAIRS[lang][0], resized_in_ci)
    assert len(seen) > STATES
    assert written(seen) == snapshot(extension_class=WholeText)


@pytest.mark.share(here=0)
@pytest.mark.long
@pytest.mark.parametrize("lang", PAIRS)
def test_every_state_says_the_same_without_colours(lang):
    plain = walk_and_see(PAIRS[lang][1])
    assert unlike(kept_states(lang), states_of(written(plain))) == []


@pytest.mark.share(here=0)
@pytest.mark.long
@pytest.mark.needs("tmux")
@pytest.mark.parametrize(
    "kind",
    [Kind("zh", tmux=True), Kind("en", (132, 43), "gb18030", tmux=True)],
    ids=["zh-utf8", "en-gb18030"],
)
def test_a_real_emulator_shows_the_same(kind):
    assert len(walk_and_see(kind)) > STATES


def test_a_damaged_picture_is_found_out():
    """The negative control: each thing that the walk asserts can fail."""
    assert [name for name, out in found_out().items() if not out] == []


def test_what_no_terminal_is_to_be_sent_is_found_out():
    for sequence in (
        "\x1b[c",
        "\x1b[6n",
        "\x1b[?1000h",
        "\x1b[?1004h",
        "\x1b[?u",
        "\x1b]0;x\x07",
        "\x1b[?2026$p",
    ):
        assert unasked(sequence, Kind("zh")), repr(sequence)
    assert unasked("\x1b[31m", Kind("zh", term="vt100")) and not unasked("\x1b[31m", Kind("zh", term="linux"))
    assert unasked("\x1b[?1049h", Kind("zh", term="linux")) and not unasked(
        "\x1b[?1049h", Kind("zh", term="xterm")
    )
