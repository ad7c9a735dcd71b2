"""`station operators`: who has a key to the station; added, removed, given another role or passphrase."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from db.access import key_administration
from db.access.vault import Newcomer
from db.keys.passphrases import new_passphrase
from flows.case.roles import ROLES
from hukou_tui.commands.place import (
    CommandRefused,
    asked_secret,
    first_line,
    one_sentence,
    passphrase,
    station_at,
    vault_at,
)
from hukou_tui.words.catalogue import _

if TYPE_CHECKING:
    from db.access.vault import Newcomer
    from hukou_tui.context import AppContext

_NEW = click.option(
    "--new-passphrase-file",
    "new_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="For scripts: a file whose first line is the new passphrase.",
)


@click.group()
def operators() -> None:
    """Who works at the station, in which role, and with whose key.

    --operator BADGE says who does it: an administrator, or "recovery" with the printed recovery key.
    """


@operators.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """List badge, role, and whether there is a key."""
    with one_sentence(), station_at(ctx.obj, readonly=True) as station:
        keys, known = station.queries.public_keys(), station.queries.operators()
        slots = station.queries.slots()
    holding = set(slots.badges if slots else ()) & set(keys)
    known = {**dict.fromkeys(holding, ""), **known}
    if as_json:
        said = [{"badge": badge, "role": role, "key": badge in holding} for badge, role in known.items()]
        click.echo(json.dumps(said))
        return
    for badge, role in known.items():
        click.echo(f"{badge}  {role or '-'}  {_('has a key') if badge in holding else _('no key')}")


@operators.command()
@click.argument("who", metavar="BADGE:ROLE")
@_NEW
@click.pass_context
def add(ctx: click.Context, who: str, new_file: Path | None) -> None:
    """Add somebody, with a passphrase to begin with (made up and shown, or from a file)."""
    badge, _colon, role = who.partition(":")
    with one_sentence():
        if role not in ROLES:
            raise CommandRefused("operator_shape", known=", ".join(ROLES))
        newcomer = _newcomer(badge, role, new_file)
        with vault_at(ctx.obj) as opened:
            key_administration.add_operator(opened, newcomer, ctx.obj.now())
        tell_passphrases([newcomer])


@operators.command()
@click.argument("badge")
@click.pass_context
def remove(ctx: click.Context, badge: str) -> None:
    """Remove somebody; the station's files are encrypted under a new key, which he never held."""
    with one_sentence(), vault_at(ctx.obj) as opened:
        key_administration.remove_operator(opened, badge, ctx.obj.now())
    click.echo(_("{badge} is removed; the station's files are under a new key.").format(badge=badge))
    click.echo(_("Earlier backups still open with the old passphrases: keep them under lock."))


@operators.command()
@click.argument("who", metavar="BADGE:ROLE")
@click.pass_context
def role(ctx: click.Context, who: str) -> None:
    """Give somebody another role."""
    badge, _colon, wanted = who.partition(":")
    with one_sentence():
        if wanted not in ROLES:
            raise CommandRefused("operator_shape", known=", ".join(ROLES))
        with vault_at(ctx.obj) as opened:
            key_administration.set_role(opened, badge, wanted, ctx.obj.now())


@operators.command(name="passphrase")
@_NEW
@click.pass_context
def passphrase_(ctx: click.Context, new_file: Path | None) -> None:
    """Change one's own passphrase."""
    with one_sentence(), vault_at(ctx.obj, changing=True) as opened:
        old = passphrase(ctx.obj)
        new = first_line(new_file) if new_file else asked_secret(_("New passphrase"), twice=True)
        key_administration.change_passphrase(opened, old, new, ctx.obj.now())
    click.echo(_("The passphrase is changed."))


@operators.command()
@click.argument("badge")
@_NEW
@click.pass_context
def reset(ctx: click.Context, badge: str, new_file: Path | None) -> None:
    """A lost passphrase: give BADGE a new one to begin with."""
    with one_sentence():
        newcomer = _newcomer(badge, "", new_file)
        with vault_at(ctx.obj) as opened:
            key_administration.reset_passphrase(opened, badge, newcomer.passphrase, ctx.obj.now())
        tell_passphrases([newcomer])


@operators.command(name="recovery-key")
@click.pass_context
def recovery_key(ctx: click.Context) -> None:
    """Make a new recovery key and say it once; the old one opens nothing from then on."""
    with one_sentence(), vault_at(ctx.obj) as opened:
        key = key_administration.new_recovery_key(opened, ctx.obj.now())
        tell_recovery_key(key)


# ---- passphrases to begin with


def newcomers(place: AppContext, pairs: Sequence[tuple[str, str]]) -> list[Newcomer]:
    """Those who are there from the beginning: the first chooses, the others get one made up; or all that of a file."""
    first, *others = pairs
    if place.passphrase_file is not None:
        given = first_line(place.passphrase_file)
        return [Newcomer(badge, role, given) for badge, role in pairs]
    place.operator = first[0]
    chosen = _choose_passphrase(place)
    return [Newcomer(*first, chosen), *(_newcomer(badge, role, None) for badge, role in others)]


def _choose_passphrase(place: AppContext) -> str:
    if not sys.stdin.isatty():
        return passphrase(place)
    return asked_secret(_("Passphrase for {badge}").format(badge=place.operator), twice=True)


def _newcomer(badge: str, role: str, new_file: Path | None) -> Newcomer:
    given = first_line(new_file) if new_file else new_passphrase()
    return Newcomer(badge, role, given, must_change=new_file is None)


def tell_passphrases(people: Sequence[Newcomer]) -> None:
    """Say the passphrases that were made up, once."""
    for person in people:
        if person.must_change:
            told = _(
                "{badge} begins with the passphrase {passphrase} and changes it when first sitting down."
            )
            click.echo(told.format(badge=person.badge, passphrase=person.passphrase))


def tell_recovery_key(key: str) -> None:
    """Say the recovery key, once."""
    click.echo(_("Recovery key: {key}").format(key=key))
    click.echo(
        _("Write it down now and lock it away: it is shown this once, and opens the station when nobody can.")
    )
