"""How the rules are told to a person, in either language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flows.rules.decision_table import BadAnswer
from flows.rules.rule_evaluation import Because
from harness.packs.small_pack import SMALL, pack_file
from hukou_tui import packs
from hukou_tui.packs.telling import bad_answer, because, label, name_of
from hukou_tui.words.catalogue import use_language

RULES = packs.load_files((pack_file(SMALL),))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("zh")


@pytest.mark.parametrize(
    ("fact", "zh", "en"), [("cause", "因？", "Why?"), ("years", "几岁？", "How old?"), ("way", "名", "name")]
)
def test_a_fact_is_named_by_its_question_a_setting_by_what_it_leaves_open_and_the_rest_by_their_names(
    fact: str, zh: str, en: str
) -> None:
    assert (name_of(RULES, fact, "zh"), name_of(RULES, fact, "en"), name_of(RULES, fact)) == (zh, en, en)


@pytest.mark.parametrize(
    ("fact", "value", "zh", "en"),
    [
        ("cause", "lost", "丢", "lost"), ("way", "far", "远", "far"), ("years", "1", "一", "one"),
        ("taken", "1999-04", "1999-04", "1999-04"), ("place", "unknown", "不清楚", "unknown"), ("cause", "x", "x", "x"),
    ],
)  # fmt: skip
def test_an_answer_is_told_by_its_label_and_a_date_as_it_is(fact: str, value: str, zh: str, en: str) -> None:
    assert (label(RULES, fact, value, "zh"), label(RULES, fact, value, "en")) == (zh, en)
    assert label(RULES, fact, value) == en


def test_why_a_way_is_not_the_one_is_one_sentence_in_either_language() -> None:
    why = Because("place", ("home", "ward"), ("unknown",))
    assert because(RULES, why) == "Where? It would have to be: home or ward; it is: unknown."
    assert because(RULES, why, "zh") == "处？须为：家 或者 院；现为：不清楚。"


def test_an_answer_that_the_rules_do_not_know_is_cut_short_and_made_safe() -> None:
    said = bad_answer(
        BadAnswer("unknown_option", fact="cause", value="\x1b[31m" + "x" * 60, allowed=("lost", "born"))
    )
    assert "\x1b" not in said and "x" * 20 in said and "x" * 41 not in said and "…" in said
    exact = bad_answer(BadAnswer("unknown_option", fact="cause", value="x" * 40, allowed=("lost",)))
    assert "x" * 40 in exact and "…" not in exact
