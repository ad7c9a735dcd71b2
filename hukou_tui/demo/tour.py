"""A tour: one whole intake through the real screens without a terminal, with a picture of each step.

A mother brings a child that was born at home. Papers are missing and are told at once; the lookup finds the
elder sister, whose name sounds the same; the papers come, a second operator grants, the county registers.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from flows.errors import CodedError
from flows.identity.resident_number import check_digit
from hukou_tui.app import CounterApp
from hukou_tui.context import AppContext
from hukou_tui.demo import picture
from hukou_tui.demo.player import Player, PlayerStuck, at_keyboard
from hukou_tui.practice.frozen_day import FROZEN_ON
from hukou_tui.practice.stories import DIVISION, by_id
from hukou_tui.screens.counter.home import Home
from hukou_tui.screens.intake.intake import Intake
from hukou_tui.session.practice_county import register_and_acknowledge
from hukou_tui.words.catalogue import N_, _, language, use_language

#: The terminal that the screens are made for: columns, rows.
SIZE = (80, 24)
STORY = "home_birth"
REVIEWER = "P00002"
INDEX = "index.txt"

# What is said at the glass, as the story tells it.
WORDS = {
    "person.name": "陈小禾", "father.name": "陈国强", "mother.name": "李桂芳", "declarant.name": "李桂芳",
    "destination.householder": "陈国强", "destination.relation": "子",
    "destination.address": "演练县青山乡大坪村三社",
}  # fmt: skip
FIGURES = {
    "person.sex": "1", "person.birth": "*20150921", "person.birth_basis": "stated", "person.ethnicity": "01",
    "father.ethnicity": "01", "mother.ethnicity": "01", "declarant.role": "guardian", "declarant.phone": "0",
    "destination.kind": "family", "destination.division": DIVISION,
}  # fmt: skip
SITUATION = {
    "cause": "never_registered", "upbringing": "birth_parents", "parents": "married",
    "birth_certificate": "none", "birth_place": "elsewhere",
}  # fmt: skip
#: Papers that the mother did not bring; she brings them on her second visit.
MISSING = ("paternity_report", "birth_certificate")
#: The conditions, and what is pressed on each: the centre is chosen by saying so, the recognition is seen.
FEE = {"own_centre": "1", "targeted_poverty": "5"}
APPLIED_ON = FROZEN_ON.isoformat()


class TourFault(CodedError):
    """The tour cannot be made: `out_not_writable`, or `not_finished` after `step`."""


@dataclass(slots=True)
class Tour:
    """Where the tour goes and what it has left there; `tell` gets one line for each step."""

    out: Path
    tell: Callable[[str], None]
    lines: list[str] = field(default_factory=list)
    at: str = ""

    async def keep_picture(self, hand: Player, name: str, title: str) -> None:
        """Keep a picture of what the screen shows now, and tell its line."""
        self.at = name
        await hand.wait_for_paint()
        number = len(self.lines) + 1
        file = picture.save_picture(hand.app, self.out / f"{number:02d}-{name}")
        self.tell_line(f"{file.name}  {_(title)}")

    def tell_line(self, line: str) -> None:
        """One line for the caller and for the index."""
        self.lines.append(line)
        self.tell(line)


def run_tour(out: Path, lang: str, tell: Callable[[str], None]) -> None:
    """Make the tour in `lang` (`zh` or `en`) and leave pictures, slips, packet and index in the folder `out`.

    Raises TourFault if the folder cannot be written, or if the screens do not come to the end of the intake.
    """
    _make_folder(out)
    use_language(lang)
    tour = Tour(out, tell)
    with tempfile.TemporaryDirectory(prefix="hukou-tour-") as folder:
        app = CounterApp(AppContext(Path(folder) / "practice", True, lang, "", FROZEN_ON))
        try:
            asyncio.run(at_keyboard(app, lambda hand: _intake(hand, tour, Path(folder) / "county"), SIZE))
        except PlayerStuck as stuck:
            raise TourFault("not_finished", step=tour.at, what=stuck.what) from stuck
        except OSError as fault:
            raise TourFault("out_not_writable", folder=str(out)) from fault
        finally:
            app.session.close()
        slips = sorted((Path(folder) / "practice" / "slips").glob("*.txt"))
        for slip in slips:
            shutil.copyfile(slip, out / slip.name)
    _write_index(tour, [slip.name for slip in slips])


def _make_folder(out: Path) -> None:
    """Make the folder and try whether it can be written, before a minute of work goes into it."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / INDEX).write_text("", encoding="utf-8")
    except OSError as fault:
        raise TourFault("out_not_writable", folder=str(out)) from fault


