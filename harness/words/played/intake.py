"""Rarer states of the steps before the review: answers taken back, papers asked for, nobody found, a fee half known."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from db.register.extract import COLUMNS
from db.register.importing import import_register
from db.station.station import Act, Station
from flows.case import actions as a
from harness.packs.other_rules import DAY, kept
from harness.stations.founded import copied_station
from harness.stations.intake import AT, CLERK, FIELDS, new_station
from harness.words.played.playing import Journey, Playing
from hukou_tui.screens.intake.intake import Intake
from hukou_tui.terminal.card_reader import CardRead

MARRIED = {
    "cause": "never_registered", "upbringing": "birth_parents", "parents": "married", "birth_certificate": "have",
}  # fmt: skip
ADOPTED = {"cause": "never_registered", "upbringing": "adopted", "adoption_registered": "no"}
PAPERS = ("application", "birth_certificate", "parent_booklet", "marriage_certificate")
#: The certificate was never made, and the hospital that would make it is asked for the record of the birth.
WITHOUT_CERTIFICATE = MARRIED | {
    "birth_certificate": "none", "birth_place": "institution", "delivery_records": "kept",
}  # fmt: skip
#: The row of the query among the papers, from the first.
QUERY_ROW = 5
CASES = tuple(f"530699001-20160614-{n:03}" for n in range(1, 10))


def a_case(
    station: Station, answers: dict[str, str], *further: a.Action, fields: dict[str, str] | None = None
) -> str:
    """A case under the shipped rules, as the counter opens it; its number."""
    shipped = kept()
    number = station.queries.next_number(DAY)
    acts: list[a.Action] = [
        a.OpenCase(DAY.isoformat(), "", tuple(one.stamp for one in shipped), station.queries.practice)
    ]
    acts += [a.SetField(name, value) for name, value in (FIELDS if fields is None else fields).items()]
    acts += [a.AnswerFact(fact, value) for fact, value in answers.items()]
    station.append_under(shipped, [Act(one, number, CLERK, AT) for one in (*acts, *further)])
    return number


async def to_step(play: Playing, number: str, step: int) -> None:
    """Open a case, and be in that step (1 to 6)."""
    app = play.app
    if isinstance(app.screen, Intake):
        # A form that lies over the case is given up.
        await play.press(*["f3"] * (app.screen.over is not None), "f2")
        await play.until(lambda: not isinstance(app.screen, Intake), "the counter")
    app.session.cases.open(number)
    await play.until(lambda: isinstance(app.screen, Intake) and app.focused, f"case {number}")
    await play.rest()
    app.screen.go(step - 1)  # type: ignore[attr-defined]
    await play.rest()
    play.said.clear()


# ---- step 2


def with_answers(folder: Path) -> None:
    """Nothing answered; a foundling of whom the day is asked; a child of married parents whose papers are marked."""
    with new_station(folder, practice=True) as station:
        a_case(station, {})
        a_case(station, MARRIED, *(a.MarkPaper(paper, "has") for paper in PAPERS))
        a_case(station, WITHOUT_CERTIFICATE)
        a_case(station, ADOPTED, fields=FIELDS | {"person.birth": "1985-03-05"})
        a_case(
            station,
            ADOPTED | {"adoption_date": "1980-01-05", "adoption_notarisable": "yes"},
            fields=FIELDS | {"person.birth": "1985-03-05"},
        )


async def situation(play: Playing) -> None:
    """Answers of more than nine, taken back, volunteered; special circumstances; a day in an answer."""
    await to_step(play, CASES[0], 2)
    await play.press("9")
    await play.see("the answers beyond the ninth")
    await play.press("enter")
    await play.see("enter alone chooses nothing")
    await to_step(play, CASES[1], 2)
    await play.see("clear")
    await play.press("9", "9")
    await play.see("volunteered, and taken back")
    await play.press("8")
    await play.see("special circumstances")
    await play.press("2")
    await play.see("the parents are not registered")
    await play.press("8", "2")
    await play.see("taken back")
    await play.press("4")
    await play.see("the certificate asked again")
    await play.press("2")
    await play.see("the certificate is not there")
    await to_step(play, CASES[2], 2)
    await play.press("4")
    await play.press("1")
    await play.see("the certificate is there after all")
    await to_step(play, CASES[3], 2)
    await play.see("a day is an answer")
    await play.press("1")
    await play.see("a day is asked for")
    await play.type("1980", "enter")
    await play.see("a day before the birth")
    await to_step(play, CASES[4], 2)
    await play.see("a day that cannot be is read as not known")


# ---- steps 3 and 5


def with_papers(folder: Path) -> None:
    """Nothing answered; a certificate that the hospital has to make; a paper in whose place another one may come."""
    with new_station(folder, practice=True) as station:
        a_case(station, {})
        a_case(station, WITHOUT_CERTIFICATE)
        a_case(station, MARRIED | {"parents": "married_unproven"})


async def papers(play: Playing) -> None:
    """Papers that help, or come in place of others; what may be demanded; the query, which is recorded elsewhere."""
    await to_step(play, CASES[0], 5)
    await play.see("the fee before the situation")
    await to_step(play, CASES[1], 3)
    await play.see("a paper that helps")
    await to_step(play, CASES[2], 3)
    await play.see("one of two papers")
    for name, paper in (
        ("asked for one of them", "结婚证"),
        ("asked for more than there is", "出生证丢失声明"),
    ):
        await play.press("5")
        await play.type(paper, "enter")
        await play.see(name)
    await play.press("f1")
    await play.see("the answer in full")
    await play.press("f3")
    await play.press(*["down"] * QUERY_ROW)
    await play.press("1")
    await play.see("the query is recorded in step 4")


# ---- step 4

HOME = {"division": "530699", "address": "演练县青山乡大坪村一社", "status": "1", "sex": "1"}
REGISTER = (
    {"person_id": "BROTHER", "name": "马天宇", "birth_date": "20140520", "id_number": "530699201405209179",
     "father_name": "马文俊", "mother_name": "马秀兰"} | HOME,
    {"person_id": "GONE", "name": "马天翔", "birth_date": "20140520"} | HOME | {"status": "2", "cancel_reason": "死亡"},
    {"person_id": "WEAK", "name": "马天翔", "birth_date": "19700101", "sex": "1", "division": "530621",
     "address": "鲁甸县", "status": "1"},
)  # fmt: skip
MA = {
    "person.name": "马天翔", "person.sex": "1", "person.birth": "2014-05-20", "father.name": "马文俊",
    "mother.name": "马秀兰", "destination.division": "530699", "destination.address": "青山乡大坪村一社",
}  # fmt: skip


def with_a_register(folder: Path) -> None:
    """A brother, a cancelled record, somebody far away; a case that is like them, one like nobody, one of no name."""
    with new_station(folder, practice=True) as station:
        a_case(station, MARRIED, fields=MA)
        a_case(station, {}, fields={"person.name": "寸菊仙", "person.sex": "2"})
        a_case(station, {}, fields={"person.sex": "2"})
    extract = folder / "extract.csv"
    with extract.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS, restval="")
        rows.writeheader()
        rows.writerows(REGISTER)
    import_register(extract, folder / "register.db", as_of=date(2016, 6, 1))


async def lookup(play: Playing) -> None:
    """Decided: a cancelled record, the same person, the weak ones together; and nobody found."""
    await to_step(play, CASES[0], 4)
    await play.see("three are found")
    await play.press("1", "1")
    await play.see("the same digit opens, and decides the second time")
    await play.press("0", "8")
    await play.see("the weak ones together")
    await play.press("1")
    await play.see("the weak ones are decided")
    await play.press("1", "6")
    await play.see("one is the same person")
    await play.press("2", "8")
    await play.see("no other is undecided")
    await play.press("6")
    await play.see("a cancelled record of the same person")
    await play.press("9", "down", "backspace", "enter", "enter", "1")
    await play.see("a time that is none")
    await to_step(play, CASES[1], 4)
    await play.see("nobody is found")
    await to_step(play, CASES[2], 4)
    await play.see("nothing to look up by")


def without_a_register(folder: Path) -> None:
    """No register at all, and one case."""
    with copied_station(folder) as station:
        a_case(station, {})


async def no_register(play: Playing) -> None:
    """Only the station's own cases; a case that has no story; a card where no number belongs."""
    await to_step(play, CASES[0], 4)
    await play.see("no register")
    await to_step(play, CASES[0], 1)
    play.app.screen.action_story()  # type: ignore[attr-defined]
    await play.see("no story")
    await play.press("f4")
    await play.see("figures")
    play.send(CardRead("530699201603050023", begun=False, ended=True))
    await play.rest()
    await play.see("a card where a digit is chosen")


JOURNEYS = {
    "situation": Journey(with_answers, situation, CLERK, practice=True),
    "papers": Journey(with_papers, papers, CLERK, practice=True),
    "lookup": Journey(with_a_register, lookup, CLERK, practice=True),
    "no_register": Journey(without_a_register, no_register, CLERK),
}
