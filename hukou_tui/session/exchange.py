"""Exchange with the county as the counter does it: a packet out, an acknowledgement in, each told in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from db.exchange import acknowledgement
from db.exchange.outbox import send_packet
from db.exchange.packet import MAX_FILE
from db.files.whole_files import read_bounded
from flows.errors import NotAllowed
from hukou_tui.words.catalogue import N_, _
from hukou_tui.words.errors.error_messages import sentence_alone
from hukou_tui.words.safe_text import safe_text

if TYPE_CHECKING:
    from db.station.station import Station
    from hukou_tui.context import AppContext


@dataclass(frozen=True, slots=True)
class SendingResult:
    """What a sending did: packet number (0 = nothing was due), records in it, files copied."""

    packet: int
    records: int
    copied: int
    findings: tuple[str, ...] = ()

    def sentence(self) -> str:
        """The result for the message line."""
        if not self.copied and not self.packet:
            return _("Nothing is due for the county; no packet was written.")
        told = _(
            "Packet {packet}: {records} cases; files copied: {copied}. NOT ENCRYPTED: hand it over in person."
        )
        return told.format(packet=self.packet, records=self.records, copied=self.copied)


def export(station: Station, to: Path, context: AppContext) -> SendingResult:
    """Write what is due into a packet and copy everything outstanding to the folder `to`."""
    shipment = send_packet(station, to, operator=context.operator, at=context.now())
    return SendingResult(shipment.packet, shipment.records, len(shipment.copied))


#: Why something of an acknowledgement was not taken in, behind the number of the case.
_WHY: dict[str, str] = {
    "unknown_case": N_("this case is not at this station"),
    "made_before_copy": N_("made before the copy of {day} was put back, and not in this file; compare with the papers"),
    "unknown_record": N_(
        "the county's word is about a record that this station never wrote; nothing was taken in. Ask the county which "
        "one it decided on"
    ),
    "record_kept_no_longer": N_(
        "the packet that carried this case is kept no longer, so that the county's word cannot be matched; nothing was "
        "taken in. Ask the county by telephone"
    ),
    "county_number_differs": N_(
        "registered here under another identity number than the county says; nothing was changed. Ask the county by "
        "telephone"
    ),
    "no_such_move": N_("the case has moved on here; clear it up with the county by telephone"),
}
#: What the county could not have entered (`flows.case.county_decision`).
_UNSOUND = {
    "county_officer": N_("it does not say by which badge"),
    "unknown_event": N_("it is no decision"),
    "county_ground_missing": N_("it gives no ground and reasons"),
    "county_words_missing": N_("it gives no reasons, or a field that does not exist"),
    "county_text": N_("its words are too long, or cannot all be seen"),
    "county_number_and_date": N_("number and date do not go together"),
    "county_number_invalid": N_("the identity number is not valid"),
    "county_day": N_("the day is none"),
    "county_day_impossible": N_("nobody was registered on that day"),
}


def not_taken(case_id: str, code: str, station: Station, context: AppContext) -> str:
    """Why the county's word on a case was not taken in, in one line; a number from outside is shown safely."""
    return f"{safe_text(case_id)[:40]}: {_why(case_id, code, station, context)}"


def _why(case_id: str, code: str, station: Station, context: AppContext) -> str:
    if code in _UNSOUND:
        said = _("the county's decision cannot be right and was not taken in: {why}. Ask the county for a new one")
        return said.format(why=_(_UNSOUND[code]))
    if code in _WHY:
        return _(_WHY[code]).format(day=context.wall_clock(station.queries.lost_since(case_id))[:10])
    return sentence_alone(NotAllowed, code) or _("the case does not allow it here")


def strange_packet(name: str) -> str:
    """That the county has a packet which this station never wrote."""
    said = _("The county holds {name}, which this station never wrote; nothing about it was taken in. Ask the county.")
    return said.format(name=safe_text(name))


@dataclass(frozen=True, slots=True)
class AcknowledgementResult:
    """What taking in an acknowledgement did; `findings` are lines about what was not taken in."""

    known: bool
    acknowledged: int
    moved: int
    missing: tuple[int, ...]
    refused: int
    findings: tuple[str, ...] = ()

    def sentence(self) -> str:
        """The result for the message line; a missing packet is named."""
        if self.missing:
            numbers = ", ".join(str(number) for number in self.missing)
            return _("The county misses packets {numbers}: send again (F7), they are in the outbox.").format(
                numbers=numbers
            )
        if self.known and not (self.acknowledged or self.moved):
            return _("This acknowledgement was taken in before; nothing has changed.")
        return _("Acknowledged: {acknowledged} cases; decided by the county: {moved}; not fitting: {refused}.").format(
            acknowledged=self.acknowledged, moved=self.moved, refused=self.refused)  # fmt: skip


def take_acknowledgement(station: Station, path: Path, context: AppContext) -> AcknowledgementResult:
    """Take in the county's acknowledgement at `path`; a second time changes nothing."""
    data = read_bounded(path, MAX_FILE)
    done = acknowledgement.take_acknowledgement(station, data, operator=context.operator, at=context.now())
    told = [strange_packet(name) for name in done.unknown]
    told += [not_taken(case_id, code, station, context) for case_id, code in done.refused]
    refused = len(done.refused) + len(done.unknown)
    return AcknowledgementResult(done.known, done.acknowledged, done.moved, tuple(done.missing), refused, tuple(told))
