"""`register`: import the county's extract, look persons up in it, say what it covers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from db.access import register_record
from db.access.register_record import settle_register
from db.errors import InUse, Trouble
from db.keys import keyslots
from db.register.extract import open_register
from db.register.importing import ImportConsent, import_register
from db.register.lookup import Lookup, scope_of
from db.register.plausibility import county_changes
from db.register.provenance import REGISTER
from db.station.opening import FILE
from flows.case.actions import ImportRegister
from flows.case.admission import admit_station
from flows.case.roles import seat_of
from flows.identity.divisions import find_division
from hukou_tui.commands.lookup_lines import LONGEST_LINE, UnreadableLine, answer_line, read_question
from hukou_tui.commands.place import CommandRefused, badge, held_by, one_sentence, open_with
from hukou_tui.words.catalogue import _, ngettext
from hukou_tui.words.errors.error_messages import sentence
from hukou_tui.words.reasons import BANDS, RELATIONS
from hukou_tui.words.rejects import reject_text
from hukou_tui.words.safe_text import json_text, safe_text

if TYPE_CHECKING:
    from db.register.external_sort import Progress
    from db.register.importing import ImportReport
    from db.register.lookup import Lookup
    from db.register.plausibility import RegisterContent
    from db.station.station import Station
    from flows.linkage.person import Person
    from hukou_tui.context import AppContext

#: Rejected lines named on the screen; the file lists them all.
_SHOWN = 5


def register_path(ctx: click.Context) -> Path:
    """The register of the station that the root command has chosen."""
    folder: Path = ctx.obj.folder
    return folder / REGISTER


@click.group()
def register() -> None:
    """The register of persons already registered, as the county extracts it."""


@register.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--add", is_flag=True, help="Add to the register on record instead of replacing it.")
@click.option("--profile", type=click.Path(path_type=Path), help="TOML file that maps foreign column names.")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day the extract stands for (default: today)."
)
@click.option("--encoding", type=click.Choice(["utf-8", "gb18030"]), help="Instead of finding it out.")
@click.option("--rejects", type=click.Path(path_type=Path), help="Where the list of lines left out goes.")
@click.option("--accept-loss", is_flag=True, help="More than a tenth of the persons on record may be gone.")
@click.option("--accept-older", is_flag=True, help="The extract may be older than the register on record.")
@click.option("--json", "as_json", is_flag=True, help="Say the result as JSON.")
@click.pass_context
def import_(
    ctx: click.Context,
    file: Path,
    add: bool,
    profile: Path | None,
    as_of: datetime | None,
    encoding: str | None,
    rejects: Path | None,
    accept_loss: bool,
    accept_older: bool,
    as_json: bool,
) -> None:
    """Import FILE (CSV, UTF-8 or GB18030, header row): whole and at once, bad lines listed and left out.

    A reviewer or an administrator does it, with the counter closed; it is recorded. Exit 0: all lines are on record;
    1: some were left out; 2: nothing was changed, as where more than a tenth of the persons would be gone.
    """
    place = ctx.obj
    with one_sentence(), _for_import(place) as (station, by, remembered):
        target = register_path(ctx)
        target.parent.mkdir(parents=True, exist_ok=True)
        with _bar() as progress, _says_how_to_go_on():
            report = import_register(
                file,
                target,
                as_of=as_of.date() if as_of else place.today(),
                today=place.today(),
                accepted=ImportConsent(accept_loss, accept_older),
                by=by,
                remembered=remembered,
                add=add,
                profile=profile,
                encoding=encoding,
                progress=progress,
                rejects=rejects,
                describe=reject_text,
                key=station.key if station else None,
            )
        if station:
            _record(station, place)
    click.echo(json_text(_as_json(report)) if as_json else _summary(report))
    ctx.exit(1 if report.rejected_count else 0)


@contextmanager
def _for_import(place: AppContext) -> Iterator[tuple[Station | None, str, RegisterContent | None]]:
    """The station whose journal is told of the import, who does it, and what was on record by the journal.

    No station is needed where there is none (practice that was never opened). Raises CommandRefused and NotAllowed,
    before a file is read.
    """
    if not (place.folder / FILE).exists() and not keyslots.path(place.folder).exists():
        yield None, "", None
        return
    try:
        opened = open_with(place, held_by(place))
    except InUse:
        raise CommandRefused("import_beside_counter") from None
    with opened as station:
        by = badge(place, station)
        # What it will say is not known yet; who may do it is.
        asked = ImportRegister("", 0, 0, 0, "")
        admit_station(asked, seat_of(by, station.queries.operators(), practice=station.queries.practice))
        register_record.settle_register(station, place.now())
        yield station, by, register_record.remembered_holding(station)


def _record(station: Station, place: AppContext) -> None:
    """Tell the journal what is in place now. Where the disk refuses, the next opening tells it."""
    try:
        settle_register(station, place.now())
    except Trouble as fault:
        click.echo(
            _("The register is in place; the journal is told of it when the station is opened next. {why}").format(
                why=sentence(fault)
            ),
            err=True,
        )


@register.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), default="-")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON Lines (otherwise in plain lines).")
@click.pass_context
def lookup(ctx: click.Context, file: Path, as_json: bool) -> None:
    """Look up the persons of FILE (JSON Lines, - for standard input), answers in the same order.

    The register and the station's own cases are searched. Exit 0 whatever is found; 1: some lines were refused, and
    each says why; 2: all of them were, there was none, or nothing can be read.
    """
    answered = refused = 0
    with one_sentence(), _questions(file) as lines:
        with _station_beside(ctx.obj) as station:
            key, own = (station.key, station.queries.people()) if station else (None, ())
        scope_of(register_path(ctx), key)  # one that cannot be read is said once, and not for each line
        searched = Lookup(register_path(ctx), key=key)
        for number, raw in enumerate(lines, start=1):
            if raw.strip():
                reply = _reply(searched, own, raw, number)
                click.echo(json_text(reply) if as_json else _plain(reply))
                answered += "error" not in reply
                refused += "error" in reply
        if not answered and not refused:
            raise CommandRefused("no_question")
    ctx.exit(0 if not refused else 1 if answered else 2)


@register.command()
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
@click.pass_context
def info(ctx: click.Context, as_json: bool) -> None:
    """Say what the register covers: persons, the day it stands for, divisions."""
    with one_sentence(), _station_beside(ctx.obj) as station:
        scope = scope_of(register_path(ctx), station.key if station else None)
    if as_json:
        said: dict[str, Any] = {"persons": 0, "as_of": None, "cancelled": 0, "divisions": []}
        if scope:
            divisions = [{"code": code, "persons": count} for code, count in scope.divisions]
            said = {"persons": scope.persons, "as_of": scope.as_of.isoformat(), "cancelled": scope.cancelled}
            said |= {"divisions": divisions, "columns": list(scope.columns)}
        click.echo(json_text(said))
    elif scope is None:
        click.echo(_("No register has been imported yet: hukou-tui register import FILE."))
    else:
        click.echo(_scope_text(scope.persons, scope.as_of, scope.cancelled))
        for code, count in scope.divisions:
            known = find_division(code)
            click.echo(f"  {code or '-':<8}{count:>10}  {known.name if known else ''}")


def _reply(searched: Lookup, own: tuple[Person, ...], raw: bytes, number: int) -> dict[str, Any]:
    try:
        line_id, query, unused = read_question(raw)
    except UnreadableLine as fault:
        return fault.reply(number)
    return answer_line(line_id, searched.find(query, own=own), unused)


@contextmanager
def _station_beside(place: AppContext) -> Iterator[Station | None]:
    """The station of the register, whose journal judges who asks: by slots of long ago nobody reads the register.

    None where practice was never opened, which may have a register all the same.
    """
    held = held_by(place)
    if held is None and not (place.folder / FILE).exists():
        yield None
        return
    with open_with(place, held, readonly=True) as station:
        yield station


@contextmanager
def _questions(file: Path) -> Iterator[Iterator[bytes]]:
    def lines(source: BinaryIO) -> Iterator[bytes]:
        """Each line, cut above the limit so that one endless line cannot fill the memory."""
        while raw := source.readline(LONGEST_LINE + 2):
            rest = raw
            while not rest.endswith(b"\n") and (rest := source.readline(LONGEST_LINE)):
                pass
            yield raw

    if str(file) == "-":
        yield lines(sys.stdin.buffer)
    else:
        with open_register(file) as source:
            yield lines(source)


@contextmanager
def _says_how_to_go_on() -> Iterator[None]:
    """Whoever stops an import is told that nothing is lost."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo(err=True)
        click.echo(
            _("Stopped. The same command goes on from here; until it is done, lookups use the register of before."),
            err=True,
        )
        raise


