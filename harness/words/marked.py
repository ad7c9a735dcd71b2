"""The messages that stand in the code, by the file in which they stand."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: What marks a message: how many texts it takes, and whether a context stands before them.
_MARKS = {"_": (1, False), "N_": (1, False), "say": (1, False), "ngettext": (2, False), "pgettext": (1, True)}


def messages_of(*places: str) -> set[str]:
    """The English of every message in these files and folders of the program (paths from the root)."""
    files = (file for place in places for file in _files(ROOT / place))
    return {text for file in files for text in _marked(ast.parse(file.read_bytes()))}


def _files(place: Path) -> Iterator[Path]:
    yield from [place] if place.is_file() else place.rglob("*.py")


def _marked(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            count, in_context = _MARKS.get(called, (0, False))
            texts = [one.value for one in node.args[: count + in_context]
                     if isinstance(one, ast.Constant) and isinstance(one.value, str)]  # fmt: skip
            if count and len(texts) == count + in_context:
                yield from [f"{texts[0]}|{texts[1]}"] if in_context else texts
