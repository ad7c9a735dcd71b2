"""What the session tells the screens: frozen pieces, made in other threads, taken in by the screen's thread alone.

Whoever makes one has nothing of the session in hand, so that no other thread can write what the screens show.
Each carries the error where something went wrong, and then nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.access.vault import Vault
    from db.register.lookup import Candidate as Candidate
    from db.register.lookup import SearchResult as SearchResult
    from db.station.projections import Backup
    from db.station.projections import CaseRow as CaseRow
    from db.station.writer import StationThread
    from flows.case.actions import Action
    from flows.case.case import Case
    from flows.case.case_numbers import Restoration
    from flows.case.roles import Seat
    from hukou_tui.session.case.recheck_notice import RulesNotice
    from hukou_tui.session.case.rules_in_use import CaseRules, InForce
    from hukou_tui.session.daily_check import CheckResult
    from hukou_tui.session.exchange import AcknowledgementResult, SendingResult


@dataclass(frozen=True, slots=True)
class Batch:
    """What is handed to the journal as one: on which case (empty: the station itself), by whom and when."""

    actions: tuple[Action, ...]
    case_id: str
    seat: Seat
    at: str


@dataclass(frozen=True, slots=True)
class CaseReading:
    """A case as it is on disk, the rules that it is shown under, and what is told of them; `seq`: the last record."""

    case: Case
    relatives: tuple[Case, ...]
    own: CaseRules
    notice: RulesNotice | None
    seq: int


@dataclass(frozen=True, slots=True)
class StationState:
    """What the station says of itself: settings, operators by badge, the counter's list, and the last record.

    `restores`: each time that it went on from a copy. `must_change`: whoever sits here began with a passphrase that
    somebody else thought up.
    """

    settings: Mapping[str, str] = field(default_factory=dict)
    operators: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    rows: tuple[CaseRow, ...] = ()
    seq: int = 0
    restores: tuple[Restoration, ...] = ()
    last_backup: Backup | None = None
    last_check: Backup | None = None
    must_change: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something has happened; `fault`: or could not."""

    fault: Exception | None = None


#: Brings news to the screen's thread, from whatever thread.
Post = Callable[[News], None]


# The station and who sits here -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StationLocked(News):
    """The station has keys: somebody must prove who he is before it is opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StationOpened(News):
    """The station is open for `badge` (empty: nobody has proven himself), or cannot be opened at all.

    `vault`: what whoever sits here holds; None at a practice station, which has no keys.
    """

    badge: str = ""
    writer: StationThread | None = None
    vault: Vault | None = None
    station: StationState | None = None
    force: InForce | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(News):
    """Somebody has proven who he is and sits here now; with a fault he has not, and may try again.

    `station` is None where the station was opened for him: `StationOpened` came before.
    """

    badge: str = ""
    station: StationState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysChanged(News):
    """Who has a key was changed, by `badge`; `shown` is shown once, and to nobody else."""

    badge: str = ""
    shown: str = ""
    station: StationState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassphraseChanged(News):
    """One's own passphrase was changed."""

    badge: str = ""
    shown: str = ""
    station: StationState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StationRead(News):
    """Settings, operators and list were read again."""

    station: StationState | None = None


# The case at hand --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(News):
    """A case was read for `badge`; `ticket` numbers the question, and only the last one counts."""

    ticket: int
    badge: str = ""
    reading: CaseReading | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSaved(News):
    """`batch` is on disk, up to record `seq`."""

    batch: Batch
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveRefused(News):
    """`batch` is not on disk and will not be; `reading`: its case as it is on disk."""

    batch: Batch
    reading: CaseReading | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleChanged(News):
    """The disk refuses (a code of `db.errors.Trouble`), or takes everything again (empty)."""

    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupDone(News):
    """What a lookup has found; `ticket` numbers the question."""

    ticket: int
    found: SearchResult | None = None


# Beside the cases --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class StationChecked(News):
    """The whole file was checked; `asked`: somebody waits for it, otherwise it is the one of every day.

    `copying`: it was to be copied as well.
    """

    asked: bool
    copying: bool
    checked: CheckResult | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySlipMade(News):
    """The slip of the day lies where a printer finds it; `text` is what stands on it."""

    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionDue(News):
    """So many closed cases are over their period."""

    count: int = 0


@dataclass(frozen=True, slots=True)
class CasesEmptied(News):
    """The cases whose period is over hold nothing of a person any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeDone(News):
    """A packet was written, or an acknowledgement taken in."""

    done: SendingResult | AcknowledgementResult | None = None


#: News of what is done from the counter's menu: it is told there, also to whoever has opened a case meanwhile.
OF_THE_COUNTER = (CasesEmptied, DaySlipMade, ExchangeDone, KeysChanged, RetentionDue, StationChecked)
