"""`policy install`: rules proposed by one person, put in force by another, and what is in force here."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from db.station.station import Act
from flows.case import actions as a
from flows.case.admission import admit_station
from flows.case.roles import seat_of
from flows.case.rule_adoption import NAMED_BY, Adoption, Ruling, admit_rules, stack_of
from flows.errors import NotAllowed
from hukou_tui import packs
from hukou_tui.commands.place import CommandRefused, badge, one_sentence, station_at
from hukou_tui.commands.policy import difference as d
from hukou_tui.commands.policy.options import options, print_json
from hukou_tui.session import practice_station as practice
from hukou_tui.session.case import rules_in_use
from hukou_tui.words.catalogue import N_, _
from hukou_tui.words.safe_text import safe_text

if TYPE_CHECKING:
    from db.station.station import Station
    from flows.rules.stamps import PackStamp
    from hukou_tui.context import AppContext
    from hukou_tui.packs import PackFile
    from hukou_tui.session.case.rules_in_use import InForce

_DONE = {"proposed": N_("proposed"), "adopted": N_("adopted"), "withdrawn": N_("withdrawn")}


@dataclass(frozen=True, slots=True)
class _InstallRequest:
    """What the command line asked for: exactly one of these."""

    paths: tuple[Path, ...]
    adopt: str
    withdraw: bool
    listed: bool

    @property
    def sound(self) -> bool:
        return [bool(self.paths), bool(self.adopt), self.withdraw, self.listed].count(True) == 1


@click.command()
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--adopt", metavar="HASH", default="", help="put the rules proposed in force (12 digits or more)"
)
@click.option("--withdraw", is_flag=True, help="take the proposal back")
@click.option("--list", "listed", is_flag=True, help="what is in force, what is proposed, what came before")
@options
@click.pass_context
def install(
    ctx: click.Context, files: tuple[Path, ...], adopt: str, withdraw: bool, listed: bool, as_json: bool
) -> None:
    """Propose FILE (a pack; an overlay with its base) as the rules of this station, or adopt what was proposed.

    FILE is checked and shown against the rules in force; an administrator proposes it, and another person, reviewer
    or administrator, adopts it. With a pack that is not in order nothing is changed, and the command ends with 1.
    """
    asked = _InstallRequest(files, adopt, withdraw, listed)
    with one_sentence():
        if not asked.sound:
            raise CommandRefused("install_what")
        if files:
            _propose_rules(ctx.obj, files, as_json=as_json)
        elif adopt:
            _adopt_rules(ctx.obj, adopt, as_json=as_json)
        elif withdraw:
            _withdraw_rules(ctx.obj)
        else:
            _list_rulings(ctx.obj, as_json=as_json)


# ---- proposing


def _propose_rules(place: AppContext, paths: tuple[Path, ...], *, as_json: bool) -> None:
    # Before anybody has to prove who he is: most of what is wrong with a pack is found here.
    files = _load_proven_files(paths)
    new = rules_in_use.rules_of_files(files, place.today())
    stack = stack_of(new.stamps)
    if place.practice:
        practice.make_practice_station(place)
    with station_at(place) as station:
        adopted = station.queries.adoption()
        force = rules_in_use.in_force(station, place.today())
        if force.stamps == new.stamps and not force.why:
            click.echo(_("These rules are in force already; nothing was changed."))
            return
        if adopted.proposed is not None and adopted.proposed.stack == stack:
            click.echo(_("These rules are proposed already; nothing was changed."))
            _tell_next(adopted.proposed)
            return
        action = a.ProposeRules(new.stamps, stack)
        # Whoever may not do it hears so before he reads a long text.
        _check_permission(place, station, action)
        _show_difference(force, new, as_json=as_json)
        _confirm_adoption(_("Propose these rules?"))
        _record(place, station, new, action)
        proposed = station.queries.adoption().proposed
    if proposed is not None and not as_json:
        _tell_next(proposed)


def _confirm_adoption(question: str) -> None:
    """In a terminal whoever has read the difference says yes to it; a script has said so by its command."""
    if sys.stdin.isatty() and not click.confirm(question, err=True):
        raise CommandRefused("rules_not_confirmed")


def _load_proven_files(paths: tuple[Path, ...]) -> tuple[PackFile, ...]:
    """The files of a pack that is in order; otherwise all findings, and exit 1."""
    try:
        files = packs.stack([packs.resolve_pack_path(path) for path in paths])
    except packs.PackError as fault:
        _not_in_order(fault.findings)
    _prove_files(files)
    return files


def _prove_files(files: tuple[PackFile, ...]) -> None:
    """End with all findings and exit 1 unless the packs are in order."""
    findings = packs.prove_files(files)
    if findings:
        _not_in_order(findings)


def _not_in_order(findings: tuple[Any, ...]) -> NoReturn:
    for text in dict.fromkeys(finding.text for finding in findings):
        click.echo(safe_text(text))
    click.echo(_("The pack is not in order; nothing was changed."))
    sys.exit(1)


def _record(place: AppContext, station: Station, new: InForce, action: a.Action) -> None:
    station.append_under(new.texts, [Act(action, "", badge(place, station), place.now())])


def _show_difference(force: InForce, new: InForce, *, as_json: bool) -> None:
    """The difference between what is in force and what is to be."""
    found = d.difference(force.rules, new.rules, new.rules.on)
    if as_json:
        print_json({
            "in_force": _packs(force.stamps),
            "new": _packs(new.stamps),
            "stack": stack_of(new.stamps),
            "difference": d.as_json(found),
        })  # fmt: skip
        return
    if force.why:
        click.echo(safe_text(force.trouble()))
    click.echo(_("In force: {packs}").format(packs=rules_in_use.names(force.stamps)))
    click.echo(_("New: {packs}").format(packs=rules_in_use.names(new.stamps)))
    gone = [pack.id for pack in force.stamps if pack.id not in {one.id for one in new.stamps}]
    if gone:
        # Whoever installs a base alone may not know that what lay over it is then in force no longer.
        click.echo(
            _("No longer in force at all: {packs}. To keep it, name it as well.").format(
                packs=", ".join(gone)
            )
        )
    for pack in new.stamps:
        if any((pack.id, pack.revision) == (one.id, one.revision) and pack != one for one in force.stamps):
            # Two texts of one name: nobody could say later which of them was meant.
            same = _("{pack} has another text under the same revision; let its author raise it.")
            click.echo(same.format(pack=pack.id))
    for line in d.lines(found):
        click.echo(safe_text(line))


def _tell_next(proposed: Ruling) -> None:
    click.echo("")
    click.echo(
        _("Proposed by {badge}, and not in force yet: {stack}").format(
            badge=proposed.by, stack=proposed.stack
        )
    )
    click.echo(
        _(
            "A second person puts it in force: hukou-tui --operator BADGE policy install --adopt {short}"
        ).format(short=proposed.stack[:NAMED_BY])
    )


# ---- adopting


def _adopt_rules(place: AppContext, named: str, *, as_json: bool) -> None:
    named = "".join(named.split()).lower()
    with station_at(place) as station:
        proposed = station.queries.adoption().proposed
        if proposed is None:
            raise CommandRefused("rules_none_proposed")
        if len(named) < NAMED_BY or not proposed.stack.startswith(named):
            raise CommandRefused("rules_other_hash", digits=NAMED_BY)
        action = a.AdoptRules(proposed.packs, proposed.stack, proposed.seq)
        _check_permission(place, station, action)
        texts = station.queries.rule_texts(proposed.packs)
        if texts is None:
            raise CommandRefused("rules_text_missing")
        files = packs.to_pack_files([(one.stamp.id, one.text) for one in texts])
        _prove_files(files)
        new = rules_in_use.rules_of_files(files, place.today())
        _show_difference(rules_in_use.in_force(station, place.today()), new, as_json=as_json)
        _confirm_adoption(_("Put these rules in force?"))
        _record(place, station, new, action)
    if not as_json:
        click.echo("")
        click.echo(_("In force from now on: {packs}. Open cases are looked at again when they are opened.").format(
            packs=rules_in_use.names(new.stamps)
        ))  # fmt: skip


def _check_permission(place: AppContext, station: Station, action: a.Action) -> None:
    seat = seat_of(badge(place, station), station.queries.operators(), practice=station.queries.practice)
    admit_station(action, seat)
    admit_rules(station.queries.adoption(), action, seat)


def _withdraw_rules(place: AppContext) -> None:
    with station_at(place) as station:
        proposed = station.queries.adoption().proposed
        if proposed is None:
            raise NotAllowed("rules_not_proposed")
        action = a.WithdrawRules(proposed.stack, proposed.seq)
        station.append(action, case_id="", operator=badge(place, station), at=place.now())
    click.echo(_("The proposal was taken back; the rules in force stay."))


# ---- what there is


def _list_rulings(place: AppContext, *, as_json: bool) -> None:
    with station_at(place, readonly=True) as station:
        adoption = station.queries.adoption()
        force = rules_in_use.in_force(station, place.today())
    if as_json:
        print_json(_rulings_to_dict(adoption, force))
        return
    if force.why:
        click.echo(safe_text(force.trouble()))
    whence = _("those of the program") if adoption.in_force is None or force.why else _("adopted here")
    click.echo(_("In force: {packs} ({whence})").format(packs=rules_in_use.names(force.stamps), whence=whence))
    click.echo(f"  {stack_of(force.stamps)}")
    brought = rules_in_use.of_program(None).stamps
    if adoption.in_force is not None and brought != force.stamps:
        click.echo(_("The program itself brings: {packs}").format(packs=rules_in_use.names(brought)))
    if adoption.proposed is not None:
        click.echo(
            _("Waits for a second person: {packs}").format(packs=rules_in_use.names(adoption.proposed.packs))
        )
        click.echo(f"  {adoption.proposed.stack}")
    for one in adoption.history:
        said = (one.at[:10], one.by, _(_DONE[one.what]), rules_in_use.names(one.packs), one.stack[:NAMED_BY])
        click.echo(safe_text("  ".join(said)))


def _rulings_to_dict(adoption: Adoption, force: InForce) -> dict[str, Any]:
    return {
        "in_force": {
            "packs": _packs(force.stamps),
            "stack": stack_of(force.stamps),
            "adopted": adoption.in_force is not None and not force.why,
            "why_not": force.why,
        },
        "proposed": _ruling_to_dict(adoption.proposed),
        "history": [_ruling_to_dict(one) for one in adoption.history],
    }


def _ruling_to_dict(one: Ruling | None) -> dict[str, Any] | None:
    if one is None:
        return None
    said = {"what": one.what, "stack": one.stack, "record": one.seq, "by": one.by, "at": one.at}
    return {**said, "packs": _packs(one.packs)}


def _packs(those: tuple[PackStamp, ...]) -> list[dict[str, str]]:
    return [{"id": pack.id, "revision": pack.revision, "sha256": pack.sha256} for pack in those]
