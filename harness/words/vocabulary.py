"""The closed vocabularies of the screens and papers as texts: each code with what is said for it, Chinese and English.

Statuses, reasons, findings, errors, entries of menus: too many to be provoked one by one on a screen, and looked up in
tables. A text for each file that holds such tables; one that is new is found by itself.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator

from harness.words.marked import ROOT, messages_of
from hukou_tui.words.catalogue import LANGUAGES, translator

_PROGRAM = ROOT / "hukou_tui"
#: The folders in which screens and papers look words up.
_PLACES = ("words", "screens", "session", "paper")


def files() -> list[str]:
    """The files that hold tables of words, by their names below hukou_tui, with dots."""
    paths = sorted(path for place in _PLACES for path in (_PROGRAM / place).rglob("*.py"))
    names = (".".join(path.relative_to(_PROGRAM).with_suffix("").parts) for path in paths)
    return [name for name in names if any(_entries(name))]


def text_of(name: str) -> str:
    """Every entry of the tables in that file: table, codes, and the words in both languages."""
    said = [translator(lang) for lang in LANGUAGES]
    lines = []
    for path, words in _entries(name):
        lines += [path, *("  " + line for say in said for line in say(words).splitlines()), ""]
    return "\n".join(lines)


def _entries(name: str) -> Iterator[tuple[str, str]]:
    """The way to each message and the message; one that stands in a table of tables too is told once."""
    messages = messages_of("/".join(("hukou_tui", *name.split("."))) + ".py")
    module = importlib.import_module(f"hukou_tui.{name}".removesuffix(".__init__"))
    told = set()
    for table, held in vars(module).items():
        for way, words in () if table.startswith("__") else _leaves(table, held, messages):
            if (way.rpartition(" ")[2], words) not in told:
                told.add((way.rpartition(" ")[2], words))
                yield way, words


def _leaves(path: str, held: object, messages: set[str]) -> Iterator[tuple[str, str]]:
    """The messages in a table or in what stands in one, each with the way to it."""
    if isinstance(held, str):
        if held in messages:
            yield path, held
    else:
        for way, one in _parts(path, held):
            yield from _leaves(way, one, messages)


def _parts(path: str, held: object) -> Iterator[tuple[str, object]]:
    """What stands in a table, a list, a class of the program or an entry, each with the way to it."""
    if isinstance(held, dict):
        yield from ((f"{path} {key}", one) for key, one in held.items())
    elif isinstance(held, tuple | list):
        yield from ((path, one) for one in held)
    elif isinstance(held, type):
        if held.__module__.startswith("hukou_tui."):
            yield from (
                (f"{path}.{name}", one) for name, one in vars(held).items() if not name.startswith("__")
            )
    else:
        yield from ((path, getattr(held, name)) for name in getattr(held, "__dataclass_fields__", ()))
