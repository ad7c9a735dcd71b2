"""Makes flows/identity/places.txt: counties, townships and villages of Zhaotong with their codes and pinyin initials.

pypinyin is a tool of development only (see make_readings.py). The table of divisions does not lie in this
repository; its file is named: .venv/bin/python tools/make_places.py DIVISIONS.json
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from make_readings import toneless
from pypinyin import lazy_pinyin

TARGET = Path(__file__).parent.parent / "flows" / "places.txt"
HEAD = """\
# Counties (= code name initials), townships (name initials, code of the statistics bureau, code of the civil affairs
# ministry), then after | its villages (name initials last three digits of the statistics bureau); > now in that county.
# {sources}
# 530699 is invented. Made by tools/make_places.py with pypinyin (MIT); do not edit.
"""

#: What the head of the table calls the lists of the data file.
SOURCES = {
    "Counties": "counties_timeline",
    "Townships and villages": "townships_nbs",
    "Townships, second code and county": "townships_mca",
}

#: Heteronyms of place names that begin with two letters: pypinyin takes one of them (长 as zhang, 朝 as zhao) and
#: knows nothing of the village, whose people may say either (凹 wa, 巷 hang, 堡 pu in the south-west). Both find.
EITHER = {
    "长": "cz", "堡": "bp", "朝": "cz", "桧": "gh", "凹": "aw", "查": "cz", "巷": "xh", "尾": "wy", "卡": "kq",
    "槁": "gk",
}  # fmt: skip

PRACTICE_COUNTY = "530699"
#: Invented. Two townships share their initials and two villages their name, as real ones do.
PRACTICE: dict[str, dict[str, tuple[str, ...]]] = {
    "演练县": {
        "青山乡": ("大坪村", "新街村", "河边村", "青山社区"),
        "清水街道": ("清水社区", "东门社区"),
        "柳坝镇": ("柳坝社区", "大坪村", "桥头村", "长田村"),
        "月亮坪苗族乡": ("月亮坪村", "新街村"),
    },
}


class Township(NamedTuple):
    """A township in both lists; `before` is the county that the older list has it in, where it moved."""

    county: str
    name: str
    nbs: str
    mca: str
    before: str


def initials(name: str) -> str:
    """The first letters of a name's syllables; every way to say it where it has several, with commas."""
    first = [toneless(syllable)[:1] for syllable in lazy_pinyin(name)]
    if len(first) != len(name) or "" in first:
        raise SystemExit(f"{name}: a character without a reading")
    ways = [EITHER.get(character, letter) for character, letter in zip(name, first, strict=True)]
    return ",".join("".join(way) for way in product(*ways))


def address_name(committee: str) -> str:
    """大坪村民委员会, 新田村村民委员会, 双院子社区居民委员会 as an address has them: 大坪村, 新田村, 双院子社区."""
    if committee.endswith("社区居民委员会"):
        return committee.removesuffix("居民委员会")
    stem = committee.removesuffix("村民委员会")
    if stem == committee:
        raise SystemExit(f"{committee}: neither a village nor a community")
    return stem if stem.endswith("村") else stem + "村"


def counties(data: dict[str, Any]) -> dict[str, str]:
    """The county codes in force with their names, the prefecture left out."""
    in_force = {
        code: spans[-1]["address"]
        for code, spans in data["counties_timeline"].items()
        if spans[-1]["end_year"] == "" and not code.endswith("00")
    }
    return dict(sorted(in_force.items()))


def townships(data: dict[str, Any], names: dict[str, str]) -> list[Township]:
    """The townships of the older list, each in the county where the newer list has it."""
    newer = {(code[:6], name): code for code, name, _county in data["townships_mca"]}
    older = {(code[:6], name) for code, name in data["townships_nbs"]}
    arrived = {name: (county, name) for county, name in newer.keys() - older}
    found = []
    for nbs, name in data["townships_nbs"]:
        county = nbs[:6]
        key = (county, name) if (county, name) in newer else arrived[name]
        found.append(Township(key[0], name, nbs, newer[key], county if key[0] != county else ""))
    if len(found) != len(newer) or not {t.county for t in found} <= names.keys():
        raise SystemExit("the two lists of townships do not pair")
    # The newer code alone is of the county that the township lies in.
    return sorted(found, key=lambda township: township.mca)


def township_line(township: Township, villages: Iterable[tuple[str, str]]) -> str:
    """One township with its villages."""
    parts = [f"{township.name} {initials(township.name)} {township.nbs} {township.mca}"]
    parts += [f"{address_name(name)} {initials(address_name(name))} {code[9:]}" for code, name in villages]
    return "|".join(parts)


def real_lines(data: dict[str, Any]) -> list[str]:
    """The lines of the eleven counties."""
    names = counties(data)
    villages: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, name in data["villages_nbs"]:
        villages[code[:9]].append((code, name))
    sections = {code: [f"={code} {name} {initials(name)}"] for code, name in names.items()}
    for township in townships(data, names):
        sections[township.county].append(township_line(township, villages.pop(township.nbs)))
        if township.before:
            sections[township.before].append(f">{township.county} {township.name}")
    if villages:
        raise SystemExit(f"villages of no township: {', '.join(villages)}")
    return [line for section in sections.values() for line in section]


def practice_lines() -> list[str]:
    """The lines of the practice county; below the county it has no codes, so that none can be taken for real."""
    lines = []
    for county, of_county in PRACTICE.items():
        lines.append(f"={PRACTICE_COUNTY} {county} {initials(county)}")
        for township, of_township in of_county.items():
            parts = [f"{township} {initials(township)} - -"]
            parts += [f"{village} {initials(village)} -" for village in of_township]
            lines.append("|".join(parts))
    return lines


def sources(data: dict[str, Any]) -> str:
    """Where the data file says it is from."""
    said = data["_provenance"]
    return "\n# ".join(f"{kind}: {said[key]}" for kind, key in SOURCES.items())


def main(file: str) -> None:
    """Write the table from the JSON file of divisions."""
    data = json.loads(Path(file).read_text(encoding="utf-8"))
    lines = real_lines(data) + practice_lines()
    TARGET.write_text(HEAD.format(sources=sources(data)) + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: make_places.py DIVISIONS.json")
    main(sys.argv[1])
