"""Makes flows/identity/readings.txt: the toneless readings of every character of the basic block and of Extension A.

pypinyin is a tool of development only: it takes 142–393 ms and 54 MB at import, and its first readings are
not those of surnames (flows/identity/surnames.txt puts these right). Run: .venv/bin/python tools/make_readings.py
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from pathlib import Path

from pypinyin.constants import PINYIN_DICT

# GB2312 and GBK lie in the basic block; GB18030 adds Extension A and later additions to the block.
BLOCKS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
#: Readings kept of a character. Beyond these stand sounds that no name has borne for ages.
MOST_READINGS = 2

TARGET = Path(__file__).parent.parent / "flows" / "readings.txt"
HEAD = """\
# Toneless readings, ü as v: a syllable, the characters first read so, then (after |) those also read so.
# Made by tools/make_readings.py from pypinyin (MIT); do not edit.
"""


def toneless(reading: str) -> str:
    """lǜ → lv, zhōng → zhong; empty for what is no syllable (m̀, ê̄)."""
    plain = unicodedata.normalize("NFD", reading.replace("ü", "v"))
    plain = plain.replace("u\u0308", "v")
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return letters if letters.isascii() and letters.isalpha() and set(letters) & set("aeiouv") else ""


def main() -> None:
    """Write the table."""
    first: dict[str, list[str]] = defaultdict(list)
    also: dict[str, list[str]] = defaultdict(list)
    for block in BLOCKS:
        for code in block:
            readings = [toneless(reading) for reading in PINYIN_DICT.get(code, "").split(",")]
            kept = [reading for reading in dict.fromkeys(readings) if reading][:MOST_READINGS]
            for place, reading in enumerate(kept):
                (also if place else first)[reading].append(chr(code))
    lines = [f"{s} {''.join(first[s])}|{''.join(also[s])}" for s in sorted(first.keys() | also.keys())]
    TARGET.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
