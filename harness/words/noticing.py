"""Who notices a wrong word on a paper: whatever says it is printed anew and held against its kept text."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from harness.papers.printed import PAPERS, as_kept
from harness.whole_texts import kept_text
from harness.words.marked import messages_of
from harness.words.sentences import CATALOGUE, Sentence, spoken_by, wrong, wrong_at

TEST = "tests/hukou_tui/paper/test_whole_papers.py"
Key = tuple[str, str]


#: What is said instead of a whole sentence, to see whether it is printed at all.
_UNMISTAKABLE = "#######"
#: Messages of hukou_tui/paper that no paper prints, and why.
UNPRINTED = {
    "needed too": "asked for beside `needed instead`, which every circumstance of today's rules has",
    "without an end": "every period of today's rules has a first or a last day",
    "Notice: registered already": "the name of a slip in the list of F8, on a screen",
    "Withdrawal, to be signed by the applicant": "the name of a slip in the list of F8, on a screen",
}


class Verdict(NamedTuple):
    """A sentence with one wrong character, and the first paper that shows it; None if nobody noticed.

    `printed` is false of a sentence that a paper asks for and does not print.
    """

    sentence: Sentence
    said: str
    noticed_by: str | None
    printed: bool = True


class Papers:
    """All papers, printed once to hear which sentences each of them says; raises if one is not as it is kept."""

    def __init__(self, names: Iterable[str] = PAPERS, kept: Callable[[str, str], str] | None = None) -> None:
        self.kept: dict[Key, str] = {}
        #: Sentence -> what it is, and the papers that say it: the handbook, which takes longest, last.
        self.said: dict[Sentence, str] = {}
        self.papers: dict[Sentence, list[Key]] = {}
        for key in ((name, lang) for name in names for lang in ("zh", "en")):
            with spoken_by(lambda sentence, said, key=key: self._hear(key, sentence, said)):
                printed = printed_as(*key)
            self.kept[key] = (kept or _kept)(*key)
            assert printed == self.kept[key], f"{key} is not printed as it is kept"

    def _hear(self, key: Key, sentence: Sentence, said: str) -> str:
        self.said[sentence] = said
        papers = self.papers.setdefault(sentence, [])
        if key not in papers:
            papers.append(key)
        return said

    def sentences(self) -> list[Sentence]:
        """Those in which a character can be wrong, in a fixed order."""
        return sorted(s for s, said in self.said.items() if wrong_at(said, random.Random(0)) >= 0)

    def judge(self, sentence: Sentence, seed: int, kept: Mapping[Key, str] | None = None) -> Verdict:
        """Say `sentence` wrong at one place, which the seed chooses, and print what says it until a text differs."""
        right = self.said[sentence]
        other = wrong(right, wrong_at(right, random.Random(f"{seed} {sentence}")))
        by = self._noticed(sentence, other, self.kept if kept is None else kept)
        printed = by is not None or self._noticed(sentence, _UNMISTAKABLE, self.kept) is not None
        return Verdict(sentence, other, by, printed)

    def _noticed(self, sentence: Sentence, other: str, kept: Mapping[Key, str]) -> str | None:
        """The first paper that reads otherwise than it is kept when `sentence` is said so."""
        with spoken_by(lambda one, said: other if one == sentence else said):
            for name, lang in self.papers[sentence]:
                if (name, lang) in kept and printed_as(name, lang) != kept[name, lang]:
                    return f"{name}-{lang}"
        return None

    def never_said(self) -> set[str]:
        """Messages of the papers' own code that none of the papers asks for."""
        said = {sentence.text for sentence in self.said if sentence.source == CATALOGUE}
        return messages_of("hukou_tui/paper/slips", "hukou_tui/paper/handbook") - said


def printed_as(name: str, lang: str) -> str:
    """A paper as the program prints it now, in the form in which it is kept."""
    return as_kept(PAPERS[name].text(lang))


def _kept(name: str, lang: str) -> str:
    return kept_text(TEST, f"test_paper[{name}-{lang}]")
