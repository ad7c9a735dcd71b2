"""A whole case at the practice window, by keys alone in tmux, Chinese typed and read; then read back by command."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from datetime import date
from pathlib import Path

import pytest

from db.station.opening import open_station_file
from flows.case.status import Event
from flows.rules.model import Rules
from harness.stations.practice_folder import copy_to
from harness.terminal.terminal import MESSAGE_ROW, STEPS_ROW, environment, program
from harness.terminal.tmux import Tmux
from hukou_tui import packs
from hukou_tui.screens.intake.acts import ACTS
from hukou_tui.screens.intake.who import PAGE_TITLES
from hukou_tui.words.catalogue import translator

pytestmark = pytest.mark.needs("tmux")

say = translator("zh")
#: A number of the invented division that fits the boy and is given to nobody else.
NUMBER = "530699201405209355"
#: What the mother answers at the window, whatever the order of the questions.
CASE = "530699001-20160614-001"
ANSWERS = {
    "cause": "never_registered", "upbringing": "birth_parents", "parents": "married",
    "birth_place": "institution", "birth_certificate": "have", "parents_known": "both",
}  # fmt: skip
#: What is on record of it in the end.
FIELDS = {
    "person.name": "马天翔", "person.sex": "1", "person.birth": "L2014-04-22",
    "person.birth_basis": "certificate", "person.ethnicity": "03",
    "father.name": "马文俊", "mother.name": "马秀兰",
    "declarant.role": "guardian", "declarant.name": "马秀兰", "declarant.phone": "13900000002",
    "destination.kind": "family", "destination.householder": "马文俊", "destination.relation": "子",
    "destination.division": "530699", "destination.address": "演练县青山乡大坪村一社",
}  # fmt: skip
NOT_BROUGHT = "marriage_certificate"


class Clerk:
    """What a clerk does at the keyboard: reads the screen and presses the digit that stands there."""

    def __init__(self, terminal: Tmux, rules: Rules) -> None:
        self.terminal = terminal
        self.rules = rules

    def step(self) -> str:
        """The digit of the step at hand, as the second row has it in brackets."""
        _before, bracket, after = self.terminal.rows()[STEPS_ROW].partition("[")
        return after[:1] if bracket else ""

    def go_to(self, step: str) -> None:
        """F4 until the step is there; one key at a time."""
        pages = {say(title) for title in PAGE_TITLES.values()}
        while self.step() < step:
            heading, here = self.terminal.rows()[2], self.step()
            self.terminal.press("F4")
            self.terminal.wait(lambda old=heading: self.terminal.rows()[2] != old, f"step {step}")
            if self.terminal.rows()[2].strip() not in pages:
                # The line of steps may be painted a moment after the heading.
                self.terminal.wait(lambda old=here: self.step() != old, f"step {step}")

    def digit_of(self, words: str, *, whole: bool = True) -> str:
        """The digit before `words` on the screen; not `whole`: more may stand behind them."""
        line = re.compile(rf"^[> ]*(\d) +{re.escape(words)}" + ("$" if whole else ""), re.MULTILINE)
        self.terminal.wait(lambda: line.search(self.terminal.text()), f"a digit for {words}")
        return line.search(self.terminal.text())[1]

    def answer_questions(self) -> list[str]:
        """Answer by digit until no question is left; the questions as they were asked."""
        asked: list[str] = []
        facts = {fact.question.zh: fact for fact in self.rules.facts.values()}
        self.terminal.wait(lambda: self.terminal.rows()[2].strip() in facts, "the first question")
        while (heading := self.terminal.rows()[2].strip()) in facts:
            fact = facts[heading]
            wanted = next(option for option in fact.options if option.id == ANSWERS[fact.id])
            self.terminal.type(self.digit_of(wanted.label.zh))
            self.terminal.wait(
                lambda heading=heading: self.terminal.rows()[2].strip() != heading, "next question"
            )
            asked.append(fact.id)
        return asked

    def mark_papers(self) -> None:
        """Go down the applicant's papers: each is there, but for the one that was left at home."""
        left_at_home = self.rules.documents[NOT_BROUGHT].name.zh
        for _paper in range(4):
            here = self.terminal.at_hand()
            self.terminal.type("3" if left_at_home in here else "1")
            self.terminal.wait(lambda here=here: self.terminal.at_hand() != here, "the next paper")

    def do(self, event: Event) -> None:
        """In the review: the digit of that move."""
        self.terminal.type(self.digit_of(say(ACTS[event][1])))