def _write_index(tour: Tour, slips: list[str]) -> None:
    packets = sorted(path.name for path in tour.out.glob("HK*_*") if path.is_file())
    story = by_id(STORY)
    title = story.title.get(language()) if story else STORY
    lines = [title, "", *tour.lines, "", *(f"{name}  {_('slip')}" for name in slips), *packets, ""]
    (tour.out / INDEX).write_text("\n".join(lines), encoding="utf-8")


# The intake ------------------------------------------------------------------------------


async def _intake(hand: Player, tour: Tour, county: Path) -> None:
    await hand.until(lambda: hand.app.session.ready, "the practice station opens")
    await hand.settle()
    await tour.keep_picture(hand, "home", N_("the counter of the practice station"))
    chapters: tuple[Callable[[Player, Tour], Awaitable[None]], ...] = (
        _visitor, _who, _situation, _papers, _lookup, _fee, _notification, _second_visit, _decision,
    )  # fmt: skip
    for chapter in chapters:
        await chapter(hand, tour)
    await _to_the_county(hand, tour)
    await _from_the_county(hand, tour, county)
    await hand.pilot.press("f12")


async def _visitor(hand: Player, tour: Tour) -> None:
    """F3: somebody comes to the window and tells a story."""
    await hand.key("f3")
    await tour.keep_picture(hand, "window", N_("who comes to the window"))
    await hand.form({"story": STORY})
    await hand.at(Intake)
    await tour.keep_picture(hand, "story", N_("what is said at the glass"))
    await hand.key("enter")


async def _who(hand: Player, tour: Tour) -> None:
    """Step 1: a page of words and a page of digits, a lunar date of birth among them."""
    await hand.fill(WORDS)
    await tour.keep_picture(hand, "who", N_("who, and where to, in words; the lookup runs by itself"))
    await hand.key("enter")
    await hand.fill(FIGURES)
    await tour.keep_picture(hand, "figures", N_("dates, codes and choices, in digits; a lunar date of birth"))
    await hand.key("enter")


async def _situation(hand: Player, tour: Tour) -> None:
    """Step 2: the questions that matter, until one situation is left."""
    asked = 0
    while (question := hand.app.session.cases.view.question) is not None:
        if question.id not in SITUATION:
            raise PlayerStuck(f"the question {question.id} is not asked")
        asked += 1
        if asked == 3:
            await tour.keep_picture(hand, "question", N_("the situation: one question at a time"))
        await hand.choose(SITUATION[question.id])
    await tour.keep_picture(hand, "situation", N_("the situation is clear, with its clauses"))
    await hand.key("8")
    await tour.keep_picture(hand, "circumstances", N_("special circumstances: never asked, said when they come up"))
    await hand.key("0")
    await hand.key("f4")


async def _papers(hand: Player, tour: Tour) -> None:
    """Step 3: two papers are missing."""
    await hand.wait_for_row("applicant:")
    for row in hand.keys_of("applicant:"):
        await hand.mark(row, "2" if row.removeprefix("applicant:") in MISSING else "1")
    await hand.go_to("applicant:" + MISSING[0])
    await tour.keep_picture(hand, "papers", N_("the papers: two are missing, each with who issues it and where"))
    await hand.key("f4")


async def _lookup(hand: Player, tour: Tour) -> None:
    """Step 4: a name that sounds the same; compared, decided with a reason, and the system asked."""
    await tour.keep_picture(hand, "lookup", N_("the lookup: a name that sounds the same"))
    await hand.key("enter")
    await tour.keep_picture(hand, "comparison", N_("compared side by side"))
    await hand.key("enter")
    for ref in hand.app.session.cases.at_hand.open_candidates:
        # Born two years before, and a girl: the elder sister.
        await hand.mark(ref, "enter")
        await hand.key("2")
    await hand.key("9")
    await hand.form({"result": "none"})
    await tour.keep_picture(hand, "decided", N_("decided with a reason; the query of the system is recorded"))
    await hand.key("f4")


