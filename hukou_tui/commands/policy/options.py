"""What the commands of `policy` share: their options, the packs they read, and how they end."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from hukou_tui.packs import PackError, load_rules
from hukou_tui.words.catalogue import LANGUAGES, _, use_language
from hukou_tui.words.safe_text import safe_text

if TYPE_CHECKING:
    from flows.rules.model import Rules

F = TypeVar("F", bound=Callable[..., Any])

DAY = click.DateTime(["%Y-%m-%d"])


def _use_language(context: click.Context, option: click.Parameter, lang: str | None) -> None:
    if lang:
        use_language(lang)


def options(command: F) -> F:
    """The options that every one of these commands has."""
    lang = click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        expose_value=False,
        is_eager=True,
        callback=_use_language,
        help="zh | en",
    )
    as_json = click.option("--json", "as_json", is_flag=True, help="for a program to read")
    return lang(as_json(command))


pack = click.option(
    "--pack",
    "packs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="a pack's folder (default: the shipped ones)",
)


def exit_with_error(sentence: str) -> NoReturn:
    """End with one sentence on standard error and exit 2."""
    click.echo(safe_text(sentence), err=True)
    sys.exit(2)


def day_of(text: str) -> date:
    """The day that was typed; anything else ends the command with one sentence."""
    try:
        day = date.fromisoformat(text if len(text) == len("2016-06-14") else "")
    except ValueError:
        exit_with_error(
            _("{value} is no day: write year, month and day, as 2016-06-14.").format(value=text[:40])
        )
    return day


def no_way() -> NoReturn:
    """What ends a command where situations have no way or two; which, and in what file, is the proof's to say."""
    exit_with_error(_("A situation has no way here, or more than one; `policy check` names it."))


def rules_of(packs: tuple[Path, ...], on: date | None) -> Rules:
    """The rules of these packs, or of the shipped ones; a pack that cannot be used ends the command."""
    try:
        return load_rules(packs or None, on)
    except PackError as fault:
        exit_with_error(str(fault))


def print_json(data: object) -> None:
    """JSON for a program to read."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))
