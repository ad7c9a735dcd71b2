"""Who has a key to the station, at the counter: added, removed, given another role or passphrase."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from hukou_tui.screens.contracts import KEYS
from hukou_tui.screens.counter.key_fields import badge_field
from hukou_tui.screens.frame.reader import ShownOnce
from hukou_tui.words.catalogue import N_, _
from hukou_tui.words.errors.error_messages import sentence
from hukou_tui.words.roles import ROLES, role_name
from widgets.field import Field, Option

if TYPE_CHECKING:
    from hukou_tui.screens.contracts import Counter
    from hukou_tui.session.news import KeysChanged

PEOPLE: tuple[tuple[str, str], ...] = (
    ("list", N_("who has a key, and in which role")),
    ("add", N_("add somebody")),
    ("role", N_("give somebody another role")),
    ("reset", N_("a lost passphrase: give a new one to begin with")),
    ("remove", N_("remove somebody: the files are encrypted anew")),
    ("recovery", N_("make a new recovery key")),
)
#: A real station has no trainers.
_OFFERED = ("clerk", "approver", "administrator", "auditor")


def people(home: Counter) -> None:
    """Everything that concerns who has a key, by digits."""
    home.offer(_("People with a key"), [("people_" + key, _(words)) for key, words in PEOPLE])


def run_entry(home: Counter, key: str) -> None:
    """Do what the entry `key` names."""
    doings: dict[str, Callable[[Counter], None]] = {
        "list": _list_people, "add": _add_person, "role": _role, "reset": _reset_passphrase, "remove": _remove_person,
        "recovery": _recovery,
    }  # fmt: skip
    doings[key](home)


def _list_people(home: Counter) -> None:
    lines = [f"{badge:<20} {role_name(role)}" for badge, role in home.app.session.desk.state.operators.items()]
    home.show_text(_("People with a key"), "\n".join(lines))


def _badge() -> Field:
    return badge_field("badge", _("Badge number"), label_width=26)


def _role_field() -> Field:
    options = tuple(Option(role, _(ROLES[role])) for role in _OFFERED)
    return Field("role", _("Role"), options=options, length=1, label_width=26)


def _ask_fields(
    home: Counter, title: str, fields: list[Field], change: Callable[[Mapping[str, str]], None], text: str = ""
) -> None:
    def do_it(values: Mapping[str, str]) -> None:
        home.say(_("One moment ..."))
        change(values)
        # Whoever sits down meanwhile would have proven himself by slots that are being changed.
        home.app.hold(KEYS)

    home.ask(title, fields, do_it, text=text, needed=True)


def _add_person(home: Counter) -> None:
    text = _("A passphrase to begin with is made up and shown once; it is changed when first sitting down.")
    keys = home.app.session.keys
    _ask_fields(
        home, _("Add somebody"), [_badge(), _role_field()],
        lambda values: keys.add_operator(values["badge"], values["role"]), text,
    )  # fmt: skip


def _role(home: Counter) -> None:
    keys = home.app.session.keys
    _ask_fields(
        home, _("Another role"), [_badge(), _role_field()],
        lambda values: keys.set_role(values["badge"], values["role"]),
    )  # fmt: skip


def _reset_passphrase(home: Counter) -> None:
    text = _("Make sure who asks for it. The passphrase to begin with is shown once.")
    keys = home.app.session.keys
    _ask_fields(home, _("A lost passphrase"), [_badge()], lambda values: keys.reset_passphrase(values["badge"]), text)


def _remove_person(home: Counter) -> None:
    text = _("The station's files are encrypted under a new key, which the one removed never held.\n"
             "Earlier backups still open with the old passphrases: keep them under lock.")  # fmt: skip
    keys = home.app.session.keys
    _ask_fields(home, _("Remove somebody"), [_badge()], lambda values: keys.remove_operator(values["badge"]), text)


def _recovery(home: Counter) -> None:
    yes = Field("yes", _("Make a new one"), options=(Option("1", _("yes")),), length=1, label_width=26)
    text = _("The old recovery key opens nothing from then on.")
    keys = home.app.session.keys
    _ask_fields(home, _("A new recovery key"), [yes], lambda values: keys.make_recovery_key(), text)


def tell_keys_changed(home: Counter, news: KeysChanged) -> None:
    """A change of keys is done, or could not be; what is shown once is shown now."""
    if news.fault is not None:
        home.say(sentence(news.fault), alert=True)
        return
    home.paint_frame()
    home.say(_("Done and recorded."))
    if news.shown:
        # What was typed ahead was not meant for it, and would turn it away unread.
        home.app.drop_keys()
        home.lay_over(ShownOnce(_("Shown this once"), news.shown))
