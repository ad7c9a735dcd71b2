"""The 56 ethnic groups by GB/T 3304-1991 code, the local ones first; found by name, code, pinyin or first letters."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from flows.errors import FlowError
from hukou_tui.words.catalogue import language

#: Code, Chinese name, English name, pinyin by syllables. Order = code; the code is never a line number.
_TABLE = """
01 汉 Han han|02 蒙古 Mongol meng'gu|03 回 Hui hui|04 藏 Tibetan zang|05 维吾尔 Uyghur wei'wu'er|06 苗 Miao miao
07 彝 Yi yi|08 壮 Zhuang zhuang|09 布依 Bouyei bu'yi|10 朝鲜 Korean chao'xian|11 满 Manchu man|12 侗 Dong dong
13 瑶 Yao yao|14 白 Bai bai|15 土家 Tujia tu'jia|16 哈尼 Hani ha'ni|17 哈萨克 Kazakh ha'sa'ke|18 傣 Dai dai|19 黎 Li li
20 傈僳 Lisu li'su|21 佤 Va wa|22 畲 She she|23 高山 Gaoshan gao'shan|24 拉祜 Lahu la'hu|25 水 Sui shui
26 东乡 Dongxiang dong'xiang|27 纳西 Naxi na'xi|28 景颇 Jingpo jing'po|29 柯尔克孜 Kirgiz ke'er'ke'zi|30 土 Tu tu
31 达斡尔 Daur da'wo'er|32 仫佬 Mulao mu'lao|33 羌 Qiang qiang|34 布朗 Blang bu'lang|35 撒拉 Salar sa'la
36 毛南 Maonan mao'nan|37 仡佬 Gelao ge'lao|38 锡伯 Xibe xi'bo|39 阿昌 Achang a'chang|40 普米 Pumi pu'mi
41 塔吉克 Tajik ta'ji'ke|42 怒 Nu nu|43 乌孜别克 Uzbek wu'zi'bie'ke|44 俄罗斯 Russian e'luo'si|45 鄂温克 Ewenki e'wen'ke
46 德昂 Deang de'ang|47 保安 Bonan bao'an|48 裕固 Yugur yu'gu|49 京 Gin jing|50 塔塔尔 Tatar ta'ta'er
51 独龙 Derung du'long|52 鄂伦春 Oroqen e'lun'chun|53 赫哲 Hezhen he'zhe|54 门巴 Monba men'ba|55 珞巴 Lhoba luo'ba
56 基诺 Jino ji'nuo
"""


class _Group(NamedTuple):
    chinese: str
    english: str
    syllables: tuple[str, ...]

    def whole(self) -> tuple[str, ...]:
        """What names this group and is no abbreviation: 彝, yi, yizu."""
        pinyin = "".join(self.syllables)
        return self.chinese, self.english.lower(), pinyin, pinyin + "zu"

    def initials(self) -> tuple[str, ...]:
        """by, byz for 布依族."""
        letters = "".join(syllable[0] for syllable in self.syllables)
        return letters, letters + "z"


_GROUPS: dict[str, _Group] = {
    code: _Group(chinese, english, tuple(pinyin.split("'")))
    for line in _TABLE.strip().splitlines()
    for code, chinese, english, pinyin in (entry.split() for entry in line.split("|"))
}
#: The townships of Zhaotong's ethnic groups are Hui, Yi and Miao; they stand before all others, after the Han.
LOCAL = ("01", "07", "06", "03")


class UnknownEthnicGroup(FlowError):
    """What was typed names none of the 56 groups."""


def group_name(code: str) -> str:
    """The name of a group in the language spoken now; an unknown code as it is."""
    if code not in _GROUPS:
        return code
    return _GROUPS[code].chinese + "族" if language() == "zh" else _GROUPS[code].english


def choices() -> tuple[str, ...]:
    """The codes of all groups as a list offers them: the local ones first, the others by code."""
    return (*LOCAL, *(code for code in _GROUPS if code not in LOCAL))


def by_text(typed: str) -> tuple[str, ...]:
    """The codes that `typed` can mean, in the order of `choices`, but complete initials before mere beginnings.

    Two digits, the Chinese name, the English one and the whole pinyin (`07`, 彝族, `Yi`, `yi`) mean one group. Else
    initials (`by`, `byz` for 布依族) and beginnings of the pinyin or the English name; local groups stand first.
    Raises UnknownEthnicGroup if it means none.
    """
    text = "".join(unicodedata.normalize("NFKC", typed).lower().replace("'", "").split())
    if text.zfill(2) in _GROUPS:
        return (text.zfill(2),)
    whole = [code for code in _GROUPS if (text.removesuffix("族") or text) in _GROUPS[code].whole()]
    if whole:
        return tuple(whole[:1])
    found = sorted(
        (rank, place, code) for place, code in enumerate(choices()) if (rank := _group_rank(code, text))
    )
    if not found:
        raise UnknownEthnicGroup("unknown_ethnic_group")
    return tuple(code for _rank, _place, code in found)


def _group_rank(code: str, text: str) -> int:
    """0 if `text` cannot begin this group; 1 local, 2 by all its initials, 3 by a beginning."""
    group = _GROUPS[code]
    begun = (*group.whole(), *group.initials())
    if not text or not any(name.startswith(text) for name in begun):
        return 0
    return 1 if code in LOCAL else 2 if text in group.initials() else 3
