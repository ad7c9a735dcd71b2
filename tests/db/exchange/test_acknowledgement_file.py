"""The form of an acknowledgement: what is no file of a county, or was changed, is read as nothing at all."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from db.exchange import acknowledgement_file as file
from db.exchange.acknowledgement_file import (
    Acknowledgement,
    build_acknowledgement,
    parse_acknowledgement,
)
from db.files import strict_json
from db.station.station import Station
from harness.stations.county_word import (
    CODE,
    NOWHERE,
    decision,
    receipt,
    refusal,
    ship,
    word,
)
from harness.stations.intake import (
    forwarded,
    granted,
)


def test_a_file_that_is_too_large_is_not_looked_into(station: Station, monkeypatch: pytest.MonkeyPatch):
    data = build_acknowledgement(word(station))
    monkeypatch.setattr(file, "MAX_FILE", len(data))
    assert isinstance(parse_acknowledgement(data), Acknowledgement)
    monkeypatch.setattr(file, "MAX_FILE", len(data) - 1)
    refused = refusal(station, data)
    assert (refused.code, refused.params) == ("ack_too_large", {"limit": len(data) - 1})


def full(station: Station) -> dict[str, Any]:
    """An acknowledgement with something in each of its parts."""
    case = forwarded(station)
    ship(station)
    return asdict(word(station, decision(station, case)))


@pytest.mark.parametrize("part", ["", "packets", "records", "decisions"])
def test_a_key_that_nobody_knows_or_that_is_missing_makes_it_unreadable(station: Station, part: str):
    said = full(station)
    told = said[part][0] if part else said
    said[part or "more"] = ({**told, "more": 1},) if part else 1
    assert refusal(station, strict_json.dumps(said)).code == "ack_unreadable"
    for key in told if part else [key for key in told if key not in ("more", "schema")]:
        less = full_without(said, part, told, key)
        assert refusal(station, strict_json.dumps(less)).code == "ack_unreadable", key


def full_without(said: dict[str, Any], part: str, told: dict[str, Any], key: str) -> dict[str, Any]:
    fewer = {name: value for name, value in told.items() if name not in (key, "more")}
    return {**said, part: (fewer,)} if part else fewer


@pytest.mark.parametrize(
    "changes",
    [
        {"records": [("result", "lost")]},
        {"records": [("note", "x" * 401)]},
        {"records": [("note", "x\u202e")]},
        {"records": [("record", "AB" * 32)]},
        {"records": [("record", "ab" * 31)]},
        {"records": [("revision", 2)]},
        {"records": [("case_id", NOWHERE)]},
        {"decisions": [("event", "forward")]},
        {"decisions": [("record", "ab" * 32)]},
        {"packets": [("sha256", "g" * 64)]},
        {"packets": [("packet", True)]},
        {"packets": [("packet", "1")]},
    ],
)
def test_what_does_not_hold_together_is_unreadable(
    station: Station, changes: dict[str, list[tuple[str, object]]]
):
    said = full(station)
    for part, words in changes.items():
        said[part] = ({**said[part][0], **dict(words)},)
    assert refusal(station, strict_json.dumps(said)).code == "ack_unreadable"


@pytest.mark.parametrize("part", ["packets", "records"])
def test_nothing_is_named_twice(station: Station, part: str):
    said = full(station)
    said[part] = said[part] * 2
    if part == "records":
        said[part] = (said[part][0], {**said[part][0], "case_id": NOWHERE})
    assert refusal(station, strict_json.dumps(said)).code == "ack_unreadable"


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "hukou-packet"}, {"signed": True}, {"notice_zh": "已签名"}, {"notice_en": ""}, {"schema": 1},
        {"schema": 0}, {"schema": "2"}, {"schema": True}, {"schema": None}, {"office": " 县局"}, {"ack": "1"},
        {"training": 1}, {"station": 1},
    ],
)  # fmt: skip
def test_its_head_has_one_form(station: Station, changes: dict[str, object]):
    assert refusal(station, strict_json.dumps({**full(station), **changes})).code == "ack_unreadable"


def test_the_same_words_written_otherwise_are_unreadable(station: Station):
    data = strict_json.dumps(full(station))
    assert isinstance(parse_acknowledgement(data), Acknowledgement)
    for other in (data + b"\n", b" " + data, data.replace(b'","', b'", "', 1)):
        assert refusal(station, other).code == "ack_unreadable"


def test_a_word_of_a_newer_program_is_told_as_one(station: Station):
    refused = refusal(station, strict_json.dumps({**full(station), "schema": 3}))
    assert (refused.code, refused.params) == ("ack_newer", {"schema": 3, "known": 2})


def test_a_note_of_the_longest_and_an_office_of_none_are_read(station: Station):
    case = granted(station)
    ship(station)
    ack = word(station, receipt(station, case, "returned", "注" * 400), office="县" * 40)
    assert parse_acknowledgement(build_acknowledgement(ack)) == ack
    assert file.file_name(CODE, 7) == f"HKACK_{CODE}_000007.json"
