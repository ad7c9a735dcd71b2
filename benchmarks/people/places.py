"""The invented prefecture: eleven counties, 140 townships and 1,400 villages, the same for every seed.

Counties bear their real names and codes of 2016, with the codes that were in use before 2001 (GB/T 2260; a fact);
all below them is made up from syllables that villages there are named with, and names repeat as they do in life.
"""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import NamedTuple

# Code of 2016, code before 2001, name, persons in tens of thousands (rounded), townships.
_COUNTIES = (
    ("530602", "532101", "昭阳区", 90, 19),
    ("530621", "532122", "鲁甸县", 46, 11),
    ("530622", "532123", "巧家县", 60, 15),
    ("530623", "532124", "盐津县", 40, 9),
    ("530624", "532125", "大关县", 29, 8),
    ("530625", "532126", "永善县", 47, 14),
    ("530626", "532127", "绥江县", 17, 5),
    ("530627", "532128", "镇雄县", 168, 29),
    ("530628", "532129", "彝良县", 62, 15),
    ("530629", "532130", "威信县", 44, 10),
    ("530630", "532131", "水富县", 11, 5),
)
_FIRST = "大小上下新老黄白黑红青龙凤马牛石铁木水花松茶麻核双天金银高长"
_SECOND = "湾坪坝坡沟桥井关洞寨场街林山河溪塘岩田箐梁岭口坳"
_VILLAGES = 1400
#: Han, Yi, Hui, Miao: whose village it is.
_PEOPLES = (("01", 86), ("07", 5), ("03", 5), ("06", 4))


class Village(NamedTuple):
    """A village: where it lies, its twelve digits, whose it is, and the station that numbers its people."""

    code: str
    county: str
    township: str
    name: str
    people: str
    station: int
    in_town: bool
    old_code: str


@lru_cache(maxsize=1)
def villages() -> tuple[Village, ...]:
    """All villages, county by county."""
    random = Random(2016)
    found: list[Village] = []
    persons = sum(county[3] for county in _COUNTIES)
    station = 0
    for code, old_code, county, weight, townships in _COUNTIES:
        share = round(_VILLAGES * weight / persons)
        for number, township in enumerate(_township_names(random, townships)):
            station += 1
            many = share // townships + (number < share % townships)
            in_town = township.endswith("街道") or number == 0
            for place, name in enumerate(_village_names(random, many)):
                people = random.choices([p for p, _ in _PEOPLES], [w for _, w in _PEOPLES])[0]
                full = f"{code}{(1 if township.endswith('街道') else 100) + number:03d}{200 + place:03d}"
                ending = "社区" if in_town and place < many // 2 else "村"
                found.append(
                    Village(full, county, township, name + ending, people, station, ending == "社区", old_code)
                )
    return tuple(found)


def chosen(persons: int, a_village: int = 4390) -> tuple[Village, ...]:
    """As many villages, over all counties, as so many persons fill: a small register is as dense as a large one."""
    everyone = villages()
    count = max(6, min(len(everyone), round(persons / a_village)))
    return tuple(everyone[at * len(everyone) // count] for at in range(count))


def _stem(random: Random) -> str:
    return random.choice(_FIRST) + random.choice(_SECOND)


def _township_names(random: Random, count: int) -> list[str]:
    names: list[str] = []
    while len(names) < count:
        stem = _stem(random)
        if any(name.startswith(stem) for name in names):
            continue
        kinds = ("街道",) if not names else ("镇", "镇", "乡", "彝族乡", "苗族乡", "回族乡")
        names.append(stem + random.choice(kinds))
    return names


def _village_names(random: Random, count: int) -> list[str]:
    names: list[str] = []
    while len(names) < count:
        stem = _stem(random)
        if stem not in names:
            names.append(stem)
    return names
