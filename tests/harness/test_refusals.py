"""Whoever says with what something must be refused is told when it is not refused so."""

from __future__ import annotations

import pytest

from db.errors import CannotOpen, InUse
from flows.case import actions as a
from flows.case.roles import Role, Seat, admit_role, seat_of
from flows.errors import NotAllowed
from harness.refusals import refusal_of, refused

AUDITOR = Seat("004", Role.AUDITOR)


def test_what_is_refused_as_was_said_is_told():
    with refused(NotAllowed, "not_your_part", by="admit_role", role="auditor") as told:
        admit_role(a.Park(True), AUDITOR)
    assert told.params == {"role": "auditor"} and told.fault.code == "not_your_part"


@pytest.mark.parametrize(
    ("kind", "code", "more", "complaint"),
    [
        (NotAllowed, "no_lookup", {}, "not NotAllowed.no_lookup"),
        (CannotOpen, "not_your_part", {}, "not CannotOpen"),
        (NotAllowed, "not_your_part", {"role": "clerk"}, "but of {'role'"),
        (NotAllowed, "not_your_part", {"badge": "004"}, "but of {'badge': None}"),
        (NotAllowed, "not_your_part", {"by": "seat_of"}, "said by admit_role, not seat_of"),
    ],
)  # fmt: skip
def test_another_refusal_does_not_do(kind, code, more, complaint):
    with pytest.raises(AssertionError, match=complaint), refused(kind, code, **more):
        admit_role(a.Park(True), AUDITOR)


def test_a_class_that_comes_of_it_is_another_one():
    with pytest.raises(AssertionError, match="refused with InUse"), refused(CannotOpen, "station_in_use"):
        raise InUse("station_in_use")
    with refused((CannotOpen, InUse), "station_in_use"):
        raise InUse("station_in_use")


def test_nothing_refused_is_no_refusal_and_any_other_error_goes_through():
    with pytest.raises(AssertionError, match="not refused"), refused(NotAllowed, "not_your_part"):
        admit_role(a.Park(True), Seat("001", Role.CLERK))
    with pytest.raises(AssertionError, match="not refused"):
        refusal_of(NotAllowed, admit_role, a.Park(True), Seat("001", Role.CLERK))
    with pytest.raises(KeyError), refused(NotAllowed, "not_your_part"):
        raise KeyError
    assert refusal_of(NotAllowed, seat_of, "009", {}, practice=False).code == "operator_unknown"
