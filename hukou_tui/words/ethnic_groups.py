"""The 56 ethnic groups by GB/T 3304-1991 code, the local ones first; found by name, code or first letters."""

from __future__ import annotations

import unicodedata

from flows.errors import FlowError
from hukou_tui.words import language

#: Code, Chinese name, English name. Order = code; the code is never a line number.
_TABLE = """
01 汉 Han|02 蒙古 Mongol|03 回 Hui|04 藏 Tibetan|05 维吾尔 Uyghur|06 苗 Miao|07 彝 Yi|08 壮 Zhuang
09 布依 Bouyei|10 朝鲜 Korean|11 满 Manchu|12 侗 Dong|13 瑶 Yao|14 白 Bai|15 土家 Tujia|16 哈尼 Hani
17 哈萨克 Kazakh|18 傣 Dai|19 黎 Li|20 傈僳 Lisu|21 佤 Va|22 畲 She|23 高山 Gaoshan|24 拉祜 Lahu
25 水 Sui|26 东乡 Dongxiang|27 纳西 Naxi|28 景颇 Jingpo|29 柯尔克孜 Kirgiz|30 土 Tu|31 达斡尔 Daur
32 仫佬 Mulao|33 羌 Qiang|34 布朗 Blang|35 撒拉 Salar|36 毛南 Maonan|37 仡佬 Gelao|38 锡伯 Xibe
39 阿昌 Achang|40 普米 Pumi|41 塔吉克 Tajik|42 怒 Nu|43 乌孜别克 Uzbek|44 俄罗斯 Russian|45 鄂温克 Ewenki
46 德昂 Deang|47 保安 Bonan|48 裕固 Yugur|49 京 Gin|50 塔塔尔 Tatar|51 独龙 Derung|52 鄂伦春 Oroqen
53 赫哲 Hezhen|54 门巴 Monba|55 珞巴 Lhoba|56 基诺 Jino
"""
_GROUPS: dict[str, tuple[str, str]] = {
    entry.split()[0]: (entry.split()[1], entry.split()[2])
    for line in _TABLE.strip().splitlines()
    for entry in line.split("|")
}
#: The townships of Zhaotong's ethnic groups are Hui, Yi and Miao; they stand before all others.
LOCAL = ("01", "07", "06", "03")


class UnknownEthnicGroup(FlowError):
    """What was typed names none of the 56 groups."""


def group_name(code: str) -> str:
    """The name of a group in the language spoken now; an unknown code as it is."""
    if code not in _GROUPS:
        return code
    return _GROUPS[code][0] + "族" if language() == "zh" else _GROUPS[code][1]


def by_text(typed: str) -> tuple[str, ...]:
    """The codes that `typed` can mean: two digits, the Chinese name, or the beginning of the English one.

    Raises UnknownEthnicGroup if it means none.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    if text.zfill(2) in _GROUPS:
        return (text.zfill(2),)
    han = text.removesuffix("族") or text
    for code, (chinese, english) in _GROUPS.items():
        if text and (chinese == han or english.lower() == text.lower()):
            return (code,)
    found = [
        code for code, (_zh, english) in _GROUPS.items() if text and english.lower().startswith(text.lower())
    ]
    if not found:
        raise UnknownEthnicGroup("unknown_ethnic_group")
    return tuple(sorted(found, key=lambda code: (code not in LOCAL, code)))
