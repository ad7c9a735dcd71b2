"""What is mixed up in writing, for the questions only: read from slips.txt beside this file."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _sections() -> dict[str, tuple[str, ...]]:
    sections: dict[str, list[str]] = defaultdict(list)
    section = ""
    for line in Path(__file__).with_name("slips.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif not line.startswith("#"):
            sections[section] += line.split()
    return {name: tuple(words) for name, words in sections.items()}


@lru_cache(maxsize=2)
def _others(section: str) -> dict[str, str]:
    found: dict[str, str] = defaultdict(str)
    for group in _sections()[section]:
        for character in group:
            found[character] += group.replace(character, "")
    return dict(found)


def looks_like(character: str) -> str:
    """The characters that this one is taken for by eye."""
    return _others("look").get(character, "")


def other_forms(character: str) -> str:
    """The same character traditional, or in another form; and back."""
    return _others("form").get(character, "")


def words(section: str) -> tuple[str, ...]:
    """What children are called at home (before, behind1, instead2 …), and what stands for a name dot (dots)."""
    return _sections()[section]
