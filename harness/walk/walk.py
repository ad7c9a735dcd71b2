"""A walk by keys through every screen and state of the program; each picture on the way is looked at cell by cell.

Which key leads where is read from the screen: labels, digits, headings. `Walk.see` holds what must be true of every
state; the stages below say how to come to them. Shared by tests/terminal/test_walk.py and campaigns/walk.py.
"""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable
from datetime import date

from flows.case.fields import BY_ID
from flows.case.status import Event
from flows.rules.model import Fact
from harness.terminal.pictured import Picture, complaints, moved, words_of
from harness.terminal.terminal import DEADLINE, MESSAGE_ROW, STEPS_ROW
from harness.terminal.watched import Watched, WatchedTmux
from hukou_tui import packs
from hukou_tui.practice.stories import load
from hukou_tui.screens.counter.main_menu import CASES, COUNTY, MENU
from hukou_tui.screens.counter.maintenance import STATION
from hukou_tui.screens.intake.acts import ACTS
from hukou_tui.words.catalogue import saying
from hukou_tui.words.fields import LABELS

RULES = packs.load(on=date(2016, 6, 14))
NUMBER = "530699201405209355"
#: What is typed into the fields of step 1; those not named stay empty, and choices are answered by 1.
TYPED = {
    "person.name": "马天翔", "father.name": "马文俊", "mother.name": "马秀兰", "declarant.name": "马秀兰",
    "destination.householder": "马文俊", "destination.relation": "子", "person.birth": "农历2014年四月廿二",
    "destination.address": "演练县青山乡大坪村一社", "person.ethnicity": "03", "declarant.phone": "13900000002",
    "destination.division": "530699",
}  # fmt: skip
#: These go on by themselves once they are full.
FULL = ("person.ethnicity", "declarant.phone")
ANSWERS = {
    "cause": "never_registered", "upbringing": "birth_parents", "parents": "married",
    "birth_place": "institution", "birth_certificate": "have", "parents_known": "both",
}  # fmt: skip
TESTED = {**ANSWERS, "birth_place": "elsewhere", "birth_certificate": "none", "parentage_settled": "no"}
OVERFULL = "一二三四五六七八九十" * 7

Terminal = Watched | WatchedTmux


#: A clause by our own id: whoever reads a screen knows the notice's numbers only.
_INTERNAL = re.compile(r"\bS[1-6]\.\d")


