"""A number said in groups is typed and pasted so: it lands whole in its own field, nothing of it elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.stations.practice_folder import copy_to
from harness.terminal.pseudo_terminal import PseudoTerminal
from harness.terminal.terminal import MESSAGE_ROW, STEPS_ROW
from hukou_tui.words.catalogue import translator
from hukou_tui.words.fields import LABELS

#: As it is on paper, and as it is kept.
GROUPS = (
    "530699 2005 0312 0018", "530699-2005-0312-0018", "530699.20050312.0018", "５３０６９９—２００５０３１２—００１８",
)  # fmt: skip
NUMBER = "530699200503120018"
PASTE, PASTED = "\x1b[200~", "\x1b[201~"
#: The field that is at hand once the number is in: what the number tells is not asked.
BEHIND = {
    "person.number": "person.birth_basis", "father.number": "father.ethnicity", "mother.number": "mother.ethnicity",
}  # fmt: skip
TOLD = ("person.sex", "person.birth", "destination.division")


class Window(PseudoTerminal):
    """The practice window, at which one case after the other is opened: a start costs more than most tests."""

    def __init__(self, home: Path, lang: str) -> None:
        copy_to(home)
        super().__init__(home, "--practice", "--lang", lang)
        self.lang, self.say = lang, translator(lang)
        self.wait_saved(1)

    def open_case(self) -> None:
        """The second page of a new case."""
        self.press("F2")
        self.wait(lambda: self.rows()[STEPS_ROW].startswith("[1") and self.at_hand(), "the first field")
        self.press("F4")
        self.wait(lambda: self.at("person.number"), "the second page")

    def at(self, field: str) -> bool:
        """Whether `field` is at hand."""
        return self.at_hand()[2:].startswith(self.say(LABELS[field]))

    def row(self, field: str) -> str:
        """What stands behind the label of `field`."""
        label = self.say(LABELS[field])
        rows = (row[2:] for row in self.rows())
        return next(
            (row.removeprefix(label).strip() for row in rows if f"{row}  ".startswith(f"{label} ")), ""
        )

    def others(self, *those: str) -> dict[str, str]:
        """What stands in all other fields of the page."""
        return {name: self.row(name) for name in LABELS if name not in (*those, *TOLD)}


    def park(self) -> None:
        """Back to the counter, whatever is said of what was not saved."""
        for _time in range(2):
            if self.in_case():
                self.press("F2")
                self.wait(lambda: self.read(0.004) and self.idle(0.02) and self.idle(0.02), "a program at rest")
        assert not self.in_case(), self.text()

    def in_case(self) -> bool:
        """Whether a step of a case is shown."""
        return "[" in self.rows()[STEPS_ROW]

    def number_of(self, surname: str) -> str:
        """The number of the case of that person, as the counter lists it; empty while it does not."""
        row = next((row for row in self.rows() if f" {surname} " in row), "")
        found = re.search(r"530699001-\d{8}-\d{3}", row)
        return found[0] if found else ""


@pytest.fixture(scope="module", params=["zh", "en"])
def counter(request, tmp_path_factory):
    with Window(tmp_path_factory.mktemp("home"), request.param) as opened:
        yield opened


@pytest.fixture
def window(counter):
    counter.open_case()
    yield counter
    counter.park()


@pytest.mark.parametrize(("begin", "end"), [("", ""), ("", " \r"), (PASTE, PASTED), (PASTE, "\r" + PASTED)])
def test_a_number_in_groups_is_the_number_and_nothing_of_it_is_taken_elsewhere(window, begin, end):
    for (field, behind), grouped in zip(BEHIND.items(), GROUPS, strict=False):
        while not window.at(field):
            window.enter()
        others = window.others(field)
        window.type(begin + grouped + end)
        window.wait(lambda field=field: window.row(field).startswith(NUMBER + "  "), f"{field}, whole")
        window.wait(lambda behind=behind: window.at(behind), "the field behind it")
        # A parent with the child's own number is whole all the same, and pointed out for another reason.
        fits = window.say("sound") if field == "person.number" else "2005-03-12"
        assert fits in window.row(field)
        assert window.others(field) == others
    assert window.row("person.sex") == window.say("male") and window.row("person.birth").startswith(
        "2005-03-12"
    )


def test_typed_by_hand_it_is_left_with_its_last_digit_and_a_space_behind_it_is_nobodys(window):
    for character in GROUPS[3] + " ":
        window.type(character)
        window.read(0.03)
    window.wait(lambda: window.at("person.birth_basis"), "the field behind it")
    assert window.row("person.number").startswith(NUMBER) and window.row("person.birth_basis") == ""
    assert window.rows()[MESSAGE_ROW].strip() == ""


def test_fifteen_digits_are_a_number_only_where_the_field_is_left_with_fifteen(window):
    window.type("530699 920503 123")
    window.wait(lambda: window.at_hand().rstrip().endswith("530699 920503 123"), "what was typed")
    window.press("Enter")
    window.wait(lambda: window.row("person.birth").startswith("1992-05-03"), "what it tells")
    assert window.row("person.number").startswith("530699920503123")


def test_what_is_beyond_the_number_is_refused_there_and_somebody_looks(window):
    bells = window.written.count(b"\a")
    window.type(PASTE + GROUPS[0] + " 13900000000" + PASTED)
    window.wait(lambda: window.rows()[MESSAGE_ROW].strip() != "", "a sentence")
    assert window.at("person.number") and window.row("person.birth_basis") == ""
    assert (
        window.say("This field holds {count} characters; what was beyond that was not taken.").format(
            count=18
        )
        in window.text()
    )
    assert window.written.count(b"\a") == bells + 1
    window.press("Enter")
    window.wait(lambda: window.row("person.number").startswith(NUMBER), "the number that was taken")


def test_a_number_that_is_not_sound_keeps_the_caret_and_what_follows_it_goes_nowhere(window):
    others = window.others("person.number")
    window.type("530699 2005 0312 0017 21")
    window.wait(lambda: window.rows()[MESSAGE_ROW].strip() != "", "a sentence")
    assert window.at("person.number") and window.others("person.number") == others
    window.press("Enter")
    window.wait(lambda: window.at("person.sex"), "the field behind it")
    assert window.row("person.number").startswith(NUMBER[:-1] + "7  " + window.say("CHECK: "))
    assert window.row("person.sex") == ""


def test_other_figures_in_groups_are_as_long_as_what_is_kept_of_them(window):
    for field, typed, kept in (
        ("person.birth", "2005 - 03 - 12\r", "2005-03-12"),
        ("declarant.phone", "139-0000-0002", "13900000002"),
        ("destination.division", "530 699 103 201\x1b[A", "530699103201"),
    ):
        while not window.at(field):
            window.enter()
        window.type(typed)
        window.wait(lambda field=field, kept=kept: window.row(field).startswith(kept), f"{field}: {kept}")


def test_a_case_number_in_groups_finds_its_case(window):
    window.press("F3")
    window.wait(lambda: window.at_hand()[2:].startswith(window.say("Name")), "the names")
    window.enter("马天翔")
    window.type("-2")
    window.wait(lambda: window.number_of("马"), "the counter, the case parked")
    number = window.number_of("马")
    window.type("071")
    window.wait_for(window.say("Open a case by its number"))
    window.type(number.replace("-", " － ") + "\r")
    window.wait(lambda: window.row("person.name") == "马天翔", "the case")
