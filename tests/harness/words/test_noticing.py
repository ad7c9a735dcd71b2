"""A share of campaigns/word_mutants.py: one wrong character in a sentence of a paper, and a text that notices it."""

from __future__ import annotations

import random

import pytest

from harness.papers.printed import PAPERS
from harness.words.marking import Marks
from harness.words.noticing import Papers
from harness.words.sentences import CATALOGUE, RULES, Sentence, spoken_by, wrong, wrong_at
from harness.words.walking import states_of, written
from hukou_tui.words.catalogue import translator

SEED, COUNT = 20261129, 60
#: A paper of each kind; the chapters of the handbook take longest and are left to the campaign.
FEW = [name for name in PAPERS if not name.startswith(("handbook", "notification_8", "notification_fee"))]


@pytest.fixture(scope="module")
def papers() -> Papers:
    return Papers(FEW)


def test_a_wrong_character_in_a_sentence_of_a_paper_is_noticed(papers):
    chosen = random.Random(SEED).sample(papers.sentences(), COUNT)
    verdicts = [papers.judge(sentence, SEED) for sentence in chosen]
    assert [
        str(verdict.sentence) for verdict in verdicts if verdict.noticed_by is None and verdict.printed
    ] == []


def test_without_kept_texts_it_would_pass(papers):
    chosen = random.Random(SEED).sample(papers.sentences(), 5)
    assert all(papers.judge(sentence, SEED, kept={}).noticed_by is None for sentence in chosen)


def test_the_wrong_character_is_another_one_and_stands_outside_what_is_filled_in():
    for said in ("{label}: {value}", "第 {n}/{of} 页", "Page {n}/{of}", "zZ9#", "误", "；"):
        for seed in range(20):
            other = wrong(said, wrong_at(said, random.Random(seed)))
            assert other != said and len(other) == len(said)
            assert all(field in other for field in ("{n}", "{of}", "{label}", "{value}") if field in said)


def test_words_are_said_as_they_are_again_afterwards():
    with spoken_by(lambda _sentence, said: said.upper()):
        assert translator("en")("Page {n}/{of}") == "PAGE {N}/{OF}"
    assert translator("en")("Page {n}/{of}") == "Page {n}/{of}"


def test_marks_tell_one_sentence_from_another_and_are_put_right():
    marks = Marks(SEED)
    one, other = Sentence("zh", CATALOGUE, "Page {n}/{of}"), Sentence("zh", CATALOGUE, "Telephone")
    with spoken_by(marks.speak):
        said = translator("zh")(one.text) + translator("zh")(other.text)
    assert marks.shown(said) == {one, other}
    assert marks.put_right(said) == translator("zh")(one.text) + translator("zh")(other.text)
    assert len(marks.by_sign) == len(marks.of)
    assert {sentence.source for sentence in marks.of} == {CATALOGUE, RULES}


def test_the_states_of_a_walk_come_back_from_its_text():
    states = {"home": " 窗口\n\n row", "help, page 1": "== no heading\n>>"}
    assert states_of(written(states)) == states
