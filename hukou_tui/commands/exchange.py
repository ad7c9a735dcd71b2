"""`export` and `ack`: a packet out to the county, its acknowledgement in."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from db.exchange.acknowledgement import take_acknowledgement
from db.exchange.outbox import send_packet
from db.exchange.packet import MAX_FILE
from db.files.whole_files import read_bounded
from hukou_tui.commands.place import badge, one_sentence, station_at
from hukou_tui.session.exchange import not_taken, strange_packet
from hukou_tui.words.catalogue import _
from hukou_tui.words.safe_text import json_text, safe_text


@click.command()
@click.option(
    "--to", required=True, type=click.Path(path_type=Path, file_okay=False), help="Where to copy to."
)
@click.option("--again", multiple=True, type=click.IntRange(min=1), help="Copy this packet once more.")
@click.option("--json", "as_json", is_flag=True, help="Say the result as JSON.")
@click.pass_context
def export(ctx: click.Context, to: Path, again: tuple[int, ...], as_json: bool) -> None:
    """Write what is due into a packet, and copy all that the county has not acknowledged into a folder.

    The packet is NOT ENCRYPTED in this version. Exit 0 also where nothing is due.
    """
    with one_sentence(), station_at(ctx.obj) as station:
        operator = badge(ctx.obj, station)
        done = send_packet(station, to, operator=operator, at=ctx.obj.now(), again=again)
        practice = station.queries.practice
    if as_json:
        click.echo(json.dumps({**asdict(done), "encrypted": False, "practice": practice}))
        return
    if done.packet:
        click.echo(
            _("Packet {packet} holds {records} cases.").format(packet=done.packet, records=done.records)
        )
    else:
        click.echo(_("Nothing is due for the county; no packet was written."))
    if done.in_review:
        click.echo(_("Still in review at the station: {count}").format(count=done.in_review))
    for name in done.copied:
        click.echo(safe_text(to / name))
    if done.copied:
        click.echo(_("NOT ENCRYPTED: carry it in person, and delete it after use."))
        if practice:
            click.echo(_("practice (not real data)"))


@click.group()
def ack() -> None:
    """Acknowledgements of the county."""


@ack.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Say the result as JSON.")
@click.pass_context
def import_(ctx: click.Context, file: Path, as_json: bool) -> None:
    """Take in the acknowledgement FILE; a second time changes nothing.

    Exit 0: all was taken in; 1: the county misses packets, or speaks of what this station never wrote, or decided what
    does not fit here; 2: refused.
    """
    with one_sentence(), station_at(ctx.obj) as station:
        place, operator = ctx.obj, badge(ctx.obj, station)
        data = read_bounded(file, MAX_FILE)
        done = take_acknowledgement(station, data, operator=operator, at=place.now())
        findings = [strange_packet(name) for name in done.unknown]
        findings += [not_taken(case_id, code, station, place) for case_id, code in done.refused]
    if as_json:
        click.echo(json_text(asdict(done)))
    else:
        click.echo(_("NOT SIGNED: make sure with the county that it sent this file."))
        if done.known and not (done.acknowledged or done.moved):
            click.echo(_("This acknowledgement was taken in before; nothing has changed."))
        else:
            click.echo(_("Acknowledged: {acknowledged} cases; steps decided by the county: {moved}").format(
                acknowledged=done.acknowledged, moved=done.moved
            ))  # fmt: skip
        if done.missing:
            numbers = ", ".join(str(number) for number in done.missing)
            said = _('The county misses packets {numbers}; "hukou-tui export --to FOLDER" copies them again.')
            click.echo(said.format(numbers=numbers))
        for line in findings:
            click.echo(line)
    ctx.exit(1 if done.missing or findings else 0)
