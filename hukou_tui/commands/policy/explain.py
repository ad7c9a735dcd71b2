"""`policy explain`: what given facts lead to, what is needed, and why not another route."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.rules.decision_table import BadAnswer
from flows.rules.rule_evaluation import NoRoute, QuestionOpen, decide
from hukou_tui.commands.policy.options import exit_with_error, no_way, options, pack, print_json, rules_of
from hukou_tui.packs.telling import bad_answer, because, name_of
from hukou_tui.words.catalogue import _, language
from hukou_tui.words.clauses import clause
from hukou_tui.words.statuses import DECIDERS, OUTCOMES

if TYPE_CHECKING:
    from flows.rules.model import Cite, Need, Rules
    from flows.rules.rule_evaluation import Decision

#: Bytes: a file of facts is a few hundred of them.
_LARGEST = 1_000_000


@click.command()
@click.argument("source", metavar="FACTS.json|-")
@pack
@options
def explain(source: str, packs: tuple[Path, ...], as_json: bool) -> None:
    """Say what given facts lead to, what is needed, and why not another route."""
    day, answers = _situation(source)
    rules = rules_of(packs, day)
    try:
        decision = decide(rules, answers, day)
    except BadAnswer as fault:
        exit_with_error(bad_answer(fault))
    except QuestionOpen as fault:
        exit_with_error(
            _("A fact is still open: {fact} ({question}) Allowed: {allowed}.").format(
                fact=fault.question.id,
                question=name_of(rules, fault.question.id),
                allowed=", ".join(fault.question.choices),
            )
        )
    except NoRoute:
        no_way()
    if as_json:
        print_json(decision_to_dict(rules, decision))
    else:
        _print_decision(rules, decision)


def _situation(source: str) -> tuple[date, dict[str, str]]:
    """The day and the facts of a file or of the standard input; one sentence if they cannot be read."""
    try:
        raw = sys.stdin.buffer.read(_LARGEST + 1) if source == "-" else Path(source).read_bytes()
    except OSError:
        exit_with_error(
            _("{name} cannot be read: name a file with facts as JSON, or - for the standard input.").format(
                name=source
            )
        )
    if len(raw) > _LARGEST:
        exit_with_error(_("This is too long for one person's facts: give one JSON object."))
    try:
        given = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as fault:
        line = getattr(fault, "lineno", None)
        exit_with_error(
            _("Line {line} is not JSON: give one object with `on` and `facts`.").format(line=line)
            if line
            else _("This is not JSON in UTF-8: give one object with `on` and `facts`.")
        )
    if (
        not isinstance(given, dict)
        or set(given) - {"on", "facts"}
        or not isinstance(given.get("facts"), dict)
    ):
        exit_with_error(
            _("Give one JSON object with `on` (a date) and `facts` (fact and answer), and nothing else.")
        )
    return _day(given.get("on")), _answers(given["facts"])


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose keys stand there once: of two answers to one fact, which one counts?"""
    found = dict(pairs)
    if len(found) != len(pairs):
        named = next(key for key, _value in pairs if [name for name, _other in pairs].count(key) > 1)
        exit_with_error(_("`{key}` stands there twice: leave one of them.").format(key=named[:40]))
    return found


def _day(given: object) -> date:
    text = given if isinstance(given, str) and len(given) == 10 else ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        exit_with_error(_("`on` must be the day at the counter, as 2016-06-14."))
    return day


def _answers(given: dict[str, object]) -> dict[str, str]:
    answers = {}
    for fact, value in given.items():
        if not isinstance(value, str):
            exit_with_error(_("The answer to {fact} must be a text in quotes.").format(fact=fact[:40]))
        answers[fact] = value
    return answers


def decision_to_dict(rules: Rules, decision: Decision) -> dict[str, object]:
    """The decision in the shape that other programs rely on; keys are never renamed."""
    return {
        "route": decision.route.id,
        "class_96": decision.class_96,
        "groups": [group.id for group in decision.groups],
        "outcome": decision.outcome,
        "decided_by": decision.decided_by,
        "needs": [_need_to_dict(need) for need in decision.needs],
        "then": decision.then,
        "fee_rule": decision.fee_rule,
        "not_routes": [
            {"route": route, "because": because(rules, why)} for route, why in decision.not_routes
        ],
    }


def _need_to_dict(need: Need) -> dict[str, object]:
    cite = {"source": need.cite.source, "at": need.cite.at}
    return {"any_of": list(need.any_of), "by": need.by, "payer": need.payer, "cite": cite}


def _print_decision(rules: Rules, decision: Decision) -> None:
    """The same for a person: the way and where it stands, what is needed, what comes after, and why no other way."""
    lang, route = language(), decision.route
    click.echo(f"{route.title.get(lang)}  [{route.id}, 96({decision.class_96})]")
    click.echo(_format_citation(rules, route.cite))
    click.echo(f"{_(OUTCOMES[decision.outcome])}; {_(DECIDERS[decision.decided_by])}")
    groups = _(", ").join(f"{clause(group.clause, lang)} {group.name.get(lang)}" for group in decision.groups)
    click.echo(_("Groups: {groups}").format(groups=groups or "-"))
    for by, heading in (
        ("applicant", _("Papers to be handed in by the applicant")),
        ("station", _("Matters the station checks itself")),
        ("authority", _("Matters another authority checks at our request")),
    ):
        _tell_needs(rules, heading, [need for need in decision.needs if need.by == by])
    _tell_needs(rules, _("What only helps, and is never demanded"), list(decision.helps))
    if decision.then:
        click.echo(_("After it: {route}").format(route=rules.route(decision.then).title.get(lang)))
    if decision.fee_rule:
        click.echo(_("Fee rule: {fee}").format(fee=rules.fee(decision.fee_rule).title.get(lang)))
    if decision.to_be_determined:
        click.echo(
            _("To be determined: {facts}").format(
                facts=_(", ").join(rules.facts[fact].question.get(lang) for fact in decision.to_be_determined)
            )
        )
    _tell_why_not(rules, decision)


def _tell_needs(rules: Rules, heading: str, needs: list[Need]) -> None:
    if needs:
        click.echo(heading)
    for need in needs:
        names = " / ".join(rules.documents[document].name.get(language()) for document in need.any_of)
        click.echo(f"    {names}\n        {_format_citation(rules, need.cite)}")


def _tell_why_not(rules: Rules, decision: Decision) -> None:
    click.echo(_("Why no other way:"))
    for route, why in decision.not_routes:
        click.echo(f"    {rules.route(route).title.get(language())} [{route}]: {because(rules, why)}")


def _format_citation(rules: Rules, cite: Cite) -> str:
    """Source, clause and words; a text known only in substance says so."""
    gist = _("(in substance) ") if cite.is_gist else ""
    at = clause(cite.at, language())
    return f"{rules.sources[cite.source].number} {at} {gist}{cite.phrase.get(language())}"
