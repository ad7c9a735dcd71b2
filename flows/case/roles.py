"""Who may do what: the roles of a station, and the one table of what each is there for.

One person has one role. Nobody decides what he himself submitted, whatever his role (`flows.case.admission`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flows.case import actions as a
from flows.case.status import SECOND_PERSON, Event
from flows.errors import NotAllowed


class Role(StrEnum):
    """The roles of a station; COUNTY and RECOVERY are nobody's who sits there."""

    CLERK = "clerk"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    TRAINER = "trainer"
    COUNTY = "county"
    RECOVERY = "recovery"


#: The roles that somebody can be given, in the order in which they are offered.
ROLES = (Role.CLERK, Role.APPROVER, Role.ADMINISTRATOR, Role.AUDITOR, Role.TRAINER)
#: Decisions of the county are journaled under this name, with the officer's badge behind a colon.
COUNTY = "county"
#: What is done with the printed recovery key is journaled under this name.
RECOVERY = "recovery"
#: What the program says of itself, in making a station or bringing an older file up, is journaled under this name.
INIT = "init"
#: Names that no badge may look like: what is signed by them was done by no operator.
RESERVED = (COUNTY, RECOVERY, INIT)

_AT_THE_COUNTER = frozenset({Role.CLERK, Role.APPROVER, Role.ADMINISTRATOR, Role.TRAINER})
_DECIDING = frozenset({Role.APPROVER, Role.TRAINER})
#: The county's word, and nothing else is done under its name: nobody sits there.
_COUNTYS_WORD = frozenset({Event.GRANT, Event.NOT_GRANT, Event.SEND_BACK, Event.REFER, Event.REGISTER})
#: A setting that is nobody's affair but the reader's.
_LANGUAGE = "screen.language"
_OPERATOR = "operator."


@dataclass(frozen=True, slots=True)
class Seat:
    """Who acts: badge number, role, and whether at a practice station."""

    badge: str
    role: Role
    practice: bool = False


def seat_of(operator: str, known: Mapping[str, str], *, practice: bool) -> Seat:
    """The seat of `operator` at a station whose operators are `known` (role by badge).

    Raises NotAllowed(`operator_missing`, `operator_unknown`).
    """
    if not operator:
        raise NotAllowed("operator_missing")
    if operator.partition(":")[0] == COUNTY:
        return Seat(operator, Role.COUNTY, practice)
    if operator == RECOVERY:
        return Seat(operator, Role.RECOVERY, practice)
    if not known.get(operator):
        raise NotAllowed("operator_unknown", badge=operator)
    return Seat(operator, Role(known[operator]), practice)


def admit_role(action: a.Action, seat: Seat) -> None:
    """Raise NotAllowed(`not_your_part`) unless somebody in that role may do `action`.

    In practice one person may try everything that an administrator does; deciding stays with those who decide.
    """
    if not _is_allowed(action, seat.role, practice=seat.practice):
        raise NotAllowed("not_your_part", role=seat.role)


def _is_decision(action: a.Action) -> bool:
    return isinstance(action, a.DetermineBirth) or (isinstance(action, a.Move) and action.event in SECOND_PERSON)


def _is_allowed(action: a.Action, role: Role, *, practice: bool) -> bool:
    # On the level of the rule the program says the word itself, in making a file or bringing an older one up.
    if isinstance(action, a.RaiseLevel) or (role == Role.TRAINER and not practice):
        return False
    if role == Role.COUNTY:
        return isinstance(action, a.Move) and action.event in _COUNTYS_WORD
    match action:
        case a.Look() | a.TakeSeat() | a.MakeBackup():
            # looking is recorded, not forbidden: whoever may open the file may read it
            return True
        case _ if _is_decision(action):
            return role in _DECIDING
        case a.SetSetting(name=name) if name == _LANGUAGE:
            return True
        case a.SetSetting(name=name) if name.startswith(_OPERATOR) and role == Role.RECOVERY:
            # where nobody is left who administers, whoever has the key from the safe says who does
            return True
        case a.RestoreCopy() if role == Role.RECOVERY:
            # a new machine, and nobody but the key from the safe
            return True
        case (
            a.SetSetting()
            | a.Expire()
            | a.RestoreCopy()
            | a.ProposeRules()
            | a.AdoptRules()
            | a.WithdrawRules()
            | a.ImportRegister()
        ):
            # whoever adopts rules is another one than who proposed them: said in `flows.case.rule_adoption`
            second = isinstance(action, a.AdoptRules | a.ImportRegister) and role == Role.APPROVER
            return second or role == Role.ADMINISTRATOR or (practice and role in _AT_THE_COUNTER)
        case a.SetKey() | a.ChangeSlots():
            # who may change whose passphrase is said where the slots are (db.access.vault): these only record it
            return True
    return role in _AT_THE_COUNTER
