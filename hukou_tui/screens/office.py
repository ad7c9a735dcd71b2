"""What is done at the counter beside a case: menu, stories of the practice station, settings, exchange."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hukou_tui.screens import people
from hukou_tui.screens.prompt import NotTaken
from hukou_tui.sentences import sentence
from hukou_tui.words import N_, _, language
from widgets.field import Field, Option

if TYPE_CHECKING:
    from concurrent.futures import Future

    from db.station import Station
    from hukou_tui.screens.home import Home

MENU: tuple[tuple[str, str], ...] = (
    ("new", N_("new case")),
    ("operator", N_("another operator sits down")),
    ("county", N_("send to the county, or take in its acknowledgement")),
    ("station", N_("the station: settings, people, day slip, backup, lock")),
    ("language", N_("中文 / English")),
    ("help", N_("help")),
    ("cases", N_("another case: by its number, or closed ones too")),
    ("stories", N_("stories of people at the window")),
    ("leave", N_("leave the program")),
)
#: How a case is reached that has no digit on this page.
CASES: tuple[tuple[str, str], ...] = (
    ("number", N_("open a case by its number")),
    ("closed", N_("show closed cases too, or open ones only")),
)
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
#: What passes between station and county, as a menu of its own.
COUNTY: tuple[tuple[str, str], ...] = (
    ("send", N_("send to the county: write a packet")),
    ("acknowledge", N_("take in the county's acknowledgement")),
)


def menu(practice: bool) -> list[tuple[str, str]]:
    """Everything that can be done at the counter, in the order of its digits; the stories in practice only."""
    return [(key, _(words)) for key, words in MENU if practice or key != "stories"]


def station_menu(has_keys: bool) -> list[tuple[str, str]]:
    """What concerns the station, in the order of its digits."""
    return [(key, _(words)) for key, words in STATION if has_keys or key not in _WITH_KEYS]


def do(home: Home, key: str) -> None:
    """Do what the menu entry `key` names."""
    if key.startswith("people_"):
        people.do(home, key.removeprefix("people_"))
        return
    doings: dict[str, Callable[[], object]] = {
        "new": home.action_new,
        "operator": home.action_operator,
        "county": lambda: home.offer(_("Send and acknowledgement"), [(key, _(words)) for key, words in COUNTY]),
        "cases": lambda: home.offer(_("Another case"), [(key, _(words)) for key, words in CASES]),
        "number": lambda: by_number(home),
        "send": home.action_send,
        "acknowledge": lambda: acknowledge(home),
        "settings": home.action_settings,
        "station": lambda: home.offer(_("The station"), station_menu(home.app.desk.has_keys)),
        "people": lambda: people.people(home),
        "passphrase": lambda: people.change_passphrase(home),
        "day_slip": lambda: day_slip(home),
        "keeping": lambda: keeping(home),
        "backup": lambda: back_up(home),
        "check": lambda: check(home),
        "empty": lambda: empty(home),
        "lock": home.app.lock,
        "language": lambda: switch_language(home),
        "help": home.action_help,
        "closed": home.action_closed,
        "back": home.action_back,
        "stories": lambda: stories(home),
        "leave": home.action_leave,
    }
    doings[key]()


def switch_language(home: Home) -> None:
    """Chinese to English and back; the station remembers it."""
    from hukou_tui.words import use

    lang = "en" if language() == "zh" else "zh"
    use(lang)
    home.app.desk.workplace.lang = lang
    home.app.desk.set_setting("screen.language", lang)
    # What was said was said in the other language.
    home.say("")
    home.paint_frame()
    home.fill()


# Cases -----------------------------------------------------------------------------------


def by_number(home: Home) -> None:
    """Ask for a case number, as it stands on a slip that somebody has brought back."""
    field = Field("number", _("Case number"), length=24)
    text = _("The number as it stands on the slip, or its last digits: 7 finds the latest case that ends in 7.")
    home.ask(
        _("Open a case by its number"), [field], lambda values: _open(home, values["number"]),
        text=text, needed=True,
    )  # fmt: skip


def _open(home: Home, number: str) -> None:
    import unicodedata

    wanted = unicodedata.normalize("NFKC", number).replace("-", "").strip()
    found = [row.case_id for row in home.app.desk.rows if row.case_id.replace("-", "").endswith(wanted)]
    if not wanted or not found:
        raise NotTaken(_("No case of this station has a number that ends so; check the digits."))
    home.open_case(found[-1])


# Settings --------------------------------------------------------------------------------

_SETTINGS: tuple[tuple[str, str, int], ...] = (
    ("station.name", N_("Name of the station"), 40),
    ("station.address", N_("Address"), 40),
    ("station.phone", N_("Telephone"), 20),
    ("station.division", N_("Division code"), 12),
    ("station.limit_days", N_("Time limit, working days"), 3),
    ("fee.price", N_("Test price, yuan"), 10),
    ("operator.new", N_("New operator's badge"), 16),
    ("operator.role", N_("Role of the new one"), 1),
)


def settings(home: Home) -> None:
    """The settings of the station; an empty price stays empty, nothing is assumed."""
    desk = home.app.desk
    kept = dict(desk.settings)
    kept["fee.price"] = _yuan(kept.get("fee.price_fen", ""))
    roles = tuple(
        Option(role, _(words)) for role, words in (("clerk", N_("clerk")), ("approver", N_("reviewer")))
    )
    fields = [
        Field(name, _(label), kept.get(name, ""), length=length, options=roles if name == "operator.role" else (),
              label_width=26)
        for name, label, length in _SETTINGS
        if not (desk.has_keys and name.startswith("operator."))
    ]  # fmt: skip
    text = _("The approved price of a paternity test is what the price office approved; empty = not set.\n"
             "An odd fen of the half price is rounded down, in favour of the payer.")  # fmt: skip
    home.ask(_("Settings of the station"), fields, lambda values: _keep(home, values), text=text)


def _keep(home: Home, values: Mapping[str, str]) -> None:
    desk = home.app.desk
    price = fen(values["fee.price"])
    if price is None:
        raise NotTaken(_("The price is not a sum in yuan such as 1200 or 1200.50; nothing was changed."))
    wanted = {name: value for name, value in values.items() if name.split(".")[0] == "station"}
    wanted["fee.price_fen"] = price
    badge = values.get("operator.new", "")
    if badge:
        wanted[f"operator.{badge}"] = values["operator.role"] or "clerk"
    _change(home, wanted)
    if badge:
        desk.operators = {**desk.operators, badge: wanted[f"operator.{badge}"]}


def _change(home: Home, wanted: Mapping[str, str]) -> None:
    desk = home.app.desk
    changed = {name: value for name, value in wanted.items() if desk.settings.get(name, "") != value}
    for name, value in changed.items():
        desk.set_setting(name, value)
    home.say(_("Settings changed: {count}").format(count=len(changed)))


# Keeping ---------------------------------------------------------------------------------

_KEEPING: tuple[tuple[str, str, int], ...] = (
    ("backup.folder", N_("Folder for backups (stick)"), 100),
    ("screen.idle_minutes", N_("Lock after minutes"), 3),
    ("retention.delivered_days", N_("Days kept: registered"), 5),
    ("retention.not_granted_days", N_("Days kept: not granted"), 5),
    ("retention.withdrawn_days", N_("Days kept: withdrawn"), 5),
)


def keeping(home: Home) -> None:
    """Where backups go, when the screen locks itself, and how long closed cases are kept."""
    kept = home.app.desk.settings
    fields = [
        Field(name, _(label), kept.get(name, ""), length=length, label_width=28)
        for name, label, length in _KEEPING
    ]
    text = _("Each day the station is checked and copied to the folder: name one on another disk or a stick.\n"
             "Empty minutes: 5; 0: never. Empty days: kept for ever.")  # fmt: skip
    home.ask(_("Keeping"), fields, lambda values: _change(home, values), text=text)


def daily(home: Home) -> None:
    """Once a day, when the station is opened: check it, and copy it where a folder is named."""
    desk = home.app.desk
    folder = _backup_folder(home)
    last = desk.last_backup if folder is not None else desk.last_check
    today = desk.workplace.wall_clock(desk.workplace.now())[:10]
    if desk.has_keys and (last is None or desk.workplace.wall_clock(last.at)[:10] != today):
        desk.check_station(folder)


def _backup_folder(home: Home) -> Path | None:
    named = home.app.desk.settings.get("backup.folder", "")
    return Path(named).expanduser() if named else None


def back_up(home: Home) -> None:
    """A copy now, tried out before it counts."""
    folder = _backup_folder(home)
    if folder is None:
        home.say(_("No folder for backups is named yet: name one first."), alert=True)
        keeping(home)
        return
    home.say(_("The copy is being made and tried out; go on working."))
    home.app.desk.check_station(folder)


def check(home: Home) -> None:
    """The whole file, checked now."""
    home.say(_("The whole file is being checked; go on working."))
    home.app.desk.check_station(None)


def _checked(home: Home, fault: Exception | None) -> None:
    from hukou_tui.file_sentences import finding

    checked = home.app.desk.checked
    if fault is not None or checked is None:
        home.say(_("No backup was made: {why}").format(why=sentence(fault) if fault else ""), alert=True)
    elif checked.finding:
        home.say(finding(checked.finding, checked.finding_seq), alert=True)
    elif home.over is not None:
        # That all is well is no reason to talk over a form.
        return
    elif checked.copy:
        told = _("Checked, copied and tried out: {cases} cases, {records} records.")
        told = told.format(cases=checked.cases, records=checked.records)
        if checked.same_medium:
            told = _("Copied, but onto the same disk as the station: name a folder on a stick.")
        home.say(told, alert=checked.same_medium)
    else:
        home.say(_("Checked: {records} records fit. No folder for backups is named.").format(records=checked.records))


def day_slip(home: Home) -> None:
    """What was done today and the head of the journal, to be printed and kept on paper."""
    from hukou_tui.slips.day import day_of, keep, render

    desk = home.app.desk

    def make(station: Station) -> None:
        text = render(day_of(station, desk.workplace.today()), language())
        keep(desk.workplace.folder, desk.workplace.today(), text)
        desk.told = text

    desk.ask(make, "day_slip")


def _day_slip_made(home: Home, fault: Exception | None) -> None:
    if fault is not None:
        home.say(sentence(fault), alert=True)
        return
    home.read(_("Day slip"), home.app.desk.told)
    home.app.desk.told = ""


def empty(home: Home) -> None:
    """The cases whose period is over: how many, and whether they are to be emptied."""
    from db.retention import due

    desk = home.app.desk

    def look(station: Station) -> None:
        desk.told = str(len(due(station, desk.workplace.today())))

    desk.ask(look, "due")


def _due(home: Home, fault: Exception | None) -> None:
    from db.retention import due, expire

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
    home.ask(_("Cases whose period is over"), [yes], lambda values: desk.ask(run, "emptied"), text=text, needed=True)


def _emptied(home: Home, fault: Exception | None) -> None:
    home.say(sentence(fault) if fault else _("Done and recorded."), alert=fault is not None)
    home.app.desk.refresh_rows()


def fen(yuan: str) -> str | None:
    """A sum typed in yuan as text in fen; empty stays empty, None if it is not a sum."""
    import unicodedata

    text = unicodedata.normalize("NFKC", yuan).strip().rstrip("元")
    if not text:
        return ""
    whole, _dot, part = text.partition(".")
    if not whole.isdecimal() or not (part == "" or part.isdecimal()) or len(part) > 2:
        return None
    return str(int(whole) * 100 + int(part.ljust(2, "0") or 0))


def _yuan(amount: str) -> str:
    return f"{int(amount) // 100}.{int(amount) % 100:02d}" if amount.isdecimal() and len(amount) < 12 else ""


# Exchange --------------------------------------------------------------------------------


def send(home: Home) -> None:
    """Write a packet for the county to a folder, such as a stick."""
    field = Field("to", _("Folder (a stick)"), home.app.desk.settings.get("exchange.folder", ""), length=200)
    text = _("The packet is NOT ENCRYPTED in this version: hand it over in person and keep it under lock.")
    home.ask(_("Send to the county"), [field], lambda values: _send(home, values["to"]), text=text)


def _send(home: Home, folder: str) -> None:
    from hukou_tui.exchange import export

    if not folder:
        raise NotTaken(_("Name the folder that the packet is to go to."))
    desk = home.app.desk
    target = Path(folder).expanduser()
    future = desk.station.ask(lambda station: export(station, target, desk.workplace))
    home.run_worker(_tell(home, future))


async def _tell(home: Home, future: Future[Any]) -> None:
    import asyncio

    try:
        home.say((await asyncio.wrap_future(future)).sentence())
    except OSError as fault:
        home.say(
            _("The file or folder cannot be used ({why}); check the path and the stick.").format(
                why=fault.strerror
            ),
            alert=True,
        )
    except Exception as fault:  # noqa: BLE001 - a stick can fail in many ways; the clerk gets a sentence
        home.say(sentence(fault), alert=True)
    home.app.desk.refresh_rows()


def acknowledge(home: Home) -> None:
    """Take in the county's acknowledgement from a file."""
    field = Field("file", _("File"), length=200)
    home.ask(_("Acknowledgement of the county"), [field], lambda values: _acknowledge(home, values["file"]))


