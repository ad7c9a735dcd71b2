"""Two names are compared whatever they are made of: a lookup that raises finds nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.linkage import name_frequency
from flows.linkage.name_similarity import NameSimilarity, compare_names, match_linked_name

#: What falls together or apart when names are made alike: dots, marks, ligatures, halves of syllables.
STRANGE = "马天翔龘a.·•- \u0308\u0301\u0345\u3099かß\ufb01\u3300\u1100\u1161\ue000Ａ"


@pytest.mark.parametrize(
    ("one", "other"),
    [("龘. 㖊", "马天"), ("A·\u0308龘", "A龘龘"), ("马.·马", "马马"), ("\u0345\u03b9", "马")],
)
def test_names_whose_letters_fall_together_are_compared(one, other):
    assert compare_names(one, other) and compare_names(other, one)


def is_in_bounds(found):
    return found is None or 0 <= found.strength <= 100


@pytest.mark.parametrize("texts", [st.text(STRANGE, max_size=6), st.text(max_size=6)], ids=["strange", "any"])
@given(data=st.data())
def test_whatever_two_names_are_made_of_they_are_compared(texts, data):
    one, other = data.draw(texts), data.draw(texts)
    assert is_in_bounds(compare_names(one, other))


#: Kind, strength and bits of two names: a surname's bits are 3/4 of those in name_frequency.txt, a character's are as
#: they stand there, and each kind costs what it is rarer among the names of one person.
PAIRS = [
    ("罗贵兰", "罗贵兰", "equal", 100, 14.55, {"frequency": "usual"}),
    ("王芳", "王 芳", "equal", 100, 10.0, {"frequency": "common"}),
    ("阿依·古丽", "阿依古丽", "equal", 100, 20.8, {"frequency": "rare"}),
    ("羅貴蘭", "罗贵兰", "variant", 95, 11.55, {"one": "羅貴蘭", "other": "罗贵兰"}),
    ("罗貴兰", "罗贵兰", "variant", 95, 13.55, {"one": "貴", "other": "贵"}),
    ("罗桂兰", "罗贵兰", "homophone", 80, 10.55, {"one": "桂", "other": "贵"}),
    ("罗桂南", "罗贵兰", "dialect", 70, 9.05, {"one": "桂南", "other": "贵兰"}),
    ("罗责兰", "罗贵兰", "look_alike", 72, 12.55, {"one": "责", "other": "贵"}),
    ("己伟", "已伟", "look_alike", 72, 11.0, {"one": "己", "other": "已"}),
    ("陈冬", "陈灯", "near_sound", 68, 7.5, {"one": "冬", "other": "灯"}),
    ("王桂芳兰芳", "王贵方南方", "dialect", 70, 6.8, {"one": "桂芳兰芳", "other": "贵方南方"}),
    ("罗平", "罗兵", "near_sound", 68, 4.75, {"one": "平", "other": "兵"}),
    ("罗兰贵", "罗贵兰", "order", 72, 10.05, {}),
    ("王兰", "兰王", "order", 72, 5.5, {}),
    ("罗兰桂", "罗贵兰", "order_and_sound", 66, 4.05, {"one": "罗兰桂", "other": "罗贵兰"}),
    ("罗贵", "桂罗", "different", 0, -7, {}),
    ("贵兰", "罗贵兰", "given_only", 60, 9.0, {"one": "贵兰"}),
    ("罗贵兰", "贵兰", "given_only", 60, 9.0, {"one": "贵兰"}),
    ("张贵兰", "罗贵兰", "other_surname", 60, 6.0, {"one": "张", "other": "罗"}),
    ("张桂兰", "罗贵兰", "other_surname", 60, 2.0, {"one": "张", "other": "罗"}),
    ("欧阳贵兰", "罗贵兰", "other_surname", 60, 6.0, {"one": "欧阳", "other": "罗"}),
    ("欧贵兰", "欧阳贵兰", "other_surname", 60, 9.0, {"one": "欧", "other": "欧阳"}),
    ("欧兰", "欧阳兰", "other_surname", 40, 3.0, {"one": "欧", "other": "欧阳"}),
    ("王芳", "李芳", "other_surname", 40, 0.0, {"one": "王", "other": "李"}),
    ("王方", "李芳", "other_surname", 40, -0.5, {"one": "王", "other": "李"}),
    ("古丽", "阿依·古丽", "given_only", 60, 11.5, {"one": "古丽"}),
    ("阿依·古丽", "古丽·买买提", "part", 50, 7.5, {}),
    ("买买提·阿依", "古丽·买买提", "part", 50, 8.0, {}),
    ("阿依·古丽", "阿依·米娜", "surname_only", 10, 0.0, {}),
    ("阿依·古丽·买买提", "阿依·米娜·买买提", "part", 50, 8.0, {}),
    ("阿依·古", "米娜·古", "other_surname", 40, 3.5, {"one": "阿依", "other": "米娜"}),
    ("罗贵花", "罗贵兰", "generation", 30, 3.25, {"one": "花", "other": "兰"}),
    ("罗桂花", "罗贵兰", "generation", 30, -0.75, {"one": "花", "other": "兰"}),
    ("欧䶮花", "欧䶮兰", "generation", 30, 5.5, {"one": "花", "other": "兰"}),
    ("罗春兰", "罗贵兰", "one_character", 45, 2.75, {"one": "春", "other": "贵"}),
    ("罗朝贵兰", "罗朝春兰", "one_character", 45, 8.75, {"one": "贵", "other": "春"}),
    ("罗朝贵兰", "罗朝贵春", "one_character", 45, 9.75, {"one": "兰", "other": "春"}),
    ("罗兰", "罗贵兰", "dropped", 50, 4.25, {"one": "罗兰", "other": "罗贵兰"}),
    ("罗贵", "罗贵兰", "dropped", 50, 5.25, {"one": "罗贵", "other": "罗贵兰"}),
    ("罗南", "罗贵兰", "dropped", 50, 2.75, {"one": "罗南", "other": "罗贵兰"}),
    ("罗朝贵兰", "罗贵兰", "dropped", 50, 10.25, {"one": "罗朝贵兰", "other": "罗贵兰"}),
    ("罗小兰", "罗贵兰", "nickname", 50, 4.75, {"one": "罗小兰", "other": "罗贵兰"}),
    ("罗贵兰", "罗小兰", "nickname", 50, 4.75, {"one": "罗小兰", "other": "罗贵兰"}),
    ("兰兰", "罗贵兰", "nickname", 50, 1.0, {"one": "兰兰", "other": "罗贵兰"}),
    ("兰儿", "罗贵兰", "nickname", 50, 1.0, {"one": "兰儿", "other": "罗贵兰"}),
    ("小贵", "罗贵兰", "nickname", 50, 2.0, {"one": "小贵", "other": "罗贵兰"}),
    ("罗小贵", "罗贵兰", "surname_only", 10, -3.75, {}),
    ("罗小贵", "罗贵", "nickname", 50, 5.75, {"one": "罗小贵", "other": "罗贵"}),
    ("罗二妹", "罗贵兰", "birth_order", 20, 1.0, {"one": "罗二妹"}),
    ("罗贵兰", "二妹", "birth_order", 20, 0.0, {"one": "二妹"}),
    ("老三", "周小强", "birth_order", 20, 0.0, {"one": "老三"}),
    ("李四妹", "罗贵兰", "different", 0, -7, {}),
    ("王小兰", "罗贵兰", "different", 0, -7, {}),
    ("LUO GUILAN", "罗贵兰", "in_letters", 70, 9.05, {"one": "LUOGUILAN"}),
    ("罗贵兰", "guilan luo", "in_letters", 70, 9.05, {"one": "GUILANLUO"}),
    ("LUO GUILI", "罗贵兰", "different", 0, -7, {}),
    ("LUOGUILAN1", "罗贵兰", "different", 0, -7, {}),
    ("MARY", "ANNE LI", "different", 0, -7, {}),
    ("罗大有", "罗贵兰", "surname_only", 10, -3.75, {}),
    ("罗兰", "罗芳", "surname_only", 10, -1.75, {}),
    ("䶮兰", "䶮芳", "surname_only", 10, 2.0, {}),
    ("罗", "罗贵兰", "surname_only", 10, -3.75, {}),
    ("兰", "罗贵兰", "different", 0, -7, {}),
    ("周小强", "罗贵兰", "different", 0, -7, {}),
    ("", "罗贵兰", "different", 0, -7, {}),
    ("", "二妹", "different", 0, -7, {}),
    ("张贵", "罗贵兰", "different", 0, -7, {}),
    ("单贵兰", "山贵兰", "homophone", 80, 14.3, {"one": "单", "other": "山"}),
    ("罗贵单", "罗贵山", "generation", 30, 3.25, {"one": "单", "other": "山"}),
    ("罗芳", "罗贵兰", "surname_only", 10, -3.75, {}),
    ("桂兰", "罗贵兰", "different", 0, -7, {}),
    ("罗小桂", "罗春贵", "nickname", 50, 1.75, {"one": "罗小桂", "other": "罗春贵"}),
    ("小桂", "罗春贵", "nickname", 50, -2.0, {"one": "小桂", "other": "罗春贵"}),
    ("小兰", "兰", "nickname", 50, 1.0, {"one": "小兰", "other": "兰"}),
    ("欧阳兰儿", "欧阳兰妹", "nickname", 50, 8.5, {"one": "欧阳兰儿", "other": "欧阳兰妹"}),
    ("", "", "different", 0, -7, {}),
]


@pytest.mark.parametrize(("one", "other", "code", "strength", "bits", "params"), PAIRS)
def test_how_alike_two_names_are_and_what_it_says(one, other, code, strength, bits, params):
    found = compare_names(one, other)
    assert (found.code, found.strength, found.params) == (code, strength, params)
    assert found.bits == pytest.approx(bits)
    # Whichever is asked for, it is the same kind; what it says goes by the one that is asked for.
    back = compare_names(other, one)
    assert (back.code, back.strength) == (code, strength)


def test_from_which_strength_two_are_one_name():
    assert [NameSimilarity("", strength).same_name for strength in (64, 65)] == [False, True]


@pytest.mark.parametrize(("how", "bits"), [("common", 13.99), ("usual", 14), ("usual", 18.99), ("rare", 19)])
def test_how_common_a_name_is_said_to_be(how, bits):
    assert name_frequency.how_common(bits) == how


def test_the_bits_of_a_name():
    assert name_frequency.surname_bits("罗") == 3.75
    assert name_frequency.surname_bits("䶮") == 7.5
    assert name_frequency.surname_bits("") == 0.0
    assert name_frequency.given_bits("兰") == 5.0
    assert name_frequency.given_bits("䶮") == 8.5
    assert name_frequency.given_bits("兰兰兰兰兰兰兰兰") == 30.0
    assert name_frequency.name_bits("罗", "兰") == 11.25
    assert name_frequency.name_bits("罗", "贵兰") == pytest.approx(15.05)


def test_only_so_many_letters_of_a_name_are_compared():
    assert compare_names("罗" * 60 + "贵", "罗" * 60 + "兰").code == "equal"
    assert compare_names("罗" * 59 + "贵", "罗" * 59 + "兰").code == "one_character"
    assert compare_names(" " * 201 + "罗", "罗").code == "different"


@pytest.mark.parametrize(("one", "other", "fathers", "own"), [
    ("依火木呷", "吉克木呷", ("阿普依火",), "木呷"),
    ("阿普木呷", "吉克木呷", ("", "吉克阿普"), "木呷"),
    ("木呷", "吉克木呷", ("沙马吉克",), "木呷"),
    ("吉克木呷", "木呷", ("沙马吉克",), "木呷"),
    ("依火木", "吉木", ("吉",), ""),
    ("依火木呷", "吉克木呷", ("阿普",), ""),
    ("依火木呷", "吉克木呷", (), ""),
    ("依火木", "吉克木", ("阿普依火",), ""),
    ("普呷木", "吉呷木", ("普",), ""),
    ("依木呷", "火木呷", ("依",), ""),
    ("依火木呷", "依火木呷", ("依火",), ""),
    ("", "", ("依火",), ""),
])  # fmt: skip
def test_a_yi_name_with_the_fathers_before_ones_own(one, other, fathers, own):
    found = match_linked_name(one, other, fathers)
    assert (found.params["one"] if found else "") == own
    if found:
        assert (found.code, found.strength, found.bits) == ("chained", 60, 13)


def test_a_short_own_name_says_as_much_as_its_characters():
    found = match_linked_name("依火小兰", "吉克小兰", ("阿普依火",))
    assert found is not None and found.bits == 7
