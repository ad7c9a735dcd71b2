"""`station`: make a station, say what it is, check its journal."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hukou_tui.commands.place import Refused, one_sentence, own_place
from hukou_tui.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.journal import Head
    from db.station import Station

_HEAD = re.compile(r"(?:([0-9]{1,12}):)?([0-9a-f]{64})")


@click.group()
def station() -> None:
    """The station's own file: make it, say what it is, check it."""


@station.command()
@click.option("--code", required=True, help="Code of the station: names packets, numbers cases.")
@click.option("--name", required=True, help="Name of the station, as slips show it.")
@click.option(
    "--operator", "operators", multiple=True, metavar="BADGE:ROLE", help="May be said several times."
)
@click.pass_context
def init(ctx: click.Context, code: str, name: str, operators: tuple[str, ...]) -> None:
    """Make a new station. Exit 2 if there is one already."""
    from db.station import Station

    with one_sentence():
        place = own_place(ctx)
        made = Station.create(
            place.folder,
            code=code,
            name=name,
            practice=place.practice,
            settings={},
            operators=[_operator(text) for text in operators],
            at=place.now(),
        )
        made.close()
        click.echo(_('Station {code} was made; "hukou-tui" opens the counter.').format(code=code))


def _operator(text: str) -> tuple[str, str]:
    from flows.counter import ROLES

    badge, colon, role = text.partition(":")
    if not (badge and colon and role in ROLES):
        raise Refused("operator_shape", known=", ".join(ROLES))
    return badge, role


@station.command()
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
@click.pass_context
def info(ctx: click.Context, as_json: bool) -> None:
    """Say what the station is: code, operators, counts, the head of its journal."""
    from db.station import Station

    with one_sentence(), Station.open(ctx.obj.folder, readonly=True) as opened:
        said = _info(opened)
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    cases = sum(said["cases"].values())
    click.echo(
        f"{said['code']}  {said['name']}{'  ' + _('practice (not real data)') if said['practice'] else ''}"
    )
    click.echo(_("Cases: {cases}; records: {records}; packets: {packets}, not acknowledged: {open}").format(
        cases=cases, records=said["records"], packets=said["packets"], open=len(said["outstanding"])
    ))  # fmt: skip
    click.echo(_("Operators: {operators}").format(
        operators=", ".join(f"{badge}:{role}" for badge, role in said["operators"].items())
    ))  # fmt: skip
    click.echo(f"{said['records']}:{said['head']}")


def _info(opened: Station) -> dict[str, Any]:
    from db.outbox import outstanding

    head = opened.head()
    return {
        "code": opened.code,
        "name": opened.settings().get("station.name", ""),
        "practice": opened.practice,
        "operators": dict(opened.operators()),
        "cases": dict(Counter(str(row.status) for row in opened.rows())),
        "records": head.seq,
        "head": head.hash,
        "packets": len(opened.packets()),
        "outstanding": list(outstanding(opened)),
    }


@station.command()
@click.option("--head", help="A head noted down before: HASH or NUMBER:HASH.")
@click.option(
    "--packet", type=click.Path(path_type=Path), help="A packet of this station, which carries a head."
)
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
@click.pass_context
def verify(ctx: click.Context, head: str | None, packet: Path | None, as_json: bool) -> None:
    """Check the file, the chain of the journal, and all lists against it; name the first record that differs.

    Works while the counter is open. Exit 0: all fits; 1: something does not; 2: cannot be read at all.
    """
    from db.station import Station
    from hukou_tui.file_sentences import finding

    with one_sentence(), Station.open(ctx.obj.folder, readonly=True) as opened:
        anchors = _anchors(opened, head, packet)
        with _bar() as progress:
            found = opened.verify(anchors, progress)
    fault = found.fault
    if as_json:
        said = {
            "ok": fault is None,
            "records": found.records,
            "head": found.head.hash,
            "fault": fault and {"seq": fault.seq, "what": fault.what},
        }
        click.echo(json.dumps(said))
    elif fault is None:
        click.echo(_("All {records} records fit. Head: {head}").format(
            records=found.records, head=f"{found.head.seq}:{found.head.hash}"
        ))  # fmt: skip
    else:
        click.echo(finding(fault.what, fault.seq))
        click.echo(_("Stop working with this file, keep it as it is, and call the administrator."))
    ctx.exit(0 if fault is None else 1)


def _anchors(opened: Station, head: str | None, packet: Path | None) -> list[Head]:
    from db.files import read_bounded
    from db.journal import Head
    from db.packet import MAX_FILE, read

    anchors = []
    if head is not None:
        shape = _HEAD.fullmatch(head.strip().lower())
        if not shape:
            raise Refused("head_shape")
        anchors.append(Head(int(shape[1] or 0), shape[2]))
    if packet is not None:
        sent = read(read_bounded(packet, MAX_FILE))
        if sent.station != opened.code:
            raise Refused("packet_other_station", station=sent.station, own=opened.code)
        anchors.append(sent.head)
    return anchors


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar in a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label=_("Checking"), file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield progress
