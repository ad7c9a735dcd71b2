"""Names as they sound and as they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.identity.names import (
    NOTHING_FOLDED,
    Folding,
    canonical,
    fold_syllable,
    has_private_use,
    is_compound_surname,
    is_placeholder,
    letters,
    looks_like,
    nearly,
    normalise_name,
    readings,
    spellings,
    split_name,
    surname,
    syllables,
    written_sound,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lan", "nan"),
        ("fei", "hui"),
        ("fu", "hu"),
        ("zhong", "zong"),
        ("chen", "ceng"),
        ("lin", "ling"),
        ("lv", "li"),
        ("yuan", "yan"),
        ("xue", "xie"),
        ("yun", "ying"),
        ("jun", "jin"),
        ("fang", "huan"),
    ],
)
def test_sounds_that_are_not_told_apart_fold_into_one(one: str, other: str) -> None:
    assert fold_syllable(one) == fold_syllable(other)


def test_a_class_can_be_switched_off() -> None:
    assert fold_syllable("nan", Folding(n_l=False)) != fold_syllable("lan", Folding(n_l=False))
    assert fold_syllable("fei", NOTHING_FOLDED) == "fei"


@pytest.mark.parametrize(
    ("family", "sound"), [("仇", "qiu"), ("单", "shan"), ("曾", "zeng"), ("查", "zha"), ("区", "ou")]
)
def test_a_surname_is_read_as_a_surname(family: str, sound: str) -> None:
    assert readings(family, surname=True)[0] == sound


def test_an_old_and_a_rare_character_have_readings() -> None:
    assert readings("䶮") == ("yan",)
    assert readings("\U00020bb7") == readings("吉")
    assert readings("\ue815") == ("\ue815",)


def test_a_heteronym_gives_each_of_its_spellings() -> None:
    assert len(spellings("王乐")) == 2
    assert len(spellings("乐" * 100)) <= 8


@pytest.mark.parametrize("dot", ["·", "•", "・", "‧", ".", "．", "･"])
def test_every_dot_becomes_the_one_dot(dot: str) -> None:
    assert normalise_name(f"阿依{dot}古丽") == "阿依·古丽"


def test_spaces_and_compatibility_forms_go_and_rare_characters_stay() -> None:
    assert normalise_name(" 张　伟 ") == "张伟"
    assert normalise_name("Ｍａｒｙ  Ann") == "Mary Ann"
    assert normalise_name("\ue815䶮𬀩") == "\ue815䶮𬀩"
    assert normalise_name("[/]") == "[/]"
    assert has_private_use("张\ue815")


@pytest.mark.parametrize(
    "name", ["", "未取名", "未起名", "无名氏", "李婴", "王某某", "女婴", "*", "待定", "unnamed"]
)
def test_a_placeholder_is_no_name(name: str) -> None:
    assert is_placeholder(name)


@pytest.mark.parametrize("name", ["张伟", "李英", "王婴宁", "毛毛", "X张", "阿依·古丽", "[/]"])
def test_a_name_is_no_placeholder(name: str) -> None:
    assert not is_placeholder(name)


def test_compound_surnames_and_names_with_a_dot() -> None:
    assert split_name("欧阳锋") == ("欧阳", "锋")
    assert split_name("沙马阿各") == ("沙马", "阿各")
    assert split_name("阿依·古丽") == ("", "阿依古丽")
    assert split_name("张") == ("张", "")


def test_traditional_and_look_alike_characters_are_for_finding() -> None:
    assert "".join(map(canonical, "張偉強")) == "张伟强"
    assert "阎" in looks_like("闫")
    assert "巳" in looks_like("己")
    assert "王" not in looks_like("张")


def test_a_million_characters_are_taken_calmly() -> None:
    assert len(syllables("王" * 1000)) == 1000
    assert normalise_name("王" * 1_000_000)


@pytest.mark.parametrize(("sound", "folded"), [
    ("lan", "lan"), ("nan", "lan"), ("ni", "li"), ("nv", "li"), ("lve", "lie"), ("fei", "hui"), ("fa", "hua"),
    ("fan", "huan"), ("fang", "huan"), ("fen", "hun"), ("feng", "hong"), ("fo", "huo"), ("fou", "hou"), ("fu", "hu"),
    ("shi", "si"), ("zhi", "zi"), ("chi", "ci"), ("sha", "sa"), ("ju", "ji"), ("qu", "qi"), ("xu", "xi"),
    ("yu", "yi"),
    ("jue", "jie"), ("yue", "ye"), ("yuan", "yan"), ("juan", "jian"), ("gu", "gu"), ("ling", "lin"), ("leng", "len"),
    ("lang", "lan"), ("long", "long"), ("ning", "lin"), ("sheng", "sen"), ("an", "an"), ("", ""),
])  # fmt: skip
def test_how_each_sound_is_folded(sound: str, folded: str) -> None:
    assert fold_syllable(sound) == folded


@pytest.mark.parametrize(("switched_off", "sound", "folded"), [
    ("n_l", "nan", "nan"), ("h_f", "fei", "fei"), ("flat_curled", "shan", "shan"), ("n_ng", "ling", "ling"),
    ("u_i", "lv", "lv"), ("u_i", "yuan", "yuan"), ("u_i", "ju", "ju"),
])  # fmt: skip
def test_each_confusion_can_be_switched_off_by_itself(switched_off: str, sound: str, folded: str) -> None:
    assert fold_syllable(sound, Folding(**{switched_off: False})) == folded
    assert fold_syllable(sound) != folded
    assert fold_syllable(sound, NOTHING_FOLDED) == folded


@pytest.mark.parametrize(("sound", "heard"), [
    ("pin", "bin"), ("tin", "din"), ("kan", "gan"), ("qin", "jin"), ("cun", "zun"), ("bin", "bin"), ("den", "den"),
    ("dong", "den"), ("tong", "den"), ("deng", "den"), ("zong", "zen"), ("pa", "pa"), ("ta", "ta"), ("a", "a"),
    ("tan", "dan"), ("lan", "lan"),
])  # fmt: skip
def test_what_is_misheard_is_nearly_the_same(sound: str, heard: str) -> None:
    assert nearly(sound) == heard


@pytest.mark.parametrize(("written", "stored"), [
    ("罗 贵兰", "罗贵兰"), ("罗\u200b贵兰", "罗贵兰"), ("马.翔", "马·翔"), ("马．翔", "马·翔"), ("马。翔", "马·翔"),
    ("马 . 翔", "马·翔"), ("阿依 · 古丽", "阿依·古丽"), ("马 .翔", "马·翔"), ("A.B", "A.B"),
    ("Mary . Ann", "Mary . Ann"),
    ("马.", "马."), (" A 张 B ", "A张B"), ("㍿", "株式会社"), ("Mary\u00a0\tAnn", "Mary Ann"), ("龥", "龥"), ("", ""),
])  # fmt: skip
def test_a_name_as_it_is_stored(written: str, stored: str) -> None:
    assert normalise_name(written) == stored


@given(st.text("马翔a.·。 \u200b•B", max_size=8))
def test_a_stored_name_is_stored_the_same_again(written: str) -> None:
    stored = normalise_name(written)
    assert normalise_name(stored) == stored


@pytest.mark.parametrize("name", [
    "未命名", "没有名字", "没名字", "尚未取名", "暂未登记", "待报", "未定", "未报姓名", "无名", "无名女", "无名男",
    "无名婴", "不详", "未知",
    "某", "某某", "佚名", "欧阳婴", "李某", "李毛毛", "李未名", "李氏婴", "李无名", "李未取名", "李未起名",
    "李未命名", "李×", "李xx",
    "?", "？？", "**", "＊", "/", "\\", "-", "X", "××", "男孩", "婴儿", "孩子", "婴", "baby", "BABY", "no name",
    "unknown", "n/a",
    "NA", " 未取名 ",
])  # fmt: skip
def test_many_a_placeholder_is_no_name(name: str) -> None:
    assert is_placeholder(name)


@pytest.mark.parametrize("name", ["罗贵婴花", "欧阳大某某", "未央", "男男", "李孩", "baby1", "知", "x1"])
def test_what_only_begins_like_a_placeholder_is_a_name(name: str) -> None:
    assert not is_placeholder(name)


@pytest.mark.parametrize(("name", "plain", "parts", "shown"), [
    ("罗贵兰", "罗贵兰", ("罗", "贵兰"), "罗"), ("欧阳", "欧阳", ("欧", "阳"), "欧"),
    ("欧阳兰", "欧阳兰", ("欧阳", "兰"), "欧阳"),
    ("阿依·古丽", "阿依古丽", ("", "阿依古丽"), "阿"), ("mary ann", "MARYANN", ("M", "ARYANN"), "M"),
    ("", "", ("", ""), ""),
    ("罗", "罗", ("罗", ""), "罗"),
])  # fmt: skip
def test_letters_and_surname_of_a_name(name: str, plain: str, parts: tuple[str, str], shown: str) -> None:
    assert (letters(name), split_name(name), surname(name)) == (plain, parts, shown)


@pytest.mark.parametrize(("character", "there"), [
    ("\ue000", True), ("\uf8ff", True), ("\U000f0000", True), ("\U0010fffd", True), ("\uf900", False), ("张", False),
])  # fmt: skip
def test_characters_of_a_private_font(character: str, there: bool) -> None:
    assert has_private_use(f"罗{character}") is there


def test_readings_of_a_surname_and_of_any_other_character() -> None:
    assert (readings("单"), readings("单", surname=True)) == (("dan", "chan"), ("shan",))
    assert (readings("乐"), readings("乐", surname=True)) == (("le", "yue"), ("yue", "le"))
    assert readings("罗", surname=True) == readings("罗") == ("luo",)
    assert (readings("貴"), readings("?"), readings("")) == (("gui",), ("?",), ("",))
    # As a surname the likeliest reading alone.
    assert len(readings("王")) > len(readings("王", surname=True)) == 1


def test_syllables_and_spellings_read_the_first_letter_as_a_surname() -> None:
    assert syllables("单乐") == (frozenset(("san",)), frozenset(("le", "ye")))
    assert syllables("单乐", NOTHING_FOLDED) == (frozenset(("shan",)), frozenset(("le", "yue")))
    assert syllables("欧阳乐")[0] == frozenset(("ou",))
    assert spellings("单乐") == (("san", "le"), ("san", "ye"))
    assert len(spellings("乐" * 4)) == 8
    assert len(spellings("乐" * 3)) == 8
    assert len(spellings("乐" * 2)) == 4


def test_how_a_name_is_written_in_latin_letters() -> None:
    assert written_sound("罗贵兰") == {"LUOGUILAN", "GUILANLUO"}
    assert written_sound("欧阳兰") == {"OUYANGLAN", "LANOUYANG"}
    assert written_sound("吕") == {"LV", "LU", "LYU"}


def test_forms_of_a_character_and_what_it_is_mixed_up_with() -> None:
    assert (canonical("貴"), canonical("贵"), canonical("A")) == ("贵", "贵", "A")
    assert ("己" in looks_like("已"), "已" in looks_like("已"), looks_like("A")) == (True, False, "")
    assert is_compound_surname("欧阳") and not is_compound_surname("罗贵")
