"""How people are called, by weight: surnames of a village, given names by sex and by the years of birth.

Weights come from a folder of name frequencies when there is one (`familyname.csv`, `givenname.csv`,
`top1000name.prov.csv` of ChineseNames; read, never copied); otherwise from the practice station's short list.
"""

from __future__ import annotations

import csv
from bisect import bisect
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from math import sqrt
from pathlib import Path
from random import Random
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
_NEAR = ROOT.parent / "shared" / "data" / "names"
_SHORT_LIST = ROOT / "hukou_tui" / "practice" / "names.txt"
_COHORTS = ("1930_1959", "1960_1969", "1970_1979", "1980_1989", "1990_1999", "2000_2008")
_COHORT_ENDS = (1960, 1970, 1980, 1990, 2000)
#: A drawn weight is one of so many equal parts: drawing is then one look into a list.
_SLOTS = 1 << 15

# How much commoner a surname is here than in the country, by feel; and those of the peoples of the prefecture.
_HERE = {"罗": 3, "陈": 1.3, "邓": 2, "杨": 1.6, "周": 1.3, "熊": 3, "申": 6, "邹": 3, "曾": 1.6, "陶": 3, "马": 2,
         "文": 3, "龙": 3, "晏": 4, "赵": 1.3, "吴": 1.3, "王": 0.9, "张": 0.8, "刘": 0.9, "高": 0.7}  # fmt: skip
_OF_PEOPLES = {
    "07": "禄:30 陇:14 安:22 杨:30 李:30 罗:20 王:20 卢:10 沙:6 海:5 吉:4 阿:2 龙:12 陆:14 张:14 朱:6",
    "03": "马:90 锁:20 撒:20 虎:14 保:14 铁:8 纳:4 李:14 张:10 朱:6 孔:4 阮:10 崔:4 丁:4",
    "06": "杨:34 王:26 陶:30 李:24 张:20 熊:20 罗:10 古:6 项:4 侯:3 吴:10 马:14 韩:8 朱:8 项:4",
}
_DOTTED_CLANS = ("沙马", "吉克", "阿说", "曲比", "阿苏", "吉木", "勒格", "阿鲁")
_DOTTED_GIVEN = {
    "1": ("木呷", "拉铁", "尔布", "日黑", "史古", "阿木", "克哈", "伍呷", "子拉", "里体"),
    "2": ("阿依", "依作", "阿呷", "嫫史", "乌果", "阿果", "尔洛", "金曲", "石扎", "友呷"),
}
_GENERATION = "朝廷国正大世文明德光永成开仕应登万启先显忠天兴绍学吉祥安云兆昌家宗元孝友显良玉福全武维"

Uniform = Callable[[], float]


class Given(NamedTuple):
    """Given names of one sex and time: whole ones, single characters, and characters to make others of."""

    whole: Sequence[str]
    single: Sequence[str]
    characters: Sequence[str]


class Names:
    """Draws names. All methods take the source of chance, so that questions do not disturb the population."""

    def __init__(self, folder: Path | None = None) -> None:
        found = folder or _NEAR
        surnames, self._given = _measured(found) if found.is_dir() else _by_feel()
        self.compound = frozenset(name for name, _ in surnames if len(name) == 2)
        self._surnames = _spread((name, weight * _HERE.get(name, 1)) for name, weight in surnames)
        self._of_peoples = {people: _spread(_weights(text)) for people, text in _OF_PEOPLES.items()}
        self.used = frozenset("".join("".join(given.characters) for given in self._given.values()))

    def surname(self, chance: Uniform, people: str = "01") -> str:
        """A surname, as common as it is among this people."""
        table = self._of_peoples.get(people, self._surnames)
        return table[int(chance() * _SLOTS)]

    def given(self, sex: str, year: int, chance: Uniform, generation: str = "") -> str:
        """A given name of that sex and time; with `generation` its first character, unless it is single."""
        whole, single, characters = self._given[sex, bisect(_COHORT_ENDS, year)]
        drawn = chance()
        if drawn < 0.15:
            return single[int(chance() * _SLOTS)]
        if generation:
            return generation + characters[int(chance() * _SLOTS)]
        if drawn < 0.45:
            return whole[int(chance() * _SLOTS)]
        return characters[int(chance() * _SLOTS)] + characters[int(chance() * _SLOTS)]

    def dotted(self, sex: str, chance: Uniform, clan: str = "") -> str:
        """A Yi name written with a dot; `clan` is kept where it is known."""
        given = _DOTTED_GIVEN[sex]
        return f"{clan or self.clan(chance)}·{given[int(chance() * len(given))]}"

    def clan(self, chance: Uniform) -> str:
        """The part before the dot."""
        return _DOTTED_CLANS[int(chance() * len(_DOTTED_CLANS))]

    def generation(self, chance: Uniform) -> str:
        """A character that the children of one generation of a clan share."""
        return _GENERATION[int(chance() * len(_GENERATION))]

    def split(self, name: str) -> tuple[str, str]:
        """Surname and given name; a name with a dot has no surname."""
        if "·" in name:
            return "", name
        width = 2 if len(name) > 2 and name[:2] in self.compound else 1
        return name[:width], name[width:]


