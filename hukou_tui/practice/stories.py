"""The people who come to the window of the practice station, and what the practice register knows of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flows.identity.resident_number import check_digit
from flows.rules.model import Text

FILE = Path(__file__).with_name("stories.toml")
DIVISION = "530699"


@dataclass(frozen=True, slots=True)
class Story:
    """One visitor: a title, one line for the list, and what is said at the glass."""

    id: str
    title: Text
    teaser: Text
    brief: Text


@lru_cache(maxsize=1)
def _file() -> dict[str, list[dict[str, str]]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def load_stories() -> tuple[Story, ...]:
    """All stories, in the order of the list."""
    return tuple(
        Story(
            entry["id"], Text(entry["title_zh"], entry["title_en"]), Text(entry["teaser_zh"], entry["teaser_en"]),
            Text(entry["brief_zh"].strip(), entry["brief_en"].strip()),
        )
        for entry in _file()["story"]
    )  # fmt: skip


def by_id(story_id: str) -> Story | None:
    """The story of that id, or None."""
    return next((story for story in load_stories() if story.id == story_id), None)


def persons() -> Iterator[dict[str, str]]:
    """Register rows of the people whom the stories mention; their numbers carry the invented division."""
    for index, entry in enumerate(_file()["person"], 1):
        born = entry["birth_date"]
        # Odd for men, even for women, far above what the population generator gives out.
        order = 900 + 2 * (index % 49) + (1 if entry["sex"] == "1" else 0)
        body = f"{DIVISION}{born}{order:03d}"
        yield {"id_number": body + check_digit(body), "division": DIVISION, "status": "1", **entry}