class Walk:
    """Goes on by keys and looks; `seen` keeps the words of every state by its name.

    `resized` names the states in which the window is drawn larger, tiny, and back.
    """

    def __init__(
        self, terminal: Terminal, lang: str, resized: Callable[[str], bool] = lambda _name: False
    ) -> None:
        self.terminal, self.lang, self.resized = terminal, lang, resized
        terminal.lang = lang
        self.seen: dict[str, str] = {}
        self._message = ""

    def say(self, words: str) -> str:
        """`words` in the language of the walk."""
        return saying(self.lang)(words)

    # Looking -----------------------------------------------------------------------------

    def see(self, name: str, behind: int = 0) -> None:
        """The state has come to rest, and everything that must hold for a picture holds."""
        assert name not in self.seen, f"{name} was seen already"
        picture = self._at_rest(name, behind)
        found = self.terminal.painted_anew()
        if self.resized(name) and isinstance(self.terminal, Watched):
            found += self._drawn_larger_and_back(self.terminal, picture, behind)
        assert not found, f"{name}: {found}\n" + "\n".join(self.terminal.rows())
        ours = _INTERNAL.findall("\n".join(picture.rows))
        assert not ours, f"{name}: clauses by an id of ours: {ours}"
        self.seen[name] = words_of(picture)
        self._message = picture.rows[MESSAGE_ROW]

    def _at_rest(self, name: str, behind: int) -> Picture:
        """Two looks are the same, nothing is being saved or looked up, and there is nothing to complain of."""
        last = self.terminal.picture()
        end = time.monotonic() + DEADLINE
        while True:
            idle, picture = self.terminal.idle(), self.terminal.picture()
            wrong = complaints(picture, self.lang, behind) if idle else ["busy"]
            waits = self.say("looking up ...") in picture.rows[STEPS_ROW] or not picture.rows[2].strip()
            if not wrong and not waits and (picture.cells, picture.cursor) == (last.cells, last.cursor):
                return picture
            if time.monotonic() > end or self.terminal.ended() is not None:
                raise AssertionError(f"{name}: {wrong or 'never at rest'}\n" + "\n".join(picture.rows))
            last = picture

    def _drawn_larger_and_back(self, terminal: Watched, before: Picture, behind: int) -> list[str]:
        """132x43, 20x5, and the size that it was: nothing is lost, nothing stands elsewhere."""
        width, height = len(before.cells[0]), len(before.cells)
        terminal.resize(132, 43)
        self._until(lambda p: not complaints(p, self.lang, behind), "the larger picture")
        found = terminal.painted_anew()
        terminal.resize(20, 5)
        self._until(lambda p: p.rows[0].startswith(before.rows[0][:8]), "the tiny picture")
        terminal.resize(width, height)
        self._until(lambda p: not moved(p, self.lang), "the picture as large as before")
        try:
            self._until(
                lambda p: words_of(p) == words_of(before) and p.cursor == before.cursor, "the same picture", 3
            )
        except AssertionError as fault:
            found.append(
                f"not the same after it was drawn larger and back, before:\n{words_of(before)}\n{fault}"
            )
        return found

    def _until(self, holds: Callable[[Picture], object], what: str, seconds: float = DEADLINE) -> None:
        self.terminal.wait(lambda: holds(self.terminal.picture()), what, seconds)

    # Going -------------------------------------------------------------------------------

    def rows(self) -> list[str]:
        """The rows now."""
        return self.terminal.picture().rows

    def heading(self) -> str:
        """The first row of the body."""
        return self.rows()[2].strip()

    def step(self) -> str:
        """The digit in brackets, empty at the counter."""
        found = re.search(r"\[(\d)", self.rows()[STEPS_ROW])
        return found[1] if found else ""

    def press(self, *keys: str) -> None:
        """Keys after which the picture is another one, the status line aside."""
        self._change(lambda: self.terminal.press(*keys), f"a change after {keys}")

    def type(self, text: str) -> None:
        """Characters after which the picture is another one."""
        self._change(lambda: self.terminal.type(text), f"a change after {text}")

    def fill(self, text: str) -> None:
        """Characters that stand in the field at hand afterwards; quick digits are held back for a moment."""
        self.terminal.type(text)
        self.until(lambda rows: text in self.terminal.at_hand(), f"{text} in the field at hand")

    def _change(self, do: Callable[[], None], what: str) -> None:
        before = _but_status(self.terminal.picture())
        do()
        self._until(lambda p: _but_status(p) != before and self.terminal.idle(), what)

    def until(self, holds: Callable[[list[str]], object], what: str) -> None:
        """Wait until the rows are as wanted."""
        self._until(lambda p: holds(p.rows), what)

    def digit_of(self, words: str) -> str:
        """The digit before `words`."""
        line = re.compile(rf"^[> ]*(\d) +{re.escape(words[:30])}", re.MULTILINE)
        self.until(lambda rows: line.search("\n".join(rows)), f"a digit for {words}")
        found = line.search("\n".join(self.rows()))
        assert found is not None
        return found[1]

    def place(self) -> tuple[str, list[int]]:
        """The heading and the row at hand."""
        picture = self.terminal.picture()
        return picture.rows[2], picture.at_hand()

    def told(self, name: str) -> None:
        """Another message stands on its line: seen under this name."""
        self.until(
            lambda rows: rows[MESSAGE_ROW].strip() and rows[MESSAGE_ROW] != self._message,
            f"a message: {name}",
        )
        self.see(name)

    def give_up(self) -> None:
        """F3 out of a form that stays because it was refused."""
        picture = self.terminal.picture()
        if any(cell.underscore for y in picture.at_hand() for cell in picture.cells[y]):
            self.press("F3")

    def read_pages(self, name: str) -> None:
        """All pages of a text, and back."""
        self.see(f"{name}, page 1")
        for page in range(2, 9):
            if not any(row.endswith(">>") for row in self.terminal.picture().body):
                break
            self.press("Down")
            self.see(f"{name}, page {page}")
        self.press("Enter")


def _but_status(picture: Picture) -> tuple[list[str], tuple[int, int]]:
    return [row for at, row in enumerate(picture.rows) if at != len(picture.rows) - 2], picture.cursor


# The counter -----------------------------------------------------------------------------


