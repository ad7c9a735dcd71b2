"""What keeps the station: its menu, backup and daily check, periods and emptying, the day slip."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from flows.identity.text_cleaning import unspaced, visible
from hukou_tui.screens.counter import user_administration
from hukou_tui.screens.counter.settings import change
from hukou_tui.session.news import Said
from hukou_tui.words.catalogue import N_, _, language
from hukou_tui.words.errors.error_messages import finding, sentence
from widgets.field import Field, Option

if TYPE_CHECKING:
    from db.station.station import Station
    from hukou_tui.screens.counter.home import Home

#: What concerns the station and not a case.
STATION: tuple[tuple[str, str], ...] = (
    ("settings", N_("settings of the station")),
    ("people", N_("people with a key: add, remove, roles, lost passphrases")),
    ("passphrase", N_("change one's own passphrase")),
    ("day_slip", N_("day slip: print what was done today, and the head of the journal")),
    ("keeping", N_("keeping: folder for backups, idle lock, periods")),
    ("backup", N_("make a backup now, and try it out")),
    ("check", N_("check the whole file now")),
    ("empty", N_("empty the cases whose period is over")),
    ("lock", N_("lock the screen (or press F6 twice)")),
)
#: What a practice station has no use for: nobody has a key there.
_WITH_KEYS = ("people", "passphrase", "backup")


def menu(has_keys: bool) -> list[tuple[str, str]]:
    """What concerns the station, in the order of its digits."""
    return [(key, _(words)) for key, words in STATION if has_keys or key not in _WITH_KEYS]


def do(home: Home, key: str) -> None:
    """Do what the entry `key` of the station's menu names."""
    doings: dict[str, Callable[[], object]] = {
        "settings": home.action_settings,
        "people": lambda: user_administration.people(home),
        "passphrase": lambda: user_administration.change_passphrase(home),
        "day_slip": lambda: day_slip(home),
        "keeping": lambda: where_and_how_long(home),
        "backup": lambda: back_up(home),
        "check": lambda: check(home),
        "empty": lambda: empty(home),
        "lock": home.app.lock,
    }
    doings[key]()


_KEEPING: tuple[tuple[str, str, int], ...] = (
    ("backup.folder", N_("Folder for backups (stick)"), 100),
    ("screen.idle_minutes", N_("Lock after minutes"), 3),
    ("retention.delivered_days", N_("Days kept: registered"), 5),
    ("retention.not_granted_days", N_("Days kept: not granted"), 5),
    ("retention.withdrawn_days", N_("Days kept: withdrawn"), 5),
)


def where_and_how_long(home: Home) -> None:
    """Where backups go, when the screen locks itself, and how long closed cases are kept."""
    kept = home.app.desk.settings
    fields = [
        Field(name, _(label), kept.get(name, ""), length=length, label_width=28,
              clean=visible if name == "backup.folder" else unspaced)
        for name, label, length in _KEEPING
    ]  # fmt: skip
    text = _("Each day the station is checked and copied to the folder: name one on another disk or a stick.\n"
             "Empty minutes: 5; 0: never. Empty days: kept for ever.")  # fmt: skip
    home.ask(_("Keeping"), fields, lambda values: change(home, values), text=text)


def daily(home: Home) -> None:
    """Once a day, when the station is opened: check it, and copy it where a folder is named."""
    desk = home.app.desk
    folder = _backup_folder(home)
    last = desk.last_backup if folder is not None else desk.last_check
    today = desk.workplace.wall_clock(desk.workplace.now())[:10]
    if desk.has_keys and (last is None or desk.workplace.wall_clock(last.at)[:10] != today):
        desk.check_station(folder, asked=False)


def _backup_folder(home: Home) -> Path | None:
    named = home.app.desk.settings.get("backup.folder", "")
    return Path(named).expanduser() if named else None


def back_up(home: Home) -> None:
    """A copy now, tried out before it counts."""
    folder = _backup_folder(home)
    if folder is None:
        home.say(_("No folder for backups is named yet: name one first."), alert=True)
        where_and_how_long(home)
        return
    home.say(_("The copy is being made and tried out; go on working."))
    home.app.desk.check_station(folder, asked=True)


def check(home: Home) -> None:
    """The whole file, checked now."""
    home.say(_("The whole file is being checked; go on working."))
    home.app.desk.check_station(None, asked=True)


def _checked(home: Home, fault: Exception | None) -> None:
    desk = home.app.desk
    checked = desk.checked
    if fault is not None or checked is None:
        home.say(_("No backup was made: {why}").format(why=sentence(fault) if fault else ""), alert=True)
    elif checked.finding:
        home.say(finding(checked.finding, checked.finding_seq), alert=True)
    elif not desk.check_asked and not checked.same_medium:
        # That all is well is no reason to talk over what the clerk is told just now; it is on record.
        return
    elif checked.copy:
        told = _("Checked, copied and tried out: {cases} cases, {records} records.")
        told = told.format(cases=checked.cases, records=checked.records)
        if checked.same_medium:
            told = _("Copied, but onto the same disk as the station: name a folder on a stick.")
        home.say(told, alert=checked.same_medium)
    else:
        home.say(
            _("Checked: {records} records fit. No folder for backups is named.").format(
                records=checked.records
            )
        )


def day_slip(home: Home) -> None:
    """What was done today and the head of the journal, to be printed and kept on paper."""
    from hukou_tui.paper.slips.day import day_of, keep, render

    desk = home.app.desk

    def make(station: Station) -> Said:
        text = render(day_of(station, desk.workplace.today()), language())
        keep(desk.workplace.folder, desk.workplace.today(), text)
        return Said(text)

    desk.ask(make, "day_slip")


def _day_slip_made(home: Home, fault: Exception | None) -> None:
    if fault is not None:
        home.say(sentence(fault), alert=True)
        return
    home.read(_("Day slip"), home.app.desk.told)
    home.app.desk.told = ""


def empty(home: Home) -> None:
    """The cases whose period is over: how many, and whether they are to be emptied."""
    from db.upkeep.retention import due

    desk = home.app.desk

    def look(station: Station) -> Said:
        return Said(str(len(due(station, desk.workplace.today()))))

    desk.ask(look, "due")


def _due(home: Home, fault: Exception | None) -> None:
    from db.upkeep.retention import due, expire

    desk = home.app.desk
    count, desk.told = desk.told, ""
    if fault is not None:
        home.say(sentence(fault), alert=True)
        return
    if count in ("", "0"):
        home.say(_("No closed case is over its period (or no period is set)."))
        return

    def run(station: Station) -> None:
        workplace = desk.workplace
        found = due(station, workplace.today())
        expire(station, found, operator=workplace.operator, at=workplace.now())

    yes = Field("yes", _("Empty them"), options=(Option("1", _("yes")),), length=1, label_width=26)
    text = _("What {count} closed cases held is deleted for ever; that they were is recorded, and the chain stays\n"
             "whole. Earlier backups still hold it.").format(count=count)  # fmt: skip
    home.ask(
        _("Cases whose period is over"),
        [yes],
        lambda values: desk.ask(run, "emptied"),
        text=text,
        needed=True,
    )


def _emptied(home: Home, fault: Exception | None) -> None:
    home.say(sentence(fault) if fault else _("Done and recorded."), alert=fault is not None)
    home.app.desk.refresh_rows()


#: What is told of the station (`office.OF_THE_STATION`).
NEWS: dict[str, Callable[[Home, Exception | None], None]] = {
    "keys": user_administration.keys_changed,
    "checked": _checked,
    "day_slip": _day_slip_made,
    "due": _due,
    "emptied": _emptied,
}
