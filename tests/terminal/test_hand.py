"""The hand at the counter: what one key does in a field, in the real program on a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.stations.practice_folder import copy_to
from harness.terminal.pseudo_terminal import PseudoTerminal
from harness.terminal.terminal import MESSAGE_ROW, STEPS_ROW
from hukou_tui.words.catalogue import translator
from hukou_tui.words.fields import LABELS

say = translator("zh")
#: A sound number of the invented division that nobody on the practice register has.
NUMBER = "53069919790507059X"


class Window(PseudoTerminal):
    """The practice window, at which one case after the other is opened: a start costs more than most tests."""

    def __init__(self, home: Path) -> None:
        copy_to(home)
        super().__init__(home, "--practice", "--lang", "zh")
        self.wait_saved(1)

    def open_case(self) -> None:
        """A new case, the first field at hand."""
        self.press("F2")
        self.wait(lambda: self.rows()[STEPS_ROW].startswith("[1") and self.at_hand(), "the first field")

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

    def row(self, field: str) -> str:
        """What stands in the row of `field`, behind its label."""
        label = say(LABELS[field])
        return next(
            (row[2:].removeprefix(label).strip() for row in self.rows() if row[2:].startswith(label)), ""
        )

    def go_to(self, field: str) -> None:
        """Enter until `field` is at hand."""
        label = say(LABELS[field])
        for _field in range(40):
            if self.at_hand()[2:].startswith(label):
                return
            self.enter()
        raise AssertionError(self.text())

    def bells(self) -> int:
        """How often the bell has been rung."""
        self.read(0.05)
        return self.written.count(b"\a")

    def caret(self) -> tuple[int, int]:
        """Where the terminal's cursor stands: column, row."""
        return self._screen.cursor.x, self._screen.cursor.y


@pytest.fixture(scope="module")
def counter(tmp_path_factory):
    with Window(tmp_path_factory.mktemp("home")) as opened:
        yield opened


@pytest.fixture
def window(counter):
    counter.open_case()
    yield counter
    counter.park()


@pytest.fixture
def first_case(tmp_path):
    """The only case of the counter."""
    with Window(tmp_path) as opened:
        opened.open_case()
        yield opened


def test_help_for_the_field_names_its_clause_and_what_is_typed_goes_on_afterwards(window):
    window.type("马小")
    window.press("F1")
    window.wait_for("五（四）", "U+20BB7")
    window.press("Enter")
    window.wait(lambda: "马小" in window.at_hand(), "the field as it was")
    window.type("花")
    window.wait(lambda: "马小花" in window.at_hand(), "the caret where it was")


def test_a_card_read_into_its_field_goes_one_field_on_whatever_the_reader_sends_behind(window):
    window.go_to("person.number")
    window.type(NUMBER + "\r")
    window.wait(
        lambda: window.at_hand()[2:].startswith(say(LABELS["person.birth_basis"])), "the basis of the date"
    )
    assert window.row("person.number").startswith(NUMBER)
    assert window.row("person.sex") == "男"
    assert window.row("person.birth").startswith("1979-05-07")
    assert window.row("destination.division").startswith("530699")


@pytest.mark.parametrize("field", ["person.sex", "person.birth", "person.ethnicity", "declarant.phone"])
def test_a_card_read_elsewhere_scatters_over_no_other_field(window, field):
    window.go_to(field)
    here = window.place()
    before = {name: window.row(name) for name in LABELS if name != field}
    window.type(NUMBER)
    window.wait(
        lambda: window.rows()[MESSAGE_ROW].strip() or NUMBER[:8] in window.at_hand(),
        "the number or a message",
    )
    window.wait_saved()
    assert window.place() == here
    assert {name: window.row(name) for name in LABELS if name != field} == before


def test_a_rare_character_goes_by_its_code_point(window):
    window.enter("U+20BB7野")
    window.wait(lambda: "𠮷野" in window.row("person.name"), "the character itself")


