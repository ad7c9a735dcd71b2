"""The county's side, played for a tour: takes a packet in, decides, acknowledges."""

from __future__ import annotations

from pathlib import Path

from db.county.answers import write_acknowledgements
from db.county.packet_import import County
from flows.case.status import Event
from hukou_tui.words.catalogue import _


def register_and_acknowledge(place: Path, folder: Path, number: str, on: str) -> str:
    """A practice county in `place` takes the packets in `folder` in, registers the first person under `number` on the
    ISO day `on`, and acknowledges; the name of that file."""
    at = f"{on}T09:00:00Z"
    with County.create(place, practice=True, office=_("Practice County Public Security Bureau")) as county:
        county.take_folder(folder, at=at)
        station = county.stations()[0]
        case_id = next(county.records.rows_where("station = ?", [station]))["case_id"]
        county.decide(station, case_id, event=Event.GRANT, officer="C00001", at=at, number=number, on=on)
        return write_acknowledgements(county, folder, at=at)[0]
