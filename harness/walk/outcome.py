"""Step 6 and what comes of it: notified, parked, accepted, submitted, decided, registered."""

from __future__ import annotations

from flows.case.status import Event
from harness.walk.step_one import NUMBER
from harness.walk.steps import go_to_step
from harness.walk.walker import MOVE, STEP, Walk
from hukou_tui.screens.intake.acts import ACTS


def notification(walk: Walk) -> None:
    """The fee that is none, the review, the notification; the case parked, and the counter with a case."""
    go_to_step(walk, "5")
    walk.see("no fee")
    walk.read_help("step 5")
    go_to_step(walk, "6")
    walk.see("review")
    walk.read_help("step 6")
    walk.press("Down", kind=MOVE)
    walk.see("review, second row")
    _do(walk, Event.NOTIFY)
    walk.until(lambda rows: not walk.place()[1], "the notification")
    walk.read_pages("notification")
    walk.until(lambda rows: walk.place()[1], "the review again")
    walk.see("notified")
    walk.press("F8")
    walk.see("slips")
    walk.press("1")
    walk.until(lambda rows: not walk.place()[1], "a slip")
    walk.read_pages("slip")
    walk.press("F2")
    walk.until(lambda rows: walk.step() == "", "the counter")
    walk.see("home with a case")
    walk.press("Enter")
    walk.until(lambda rows: walk.step() == "3", "the papers again")
    walk.see("papers of a notified case")


def _do(walk: Walk, event: Event) -> None:
    walk.choose(walk.say(ACTS[event][1]))


def decision(walk: Walk) -> None:
    """The last paper, the receipt, the second person, the number, the slip of registration."""
    _bring_all_papers(walk)
    go_to_step(walk, "6")
    _do(walk, Event.ACCEPT)
    walk.until(lambda rows: not walk.place()[1], "the receipt")
    walk.read_pages("receipt")
    _do(walk, Event.SUBMIT)
    walk.until(lambda rows: walk.say(ACTS[Event.GRANT][1]) in "\n".join(rows), "the decision")
    walk.see("submitted")
    _do(walk, Event.GRANT)
    walk.see_message("whoever submits cannot decide")
    walk.press("F6")
    walk.fill("P00002")
    walk.press("Enter")
    walk.see_message("a second operator")
    _do(walk, Event.NOT_GRANT)
    _until_at_hand(walk, "Reasons in words")
    walk.see("grounds")
    walk.press("F3")
    _do(walk, Event.GRANT)
    _until_at_hand(walk, "Last three digits of the number")
    walk.see("grant, confirmed by digits")
    _copy(walk, "999")
    walk.see_message("digits of another case")
    _copy(walk, "001")
    walk.see_message("granted")
    _register(walk)


def _bring_all_papers(walk: Walk) -> None:
    states = [f"[{walk.say(words)}" for words in ("has not", "not brought", "not asked")]
    while True:
        here = walk.terminal.at_hand()
        if any(state in here for state in states):
            walk.press("1")
        elif f"[{walk.say('has it')}" in here:
            walk.press("Down", kind=MOVE)
        else:
            break


def _until_at_hand(walk: Walk, label: str) -> None:
    start = "> " + walk.say(label)
    walk.until(lambda rows: walk.terminal.at_hand().startswith(start), f"the field: {label}")


def _copy(walk: Walk, digits: str) -> None:
    """The case number's last three digits, copied from the page."""
    walk.fill(digits)
    walk.press("Enter")


def _register(walk: Walk) -> None:
    """A number that is none, then the right one and the date; the slip, and the counter without the case."""
    _type_number(walk, NUMBER[:17] + "4", "register")
    walk.leave("Enter", kind=STEP)
    _copy(walk, "001")
    walk.see_message("register, an unsound number")
    walk.give_up()
    _type_number(walk, NUMBER)
    walk.see("register, the date")
    walk.leave("Enter", kind=STEP)
    _copy(walk, "001")
    walk.until(lambda rows: not walk.place()[1], "the slip of registration")
    walk.read_pages("slip of registration")
    walk.until(lambda rows: walk.place()[1], "the review")
    walk.see("registered")


def _type_number(walk: Walk, number: str, name: str = "") -> None:
    """Open the form and give the number twice; each time the field is full and goes on."""
    _do(walk, Event.REGISTER)
    _until_at_hand(walk, "Identity number")
    if name:
        walk.see(name)
    for _time in range(2):
        walk.leave(number, kind=STEP)
