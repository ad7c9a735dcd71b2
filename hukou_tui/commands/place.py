"""Where a command works and who works there, and how it ends when it cannot."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from db.access import unlocking
from db.access.unlocking import open_station
from db.errors import StationError
from db.keys import keyslots
from db.station.opening import open_station_file
from flows.case.roles import RECOVERY
from flows.errors import CodedError, FlowError
from hukou_tui.context import AppContext
from hukou_tui.words.catalogue import _
from hukou_tui.words.errors.error_messages import sentence
from hukou_tui.words.safe_text import safe_text

if TYPE_CHECKING:
    from db.access.vault import Vault
    from db.keys.keyslots import Keyring
    from db.station.station import Station


class CommandRefused(CodedError):
    """A command cannot do what was asked."""


@contextmanager
def one_sentence() -> Iterator[None]:
    """Whatever cannot be done ends in one sentence on standard error and exit 2."""
    try:
        yield
    except (StationError, FlowError, CommandRefused, OSError) as fault:
        said = sentence(fault)
    else:
        return
    click.echo(safe_text(said), err=True)
    click.get_current_context().exit(2)


def practice_asked(ctx: click.Context) -> bool:
    """True if practice was asked for, False if it is only what is there while no station is."""
    asked = ctx.find_root().params.get("practice")
    return ctx.obj.practice if asked is None else bool(asked)


def own_place(ctx: click.Context) -> AppContext:
    """The workplace for what is being made: the practice station's only if practice was asked for."""
    place: AppContext = ctx.obj
    if place.practice and not practice_asked(ctx):
        # while there is no station the root hands on the practice station, a folder inside the station's
        return replace(place, folder=place.folder.parent, practice=False, frozen_on=None)
    return place


def badge(place: AppContext, station: Station) -> str:
    """Who works: as said with --operator, in practice the first operator. Raises CommandRefused."""
    known = station.queries.operators()
    if place.operator == RECOVERY and station.key is not None:
        # proven by the recovery key; what it may do is said in `flows.case.roles`
        return RECOVERY
    if not place.operator:
        if place.practice and known:
            return next(iter(known))
        raise CommandRefused("badge_missing")
    if place.operator not in known:
        raise CommandRefused("badge_unknown")
    return place.operator


def held_by(place: AppContext, *, changing: bool = False, copy: Path | None = None) -> Keyring | None:
    """What whoever runs the command holds who proves himself; None at a station without keys (practice).

    Whoever began with a passphrase that was made up may only be `changing` it. With `copy` he proves himself by the
    slots of a copy. Raises CommandRefused, SlotsError.
    """
    if not keyslots.path(copy or place.folder).is_file():
        return None
    if not place.operator and sys.stdin.isatty():
        place.operator = click.prompt(_("Badge number"), err=True)
    if not place.operator:
        raise CommandRefused("badge_missing")
    counted_in = place.folder if place.folder.is_dir() else None
    held = unlocking.prove_operator(
        copy or place.folder, place.operator, passphrase(place), tries_in=counted_in
    )
    if held.must_change and not changing:
        raise CommandRefused("passphrase_first")
    return held


def passphrase(place: AppContext) -> str:
    """The passphrase: from the file that was named, else asked for without being shown. Raises CommandRefused."""
    if place.passphrase_file is not None:
        return first_line(place.passphrase_file)
    if not sys.stdin.isatty():
        raise CommandRefused("passphrase_missing")
    return asked_secret(_("Passphrase"))


def first_line(path: Path) -> str:
    """The first line of a small file in UTF-8. Raises CommandRefused(`passphrase_file_encoding`)."""
    try:
        with path.open("rb") as file:  # a pipe too: so another program hands a passphrase over
            text = file.read(4096).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandRefused("passphrase_file_encoding") from None
    return text.partition("\n")[0].rstrip("\r")


def asked_secret(words: str, *, twice: bool = False) -> str:
    """Something secret that is typed and not shown; `twice`: a new one, which could be mistyped."""
    typed: str = click.prompt(words, hide_input=True, err=True, confirmation_prompt=twice)
    return typed


@contextmanager
def station_at(place: AppContext, *, readonly: bool = False) -> Iterator[Station]:
    """The station where a command works, opened by whoever proves himself; a practice station as it is."""
    with open_with(place, held_by(place), readonly=readonly) as opened:
        yield opened


def open_with(place: AppContext, held: Keyring | None, *, readonly: bool = False) -> Station:
    """The station opened with what somebody holds (see `held_by`)."""
    if held is None:
        return open_station_file(place.folder, readonly=readonly)
    return open_station(place.folder, held, at=place.now(), readonly=readonly).station


@contextmanager
def vault_at(place: AppContext, *, changing: bool = False) -> Iterator[Vault]:
    """The station with its key slots, opened for writing (see `held_by`).

    Raises CommandRefused(`no_keys`) for one without.
    """
    held = held_by(place, changing=changing)
    if held is None:
        raise CommandRefused("no_keys")
    vault = open_station(place.folder, held, at=place.now())
    with vault.station:
        yield vault
