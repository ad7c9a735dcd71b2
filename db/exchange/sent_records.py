"""Which records have left a station: what the county's word is matched by."""

from __future__ import annotations

from collections.abc import Mapping

from db.errors import PacketRefused
from db.exchange import packet as packets
from db.exchange.case_records import identity
from db.station.station import Station
from flows.case.actions import Export


class SentRecords:
    """The records that an open station has sent; each packet of before form 4 is unpacked once."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._unpacked: dict[int, Mapping[str, str]] = {}

    def of(self, case_id: str) -> tuple[str, ...]:
        """The SHA-256 of each record that was sent of a case, oldest first.

        Empty where nobody knows it any more: sent before form 4, in a packet that is kept no longer.
        """
        entries = self._station.queries.entries(case_id)
        sent = (entry.action for entry in entries if isinstance(entry.action, Export))
        return tuple(export.record or self._in(export.packet).get(case_id, "") for export in sent)

    def _in(self, packet: int) -> Mapping[str, str]:
        if packet not in self._unpacked:
            self._unpacked[packet] = _identities(self._station.queries.packet(packet))
        return self._unpacked[packet]


def _identities(data: bytes | None) -> Mapping[str, str]:
    if data is None:
        return {}
    try:
        return {record.case_id: identity(record) for record in packets.read_packet(data).records}
    except PacketRefused:
        return {}  # not what was sent: `verify` names it
