"""How characters sound, by a table of our own made with pypinyin, and what the ear of the south-west makes of it.

    python -m benchmarks.people.sounds > benchmarks/people/sounds.txt        (needs pypinyin)

The confusions are written by ear and from nothing that the lookup uses; some of them it does not know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

Uniform = Callable[[], float]

# Beginnings and endings that are confused, each pair both ways.
_BEGINNINGS = (("n", "l"), ("zh", "z"), ("ch", "c"), ("sh", "s"), ("r", "l"))
_ENDINGS = (("ang", "an"), ("eng", "en"), ("ing", "in"), ("iang", "ian"), ("uang", "uan"), ("v", "i"),
            ("ong", "eng"), ("ve", "uo"), ("ue", "uo"), ("ai", "e"), ("o", "e"))  # fmt: skip
_WHOLE = (("fu", "hu"), ("fei", "hui"), ("fen", "hun"), ("fa", "hua"), ("fan", "huan"), ("fang", "huang"),
          ("feng", "hong"), ("jie", "gai"), ("xie", "hai"), ("jiao", "gao"), ("yu", "yi"), ("yuan", "yan"),
          ("quan", "qian"), ("xuan", "xian"), ("juan", "jian"), ("xue", "xie"), ("rong", "yong"), ("bai", "bo"),
          ("mai", "mo"))  # fmt: skip


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    readings: dict[str, tuple[str, ...]] = defaultdict(tuple)
    characters: dict[str, str] = {}
    for line in Path(__file__).with_name("sounds.txt").read_text(encoding="utf-8").splitlines():
        syllable, first, *also = line.split(" ")
        characters[syllable] = first
        for character in first:
            readings[character] = (syllable, *readings[character])
        for character in "".join(also):
            readings[character] += (syllable,)
    return dict(readings), characters


def readings(character: str) -> tuple[str, ...]:
    """The toneless syllables of a character, the usual one first."""
    return _table()[0].get(character, ())


def written(syllable: str) -> str:
    """The characters that are usually read so."""
    return _table()[1].get(syllable, "")


@lru_cache(maxsize=2048)
def heard_as(syllable: str) -> tuple[str, ...]:
    """The other syllables that it may be taken for."""
    found = [other for pair in _WHOLE for one, other in (pair, pair[::-1]) if one == syllable]
    for pairs, of_end in ((_BEGINNINGS, False), (_ENDINGS, True)):
        for pair in pairs:
            for one, other in (pair, pair[::-1]):
                changed = _exchanged(syllable, one, other, of_end=of_end)
                if changed and written(changed):
                    found.append(changed)
    return tuple(dict.fromkeys(other for other in found if other != syllable and written(other)))


def _exchanged(syllable: str, one: str, other: str, *, of_end: bool) -> str:
    if of_end:
        return syllable[: -len(one)] + other if syllable.endswith(one) else ""
    if not syllable.startswith(one) or (len(one) == 1 and syllable[1:2] == "h"):
        return ""
    return other + syllable[len(one) :]


def _made() -> Iterator[str]:
    """A syllable a line: the characters of GB2312's first level that are read so first, then those that may be."""
    from pypinyin import Style, pinyin

    first: dict[str, str] = defaultdict(str)
    also: dict[str, str] = defaultdict(str)
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF):
            try:
                character = bytes((row, cell)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            found = pinyin(character, style=Style.NORMAL, heteronym=True, v_to_u=False)[0]
            usual = pinyin(character, style=Style.NORMAL)[0][0]
            first[usual.replace("ü", "v")] += character
            for syllable in found:
                if syllable != usual:
                    also[syllable.replace("ü", "v")] += character
    for syllable in sorted(first):
        yield f"{syllable} {first[syllable]} {also.get(syllable, '')}".rstrip()


if __name__ == "__main__":
    print("\n".join(_made()))
