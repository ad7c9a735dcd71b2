"""How the rules are told to a person: labels of answers, and why a route is not the one."""

from __future__ import annotations

from flows.rules.decision_table import BadAnswer
from flows.rules.model import UNKNOWN, Rules
from flows.rules.rule_evaluation import Because
from hukou_tui.words.catalogue import language, translator
from hukou_tui.words.errors.error_messages import sentence_of
from hukou_tui.words.safe_text import safe_text


def name_of(rules: Rules, fact: str, lang: str | None = None) -> str:
    """The question of a fact, the name of a derived one, or what a setting leaves open."""
    if fact in rules.facts:
        return rules.facts[fact].question.get(lang or language())
    if fact in rules.settings:
        return rules.settings[fact].question.get(lang or language())
    return rules.derived[fact].name.get(lang or language())


def label(rules: Rules, fact: str, value: str, lang: str | None = None) -> str:
    """The label of an answer; "unknown" and dates are said as they are."""
    known = rules.facts.get(fact) or rules.settings.get(fact) or rules.derived[fact]
    for option in known.options:
        if option.id == value:
            return option.label.get(lang or language())
    say = translator(lang or language())
    return say("unknown") if value == UNKNOWN else value


def because(rules: Rules, why: Because, lang: str | None = None) -> str:
    """Why a route is not the one, in one line: which fact it wants otherwise, and what it is."""
    say = translator(lang or language())
    join = say(" or ")
    return say("{question} It would have to be: {wanted}; it is: {got}.").format(
        question=name_of(rules, why.fact, lang),
        wanted=join.join(label(rules, why.fact, value, lang) for value in why.wanted),
        got=join.join(label(rules, why.fact, value, lang) for value in why.got),
    )


def bad_answer(fault: BadAnswer) -> str:
    """One sentence for an answer that the rules do not know: what, and what is allowed."""
    params = fault.params
    fact, value = _short(params.get("fact")), _short(params.get("value"))
    return sentence_of(BadAnswer, fault.code, {**params, "fact": fact, "value": value})


def _short(value: object) -> str:
    text = safe_text(value)
    return text if len(text) <= 40 else text[:40] + "…"
