"""What can be opened is read from the program itself: keys of a screen, rows of a list, fields of a form.

A screen that hangs on one of these is gone through without being named anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.walk.walker import CHARACTER, FIELD, MOVE, SAVED, STEP, Walk
from hukou_tui.screens.frame.frame import Key
from hukou_tui.words.fields import LABELS

#: What is entered in step 1, so that the twin is found; everything else is typed and erased again.
ENTERED = {"person.name": "马天翔", "father.name": "马文俊", "mother.name": "马秀兰"}
#: Typed as long as it may be and erased: it runs over the edge of its field.
LONG = "person.former_names"
#: These keys of a screen leave it; the walk takes them where it leaves.
LEAVING = ("leave", "park", "family", "forward", "new")
_MOST_MOVES = 12


def go_through(walk: Walk, name: str) -> None:
    """Everything that the body has: its fields, the rows of its list, or the pages of its text."""
    if walk.in_field():
        fields_of_page(walk, name)
    else:
        go_down(walk, MOVE if walk.terminal.at_hand() else STEP, name)


def go_down(walk: Walk, kind: str, name: str) -> None:
    """Row by row, or page by page, until there is none left."""
    for _row in range(_MOST_MOVES):
        before = walk.mark()
        cost = walk.visitor.attempt(("Down",), kind)
        # At the end nothing moves; what comes all the same is news, or details for a hand at rest.
        if not cost or walk.mark() == before:
            return
        turned = walk.mark() < before
        walk.visitor.pay(STEP if turned else kind, f"{name}: {walk.terminal.at_hand()}", cost)


def go_up(walk: Walk) -> None:
    """To the first row."""
    while walk.visitor.attempt(("Up",), STEP):
        pass


def fields_of_page(walk: Walk, name: str) -> None:
    """Field by field, until the form is done or the page turned, or what stands in it is refused."""
    page, here = walk.heading(), None
    while walk.heading() == page and walk.in_field() and walk.place() != here:
        here = walk.place()
        _one_field(walk, name, page)


def _one_field(walk: Walk, name: str, page: str) -> None:
    """Type into one field and leave it."""
    row = walk.terminal.at_hand()
    label, where = _label(row), f"{name}: {row}"
    text = next((text for of_case, text in ENTERED.items() if walk.say(LABELS[of_case]) == label), "")
    if text:
        walk.visitor.enter(text, where)
    elif label == walk.say(LABELS[LONG]):
        walk.visitor.enter("测" * 40, where)
        walk.visitor.bring(("C-u",), STEP)
    else:
        _type_and_erase(walk, where)
    cost = walk.visitor.bring(("Tab",), FIELD)
    # The last field of a form that is refused keeps the caret: a sentence was said instead.
    moved = walk.heading() == page and walk.in_field() and _label(walk.terminal.at_hand()) != label
    walk.visitor.pay((SAVED if text else FIELD) if moved else STEP, where, cost)


def _label(row: str) -> str:
    return row[2:18].strip()


def _type_and_erase(walk: Walk, where: str) -> None:
    """Two characters, and both away again; a field of choices takes none and says so."""
    cost = walk.visitor.bring(("中",), CHARACTER)
    if "中" not in walk.terminal.at_hand():
        return
    walk.visitor.pay(CHARACTER, where, cost)
    for key in ("阿", "BSpace", "BSpace"):
        walk.press(key, kind=CHARACTER, where=where)


def open_panel(walk: Walk, name: str, keys: str) -> None:
    """What `keys` (a name, or digits) lay over the body is gone through and taken away again."""
    before = walk.heading()
    cost = walk.visitor.attempt((keys,), STEP)
    walk.visitor.pay(STEP, f"{name}: {keys}", cost)
    walk.see(f"{name}, after {keys}")
    heading = walk.heading()
    if heading != before:
        if (heading, walk.step()) not in walk.known:
            walk.known.add((heading, walk.step()))
            go_through(walk, f"{name}, {heading}")
        back_to(walk, before)


def back_to(walk: Walk, heading: str) -> None:
    """F3 until the body is there again, and not once more."""
    while walk.heading() != heading:
        walk.press("F3")
        walk.visitor.rest()


def open_keys(walk: Walk, name: str, keys: Sequence[Key]) -> None:
    """Everything that the line of keys names and that does not leave the screen."""
    for key, _words, action in keys:
        if action not in LEAVING and not (walk.step() and action == "back"):
            open_panel(walk, name, key.upper())