def test_a_bracketed_paste_lands_in_one_field(window):
    window.send("\x1b[200~马小花\r\n1\t2\x1b[201~".encode())
    window.wait(lambda: "马小花 " in window.at_hand(), "the paste in the first field")
    assert window.row("person.former_names") == "" and window.row("person.name").startswith("马小花")


def test_one_key_repeats_within_the_family_and_goes_round(window):
    window.enter("马天翔")
    window.go_to("father.name")
    window.enter("马文俊")
    window.enter("李秀兰")
    window.go_to("declarant.name")
    for name in ("李秀兰", "马文俊", "马天翔", "李秀兰"):
        window.press("F7")
        window.wait(lambda name=name: name in window.at_hand(), f"{name} repeated")
    window.press("F5")
    window.wait(
        lambda: window.row("person.name") == "" and window.row("father.name") == "马文俊", "the next person"
    )
    window.wait(lambda: window.at_hand()[2:].startswith(say(LABELS["person.name"])), "the name at hand")
    window.press("F7")
    window.wait(lambda: window.row("person.name") == "马", "the surname")


def test_what_is_not_understood_rings_once_stays_and_leaves_the_caret(window):
    window.go_to("person.birth")
    bells = window.bells()
    window.type("20141350")  # full, and no date
    window.wait(lambda: window.rows()[MESSAGE_ROW].strip() != "", "a message")
    assert window.bells() == bells + 1
    assert window.row("person.birth").startswith("20141350")
    assert window.at_hand()[2:].startswith(say(LABELS["person.birth"]))
    window.enter()  # once more: it is left as it stands
    window.press("F2")
    window.wait(
        lambda: say(LABELS["person.birth"]) in window.rows()[MESSAGE_ROW], "what would be lost is told"
    )
    assert window.row("person.birth").startswith("20141350")
    window.press("F2")
    window.wait(lambda: window.at_hand().startswith("> 1 530699001"), "the counter, left out on purpose")


def test_an_address_by_initials_brings_its_county_along(window):
    window.go_to("destination.address")
    window.type("qsxdp 12-3\r")
    window.wait(lambda: window.at_hand()[2:].startswith(say(LABELS["person.number"])), "the next page")
    assert window.row("destination.division").startswith("530699")
    window.press("F3")
    window.wait(lambda: window.row("destination.address") == "演练县青山乡大坪村12-3", "the address in full")


def test_several_readings_are_chosen_by_a_digit_and_the_hand_goes_on(window):
    window.go_to("destination.address")
    window.type("qs\r")
    window.wait_for("1 演练县青山乡", "2 演练县清水街道")
    window.press("Enter")  # nothing is chosen yet: the question stays
    window.wait(lambda: window.rows()[MESSAGE_ROW].strip() != "", "what is needed")
    window.type("2")
    window.wait(lambda: window.at_hand()[2:].startswith(say(LABELS["person.number"])), "the next page")


def test_a_keyboard_without_function_keys_reaches_everything_by_digits(tmp_path):
    """Digits, the minus sign and Enter alone: park, home menu, leave."""
    with Window(tmp_path) as window:
        window.open_case()
        window.type("-")
        window.wait_for(say("What can be done here"))
        window.type("4")  # the next page
        window.wait(lambda: window.at_hand()[2:].startswith(say(LABELS["person.number"])), "the second page")
        window.type("-1")
        window.wait_for("11643")
        window.type("0")
        window.wait(lambda: window.at_hand()[2:].startswith(say(LABELS["person.number"])), "the field again")
        window.type("-2")
        window.wait(lambda: window.at_hand().startswith("> 1 530699001"), "the counter, the case parked")
        window.type("0")
        window.wait_for(say("leave the program"))
        window.type("9")
        assert window.wait_end() == 0


