"""`county`: the other side of the exchange, for the county's household section."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from db.county.answers import write_acknowledgements
from db.county.packet_import import County
from db.county.statistics import stats as counted
from db.errors import PacketRefused
from flows.case.county_decision import iso_day
from flows.case.status import Event
from hukou_tui.commands.place import CommandRefused, one_sentence, own_place, practice_asked
from hukou_tui.words.catalogue import _
from hukou_tui.words.errors.error_messages import sentence_of
from hukou_tui.words.safe_text import json_text, safe_text
from hukou_tui.words.statuses import status_name

if TYPE_CHECKING:
    from db.county.packet_import import Conflict, FileReport, ImportReport
    from flows.case.status import Event
    from hukou_tui.context import AppContext

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group()
def county() -> None:
    """The county's store: packets in, decisions, acknowledgements out."""


def _place_options(command: Command) -> Command:
    """What each command of the county is told: which store, and whether it is the practice one."""
    dsn = click.option("--dsn", metavar="PLACE", help="Folder or file of the county's store.")
    practice = click.option("--practice", is_flag=True, help="The practice county (not real data).")
    return dsn(practice(command))


def _store(ctx: click.Context, dsn: str | None, practice: bool) -> tuple[Path, AppContext, bool]:
    """Where the store is, at whose workplace, and whether it is a practice one.

    Without --dsn: `county` (or `county-practice`) in the data folder.
    """
    place = own_place(ctx)
    practice = practice or (practice_asked(ctx) and place.practice)
    if practice and not place.practice:
        place = replace(place, practice=True)
    if dsn is None:
        return place.folder / ("county-practice" if practice else "county"), place, practice
    if "://" in dsn:
        raise CommandRefused("county_dsn")
    return Path(dsn), place, practice


@county.command()
@click.argument("where", required=False, metavar="[PLACE]")
@click.option("--office", default="", metavar="NAME", help="What the county's office is called.")
@_place_options
@click.pass_context
def init(ctx: click.Context, where: str | None, office: str, dsn: str | None, practice: bool) -> None:
    """Make a new store (a folder, or a file) for the packets of the stations."""
    with one_sentence():
        path, _place, practice = _store(ctx, where or dsn, practice)
        made = County.create(path, practice=practice, office=office)
        made.close()
        click.echo(safe_text(_("The county's store was made: {path}").format(path=made.path)))
        if practice:
            click.echo(_("practice (not real data)"))


@county.command()
@click.argument("name", metavar="NAME")
@_place_options
@click.pass_context
def office(ctx: click.Context, name: str, dsn: str | None, practice: bool) -> None:
    """Say what the county's office is called; the stations hear of it with the next acknowledgement."""
    with one_sentence():
        path, _place, _practice = _store(ctx, dsn, practice)
        with County.open(path) as store:
            store.name_office(name)
        click.echo(safe_text(_("The county's office: {name}").format(name=name)))


@county.command(name="import")
@click.argument("folder", type=click.Path(path_type=Path))
@_place_options
@click.option("--json", "as_json", is_flag=True, help="Say the result as JSON.")
@click.pass_context
def import_(ctx: click.Context, folder: Path, dsn: str | None, practice: bool, as_json: bool) -> None:
    """Take in all packets (HK_*.zip) of FOLDER; what was taken in before changes nothing.

    Exit 0: all is well; 1: a packet is missing, broken or not for us, or records conflict; 2: cannot.
    """
    with one_sentence():
        path, place, _practice = _store(ctx, dsn, practice)
        with County.open(path) as store:
            report = store.take_folder(folder, at=place.now())
    if as_json:
        click.echo(json_text(asdict(report)))
    else:
        _print_report(report)
    ctx.exit(0 if report.clean else 1)


def _print_report(report: ImportReport) -> None:
    if not report.files:
        click.echo(_("There is no packet (HK_....zip) in this folder."))
    for one in report.files:
        click.echo(safe_text(f"{one.name}: {_outcome(one)}"))
    for station, numbers in report.missing.items():
        listed = ", ".join(str(number) for number in numbers)
        click.echo(_("Station {station}: packets missing: {numbers}").format(station=station, numbers=listed))
    for conflict in report.conflicts:
        click.echo(safe_text(_conflict(conflict)))


