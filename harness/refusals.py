"""A refusal provoked, and named by its code: an error of the class alone may be another refusal altogether.

`refused` stands around what must be refused; `refusal_of` does it and gives the fault, for a helper of a test that
answers with the code. `harness/provocations.py` reads in the tests which codes they name so, and `pytest.raises` of
an error with a code is not used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from flows.errors import CodedError

ROOT = Path(__file__).resolve().parent.parent
#: Where a refusal comes from; what stands between, of a library or a test, does not refuse.
ROOMS = tuple(ROOT / room for room in ("flows", "db", "widgets", "hukou_tui"))


class Refusal:
    """What was refused within `refused`, once it is over."""

    fault: CodedError

    @property
    def params(self) -> dict[str, object]:
        """Where something is wrong, as the error says."""
        return self.fault.params


@contextmanager
def refused(
    kind: type[CodedError] | tuple[type[CodedError], ...], code: str, *, by: str = "", **params: object
) -> Iterator[Refusal]:
    """What is done within is refused with exactly this class, code and (those named) parameters, or the test fails.

    `by` is the function that refuses, where several do so with one code.
    """
    told = Refusal()
    kinds = kind if isinstance(kind, tuple) else (kind,)
    names = " or ".join(one.__name__ for one in kinds)
    try:
        yield told
    except CodedError as fault:
        told.fault = fault
        if type(fault) not in kinds or fault.code != code:
            raise AssertionError(
                f"refused with {type(fault).__name__}({fault}), not {names}({code})"
            ) from fault
        differ = {
            name: fault.params.get(name) for name, value in params.items() if fault.params.get(name) != value
        }
        if differ:
            raise AssertionError(f"refused with {code}, but of {differ}, not {params}") from fault
        if by and by != refuser(fault.__traceback__):
            raise AssertionError(f"{code} is said by {refuser(fault.__traceback__)}, not {by}") from fault
        return
    raise AssertionError(f"not refused; {names}({code}) was to come")


def refusal_of(
    kind: type[CodedError], act: Callable[..., object], *given: object, **named: object
) -> CodedError:
    """The fault with which an act is refused; whoever asks holds its code against the one that belongs there."""
    try:
        act(*given, **named)
    except kind as fault:
        return fault
    raise AssertionError(f"not refused; {kind.__name__} was to come")


def refuser(trace: TracebackType | None) -> str:
    """The function of the program that refused: the innermost one."""
    found = ""
    while trace is not None:
        if any(Path(trace.tb_frame.f_code.co_filename).is_relative_to(room) for room in ROOMS):
            found = trace.tb_frame.f_code.co_name
        trace = trace.tb_next
    return found
