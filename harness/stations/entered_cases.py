"""Cases of invented people in memory, as the counter would have entered them; among them every kind of need occurs."""

from __future__ import annotations

from datetime import date

from flows.case import actions as a
from flows.case.case import Case, fold
from flows.case.entry import Entry

DAY = date(2016, 6, 14)
STATION = {
    "station.name": "演练派出所",
    "station.phone": "0870-0000000",
    "station.address": "演练县清水乡",
    "fee.price_fen": "120000",
}
NUMBER = "530699-000012"

FIELDS = {
    "person.name": "安小满",
    "person.sex": "2",
    "person.birth": "2010-03-05",
    "mother.name": "佟桂兰",
    "father.name": "罗朝贵",
    "guardian.name": "佟桂兰",
    "declarant.role": "guardian",
    "destination.address": "清水乡一号",
    "destination.householder": "罗国富",
}
_BORN = {"cause": "never_registered", "upbringing": "birth_parents", "parents_known": "both"}
#: Situations between which every kind of need occurs.
SITUATIONS = {
    "tested": {
        **_BORN,
        "parents": "unmarried",
        "birth_place": "elsewhere",
        "birth_certificate": "none",
        "follow": "father",
    },
    "adopted": {
        "cause": "never_registered",
        "upbringing": "adopted",
        "adoption_registered": "no",
        "adoption_date": "1998-05-01",
        "adoption_notarisable": "yes",
    },
    "doubtful": {**_BORN, "parents": "unmarried", "birth_certificate": "doubtful", "follow": "mother"},
    "alternatives": {**_BORN, "parents": "unknown", "birth_certificate": "have"},
    "court": {"cause": "declared_missing"},
}

#: Adopted before the line of 1999, and so born before it.
BORN = {"adopted": {"person.birth": "1997-03-05"}}


def entered_case(
    situation: str = "tested", *more: a.Action | tuple[str, a.Action], practice: bool = False, **fields: str
) -> Case:
    """A case: situation, fields that differ, and further actions after the intake, `(badge, action)` if by another."""
    given = {name.replace("__", "."): value for name, value in fields.items()}
    entered = {**FIELDS, **BORN.get(situation, {}), **given}
    return case_of(entered, SITUATIONS[situation], *more, practice=practice)


def case_of(
    entered: dict[str, str], answers: dict[str, str], *more: a.Action | tuple[str, a.Action], practice: bool = False
) -> Case:
    """A case of these fields and answers, and further actions after the intake."""
    steps: list[a.Action] = [a.OpenCase(on=DAY.isoformat(), family="", practice=practice)]
    steps += [a.SetField(name, value) for name, value in entered.items()]
    steps += [a.AnswerFact(fact, value) for fact, value in answers.items()]
    acts = [act if isinstance(act, tuple) else ("P1001", act) for act in (*steps, *more)]
    entries = (
        Entry(n, "2016-06-14T02:11:00Z", badge, NUMBER, action) for n, (badge, action) in enumerate(acts, 1)
    )
    return fold(NUMBER, entries)
