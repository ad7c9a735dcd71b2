"""All sentences said wrong at once, each by a character of its own that no sentence and no name has.

Where such a character stands on a picture, the sentence is shown there, at that place: whoever compares the picture
notices that sentence's wrong character. Put the right characters back, and the picture must be the one that is kept;
so one walk tells of every sentence what a walk for each of them would tell.
"""

from __future__ import annotations

import random
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from harness.words.marked import messages_of
from harness.words.sentences import CATALOGUE, RULES, Sentence, wrong_at
from hukou_tui import packs
from hukou_tui.practice import stories
from hukou_tui.words.catalogue import LANGUAGES, _catalogue

#: Signs of scripts that nobody writes here: one column wide (Ethiopic, Canadian, Vai, cuneiform, hieroglyphs) and two.
_NARROW = ((0x1200, 0x1380), (0x1401, 0x166D), (0xA500, 0xA60C), (0x12000, 0x1236F), (0x13000, 0x1342E))
_WIDE = ((0x3400, 0x4DB6),)


class Mark(NamedTuple):
    """Where a sentence is said wrong: the place, the sign that stands there, and the right character."""

    at: int
    sign: str
    right: str


class Marks:
    """A mark for every sentence of both languages; the seed chooses the places."""

    def __init__(self, seed: int) -> None:
        narrow, wide = _signs(_NARROW, "N"), _signs(_WIDE, "W")
        self.of: dict[Sentence, Mark] = {}
        for sentence, said in _everything():
            at = wrong_at(said, random.Random(f"{seed} {sentence}"))
            if at >= 0:
                sign = next(narrow if said[at].isascii() else wide)
                self.of[sentence] = Mark(at, sign, said[at])
        self.by_sign = {mark.sign: sentence for sentence, mark in self.of.items()}

    def speak(self, sentence: Sentence, said: str) -> str:
        """`said` with its mark; what is no sentence of ours as it is."""
        mark = self.of.get(sentence)
        return said if mark is None else said[: mark.at] + mark.sign + said[mark.at + 1 :]

    def shown(self, picture: str) -> set[Sentence]:
        """The sentences whose marks are to be seen."""
        return {self.by_sign[char] for char in picture if char in self.by_sign}

    def put_right(self, picture: str) -> str:
        """The picture with the right characters back."""
        return "".join(
            self.of[self.by_sign[char]].right if char in self.by_sign else char for char in picture
        )


def _signs(ranges: tuple[tuple[int, int], ...], width: str) -> Iterator[str]:
    for first, end in ranges:
        for char in map(chr, range(first, end)):
            if char.isalpha() and unicodedata.east_asian_width(char) == width:
                yield char


def _everything() -> Iterator[tuple[Sentence, str]]:
    """Every message of the code and every text of the packs and stories, in each language, with its words."""
    messages = sorted(messages_of("hukou_tui"))
    for lang in LANGUAGES:
        inner = _catalogue(lang)
        for message in messages:
            context, bar, text = message.rpartition("|")
            yield (
                Sentence(lang, CATALOGUE, message),
                inner.pgettext(context, text) if bar else inner.gettext(message),
            )
        yield from ((Sentence(lang, RULES, text), text) for text in sorted(set(_texts(lang))))


def _texts(lang: str) -> Iterator[str]:
    for file in (*(folder / "pack.toml" for folder in packs.shipped_folders()), stories.FILE):
        yield from _strings(tomllib.loads(Path(file).read_text(encoding="utf-8")), lang)


def _strings(value: object, lang: str) -> Iterator[str]:
    """What stands under `zh`, `title_zh` and the like; the cases written by hand are shown to nobody."""
    if isinstance(value, list):
        for one in value:
            yield from _strings(one, lang)
    elif isinstance(value, dict):
        for key, one in value.items():
            if isinstance(one, str) and f"_{key}".endswith(f"_{lang}"):
                yield one.strip()
            elif key != "golden":
                yield from _strings(one, lang)
