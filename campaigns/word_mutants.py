"""Says each sentence of the papers and screens with one wrong character, and counts those that no kept text notices.

    python3 dev.py campaign word-mutants --n 400 --seed 7

Papers: every paper of harness/papers is printed once to hear what it says; then a sentence is said wrong, and what says
it is printed again and held against its kept text (tests/hukou_tui/paper), until one differs. `--n 0` takes all.

Screens: all sentences are said wrong at once, each by a sign of its own: on the walk through every screen, on the
journeys that are played, in the tables of words and situations. A sentence whose sign stands where the tests keep a
text is noticed there; with the right characters put back, each text must be the kept one. Some minutes.

Negative controls: held against the notifications alone, many wrong words on papers pass; without the walk, many on
screens. Exit 0 only if no wrong word on a paper passed, at most 5 in 100 on screens, and the controls let some pass.
"""

from __future__ import annotations

import random
import sys
from functools import lru_cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from campaigns._asked import parser as asked
from harness.words.noticing import UNPRINTED, Papers, Verdict
from harness.words.on_screen import told_of_screens
from harness.words.sentences import Sentence
from harness.workers import workers

#: Of a hundred sentences of the screens so many may pass.
MOST = 5.0
CONTROL = 100


@lru_cache(maxsize=1)
def _papers() -> Papers:
    return Papers()


def _judge(sentence: Sentence, seed: int) -> Verdict:
    return _papers().judge(sentence, seed)


def _judge_by_notifications(sentence: Sentence, seed: int) -> Verdict:
    papers = _papers()
    kept = {key: text for key, text in papers.kept.items() if key[0].startswith("notification")}
    return papers.judge(sentence, seed, kept)


def main() -> int:
    """0: no wrong word passed on paper, few on screens, and the controls let them pass; 1 otherwise."""
    parser = asked(__doc__, 400, "sentences of papers, 0 for all")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--only", choices=("papers", "screens"), help="one of the two")
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    good = True
    if given.only != "screens":
        good &= _on_paper(given.n, given.seed, given.jobs)
    if given.only != "papers":
        good &= _on_screen(given.seed, given.jobs)
    return 0 if good else 1


def _on_paper(n: int, seed: int, jobs: int) -> bool:
    sentences = _papers().sentences()
    dice = random.Random(seed)
    dice.shuffle(sentences)
    chosen = sentences[: n or None]
    with workers(jobs) as pool:
        verdicts = list(pool.map(_judge, chosen, [seed] * len(chosen), chunksize=10))
        control = list(
            pool.map(_judge_by_notifications, chosen[:CONTROL], [seed] * len(chosen[:CONTROL]), chunksize=10)
        )
    never = _papers().never_said() - UNPRINTED.keys()
    unprinted = {verdict.sentence.text for verdict in verdicts if not verdict.printed} - UNPRINTED.keys()
    missed = [verdict for verdict in verdicts if verdict.noticed_by is None and verdict.printed]
    for verdict in missed:
        print(f"  SURVIVED {verdict.sentence} as {verdict.said!r}")
    for text in sorted(never | unprinted):
        print(f"  NEVER PRINTED {text!r}")
    blind = sum(verdict.noticed_by is None for verdict in control)
    print(
        f"papers: {len(verdicts)} of {len(sentences)} sentences; survived: {len(missed)}; never printed: "
        f"{len(never | unprinted)}; control, by the notifications alone: {blind} of {len(control)}",
        flush=True,
    )
    return not missed and not never | unprinted and blind > 0


def _on_screen(seed: int, jobs: int) -> bool:
    good = True
    for lang, told in told_of_screens(seed, jobs).items():
        for state in told.unlike:
            print(f"  NOT AS KEPT {lang} {state}")
        for sentence in sorted(told.survived):
            print(f"  SURVIVED {sentence}")
        share = 100 * len(told.survived) / told.sentences
        print(f"screens, {lang}: {told.sentences} sentences on {told.pictures} pictures; survived: {len(told.survived)}"
              f" ({share:.1f} %); control, without the walk: {told.without_walk}", flush=True)  # fmt: skip
        good &= not told.unlike and share <= MOST and told.without_walk > len(told.survived)
    return good


if __name__ == "__main__":
    sys.exit(main())