@contextmanager
def _bar() -> Iterator[Progress | None]:
    """A progress bar where somebody watches, nothing where a script does."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, file=sys.stderr, width=30, item_show_func=str) as bar:

        def progress(done: int, total: int, persons: int, rejected: int) -> None:
            bar.length = max(total, 1)
            bar.update(
                done - bar.pos,
                _("{persons} persons, {rejected} left out").format(persons=persons, rejected=rejected),
            )

        yield progress


def _summary(report: ImportReport) -> str:
    scope = report.scope
    said = [_scope_text(scope.persons, scope.as_of, scope.cancelled) if scope else ""]
    if report.already_there:
        said.append(_("This very file is on record already; nothing was changed."))
    else:
        said.append(
            _("{added} added, {replaced} replaced, {unchanged} unchanged; read as {encoding}.").format(
                added=report.added,
                replaced=report.replaced,
                unchanged=report.unchanged,
                encoding=report.encoding,
            )
        )
    if report.before and not report.already_there:
        said += _changes(report.before, report)
    if report.unknown_columns:
        said.append(_("Columns ignored: {columns}").format(columns=", ".join(report.unknown_columns)))
    if report.rejected_count:
        said += _rejects(report)
    return "\n".join(said)


def _changes(before: RegisterContent, report: ImportReport) -> Iterator[str]:
    """What was on record before, and in which counties more or fewer are now."""
    told = _("Before: {persons} persons as of {as_of}.")
    yield told.format(persons=before.persons, as_of=_day(before) or "?")
    if report.after and (counties := county_changes(before, report.after)):
        yield _("By county: {counties}").format(counties=", ".join(counties[:_SHOWN]))


def _rejects(report: ImportReport) -> Iterator[str]:
    count = report.rejected_count
    yield ngettext("{count} line was left out.", "{count} lines were left out.", count).format(count=count)
    for line, code, params in report.rejected[:_SHOWN]:
        yield _("  line {line}: {why}").format(line=line, why=reject_text(code, params))
    if report.rejects_file:
        yield _("All of them with their reasons: {file}").format(file=report.rejects_file)


def _scope_text(persons: int, as_of: date, cancelled: int) -> str:
    return _("The register holds {persons} persons as of {as_of}, {cancelled} of them cancelled.").format(
        persons=persons, as_of=as_of.isoformat(), cancelled=cancelled
    )


def _day(holding: RegisterContent) -> str | None:
    return holding.as_of.isoformat() if holding.as_of else None


def _as_json(report: ImportReport) -> dict[str, Any]:
    return {
        "persons": report.persons,
        "added": report.added,
        "replaced": report.replaced,
        "unchanged": report.unchanged,
        "rejected": report.rejected_count,
        "rejects_file": str(report.rejects_file) if report.rejects_file else None,
        "already_there": report.already_there,
        "encoding": report.encoding,
        "unknown_columns": list(report.unknown_columns),
        "before": {"persons": report.before.persons, "as_of": _day(report.before)} if report.before else None,
        "scope": {"persons": report.scope.persons, "as_of": report.scope.as_of.isoformat()}
        if report.scope
        else None,
    }


def _plain(reply: dict[str, Any]) -> str:
    """An answer for reading: one line a candidate with its reasons, and no name."""
    if "error" in reply:
        named = "" if reply["id"] is None else f"{reply['id']}: "
        return safe_text(f"{named}{reply['error']}")
    lines = [_("{id}: {count} found").format(id=reply["id"], count=len(reply["candidates"]))]
    for found in reply["candidates"]:
        reasons = "; ".join(f"{reason['text']} {reason['points']:+d}" for reason in found["reasons"])
        kind = f"{_(BANDS[found['band']])}, {_(RELATIONS[found['relation']])}"
        lines.append(f"  {found['score']:>4}  {found['person_id']}  {kind}: {reasons}")
    return "\n".join(safe_text(line) for line in lines)
