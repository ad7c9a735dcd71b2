"""The day slip: what the day held, who was given a key, and the head that the file is checked against."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db.access import key_administration, unlocking, vault
from db.journal.hash_chain import Head
from flows.case import actions as a
from harness.stations.command_line import run
from harness.stations.intake import (
    ADMINISTRATOR,
    CHEAP,
    DAY,
    PASSPHRASE,
    granted,
    held,
    new_station,
    open_case,
)
from hukou_tui.commands.station import station as command
from hukou_tui.paper.slips.day_slip import render
from hukou_tui.session.working_day import day_of


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_tells_the_day_and_names_nobody(tmp_path: Path, lang: str):
    with new_station(tmp_path) as station:
        granted(station)
        open_case(station)
        text = render(day_of(station, DAY), lang)
        head = station.queries.head()
    assert "欧阳" not in text and "小明" not in text
    assert "2" in next(
        line for line in text.splitlines() if {"zh": "新开", "en": "cases opened"}[lang] in line
    )
    assert "".join(re.findall(r"\b[0-9a-f]{8}\b", text)) == head.hash and str(head.seq) in text
    assert not text.endswith("\n\n") and max(map(len, text.splitlines())) <= 78


def test_a_key_given_anew_and_a_role_stand_on_it(tmp_path: Path):
    new_station(tmp_path).close()
    opened = unlocking.open_station(tmp_path, held(tmp_path, ADMINISTRATOR), at="2016-06-15T02:00:00Z")
    with opened.station as station:
        key_administration.reset_passphrase(opened, "002", "another one entirely", "2016-06-15T02:00:00Z", CHEAP)
        key_administration.add_operator(
            opened, vault.Newcomer("007", "auditor", PASSPHRASE), "2016-06-15T02:00:00Z", CHEAP
        )
        text = render(day_of(station, date(2016, 6, 15)), "en")
    assert "Keys given anew: 002, 007" in text and "Operators changed: 007 auditor" in text
    assert "nothing was done" not in text


@pytest.mark.parametrize(("failed", "said"), [(0, []), (1, ["Wrong passphrases: 1"]), (3, ["Wrong passphrases: 3"])])
def test_even_one_wrong_passphrase_stands_on_it_and_none_is_not_spoken_of(
    tmp_path: Path, failed: int, said: list[str]
):
    with new_station(tmp_path) as station:
        seat = a.TakeSeat("slot", failed)
        station.append(seat, case_id="", operator=ADMINISTRATOR, at=f"{DAY}T02:00:00Z")
        text = render(day_of(station, DAY), "en")
    assert [line for line in text.splitlines() if "Wrong passphrases" in line] == said


@pytest.mark.parametrize(
    ("lang", "accepted", "said"),
    [
        ("en", (False, False), "as of 2016-06-01: 200000 persons before, 199000 after, 7 lines left out"),
        ("en", (True, True), "the loss was accepted; the older day was accepted"),
        ("zh", (True, False), "人数减少已确认"),
    ],
)
def test_an_import_of_the_register_stands_on_it(
    tmp_path: Path, lang: str, accepted: tuple[bool, bool], said: str
):
    with new_station(tmp_path) as station:
        action = a.ImportRegister("ab" * 32, 200_000, 199_000, 7, "2016-06-01", *accepted)
        station.append(action, case_id="", operator=ADMINISTRATOR, at=f"{DAY}T02:00:00Z")
        text = render(day_of(station, DAY), lang)
    assert said in " ".join(text.split())
    assert "nothing was done" not in text and "当日无" not in text


def test_the_head_as_it_is_printed_is_taken_by_verify(tmp_path: Path):
    with new_station(tmp_path) as station:
        head = station.queries.head()
        assert station.queries.holds(Head(head.seq, head.hash))
        printed = " ".join(re.findall(r"\b[0-9a-f]{8}\b", render(day_of(station, DAY), "en")))
    assert run(command, tmp_path, "verify", "--head", printed).exit_code == 0
    assert run(command, tmp_path, "verify", "--head", f"{head.seq}: {printed}").exit_code == 0


def test_a_day_is_that_at_the_window(tmp_path: Path):
    """Half past midnight in Zhaotong is still the day before in UTC."""
    with new_station(tmp_path) as station:
        opened = {"case_id": "530699001-20160616-001", "operator": "001", "at": "2016-06-15T16:30:00Z"}
        station.append(a.OpenCase("2016-06-16", ""), **opened)
        assert day_of(station, date(2016, 6, 16)).counts == {"open_case": 1}
        assert day_of(station, date(2016, 6, 15)).counts == {}


@pytest.mark.parametrize(
    ("lang", "at_the_window"),
    [("zh", "窗口人员：001、恢复密钥"), ("en", "At the window: 001, recovery key")],
)
def test_nobody_is_named_by_a_word_of_the_program(tmp_path: Path, lang: str, at_the_window: str):
    with new_station(tmp_path) as station:
        open_case(station)
        day = replace(day_of(station, DAY), badges=("001", "recovery"), keys=("recovery",))
        lines = render(day, lang).splitlines()
    assert at_the_window in lines
    assert not any("recovery" in line for line in lines) or lang == "en"
