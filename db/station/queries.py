"""What an open station is asked: by screens, commands, slips and exports.

Lists and searches are answered from the rows (`db.station.projections`), a case from its records in the journal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from db.errors import CannotOpen
from db.files.connection import named_troubles
from db.journal.hash_chain import Head
from db.journal.journal import Journal
from db.station import projections, rule_texts
from db.station.memory import Memory
from db.station.projections import Backup, CaseRow, SentPacket, TakenAck
from db.station.rule_texts import RuleText
from flows.case import actions as a
from flows.case import rule_adoption
from flows.case.case import Case, fold
from flows.case.case_numbers import Restoration, may_be_lost
from flows.case.entry import Entry
from flows.case.rule_adoption import Adoption
from flows.rules.stamps import PackStamp

if TYPE_CHECKING:
    from db.files.engine import Database
    from flows.linkage.person import Person

#: The settings in which a station's own data stand; behind the last one comes a badge.
CODE, NAME, PRACTICE, OPERATOR = "station.code", "station.name", "station.practice", "operator."
#: Of how many relatives something may be repeated.
_RELATIVES = 5


@contextmanager
def _rows_as_made() -> Iterator[None]:
    """What is read of the rows is what the journal made of them, or it is said that it is not."""
    with named_troubles():
        try:
            yield
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
            # no cause: it would quote the row, and a row is personal
            raise CannotOpen("journal_differs") from None


class Queries:
    """What can be asked of one open station; like the station itself it belongs to one thread."""

    def __init__(self, database: Database, journal: Journal, memory: Memory) -> None:
        """`memory`: what whoever writes remembers of the file."""
        self._database = database
        self._journal = journal
        self._memory = memory

    # ---- records

    @named_troubles()
    def head(self) -> Head:
        """Number and hash of the last record."""
        return self._journal.chain.head()

    @named_troubles()
    def holds(self, head: Head) -> bool:
        """Whether the journal holds that record with that hash."""
        return self._journal.chain.holds(head)

    def entries(self, case_id: str) -> tuple[Entry, ...]:
        """All records of one case, oldest first; raises JournalFault for one that cannot be read."""
        if not _storable(case_id):
            return ()  # half a character, as a command line may bring it: no case has such a number
        with named_troubles():
            return tuple(self._journal.entries(case_id))

    @named_troubles()
    def entries_between(self, first: str, end: str) -> tuple[Entry, ...]:
        """All records from the moment `first` to before `end` (ISO 8601 in UTC), oldest first."""
        return tuple(self._journal.entries_between(first, end))

    @named_troubles()
    def last_of_kind(self, kind: str) -> Entry | None:
        """The last record of one kind of action, None for none."""
        return self._journal.last_of_kind(kind)

    # ---- cases

    def case(self, case_id: str) -> Case:
        """The case as it stands; an unknown number gives an empty case (`opened_on` is empty)."""
        case = self._memory.case(case_id)
        if case is None:
            case = fold(case_id, self.entries(case_id))
            self._memory.keep_case(case)
        return case

    @_rows_as_made()
    def rows(self) -> list[CaseRow]:
        """All cases for the home screen, oldest first: surname only (S5.5e)."""
        return projections.rows(self._database)

    def relatives(self, case: Case) -> tuple[Case, ...]:
        """The other cases of the same family, the latest first, five at most: what may be repeated from them."""
        with named_troubles():
            numbers = projections.family(self._database, case.family, case.id)
        return tuple(self.case(number) for number in numbers[:_RELATIVES])

    @_rows_as_made()
    def people(self, except_case: str = "") -> tuple[Person, ...]:
        """The persons of the station's own cases, for the lookup; without the case that asks."""
        return projections.people(self._database, except_case)

    @named_troubles()
    def next_number(self, on: date) -> str:
        """The number for a case opened on that day: station code, date, count of the day.

        Once the station has gone on from a copy, the count of every day begins above what may have been given out
        before and is in no file that is left: 501, after the second restore 601. Of every day, and not only of those
        before the restore, for the clock of a machine that was just set up may lag behind.
        """
        return projections.next_number(self._database, self.code, on)

    def lost_since(self, number: str) -> str:
        """Of when the copy was (ISO, UTC), if a case that is not here may have got `number` after it; empty if not.

        Such a number was given out between a copy and the restore of it, and may stand on papers.
        """
        if self.case(number).opened_on:
            return ""
        code = self.code
        return next((one.made_at for one in self.restores() if may_be_lost(one, code, number)), "")

    # ---- the station itself

    def settings(self) -> Mapping[str, str]:
        """All settings, the station's code, name and operators included."""
        if self._memory.settings is not None:
            return self._memory.settings
        with named_troubles():
            said = projections.settings(self._database)
        self._memory.keep_settings(said)
        return said

    @property
    def code(self) -> str:
        """The station's code: part of every case number and packet name."""
        return self.settings().get(CODE, "")

    @property
    def practice(self) -> bool:
        """True for a practice station: nothing in it is real, and no county takes its packets."""
        return self.settings().get(PRACTICE, "") == "1"

    def operators(self) -> Mapping[str, str]:
        """Role by badge number, without those whose role was taken away."""
        return {
            name.removeprefix(OPERATOR): role
            for name, role in self.settings().items()
            if name.startswith(OPERATOR) and role
        }

    def county_office(self) -> str:
        """The county's office as papers name it: as entered here, else as it calls itself; empty if nobody said."""
        if entered := self.settings().get("county.office", ""):
            return entered
        said = [taken.office for taken in self.acknowledgements() if taken.office]
        return said[-1] if said else ""

    @named_troubles()
    def public_keys(self) -> Mapping[str, str]:
        """The public half of each operator's signing key, by badge."""
        return projections.keys(self._database)

    @_rows_as_made()
    def slots(self) -> a.ChangeSlots | None:
        """What the journal last said of the key slots; None for a station without."""
        return projections.slots(self._database)

    @named_troubles()
    def adoption(self) -> Adoption:
        """Which rules are in force here, which wait for a second person, and what came before."""
        return rule_adoption.fold_adoption(projections.rulings(self._database))

    def rule_texts(self, packs: Sequence[PackStamp]) -> tuple[RuleText, ...] | None:
        """The kept texts of these packs, in their order; None if one is not kept, or is not what its hash says."""
        with named_troubles():
            found = [(stamp, rule_texts.read_text(self._database, stamp.sha256)) for stamp in packs]
        texts = tuple(RuleText(stamp, text) for stamp, text in found if text is not None)
        return texts if texts and len(texts) == len(found) else None

    @named_troubles()
    def restores(self) -> tuple[Restoration, ...]:
        """Each time that the station went on from a copy, oldest first."""
        return tuple(_with_copy_day(one, self._journal) for one in projections.read_restorations(self._database))

    @property
    @named_troubles()
    def restore_count(self) -> int:
        """How often the station has gone on from a copy, as far as anybody knew; 0 for never."""
        return projections.restore_count(self._database)

    @named_troubles()
    def last_backup(self) -> Backup | None:
        """The copy that was made last, if any."""
        return projections.last_backup(self._database, copied=True)

    @named_troubles()
    def last_check(self) -> Backup | None:
        """The last check of the whole file, if any."""
        return projections.last_backup(self._database, copied=False)

    @named_troubles()
    def packets(self) -> tuple[SentPacket, ...]:
        """The packets that were sent, by number."""
        return projections.packets(self._database)

    @named_troubles()
    def packet(self, number: int) -> bytes | None:
        """The bytes of a packet as it was sent; None if it was never sent or is kept no longer."""
        return projections.kept_packet(self._database, number)

    @_rows_as_made()
    def acknowledgements(self) -> tuple[TakenAck, ...]:
        """The county's acknowledgements that were taken in, oldest first."""
        return projections.acknowledgements(self._database)


def _with_copy_day(restored: Restoration, journal: Journal) -> Restoration:
    """Before form 4 the record did not say of when the copy was: the last record in it does."""
    return replace(restored, made_at=restored.made_at or journal.moment(restored.head_seq) or restored.at)


def _storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
