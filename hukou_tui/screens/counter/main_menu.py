"""What is done at the counter beside a case: its menu, cases by number, exchange, stories of the practice station."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from flows.case.case_numbers import may_be_lost
from flows.identity.text_cleaning import figures, normalise_hyphens
from hukou_tui.practice.stories import load_stories
from hukou_tui.screens.counter import maintenance, user_administration
from hukou_tui.screens.counter.settings import county_office
from hukou_tui.screens.frame.form import NotTaken
from hukou_tui.session.news import ExchangeDone, KeysChanged, News
from hukou_tui.words.catalogue import N_, _, language, use_language
from hukou_tui.words.errors.error_messages import sentence
from widgets.field import Field, Option

if TYPE_CHECKING:
    from hukou_tui.screens.contracts import Counter

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
#: What passes between station and county, as a menu of its own.
COUNTY: tuple[tuple[str, str], ...] = (
    ("send", N_("send to the county: write a packet")),
    ("acknowledge", N_("take in the county's acknowledgement")),
    ("county_office", N_("name of the county office, for the papers")),
)


def menu(practice: bool) -> list[tuple[str, str]]:
    """Everything that can be done at the counter, in the order of its digits; the stories in practice only."""
    return [(key, _(words)) for key, words in MENU if practice or key != "stories"]


def run_entry(home: Counter, key: str) -> None:
    """Do what the menu entry `key` names."""
    if key.startswith("people_"):
        user_administration.run_entry(home, key.removeprefix("people_"))
        return
    doings: dict[str, Callable[[], object]] = {
        "new": home.action_new,
        "operator": home.action_operator,
        "county": lambda: home.offer(
            _("Send and acknowledgement"), [(key, _(words)) for key, words in COUNTY]
        ),
        "cases": lambda: home.offer(_("Another case"), [(key, _(words)) for key, words in CASES]),
        "number": lambda: by_number(home),
        "send": lambda: ask_packet_folder(home),
        "acknowledge": lambda: ask_acknowledgement(home),
        "county_office": lambda: county_office(home),
        "station": lambda: _station(home),
        "language": lambda: switch_language(home),
        "help": home.action_help,
        "closed": home.action_closed,
        "back": home.action_back,
        "stories": lambda: stories(home),
        "leave": home.action_leave,
    }
    if key in doings:
        doings[key]()
        return
    maintenance.run_entry(home, key)


def _station(home: Counter) -> None:
    home.offer(_("The station"), maintenance.menu(home.app.session.desk.has_keys))


def tell_news(home: Counter, news: News) -> None:
    """Tell news of what was done from here."""
    if isinstance(news, ExchangeDone):
        tell_exchange(home, news)
    elif isinstance(news, KeysChanged):
        user_administration.tell_keys_changed(home, news)
    else:
        maintenance.tell_news(home, news)


def begin_day(home: Counter) -> None:
    """Somebody has opened the station: what is due once a day begins beside the work."""
    maintenance.daily(home)


def switch_language(home: Counter) -> None:
    """Chinese to English and back; the station remembers it."""
    lang = "en" if language() == "zh" else "zh"
    use_language(lang)
    home.app.session.context.lang = lang
    home.app.session.set_setting("screen.language", lang)
    # What was said was said in the other language.
    home.say("")
    home.paint_frame()
    home.fill()


# Cases -----------------------------------------------------------------------------------


def by_number(home: Counter) -> None:
    """Ask for a case number, as it stands on a slip that somebody has brought back."""
    field = Field("number", _("Case number"), length=40, clean=normalise_hyphens)
    text = _(
        "The number as it stands on the slip, or its last digits: 7 finds the latest case that ends in 7."
    )
    home.ask(
        _("Open a case by its number"), [field], lambda values: _open_number(home, values["number"]),
        text=text, needed=True,
    )  # fmt: skip


def _open_number(home: Counter, number: str) -> None:
    wanted = figures(number)
    found = [row.case_id for row in home.app.session.desk.state.rows if figures(row.case_id).endswith(wanted)]
    if not wanted or not found:
        raise NotTaken(
            _lost_number_warning(home, wanted)
            or _("No case of this station has a number that ends so; check the digits.")
        )
    home.open_case(found[-1])


def _lost_number_warning(home: Counter, wanted: str) -> str:
    """That a number may have been given out before a copy was put back; empty if it was not."""
    session = home.app.session
    state = session.desk.state
    moment = next((one.made_at for one in state.restores if may_be_lost(one, state.code, wanted)), "")
    if not moment:
        return ""
    said = _("Not here: perhaps made before the copy of {day} was put back (on paper).")
    return said.format(day=session.context.wall_clock(moment)[:10])


# Exchange --------------------------------------------------------------------------------


def ask_packet_folder(home: Counter) -> None:
    """Write a packet for the county to a folder, such as a stick."""
    folder = home.app.session.desk.state.settings.get("exchange.folder", "")
    field = Field("to", _("Folder (a stick)"), folder, length=200)
    text = _("The packet is NOT ENCRYPTED in this version: hand it over in person and keep it under lock.")
    home.ask(_("Send to the county"), [field], lambda values: _send_packet(home, values["to"]), text=text, needed=True)


def _send_packet(home: Counter, folder: str) -> None:
    home.app.session.county.send(Path(folder).expanduser())


def tell_exchange(home: Counter, news: ExchangeDone) -> None:
    """A packet was written or an answer taken in, or could not be."""
    if news.fault is not None:
        home.say(sentence(news.fault), alert=True)
    elif news.done is not None:
        home.say(news.done.sentence(), alert=bool(news.done.findings))
        if news.done.findings and home.over is None:
            home.show_text(_("Not taken in"), "\n\n".join(news.done.findings))
    home.app.session.refresh()


def ask_acknowledgement(home: Counter) -> None:
    """Take in the county's acknowledgement from a file."""
    field = Field("file", _("File"), length=200)
    home.ask(
        _("Acknowledgement of the county"),
        [field],
        lambda values: _take_acknowledgement(home, values["file"]),
        needed=True,
    )


def _take_acknowledgement(home: Counter, name: str) -> None:
    home.app.session.county.take_acknowledgement(Path(name).expanduser())


# Practice --------------------------------------------------------------------------------


def stories(home: Counter) -> None:
    """People at the window of the practice station: a digit lets one of them come in."""
    told = load_stories()
    options = tuple(Option(story.id, story.title.get(language())) for story in told)
    text = "\n".join(
        f"{n} {story.title.get(language())}: {story.teaser.get(language())}"
        for n, story in enumerate(told, 1)
    )
    home.ask(
        _("Who comes to the window?"),
        [Field("story", _("Story"), options=options)],
        lambda values: _begin_story(home, values["story"]),
        text=text,
        needed=True,
    )


def _begin_story(home: Counter, story: str) -> None:
    home.app.session.cases.begin(story=story)
    home.app.hold("screen")
