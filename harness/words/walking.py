"""The walk through every screen with every sentence marked, beside the words of the walk as the tests keep them."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from harness.stations.practice_folder import copy_to
from harness.terminal.pictured import EACH_TIME, words_of
from harness.terminal.watched import Watched
from harness.walk.seeing import Seeing
from harness.walk.way import walk_with
from harness.whole_texts import kept_text
from harness.words.marking import Marks
from harness.words.sentences import Sentence, spoken_by

TEST = "tests/terminal/test_walk.py"
_KEPT_BY = "test_every_state_is_whole_and_says_the_same_after_another_size"
#: The size in which the words of a walk are kept.
SIZES = {"zh": (80, 24), "en": (132, 43)}
_STATE = re.compile(r"^== (.+) ==$\n", re.MULTILINE)


class _Reading(Seeing):
    """Reads each state and asks nothing of it: marks are no glyphs for a counter's terminal."""

    complaints = staticmethod(lambda _picture, _lang, _behind=0: [])

    def see(self, name: str, lang: str, behind: int) -> None:
        self.seen[name] = words_of(self._at_rest(name, lang, behind))


def written(states: dict[str, str]) -> str:
    """The states of a walk as one text, each under its name, without the empty rows at its end."""
    return "".join(f"== {name} ==\n{picture.rstrip()}\n\n" for name, picture in states.items())


def states_of(text: str) -> dict[str, str]:
    """The states of a text that `written` made."""
    parts = _STATE.split(text)[1:]
    return {name: picture.rstrip() for name, picture in zip(parts[::2], parts[1::2], strict=True)}


def kept_states(lang: str) -> dict[str, str]:
    """The words of the walk as the tests keep them."""
    return states_of(kept_text(TEST, f"{_KEPT_BY}[{lang}]"))


def walk_marked(lang: str, marks: Marks, seed: int) -> dict[str, str]:
    """The words of a walk in which every sentence is marked."""
    with tempfile.TemporaryDirectory(prefix="words-") as folder, spoken_by(marks.speak):
        home = Path(folder)
        copy_to(home)
        command = [sys.executable, "-m", "harness.words.speaking", str(seed), "--practice", "--lang", lang]
        with Watched(home, command=command, size=SIZES[lang], also={"LANG": "zh_CN.UTF-8"}) as terminal:
            visitor = _Reading(terminal)
            walk_with(visitor, lang)
            terminal.press("F12")
            terminal.wait_end()
        return visitor.seen


def noticed(marks: Marks, marked: dict[str, str], kept: dict[str, str]) -> tuple[set[Sentence], list[str]]:
    """The sentences that a comparison with the kept words notices; and the states that differ by more than marks."""
    others = [name for name in kept.keys() | marked.keys()
              if _words(marks.put_right(marked.get(name, ""))) != _words(kept.get(name, ""))]  # fmt: skip
    return {one for name in kept for one in marks.shown(marked.get(name, ""))}, others


def _words(picture: str) -> str:
    """A picture without its blanks: where a line of Latin letters is broken hangs on the sign in the word."""
    return "".join(EACH_TIME.sub("H", picture).split())
