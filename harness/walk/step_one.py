"""Step 1: the visitor's story, and both pages of fields, each empty, typed, overfull and left."""

from __future__ import annotations

from flows.case.fields import BY_ID
from harness.terminal.terminal import MESSAGE_ROW, STEPS_ROW
from harness.walk.walker import FIELD, SAVED, STEP, Walk
from hukou_tui.practice.stories import load_stories
from hukou_tui.words.fields import LABELS

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
OVERFULL = "一二三四五六七八九十" * 7


def somebody(walk: Walk, name: str = "") -> None:
    """The twin's mother comes to the window: the story, and the first page."""
    walk.press("F3")
    story = next(story for story in load_stories() if "马天翔" in story.brief.get("zh"))
    walk.choose(story.title.get(walk.lang))
    walk.until(lambda rows: rows[STEPS_ROW].startswith("[1") and not walk.place()[1], "the story")
    walk.read_pages(f"{name}story")
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
            walk.read_help(name)
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


def _choice(walk: Walk, name: str) -> None:
    """A digit that stands for nothing is refused; another chooses and goes on; the arrow brings it back."""
    walk.press("9")
    walk.see_message(f"{name}, no such choice")
    walk.leave("1", kind=SAVED)


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
        walk.leave(typed[-1], kind=SAVED)
        return
    if typed:
        walk.fill(typed)
        walk.see(f"{name} typed")
    # A date in words is written anew as it was understood: more than a field left.
    walk.leave("Enter", kind=STEP if name == "person.birth" else SAVED if typed else FIELD)


def _overfull(walk: Walk, name: str) -> None:
    """More than fits, the caret at both ends; then a character that GB2312 lacks, and the name dot."""
    walk.press(OVERFULL, kind=STEP)
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
    label, which = walk.say(LABELS["person.birth"])[:14], walk.say("Which of these is meant?")
    walk.fill("abc")
    walk.press("Enter")
    walk.see_message("person.birth not understood")
    if label not in walk.terminal.at_hand():
        walk.press("Up")
    walk.press("C-u")
    walk.fill("属龙")
    walk.press("Enter")
    walk.until(lambda rows: which in rows[2], "the readings")
    walk.see("readings of a date")
    walk.press("F3")
    walk.until(lambda rows: which not in rows[2], "the page again")
    while label not in walk.terminal.at_hand():
        walk.press("Up")
    walk.press("C-u")