def test_a_case_that_has_no_digit_on_the_page_is_opened_by_its_number(first_case):
    """Digits and Enter alone, from the number on a slip: its last digits, or all of it without the hyphens."""
    first_case.enter("马天翔")
    first_case.type("-2")
    first_case.wait(lambda: first_case.at_hand().startswith("> 1 530699001"), "the counter, the case parked")
    number = first_case.at_hand().split()[2].replace("-", "")
    for typed in number[-1], number:
        first_case.type("071")
        first_case.wait_for(say("Open a case by its number"))
        for wrong in "8" + number, "0-\x1b[D\x7f":  # the second leaves a hyphen alone, which every number has
            first_case.type(wrong + "\r")
            first_case.wait_for(say("No case of this station has a number that ends so; check the digits."))
            first_case.press("C-u")
            first_case.press("F1")
            first_case.wait(lambda: say("Help") in first_case.rows()[2], "the help")
            first_case.press("F3")  # takes the sentence away as well
            first_case.wait(
                lambda: first_case.rows()[MESSAGE_ROW].strip() == "" and first_case.at_hand(),
                "the form, nothing said",
            )
        first_case.type(typed + "\r")
        first_case.wait(lambda: first_case.row("person.name") == "马天翔", "the case")
        first_case.press("F2")
        first_case.wait(lambda: first_case.at_hand().startswith("> 1 530699001"), "the counter again")


@pytest.mark.parametrize("typed", ["U+200B", "U+110000", "\u0301"])
def test_a_name_that_cannot_be_seen_is_refused_in_words_and_stays(window, typed):
    window.type(typed + "\r")
    window.wait(lambda: window.rows()[MESSAGE_ROW].strip() != "", "a sentence")
    assert window.at_hand()[2:].startswith(say(LABELS["person.name"]))
    assert say("(not saved)") in window.at_hand()


@pytest.mark.parametrize("key", ["F4", "F5", "F2", "F6"])
def test_which_reading_is_meant_comes_before_anything_else(window, key):
    """Whatever key was pressed, the digit that answers belongs to this field of this case, and nothing is lost."""
    window.enter("马天翔")
    window.go_to("destination.address")
    window.type("qs")
    window.press(key)
    window.wait_for("1 演练县青山乡", "2 演练县清水街道")
    window.type("2")
    window.wait(lambda: window.at_hand()[2:].startswith(say(LABELS["person.number"])), "the field behind it")
    window.press("F3")
    window.wait(lambda: window.row("destination.address") == "演练县清水街道", "the address that was meant")
    assert window.row("person.name") == "马天翔"


def test_a_choice_given_up_leaves_what_was_typed_and_leaving_the_case_says_so(window):
    window.go_to("destination.address")
    window.type("qs\r")
    window.wait_for("1 演练县青山乡")
    window.press("F3")
    window.wait(lambda: "qs" in window.row("destination.address"), "the initials")
    window.press("F2")
    window.wait(lambda: say(LABELS["destination.address"]) in window.rows()[MESSAGE_ROW], "what is not saved")
    window.press("F2")
    window.wait(lambda: window.at_hand().startswith("> 1 530699001"), "the counter")


def test_a_card_read_in_a_list_does_nothing_and_says_so(window):
    window.go_to("person.number")
    window.press("F4")
    window.wait(lambda: window.rows()[STEPS_ROW].partition("[")[2].startswith("2"), "the questions")
    shown = window.rows()[2:-6]
    window.type(NUMBER + "\r")
    window.wait(lambda: window.rows()[MESSAGE_ROW].strip() != "", "a message")
    assert window.rows()[2:-6] == shown


def test_what_is_half_typed_under_a_help_is_saved_when_the_case_is_parked(first_case):
    first_case.type("马小花")
    first_case.press("F1")
    first_case.wait_for("U+20BB7")
    first_case.press("F2")
    first_case.wait(lambda: first_case.at_hand().startswith("> 1 530699001"), "the counter")
    assert " 马 " in first_case.at_hand()


def test_a_form_that_was_refused_stays_with_what_stands_in_it(window):
    window.press("F6")
    window.wait(lambda: say("Badge number") in window.at_hand(), "the form")
    window.type("P99999\r")
    window.wait(lambda: "P99999" in window.rows()[MESSAGE_ROW], "why it was refused")
    assert "P99999" in window.at_hand()
    window.press("F3")
    window.wait(lambda: window.at_hand()[2:].startswith(say(LABELS["person.name"])), "the case again")
