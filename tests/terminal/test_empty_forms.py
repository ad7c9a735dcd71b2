"""Enter on what is needed and empty: a sentence at the field, and the form stays; no code word, and nothing is done."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.stations.practice_folder import copy_to
from harness.terminal.pseudo_terminal import PseudoTerminal
from harness.terminal.terminal import MESSAGE_ROW, STEPS_ROW
from hukou_tui.words.catalogue import translator


class Window(PseudoTerminal):
    """The practice counter."""

    def __init__(self, home: Path, lang: str) -> None:
        copy_to(home)
        super().__init__(home, "--practice", "--lang", lang)
        self.lang, self.say = lang, translator(lang)
        self.wait_saved(1)

    def open_case(self) -> None:
        """A case with a name."""
        self.press("F2")
        self.wait(lambda: self.rows()[STEPS_ROW].startswith("[1") and self.at_hand(), "the first field")
        self.enter("马天翔")

    def at(self, label: str) -> bool:
        """Whether the field with that label is at hand."""
        return self.at_hand()[2:].startswith(self.say(label))

    def refuses_empty(self, *labels: str) -> None:
        """Enter through the fields: what is needed is said, the field is at hand, nothing else happens."""
        saved = self.wait_saved()
        for label in labels:
            self.wait(lambda label=label: self.at(label), f"{label} at hand")
            self.press("Enter")
        needed = self.say("{label}: this is needed. F3 gives up, and nothing is changed.")
        self.wait(lambda: needed.format(label=self.say(labels[-1])) in self.text(), "what is needed")
        message = self.rows()[MESSAGE_ROW].strip()
        assert self.at(labels[-1]) and self.wait_saved() == saved
        assert not re.search(r"[a-z]_[a-z]|\w\(\w*=", message), message


@pytest.fixture(params=["zh", "en"])
def window(request, tmp_path):
    with Window(tmp_path, request.param) as opened:
        yield opened


def test_the_result_of_the_system_query_is_needed(window):
    window.open_case()
    for step in "1234":
        window.wait(lambda step=step: window.rows()[STEPS_ROW].partition("[")[2].startswith(step), f"step {step}")
        if step in "123":
            window.press("F4", *(["F4"] if step == "1" else []))
    window.wait(lambda: "001" in window.rows()[STEPS_ROW] and window.at_hand(), "the lookup")
    window.type("9")
    window.refuses_empty("Officer (badge)", "Time", "Scope", "Result")
    window.type("9")  # a digit that stands for nothing leaves the form as well
    window.wait(lambda: "3" in window.rows()[MESSAGE_ROW] and window.at("Result"), "which digits there are")
    window.press("Up", "Up", "Up", "C-u", "Down", "Down", "Down")
    window.type("1")
    window.wait(lambda: window.at("Officer (badge)") and window.rows()[MESSAGE_ROW].strip(), "the officer is needed")
    window.type("P00001")
    window.press("Enter", "Enter", "Enter")
    window.type("1")
    window.wait(lambda: window.say("no registration found") in window.text() and not window.at("Result"), "recorded")


def test_forms_of_the_counter_keep_what_is_needed(window):
    for keys, label in (
        ("031", "Folder (a stick)"), ("032", "File"), ("071", "Case number"), ("08", "Story"), ("02", "Badge number"),
    ):  # fmt: skip
        window.type(keys)
        window.refuses_empty(label)
        window.press("F3")
        window.wait(lambda: window.rows()[MESSAGE_ROW].strip() == "", "the sentence is gone")
        window.wait(lambda label=label: not window.at(label), "the counter")


def test_a_new_operator_has_a_role_that_somebody_chose(window):
    window.press("F8")
    window.wait(lambda: window.at("Name of the station"), "the settings")
    for _field in range(6):
        window.enter()
    window.enter("P00077")
    window.press("Enter")
    window.wait_for(window.say("Choose the role of the new operator by digit; nothing was changed."))
    assert window.at("Role of the new one")
    window.type("2")
    window.wait(lambda: not window.at("Role of the new one"), "the settings are kept")
