"""Places of Zhaotong by their initials: `zxwf` is 镇雄县乌峰街道, and near 镇雄 `wf` is enough.

Facts with their sources stand at the head of places.txt; tools/make_places.py makes it. A village's name repeats,
even within a county, and a township's code differs between two ministries, so a place is known by its names, and its
division is the county's. Why so: docs/decisions/0008-places.md.

Measured (CPython 3.11, two shared cores): the table is 34 KB and read in 3-5 ms, once, at the first question; a
question takes 0.1 ms, 1.2 ms where nothing is cached. Each of the 1,402 villages, typed by the short initials of
county, township and village, is among 6 places at most, is the only exact one for 1,351, and one of two for the rest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from flows.identity import divisions

#: Places of one answer: as many as a digit can choose from.
MOST = 9

Level = Literal["county", "township", "village"]

_SEPARATORS = re.compile(r"[\s/,、;.·'-]+")
_LETTERS = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]+")
# 12号A座: the letter of a building stands alone, and what it is the letter of follows at once.
_OF_A_BUILDING = re.compile("[座栋幢号楼室区单]")
_BETWEEN = re.compile(r"^[\s/,，、;；]+")
_KIND = re.compile("(?:回族|彝族|苗族)*乡|镇|街道|社区|村|县|区|市")
_NAME = re.compile(f"(?P<stem>.{{2,}}?)(?:{_KIND.pattern})")
#: Initials begin within so many characters: three levels of the longest names are shorter.
_LONGEST = 40


class Place(NamedTuple):
    """A county, a township or a village; the names below its level are empty."""

    county_code: str
    county: str
    township: str = ""
    village: str = ""
    #: Code of the statistics bureau, 9 digits for a township, 12 for a village; empty in the practice county.
    nbs: str = ""
    #: Code of the civil affairs ministry, 9 digits, of a township only. It is no prefix of the bureau's.
    mca: str = ""

    @property
    def text(self) -> str:
        """As an address begins: 镇雄县乌峰街道新街社区."""
        return self.county + self.township + self.village

    @property
    def division(self) -> str:
        """The six digits of the county: all that both ministries agree on."""
        return self.county_code

    @property
    def level(self) -> Level:
        """What it is."""
        return "village" if self.village else "township" if self.township else "county"


@dataclass(frozen=True, slots=True)
class PlaceMatches:
    """What a question found: the best places, nine at most, and how many more it fits."""

    places: tuple[Place, ...] = ()
    more: int = 0


class _Node(NamedTuple):
    """A place in the table, with the letters it can be typed by and what lies in it."""

    place: Place
    name: str
    initials: str
    below: tuple[_Node, ...] = ()


class _PlaceMatch(NamedTuple):
    """A place that fits; sorting brings the better one to the front."""

    far: bool
    unfinished: bool
    order: int


def find_places(typed: str, near: str = "") -> PlaceMatches:
    """The places that `typed` can mean: initials of county, township, village, or of the first one or two of them.

    The last may be incomplete. 县, 镇, 街道, 彝族乡 and the like may be typed or left out; spaces, / and commas may
    stand between the three; any letter may be its Chinese character. `near` is a county code (6–12 digits, old ones
    too): its townships are found without the county and come first, then what was typed completely, then by code.
    The practice county is found only near itself. Nothing typed finds nothing. Never raises.
    """
    text = _plain(typed)
    if not text.strip():
        return PlaceMatches()
    home = divisions.current(near)
    best: dict[Place, _PlaceMatch] = {}
    for node, unfinished in _matching_nodes(text, home):
        place = node.place
        hit = _PlaceMatch(place.county_code != home, unfinished, _table().order[place])
        best[place] = min(hit, best.get(place, hit))
    ranked = sorted(best, key=best.__getitem__)
    return PlaceMatches(tuple(ranked[:MOST]), max(0, len(ranked) - MOST))


def split_initials(typed: str, near: str = "") -> tuple[str, str]:
    """The initials that `typed` begins with, and what is to stand behind the place: (`qsxdp`, `一社`).

    The first part finds something and ends in a letter, or in the 村 or 街道 typed behind one; or it is empty, and
    all of it is free text. A run of letters is never cut, what is typed in Chinese alone is never taken for
    initials, and between the two parts only separators were left out.
    """
    runs = [run for run in _LETTERS.finditer(typed) if run.start() < _LONGEST]
    for run in reversed(runs):
        end = run.end()
        if _names_a_building(typed, run) or not find_places(typed[:end], near).places:
            continue
        kind = _KIND.match(typed, end)
        if kind and find_places(typed[: kind.end()], near).places:
            end = kind.end()
        return typed[:end], _BETWEEN.sub("", typed[end:])
    return "", typed


def _names_a_building(typed: str, run: re.Match[str]) -> bool:
    alone = len(run[0]) == 1 and not typed[: run.start()][-1:].isalpha()
    return alone and bool(_OF_A_BUILDING.match(typed, run.end()))


def _plain(typed: str) -> str:
    """Lower case, compatibility forms made plain, one space for each run of separators, none before the first."""
    return _SEPARATORS.sub(" ", unicodedata.normalize("NFKC", typed).lower()).lstrip()


def _matching_nodes(text: str, home: str) -> Iterator[tuple[_Node, bool]]:
    """The nodes that fit, each with whether it was left unfinished; one may come more than once."""
    for county in _table().counties:
        code = county.place.county_code
        if code == divisions.PRACTICE and home != code:
            continue
        yield from _below(text, 0, (county,))
        if code == home:
            yield from _below(text, 0, county.below)


def _below(text: str, at: int, nodes: tuple[_Node, ...]) -> Iterator[tuple[_Node, bool]]:
    for node in nodes:
        for end in _name_ends(text, at, node):
            if end in (None, len(text)):
                yield node, end is None
            # A separator behind a complete name asks for what lies in it.
            if end is not None and (end < len(text) or text.endswith(" ")):
                yield from _below(text, end, node.below)


def _name_ends(text: str, at: int, node: _Node) -> Iterator[int | None]:
    """Where the node's name can end in `text` from `at` on; None where `text` ends within the name."""
    for form in _forms(node.name, node.initials):
        rest = text[at : at + len(form)]
        if all(typed in accepted for typed, accepted in zip(rest, form, strict=False)):
            if len(rest) == len(form):
                end = at + len(form)
                yield end + text.startswith(" ", end)
            elif at + len(rest) == len(text):
                yield None


