"""Everything in the station file looked at: its pages, its chain, who decided with what right, and every row.

The chain says that nothing was changed since it was written (`db.journal.journal`). Here each record is read, folded,
and held against what else must be true of it: whoever decided was there to decide, had not submitted, and signed; what
lists, searches and exports read is what the journal makes of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from db.errors import JournalFault
from db.journal.hash_chain import Fault, Head
from db.journal.journal import Journal
from db.journal.signatures import signature_fits
from db.station import migration, projections, rule_texts
from flows.case import actions as a
from flows.case import rule_adoption
from flows.case.action_versions import STATION_KINDS
from flows.case.admission import admit_content, decided_for
from flows.case.case import Case, fold
from flows.case.entry import Entry
from flows.case.roles import COUNTY, INIT, Role, Seat
from flows.case.rule_adoption import Adoption
from flows.case.status import ON_PROPOSAL, ON_SUBMISSION, Event
from flows.errors import NotAllowed
from flows.rules.stamps import PackStamp

if TYPE_CHECKING:
    from db.files.engine import Database

_OPERATOR = "operator."
_STATIONS_OWN = ", ".join(f"'{kind}'" for kind in sorted(STATION_KINDS))


def pages(database: Database, pragma: str = "quick_check") -> Fault | None:
    """`integrity_check` looks at each index as well: an older page of one hides records from whoever asks by it."""
    row = database.conn.execute(f"PRAGMA {pragma}(1)").fetchone()
    return None if row == ("ok",) else Fault(0, "damaged")


class Verification:
    """One verification of an open file; `signed`: its decisions bear signatures (practice has none)."""

    def __init__(self, database: Database, journal: Journal, *, signed: bool) -> None:
        self._database = database
        self._journal = journal
        self._signed = signed

    def run(self, anchors: Sequence[Head], progress: Callable[[int, int], None]) -> Fault | None:
        """The first thing that does not fit, or None; each record is looked at twice, and `progress` counts both."""
        total = 2 * self._journal.chain.head().seq
        try:
            return (
                pages(self._database, "integrity_check")
                or self._schema()
                or self._journal.chain.verify(anchors=anchors, progress=lambda done, _all: progress(done, total))
                or self._places()
                or self._cases(lambda done: progress(total // 2 + done, total))
                or self._own()
            )
        except JournalFault as unreadable:
            return Fault(int(str(unreadable.params["seq"])), unreadable.code)

    def _schema(self) -> Fault | None:
        name = migration.changed_part(self._database)
        return None if name is None else Fault(0, f"schema_changed:{name}")

    def _places(self) -> Fault | None:
        """What concerns the station is no record of a case, where no row is made of it, and the other way round."""
        row = self._database.conn.execute(
            f"SELECT min(seq) FROM actions WHERE (case_id = '') <> (kind IN ({_STATIONS_OWN}))"  # noqa: S608
        ).fetchone()
        return None if row[0] is None else Fault(row[0], "misplaced")

    def _cases(self, progress: Callable[[int], None]) -> Fault | None:
        rights = _Rights(self._database, self._journal, needed=self._signed)
        cases, done = set(), 0
        for case_id in self._journal.cases():
            entries = tuple(self._journal.entries(case_id))
            cases.add(case_id)
            done += len(entries)
            progress(done)
            found = rights.fold_checked(case_id, entries)
            if isinstance(found, Fault):
                return found
            if projections.case_values(found) != projections.kept_case(self._database, case_id):
                return Fault(entries[-1].seq, "projection_differs")
        if cases != projections.kept_cases(self._database):
            return Fault(0, "projection_differs")
        return rights.over_level() or rights.over_rules(self._journal.entries("")) or rights.left_over()

    def _own(self) -> Fault | None:
        if not projections.station_agrees(self._database, self._journal.entries("")):
            return Fault(0, "projection_differs")
        expired = (entry.action for entry in self._journal.entries_of_kind(a.Expire.KIND))
        emptied = frozenset(packet for one in expired if isinstance(one, a.Expire) for packet in one.packets)
        packet = projections.damaged_packet(self._database, emptied)
        return self._rule_texts() if packet is None else Fault(0, f"packet_differs:{packet}")

    def _rule_texts(self) -> Fault | None:
        keeping = (entry.action for entry in self._journal.entries_of_kind(a.KeepRules.KIND))
        said = [stamp for one in keeping if isinstance(one, a.KeepRules) for stamp in one.packs]
        found = rule_texts.find_text_fault(self._database, said)
        return None if found is None else Fault(0, found)


class _FaultFound(Exception):
    """Ends the fold of a case at the first record that does not fit."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


