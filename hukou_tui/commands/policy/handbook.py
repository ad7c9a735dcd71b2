"""`policy handbook`: the rules as a book, to hang at the window or to read in a browser."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from hukou_tui.commands.policy.options import day_of, exit_with_error, pack, rules_of
from hukou_tui.context import AppContext
from hukou_tui.paper.handbook import book
from hukou_tui.paper.handbook.markdown import markdown
from hukou_tui.paper.handbook.page import page
from hukou_tui.words.catalogue import LANGUAGES, _, language, translator, use_language

BOTH = "both"


def _today() -> date:
    """The day by the clock: what hangs on a wall is no practice, even where only a practice station stands."""
    return AppContext(Path(), practice=False).today()


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["md", "html"]), required=True, help="Markdown, or one page of HTML"
)
@click.option("--out", type=click.Path(path_type=Path), help="a file (default: standard output)")
@click.option("--on", "on", metavar="DATE", help="the day that it is told for (default: today)")
@click.option(
    "--lang",
    type=click.Choice([*LANGUAGES, BOTH]),
    default=BOTH,
    help="zh | en | both (default), Chinese first",
)
@pack
def handbook(form: str, out: Path | None, on: str | None, lang: str, packs: tuple[Path, ...]) -> None:
    """Write the rules as a book for the window."""
    if lang != BOTH:
        use_language(lang)
    day = day_of(on) if on is not None else _today()
    rules = rules_of(packs, day)
    books = [book(rules, day, spoken) for spoken in (LANGUAGES if lang == BOTH else (lang,))]
    text = page(books) if form == "html" else markdown(books)
    if out is None:
        click.echo(text, nl=False)
        return
    _write_file(out, text)
    click.echo(_("The handbook for {day} is in {file}.").format(day=_words(day), file=out))


def _write_file(out: Path, text: str) -> None:
    try:
        out.write_text(text, encoding="utf-8", newline="\n")
    except OSError:
        exit_with_error(
            _("{name} cannot be written: name a file in a folder that is there and not full.").format(
                name=out
            )
        )


def _words(day: date) -> str:
    return translator(language())("{y}-{m:02}-{d:02}").format(y=day.year, m=day.month, d=day.day)