def _spread(weighted: Iterable[tuple[str, float]]) -> tuple[str, ...]:
    """A list in which each value stands as often as its weight is large; those too rare for one place are left out."""
    pairs = [(value, weight) for value, weight in weighted if weight > 0]
    sums = list(accumulate(weight for _, weight in pairs))
    step = sums[-1] / _SLOTS
    return tuple(pairs[min(bisect(sums, (slot + 0.5) * step), len(pairs) - 1)][0] for slot in range(_SLOTS))


def _weights(text: str) -> list[tuple[str, float]]:
    return [(name, float(weight)) for name, weight in (word.split(":") for word in text.split())]


def _measured(folder: Path) -> tuple[list[tuple[str, float]], dict[tuple[str, int], Given]]:
    surnames = [(row["surname"], float(row["ppm.1930_2008"])) for row in _rows(folder / "familyname.csv")]
    characters = _rows(folder / "givenname.csv")
    whole = _rows(folder / "top1000name.prov.csv")
    ppm = {row["character"]: row for row in characters}
    given = {}
    for sex, column in (("1", "n.male"), ("2", "n.female")):
        for cohort, years in enumerate(_COHORTS):
            drawn = [(r["character"], _share(r, column) * float(r[f"n.{years}"])) for r in characters]
            names = [(r["name"], float(r["yunnan"]) * _share(r, column) * _of_then(r["name"], ppm, years))
                     for r in whole]  # fmt: skip
            given[sex, cohort] = Given(
                _spread((n, w) for n, w in names if len(n) == 2),
                _spread((n, w) for n, w in names if len(n) == 1),
                _spread(drawn),
            )
    return surnames, given


def _share(row: dict[str, str], column: str) -> float:
    """How much of a name is this sex's; a few of the other sex bear it too."""
    return float(row[column]) / max(float(row["n.male"]) + float(row["n.female"]), 1)


def _of_then(name: str, ppm: dict[str, dict[str, str]], years: str) -> float:
    """How much commoner the characters of a name were in these years than at all times."""
    times = 1.0
    for character in name:
        row = ppm.get(character)
        if row is not None:
            times *= float(row[f"ppm.{years}"]) / max(float(row["name.ppm"]), 0.001)
    return times if len(name) == 1 else sqrt(times)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _by_feel() -> tuple[list[tuple[str, float]], dict[tuple[str, int], Given]]:
    """The practice station's list: all characters alike, and names made of its commonest ones."""
    sections: dict[str, list[str]] = {}
    words: list[str] = []
    for line in _SHORT_LIST.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            words = sections.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            words += line.split()
    random, given = Random(1930), {}
    for sex, section in (("1", "male"), ("2", "female")):
        for cohort in range(len(_COHORTS)):
            weighted = [(character, 1 / (1 + place)) for place, character in
                        enumerate(random.sample(sections[section], len(sections[section])))]  # fmt: skip
            common = [character for character, _ in weighted[:30]]
            pairs = [(one + other, 1.0) for one in common for other in common if one != other]
            given[sex, cohort] = Given(_spread(pairs), _spread(weighted), _spread(weighted))
    return _weights(" ".join(sections["surname"])), given
