"""Exchange with the county as the counter does it: a packet out, an acknowledgement in, each told in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hukou_tui.words import _

if TYPE_CHECKING:
    from db.station import Station
    from hukou_tui.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Sent:
    """What a sending did: packet number (0 = nothing was due), records in it, files copied."""

    packet: int
    records: int
    copied: int

    def sentence(self) -> str:
        """The result for the message line."""
        if not self.copied and not self.packet:
            return _("Nothing is due for the county; no packet was written.")
        told = _(
            "Packet {packet}: {records} cases; files copied: {copied}. NOT ENCRYPTED: hand it over in person."
        )
        return told.format(packet=self.packet, records=self.records, copied=self.copied)


def export(station: Station, to: Path, workplace: Workplace) -> Sent:
    """Write what is due into a packet and copy everything outstanding to the folder `to`."""
    from db.outbox import send

    shipment = send(station, to, operator=workplace.operator, at=workplace.now())
    return Sent(shipment.packet, shipment.records, len(shipment.copied))


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking in an acknowledgement did."""

    known: bool
    acknowledged: int
    moved: int
    missing: tuple[int, ...]
    refused: int

    def sentence(self) -> str:
        """The result for the message line; a missing packet is named."""
        if self.missing:
            numbers = ", ".join(str(number) for number in self.missing)
            return _("The county misses packets {numbers}: send again (F7), they are in the outbox.").format(
                numbers=numbers
            )
        if self.known:
            return _("This acknowledgement was taken in before; nothing has changed.")
        return _("Acknowledged: {acknowledged} cases; decided by the county: {moved}; not fitting: {refused}.").format(
            acknowledged=self.acknowledged, moved=self.moved, refused=self.refused)  # fmt: skip


def take_acknowledgement(station: Station, path: Path, workplace: Workplace) -> Taken:
    """Take in the county's acknowledgement at `path`; a second time changes nothing."""
    from db import acknowledgement
    from db.files import read_bounded
    from db.packet import MAX_FILE

    data = read_bounded(path, MAX_FILE)
    done = acknowledgement.take(station, data, operator=workplace.operator, at=workplace.now())
    return Taken(done.known, done.acknowledged, done.moved, tuple(done.missing), len(done.refused))