def _outcome(one: FileReport) -> str:
    if one.outcome == "imported":
        return _("taken in, {records} cases").format(records=one.records)
    if one.outcome == "known":
        return _("taken in before, nothing changed")
    return sentence_of(PacketRefused, one.code, dict(one.params))


def _conflict(conflict: Conflict) -> str:
    about = {
        "number": _("the same identity number as {other}"),
        "case": _("the same case number as {other}"),
        "person": _("another person than the case of this number was about before a restore"),
        "revision": _("the same revision with another content"),
    }[conflict.about]
    other = f"{conflict.other_station} {conflict.other_case}".strip()
    return _("Conflict: {case}: {about}").format(case=conflict.case_id, about=about.format(other=other))


@county.command()
@click.argument("station")
@click.argument("case_id", metavar="CASE")
@click.option("--grant", is_flag=True, help="Registration granted.")
@click.option("--not-grant", "ground", metavar="GROUND", help="Not granted, with the ground from the rules.")
@click.option("--return", "field", metavar="FIELD", help="Back to the station; the field, or - for none.")
@click.option("--note", default="", help="Reasons in words.")
@click.option("--number", default="", help="The identity number as registered.")
@click.option("--on", default="", metavar="YYYY-MM-DD", help="The day of registration.")
@_place_options
@click.pass_context
def decide(
    ctx: click.Context,
    station: str,
    case_id: str,
    grant: bool,
    ground: str | None,
    field: str | None,
    note: str,
    number: str,
    on: str,
    dsn: str | None,
    practice: bool,
) -> None:
    """Record the county's decision on CASE of STATION; it travels with the next acknowledgement.

    Whoever decides says so: hukou-tui --operator BADGE county decide ...
    """
    event = _event(grant, ground, field)
    with one_sentence():
        _check_day(on)
        path, place, _practice = _store(ctx, dsn, practice)
        with County.open(path) as store:
            made = store.decide(
                station,
                case_id,
                event=event,
                officer=place.operator,
                at=place.now(),
                ground=ground or "",
                field="" if field in (None, "-") else field,
                note=note,
                number=number,
                on=on,
            )
        click.echo(_("Recorded for revision {revision}; it goes out with \"hukou-tui county ack\".").format(
            revision=made.revision
        ))  # fmt: skip


def _event(grant: bool, ground: str | None, field: str | None) -> Event:
    said = [grant, ground is not None, field is not None]
    if sum(said) != 1:
        raise click.UsageError(_("Say one of --grant, --not-grant GROUND, --return FIELD."))
    return (Event.GRANT, Event.NOT_GRANT, Event.SEND_BACK)[said.index(True)]


def _check_day(on: str) -> None:
    if on and iso_day(on) is None:
        raise CommandRefused("county_day")


@county.command()
@click.option("--to", required=True, type=click.Path(path_type=Path, file_okay=False), help="Where to write.")
@_place_options
@click.option("--json", "as_json", is_flag=True, help="Say the result as JSON.")
@click.pass_context
def ack(ctx: click.Context, to: Path, dsn: str | None, practice: bool, as_json: bool) -> None:
    """Write an acknowledgement (HKACK_....json) for each station; the same again where nothing is new."""
    with one_sentence():
        path, place, _practice = _store(ctx, dsn, practice)
        with County.open(path) as store:
            names = write_acknowledgements(store, to, at=place.now())
    if as_json:
        click.echo(json.dumps({"files": list(names), "signed": False}))
        return
    for name in names:
        click.echo(safe_text(to / name))
    click.echo(
        _("NOT SIGNED: tell the station that it comes from you.")
        if names
        else _("No station has sent anything.")
    )


@county.command()
@_place_options
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
@click.pass_context
def stats(ctx: click.Context, dsn: str | None, practice: bool, as_json: bool) -> None:
    """Count what has come in and what was decided; nothing of any person."""
    with one_sentence():
        path, _place, _practice = _store(ctx, dsn, practice)
        with County.open(path, readonly=True) as store:
            said: dict[str, Any] = counted(store)
    if as_json:
        click.echo(json_text(said))
        return
    if said["practice"]:
        click.echo(_("practice (not real data)"))
    for one in said["stations"]:
        click.echo(
            _("Station {station}: packets {packets} (up to {high_water}), cases {cases}").format(**one)
        )
    for status, count in said["by_status"].items():
        click.echo(f"{status_name(status)}: {count}")
    click.echo(_("Registered: {registered}; conflicts: {conflicts}; put aside: {quarantined}").format(**said))
