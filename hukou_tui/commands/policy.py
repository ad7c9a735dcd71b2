"""`policy`: the rules checked, listed and explained, for a person to read and for a program."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from hukou_tui.words import LANGUAGES, _, language, ngettext, use

if TYPE_CHECKING:
    from flows.category import Decision
    from flows.rules import Fact, Need, Rules
    from flows.situations import Reachable

F = TypeVar("F", bound=Callable[..., Any])

_DAY = click.DateTime(["%Y-%m-%d"])
_LARGEST = 1_000_000
"""Bytes: a file of facts is a few hundred of them."""


def _speak(context: click.Context, option: click.Parameter, lang: str | None) -> None:
    if lang:
        use(lang)


def _options(command: F) -> F:
    """The options that every one of these commands has."""
    lang = click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        expose_value=False,
        is_eager=True,
        callback=_speak,
        help="zh | en",
    )
    as_json = click.option("--json", "as_json", is_flag=True, help="for a program to read")
    return lang(as_json(command))


_pack = click.option(
    "--pack",
    "packs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="a pack's folder (default: the shipped ones)",
)


@click.group()
def policy() -> None:
    """The rules: check, list, explain."""


@policy.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@_options
def check(paths: tuple[Path, ...], as_json: bool) -> None:
    """Check packs (default: all that are shipped): shape, references, citations, cover, forbidden demands."""
    from hukou_tui.packs import prove, shipped

    for path in paths:
        if not path.exists():
            _cannot(
                _("There is no file or folder {name}: name a pack's folder or its pack.toml.").format(
                    name=path
                )
            )
    packs = paths or shipped()
    found = list({finding.text: finding for pack in packs for finding in prove(pack)}.values())
    if as_json:
        _print(
            [
                {"file": one.file, "line": one.line, "what": one.text, "allowed": list(one.allowed)}
                for one in found
            ]
        )
    else:
        for one in found:
            click.echo(one.text)
        if not found:
            click.echo(
                ngettext("{n} pack checked: in order.", "{n} packs checked: in order.", len(packs)).format(
                    n=len(packs)
                )
            )
    sys.exit(1 if found else 0)


@policy.command()
@_pack
@_options
def facts(packs: tuple[Path, ...], as_json: bool) -> None:
    """List the facts, their answers, and how "unknown" is read."""
    rules = _rules(packs, None)
    if as_json:
        _print([_fact(fact) for fact in rules.facts.values()])
        return
    for fact in rules.facts.values():
        click.echo(f"{fact.id}: {fact.question.get(language())}")
        for option in fact.options:
            click.echo(f"    {option.id}: {option.label.get(language())}")


@policy.command()
@click.option("--summary", is_flag=True, help="only how many, and how many questions they take")
@click.option("--on", type=_DAY, help="the day at the counter (decides age and departments' names)")
@_pack
@_options
def cases(summary: bool, on: Any, packs: tuple[Path, ...], as_json: bool) -> None:  # noqa: ANN401
    """List every situation that the questions lead to."""
    from flows.situations import reachable

    day = on.date() if on else None
    rules = _rules(packs, day)
    found = list(reachable(rules, day))
    if summary:
        _tell_summary(rules, found, as_json)
    elif as_json:
        _print([{"facts": one.facts, "asked": one.asked, **_decided(rules, one.decision)} for one in found])
    else:
        for one in found:
            said = ", ".join(f"{fact}={value}" for fact, value in one.facts.items())
            click.echo(f"{one.decision.route.id}  [{said}]")


@policy.command()
@click.argument("source", metavar="FACTS.json|-")
@_pack
@_options
def explain(source: str, packs: tuple[Path, ...], as_json: bool) -> None:
    """Say what given facts lead to, what is needed, and why not another route."""
    from flows.category import Undecided, decide
    from flows.match import BadAnswer
    from hukou_tui.packs.telling import bad_answer, name_of

    day, answers = _situation(source)
    rules = _rules(packs, day)
    try:
        decision = decide(rules, answers, day)
    except BadAnswer as fault:
        _cannot(bad_answer(fault))
    except Undecided as fault:
        _cannot(
            _("A fact is still open: {fact} ({question}) Allowed: {allowed}.").format(
                fact=fault.question.id,
                question=name_of(rules, fault.question.id),
                allowed=", ".join(fault.question.choices),
            )
        )
    if as_json:
        _print(_decided(rules, decision))
    else:
        _tell(rules, decision)


def _cannot(sentence: str) -> NoReturn:
    from hukou_tui.safe_text import safe_text

    click.echo(safe_text(sentence), err=True)
    sys.exit(2)


def _rules(packs: tuple[Path, ...], on: date | None) -> Rules:
    from hukou_tui.packs import PackError, load

    try:
        return load(packs or None, on)
    except PackError as fault:
        _cannot(str(fault))


def _print(data: object) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


def _situation(source: str) -> tuple[date, dict[str, str]]:
    """The day and the facts of a file or of the standard input; one sentence if they cannot be read."""
    try:
        raw = sys.stdin.buffer.read(_LARGEST + 1) if source == "-" else Path(source).read_bytes()
    except OSError:
        _cannot(
            _("{name} cannot be read: name a file with facts as JSON, or - for the standard input.").format(
                name=source
            )
        )
    if len(raw) > _LARGEST:
        _cannot(_("This is too long for one person's facts: give one JSON object."))
    try:
        given = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        line = getattr(fault, "lineno", None)
        _cannot(
            _("Line {line} is not JSON: give one object with `on` and `facts`.").format(line=line)
            if line
            else _("This is not JSON in UTF-8: give one object with `on` and `facts`.")
        )
    if (
        not isinstance(given, dict)
        or set(given) - {"on", "facts"}
        or not isinstance(given.get("facts"), dict)
    ):
        _cannot(_("Give one JSON object with `on` (a date) and `facts` (fact and answer), and nothing else."))
    return _day(given.get("on")), _answers(given["facts"])


def _day(given: object) -> date:
    try:
        if isinstance(given, str) and len(given) == 10:
            return date.fromisoformat(given)
    except ValueError:
        pass
    _cannot(_("`on` must be the day at the counter, as 2016-06-14."))


def _answers(given: dict[str, object]) -> dict[str, str]:
    answers = {}
    for fact, value in given.items():
        if not isinstance(value, str):
            _cannot(_("The answer to {fact} must be a text in quotes.").format(fact=fact[:40]))
        answers[fact] = value
    return answers


def _fact(fact: Fact) -> dict[str, object]:
    lang = language()
    return {
        "id": fact.id,
        "kind": fact.kind,
        "question": fact.question.get(lang),
        "options": [{"id": option.id, "label": option.label.get(lang)} for option in fact.options],
        "unknown_allowed": fact.unknown_allowed,
        "unknown_reads": fact.unknown_reads,
        "source_field": fact.source_field,
        "cite": {"source": fact.cite.source, "at": fact.cite.at},
    }


def _decided(rules: Rules, decision: Decision) -> dict[str, object]:
    """The decision in the shape that other programs rely on; keys are never renamed."""
    from hukou_tui.packs.telling import because

    return {
        "route": decision.route.id,
        "class_96": decision.class_96,
        "groups": [group.id for group in decision.groups],
        "outcome": decision.outcome,
        "decided_by": decision.decided_by,
        "needs": [_need(need) for need in decision.needs],
        "then": decision.then,
        "fee_rule": decision.fee_rule,
        "not_routes": [
            {"route": route, "because": because(rules, why)} for route, why in decision.not_routes
        ],
    }


def _need(need: Need) -> dict[str, object]:
    cite = {"source": need.cite.source, "at": need.cite.at}
    return {"any_of": list(need.any_of), "by": need.by, "payer": need.payer, "cite": cite}


def _tell(rules: Rules, decision: Decision) -> None:
    lang = language()
    groups = "、".join(f"{group.clause} {group.name.get(lang)}" for group in decision.groups)
    click.echo(f"{decision.route.title.get(lang)}  [{decision.route.id}, 96({decision.class_96})]")
    click.echo(_("Groups: {groups}").format(groups=groups))
    for by, heading in (
        ("applicant", _("Papers to be handed in by the applicant")),
        ("station", _("Matters the station checks itself")),
        ("authority", _("Matters another authority checks at our request")),
    ):
        click.echo(heading)
        for need in decision.needs:
            if need.by == by:
                names = " / ".join(rules.documents[document].name.get(lang) for document in need.any_of)
                source = rules.sources[need.cite.source]
                click.echo(f"    {names}  ({source.number} {need.cite.at})")
    if decision.to_be_determined:
        click.echo(_("To be determined: {facts}").format(facts=", ".join(decision.to_be_determined)))


def _tell_summary(rules: Rules, found: list[Reachable], as_json: bool) -> None:
    asked = [len(one.asked) for one in found]
    routes = {one.decision.route.id for one in found}
    told = {
        "situations": len(found),
        "routes": len(rules.routes),
        "routes_reached": len(routes),
        "questions_mean": round(sum(asked) / len(asked), 2) if asked else 0,
        "questions_max": max(asked, default=0),
        "questions_floor": round(math.log2(len(routes)), 2) if routes else 0,
    }
    if as_json:
        _print(told)
        return
    click.echo(
        _(
            "{situations} situations, {routes_reached} of {routes} routes; "
            "questions: {questions_mean} on average, {questions_max} at most "
            "(floor for yes-or-no questions: {questions_floor})."
        ).format(**told)
    )
