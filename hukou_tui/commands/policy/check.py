"""`policy check`: packs proven, each fault with file, line, and what is allowed."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hukou_tui.commands.policy.options import cannot, options, print_json
from hukou_tui.words import _, ngettext


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@options
def check(paths: tuple[Path, ...], as_json: bool) -> None:
    """Check packs (default: all that are shipped): shape, references, citations, cover, forbidden demands."""
    from hukou_tui.packs import prove, shipped

    for path in paths:
        if not path.exists():
            cannot(
                _("There is no file or folder {name}: name a pack's folder or its pack.toml.").format(
                    name=path
                )
            )
    packs = paths or shipped()
    found = list({finding.text: finding for pack in packs for finding in prove(pack)}.values())
    if as_json:
        print_json(
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
