"""Match tables in the words of questions and answers; what is worked out is unfolded into what is asked.

A setting that has been chosen otherwise closes a way: it is told as closed, never left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flows.rules.decision_table import Situation
from flows.rules.in_force import sides
from flows.rules.model import DerivedFact, Match, Rules, TableRow, When
from hukou_tui.paper.handbook.book import Block, Item, Items
from hukou_tui.paper.handbook.voice import OR, Voice, find_option


class ConditionText(NamedTuple):
    """One condition: what it says, the ways in which it may hold, and where its question stands among all."""

    rank: int
    text: str
    ways: tuple[tuple[str, str], ...] = ()


def is_open(rules: Rules, when: When) -> bool:
    """Whether the settings as chosen leave this table a way at all, whatever is answered."""
    circumstances = tuple(fact.id for fact in rules.facts.values() if fact.volunteered)
    return Situation(rules, {}, reopened=circumstances).holds(when) is not False


def line(voice: Voice, when: When) -> str:
    """A table in one line, worked-out facts by their own names; empty where it always holds.

    Settings as chosen are not repeated: what they close is left out before.
    """
    rules = voice.rules
    facts = [match for match in when if match.fact not in rules.settings]
    return voice.say("; ").join(
        _match_text(voice, match)
        for match in sorted(facts, key=lambda match: _question_rank(rules, match.fact))
    )


def items(voice: Voice, when: When) -> Items:
    """A table as a list in the order of the questions, alternatives below their heading."""
    return Items(tuple(_item(voice, one) for one in _condition_texts(voice, when)))


def _item(voice: Voice, told: ConditionText) -> Item:
    below: tuple[Block, ...] = ()
    if told.ways:
        below = (Items(tuple(Item((voice.entry(name, how) if how else name,)) for name, how in told.ways)),)
    return Item((told.text,), below)


def _inline(voice: Voice, told: ConditionText) -> str:
    if not told.ways:
        return told.text
    return voice.entry(told.text, OR.join(dict.fromkeys(name for name, _how in told.ways)))


def _settings_from(rules: Rules) -> int:
    """The rank from which settings begin: behind all facts."""
    return len(rules.facts)


def _condition_texts(voice: Voice, when: When) -> list[ConditionText]:
    """The conditions of a table in the order of the questions, none twice."""
    found = dict.fromkeys(told for match in when for told in _match_texts(voice, match))
    return sorted(found, key=lambda told: told.rank)


def _match_texts(voice: Voice, match: Match) -> list[ConditionText]:
    derived = voice.rules.derived.get(match.fact)
    if derived is not None and derived.rows:
        return _unfold_derived(voice, derived, match)
    return [ConditionText(_question_rank(voice.rules, match.fact), _match_text(voice, match))]


def _unfold_derived(voice: Voice, derived: DerivedFact, match: Match) -> list[ConditionText]:
    """What lies behind a worked-out fact: what all its rows share, and the ways in which they differ."""
    rows = [row for row in derived.rows if row.value in match.values]
    shared = [one for one in rows[0].when if all(one in row.when for row in rows)] if rows else []
    told = [each for one in shared for each in _match_texts(voice, one)]
    rest = [TableRow(row.value, tuple(one for one in row.when if one not in shared)) for row in rows]
    if len(rest) == 1:
        return told
    ways = tuple((_value(voice, derived, row), _row(voice, row.when)) for row in rest)
    name = voice.say("{name}, any one of").format(name=voice.question(derived.id))
    return [*told, ConditionText(_question_rank(voice.rules, derived.id), name, ways)]


def _row(voice: Voice, when: When) -> str:
    return voice.say("; ").join(_inline(voice, told) for told in _condition_texts(voice, when))


def _value(voice: Voice, derived: DerivedFact, row: TableRow) -> str:
    return voice.text(find_option(derived.options, row.value).label)


def _match_text(voice: Voice, match: Match) -> str:
    """One fact with the answers that it may have, in one line."""
    rules = voice.rules
    if match.fact in rules.settings:
        return _of_setting(voice, match)
    derived = rules.derived.get(match.fact)
    if derived is not None and derived.rows:
        return voice.entry(voice.question(derived.id), voice.answers(derived.id, match.values))
    if derived is not None:
        days = OR.join(_side_with_days(voice, derived, value) for value in match.values)
        return _question_and_answer(voice, voice.question(derived.date_fact or derived.id), days)
    fact = rules.facts[match.fact]
    text = _question_and_answer(voice, voice.question(fact.id), voice.answers(fact.id, match.values))
    if not fact.asked and fact.unknown_reads in match.values:
        return voice.say("{text} (so, unless it is said otherwise)").format(text=text)
    return text


def _question_and_answer(voice: Voice, question: str, answer: str) -> str:
    """Question and answer: a question mark parts them well enough."""
    if question.endswith(("?", "？")):
        return voice.say("{question} {answer}").format(question=question, answer=answer)
    return voice.entry(question, answer)


def _of_setting(voice: Voice, match: Match) -> str:
    wanted = voice.answers(match.fact, match.values)
    text = voice.say("Setting: {question} {answer}").format(
        question=voice.question(match.fact), answer=wanted
    )
    if voice.rules.settings[match.fact].value in match.values:
        return text
    return voice.say("{text} (not chosen here)").format(text=text)


def _side_with_days(voice: Voice, derived: DerivedFact, value: str) -> str:
    """A side of a line with its days; whether an open date counts to it is said as well."""
    name = voice.text(find_option(derived.options, value).label)
    days = [voice.period(side.first, side.last) for side in sides(derived, voice.day) if side.value == value]
    if days:
        name = voice.say("{name} ({days})").format(name=name, days=days[0])
    if days and value == derived.open_value:
        name = voice.say("{name}, an open date included").format(name=name)
    return name


def _question_rank(rules: Rules, fact: str) -> int:
    """Where the question of a fact stands: settings behind all, a worked-out one with its last question."""
    if fact in rules.settings:
        return _settings_from(rules) + list(rules.settings).index(fact)
    derived = rules.derived.get(fact)
    if derived is None:
        return list(rules.facts).index(fact)
    if derived.date_fact is not None:
        return list(rules.facts).index(derived.date_fact)
    return min(_ranks(rules, (row.when for row in derived.rows)))


def _ranks(rules: Rules, tables: Iterable[When]) -> Iterable[int]:
    return (_question_rank(rules, match.fact) for table in tables for match in table)
