"""`tour`: one whole intake through the real screens without a terminal, with pictures, slips and a packet."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import click

from hukou_tui.demo.tour import TourFault, run_tour
from hukou_tui.words.catalogue import language
from hukou_tui.words.errors.error_messages import sentence


@click.command(name="tour")
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, metavar="FOLDER", help="Folder for the results."
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of screens and slips.")
def tour(out: Path, lang: str | None) -> int:
    """Show one whole intake: pictures of each step, the slips and the packet, in a folder."""
    # While the screens run, what is printed is theirs.
    stream = sys.stdout

    def tell(line: str) -> None:
        # Nobody need listen to the end: what matters lies in the folder.
        if stream is not None:
            with suppress(OSError, ValueError):
                click.echo(line, file=stream)

    try:
        run_tour(out.absolute(), lang or language(), tell)
    except TourFault as fault:
        click.echo(sentence(fault), err=True)
        return 2
    return 0
