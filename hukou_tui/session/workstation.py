"""What is known here of the station, and who sits at it. It belongs to the screen's thread alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from flows.case.actions import SetSetting
from flows.case.roles import Seat, seat_of
from flows.errors import NotAllowed
from hukou_tui.context import AppContext
from hukou_tui.session.news import Batch, StationState

#: The settings that say who works here, by badge.
_OPERATOR = "operator."
#: Those who work on cases: an auditor only reads, and the recovery key is nobody.
_WORKING = ("clerk", "approver", "administrator", "trainer")


class Workstation:
    """One place to sit at; `context` says in which folder, in which language, on which day, and who."""

    def __init__(self, context: AppContext) -> None:
        self.context = context
        self.state = StationState()
        self.saved_seq = 0
        #: Why the disk refuses (a code of `db.errors.Trouble`); empty while it does not.
        self.trouble = ""

    def put(self, state: StationState, unsaved: Iterable[Batch] = ()) -> None:
        """The station as it was read, with the settings that are not saved yet."""
        self.state = state
        self.note_saved(state.seq)
        for batch in unsaved:
            self.fold(batch)

    def note_saved(self, seq: int) -> None:
        """Everything up to record `seq` is on disk."""
        self.saved_seq = max(self.saved_seq, seq)

    def fold(self, batch: Batch) -> None:
        """The settings that `batch` sets are shown as set."""
        for action in batch.actions:
            if isinstance(action, SetSetting):
                self._fold_setting(action)

    def _fold_setting(self, setting: SetSetting) -> None:
        self.state = replace(self.state, settings={**self.state.settings, setting.name: setting.value})
        if setting.name.startswith(_OPERATOR):
            said = {**self.state.operators, setting.name.removeprefix(_OPERATOR): setting.value}
            self.state = replace(self.state, operators={badge: role for badge, role in said.items() if role})

    @property
    def price_fen(self) -> int | None:
        """The approved price of a paternity test in fen, None while it is not set."""
        text = self.state.settings.get("fee.price_fen", "")
        return int(text) if text.isdecimal() and len(text) < 12 else None

    @property
    def has_keys(self) -> bool:
        """Whether whoever sits down proves himself with a passphrase."""
        return not self.context.practice

    @property
    def role(self) -> str:
        """The role of whoever sits here."""
        return self.state.operators.get(self.context.operator, "")

    @property
    def works(self) -> bool:
        """Whether whoever sits here works on cases."""
        return self.role in _WORKING

    @property
    def seat(self) -> Seat:
        """Whoever sits here, as the counter admits him."""
        return seat_of(self.context.operator, self.state.operators, practice=self.context.practice)

    def require_own_passphrase(self) -> None:
        """Raise NotAllowed(`passphrase_first`) until a passphrase that was made up is changed."""
        if self.state.must_change:
            raise NotAllowed("passphrase_first")
