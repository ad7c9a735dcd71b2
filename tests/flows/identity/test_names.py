"""Names as they sound and as they are written."""

from __future__ import annotations

import pytest

from flows.identity.names import (
    NOTHING_FOLDED,
    Folding,
    canonical,
    fold_syllable,
    has_private_use,
    is_placeholder,
    looks_like,
    normalise_name,
    readings,
    spellings,
    split_name,
    syllables,
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
    ("surname", "sound"), [("仇", "qiu"), ("单", "shan"), ("曾", "zeng"), ("查", "zha"), ("区", "ou")]
)
def test_a_surname_is_read_as_a_surname(surname: str, sound: str) -> None:
    assert readings(surname, surname=True)[0] == sound


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
