"""Who did something, as paper and screen name it: a badge of this station, or the county by the name of its office.

The journal writes `county:C00001` for an officer of the county, `recovery` for whoever had the recovery key from the
safe; those are no words for anybody.
"""

from __future__ import annotations

from flows.case.roles import COUNTY, RECOVERY
from hukou_tui.words.catalogue import Say
from hukou_tui.words.roles import ROLES


def is_of_county(operator: str) -> bool:
    """Whether the journal means the county and not a badge of this station."""
    return operator.partition(":")[0] == COUNTY


def officer_of(operator: str) -> str:
    """The badge alone; empty where the county told none."""
    return operator.partition(":")[2] if is_of_county(operator) else operator


def county_named(office: str, say: Say) -> str:
    """The county's office by its own name, or by what it is."""
    return office or say("the county public security bureau")


def badge_named(operator: str, office: str, say: Say) -> str:
    """`operator` for a line of history: `P1001`, `昭阳区公安局 C00001`, or the recovery key by its name.

    `office` is empty where nobody has said it.
    """
    if operator == RECOVERY:
        return say(ROLES[RECOVERY])
    if not is_of_county(operator):
        return operator
    return f"{county_named(office, say)} {officer_of(operator)}".rstrip()
