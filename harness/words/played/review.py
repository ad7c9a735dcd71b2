"""Rarer acts of the review: a second notification, a withdrawal, a proposal, what is completed, sent back, refused."""

from __future__ import annotations

from pathlib import Path

from flows.case import actions as a
from harness.stations.intake import APPROVER, AT, CLERK, DETERMINED, FIELDS, new_station
from harness.words.played.intake import CASES, MARRIED, PAPERS, a_case, to_step, with_a_register
from harness.words.played.playing import Journey, Playing

_LOOKED_UP = (
    a.RecordLookup((), ("mother",), 3000, "2016-06-01"), a.RecordSystemQuery(CLERK, AT, "全省", "none"),
)  # fmt: skip
_NOBODY = {name: value for name, value in FIELDS.items() if not name.startswith(("guardian", "destination"))}


#: Somebody who is like nobody in the register of a practice station.
_OTHER = FIELDS | {
    "person.name": "寸金凤", "person.sex": "2", "person.birth": "2015-01-09", "father.name": "寸有才",
    "mother.name": "毕小芬", "guardian.name": "毕小芬", "destination.householder": "寸有才",
    "destination.address": "绿荫村三组",
}  # fmt: skip


def _marked(*papers: str) -> list[a.Action]:
    return [a.MarkPaper(paper, "has") for paper in papers]


# ---- at the counter


def with_a_notification(folder: Path) -> None:
    """Notified, and then it comes out that the parents cannot prove their marriage; and somebody who withdraws."""
    with new_station(folder, practice=True) as station:
        a_case(
            station, MARRIED, *_marked("application"),
            a.PrintSlip("notification", "0" * 64, PAPERS[1:]), a.Move("notify"),
            a.AnswerFact("parents", "married_unproven"),
        )  # fmt: skip
        a_case(station, MARRIED, *_marked(*PAPERS), fields=_OTHER)


async def at_the_counter(play: Playing) -> None:
    """A notification that replaces the first; the sheet of a withdrawal, and the question before it is final."""
    await to_step(play, CASES[0], 6)
    await play.press("2")
    await play.see("why a second notification")
    await play.type("父母不能证明婚姻", "enter")
    await play.laid_over()
    await play.press("f3")
    await play.see("notified again")
    await to_step(play, CASES[1], 6)
    await play.press("9")
    await play.laid_over()
    await play.press("f3", "9")
    await play.see("the sheet must be signed")
    await play.type("迁往外地", "enter", "1")
    await play.type("0", "enter")
    await play.see("nothing was decided")
    (play.folder / "slips").rename(play.folder / "slips.away")
    (play.folder / "slips").write_text("no folder", encoding="utf-8")
    await play.press("1")
    await play.laid_over()
    await play.press("f3")
    await play.see("the slip's file could not be written")


# ---- registered already


async def proposal(play: Playing) -> None:
    """Proposed by one, to be decided by another."""
    await to_step(play, CASES[0], 4)
    await play.press("2", "6")
    await play.rest()
    play.app.screen.go(5)  # type: ignore[attr-defined]
    await play.rest()
    await play.press("6")
    await play.see("what it leads on to")
    await play.press("1")
    await play.see("proposed")
    await play.press("f6")
    await play.type(APPROVER, "enter")
    await play.press("7")
    await play.see("the other person decides")


# ---- under review


def under_review(folder: Path) -> None:
    """Before the reviewer, without applicant and destination; one with them; and one that is granted."""
    with new_station(folder, practice=True) as station:
        ready = [*_marked(*PAPERS), *_LOOKED_UP, a.Move("accept"), a.Move("submit")]
        a_case(station, MARRIED, *ready, fields=_NOBODY)
        a_case(station, MARRIED, *ready, fields=_OTHER)
        number = a_case(station, MARRIED, *ready)
        station.append_all([DETERMINED, a.Move("grant")], case_id=number, operator=APPROVER, at=AT)


async def decision(play: Playing) -> None:
    """Completed, sent back, referred, granted, registered: forms and what they refuse."""
    await to_step(play, CASES[0], 6)
    await play.see("before the reviewer")
    await play.press("5")
    await play.see("what is missing is completed")
    await play.press(*["enter"] * 6)
    await play.see("nothing was entered")
    await to_step(play, CASES[1], 6)
    await play.press("3")
    await play.see("sent back")
    await play.press("f3", "4")
    await play.see("to the joint meeting")
    await play.press("f3", "1")
    await play.press("up", *["backspace"] * 6, "enter", "1")
    await play.type(CASES[1][-3:])
    await play.press("enter")
    await play.see("a year is no day")
    await to_step(play, CASES[2], 6)
    await play.press("2")
    await play.type("530699201603050023")
    await play.type("530699201603050015", "enter")
    await play.type(CASES[2][-3:], "enter")
    await play.see("two numbers that differ")


JOURNEYS = {
    "at_the_counter": Journey(with_a_notification, at_the_counter, CLERK, practice=True),
    "proposal": Journey(with_a_register, proposal, CLERK, practice=True),
    "decision": Journey(under_review, decision, APPROVER, practice=True),
}
