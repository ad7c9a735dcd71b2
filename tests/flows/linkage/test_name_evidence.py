"""What the syllables of a name say of a row before the two names are compared."""

from __future__ import annotations

import pytest

from flows.linkage import blocking_keys
from flows.linkage.evidence import NAME, Evidence
from flows.linkage.name_evidence import NameEvidence
from flows.linkage.phonetic_codes import letter_codes, name_codes, name_readings
from flows.linkage.phonetic_frequency import EVEN, Sounds


def _entry(name: str) -> int:
    return blocking_keys.first_letters(name_codes(name), name)


def _points(asked: str, on_record: str, sounds: Sounds = EVEN) -> int:
    evidence = Evidence()
    names = NameEvidence(name_readings(asked), [asked], evidence, sounds)
    return evidence.worth(names.of_entry(_entry(on_record)))


def test_a_name_counts_the_more_the_more_of_it_agrees() -> None:
    same, written_otherwise, surname_and_one, one_alone, nothing = (
        _points("罗贵兰", name) for name in ("罗贵兰", "罗桂兰", "罗贵芳", "张国兰", "周小强")
    )
    assert same > written_otherwise > surname_and_one > one_alone > 0 > nothing


@pytest.mark.parametrize(
    ("name", "less"), [("罗贵兰", "兰贵罗"), ("张兰兰", "张兰花")], ids=["out of its place", "once instead of twice"]
)
def test_a_sound_counts_in_its_place_and_as_often_as_it_comes(name: str, less: str) -> None:
    assert _points(name, name) > _points(name, less)


def test_traditional_forms_are_written_so_too() -> None:
    assert _points("罗贵兰", "羅貴蘭") == _points("罗贵兰", "罗贵兰")


def test_the_register_says_how_common_a_sound_is() -> None:
    names = ["王芳"] * 300 + ["王琼"] * 3 + ["姬芳"] * 3
    heard = Sounds.from_names(blocking_keys.sounds(name_codes(name)) for name in names)
    assert Sounds.from_text(heard.text) == heard
    assert heard.of(name_codes("姬琼")) > heard.of(name_codes("王琼")) > heard.of(name_codes("王芳"))
    assert _points("王琼", "李琼", heard) > _points("王芳", "李芳", heard)


def test_an_empty_register_takes_all_sounds_for_equally_common() -> None:
    assert len(set(EVEN.given)) == 1


#: With every sound as common as the other, a surname says 14 points and each syllable of a given name 18; a part says
#: 4 less than the sum; written the same 4 more, otherwise 8 less; out of its place 6 less.
@pytest.mark.parametrize(("asked", "on_record", "points", "why"), [
    ("罗贵兰", "罗贵兰", 58, "14 + 18 + 18, and twice written so"),
    ("罗贵兰", "罗桂兰", 46, "one written otherwise, one so"),
    ("罗贵兰", "罗桂南", 34, "two written otherwise"),
    ("罗贵兰", "罗贵芳", 32, "surname and one syllable, a part"),
    ("罗贵兰", "罗春兰", 32, "surname and the other syllable"),
    ("罗贵兰", "张贵兰", 40, "the given name alone"),
    ("罗贵兰", "张国兰", 18, "one syllable"),
    ("罗贵兰", "罗大有", 10, "the surname"),
    ("罗贵兰", "罗", 10, "the surname, and no more is on record"),
    ("罗贵兰", "贵兰", 26, "a syllable where the surname should be"),
    ("罗贵兰", "兰贵罗", 42, "two out of their places, and so not the whole"),
    ("罗贵兰", "周小强", -14, "nothing"),
    ("张兰兰", "张兰兰", 54, "one syllable twice: written so is said once"),
    ("张兰兰", "张兰花", 32, "once of twice"),
    ("张兰花", "张兰兰", 32, "twice of once"),
    ("兰兰", "兰兰", 30, "as a surname and in a given name"),
    ("", "罗贵兰", -14, "nothing asked"),
])  # fmt: skip
def test_what_an_entry_says_before_the_names_are_compared(asked: str, on_record: str, points: int, why: str) -> None:
    assert _points(asked, on_record) == points, why


def test_more_than_the_name_itself_and_eight_is_never_said() -> None:
    evidence = Evidence()
    readings = name_readings("罗贵兰")
    NameEvidence(readings, ["罗贵兰"], evidence, EVEN)
    assert evidence.worth(evidence.piece(NAME, 60)) == 58
    nameless = Evidence()
    assert not NameEvidence((), [], nameless, EVEN)
    assert nameless.worth(nameless.piece(NAME, 60)) == 8


