"""The practice station: made where there is none, and its invented register anew where it cannot be read any more."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from db.register.errors import RegisterUnusable
from db.register.lookup import scope_of
from db.register.store import FORMAT, create_store
from harness.refusals import refused
from hukou_tui.context import AppContext
from hukou_tui.session import practice_station


def test_a_register_of_an_older_program_is_made_anew(tmp_path: Path) -> None:
    place = AppContext(tmp_path, practice=True, frozen_on=date(2016, 6, 14))
    practice_station.make_practice_station(place)
    with create_store(tmp_path / "register.db") as store:
        store.keep("format", FORMAT - 1)
    with refused(RegisterUnusable, "older_register"):
        scope_of(tmp_path / "register.db")
    practice_station.make_practice_station(place)
    scope = scope_of(tmp_path / "register.db")
    assert scope is not None
    assert scope.persons > 3000
