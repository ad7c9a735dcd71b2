"""Steps 2 to 5: the questions, the papers, the lookup, and what a test of parentage costs."""

from __future__ import annotations

import itertools
from datetime import date

from flows.rules.model import Fact
from harness.walk.walker import FIELD, MOVE, Walk
from hukou_tui import packs

RULES = packs.load_rules(on=date(2016, 6, 14))
#: Answers of step 2 by the ids of the rules; other questions get their first one.
BORN_IN_MARRIAGE = {
    "cause": "never_registered", "upbringing": "birth_parents", "parents": "married",
    "birth_place": "institution", "birth_certificate": "have", "parents_known": "both",
}  # fmt: skip
BORN_AT_HOME = {
    **BORN_IN_MARRIAGE,
    "birth_place": "elsewhere",
    "birth_certificate": "none",
    "parentage_settled": "no",
}
#: A test of parentage is needed here too, so that step 5 has its conditions.
BORN_OUTSIDE_MARRIAGE = {**BORN_AT_HOME, "parents": "unmarried", "follow": "father"}


def go_to_step(walk: Walk, step: str) -> None:
    """F4 until that step is there."""
    walk.until(lambda rows: walk.place()[1] or rows[2], "the step")
    while walk.step() < step:
        walk.press("F4")
    walk.until(lambda rows: walk.step() == step, f"step {step}")


def situation(walk: Walk, name: str = "", answers: dict[str, str] = BORN_IN_MARRIAGE) -> None:
    """One question after the other; then the situation, and an answer taken back."""
    walk.until(lambda rows: walk.step() == "2" and walk.place()[1], "the first question")
    walk.press("F1")
    walk.read_pages(f"{name}help of step 2")
    while (fact := _question(walk)) is not None:
        walk.see(f"{name}question {fact.id}")
        option = next(
            (option for option in fact.options if option.id == answers.get(fact.id)), fact.options[0]
        )
        heading = walk.heading()
        walk.choose(option.label.get(walk.lang))
        walk.until(lambda rows, old=heading: rows[2].strip() != old, "the next question")
    walk.see(f"{name}situation clear")
    walk.press("9")
    walk.see_message(f"{name}for totals only")


def _question(walk: Walk) -> Fact | None:
    heading = walk.heading().rstrip(">")
    asked = (fact for fact in RULES.facts.values() if fact.question.get(walk.lang).startswith(heading))
    return next(asked, None)


def papers(walk: Walk) -> None:
    """Each row of the papers, marked and not; what may be demanded beside them."""
    go_to_step(walk, "3")
    walk.read_help("step 3")
    for number in itertools.count(1):
        walk.see(f"paper {number}")
        where, here = walk.terminal.at_hand(), walk.place()
        cost = walk.visitor.attempt(("Down",), MOVE)
        if not cost or walk.place() == here:
            break
        walk.visitor.pay(MOVE, f"paper {number}: {where}", cost)
    while walk.row_at_hand() > 4:
        walk.press("Up", kind=MOVE)
        if walk.place()[1] == [4]:
            break
    marks = ("paper marked has", "paper marked has not", "paper marked not brought", "paper marked has too")
    for digit, name in zip("1231", marks, strict=True):
        walk.press(digit)
        walk.see(name)
    # Typed as it stands in the rules, whatever is said for it on the screen.
    name = RULES.documents["application"].name
    named = name.en if walk.lang == "en" else name.zh
    asking = {"what is forbidden": "计划生育证明", "what is needed": named, "what nobody names": "毕业证"}
    for name, demand in asking.items():
        walk.press("5")
        walk.fill(demand)
        walk.see(f"demanded, {name}")
        walk.press("Enter")
        walk.see_message(f"answered, {name}")


def lookup(walk: Walk) -> None:
    """The brother: compared, judged in words beside him, judged; the query of the system field by field."""
    go_to_step(walk, "4")
    walk.until(lambda rows: "马天宇" in walk.terminal.at_hand(), "the brother")
    walk.see("candidate")
    walk.read_help("step 4")
    walk.press("Enter")
    walk.read_pages("comparison")
    walk.until(lambda rows: "马天宇" in walk.terminal.at_hand(), "the brother again")
    walk.press("8")
    walk.see_message("no weak candidates")
    walk.press("1")
    walk.press("5")
    walk.see("reason in words")
    walk.press("F3")
    walk.press("3")
    walk.see("candidate judged")
    walk.press("9")
    for number in range(1, 5):
        walk.see(f"system query, field {number}")
        if number < 4:
            walk.leave("Enter", kind=FIELD)
    walk.press("1")
    walk.see("system query recorded")


def parentage_test(walk: Walk) -> None:
    """The next person of the family, born at home: a test, its fee, the menu of a case; then the counter again."""
    walk.press("F5")
    walk.until(lambda rows: walk.step() == "1" and walk.place()[1], "the next person")
    walk.see("next person")
    walk.press("-")
    walk.until(lambda rows: walk.say("What can be done here") in rows[2], "the menu of a case")
    walk.see("menu of a case")
    walk.press("F3")
    walk.fill("马小花")
    walk.press("Enter")
    go_to_step(walk, "2")
    situation(walk, "tested: ", BORN_AT_HOME)
    go_to_step(walk, "5")
    walk.see("fee")
    walk.press("1")
    walk.see_message("fee, worked out by the program")
    walk.press("Down", kind=MOVE)
    for digit, name in (("1", "met"), ("3", "unknown")):
        walk.press(digit)
        walk.see(f"fee, {name}")
    walk.press("4")
    walk.see("day of application")
    walk.fill("2016-13")
    walk.press("Enter")
    walk.see_message("no such day")
    walk.give_up()
    walk.press("F6")
    walk.press("F3")
    walk.press("F2")
    walk.until(lambda rows: walk.step() == "", "the counter")
    walk.see("home with the second case")
    walk.press("Up", kind=MOVE)
    walk.see("home, first row")
