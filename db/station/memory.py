"""What whoever writes a station remembers of it, so as not to read and fold it again at each field."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

from flows.case.case import Case

_MOST_CASES = 64


class Memory:
    """The cases used last, and the settings. A reader remembers nothing: the writer in another process moves on."""

    def __init__(self, *, writing: bool) -> None:
        self._writing = writing
        self._cases: OrderedDict[str, Case] = OrderedDict()
        #: All settings; None where they have to be read.
        self.settings: Mapping[str, str] | None = None

    def case(self, case_id: str) -> Case | None:
        """The case as it was kept, None if it was not."""
        case = self._cases.get(case_id)
        if case is not None:
            self._cases.move_to_end(case_id)
        return case

    def keep_case(self, case: Case) -> None:
        """Remember a case that was opened; the one that nobody asked for the longest is forgotten."""
        if not self._writing or not case.opened_on:
            return
        self._cases[case.id] = case
        self._cases.move_to_end(case.id)
        while len(self._cases) > _MOST_CASES:
            self._cases.popitem(last=False)

    def keep_settings(self, settings: Mapping[str, str]) -> None:
        """Remember the settings until one of them is changed."""
        if self._writing:
            self.settings = settings

    def forget_settings(self) -> None:
        """They have to be read again."""
        self.settings = None

    def forget(self) -> None:
        """Everything has to be read again."""
        self._cases.clear()
        self.settings = None