@pytest.fixture
def socket_folder():
    """Short, because the name of a socket may not be long."""
    with tempfile.TemporaryDirectory(prefix="tmux-") as folder:
        yield Path(folder)


def test_a_whole_case_by_keys_alone(tmp_path, socket_folder):
    folder = copy_to(tmp_path)
    with Tmux(tmp_path, socket_folder, "--practice", "--lang", "zh") as terminal:
        clerk = Clerk(terminal, packs.load_rules(on=date(2016, 6, 14)))
        _somebody_comes(terminal, clerk)
        _who(terminal)
        assert clerk.step() == "2"
        asked = clerk.answer_questions()
        assert {"cause", "parents", "birth_certificate"} <= set(asked) <= set(ANSWERS)
        clerk.go_to("3")
        clerk.mark_papers()
        _duplicates(terminal, clerk)
        _told_once(terminal, clerk)
        _brought(terminal, clerk)
        _accepted_and_submitted(terminal, clerk)
        _second_operator(terminal, clerk)
        _decided_and_registered(terminal, clerk)
        seq = terminal.wait_saved()
        terminal.press("F12")
        assert terminal.wait_end() == 0
    with open_station_file(folder, readonly=True) as station:
        assert station.verify().fault is None and station.queries.head().seq == seq
    _as_it_was_typed(_read(tmp_path, "--unmask"))
    _masked_unless_asked(json.dumps(_read(tmp_path), ensure_ascii=False))
    kinds = [
        path.name.removeprefix(CASE + "-").split("-")[0] for path in sorted((folder / "slips").iterdir())
    ]
    assert kinds == ["notification", "receipt", "registered"]


def _somebody_comes(terminal: Tmux, clerk: Clerk) -> None:
    """The story of the twin whose brother is registered comes to the window."""
    terminal.wait_saved(1)
    terminal.press("F3")
    terminal.type(clerk.digit_of("双胞胎中的弟弟", whole=False))
    terminal.wait_for("马天翔没有")
    terminal.press("Enter")
    terminal.wait(terminal.at_hand, "the first field")


def _who(terminal: Tmux) -> None:
    """Two pages, field by field; the birth date as the mother says it, by the lunar calendar."""
    for typed in (
        "马天翔",
        "",
        "马文俊",
        "马秀兰",
        "",
        "马秀兰",
        "",
        "",
        "",
        "马文俊",
        "子",
        "演练县青山乡大坪村一社",
    ):
        terminal.enter(typed)
    terminal.enter()  # no number
    terminal.choose("1")
    terminal.enter("农历2014年四月廿二")
    terminal.choose("1")
    terminal.goes_on("03")  # two digits of a code are all of it
    for _parents in range(4):
        terminal.enter()
    terminal.choose("1")
    terminal.goes_on("13900000002")
    terminal.choose("1")
    terminal.enter("５３０６９９")


def _duplicates(terminal: Tmux, clerk: Clerk) -> None:
    """The brother was found by himself; he is judged, and the query of the system is recorded."""
    clerk.go_to("4")
    terminal.wait_for("马天宇", "2014-05-20")
    terminal.wait(lambda: "马天宇" in terminal.at_hand(), "the brother at hand")
    terminal.type("1")
    terminal.wait_for("马天[翔]", "马天[宇]")
    terminal.type("3")
    terminal.wait(
        lambda: "[3]" in terminal.text() and terminal.at_hand().startswith("> 9"), "the brother judged"
    )
    _query(terminal)


def _query(terminal: Tmux) -> None:
    terminal.type("9")
    terminal.wait(lambda: "P00001" in terminal.at_hand(), "the officer")
    for _kept in ("officer", "time", "scope"):
        terminal.enter()
    terminal.choose("1")


def _told_once(terminal: Tmux, clerk: Clerk) -> None:
    """One slip names the one paper that was left at home, and the three that are here not at all."""
    clerk.go_to("6")
    clerk.do(Event.NOTIFY)
    terminal.wait_for("一次性告知书", "父母的结婚证")
    assert "书面申请" not in terminal.text()
    terminal.press("Enter")
    terminal.wait(terminal.at_hand, "the review again")


