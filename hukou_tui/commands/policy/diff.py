"""`policy diff`: what other rules change, situation by situation."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.errors import FlowError
from hukou_tui import packs
from hukou_tui.commands.policy import difference as d
from hukou_tui.commands.policy.options import DAY, exit_with_error, options, print_json
from hukou_tui.words.catalogue import _
from hukou_tui.words.safe_text import safe_text

if TYPE_CHECKING:
    from flows.rules.model import Rules


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--on", type=DAY, help="the day at the counter (default: today)")
@options
@click.pass_obj
def diff(place: Any, old: str, new: str, on: Any, as_json: bool) -> None:  # noqa: ANN401
    """Say what NEW changes against OLD: folders or files of packs, or ids of shipped ones. Exit 1 if anything.

    Each is read with its base. Every situation is decided under both; those that change alike are told together.
    """
    day = on.date() if on else place.today() if place is not None else None
    try:
        found = d.difference(_rules(old, day), _rules(new, day), day)
    except (FlowError, LookupError, RuntimeError):
        # A gap or an overlap; which, and in what file, is the proof's to say.
        exit_with_error(
            _("A situation has no way, or more than one, in one of them; `policy check` names it.")
        )
    if as_json:
        print_json(d.as_json(found))
    else:
        for line in d.lines(found):
            click.echo(safe_text(line))
    sys.exit(1 if found.any else 0)


def _rules(name: str, on: date | None) -> Rules:
    """The rules of one pack with its base; what is not in order cannot be compared."""
    path = packs.resolve_pack_path(Path(name))
    if not path.exists():
        exit_with_error(
            _("There is no pack {name}: name a folder, a pack.toml, or a shipped pack ({known}).").format(
                name=name, known=", ".join(folder.name for folder in packs.shipped_folders())
            )
        )
    try:
        # Whoever writes a pack compares it long before all its cases are written: it need not be proven for that.
        return packs.load_rules([path], on)
    except packs.PackError as fault:
        exit_with_error(str(fault))
