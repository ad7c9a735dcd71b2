"""Each code of the comparison, and of a line that is left out of an import, has its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flows.linkage import (
    comparison,
    date_similarity,
    name_similarity,
    number_similarity,
    place_similarity,
    relation,
)
from hukou_tui.words import catalogue, reasons
from hukou_tui.words.rejects import REJECTS


def _codes(module: object, pattern: str) -> set[str]:
    return set(re.findall(pattern, Path(module.__file__).read_text("utf-8")))  # type: ignore[attr-defined]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_similarity_has_a_sentence(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", lang)
    params = dict.fromkeys(("one", "other", "years", "days", "village"), "1")
    names = _codes(name_similarity, r'NameSimilarity\(\s*"(\w+)"') | {"parent_surname"}
    names |= _codes(name_similarity, r'code, strength = "(\w+)"')
    dates = _codes(date_similarity, r'DateSimilarity\(\s*"(\w+)"') | {
        "within_month",
        "within_year",
        "within_range",
    }
    numbers = _codes(number_similarity, r'(?:return |\()\(?"(\w+)",') | {"equal", "next_number"}
    assert len(names) > 10
    assert len(dates) > 10
    assert len(numbers) > 6
    codes = (
        {f"name_{c}" for c in names}
        | {f"birth_date_{c}" for c in dates}
        | {f"id_number_{c}" for c in numbers}
    )
    codes |= (
        {f"former_names_{c}" for c in names} | {f"father_name_{c}" for c in names} | {"mother_number_equal"}
    )
    places = _codes(place_similarity, r'(?:return |: \()"(\w+)", ')
    codes |= {f"division_{c}" for c in places & {"county", "township", "village", "other_county"}}
    codes |= {f"address_{c}" for c in places & {"equal", "village", "other"}} | {
        "sex_equal",
        "sex_contradicts",
    }
    codes |= {f"name_{relation.POSSIBLE_TWIN}"}
    assert {"division_village", "address_equal"} <= codes
    for code in codes:
        said = reasons.reason_text(code, params)
        assert said, code
        assert code.split("_", 1)[-1] not in said or " " in said or said.isalpha(), code
        assert "_" not in said, code


def test_what_qualifies_a_reason_is_said_with_it() -> None:
    plain = reasons.reason_text("father_name_equal", {})
    for more in ({"frequency": "rare"}, {"frequency": "common"}, {"beside": True}, {"swapped": True}):
        assert len(reasons.reason_text("father_name_equal", more)) > len(plain)
    assert reasons.reason_text("father_name_equal", {"frequency": "usual"}) == plain


def test_every_field_has_a_name() -> None:
    assert set(comparison.FIELDS) <= set(reasons.FIELDS)


def test_a_row_and_a_sentence_know_the_same_relations_and_bands() -> None:
    assert reasons.RELATIONS.keys() == reasons.RELATIONS_IN_A_ROW.keys()
    assert reasons.BANDS.keys() == reasons.BANDS_IN_A_ROW.keys()


def test_chinese_is_complete() -> None:
    say = catalogue.translator("zh")
    tables = (
        reasons.FIELDS, reasons.RELATIONS, reasons.RELATIONS_IN_A_ROW, reasons.BANDS, reasons.BANDS_IN_A_ROW,
        reasons._NAMES, reasons._DATES, reasons._NUMBERS, reasons._OTHERS, reasons._WHY, REJECTS,
    )  # fmt: skip
    assert [text for table in tables for text in table.values() if say(text) == text] == []
