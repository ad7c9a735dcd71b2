"""Which sentences of the screens nobody would see said wrong: those that stand in no text that the tests keep."""

from __future__ import annotations

from dataclasses import dataclass

from harness.whole_texts import kept_text
from harness.words import made, vocabulary
from harness.words.marked import messages_of
from harness.words.marking import Marks
from harness.words.played import JOURNEYS, played
from harness.words.sentences import CATALOGUE, Sentence, spoken_by
from harness.words.walking import kept_states, noticed, states_of, walk_marked
from harness.workers import workers
from hukou_tui.words.catalogue import LANGUAGES

#: Where the messages of the screens stand; the sentences of errors and everything else that is looked up among them.
SCREENS = (
    "hukou_tui/app.py", "hukou_tui/keyboard_app.py", "hukou_tui/screens", "hukou_tui/session", "hukou_tui/words",
    "hukou_tui/paper/final_words.py", "hukou_tui/packs/telling.py",
)  # fmt: skip
_TABLES = "tests/hukou_tui/words/test_vocabulary.py"
_MADE = "tests/hukou_tui/words/test_made_sentences.py"
PLAYED = "tests/hukou_tui/screens/test_played.py"


@dataclass(frozen=True, slots=True)
class Told:
    """Of one language: its sentences, those of them that nobody notices, and the pictures that differ by more."""

    sentences: int
    pictures: int
    survived: frozenset[Sentence]
    unlike: tuple[str, ...]
    without_walk: int


def told_of_screens(seed: int, jobs: int) -> dict[str, Told]:
    """What is noticed of the sentences of the screens, in each language."""
    marks = Marks(seed)
    tables, unlike = _in_tables(marks)
    with workers(jobs) as pool:
        walks = dict(zip(LANGUAGES, pool.map(_walked, LANGUAGES, [seed] * len(LANGUAGES)), strict=True))
    journeys = {lang: _played(marks, lang) for lang in LANGUAGES}
    pool_of = messages_of(*SCREENS)
    found = {}
    for lang, marked in walks.items():
        kept = kept_states(lang)
        seen, others = noticed(marks, marked, kept)
        shown, unlike_played, pictures = journeys[lang]
        every = {one for one in marks.of if one[:2] == (lang, CATALOGUE) and one.text in pool_of}
        found[lang] = Told(len(every), len(kept) + pictures, frozenset(every - seen - shown - tables),
                           (*others, *unlike_played, *unlike), len(every - tables))  # fmt: skip
    return found


def _walked(lang: str, seed: int) -> dict[str, str]:
    return walk_marked(lang, Marks(seed), seed)


def _played(marks: Marks, lang: str) -> tuple[set[Sentence], list[str], int]:
    """What the journeys that are played show, those states that are not as they are kept, and how many there are."""
    seen: set[Sentence] = set()
    unlike: list[str] = []
    count = 0
    for name, journey in JOURNEYS.items():
        with spoken_by(marks.speak):
            marked = played(journey, lang)
        kept = states_of(kept_text(PLAYED, f"test_journey[{lang}-{name}]"))
        shown, others = noticed(marks, marked, kept)
        seen |= shown
        unlike += [f"{name}: {state}" for state in others]
        count += len(kept)
    return seen, unlike, count


def _in_tables(marks: Marks) -> tuple[set[Sentence], list[str]]:
    """The sentences that the kept tables tell, of words and of situations, and the tables that are not as kept."""
    seen, unlike = set(), []
    kept = {name: (vocabulary.text_of, f"test_words[{name}]", _TABLES) for name in vocabulary.files()}
    kept |= {name: (made.text_of, f"test_sentences[{name}]", _MADE) for name in made.TABLES}
    for name, (text_of, test, file) in kept.items():
        with spoken_by(marks.speak):
            text = text_of(name)
        seen |= marks.shown(text)
        if marks.put_right(text) != kept_text(file, test):
            unlike.append(name)
    return seen, unlike