@lru_cache(maxsize=4096)
def _forms(name: str, initials: str) -> tuple[tuple[str, ...], ...]:
    """The ways to type a name, each as the characters accepted place by place: 布嘎, 布嘎回族乡, 布嘎乡."""
    ways = initials.split(",")
    whole = tuple(character + "".join(way[i] for way in ways) for i, character in enumerate(name))
    kind = _NAME.fullmatch(name)
    if kind is None:
        return (whole,)
    stem = whole[: kind.end("stem")]
    brief = (*stem, whole[-1])
    return (stem, whole) if len(whole) <= len(brief) or not name.endswith("族乡") else (stem, whole, brief)


class _Table(NamedTuple):
    counties: tuple[_Node, ...]
    order: dict[Place, int]


@lru_cache(maxsize=1)
def _table() -> _Table:
    """The table, read at the first question."""
    text = Path(__file__).with_name("places.txt").read_text(encoding="utf-8")
    heads: list[_Node] = []
    below: dict[str, list[_Node]] = {}
    moved: list[tuple[str, str, str]] = []
    for line in text.splitlines():
        if line.startswith("="):
            code, name, initials = line[1:].split(" ")
            heads.append(_Node(Place(code, name), name, initials))
            below[code] = []
        elif line.startswith(">"):
            county, name = line[1:].split(" ")
            moved.append((heads[-1].place.county_code, county, name))
        elif not line.startswith("#"):
            here = heads[-1].place
            below[here.county_code].append(_township(here, line))
    own = [node._replace(below=tuple(below[node.place.county_code])) for node in heads]
    for old, new, name in moved:
        # Old papers name the county it lay in; the answer is the county it lies in.
        below[old] += [node for node in below[new] if node.name == name]
    counties = tuple(node._replace(below=tuple(below[node.place.county_code])) for node in heads)
    return _Table(counties, {node.place: i for i, node in enumerate(_all(own))})


def _township(county: Place, line: str) -> _Node:
    head, *villages = line.split("|")
    name, initials, nbs, mca = head.split(" ")
    code, county_name = county.county_code, county.county
    nbs, mca = nbs.strip("-"), mca.strip("-")
    inside = []
    for entry in villages:
        village, letters, digits = entry.split(" ")
        place = Place(code, county_name, name, village, nbs + digits if nbs else "")
        inside.append(_Node(place, village, letters))
    return _Node(Place(code, county_name, name, nbs=nbs, mca=mca), name, initials, tuple(inside))


def _all(nodes: list[_Node] | tuple[_Node, ...]) -> Iterator[_Node]:
    for node in nodes:
        yield node
        yield from _all(node.below)
