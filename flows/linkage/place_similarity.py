"""How near two addresses are: the division's code down to the village, and the address as written."""

from __future__ import annotations

import re
from functools import lru_cache

from flows.identity import divisions
from flows.identity.names import normalise_name

#: Code, points and what the sentence needs.
Piece = tuple[str, int, dict[str, object]]

#: Characters of an address that are read.
_LONGEST = 300
_CODES = {6: ("county", 3), 9: ("township", 6), 12: ("village", 10)}
#: People marry and move away, and the record stays; so another county says little against.
_OTHER_COUNTY = -5
_ADDRESS, _ADDRESS_VILLAGE = 14, 7
#: Taken off where the division's code has named the village already.
_VILLAGE_AGAIN = 4
#: New Street (新街) is a village like any other; 街道 together is a level above it.
_LETTER = "(?:[^省市州县区乡镇街道]|街(?!道)|(?<!街)道)"
_VILLAGE = re.compile(
    f"(?P<name>{_LETTER}{{2,12}}?|(?<=[乡镇道]){_LETTER})(?:村委会|居委会|村|(?P<community>社区))"
)
_HOUSE = re.compile(r"(\d+)组?(?:第?(\d+)号)")
#: A group of a village (3组) is thirty houses.
_NAMES_A_HOUSE = re.compile("[0-9十百][号室户栋幢]")
_HOUSE_NUMBERS = str.maketrans("〇一二三四五六七八九", "0123456789")


def compare_divisions(one: str, other: str) -> Piece:
    """Compare two division codes (6 to 12 digits), old county codes equal to their successors."""
    if not divisions.same_county(one, other):
        return "other_county", _OTHER_COUNTY, {}
    deep = 12 if _same_start(one, other, 12) else 9 if _same_start(one, other, 9) else 6
    return (*_CODES[deep], {})


def _same_start(one: str, other: str, length: int) -> bool:
    """Township and village digits agree; the county has been compared already, old codes included."""
    return len(one) >= length <= len(other) and one[6:length] == other[6:length]


def place(address: str) -> tuple[str, str]:
    """An address without spaces and province, and the village or community it names (empty if none)."""
    return _place(address[:_LONGEST])


@lru_cache(maxsize=1024)
def _place(address: str) -> tuple[str, str]:
    plain = re.sub(r"[\s,，、.-]", "", normalise_name(address)).replace("云南省", "").replace("昭通市", "")
    village = _VILLAGE.search(plain)
    name = village["name"] + (village["community"] or "") if village else ""
    return plain.translate(_HOUSE_NUMBERS), name


def compare_addresses(one: str, other: str, *, village_known: bool = False) -> Piece:
    """Compare two addresses as written: the same house, the same village, or another."""
    less = _VILLAGE_AGAIN if village_known else 0
    (mine, village), (theirs, their_village) = place(one), place(other)
    if mine == theirs or _one_ends_the_other(mine, theirs):
        return "equal", _ADDRESS - less, {}
    if not village or village != their_village:
        return "other", 0, {}
    house, their_house = _HOUSE.search(mine), _HOUSE.search(theirs)
    if house and their_house and house.groups() == their_house.groups():
        return "equal", _ADDRESS - less, {}
    return "village", _ADDRESS_VILLAGE - less, {"village": village}


def names_a_house(address: str) -> bool:
    """Whether an address goes down to the house: a township or a village alone is a thousand people's."""
    return _NAMES_A_HOUSE.search(place(address)[0]) is not None


def _one_ends_the_other(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) > 8 and longer.endswith(shorter)
