"""Where a command works and who works there, and how it ends when it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from hukou_tui.safe_text import safe_text
from hukou_tui.words import _
from hukou_tui.workplace import Workplace

if TYPE_CHECKING:
    from db.station import Station


class Refused(Exception):
    """A command cannot do what was asked; `code` and `params` make the sentence."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@contextmanager
def one_sentence() -> Iterator[None]:
    """Whatever cannot be done ends in one sentence on standard error and exit 2."""
    from db.errors import StationError
    from flows.errors import FlowError
    from hukou_tui.sentences import sentence

    try:
        yield
    except (StationError, FlowError, Refused) as fault:
        said = sentence(fault)
    except OSError as fault:
        said = _("The folder or file cannot be used ({why}). Check the path and try again.").format(
            why=fault.strerror
        )
    else:
        return
    click.echo(safe_text(said), err=True)
    click.get_current_context().exit(2)


def practice_asked(ctx: click.Context) -> bool:
    """True if practice was asked for, False if it is only what is there while no station is."""
    asked = ctx.find_root().params.get("practice")
    return ctx.obj.practice if asked is None else bool(asked)


def own_place(ctx: click.Context) -> Workplace:
    """The workplace for what is being made: the practice station's only if practice was asked for."""
    place: Workplace = ctx.obj
    if place.practice and not practice_asked(ctx):
        # while there is no station the root hands on the practice station, a folder inside the station's
        return replace(place, folder=place.folder.parent, practice=False, frozen_on=None)
    return place


def badge(place: Workplace, station: Station) -> str:
    """Who works: as said with --operator, in practice the first operator. Raises Refused."""
    known = station.operators()
    if not place.operator:
        if place.practice and known:
            return next(iter(known))
        raise Refused("badge_missing")
    if place.operator not in known:
        raise Refused("badge_unknown")
    return place.operator
