"""A station as the county sees it: packets that follow each other, written without a station behind them."""

from __future__ import annotations

from copy import copy

from db.exchange.case_records import CaseRecord, record_of
from db.exchange.packet import NO_PACKET, build_packet, sha256
from db.journal.hash_chain import Head
from flows.case.case import Case, StatusChange
from flows.case.status import Event, Status
from harness.stations.intake import AT

_PERSON = {"person.name": "欧阳小明", "person.birth": "2016-03-05"}


def case_record(
    case_id: str,
    revision: int = 1,
    *,
    status: Status = Status.COUNTY_REVIEW,
    registered: str = "",
    **fields: str,
) -> CaseRecord:
    """A record as it travels; `registered`: the number under which the person was registered at the station."""
    entered = {**_PERSON, **{name.replace("_", ".", 1): value for name, value in fields.items()}}
    history: tuple[StatusChange, ...] = ()
    if registered:
        history = (
            StatusChange(Event.REGISTER, Status.REGISTERED, "001", AT, number=registered, on=AT[:10]),
            StatusChange(Event.DELIVER, Status.DELIVERED, "001", AT),
        )
    return record_of(
        Case(case_id, opened_on=AT[:10], fields=entered, status=status, history=history), revision
    )


class Sender:
    """One station's packets, in their chain. Its history forks where it is copied (`twin`) or put back (`restored`)."""

    def __init__(self, code: str = "530699001", *, training: bool = False) -> None:
        self.code, self.training = code, training
        self.packet, self.restores, self.records = 0, 0, 0
        self.previous = NO_PACKET

    def writes(self, *records: CaseRecord) -> bytes:
        """The next packet, with these records in it."""
        self.packet += 1
        self.records += 10
        data = build_packet(
            station=self.code, packet=self.packet, previous=self.previous, restores=self.restores,
            head=Head(self.records, f"{self.records:064d}"), training=self.training, records=records,
        )  # fmt: skip
        self.previous = sha256(data)
        return data

    def twin(self) -> Sender:
        """The same station on a second machine, as a copied folder makes it: nobody has said so."""
        return copy(self)

    def restored(self, before: Sender) -> Sender:
        """The station as it goes on from a copy of `before`."""
        put_back = copy(before)
        put_back.restores = self.restores + 1
        return put_back
