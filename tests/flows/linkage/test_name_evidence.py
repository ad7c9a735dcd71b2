"""What the syllables of a name say of a row before the two names are compared."""

from __future__ import annotations

from flows.linkage import blocking_keys
from flows.linkage.evidence import Evidence
from flows.linkage.name_evidence import NameEvidence
from flows.linkage.phonetic_codes import name_codes, name_readings
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


def test_a_sound_out_of_its_place_counts_less() -> None:
    assert _points("罗贵兰", "罗贵兰") > _points("罗贵兰", "兰贵罗")


def test_traditional_forms_are_written_so_too() -> None:
    assert _points("罗贵兰", "羅貴蘭") == _points("罗贵兰", "罗贵兰")


def test_a_sound_that_comes_twice_counts_twice() -> None:
    assert _points("张兰兰", "张兰兰") > _points("张兰兰", "张兰花")


def test_the_register_says_how_common_a_sound_is() -> None:
    names = ["王芳"] * 300 + ["王琼"] * 3 + ["姬芳"] * 3
    heard = Sounds.from_names(blocking_keys.sounds(name_codes(name)) for name in names)
    assert Sounds.from_text(heard.text) == heard
    assert heard.of(name_codes("姬琼")) > heard.of(name_codes("王琼")) > heard.of(name_codes("王芳"))
    assert _points("王琼", "李琼", heard) > _points("王芳", "李芳", heard)


def test_an_empty_register_takes_all_sounds_for_equally_common() -> None:
    assert len(set(EVEN.given)) == 1
