"""Everything that happens at the counter, as versioned actions.

Each action is a frozen dataclass with a `KIND` and a `VERSION`. The journal keeps both beside the
payload (`flows.case.entry`); `flows.case.action_versions` knows all kinds, and turns an old payload into the present
one. Dates and times travel as ISO text: a payload is JSON and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from flows.linkage.lookup_result import FoundCandidate
from flows.rules.stamps import PackStamp, RuleChange


class Action:
    """Base of all actions: what the journal records about a case or about the station."""

    KIND: ClassVar[str]
    VERSION: ClassVar[int] = 1
    # Read by pydantic when the journal is read back (db.journal.journal); no import is needed to say it.
    __pydantic_config__: ClassVar[dict[str, Any]] = {"strict": True, "extra": "forbid"}
    __slots__ = ()


@dataclass(frozen=True)
class OpenCase(Action):
    """A case begins; `family` is the number of the first case of the same family (own number if first)."""

    KIND: ClassVar[str] = "open_case"
    on: str
    family: str
    packs: tuple[PackStamp, ...] = ()
    practice: bool = False
    story: str = ""


@dataclass(frozen=True)
class SetField(Action):
    """A field of the intake was committed; an empty value clears it. Ids are those of `flows.case.fields`."""

    KIND: ClassVar[str] = "set_field"
    field: str
    value: str


@dataclass(frozen=True)
class AnswerFact(Action):
    """A question of the rules was answered; `unknown` is an answer, an empty value withdraws it."""

    KIND: ClassVar[str] = "answer_fact"
    fact: str
    value: str


@dataclass(frozen=True)
class MarkPaper(Action):
    """A paper was asked for: `has`, `has_not`, `not_brought`, or empty for "not asked"."""

    KIND: ClassVar[str] = "mark_paper"
    document: str
    state: str


@dataclass(frozen=True)
class RecordCheck(Action):
    """A matter that the station or another authority checks was settled (or reopened)."""

    KIND: ClassVar[str] = "record_check"
    document: str
    done: bool
    note: str = ""


@dataclass(frozen=True)
class RecordLookup(Action):
    """The local lookup was run: what it found and within which scope (S5.4c)."""

    KIND: ClassVar[str] = "record_lookup"
    candidates: tuple[FoundCandidate, ...]
    not_compared: tuple[str, ...]
    scope_persons: int
    scope_as_of: str


@dataclass(frozen=True)
class DecideCandidates(Action):
    """Candidates were judged with one reason: `same`, `different`, `twin` or `verify`."""

    KIND: ClassVar[str] = "decide_candidates"
    refs: tuple[str, ...]
    verdict: str
    reason: str
    text: str = ""


@dataclass(frozen=True)
class RecordSystemQuery(Action):
    """The population information system itself was queried: by whom, when, how far, with what result."""

    KIND: ClassVar[str] = "record_system_query"
    officer: str
    at: str
    scope: str
    result: str


@dataclass(frozen=True)
class AnswerFee(Action):
    """One condition of the fee rule was judged: `stated` by the applicant, proof `seen`, `verified` with the office
    (each includes those before it), `not_met` or `unknown`; `reason` in words, or empty.
    """

    KIND: ClassVar[str] = "answer_fee"
    VERSION: ClassVar[int] = 2
    condition: str
    state: str
    reason: str = ""


@dataclass(frozen=True)
class ApplyForTest(Action):
    """The day on which the paternity test was applied for (S6.4); empty: not applied for yet."""

    KIND: ClassVar[str] = "apply_for_test"
    on: str


@dataclass(frozen=True)
class TagGroup(Action):
    """A sub-category volunteered by the applicant, for totals only; on no slip and in no packet."""

    KIND: ClassVar[str] = "tag_group"
    group: str
    on: bool


@dataclass(frozen=True)
class PrintSlip(Action):
    """A slip was made: its kind, the SHA-256 of its text, what it named as missing, why it replaces one."""

    KIND: ClassVar[str] = "print_slip"
    slip: str
    sha256: str
    missing: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Move(Action):
    """The case as a whole moved on; fields that an event does not need stay empty.

    `needs`: what the station itself had to settle by the rules of the moment, worked out once, at the act (ids,
    alternatives joined by `|`); admission holds the case against it and never evaluates rules.
    """

    KIND: ClassVar[str] = "move"
    VERSION: ClassVar[int] = 2
    event: str
    note: str = ""
    ground: str = ""
    field: str = ""
    number: str = ""
    on: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class DetermineBirth(Action):
    """Whoever decides has determined the date of birth: ISO day (solar), and on what it rests (96号 (八))."""

    KIND: ClassVar[str] = "determine_birth"
    on: str
    basis: str


@dataclass(frozen=True)
class Park(Action):
    """The clerk put the case aside, or took it up again."""

    KIND: ClassVar[str] = "park"
    parked: bool


@dataclass(frozen=True)
class Export(Action):
    """The case left in a packet: number of the packet, the revision that it carried, SHA-256 of the record's line.

    `record` is what the county's word is matched by; empty in records from before form 4.
    """

    KIND: ClassVar[str] = "export"
    VERSION: ClassVar[int] = 2
    packet: int
    revision: int
    record: str = ""


@dataclass(frozen=True)
class Acknowledge(Action):
    """The county's word on what it received: received, duplicate, conflict, returned or superseded."""

    KIND: ClassVar[str] = "acknowledge"
    packet: int
    result: str
    note: str = ""


@dataclass(frozen=True)
class SetSetting(Action):
    """A setting of the station was changed (an action of the station, not of a case)."""

    KIND: ClassVar[str] = "set_setting"
    name: str
    value: str