def counter(walk: Walk) -> None:
    """Home without a case, and all that can be done there beside a case."""
    walk.until(lambda rows: walk.terminal.saved() is not None, "the counter")
    walk.see("home without a case")
    walk.press("F1")
    walk.read_pages("help of the counter")
    walk.type("0")
    walk.see("menu")
    walk.press("Down")
    walk.see("menu, second row")
    _language(walk)
    _forms(walk)
    _settings(walk)
    _station(walk)


def _language(walk: Walk) -> None:
    """The other language and back."""
    mine = walk.lang
    for lang in ({"zh", "en"} - {mine}).pop(), mine:
        if lang == mine:
            walk.type("0")
            walk.see("menu in the other language")
        walk.terminal.type(walk.digit_of(walk.say(dict(MENU)["language"])))
        walk.lang = walk.terminal.lang = lang
        walk.see(f"home in {'my' if lang == mine else 'the other'} language")


def _forms(walk: Walk) -> None:
    """Operator, packet, acknowledgement, stories: empty, filled, refused, given up."""
    walk.press("F6")
    walk.see("operator")
    walk.fill("X99")
    walk.see("operator typed")
    walk.terminal.press("Enter")
    walk.told("operator unknown")
    walk.give_up()
    walk.press("F7")
    walk.see("send")
    walk.terminal.press("Enter")
    walk.told("send without a folder")
    walk.give_up()
    walk.press("F7")
    walk.fill("nowhere")
    walk.terminal.press("Enter")
    walk.told("nothing to send")
    walk.type("0")
    walk.type(walk.digit_of(walk.say(dict(MENU)["county"])))
    walk.see("menu of the county")
    walk.type(walk.digit_of(walk.say(dict(COUNTY)["acknowledge"])))
    walk.see("acknowledgement")
    walk.fill("nothing.zip")
    walk.terminal.press("Enter")
    walk.told("no acknowledgement there")
    walk.give_up()
    _by_number(walk)
    walk.press("F3")
    walk.see("stories")
    walk.press("F3")
    walk.see("stories given up")


def _by_number(walk: Walk) -> None:
    """A case by its number: nothing typed, a number that no case has, given up."""
    walk.type("0")
    walk.type(walk.digit_of(walk.say(dict(MENU)["cases"])))
    walk.see("menu of other cases")
    walk.type(walk.digit_of(walk.say(dict(CASES)["number"])))
    walk.see("case by its number")
    walk.terminal.press("Enter")
    walk.told("a number is needed")
    walk.fill("999")
    walk.terminal.press("Enter")
    walk.told("no such number")
    walk.give_up()


def _settings(walk: Walk) -> None:
    """The form of settings, field by field; a price that is none."""
    walk.press("F8")
    for number in range(1, 9):
        walk.see(f"settings, field {number}")
        if walk.say("Test price, yuan") in walk.terminal.at_hand():
            walk.fill("12x")
            walk.see("settings, a price typed")
        walk.terminal.press("Enter")
        if number < 8:
            walk.until(lambda rows, n=number: _at(walk) == 3 + n * 2 or walk.place()[1], "the next setting")
    walk.told("settings refused")
    walk.give_up()


def _station(walk: Walk) -> None:
    """What concerns the station: keeping, day slip, a check, nothing to empty; the screen locked and opened."""
    for name in ("keeping", "day_slip", "check", "empty", "lock"):
        walk.type("0")
        walk.type(walk.digit_of(walk.say(dict(MENU)["station"])))
        walk.see(f"menu of the station, for {name}")
        walk.type(walk.digit_of(walk.say(dict(STATION)[name])))
        if name == "keeping":
            walk.see("keeping")
            walk.give_up()
        elif name == "day_slip":
            walk.until(lambda rows: walk.say("Day slip") in rows[2], "the day slip")
            walk.read_pages("day slip")
        elif name == "check":
            told = walk.say("Checked: {records} records fit. No folder for backups is named.").partition("{")[
                0
            ]
            walk.until(lambda rows, told=told: told in rows[-3], "the check")
            walk.see("checked")
        elif name == "empty":
            walk.told("nothing to empty")
        else:
            walk.see("locked")
            walk.terminal.press("F2")
            walk.told("nothing is done while locked")
            walk.terminal.press("Enter")
            walk.see("opened again")


def _help(walk: Walk, name: str) -> None:
    """F1 and back."""
    here = walk.place()
    walk.press("F1")
    walk.read_pages(f"help of {name}")
    walk.until(lambda rows: walk.place() == here, "where F1 was pressed")


def _at(walk: Walk) -> int:
    return (walk.terminal.picture().at_hand() or [-1])[0]