def _acknowledge(home: Home, name: str) -> None:
    from hukou_tui.exchange import take_acknowledgement

    desk = home.app.desk
    path = Path(name).expanduser()
    future = desk.station.ask(lambda station: take_acknowledgement(station, path, desk.workplace))
    home.run_worker(_tell(home, future))


# Practice --------------------------------------------------------------------------------


def stories(home: Home) -> None:
    """People at the window of the practice station: a digit lets one of them come in."""
    from hukou_tui.practice.stories import load

    told = load()
    options = tuple(Option(story.id, story.title.get(language())) for story in told)
    text = "\n".join(
        f"{n} {story.title.get(language())}: {story.teaser.get(language())}"
        for n, story in enumerate(told, 1)
    )
    home.ask(
        _("Who comes to the window?"),
        [Field("story", _("Story"), options=options)],
        lambda values: _begin(home, values["story"]),
        text=text,
    )


def _begin(home: Home, story: str) -> None:
    if story:
        home.app.hold("screen")
        home.app.desk.begin(story=story)


#: What the desk tells that concerns the station and not a case.
NEWS: dict[str, Callable[[Home, Exception | None], None]] = {
    "keys": people.keys_changed,
    "checked": _checked,
    "day_slip": _day_slip_made,
    "due": _due,
    "emptied": _emptied,
}
