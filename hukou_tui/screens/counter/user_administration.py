"""Who has a key to the station, at the counter: added, removed, given another role or passphrase."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from hukou_tui.screens.counter.login import badge_field, passphrase_field
from hukou_tui.screens.frame.form import NotTaken, Prompt
from hukou_tui.words.catalogue import N_, _
from hukou_tui.words.errors.error_messages import sentence
from hukou_tui.words.roles import ROLES, role_name
from widgets.field import Field, Option

if TYPE_CHECKING:
    from db.access.vault import Vault
    from hukou_tui.screens.counter.home import Home
    from hukou_tui.screens.frame.frame import Frame

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


def people(home: Home) -> None:
    """Everything that concerns who has a key, by digits."""
    home.offer(_("People with a key"), [("people_" + key, _(words)) for key, words in PEOPLE])


def do(home: Home, key: str) -> None:
    """Do what the entry `key` names."""
    doings: dict[str, Callable[[Home], None]] = {
        "list": _list, "add": _add, "role": _role, "reset": _reset, "remove": _remove, "recovery": _recovery,
    }  # fmt: skip
    doings[key](home)


def _list(home: Home) -> None:
    lines = [f"{badge:<20} {role_name(role)}" for badge, role in home.app.desk.operators.items()]
    home.read(_("People with a key"), "\n".join(lines))


def _badge() -> Field:
    return badge_field("badge", _("Badge number"), label_width=26)


def _role_field() -> Field:
    options = tuple(Option(role, _(ROLES[role])) for role in _OFFERED)
    return Field("role", _("Role"), options=options, length=1, label_width=26)


def _ask(
    home: Home,
    title: str,
    fields: list[Field],
    change: Callable[[Vault, Mapping[str, str], str], str | None],
    text: str = "",
) -> None:
    def do_it(values: Mapping[str, str]) -> None:
        home.say(_("One moment ..."))
        home.app.desk.keep_keys(lambda vault, at: change(vault, values, at), "keys")

    home.ask(title, fields, do_it, text=text, needed=True)


def _add(home: Home) -> None:
    def change(vault: Vault, values: Mapping[str, str], at: str) -> str:
        from db.access.key_administration import add_operator
        from db.access.vault import Newcomer
        from db.keys.passphrases import new_passphrase

        passphrase = new_passphrase()
        add_operator(vault, Newcomer(values["badge"], values["role"], passphrase, must_change=True), at)
        return _begins(values["badge"], passphrase)

    text = _("A passphrase to begin with is made up and shown once; it is changed when first sitting down.")
    _ask(home, _("Add somebody"), [_badge(), _role_field()], change, text)


def _role(home: Home) -> None:
    def change(vault: Vault, values: Mapping[str, str], at: str) -> None:
        from db.access.key_administration import set_role

        set_role(vault, values["badge"], values["role"], at)

    _ask(home, _("Another role"), [_badge(), _role_field()], change)


def _reset(home: Home) -> None:
    def change(vault: Vault, values: Mapping[str, str], at: str) -> str:
        from db.access.key_administration import reset_passphrase
        from db.keys.passphrases import new_passphrase

        passphrase = new_passphrase()
        reset_passphrase(vault, values["badge"], passphrase, at)
        return _begins(values["badge"], passphrase)

    text = _("Make sure who asks for it. The passphrase to begin with is shown once.")
    _ask(home, _("A lost passphrase"), [_badge()], change, text)


def _begins(badge: str, passphrase: str) -> str:
    told = _("{badge} begins with the passphrase {passphrase} and changes it when first sitting down.")
    return told.format(badge=badge, passphrase=passphrase)


def _remove(home: Home) -> None:
    def change(vault: Vault, values: Mapping[str, str], at: str) -> None:
        from db.access.key_administration import remove_operator

        remove_operator(vault, values["badge"], at)

    text = _("The station's files are encrypted under a new key, which the one removed never held.\n"
             "Earlier backups still open with the old passphrases: keep them under lock.")  # fmt: skip
    _ask(home, _("Remove somebody"), [_badge()], change, text)


def _recovery(home: Home) -> None:
    def change(vault: Vault, values: Mapping[str, str], at: str) -> str:
        from db.access.key_administration import new_recovery_key

        key = _("Recovery key: {key}").format(key=new_recovery_key(vault, at))
        return f"{key}\n\n" + _(
            "Write it down now and lock it away: it is shown this once, and opens the station when nobody can."
        )

    yes = Field("yes", _("Make a new one"), options=(Option("1", _("yes")),), length=1, label_width=26)
    _ask(home, _("A new recovery key"), [yes], change, _("The old recovery key opens nothing from then on."))


def keys_changed(home: Home, fault: Exception | None) -> None:
    """A change of keys is done, or could not be; what is shown once is shown now."""
    desk = home.app.desk
    if fault is not None:
        home.say(sentence(fault), alert=True)
        return
    home.paint_frame()
    home.say(_("Done and recorded."))
    if desk.told:
        home.read(_("Shown this once"), desk.told)
        desk.told = ""


# ---- one's own passphrase


class MustChange(Prompt):
    """A passphrase that somebody else thought up is changed before anything else."""

    can_be_given_up: ClassVar[bool] = False
    how: ClassVar[str] = N_("Enter: next and done.  F12: leave the program; all that is saved stays saved.")


def change_passphrase(frame: Frame, *, must: bool = False) -> None:
    """The old passphrase, and the new one twice."""
    fields = [
        passphrase_field("old", _("Present passphrase")),
        passphrase_field("new", _("New passphrase")),
        passphrase_field("again", _("The new one again")),
    ]
    text = _(
        "At least 8 characters, or 12 digits. Nobody else needs to know it, and nobody can read it back."
    )

    def change(values: Mapping[str, str]) -> None:
        for field in fields:
            field.put("")
        form.begin_again()
        if values["new"] != values["again"]:
            raise NotTaken(_("The new passphrase was not the same twice; nothing was changed."))
        from db.errors import SlotsError
        from db.keys.passphrases import check_passphrase

        try:
            check_passphrase(values["new"], frame.app.desk.workplace.operator)
        except SlotsError as fault:
            raise NotTaken(sentence(fault)) from None
        frame.say(_("One moment ..."))
        # Nothing is done before it is known whether the passphrase is changed.
        frame.app.hold("passphrase")
        frame.app.desk.keep_keys(lambda vault, at: _change(vault, values, at), "passphrase")

    form = (MustChange if must else Prompt)(
        _("Change the passphrase"), fields, change, text=text, needed=True
    )
    frame.lay_over(form)


def _change(vault: Vault, values: Mapping[str, str], at: str) -> None:
    from db.access.key_administration import change_passphrase as changed

    changed(vault, values["old"], values["new"], at)


def passphrase_changed(frame: Frame, fault: Exception | None) -> None:
    """The passphrase is changed, or was not: then the form comes again if it must be."""
    frame.app.release("passphrase")
    if fault is None:
        frame.say(_("The passphrase is changed."))
        return
    if frame.app.desk.must_change:
        change_passphrase(frame, must=True)
    frame.say(sentence(fault), alert=True)
