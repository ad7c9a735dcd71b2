"""The counter without a case: its forms and menus one by one, then everything that its keys and menus open."""

from __future__ import annotations

from harness.walk.discovery import LEAVING, go_through, open_keys, open_panel
from harness.walk.walker import FIELD, MOVE, Walk
from hukou_tui.screens.counter.home import Home
from hukou_tui.screens.counter.main_menu import CASES, COUNTY, MENU, menu
from hukou_tui.screens.counter.maintenance import STATION
from hukou_tui.screens.counter.maintenance import menu as station_menu

#: Entries of the counter's menu that open another one.
BELOW = {"cases": CASES, "county": COUNTY, "station": station_menu(has_keys=False)}
_SETTINGS = 8


def counter(walk: Walk) -> None:
    """Home without a case, and all that can be done there beside a case."""
    walk.until(lambda rows: walk.terminal.saved() is not None, "the counter")
    walk.see("home without a case")
    walk.press("F1")
    walk.read_pages("help of the counter")
    walk.press("0")
    walk.see("menu")
    walk.press("Down", kind=MOVE)
    walk.see("menu, second row")
    _language(walk)
    _forms(walk)
    _settings(walk)
    _station(walk)


def _language(walk: Walk) -> None:
    """The other language and back."""
    mine = walk.lang
    for lang in ({"zh", "en"} - {mine}).pop(), mine:
        if lang == mine:
            walk.press("0")
            walk.see("menu in the other language")
        walk.choose(walk.say(dict(MENU)["language"]))
        walk.speak(lang)
        walk.see(f"home in {'my' if lang == mine else 'the other'} language")


def _forms(walk: Walk) -> None:
    """Operator, packet, acknowledgement, stories: empty, filled, refused, given up."""
    walk.press("F6")
    walk.see("operator")
    walk.fill("X99")
    walk.see("operator typed")
    walk.press("Enter")
    walk.see_message("operator unknown")
    walk.give_up()
    walk.press("F7")
    walk.see("send")
    walk.press("Enter")
    walk.see_message("send without a folder")
    walk.give_up()
    walk.press("F7")
    walk.fill("nowhere")
    walk.press("Enter")
    walk.see_message("nothing to send")
    walk.press("0")
    walk.choose(walk.say(dict(MENU)["county"]))
    walk.see("menu of the county")
    walk.choose(walk.say(dict(COUNTY)["acknowledge"]))
    walk.see("acknowledgement")
    walk.fill("nothing.zip")
    walk.press("Enter")
    walk.see_message("no acknowledgement there")
    walk.give_up()
    _by_number(walk)
    walk.press("F3")
    walk.see("stories")
    walk.press("F3")
    walk.see("stories given up")


def _by_number(walk: Walk) -> None:
    """A case by its number: nothing typed, a number that no case has, given up."""
    walk.press("0")
    walk.choose(walk.say(dict(MENU)["cases"]))
    walk.see("menu of other cases")
    walk.choose(walk.say(dict(CASES)["number"]))
    walk.see("case by its number")
    walk.press("Enter")
    walk.see_message("a number is needed")
    walk.fill("999")
    walk.press("Enter")
    walk.see_message("no such number")
    walk.give_up()


def _settings(walk: Walk) -> None:
    """The form of settings, field by field; a price that is none."""
    walk.press("F8")
    for number in range(1, _SETTINGS):
        walk.see(f"settings, field {number}")
        if walk.say("Test price, yuan") in walk.terminal.at_hand():
            walk.fill("12x")
            walk.see("settings, a price typed")
        walk.press("Enter", kind=FIELD)
        walk.until(lambda rows, n=number: walk.row_at_hand() == 3 + n * 2 or walk.place()[1], "the next setting")
    walk.see(f"settings, field {_SETTINGS}")
    walk.press("Enter")
    walk.see_message("settings refused")
    walk.give_up()


def _station(walk: Walk) -> None:
    """What concerns the station: keeping, day slip, a check, nothing to empty; the screen locked and opened."""
    _choose_of_station(walk, "keeping")
    walk.see("keeping")
    walk.give_up()
    _choose_of_station(walk, "day_slip")
    walk.until(lambda rows: walk.say("Day slip") in rows[2], "the day slip")
    walk.read_pages("day slip")
    _choose_of_station(walk, "check")
    _see_checked(walk, "checked")
    _choose_of_station(walk, "empty")
    walk.see_message("nothing to empty")
    _choose_of_station(walk, "lock")
    walk.see("locked")
    walk.press("F2")
    walk.see_message("nothing is done while locked")
    walk.press("Enter")
    walk.see("opened again")


def _see_checked(walk: Walk, name: str) -> None:
    """A process of its own checks the file; its word comes when it comes, and must not come into another state."""
    words = walk.say("Checked: {records} records fit. No folder for backups is named.").partition("{")[0]
    walk.until(lambda rows: words in rows[-3], "the check")
    walk.see(name)


def _choose_of_station(walk: Walk, name: str) -> None:
    walk.press("0")
    walk.choose(walk.say(dict(MENU)["station"]))
    walk.see(f"menu of the station, for {name}")
    walk.choose(walk.say(dict(STATION)[name]))


def everything_there(walk: Walk) -> None:
    """All keys of the counter and all entries of its menus, whatever they are."""
    go_through(walk, "counter")
    open_keys(walk, "counter", Home.KEYS)
    open_panel(walk, "counter", "0")
    for digit, (action, _words) in enumerate(menu(practice=True), 1):
        if action not in (*LEAVING, "language"):
            open_panel(walk, "menu", f"0{digit}")
            for below, (name, _sentence) in enumerate(BELOW.get(action, ()), 1):
                _open_below(walk, name, f"0{digit}{below}")


def _open_below(walk: Walk, name: str, keys: str) -> None:
    """An entry of a menu below the counter's; two of them open nothing that F3 would take away."""
    if name == "lock":
        _lock(walk, keys)
    elif name == "check":
        walk.press(keys, where=f"menu: {keys}")
        _see_checked(walk, f"menu, after {keys}")
    else:
        open_panel(walk, "menu", keys)


def _lock(walk: Walk, keys: str) -> None:
    """The screen is hidden, and shown again as it was."""
    before = walk.heading()
    walk.press(keys, where="the lock")
    walk.press("Enter", where="the lock opened")
    assert walk.heading() == before
