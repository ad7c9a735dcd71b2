"""The settings of the station, as a form."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from flows.identity.text_cleaning import figures, normalise_hyphens, remove_spaces, visible
from hukou_tui.screens.frame.form import NotTaken
from hukou_tui.words.catalogue import N_, _
from widgets.field import Field, Option

if TYPE_CHECKING:
    from hukou_tui.screens.contracts import Counter

#: Name, label, longest value, and how what is typed is cleaned.
_SETTINGS: tuple[tuple[str, str, int, Callable[[str], str]], ...] = (
    ("station.name", N_("Name of the station"), 40, visible),
    ("station.address", N_("Address"), 40, visible),
    ("station.phone", N_("Telephone"), 20, normalise_hyphens),
    ("station.division", N_("Division code"), 12, figures),
    ("station.limit_days", N_("Time limit, working days"), 3, remove_spaces),
    ("fee.price", N_("Test price, yuan"), 10, remove_spaces),
    ("operator.new", N_("New operator's badge"), 16, normalise_hyphens),
    ("operator.role", N_("Role of the new one"), 1, visible),
)


def settings(home: Counter) -> None:
    """The settings of the station; an empty price stays empty, nothing is assumed."""
    session = home.app.session
    kept = dict(session.desk.state.settings)
    kept["fee.price"] = _yuan(kept.get("fee.price_fen", ""))
    roles = tuple(
        Option(role, _(words)) for role, words in (("clerk", N_("clerk")), ("approver", N_("reviewer")))
    )
    fields = [
        Field(name, _(label), kept.get(name, ""), length=length, options=roles if name == "operator.role" else (),
              label_width=26, clean=clean)
        for name, label, length, clean in _SETTINGS
        if not (session.desk.has_keys and name.startswith("operator."))
    ]  # fmt: skip
    text = _("The approved price of a paternity test is what the price office approved; empty = not set.\n"
             "An odd fen of the half price is rounded down, in favour of the payer.")  # fmt: skip
    home.ask(_("Settings of the station"), fields, lambda values: _save_settings(home, values), text=text)


def county_office(home: Counter) -> None:
    """The county's public security bureau by its own name: it stands on the papers of what the county decided."""
    kept = home.app.session.desk.state.settings.get("county.office", "")
    field = Field("county.office", _("Name of the county office"), kept, length=40, label_width=28)
    text = _("It stands on the papers of what the county has decided, before its officer's badge.")
    home.ask(_("County office"), [field], lambda values: change_settings(home, values), text=text)


def _save_settings(home: Counter, values: Mapping[str, str]) -> None:
    price = fen(values["fee.price"])
    if price is None:
        raise NotTaken(_("The price is not a sum in yuan such as 1200 or 1200.50; nothing was changed."))
    limit = values["station.limit_days"]
    if limit and not (limit.isascii() and limit.isdecimal() and int(limit)):
        raise NotTaken(_("The time limit is not a number of working days such as 10; nothing was changed."))
    wanted = {name: value for name, value in values.items() if name.split(".")[0] == "station"}
    wanted["fee.price_fen"] = price
    badge = values.get("operator.new", "")
    if badge:
        if not values["operator.role"]:
            raise NotTaken(_("Choose the role of the new operator by digit; nothing was changed."))
        wanted[f"operator.{badge}"] = values["operator.role"]
    change_settings(home, wanted)


def change_settings(home: Counter, wanted: Mapping[str, str]) -> None:
    session = home.app.session
    changed = {name: value for name, value in wanted.items() if session.desk.state.settings.get(name, "") != value}
    if changed:
        session.set_settings(changed)
    home.say(_("Settings changed: {count}").format(count=len(changed)))


def fen(yuan: str) -> str | None:
    """A sum typed in yuan as text in fen; empty stays empty, None if it is not a sum."""
    text = unicodedata.normalize("NFKC", yuan).strip().rstrip("元")
    if not text:
        return ""
    whole, _dot, part = text.partition(".")
    if not whole.isdecimal() or not (part == "" or part.isdecimal()) or len(part) > 2:
        return None
    return str(int(whole) * 100 + int(part.ljust(2, "0") or 0))


def _yuan(amount: str) -> str:
    return f"{int(amount) // 100}.{int(amount) % 100:02d}" if amount.isdecimal() and len(amount) < 12 else ""