class _Rights:
    """Who might do what when: roles and keys as the station's own records gave and took them."""

    def __init__(self, database: Database, journal: Journal, *, needed: bool) -> None:
        self._roles: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._keys: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._raised: list[tuple[Entry, int]] = []
        self._practice = projections.settings(database).get("station.practice", "") == "1"
        for entry in journal.entries(""):
            match entry.action:
                case a.SetSetting(name, role) if name.startswith(_OPERATOR):
                    self._roles[name.removeprefix(_OPERATOR)].append((entry.seq, role))
                case a.SetKey(badge, _slot, public):
                    self._keys[badge].append((entry.seq, public))
                case a.RaiseLevel(level):
                    self._raised.append((entry, level))
        #: What is older is judged by the rule of its time; without a word of it, everything by today's.
        self._level_from = self._raised[0][0].seq if self._raised else 0
        #: What is older comes from before anybody had a key.
        self._from = min((given[0][0] for given in self._keys.values()), default=None) if needed else None
        rows = database.conn.execute(
            """SELECT s.seq, s.signature, a.hash, a.operator, p.seq IS NULL
            FROM signatures s JOIN actions a USING (seq) LEFT JOIN payloads p USING (seq)"""
        ).fetchall()
        self._signatures = {seq: (signature, own) for seq, signature, own, _operator, gone in rows if not gone}
        #: Under records whose content a retention has taken away: who signed can still be looked at.
        self._of_emptied = [row[:4] for row in rows if row[4]]
        self._journal = journal

    def fold_checked(self, case_id: str, entries: Iterable[Entry]) -> Case | Fault:
        """The case, or its first record that whoever wrote it might not have written so.

        What came since the level is admitted once more, by the counter's own rule and on the case as it stood then.
        """
        seq = 0

        def look(case: Case, entry: Entry) -> None:
            nonlocal seq
            seq = entry.seq
            if fault := self._check_entitlement(entry, case) or self._not_admitted(entry, case):
                raise _FaultFound(fault)

        try:
            return fold(case_id, entries, look)
        except _FaultFound as found:
            return found.fault
        except (KeyError, ValueError):
            return Fault(seq, "case_does_not_fold")

    def _check_entitlement(self, entry: Entry, case: Case) -> Fault | None:
        action = entry.action
        if isinstance(action, a.Expire) and not self._administers(entry):
            return Fault(entry.seq, "not_entitled")
        # Before the level one person could find a registration that is there already, and nobody signed for it.
        decides = ON_SUBMISSION | ON_PROPOSAL if entry.seq > self._level_from else ON_SUBMISSION
        if isinstance(action, a.Move) and action.event in decides:
            return self._check_decision(entry, decided_for(case, Event(action.event)))
        return None

    def _not_admitted(self, entry: Entry, case: Case) -> Fault | None:
        emptied = isinstance(entry.action, a.Expire) and not case.opened_on  # what it was admitted on is gone
        if entry.seq <= self._level_from or emptied:
            return None
        try:
            admit_content(case, entry.action, entry.operator, entry.at, practice=self._practice)
        except NotAllowed as refusal:
            return Fault(entry.seq, f"not_admitted:{refusal.code}")
        return None

    def over_level(self) -> Fault | None:
        """The first word on the level that is not the program's own, or takes back what was said before."""
        # The first word has none before it, and is held against itself.
        for (_before, before), (entry, level) in pairwise((*self._raised[:1], *self._raised)):
            if entry.operator != INIT or level < before:
                return Fault(entry.seq, "not_entitled")
        return None

    def over_rules(self, entries: Iterable[Entry]) -> Fault | None:
        """The first of the station's own records about rules that whoever wrote it might not have written so."""
        adopted, kept = Adoption(), set[PackStamp]()
        for entry in entries:
            action = entry.action
            if isinstance(action, a.KeepRules):
                kept.update(action.packs)
            if not isinstance(action, a.ProposeRules | a.AdoptRules | a.WithdrawRules):
                continue
            fault = self._check_ruling(entry, adopted) or self._check_packs(entry, kept)
            if fault is not None:
                return fault
            adopted = rule_adoption.apply_ruling(adopted, entry)
        return None

    def _check_ruling(self, entry: Entry, before: Adoption) -> Fault | None:
        try:
            rule_adoption.admit_rules(before, entry.action, Seat(entry.operator, Role.ADMINISTRATOR))
        except NotAllowed as refusal:
            alone = refusal.code == "rules_second_person"
            return Fault(entry.seq, "adopted_alone" if alone else "not_proposed")
        second = (Role.APPROVER,) if isinstance(entry.action, a.AdoptRules) else ()
        return self._check_signature(entry, (Role.ADMINISTRATOR, *second))

    @staticmethod
    def _check_packs(entry: Entry, kept: set[PackStamp]) -> Fault | None:
        """Nobody adopts what is not in the file."""
        packs = () if isinstance(entry.action, a.WithdrawRules) else getattr(entry.action, "packs", ())
        return None if kept.issuperset(packs) else Fault(entry.seq, "rules_missing")

    def _administers(self, entry: Entry) -> bool:
        return not self._is_checked(entry) or _at(self._roles[entry.operator], entry.seq) == Role.ADMINISTRATOR

    def _is_checked(self, entry: Entry) -> bool:
        return self._from is not None and entry.seq > self._from

    def _check_decision(self, entry: Entry, of_another: str) -> Fault | None:
        if entry.operator == of_another:
            return Fault(entry.seq, "decided_alone")
        # the county's word comes unsigned so far (docs/decisions/0005)
        of_county = entry.operator.partition(":")[0] == COUNTY
        return self._check_signature(entry, () if of_county else (Role.APPROVER,))

    def _check_signature(self, entry: Entry, roles: tuple[Role, ...]) -> Fault | None:
        """Whether somebody in one of these roles has signed; without any, nobody may have."""
        signature, own = self._signatures.pop(entry.seq, (None, ""))
        if not roles or not self._is_checked(entry):
            return None if signature is None else Fault(entry.seq, "signature_of_nobody")
        if _at(self._roles[entry.operator], entry.seq) not in roles:
            return Fault(entry.seq, "not_entitled")
        if signature is None:
            return Fault(entry.seq, "signature_missing")
        public = _at(self._keys[entry.operator], entry.seq)
        if not public:
            return Fault(entry.seq, "signature_of_nobody")
        fits = signature_fits(public, signature, self._journal.text_to_sign(own))
        return None if fits else Fault(entry.seq, "signature_differs")

    def left_over(self) -> Fault | None:
        """A signature under something that nobody signs, or under an emptied record and not its operator's."""
        if self._signatures:
            return Fault(min(self._signatures), "signature_of_nobody")
        for seq, signature, own, operator in self._of_emptied:
            if not signature_fits(_at(self._keys[operator], seq), signature, self._journal.text_to_sign(own)):
                return Fault(seq, "signature_differs")
        return None


def _at(given: Sequence[tuple[int, str]], seq: int) -> str:
    """What was in force just before record `seq`; empty if nothing was."""
    place = bisect_right(given, seq, key=lambda one: one[0])
    return given[place - 1][1] if place else ""
