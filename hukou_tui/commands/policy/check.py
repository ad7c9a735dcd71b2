"""`policy check`: packs proven, each fault with file, line, and what is allowed."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hukou_tui.commands.policy.options import exit_with_error, options, print_json
from hukou_tui.packs import at_hand, prove_pack, shipped_folders
from hukou_tui.words.catalogue import _, ngettext


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--sources",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="a folder with the texts of the sources: quoted phrases are looked up in them",
)
@options
def check(paths: tuple[Path, ...], sources: Path | None, as_json: bool) -> None:
    """Prove packs (default: all that are shipped): nobody without a way, nothing demanded that no rule names."""
    for path in paths:
        if not path.exists():
            exit_with_error(
                _("There is no file or folder {name}: name a pack's folder or its pack.toml.").format(
                    name=path
                )
            )
    packs = paths or shipped_folders()
    found = list({finding.text: finding for pack in packs for finding in prove_pack(pack, sources)}.values())
    if as_json:
        print_json(
            [
                {
                    "check": one.check,
                    "file": one.file,
                    "line": one.line,
                    "what": one.text,
                    "allowed": list(one.allowed),
                }
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
        if sources is not None and not found:
            _tell_sources(packs, sources)
    sys.exit(1 if found else 0)


def _tell_sources(packs: tuple[Path, ...], sources: Path) -> None:
    """Which quotations were compared with a text, and which could not be."""
    there, missing = zip(*(at_hand(pack, sources) for pack in packs), strict=True)
    compared = sorted({number for numbers in there for number in numbers})
    open_ = sorted({number for numbers in missing for number in numbers} - set(compared))
    if compared:
        click.echo(_("Compared word by word: {sources}.").format(sources=", ".join(compared)))
    if open_:
        click.echo(
            _("Not compared, their text is not in the folder: {sources}.").format(sources=", ".join(open_))
        )
