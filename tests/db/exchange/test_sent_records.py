"""Which records have left a station: by the hash in the journal, before form 4 by the packet that is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.exchange.case_records import identity
from db.exchange.sent_records import SentRecords
from db.station.station import Act, Station
from flows.case import actions as a
from harness.stations.intake import AT, CLERK, granted, new_station
from harness.stations.sender import Sender, case_record


def keep(station: Station, packet: int, data: bytes, *exports: tuple[str, a.Export]) -> None:
    sending = a.SendPacket(packet, "ab" * 32, len(exports), 1, 0)
    acts = [Act(sending, "", CLERK, AT), *(Act(one, case, CLERK, AT) for case, one in exports)]
    station.keep_packet(packet, data, acts)


def test_records_are_told_oldest_first_by_the_journal_or_by_the_packet_that_is_kept(tmp_path: Path):
    with new_station(tmp_path, practice=True) as station:
        one, other = granted(station), granted(station)
        sender, first = Sender(training=True), case_record(one)
        keep(station, 1, sender.writes(first), (one, a.Export(1, 1)), (other, a.Export(1, 1)))
        keep(station, 2, b"no packet any more", (one, a.Export(2, 2)))
        keep(station, 3, sender.writes(case_record(one, 3)), (one, a.Export(3, 3, "cd" * 32)))
        sent = SentRecords(station)
        assert sent.of(one) == (identity(first), "", "cd" * 32)
        # a case that the kept packet does not hold, and one that was never sent
        assert (sent.of(other), sent.of("530699001-20160614-777")) == (("",), ())


def test_each_packet_of_before_is_unpacked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with new_station(tmp_path, practice=True) as station:
        cases = [granted(station) for _ in range(2)]
        data = Sender(training=True).writes(*(case_record(case) for case in cases))
        keep(station, 1, data, *((case, a.Export(1, 1)) for case in cases))
        asked: list[int] = []
        packet = type(station.queries).packet

        def noting(self: object, number: int) -> bytes | None:
            asked.append(number)
            return packet(station.queries, number)

        monkeypatch.setattr(type(station.queries), "packet", noting)
        sent = SentRecords(station)
        assert [sent.of(case) for case in cases] == [(identity(case_record(case)),) for case in cases]
        assert asked == [1]