@dataclass(frozen=True)
class SendPacket(Action):
    """A packet was written (an action of the station): number, SHA-256 of its file, count of records.

    `schema` is that of the packet; `restores` how often the station had gone on from a copy, as the packet says.
    """

    KIND: ClassVar[str] = "send_packet"
    VERSION: ClassVar[int] = 2
    packet: int
    sha256: str
    records: int
    schema: int = 1
    restores: int = 0


@dataclass(frozen=True)
class TakeAcknowledgement(Action):
    """An acknowledgement of the county was taken in (an action of the station).

    `confirmed` are the station's own packets that it names by their hash, `office` is the county's name for itself. One
    of schema 1 only counted: all up to `high_water` without the `missing`.
    """

    KIND: ClassVar[str] = "take_acknowledgement"
    VERSION: ClassVar[int] = 2
    sha256: str
    high_water: int
    missing: tuple[int, ...] = field(default=())
    schema: int = 1
    confirmed: tuple[int, ...] = field(default=())
    office: str = ""


@dataclass(frozen=True)
class Look(Action):
    """Somebody looked: `case` (opened and read) or `numbers` (shown in full), at the counter or by a command."""

    KIND: ClassVar[str] = "look"
    what: str
    by_command: bool = False


@dataclass(frozen=True)
class Expire(Action):
    """The period for keeping a closed case is over: what its other records held is deleted, their hashes stay.

    `status`, `opened_on`, `family`, `transfer`, `packet` and `revision` are all that is kept of it; `rule` names the
    setting that set the period, `days` is the period; `packets` are those that carried the case, and go with it.
    """

    KIND: ClassVar[str] = "expire"
    status: str
    opened_on: str
    family: str
    transfer: str
    packet: int
    revision: int
    rule: str
    days: int
    packets: tuple[int, ...] = ()


@dataclass(frozen=True)
class TakeSeat(Action):
    """Somebody sat down and proved who he is (an action of the station); `failed` = wrong tries before."""

    KIND: ClassVar[str] = "take_seat"
    slot: str
    failed: int = 0


@dataclass(frozen=True)
class SetKey(Action):
    """An operator has a new signing key: its public half (Ed25519, 64 hexadecimal digits) and its slot."""

    KIND: ClassVar[str] = "set_key"
    badge: str
    slot: str
    public: str


@dataclass(frozen=True)
class ChangeSlots(Action):
    """The key slots were written anew: their generation, SHA-256 of the file, who has one now."""

    KIND: ClassVar[str] = "change_slots"
    generation: int
    sha256: str
    badges: tuple[str, ...]
    key: str


@dataclass(frozen=True)
class MakeBackup(Action):
    """The whole file was checked, and (if `copied`) a copy made and tried out: head, cases, what was found if so."""

    KIND: ClassVar[str] = "make_backup"
    head_seq: int
    head_hash: str
    cases: int
    finding: str = ""
    copied: bool = True


@dataclass(frozen=True)
class RestoreCopy(Action):
    """The station goes on from a copy: the head that the copy held.

    `count` says for which time (0 in records from before form 4: their order says it), `made_at` of when the last
    record of the copy was. A copy knows nothing of an earlier time that it was put back, so the count is no mere order.
    """

    KIND: ClassVar[str] = "restore_copy"
    VERSION: ClassVar[int] = 2
    head_seq: int
    head_hash: str
    count: int = 0
    made_at: str = ""


@dataclass(frozen=True)
class ImportRegister(Action):
    """An extract was put in the register's place, or added to it (an action of the station).

    `sha256` is that of the extract's file, `as_of` the day it stands for, `rejected` its lines that were left out.
    `accepted_loss`, `accepted_older`: more than a tenth was gone, or it was older than the one before, and whoever
    imported it had said that this is meant.
    """

    KIND: ClassVar[str] = "import_register"
    sha256: str
    persons_before: int
    persons_after: int
    rejected: int
    as_of: str
    accepted_loss: bool = False
    accepted_older: bool = False


@dataclass(frozen=True)
class RecheckRules(Action):
    """A case that is not decided yet was looked at again under the rules in force, `packs`, which it keeps from now on.

    `kept`: the rules of before were there to be compared with; `changes` is what came of it. `lapsed` are questions
    whose answers these rules do not know. `retold`: the notification that was handed out no longer says what is needed.
    """

    KIND: ClassVar[str] = "recheck_rules"
    packs: tuple[PackStamp, ...]
    kept: bool
    changes: tuple[RuleChange, ...] = ()
    lapsed: tuple[str, ...] = ()
    retold: bool = False


@dataclass(frozen=True)
class KeepRules(Action):
    """Texts of packs came into the station file, to be kept there for ever (an action of the station)."""

    KIND: ClassVar[str] = "keep_rules"
    packs: tuple[PackStamp, ...]


@dataclass(frozen=True)
class ProposeRules(Action):
    """Rules were proposed (an action of the station): all their packs, base first, and the hash over all of them."""

    KIND: ClassVar[str] = "propose_rules"
    packs: tuple[PackStamp, ...]
    stack: str


@dataclass(frozen=True)
class AdoptRules(Action):
    """A second person put rules in force (an action of the station); `proposal` is the record that proposes them."""

    KIND: ClassVar[str] = "adopt_rules"
    packs: tuple[PackStamp, ...]
    stack: str
    proposal: int


@dataclass(frozen=True)
class WithdrawRules(Action):
    """Proposed rules were taken back before anybody adopted them (an action of the station)."""

    KIND: ClassVar[str] = "withdraw_rules"
    stack: str
    proposal: int


@dataclass(frozen=True)
class RaiseLevel(Action):
    """From here on records are verified by the rule of `level` (an action of the station, which nobody does himself).

    What lies before it was written under an older rule, and is verified by that one for ever.
    """

    KIND: ClassVar[str] = "raise_level"
    level: int