def test_two_ways_to_write_a_name_are_both_written_so() -> None:
    evidence = Evidence()
    names = NameEvidence(name_readings("罗贵兰"), ["罗贵兰", "罗桂兰"], evidence, EVEN)
    assert bool(names)
    assert [evidence.worth(names.of_entry(_entry(name))) for name in ("罗贵兰", "罗桂兰")] == [58, 58]


def test_what_a_whole_name_and_its_parts_say() -> None:
    evidence = Evidence()
    (codes,) = name_readings("罗贵兰")
    names = NameEvidence([codes], ["罗贵兰"], evidence, EVEN)
    luo, gui, lan = codes
    assert evidence.worth(names.of_whole(codes)) == 50
    assert evidence.worth(names.of_part((luo, gui), surname=True)) == 14 + 18 - 4
    assert evidence.worth(names.of_part((gui, lan), surname=False)) == 18 + 18 - 4
    assert evidence.worth(names.of_part((gui, lan), surname=True)) == 14 - 6 + 18 - 4
    twice = Evidence()
    (codes,) = name_readings("张兰兰")
    names = NameEvidence([codes], ["张兰兰"], twice, EVEN)
    assert twice.worth(names.of_part(codes[1:], surname=False)) == 18 + 18 - 4
    assert twice.worth(names.of_part((codes[1], codes[0]), surname=False)) == 18 + 18 - 6 - 4


def test_how_common_a_sound_is_in_points() -> None:
    """Three points a bit; a surname counts three quarters; five hundred names are supposed that share all sounds."""
    assert (EVEN.family[1], EVEN.given[1], EVEN.of((1, 2, 3))) == (14, 18, 50)
    heard = Sounds.from_names(blocking_keys.sounds(name_codes(name)) for name in ["王芳"] * 300 + ["王琼兰"] * 3)
    (wang, qiong, lan), (_, fang) = name_codes("王琼兰"), name_codes("王芳")
    assert (heard.family[wang], heard.family[lan]) == (3, 15)
    assert (heard.given[fang], heard.given[qiong], heard.given[lan]) == (4, 19, 19)
    assert heard.given[0] == heard.given[1] == 20
    many = Sounds.from_names([blocking_keys.sounds(name_codes("王芳"))] * 40_000)
    assert (many.given[lan], many.family[lan]) == (33, 28)


def test_the_points_of_sounds_as_a_register_keeps_them() -> None:
    assert len(EVEN.text) == 1024
    assert (EVEN.text[0], EVEN.text[511], EVEN.text[512]) == ("/", "/", "3")
    unlike = Sounds(tuple(range(512)), tuple(range(512, 1024)))
    assert Sounds.from_text(unlike.text) == unlike
    assert unlike.text[0] == "!"


@pytest.mark.parametrize(("name", "filed", "asked"), [
    ("罗贵兰", (136, 73, 118), ((136, 73, 118),)),
    ("羅 貴·蘭", (136, 73, 118), ((136, 73, 118),)),
    ("王乐", (227, 120), ((227, 120), (227, 243))),
    ("单乐", (192, 120), ((192, 120), (192, 243))),
    ("乐单", (243, 36), ((243, 36), (243, 20), (120, 36), (120, 20))),
    ("欧阳兰", (154, 241, 118), ((154, 241, 118),)),
    ("乐乐乐", (243, 120, 120), ((243, 120, 120), (243, 120, 243), (243, 243, 120), (243, 243, 243))),
    ("", (), ()),
    ("·", (), ()),
])  # fmt: skip
def test_a_name_is_filed_by_its_likeliest_reading_and_asked_for_by_all(name, filed, asked) -> None:
    """A surname is read as one: 单 is Shan first, and Dan or Chan behind it."""
    assert (name_codes(name), name_readings(name)) == (filed, asked)


def test_of_a_long_name_so_many_letters_have_numbers_and_so_many_readings_are_asked_for() -> None:
    assert len(name_codes("王" * 24)) == len(name_codes("王" * 25)) == 24
    assert len(name_codes("·" * 47 + "王王")) == 1
    assert len(name_readings("王" * 25)[0]) == 24
    assert len(name_readings("·" * 47 + "王王")[0]) == 1
    assert len(name_readings("乐乐乐乐")) == 4
    assert len(name_readings("乐乐乐乐", 2)) == 2


def test_a_letter_of_no_known_sound_has_a_number_of_its_own() -> None:
    assert letter_codes("\ue815") == (506,)
    assert letter_codes("A") == (507,)
    assert all(400 <= letter_codes(chr(0xE000 + at))[0] < 512 for at in range(200))
    assert letter_codes("单") == (36, 20, 192)[: len(letter_codes("单"))]
    assert letter_codes("单", surname=True) == (192,)
