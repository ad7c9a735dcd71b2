"""A case, and how it is folded from its actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import singledispatch
from operator import attrgetter
from typing import TypeVar

from flows.case import actions as a
from flows.case.entry import Entry
from flows.case.fields import COMPARED, INHERITED
from flows.case.status import EVER_MOVED, OPEN_HERE, Event, Status, Transfer
from flows.identity.names import surname
from flows.rules.stamps import PackStamp

T = TypeVar("T")
#: The slip that an applicant signs who withdraws.
WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Check:
    """A station's or authority's matter: settled or not, by whom and when."""

    done: bool
    note: str
    operator: str
    at: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on one candidate, with its reason."""

    verdict: str
    reason: str
    text: str
    operator: str
    at: str


@dataclass(frozen=True, slots=True)
class FeeAnswer:
    """One fee condition as judged at the counter."""

    state: str
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class Determination:
    """The date of birth as determined (ISO day, solar), on what it rests, and by whom."""

    on: str
    basis: str
    operator: str
    at: str


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One move of the case as a whole, kept for slips, review and the county."""

    event: str
    status: Status
    operator: str
    at: str
    note: str = ""
    ground: str = ""
    field: str = ""
    number: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip that was made, with what it named as missing."""

    kind: str
    sha256: str
    missing: tuple[str, ...]
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class Case:
    """Everything known of one person's intake, as the fold of its actions.

    `said`: the answers and marks in their order, of which `answers` and `papers` hold the last of each; read together
    with the rules (`flows.case.paper_agreement`) they say what holds. `packs`: the rules that it stands under, those of
    its last re-check. `told_fields`, `told_answers`: those on which the last notification rests. `retold`: the rules of
    now want something else than it said. `record`: the SHA-256 of what was sent of it last (empty: sent before form 4,
    or never). `determined`: the date of birth, by the review at hand. `proposed`: somebody has said that the person is
    registered already, and nobody else has decided that yet. `withdrawal_made`: the sheet that an applicant signs who
    withdraws was made since the case was last taken up. `touched`: something of a person was ever said in it, whatever
    was taken back since.
    """

    id: str
    family: str = ""
    opened_on: str = ""
    opened_by: str = ""
    story: str = ""
    practice: bool = False
    packs: tuple[PackStamp, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    papers: Mapping[str, str] = field(default_factory=dict)
    said: tuple[a.AnswerFact | a.MarkPaper, ...] = ()
    checks: Mapping[str, Check] = field(default_factory=dict)
    lookup: a.RecordLookup | None = None
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    lapsed: Mapping[str, Verdict] = field(default_factory=dict)
    system_query: a.RecordSystemQuery | None = None
    fee: Mapping[str, FeeAnswer] = field(default_factory=dict)
    test_applied_on: str = ""
    tags: frozenset[str] = frozenset()
    slips: tuple[Slip, ...] = ()
    told_fields: Mapping[str, str] = field(default_factory=dict)
    told_answers: Mapping[str, str] = field(default_factory=dict)
    retold: bool = False
    status: Status = Status.DRAFT
    history: tuple[StatusChange, ...] = ()
    determined: Determination | None = None
    proposed: StatusChange | None = None
    withdrawal_made: bool = False
    touched: bool = False
    parked: bool = False
    transfer: Transfer = Transfer.UNSENT
    revision: int = 0
    packet: int = 0
    record: str = ""
    expired: bool = False
    last_seq: int = 0
    last_at: str = ""

    def get(self, field_id: str) -> str:
        """The value of a field, or an empty text."""
        return self.fields.get(field_id, "")

    @property
    def surname(self) -> str:
        """What the home list may show of the name: the surname only (S5.5e)."""
        return surname(self.get("person.name"))

    @property
    def open_candidates(self) -> tuple[str, ...]:
        """References of candidates that the last lookup found and nobody has judged yet."""
        if self.lookup is None:
            return ()
        return tuple(c.ref for c in self.lookup.candidates if c.ref not in self.verdicts)

    @property
    def submitted_by(self) -> str:
        """Badge of whoever last submitted the case; that person cannot decide it."""
        for change in reversed(self.history):
            if change.event == Event.SUBMIT:
                return change.operator
        return ""

    @property
    def changed_since_slip(self) -> bool:
        """Whether anything is otherwise than the last notification was told; what was taken back again is not."""
        return self.retold or self.fields != self.told_fields or self.answers != self.told_answers

    @property
    def notification(self) -> Slip | None:
        """The notification in force: the last one made, if any."""
        made = [slip for slip in self.slips if slip.kind == "notification"]
        return made[-1] if made else None


_NAMES = tuple(part.name for part in fields(Case))
_PLACES = {name: place for place, name in enumerate(_NAMES)}
_VALUES = attrgetter(*_NAMES)


def replace_fields(case: Case, **changes: object) -> Case:
    """`dataclasses.replace` for a case, in a quarter of the time: a verification folds a million records so."""
    values = list(_VALUES(case))
    for name, value in changes.items():
        values[_PLACES[name]] = value
    return Case(*values)


def _with(mapping: Mapping[str, str], key: str, value: str) -> Mapping[str, str]:
    after = dict(mapping)
    if value:
        after[key] = value
    else:
        after.pop(key, None)
    return after


def _without(mapping: Mapping[str, str], keys: Iterable[str]) -> Mapping[str, str]:
    return {key: value for key, value in mapping.items() if key not in keys}


def _merge_mappings(mapping: Mapping[str, T], changes: Mapping[str, T]) -> Mapping[str, T]:
    return {**mapping, **changes}


@singledispatch
def _fold(action: a.Action, case: Case, entry: Entry) -> Case:
    """Actions of the station itself leave every case as it is."""
    return case


@_fold.register
def _(action: a.OpenCase, case: Case, entry: Entry) -> Case:
    return replace_fields(
        case, family=action.family or case.id, opened_on=action.on, opened_by=entry.operator,
        packs=action.packs, practice=action.practice, story=action.story,
    )  # fmt: skip


@_fold.register
def _(action: a.SetField, case: Case, entry: Entry) -> Case:
    if case.get(action.field) == action.value:
        return case
    case = replace_fields(case, fields=_with(case.fields, action.field, action.value))
    if action.field in COMPARED:
        # Whoever was judged was judged against the old value: the decision lapses, and says so.
        case = replace_fields(
            case, lookup=None, lapsed=_merge_mappings(case.lapsed, case.verdicts), verdicts={}, proposed=None
        )
    if action.field == "person.birth":
        case = replace_fields(case, determined=None)
    return case


@_fold.register
def _(action: a.AnswerFact, case: Case, entry: Entry) -> Case:
    answers = _with(case.answers, action.fact, action.value)
    return replace_fields(case, answers=answers, said=(*case.said, action))


@_fold.register
def _(action: a.MarkPaper, case: Case, entry: Entry) -> Case:
    papers = _with(case.papers, action.document, action.state)
    return replace_fields(case, papers=papers, said=(*case.said, action))


@_fold.register
def _(action: a.RecordCheck, case: Case, entry: Entry) -> Case:
    check = Check(action.done, action.note, entry.operator, entry.at)
    return replace_fields(case, checks=_merge_mappings(case.checks, {action.document: check}))


@_fold.register
def _(action: a.RecordLookup, case: Case, entry: Entry) -> Case:
    return replace_fields(case, lookup=action)


@_fold.register
def _(action: a.DecideCandidates, case: Case, entry: Entry) -> Case:
    verdict = Verdict(action.verdict, action.reason, action.text, entry.operator, entry.at)
    kept = {ref: old for ref, old in case.lapsed.items() if ref not in action.refs}
    verdicts = _merge_mappings(case.verdicts, dict.fromkeys(action.refs, verdict))
    # What was proposed rested on the decisions of before.
    return replace_fields(case, verdicts=verdicts, lapsed=kept, proposed=None)


@_fold.register
def _(action: a.RecordSystemQuery, case: Case, entry: Entry) -> Case:
    return replace_fields(case, system_query=action)


@_fold.register
def _(action: a.AnswerFee, case: Case, entry: Entry) -> Case:
    answer = FeeAnswer(action.state, action.reason, entry.at)
    return replace_fields(case, fee=_merge_mappings(case.fee, {action.condition: answer}))


@_fold.register
def _(action: a.ApplyForTest, case: Case, entry: Entry) -> Case:
    return replace_fields(case, test_applied_on=action.on)


@_fold.register
def _(action: a.TagGroup, case: Case, entry: Entry) -> Case:
    return replace_fields(case, tags=case.tags | {action.group} if action.on else case.tags - {action.group})


@_fold.register
def _(action: a.PrintSlip, case: Case, entry: Entry) -> Case:
    slip = Slip(action.slip, action.sha256, action.missing, action.reason, entry.at)
    made = case.withdrawal_made or action.slip == WITHDRAWAL
    case = replace_fields(case, slips=(*case.slips, slip), withdrawal_made=made)
    if action.slip != "notification":
        return case
    return replace_fields(case, told_fields=case.fields, told_answers=case.answers, retold=False)


@_fold.register
def _(action: a.Move, case: Case, entry: Entry) -> Case:
    status = EVER_MOVED[case.status, Event(action.event)]
    change = StatusChange(
        action.event, status, entry.operator, entry.at, action.note, action.ground, action.field,
        action.number, action.on,
    )  # fmt: skip
    transfer = Transfer.UNSENT if action.event == Event.SUBMIT else case.transfer
    proposed = change if action.event == Event.PROPOSE_REGISTERED else case.proposed
    if status not in OPEN_HERE or action.event == Event.NOT_REGISTERED:
        proposed = None
    return replace_fields(
        case, status=status, history=(*case.history, change), transfer=transfer, proposed=proposed, parked=False,
        # Whoever decides what is submitted anew determines it anew.
        determined=None if action.event == Event.SUBMIT else case.determined,
        withdrawal_made=case.withdrawal_made and action.event != Event.APPLY_AGAIN,
    )  # fmt: skip


@_fold.register
def _(action: a.DetermineBirth, case: Case, entry: Entry) -> Case:
    return replace_fields(case, determined=Determination(action.on, action.basis, entry.operator, entry.at))


@_fold.register
def _(action: a.RecheckRules, case: Case, entry: Entry) -> Case:
    # An answer that lapsed is asked for again; by itself it is nothing that the applicant has to be told.
    lapsed = tuple(a.AnswerFact(fact, "") for fact in action.lapsed)
    return replace_fields(
        case, packs=action.packs, answers=_without(case.answers, action.lapsed), said=(*case.said, *lapsed),
        told_answers=_without(case.told_answers, action.lapsed), retold=case.retold or action.retold,
    )  # fmt: skip


@_fold.register
def _(action: a.Park, case: Case, entry: Entry) -> Case:
    return replace_fields(case, parked=action.parked)


@_fold.register
def _(action: a.Export, case: Case, entry: Entry) -> Case:
    return replace_fields(
        case, transfer=Transfer.EXPORTED, packet=action.packet, revision=action.revision, record=action.record
    )


@_fold.register
def _(action: a.Acknowledge, case: Case, entry: Entry) -> Case:
    returned = action.result in ("returned", "conflict")
    return replace_fields(case, transfer=Transfer.RETURNED if returned else Transfer.RECEIVED)


@_fold.register
def _(action: a.Expire, case: Case, entry: Entry) -> Case:
    # The same whether the records before it are still there or gone already.
    return Case(
        case.id, family=action.family, opened_on=action.opened_on, status=Status(action.status),
        transfer=Transfer(action.transfer), packet=action.packet, revision=action.revision, expired=True,
    )  # fmt: skip


#: What the program does by itself, or what is no word about a person.
_UNTOUCHING = (a.OpenCase, a.RecordLookup, a.RecheckRules, a.Park, a.Look, a.Export, a.Acknowledge, a.Expire)


def _concerns_person(action: a.Action, case: Case) -> bool:
    """Whether `action` says something of the person; what the next of a family begins with is not its own."""
    if isinstance(action, a.SetField):
        return bool(action.value) and (action.field not in INHERITED or case.family == case.id)
    return not isinstance(action, _UNTOUCHING)


def _after(case: Case, entry: Entry) -> Case:
    after = _fold(entry.action, case, entry)
    return after if after.touched or not _concerns_person(entry.action, case) else replace_fields(after, touched=True)


def apply_entry(case: Case, entry: Entry) -> Case:
    """`case` after `entry`; pure. An empty case with the entry's number is where each fold begins.

    Raises KeyError if the journal holds a move that the table of moves does not know:
    `flows.case.admission.check_admission` keeps such an entry from ever being written.
    """
    at = case.last_at if isinstance(entry.action, a.Look) else entry.at
    return replace_fields(_after(case, entry), last_seq=entry.seq, last_at=at)


def fold(case_id: str, entries: Iterable[Entry], before: Callable[[Case, Entry], None] | None = None) -> Case:
    """The case made of its entries, oldest first; the same as applying one after the other, with fewer copies.

    `before` is shown the case as it stood before each entry, but for the number of its last record.
    """
    case, seq, at = Case(case_id), 0, ""
    for entry in entries:
        if before is not None:
            before(case, entry)
        case = _after(case, entry)
        seq = entry.seq
        # whoever only looked has changed nothing
        at = at if isinstance(entry.action, a.Look) else entry.at
    return replace_fields(case, last_seq=seq, last_at=at)