# Step 1 ----------------------------------------------------------------------------------


def somebody(walk: Walk) -> None:
    """The twin's mother comes to the window: the story, and the first page."""
    walk.press("F3")
    story = next(story for story in load() if "马天翔" in story.brief.get("zh"))
    walk.type(walk.digit_of(story.title.get(walk.lang)))
    walk.until(lambda rows: rows[STEPS_ROW].startswith("[1") and not walk.place()[1], "the story")
    walk.read_pages("story")
    walk.until(lambda rows: walk.place()[1], "the first field")


def fields(walk: Walk) -> None:
    """Both pages of step 1, each field empty, typed, overfull and left."""
    by_label = {walk.say(label): name for name, label in LABELS.items()}
    done: set[str] = set()
    while walk.step() == "1":
        name = _field_at_hand(walk, by_label)
        assert name not in done, f"{name} is at hand twice"
        done.add(name)
        walk.see(f"{name} empty")
        if name in ("person.name", "person.birth", "person.ethnicity", "declarant.role"):
            _help(walk, name)
        if name == "person.birth":
            _birth(walk)
        if BY_ID[name].options:
            _choice(walk, name)
        else:
            _text(walk, name)
    assert done == set(BY_ID), set(BY_ID) - done


def _field_at_hand(walk: Walk, by_label: dict[str, str]) -> str:
    walk.until(lambda rows: walk.place()[1], "a field")
    row = walk.terminal.at_hand()[2:]
    # What is longer than its column is cut, and says so by a `>`.
    label = max((label for label in by_label if row.startswith(label[:14])), key=len)
    return by_label[label]


def _left(walk: Walk, do: Callable[[], None]) -> None:
    here = walk.place()
    do()
    walk.until(lambda rows: walk.place() != here, "the next field")


def _choice(walk: Walk, name: str) -> None:
    """A digit that stands for nothing is refused; another chooses and goes on; the arrow brings it back."""
    walk.terminal.type("9")
    walk.told(f"{name}, no such choice")
    _left(walk, lambda: walk.terminal.type("1"))


def _text(walk: Walk, name: str) -> None:
    item, typed = BY_ID[name], TYPED.get(name, "")
    if item.kind in ("name", "names", "text"):
        _overfull(walk, name)
    if item.kind == "number":
        walk.fill(NUMBER[:17])
        walk.see(f"{name} seventeen digits")
        walk.press("C-u")
    if typed and name in FULL:
        walk.fill(typed[:-1])
        walk.see(f"{name} nearly full")
        _left(walk, lambda: walk.terminal.type(typed[-1]))
        return
    if typed:
        walk.fill(typed)
        walk.see(f"{name} typed")
    _left(walk, lambda: walk.terminal.press("Enter"))


def _overfull(walk: Walk, name: str) -> None:
    """More than fits, the caret at both ends; then a character that GB2312 lacks, and the name dot."""
    walk.terminal.type(OVERFULL)
    walk.until(lambda rows: rows[MESSAGE_ROW].strip() and "十" in walk.terminal.at_hand(), "as much as fits")
    walk.see(f"{name} overfull")
    walk.press("C-u")
    if name == "person.former_names":
        rare = "古丽·买买提" + ("\U00020bb7" if _can_say(walk, "\U00020bb7") else "亮")
        walk.fill(rare)
        walk.see(f"{name} rare")
        walk.press("Left")
        walk.see(f"{name} rare, one back", behind=2)
        walk.press("Home")
        walk.see(f"{name} rare, at the beginning", behind=len(rare) * 2 - 1)
        walk.press("C-u")


def _can_say(walk: Walk, character: str) -> bool:
    try:
        character.encode(getattr(walk.terminal, "encoding", "utf-8"))
    except UnicodeEncodeError:
        return False
    return True


def _birth(walk: Walk) -> None:
    """A date that is none, and one with several readings, given up."""
    walk.fill("abc")
    walk.terminal.press("Enter")
    walk.told("person.birth not understood")
    if walk.say(LABELS["person.birth"])[:14] not in walk.terminal.at_hand():
        walk.press("Up")
    walk.press("C-u")
    walk.fill("属龙")
    walk.terminal.press("Enter")
    walk.until(lambda rows: walk.say("Which of these is meant?") in rows[2], "the readings")
    walk.see("readings of a date")
    walk.press("F3")
    walk.until(lambda rows: walk.say("Which of these is meant?") not in rows[2], "the page again")
    while walk.say(LABELS["person.birth"])[:14] not in walk.terminal.at_hand():
        walk.press("Up")
    walk.press("C-u")