async def _fee(hand: Player, tour: Tour) -> None:
    """Step 5: the four conditions for the half price of the paternity test."""
    for condition, digit in FEE.items():
        await hand.mark(condition, digit)
    await hand.key("4")
    await hand.form({"on": APPLIED_ON})
    await tour.keep_picture(hand, "fee", N_("the fee of the paternity test: four conditions"))
    await hand.key("f4")


async def _notification(hand: Player, tour: Tour) -> None:
    """Step 6: everything that is missing is told at once; then the case waits at the counter."""
    await tour.keep_picture(hand, "review", N_("the review: what the case waits for"))
    await hand.choose("notify")
    await tour.keep_picture(hand, "notification", N_("the one notification slip"))
    await hand.key("enter", "f2")
    await hand.at(Home)
    await tour.keep_picture(hand, "waiting", N_("parked: the case waits for the papers"))


async def _second_visit(hand: Player, tour: Tour) -> None:
    """The papers are brought: accepted with a receipt, and submitted."""
    await hand.key("1")
    await hand.at(Intake)
    if hand.intake.over is not None:
        await hand.key("enter")
    await _turn_to(hand, 2)
    for paper in MISSING:
        await hand.mark("applicant:" + paper, "1")
    await tour.keep_picture(hand, "brought", N_("second visit: the papers are brought"))
    await _turn_to(hand, 5)
    await hand.choose("accept")
    await tour.keep_picture(hand, "receipt", N_("accepted, with a receipt"))
    await hand.key("enter")
    await hand.choose("submit")


async def _turn_to(hand: Player, step: int) -> None:
    """F4 until the step (0 is the first) is at hand."""
    for _press in range(10):
        if hand.intake.at == step:
            return
        await hand.key("f4")
    raise PlayerStuck(f"step {step + 1} is reached")


async def _decision(hand: Player, tour: Tour) -> None:
    """A second operator sits down and decides: grants, or agrees where the county approves."""
    await hand.key("f6")
    await hand.form({"operator": REVIEWER})
    await hand.wait_for_row("")
    event = "grant" if "grant" in hand.keys_of() else "forward"
    await hand.choose(event)
    await tour.keep_picture(hand, "confirm", N_("what is final asks once more: whom, what follows, and three digits"))
    await hand.confirm({"basis": "certificate"})
    await tour.keep_picture(hand, "granted", N_("a second operator has reviewed the case"))
    if hand.intake.over is not None:
        await hand.key("enter")
    await hand.key("f2")
    await hand.at(Home)


# The county ------------------------------------------------------------------------------


async def _to_the_county(hand: Player, tour: Tour) -> None:
    """F7: the packet goes to the folder of the tour, as to a stick."""
    await hand.key("f7")
    await hand.form({"to": str(tour.out)})
    if not list(tour.out.glob("HK_*.zip")):
        raise PlayerStuck("a packet lies in the folder")
    await tour.keep_picture(hand, "sent", N_("the packet is written: practice, not encrypted"))


async def _from_the_county(hand: Player, tour: Tour, county: Path) -> None:
    """The county's answer is taken in: registered, with number and date."""
    answer = await asyncio.to_thread(
        register_and_acknowledge, county, tour.out, _new_number(), APPLIED_ON
    )
    await hand.key("0")
    await hand.choose("county")
    await hand.choose("acknowledge")
    await hand.form({"file": str(tour.out / answer)})
    await hand.key("f4")
    await tour.keep_picture(hand, "answered", N_("the county's acknowledgement is taken in"))
    await hand.key("1")
    await hand.at(Intake)
    if hand.intake.over is not None:
        await hand.key("enter")
    await _turn_to(hand, 5)
    if hand.app.session.cases.at_hand.status != "registered":
        raise PlayerStuck("the person is registered")
    await tour.keep_picture(hand, "registered", N_("registered, with number and date"))
    await hand.key("f8")
    await hand.form({"kind": "registered"})
    await tour.keep_picture(hand, "result", N_("the notice of the result"))


def _new_number() -> str:
    """The child's new number: the invented division, the solar day of birth, an odd order for a boy."""
    body = DIVISION + "20151102" + "951"
    return body + check_digit(body)
