"""What keeps the station: its menu, backup and daily check, periods and emptying, the day slip."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from flows.identity.text_cleaning import remove_spaces, visible
from hukou_tui.paper.slips.day_slip import render
from hukou_tui.screens.counter import own_passphrase, user_administration
from hukou_tui.screens.counter.settings import change_settings, settings
from hukou_tui.session.news import CasesEmptied, DaySlipMade, News, RetentionDue, StationChecked
from hukou_tui.words.catalogue import N_, _, language
from hukou_tui.words.errors.error_messages import finding_text, sentence
from widgets.field import Field, Option

if TYPE_CHECKING:
    from hukou_tui.screens.contracts import Counter

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


def run_entry(home: Counter, key: str) -> None:
    """Do what the entry `key` of the station's menu names."""
    doings: dict[str, Callable[[], object]] = {
        "settings": lambda: settings(home),
        "people": lambda: user_administration.people(home),
        "passphrase": lambda: own_passphrase.change_passphrase(home),
        "day_slip": lambda: day_slip(home),
        "keeping": lambda: where_and_how_long(home),
        "backup": lambda: back_up(home),
        "check": lambda: start_check(home),
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


def where_and_how_long(home: Counter) -> None:
    """Where backups go, when the screen locks itself, and how long closed cases are kept."""
    kept = home.app.session.desk.state.settings
    fields = [
        Field(name, _(label), kept.get(name, ""), length=length, label_width=28,
              clean=visible if name == "backup.folder" else remove_spaces)
        for name, label, length in _KEEPING
    ]  # fmt: skip
    text = _("Each day the station is checked and copied to the folder: name one on another disk or a stick.\n"
             "Empty minutes: 5; 0: never. Empty days: kept for ever.")  # fmt: skip
    home.ask(_("Keeping"), fields, lambda values: change_settings(home, values), text=text)


def daily(home: Counter) -> None:
    """Once a day, when the station is opened: check it, and copy it where a folder is named."""
    session = home.app.session
    folder = _backup_folder(home)
    last = session.desk.state.last_backup if folder is not None else session.desk.state.last_check
    today = session.context.wall_clock(session.context.now())[:10]
    if session.desk.has_keys and (last is None or session.context.wall_clock(last.at)[:10] != today):
        session.maintenance.check_station(folder, asked=False)


def _backup_folder(home: Counter) -> Path | None:
    named = home.app.session.desk.state.settings.get("backup.folder", "")
    return Path(named).expanduser() if named else None


def back_up(home: Counter) -> None:
    """A copy now, tried out before it counts."""
    folder = _backup_folder(home)
    if folder is None:
        home.say(_("No folder for backups is named yet: name one first."), alert=True)
        where_and_how_long(home)
        return
    home.say(_("The copy is being made and tried out; go on working."))
    home.app.session.maintenance.check_station(folder, asked=True)


def start_check(home: Counter) -> None:
    """The whole file, checked now."""
    home.say(_("The whole file is being checked; go on working."))
    home.app.session.maintenance.check_station(None, asked=True)


def _tell_checked(home: Counter, news: StationChecked) -> None:
    checked = news.checked
    if checked is None:
        why = sentence(news.fault) if news.fault else ""
        told = _("No backup was made: {why}") if news.copying else _("The file could not be checked: {why}")
        home.say(told.format(why=why), alert=True)
    elif checked.finding:
        home.say(finding_text(checked.finding, checked.finding_seq), alert=True)
    elif not news.asked and not checked.same_medium:
        # That all is well is no reason to talk over what the clerk is told just now; it is on record.
        return
    elif checked.copy:
        told = _("Checked, copied and tried out: {cases} cases, {records} records.")
        told = told.format(cases=checked.cases, records=checked.records)
        if checked.same_medium:
            told = _("Copied, but onto the same disk as the station: name a folder on a stick.")
        home.say(told, alert=checked.same_medium)
    else:
        told = _("Checked: {records} records fit. No folder for backups is named.")
        if _backup_folder(home) is not None:
            told = _("Checked: {records} records fit.")
        home.say(told.format(records=checked.records))


def day_slip(home: Counter) -> None:
    """What was done today and the head of the journal, to be printed and kept on paper."""
    home.app.session.maintenance.make_day_slip(partial(render, lang=language()))


def _show_day_slip(home: Counter, news: DaySlipMade) -> None:
    if news.fault is not None:
        home.say(sentence(news.fault), alert=True)
    else:
        home.show_text(_("Day slip"), news.text)


def empty(home: Counter) -> None:
    """The cases whose period is over: how many, and whether they are to be emptied."""
    home.app.session.maintenance.count_due()


def _ask_to_empty(home: Counter, news: RetentionDue) -> None:
    if news.fault is not None:
        home.say(sentence(news.fault), alert=True)
        return
    if not news.count:
        home.say(_("No closed case is over its period (or no period is set)."))
        return
    yes = Field("yes", _("Empty them"), options=(Option("1", _("yes")),), length=1, label_width=26)
    text = _("What {count} closed cases held is deleted for ever; that they were is recorded, and the chain stays\n"
             "whole. Earlier backups still hold it.").format(count=news.count)  # fmt: skip
    maintenance = home.app.session.maintenance
    home.ask(
        _("Cases whose period is over"), [yes], lambda values: maintenance.empty_cases(), text=text, needed=True
    )


def _tell_emptied(home: Counter, news: CasesEmptied) -> None:
    home.say(sentence(news.fault) if news.fault else _("Done and recorded."), alert=news.fault is not None)
    home.app.session.refresh()


def tell_news(home: Counter, news: News) -> None:
    """Tell news of the station."""
    if isinstance(news, StationChecked):
        _tell_checked(home, news)
    elif isinstance(news, DaySlipMade):
        _show_day_slip(home, news)
    elif isinstance(news, RetentionDue):
        _ask_to_empty(home, news)
    elif isinstance(news, CasesEmptied):
        _tell_emptied(home, news)
