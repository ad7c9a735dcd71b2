"""`case`: the cases of the station, for scripts and for whoever has no counter open; masked unless asked."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from db.station.projections import missing_count
from flows.case.actions import Look
from flows.case.roles import Role
from hukou_tui.commands.place import CommandRefused, badge, one_sentence, station_at
from hukou_tui.paper.slips import KINDS, SlipNotDue, kinds_for, render_slip
from hukou_tui.session.case import recheck_notice, rules_in_use
from hukou_tui.words.badges import badge_named
from hukou_tui.words.catalogue import _, language, name_of
from hukou_tui.words.fields import LABELS
from hukou_tui.words.masking import mask_case
from hukou_tui.words.safe_text import json_text, safe_text
from hukou_tui.words.statuses import TRANSFERS, status_name

if TYPE_CHECKING:
    from db.station.station import Station
    from flows.case.case import Case
    from hukou_tui.context import AppContext


@click.group()
def case() -> None:
    """The cases of this station."""


@case.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """List all cases: number, surname and what they wait for (notice, part 5 (5): no more of the name)."""
    with one_sentence(), station_at(ctx.obj, readonly=True) as station:
        rows = station.queries.rows()
    if as_json:
        said = [{"number": row.number, **asdict(row)} for row in rows]
        click.echo(json_text(said))
        return
    for row in rows:
        waits = _("papers missing: {missing}; candidates undecided: {undecided}").format(
            missing=row.missing, undecided=row.undecided
        )
        parked = _("parked") if row.parked else ""
        parts = (row.number, row.surname, status_name(row.status), _(TRANSFERS[row.transfer]), waits, parked)
        click.echo(safe_text("  ".join(part for part in parts if part)))


@case.command()
@click.argument("case_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
@click.option("--unmask", is_flag=True, help="Show numbers and full names.")
@click.pass_context
def show(ctx: click.Context, case_id: str, as_json: bool, unmask: bool) -> None:
    """Show one case as its actions have made it; numbers, given names and phones are masked unless asked.

    With --unmask (and always of an auditor) it is recorded who looked: it needs a station that nobody has open.
    """
    with one_sentence():
        with station_at(ctx.obj, readonly=True) as station:
            found, office = _find_case(ctx.obj, station, case_id), station.queries.county_office()
            entries = tuple(station.queries.entries(case_id))
            audited = station.queries.operators().get(ctx.obj.operator) == Role.AUDITOR
        if unmask or audited:
            with station_at(ctx.obj) as station:
                _record_look(ctx.obj, station, case_id, "numbers" if unmask else "case")
    said = _as_json(found)
    if not unmask:
        said = mask_case(entries, said)
    said["masked"] = not unmask
    if as_json:
        click.echo(json_text(said))
    else:
        _plain(said, office)


@case.command()
@click.argument("case_id", metavar="ID")
@click.option("--kind", help="Which slip; without it, the one that is due first.")
@click.pass_context
def slip(ctx: click.Context, case_id: str, kind: str | None) -> None:
    """Print a slip of one case as text, as it stands now under its own rules; recorded is only who looked."""
    place = ctx.obj
    with one_sentence():
        with station_at(place) as station:
            found, settings = _find_case(place, station, case_id), station.queries.settings()
            _record_look(place, station, case_id, "case")
            force = rules_in_use.in_force(station, place.today())
            own = rules_in_use.of_case(station, found, force, place.today())
        if own.why:
            click.echo(safe_text(recheck_notice.of_showing(found, own, force).line), err=True)
        rules = own.rules
        due = kinds_for(found, rules, settings, place.today())
        wanted = kind or (due[0] if due else "")
        if wanted not in KINDS:
            raise CommandRefused("slip_unknown", known=", ".join(KINDS))
        try:
            text = render_slip(
                wanted, found, rules, settings, language(), place.today(), operator=place.operator
            )
        except SlipNotDue:
            raise CommandRefused("slip_not_due", due=", ".join(due) or "-") from None
    click.echo(text)


def _find_case(place: AppContext, station: Station, case_id: str) -> Case:
    found = station.queries.case(case_id)
    if not found.opened_on:
        case = safe_text(case_id)[:40]
        if moment := station.queries.lost_since(case_id):
            raise CommandRefused("made_before_copy", case=case, day=place.wall_clock(moment)[:10])
        raise CommandRefused("case_unknown", case=case)
    return found


def _record_look(place: AppContext, station: Station, case_id: str, what: str) -> None:
    station.append(
        Look(what, by_command=True), case_id=case_id, operator=badge(place, station), at=place.now()
    )


def _as_json(case: Case) -> dict[str, Any]:
    """The folded case, and what follows from it."""
    said = asdict(case)
    said["tags"] = sorted(case.tags)
    return {
        "number": case.id,
        **said,
        "surname": case.surname,
        "undecided": list(case.open_candidates),
        "missing": missing_count(case),
        "submitted_by": case.submitted_by,
    }


def _pack(pack: dict[str, str]) -> str:
    return f"{pack['id']} {pack['revision']} ({pack['sha256'][:12]})"


def _plain(said: dict[str, Any], county_office: str) -> None:
    """The case as lines: what was entered, what was answered, how it went and by whom."""
    lines = [f"{said['number']}  {status_name(said['status'])}  {_(TRANSFERS[said['transfer']])}"]
    lines += [f"{name_of(LABELS, name)}: {value}" for name, value in said["fields"].items()]
    for part in ("answers", "papers"):
        lines += [f"{name}: {value}" for name, value in said[part].items()]
    lines += [_("Rules: {packs}").format(packs=" + ".join(_pack(pack) for pack in said["packs"]) or "-")]
    for step in said["history"]:
        by = badge_named(step["operator"], county_office, _)
        told = (step["at"], by, status_name(step["status"]), step["ground"], step["note"])
        lines.append("  ".join(text for text in (*told, step["number"], step["on"]) if text))
    for line in lines:
        click.echo(safe_text(line))
