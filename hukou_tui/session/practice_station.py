"""The practice station: its own folder, invented people, a frozen day in June 2016, two operators."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from db.register.errors import RegisterUnusable
from db.register.importing import ImportConsent, import_register
from db.register.lookup import scope_of
from db.register.provenance import REGISTER
from db.station.opening import FILE, create_station_file
from hukou_tui.context import AppContext
from hukou_tui.practice.frozen_day import FROZEN_ON
from hukou_tui.practice.population import population
from hukou_tui.practice.stories import persons
from hukou_tui.session.practice_register import write_rows

CODE = "530699001"
PERSONS = 3000
OPERATORS = (("P00001", "clerk"), ("P00002", "approver"))
SETTINGS = {
    "station.division": "530699",
    "station.address": "演练县青山乡中街1号",
    "station.phone": "0870-0000000",
}


def make_practice_station(context: AppContext) -> None:
    """Make the practice station where there is none yet; a finished one is left as it is.

    A register of an older program is made anew: its extract was invented, and nobody can import it again.
    """
    folder = context.folder
    if not _has_register(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _import_register(folder)
    if not (folder / FILE).exists():
        station = create_station_file(
            folder, code=CODE, name="演练派出所", practice=True, settings=SETTINGS, operators=OPERATORS,
            at=context.now(),
        )  # fmt: skip
        station.close()


def _has_register(folder: Path) -> bool:
    try:
        return scope_of(folder / REGISTER) is not None
    except RegisterUnusable as fault:
        return fault.code != "older_register"


def _import_register(folder: Path) -> None:
    """The invented register, with the people of the stories among them."""
    extract = folder / "practice-extract.csv"
    try:
        write_rows(extract, chain(population(persons=PERSONS), persons()))
        # Whatever an older program has left there can be read no more, and is not real.
        invented = ImportConsent(loss=True, older=True)
        import_register(extract, folder / REGISTER, as_of=FROZEN_ON, accepted=invented)
    finally:
        extract.unlink(missing_ok=True)