# Steps 2 to 6 ----------------------------------------------------------------------------


def situation(walk: Walk, name: str = "", answers: dict[str, str] = ANSWERS) -> None:
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
        walk.terminal.type(walk.digit_of(option.label.get(walk.lang)))
        walk.until(lambda rows, old=heading: rows[2].strip() != old, "the next question")
    walk.see(f"{name}situation clear")
    walk.terminal.type("9")
    walk.told(f"{name}for totals only")


def _question(walk: Walk) -> Fact | None:
    heading = walk.heading().rstrip(">")
    found = (fact for fact in RULES.facts.values() if fact.question.get(walk.lang).startswith(heading))
    return next(found, None)


def papers(walk: Walk) -> None:
    """Each row of the papers, marked and not; what may be demanded beside them."""
    _forward(walk, "3")
    _help(walk, "step 3")
    for number in itertools.count(1):
        walk.see(f"paper {number}")
        here = walk.place()
        walk.terminal.press("Down")
        if not _moves(walk, here):
            break
    while _at(walk) > 4:
        walk.press("Up")
        if walk.place()[1] == [4]:
            break
    for digit, name in (("1", "has"), ("2", "has not"), ("3", "not brought"), ("1", "has")):
        walk.type(digit)
        walk.see(f"paper marked {name}" + (" too" if f"paper marked {name}" in walk.seen else ""))
    named = RULES.documents["application"].name.get(walk.lang)
    asking = {"what is forbidden": "计划生育证明", "what is needed": named, "what nobody names": "毕业证"}
    for name, asked in asking.items():
        walk.type("5")
        walk.fill(asked)
        walk.see(f"demanded, {name}")
        walk.terminal.press("Enter")
        walk.told(f"answered, {name}")


def _moves(walk: Walk, here: tuple[str, list[int]]) -> bool:
    """Whether the marker goes on; that it stays can only be waited for."""
    end = time.monotonic() + 1
    while walk.place() == here and time.monotonic() < end:
        time.sleep(0.02)
    return walk.place() != here


def _forward(walk: Walk, step: str) -> None:
    walk.until(lambda rows: walk.place()[1] or rows[2], "the step")
    while walk.step() < step:
        walk.press("F4")
    walk.until(lambda rows: walk.step() == step, f"step {step}")


def lookup(walk: Walk) -> None:
    """The brother: compared, judged in words beside him, judged; the query of the system field by field."""
    _forward(walk, "4")
    walk.until(lambda rows: "马天宇" in walk.terminal.at_hand(), "the brother")
    walk.see("candidate")
    _help(walk, "step 4")
    walk.press("Enter")
    walk.read_pages("comparison")
    walk.until(lambda rows: "马天宇" in walk.terminal.at_hand(), "the brother again")
    walk.terminal.type("8")
    walk.told("no weak candidates")
    walk.type("1")
    walk.type("5")
    walk.see("reason in words")
    walk.press("F3")
    walk.type("3")
    walk.see("candidate judged")
    walk.type("9")
    for number in range(1, 5):
        walk.see(f"system query, field {number}")
        if number < 4:
            _left(walk, lambda: walk.terminal.press("Enter"))
    walk.type("1")
    walk.see("system query recorded")


def told_once(walk: Walk) -> None:
    """The fee that is none, the review, the notification; the case parked, and the counter with a case."""
    _forward(walk, "5")
    walk.see("no fee")
    _help(walk, "step 5")
    _forward(walk, "6")
    walk.see("review")
    _help(walk, "step 6")
    walk.press("Down")
    walk.see("review, second row")
    _do(walk, Event.NOTIFY)
    walk.until(lambda rows: not walk.place()[1], "the notification")
    walk.read_pages("notification")
    walk.until(lambda rows: walk.place()[1], "the review again")
    walk.see("notified")
    walk.press("F8")
    walk.see("slips")
    walk.type("1")
    walk.until(lambda rows: not walk.place()[1], "a slip")
    walk.read_pages("slip")
    walk.terminal.press("F2")
    walk.until(lambda rows: walk.step() == "", "the counter")
    walk.see("home with a case")
    walk.terminal.press("Enter")
    walk.until(lambda rows: walk.step() == "3", "the papers again")
    walk.see("papers of a notified case")


