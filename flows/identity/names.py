"""Names as they are written and as they sound: what makes two written names the same, nearly, or not at all.

Readings are toneless and folded by the confusions of south-western speech; the tables find, they never
change what is shown. Spelling rules: 民委发〔2016〕33号 (one name dot, U+00B7; at least 50 characters).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path

from flows.identity.text_cleaning import INVISIBLE

DOT = "·"
# · U+00B7 as itself; the others come from GBK, GB2312 and Japanese fonts, or are typed for it.
_DOTS = re.compile("[•‧∙⋅・･●○᛫⸱]|(?<=[\u2e80-\u9fff])[.．。](?=[\u2e80-\u9fff])")
#: Nearly every name: nothing in it that could be normalised.
_PLAIN_HAN = re.compile("[\u4e00-\u9fff]+")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_SPACE_IN_HAN = re.compile(r"(?<=[^\x00-\u024f])\s+|\s+(?=[^\x00-\u024f])")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")

_PLACEHOLDER = re.compile(
    r"(?:未|没有?|尚未|暂未|待)(?:取|起|命|定|报|登记)?(?:名字?|姓名)?|无名(?:氏|女|男|婴)?|不详|未知|某某?|佚名"
    r"|.{1,2}(?:婴|某某?|毛毛|未名|氏婴|无名|未取名|未起名|未命名|×+|x+)|[?？*＊xX×/\\-]+|(?:男|女)?(?:婴|孩)(?:儿|子)?"
    r"|baby|unnamed|no name|unknown|n/?a",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Folding:
    """Which sounds count as one: each is heard somewhere in the south-west; a station may switch one off."""

    n_l: bool = True
    h_f: bool = True
    flat_curled: bool = True
    n_ng: bool = True
    u_i: bool = True


ALL_FOLDED = Folding()
NOTHING_FOLDED = Folding(n_l=False, h_f=False, flat_curled=False, n_ng=False, u_i=False)
_F_AS_HU = {
    "fa": "hua", "fan": "huan", "fang": "huang", "fei": "hui", "fen": "hun", "feng": "hong", "fo": "huo",
    "fou": "hou", "fu": "hu",
}  # fmt: skip
#: Readings kept of a whole name with several heteronyms; beyond them its other keys still find it.
_MOST_SPELLINGS = 8


def normalise_name(text: str) -> str:
    """A name as it is stored: compatibility forms made plain, one name dot, no spaces within Chinese.

    Rare and private-use characters stay as they are; Latin names keep single spaces.
    """
    if _PLAIN_HAN.fullmatch(text):
        return text
    plain = unicodedata.normalize("NFKC", _DOTS.sub(DOT, text))
    plain = _SPACE_IN_HAN.sub("", _INVISIBLE.sub("", plain))
    # Once more: what stood between a letter and its dot is gone now.
    plain = _DOTS.sub(DOT, plain)
    return re.sub(r"\s+", " ", plain).strip()


def has_private_use(name: str) -> bool:
    """Whether a character of some private font stands in it: other machines show something else."""
    return bool(_PRIVATE_USE.search(name))


@lru_cache(maxsize=4096)
def is_placeholder(name: str) -> bool:
    """Whether this stands for "no name yet" (未取名, 无名氏, 李婴, *): nothing may be concluded from it."""
    plain = normalise_name(name)
    return not plain or bool(_PLACEHOLDER.fullmatch(plain))


@lru_cache(maxsize=4096)
def letters(name: str) -> str:
    """The name without dots and spaces, upper case: what is compared letter by letter."""
    return normalise_name(name).replace(DOT, "").replace(" ", "").upper()


@lru_cache(maxsize=4096)
def split_name(name: str) -> tuple[str, str]:
    """Surname and given name of `letters(name)`; a name with a dot has no surname of the Chinese kind."""
    plain = letters(name)
    if DOT in normalise_name(name):
        return "", plain
    width = 2 if len(plain) > 2 and plain[:2] in _surnames()[0] else 1
    return (plain[:width], plain[width:]) if len(plain) > 1 else (plain, "")


def surname(name: str) -> str:
    """What a list may show of `name` (S5.5e): the surname, or the first character where there is none."""
    return split_name(name)[0] or letters(name)[:1]


@lru_cache(maxsize=2048)
def fold_syllable(syllable: str, folding: Folding = ALL_FOLDED) -> str:
    """A toneless syllable with confused sounds made one: lv → li, fei → hui, zhong → zong, ling → lin."""
    sound = syllable
    if folding.h_f:
        sound = _F_AS_HU.get(sound, sound)
    if folding.flat_curled and sound[:2] in ("zh", "ch", "sh"):
        sound = sound[0] + sound[2:]
    if folding.u_i:
        sound = re.sub(r"^([jqxy])u", r"\1i", sound).replace("v", "i")
        # yuan → yian → yan and juan → jian: y carries the i itself.
        sound = re.sub(r"^yi([ae])", r"y\1", sound)
    if folding.n_l and sound[:1] == "n":
        sound = "l" + sound[1:]
    if folding.n_ng:
        sound = re.sub(r"([aei])ng$", r"\1n", sound)
    return sound


_WITH_BREATH = {"p": "b", "t": "d", "k": "g", "q": "j", "c": "z"}


@lru_cache(maxsize=2048)
def nearly(sound: str) -> str:
    """A folded syllable without its breath, -eng and -ong as -en: what is misheard, ping for bing, dong for deng."""
    return (
        re.sub("(eng|ong)$", "en", _WITH_BREATH.get(sound[:1], sound[:1]) + sound[1:])
        if len(sound) > 2
        else sound
    )


@lru_cache(maxsize=1)
def _surnames() -> tuple[frozenset[str], dict[str, tuple[str, ...]]]:
    """The surnames of two characters, and the readings of characters that sound otherwise as a surname."""
    sections: dict[str, list[str]] = {}
    section: list[str] = []
    for line in _data("surnames.txt"):
        if line.startswith("["):
            section = sections.setdefault(line.strip("[]"), [])
        else:
            section += line.split()
    return frozenset(sections["compound"]), {
        word[0]: tuple(word[1:].split("/")) for word in sections["reading"]
    }


@lru_cache(maxsize=1)
def _readings() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    also: list[tuple[str, str]] = []
    for line in _data("readings.txt"):
        syllable, _, characters = line.partition(" ")
        first, _, more = characters.partition("|")
        own = (syllable,)
        for character in first:
            table[character] = own
        also += [(character, syllable) for character in more]
    for character, syllable in also:
        table[character] = (*table.get(character, ()), syllable)
    return table


def all_syllables() -> frozenset[str]:
    """Every toneless syllable that some character is read as."""
    return frozenset(sound for heard in _readings().values() for sound in heard)


def is_compound_surname(letters_of_name: str) -> bool:
    """Whether two letters are a surname of two characters (欧阳)."""
    return letters_of_name in _surnames()[0]


def readings(character: str, *, surname: bool = False) -> tuple[str, ...]:
    """The toneless readings of a character, the likeliest first; one of no known reading is its own."""
    if surname:
        # As a surname a character has one reading, unless the list says otherwise: 王 is never yu.
        return _surnames()[1].get(character) or readings(character)[:1]
    return _readings().get(character) or (_readings().get(canonical(character)) or (character,))


def syllables(name: str, folding: Folding = ALL_FOLDED) -> tuple[frozenset[str], ...]:
    """For each letter of the name the ways it may sound, folded; the first one read as a surname."""
    plain = letters(name)
    compound = is_compound_surname(plain[:2])
    return tuple(
        frozenset(fold_syllable(sound, folding) for sound in readings(c, surname=place == 0 and not compound))
        for place, c in enumerate(plain)
    )


def spellings(name: str, folding: Folding = ALL_FOLDED) -> tuple[tuple[str, ...], ...]:
    """The whole name as syllables, once for each combination of readings (at most eight)."""
    ways = [sorted(heard) for heard in syllables(name, folding)]
    found: list[tuple[str, ...]] = []
    for spelling in product(*ways):
        found.append(spelling)
        if len(found) == _MOST_SPELLINGS:
            break
    return tuple(found)


@lru_cache(maxsize=4096)
def written_sound(plain: str) -> frozenset[str]:
    """The ways a Chinese name is written in Latin letters (upper case, ü as V and as U), surname first or last."""
    width = 2 if plain[:2] in _surnames()[0] else 1
    found: set[str] = set()
    for way in spellings(plain, NOTHING_FOLDED):
        for order in (way, way[width:] + way[:width]):
            text = "".join(order).upper()
            found |= {text, text.replace("V", "U"), text.replace("V", "YU")}
    return frozenset(found)


def canonical(character: str) -> str:
    """The form that traditional and variant characters are counted as."""
    return _variants()[0].get(character, character)


def looks_like(character: str) -> str:
    """The characters that this one is mixed up with, in one string."""
    return _variants()[1].get(character, "")


@lru_cache(maxsize=1)
def _variants() -> tuple[dict[str, str], dict[str, str]]:
    same: dict[str, str] = {}
    confused: dict[str, str] = {}
    section = ""
    for line in _data("variants.txt"):
        if line.startswith("["):
            section = line[1 : line.index("]")]
            continue
        for group in line.split():
            for character in group:
                if section == "same":
                    same.setdefault(character, group[0])
                else:
                    confused[character] = confused.get(character, "") + group.replace(character, "")
    return same, confused


def _data(file: str) -> list[str]:
    text = Path(__file__).with_name(file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
