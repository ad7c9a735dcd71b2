"""The errors of `flows`, as one tree; each carries a code and data, the words are made by the screens.

CodedError (also the base of what `db` raises)
 └─ FlowError
     ├─ NotAllowed      an action that the case does not admit now
     └─ (BirthDateError, PackFault, QuestionOpen … live beside what raises them)
"""

from __future__ import annotations


class CodedError(Exception):
    """Base: `code` names what is wrong, `params` say where; both are free of personal content."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        inside = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code}({inside})" if inside else self.code


class FlowError(CodedError):
    """What is decided at the counter cannot be decided so."""


class NotAllowed(FlowError):
    """The action cannot be admitted: the case is elsewhere, or the person may not do it."""