def _do(walk: Walk, event: Event) -> None:
    walk.terminal.type(walk.digit_of(walk.say(ACTS[event][1])))


def decided(walk: Walk) -> None:
    """The last paper, the receipt, the second person, the number, the slip of registration."""
    states = [f"[{walk.say(words)}" for words in ("has not", "not brought", "not asked")]
    while True:
        here = walk.terminal.at_hand()
        if any(state in here for state in states):
            walk.type("1")
        elif f"[{walk.say('has it')}" in here:
            walk.press("Down")
        else:
            break
    _forward(walk, "6")
    _do(walk, Event.ACCEPT)
    walk.until(lambda rows: not walk.place()[1], "the receipt")
    walk.read_pages("receipt")
    _do(walk, Event.SUBMIT)
    walk.until(lambda rows: walk.say(ACTS[Event.GRANT][1]) in "\n".join(rows), "the decision")
    walk.see("submitted")
    _do(walk, Event.GRANT)
    walk.told("whoever submits cannot decide")
    walk.press("F6")
    walk.fill("P00002")
    walk.terminal.press("Enter")
    walk.told("a second operator")
    _do(walk, Event.NOT_GRANT)
    walk.until(lambda rows: walk.terminal.at_hand().startswith("> " + walk.say("Reasons in words")), "the grounds")
    walk.see("grounds")
    walk.press("F3")
    _do(walk, Event.GRANT)
    copy = "> " + walk.say("Last three digits of the number")
    walk.until(lambda rows: walk.terminal.at_hand().startswith(copy), "the digits")
    walk.see("grant, confirmed by digits")
    walk.terminal.type("999")
    walk.terminal.press("Enter")
    walk.told("digits of another case")
    _copied(walk)
    walk.told("granted")
    _register(walk)


def _copied(walk: Walk) -> None:
    """The case number's last three digits, copied from the page."""
    walk.terminal.type("001")
    walk.terminal.press("Enter")


def _register(walk: Walk) -> None:
    """A number that is none, then the right one and the date; the slip, and the counter without the case."""
    _do(walk, Event.REGISTER)
    walk.until(
        lambda rows: walk.terminal.at_hand().startswith("> " + walk.say("Identity number")), "the number"
    )
    walk.see("register")
    for _time in range(2):
        _left(walk, lambda: walk.terminal.type(NUMBER[:17] + "4"))
    _left(walk, lambda: walk.terminal.press("Enter"))
    _copied(walk)
    walk.told("register, an unsound number")
    walk.give_up()
    _do(walk, Event.REGISTER)
    walk.until(
        lambda rows: walk.terminal.at_hand().startswith("> " + walk.say("Identity number")), "the number"
    )
    for _time in range(2):
        _left(walk, lambda: walk.terminal.type(NUMBER))
    walk.see("register, the date")
    _left(walk, lambda: walk.terminal.press("Enter"))
    _copied(walk)
    walk.until(lambda rows: not walk.place()[1], "the slip of registration")
    walk.read_pages("slip of registration")
    walk.until(lambda rows: walk.place()[1], "the review")
    walk.see("registered")


def tested(walk: Walk) -> None:
    """The next person of the family, born at home: a test, its fee, the menu of a case; then the counter again."""
    walk.terminal.press("F5")
    walk.until(lambda rows: walk.step() == "1" and walk.place()[1], "the next person")
    walk.see("next person")
    walk.terminal.type("-")
    walk.until(lambda rows: walk.say("What can be done here") in rows[2], "the menu of a case")
    walk.see("menu of a case")
    walk.press("F3")
    walk.fill("马小花")
    walk.terminal.press("Enter")
    _forward(walk, "2")
    situation(walk, "tested: ", TESTED)
    _forward(walk, "5")
    walk.see("fee")
    walk.type("1")
    walk.told("fee, worked out by the program")
    walk.press("Down")
    for digit, name in (("1", "met"), ("3", "unknown")):
        walk.type(digit)
        walk.see(f"fee, {name}")
    walk.type("4")
    walk.see("day of application")
    walk.fill("2016-13")
    walk.terminal.press("Enter")
    walk.told("no such day")
    walk.give_up()
    walk.press("F6")
    walk.press("F3")
    walk.terminal.press("F2")
    walk.until(lambda rows: walk.step() == "", "the counter")
    walk.see("home with the second case")
    walk.press("Up")
    walk.see("home, first row")


STAGES = (counter, somebody, fields, situation, papers, lookup, told_once, decided, tested)
