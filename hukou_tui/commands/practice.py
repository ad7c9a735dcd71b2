"""`practice`: what belongs to the practice station alone."""

from __future__ import annotations

import click

from hukou_tui.commands.population import population
from hukou_tui.practice.stories import load_stories
from hukou_tui.words.catalogue import language


@click.group()
def practice() -> None:
    """The practice station: invented people, a frozen day."""


practice.add_command(population)


@practice.command(name="list")
def list_() -> None:
    """List the stories of the people who come to the window."""
    for story in load_stories():
        click.echo(f"{story.id}: {story.title.get(language())} - {story.teaser.get(language())}")
