"""The sentences that the program says, heard as they are said, and said wrong: of the catalogue and of the rules.

Everything that is read aloud by a screen or a paper goes through a catalogue (`hukou_tui.words.catalogue`) or through
`Text.get` (the packs, the stories); both are put under one ear here. Nothing of the program is changed for it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gettext import NullTranslations
from typing import NamedTuple

from flows.rules.citation import Text
from hukou_tui.words import catalogue

CATALOGUE, RULES = "catalogue", "rules"
_FIELD = re.compile(r"\{[^{}]*\}")
#: What stands for a character that is wrong; the second where the first is the right one.
_WRONG_HAN = ("误", "错")
_AFTER = {"z": "a", "Z": "A", "9": "0", "#": "%"}


class Sentence(NamedTuple):
    """What is said in one language: a message of the catalogue by its English, or a text of the rules by itself."""

    lang: str
    source: str
    text: str

    def __str__(self) -> str:
        return f"{self.lang} {self.source}: {self.text!r}"


#: Says a sentence: given what it is and the right words, the words that are said.
Speaker = Callable[[Sentence, str], str]


class _Heard(NullTranslations):
    """A catalogue whose every word goes through `speak`."""

    def __init__(self, lang: str, inner: NullTranslations, speak: Speaker) -> None:
        super().__init__()
        self.lang, self.inner, self.speak = lang, inner, speak
        self._catalog = getattr(inner, "_catalog", {})

    def gettext(self, message: str) -> str:
        return self.speak(Sentence(self.lang, CATALOGUE, message), self.inner.gettext(message))

    def ngettext(self, one: str, many: str, n: int) -> str:
        said = self.inner.ngettext(one, many, n)
        form = many if self.lang == "en" and said == many else one
        return self.speak(Sentence(self.lang, CATALOGUE, form), said)

    def pgettext(self, context: str, message: str) -> str:
        said = self.inner.pgettext(context, message)
        return self.speak(Sentence(self.lang, CATALOGUE, f"{context}|{message}"), said)


@contextmanager
def spoken_by(speak: Speaker) -> Iterator[None]:
    """Until the end of this, every sentence that is asked for is said by `speak`."""
    kept, right = dict(catalogue._load_files), Text.get

    def get(self: Text, lang: str) -> str:
        said = right(self, lang)
        return speak(Sentence("en" if lang.startswith("en") else "zh", RULES, said), said)

    try:
        for lang in catalogue.LANGUAGES:
            catalogue._load_files[lang] = _Heard(lang, catalogue._catalogue(lang), speak)
        Text.get = get  # type: ignore[method-assign]
        yield
    finally:
        Text.get = right  # type: ignore[method-assign]
        catalogue._load_files.clear()
        catalogue._load_files.update(kept)


def wrong_at(said: str, dice: random.Random) -> int:
    """Where a character of `said` may be wrong: a letter outside the fields that are filled in; -1 if there is none."""
    filled = {at for field in _FIELD.finditer(said) for at in range(*field.span())}
    shown = [at for at, char in enumerate(said) if at not in filled and not char.isspace()]
    letters = [at for at in shown if said[at].isalpha()]
    return dice.choice(letters or shown) if shown else -1


def wrong(said: str, at: int) -> str:
    """`said` with another character at that place, of the same width."""
    char = said[at]
    if char.isascii():
        other = _AFTER.get(char) or (chr(ord(char) + 1) if char.isalnum() else "#")
    else:
        other = _WRONG_HAN[char == _WRONG_HAN[0]] if char.isalpha() else "；" if char != "；" else "，"
    return said[:at] + other + said[at + 1 :]
