"""`station`: make a station, say what it is, check it, copy it and put a copy back."""

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

from db.access import encryption, vault
from db.errors import CannotOpen, InUse
from db.exchange.outbox import outstanding_packets
from db.exchange.packet import MAX_FILE, read_packet
from db.files.medium import same_medium
from db.files.whole_files import read_bounded
from db.journal.hash_chain import Head
from db.station.opening import FILE, create_station_file
from db.upkeep.backup import back_up, restore_backup
from db.upkeep.retention import due, expire_cases
from flows.case.actions import MakeBackup, SetSetting
from flows.case.admission import admit_station
from flows.case.roles import ROLES, Role, Seat
from hukou_tui.commands import operators
from hukou_tui.commands.place import (
    CommandRefused,
    badge,
    held_by,
    one_sentence,
    open_with,
    own_place,
    station_at,
)
from hukou_tui.paper.slips.day_slip import render
from hukou_tui.session.working_day import day_of
from hukou_tui.words.catalogue import _, language
from hukou_tui.words.errors.error_messages import finding_text
from hukou_tui.words.safe_text import json_text, safe_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.journal.hash_chain import Head
    from db.station.station import Station
    from hukou_tui.context import AppContext

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
    """Make a new station, encrypted, and say its recovery key once. Exit 2 if there is one already.

    The first operator chooses a passphrase; the others get one to begin with, which is shown here. With
    --passphrase-file all begin with the one in the file.
    """
    with one_sentence():
        place = own_place(ctx)
        pairs = [_operator(text) for text in operators]
        if place.practice:
            create_station_file(
                place.folder,
                code=code,
                name=name,
                practice=True,
                settings={},
                operators=pairs,
                at=place.now(),
            ).close()
        else:
            _init_encrypted(place, code, name, pairs)
        click.echo(_('Station {code} was made; "hukou-tui" opens the counter.').format(code=code))


def _init_encrypted(place: AppContext, code: str, name: str, pairs: list[tuple[str, str]]) -> None:
    if (place.folder / FILE).exists():
        raise CannotOpen("station_exists")
    if not pairs and place.operator:
        pairs = [(place.operator, "administrator")]
    if not pairs:
        raise CommandRefused("operator_needed")
    for who, role in pairs:
        admit_station(SetSetting(f"operator.{who}", role), Seat(who, Role.ADMINISTRATOR))
    people = operators.newcomers(place, pairs)
    made, recovery = vault.create_station(
        place.folder, code=code, name=name, settings={}, people=people, at=place.now()
    )
    made.station.close()
    operators.tell_passphrases(people)
    operators.tell_recovery_key(recovery)
    if "administrator" not in dict(pairs).values():
        click.echo(
            _("There is no administrator yet: only the recovery key can name one (station operators add).")
        )


def _operator(text: str) -> tuple[str, str]:
    badge, colon, role = text.partition(":")
    if not (badge and colon and role in ROLES):
        raise CommandRefused("operator_shape", known=", ".join(ROLES))
    return badge, role


@station.command()
@click.pass_context
def encrypt(ctx: click.Context) -> None:
    """Encrypt a station of a version that did not encrypt. --operator BADGE becomes (or stays) its administrator."""
    with one_sentence():
        place = own_place(ctx)
        known = encryption.operators(place.folder)
        if not place.operator:
            raise CommandRefused("badge_missing")
        pairs = [(place.operator, "administrator")]
        pairs += [(badge, role) for badge, role in known.items() if badge != place.operator]
        people = operators.newcomers(place, pairs)
        recovery = encryption.encrypt_station(place.folder, people, at=place.now())
        operators.tell_passphrases(people)
        operators.tell_recovery_key(recovery)
        click.echo(
            _("The station is encrypted. What the old file held may still lie in free places of the disk.")
        )


@station.command()
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
@click.pass_context
def info(ctx: click.Context, as_json: bool) -> None:
    """Say what the station is: code, operators, counts, the head of its journal."""
    with one_sentence(), station_at(ctx.obj, readonly=True) as opened:
        said = _info(opened)
    if as_json:
        click.echo(json_text(said))
        return
    cases = sum(said["cases"].values())
    practice = "  " + _("practice (not real data)") if said["practice"] else ""
    click.echo(safe_text(f"{said['code']}  {said['name']}{practice}"))
    click.echo(_("Cases: {cases}; records: {records}; packets: {packets}, not acknowledged: {open}").format(
        cases=cases, records=said["records"], packets=said["packets"], open=len(said["outstanding"])
    ))  # fmt: skip
    click.echo(_("Operators: {operators}").format(
        operators=", ".join(f"{badge}:{role}" for badge, role in said["operators"].items())
    ))  # fmt: skip
    if said["backup"]:
        click.echo(_("Last backup: {at}, up to record {seq}").format(**said["backup"]))
    click.echo(f"{said['records']}:{said['head']}")


def _info(opened: Station) -> dict[str, Any]:
    head = opened.queries.head()
    return {
        "code": opened.queries.code,
        "name": opened.queries.settings().get("station.name", ""),
        "practice": opened.queries.practice,
        "operators": dict(opened.queries.operators()),
        "cases": dict(Counter(str(row.status) for row in opened.queries.rows())),
        "records": head.seq,
        "head": head.hash,
        "packets": len(opened.queries.packets()),
        "outstanding": list(outstanding_packets(opened)),
        "encrypted": opened.key is not None,
        "backup": _last_backup(opened),
    }


