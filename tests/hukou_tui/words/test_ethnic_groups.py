"""An ethnic group is found by whatever a clerk types for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.refusals import refused
from hukou_tui.words import catalogue
from hukou_tui.words.ethnic_groups import LOCAL, UnknownEthnicGroup, by_text, choices, group_name


@pytest.fixture(autouse=True)
def _in_chinese(monkeypatch):
    monkeypatch.setattr(catalogue, "_language", "zh")


@pytest.mark.parametrize("typed", ["彝", "彝族", "07", "7", "０７", "yi", "Yi", "yizu", "ｙｉ", " yi "])
def test_a_code_a_name_and_whole_pinyin_mean_one_group(typed):
    assert by_text(typed) == ("07",)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("miao", "苗族"),
        ("zang", "藏族"),
        ("li", "黎族"),
        ("lisu", "傈僳族"),
        ("tu", "土族"),
        ("tujia", "土家族"),
        ("Zhuang", "壮族"),
        ("Gin", "京族"),
        ("Va", "佤族"),
        ("by", "布依族"),
        ("byz", "布依族"),
        ("wwe", "维吾尔族"),
        ("bu'yi", "布依族"),
        ("Bouy", "布依族"),
        ("menggu", "蒙古族"),
        ("Mongol", "蒙古族"),
    ],
)
def test_initials_pinyin_and_english_name_one_group(typed, name):
    assert [group_name(code) for code in by_text(typed)] == [name]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("y", ["彝族", "瑶族", "裕固族"]),
        ("h", ["汉族", "回族", "哈尼族", "哈萨克族", "赫哲族"]),
        ("m", ["苗族", "满族", "蒙古族"]),
        ("mz", ["苗族", "满族"]),
        ("hz", ["汉族", "回族", "赫哲族"]),
        ("dz", ["侗族", "傣族"]),
        ("ｍｚ", ["苗族", "满族"]),
    ],
)
def test_where_several_fit_the_local_ones_stand_first_and_whole_initials_before_beginnings(typed, first):
    assert [group_name(code) for code in by_text(typed)][: len(first)] == first


@pytest.mark.parametrize("typed", ["", " ", "族", "00", "57", "97", "qq", "汉汉", "?"])
def test_what_names_no_group_is_refused(typed):
    with refused(UnknownEthnicGroup, "unknown_ethnic_group"):
        by_text(typed)


def test_the_list_offers_all_56_the_local_ones_first_and_the_others_by_code():
    assert [group_name(code) for code in choices()[:5]] == ["汉族", "彝族", "苗族", "回族", "蒙古族"]
    assert choices()[:4] == LOCAL
    assert len(set(choices())) == 56 and list(choices()[4:]) == sorted(choices()[4:])


def test_each_group_is_found_by_its_own_name():
    assert all(by_text(group_name(code)) == (code,) for code in choices())


@given(st.text())
def test_no_text_does_more_than_be_refused(typed):
    try:
        found = by_text(typed)
    except UnknownEthnicGroup:
        return
    assert found and set(found) <= set(choices()) and len(set(found)) == len(found)