def _brought(terminal: Tmux, clerk: Clerk) -> None:
    """The case is parked; the list shows the surname only; next time the paper is there."""
    terminal.press("F2")
    terminal.wait(lambda: terminal.at_hand().startswith("> 1 530699001-20160614-001"), "the list of cases")
    assert "马天翔" not in terminal.text()
    terminal.type("1")
    terminal.wait(lambda: clerk.step() and terminal.at_hand(), "the case again")
    clerk.go_to("3")
    paper = clerk.rules.documents[NOT_BROUGHT].name.zh
    while paper not in terminal.at_hand():
        here = terminal.place()
        terminal.press("Down")
        terminal.wait(lambda here=here: terminal.place() != here, "the next paper")
    terminal.choose("1")


def _accepted_and_submitted(terminal: Tmux, clerk: Clerk) -> None:
    clerk.go_to("6")
    clerk.do(Event.ACCEPT)
    terminal.wait(lambda: not terminal.at_hand(), "the receipt")
    terminal.press("Enter")
    clerk.do(Event.SUBMIT)
    terminal.wait_for(say(ACTS[Event.GRANT][1]))


def _second_operator(terminal: Tmux, clerk: Clerk) -> None:
    """Whoever submitted cannot decide; after F6 somebody else can."""
    clerk.do(Event.GRANT)
    terminal.wait(lambda: terminal.rows()[MESSAGE_ROW].strip() != "", "the refusal")
    terminal.press("F6")
    terminal.wait(
        lambda: terminal.at_hand().startswith("> " + say("Badge number")), "the field for the badge"
    )
    terminal.enter("P00002")
    terminal.wait(lambda: "P00002" in terminal.rows()[0], "the second badge in the title")


def _decided_and_registered(terminal: Tmux, clerk: Clerk) -> None:
    clerk.do(Event.GRANT)
    terminal.wait(lambda: terminal.at_hand().startswith("> " + say("Last three digits of the number")), "the digits")
    terminal.enter("001")
    clerk.do(Event.REGISTER)
    terminal.wait(
        lambda: terminal.at_hand().startswith("> " + say("Identity number")), "the field for the number"
    )
    terminal.type(NUMBER)  # a field of eighteen characters is left when it is full
    terminal.wait(lambda: terminal.at_hand().startswith("> " + say("The number once more")), "the number again")
    terminal.type(NUMBER)
    terminal.wait(lambda: "2016-06-14" in terminal.at_hand(), "the date")
    terminal.press("Enter")
    terminal.wait(lambda: terminal.at_hand().startswith("> " + say("Last three digits of the number")), "the digits")
    terminal.fill("001")
    terminal.press("Enter")
    terminal.wait(lambda: not terminal.at_hand(), "the slip")
    terminal.wait_for(NUMBER)


def _read(home: Path, *options: str) -> dict:
    """The case as another process reads it."""
    command = program("--practice", "case", "show", CASE, "--json", *options)
    done = subprocess.run(
        command, env=environment(home), cwd=home, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def _as_it_was_typed(case: dict) -> None:
    """Each field, fact, paper and verdict is there as it was entered."""
    assert case["fields"] == FIELDS
    assert case["answers"].items() <= ANSWERS.items() and len(case["answers"]) >= 4
    assert set(case["papers"].values()) == {"has"} and NOT_BROUGHT in case["papers"]
    assert [verdict["verdict"] for verdict in case["verdicts"].values()] == ["twin"]
    assert (case["system_query"]["officer"], case["system_query"]["result"]) == ("P00001", "none")
    assert case["status"] == "registered" and not case["parked"] and case["practice"]
    assert (case["history"][-1]["number"], case["history"][-1]["on"]) == (NUMBER, "2016-06-14")
    assert [(step["event"], step["operator"]) for step in case["history"]] == [
        ("notify", "P00001"), ("accept", "P00001"), ("submit", "P00001"),
        ("grant", "P00002"), ("register", "P00002"),
    ]  # fmt: skip
    assert [slip["missing"] for slip in case["slips"] if slip["kind"] == "notification"] == [[NOT_BROUGHT]]


def _masked_unless_asked(text: str) -> None:
    for private in ("马天翔", "马秀兰", "13900000002", NUMBER):
        assert private not in text