def _last_backup(opened: Station) -> dict[str, Any] | None:
    last = opened.queries.last_backup()
    return None if last is None else {"at": last.at, "seq": last.seq, "finding": last.finding}


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
    with one_sentence(), station_at(ctx.obj, readonly=True) as opened:
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
        click.echo(finding_text(fault.what, fault.seq))
        click.echo(_("Stop working with this file, keep it as it is, and call the administrator."))
    ctx.exit(0 if fault is None else 1)


def _anchors(opened: Station, head: str | None, packet: Path | None) -> list[Head]:
    anchors = []
    if head is not None:
        shape = _HEAD.fullmatch("".join(head.split()).lower())
        if not shape:
            raise CommandRefused("head_shape")
        anchors.append(Head(int(shape[1] or 0), shape[2]))
    if packet is not None:
        sent = read_packet(read_bounded(packet, MAX_FILE))
        if sent.station != opened.queries.code:
            raise CommandRefused("packet_other_station", station=sent.station, own=opened.queries.code)
        anchors.append(sent.head)
    return anchors


@station.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
@click.pass_context
def backup(ctx: click.Context, folder: Path, as_json: bool) -> None:
    """Copy the station into a folder below DIR, and try the copy out: opened, verified, counted.

    Works while the counter is open; it is journaled only if it is not. Exit 2 if no copy was made.
    """
    place = ctx.obj
    with one_sentence(), _for_backup(place) as opened:
        with _bar() as progress:
            done = back_up(opened, folder, on=place.today(), progress=progress)
        journaled = opened.writable
        if journaled:
            made = MakeBackup(done.head.seq, done.head.hash, done.cases)
            opened.append(made, case_id="", operator=badge(place, opened), at=place.now())
        beside = same_medium(folder, place.folder)
    if as_json:
        said = {
            "folder": str(done.folder),
            "records": done.head.seq,
            "head": done.head.hash,
            "cases": done.cases,
        }
        click.echo(json.dumps({**said, "journaled": journaled, "same_medium": beside}))
        return
    click.echo(_("Copied and tried out: {cases} cases, {records} records.").format(
        cases=done.cases, records=done.head.seq
    ))  # fmt: skip
    click.echo(safe_text(done.folder))
    if beside:
        click.echo(_("The copy lies on the same disk as the station: if that disk dies, both are gone."))


@contextmanager
def _for_backup(place: AppContext) -> Iterator[Station]:
    """Open for writing, or beside the counter that has it open."""
    held = held_by(place)
    try:
        opened = open_with(place, held)
    except InUse:
        opened = open_with(place, held, readonly=True)
    with opened:
        yield opened


@station.command()
@click.argument("copy", metavar="FILE", type=click.Path(path_type=Path))
@click.pass_context
def restore(ctx: click.Context, copy: Path) -> None:
    """Go on from a copy: FILE is its folder, or the station.db in it. What was there is kept beside.

    The passphrase is the one that held when the copy was made. An administrator does it, or whoever has the recovery
    key. Exit 2, and nothing changed, if that is somebody else or the copy does not verify.
    """
    with one_sentence():
        place = own_place(ctx)
        source = copy.parent if copy.is_file() else copy
        # In a copy nobody can change the passphrase to begin with that he had then; the next sitting demands it.
        held = held_by(place, changing=True, copy=source)
        with _bar() as progress:
            done = restore_backup(source, place.folder, held, place.operator, at=place.now(), progress=progress)
        with open_with(place, held) as opened:
            goes_on = opened.queries.next_number(place.today())
        click.echo(_("Restored: {cases} cases, {records} records. Head: {head}").format(
            cases=done.cases, records=done.head.seq, head=f"{done.head.seq}:{done.head.hash}"
        ))  # fmt: skip
        click.echo(
            _("What was entered after that copy is not in it: compare with the day slips and the county.")
        )
        click.echo(_("New cases are numbered from {number} on, so that no number is given twice.").format(
            number=safe_text(goes_on)
        ))  # fmt: skip


@station.command(name="day-slip")
@click.pass_context
def day_slip(ctx: click.Context) -> None:
    """Print the day slip: what was done today, and the head of the journal, to be kept on paper."""
    place = ctx.obj
    with one_sentence(), station_at(place, readonly=True) as opened:
        click.echo(render(day_of(opened, place.today()), language()))


@station.command()
@click.option("--run", "really", is_flag=True, help="Empty them; without it they are only listed.")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
@click.pass_context
def retention(ctx: click.Context, really: bool, as_json: bool) -> None:
    """List the closed cases whose period (settings of the station) is over; with --run empty them, recorded.

    What they held is deleted, the hashes stay and the chain with them. Earlier backups still hold it.
    """
    place = ctx.obj
    with one_sentence(), station_at(place, readonly=not really) as opened:
        found = due(opened, place.today())
        if really and found:
            expire_cases(opened, found, operator=badge(place, opened), at=place.now())
    if as_json:
        click.echo(json.dumps({"due": [one.case_id for one in found], "emptied": really}))
        return
    for one in found:
        click.echo(f"{one.case_id}  {one.rule}  {one.days}")
    told = _("Emptied: {count} cases.") if really else _("Due: {count} cases.")
    click.echo(told.format(count=len(found)))


station.add_command(operators.operators)


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
