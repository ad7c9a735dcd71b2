"""What a case waits for: for its acceptance, and for the one notification that says all of it."""

from __future__ import annotations

import pytest

from flows.case import actions as a
from flows.case.case import fold
from flows.case.entry import Entry
from flows.linkage.lookup_result import FoundCandidate
from harness.stations.intake import AT, CLERK, DAY, FIELDS
from hukou_tui import packs
from hukou_tui.session.case.view import View, build_view

RULES = packs.load_rules(on=DAY)
MARRIED = {
    "cause": "never_registered", "upbringing": "birth_parents", "parents": "married", "birth_certificate": "have",
}  # fmt: skip
UNMARRIED = MARRIED | {"parents": "unmarried", "parents_known": "both", "follow": "father"}
NOBODY, SOMEBODY = (a.RecordLookup(found, (), 0, "") for found in (
    (), (FoundCandidate("register:P7", "normal", "weak", 21, "other"),),
))  # fmt: skip


def view(fields: dict[str, str], answers: dict[str, str], *further: a.Action) -> View:
    acts: list[a.Action] = [a.OpenCase(DAY.isoformat(), "")]
    acts += [a.SetField(*field) for field in (FIELDS | fields).items()]
    acts += [a.AnswerFact(*answer) for answer in answers.items()]
    case = fold("C1", [Entry(seq, AT, CLERK, "C1", act) for seq, act in enumerate([*acts, *further], 1)])
    return build_view(case, RULES, None, DAY)


@pytest.mark.parametrize(
    ("fields", "answers", "further", "told", "accepted"),
    [
        ({}, MARRIED, (NOBODY,), (), ("papers_missing",)),
        ({"person.birth": "2014-05-01"}, UNMARRIED, (NOBODY,), (), ("papers_missing", "fee_undecided")),
        ({"person.name": "", "mother.name": ""}, MARRIED, (NOBODY,), ("name_missing",), ("papers_missing",)),
        ({}, {"cause": "never_registered"}, (NOBODY,), ("category_open",), ()),
        ({}, MARRIED, (), ("lookup_missing",), ("papers_missing",)),
        ({}, MARRIED, (SOMEBODY,), ("candidates_undecided",), ("papers_missing",)),
        ({}, MARRIED, (SOMEBODY, a.DecideCandidates(("register:P7",), "different", "twin")), (), ("papers_missing",)),
        ({"person.birth": "2016-06-15"}, MARRIED, (NOBODY,), ("dates_contradict",), ("papers_missing",)),
    ],
)  # fmt: skip
def test_the_notification_waits_for_all_but_papers_and_fee_and_acceptance_for_these_as_well(
    fields: dict[str, str], answers: dict[str, str], further: tuple[a.Action, ...], told: tuple[str, ...],
    accepted: tuple[str, ...],
) -> None:  # fmt: skip
    seen = view(fields, answers, *further)
    assert seen.told_blocks == told
    assert set(seen.blocks) == {*told, *accepted}
