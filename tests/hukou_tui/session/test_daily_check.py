"""The daily check's own process: what ends it there is raised here, as the error that it was."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db.access import key_administration
from db.errors import CannotOpen
from db.upkeep.backup import Drill
from harness.refusals import refused
from harness.stations.founded import copied_station
from harness.stations.intake import AT, CLERK, open_case
from harness.stations.seats import sit
from hukou_tui.session import daily_check
from hukou_tui.session.daily_check import check_station
from hukou_tui.words.errors.error_messages import NO_SENTENCE, msgid, sentence


def test_what_ends_the_check_is_raised_by_class_and_code(tmp_path):
    with refused(CannotOpen, "not_a_station") as told:
        check_station(tmp_path, None, None, date(2016, 6, 14))
    assert sentence(told.fault) and msgid(type(told.fault), told.fault.code) != NO_SENTENCE


def test_what_its_process_finds_and_copies_comes_back_whole(tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    with copied_station(tmp_path / "s") as station:
        open_case(station)
        key, head = station.key, station.verify().head
    found = check_station(tmp_path / "s", key, stick, date(2016, 6, 14))
    assert (found.records, found.head, found.cases, found.finding) == (head.seq, head.hash, 1, "")
    assert found.same_medium and found.copy
    assert [copy.is_dir() for copy in stick.rglob(found.copy)] == [True]


def remove_clerk(folder: Path) -> None:
    """Somebody is removed at the counter: the file is under another key from then on."""
    opened = sit(folder)
    with opened.station:
        key_administration.remove_operator(opened, CLERK, AT)


def damage(folder: Path) -> None:
    (folder / "station.db").write_bytes(bytes(8192))


@pytest.mark.parametrize(
    ("what", "copying", "code"),
    [(remove_clerk, False, "key_changed"), (remove_clerk, True, "key_changed"), (damage, False, "damaged")],
)
def test_a_key_that_was_changed_meanwhile_is_no_damage_of_the_file_or_of_its_copy(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    what: Callable[[Path], None],
    copying: bool,
    code: str,
):
    folder, stick, back_up = tmp_path / "s", tmp_path / "stick", daily_check.back_up
    stick.mkdir()
    with copied_station(folder) as station:
        assert station.key is not None
        asked = {"folder": str(folder), "key": station.key.hex(), "to": str(stick), "on": "2016-06-14"}

    def back_up_after(*given: Any, **more: Any) -> Drill:
        what(folder)
        return back_up(*given, **more)

    if copying:
        monkeypatch.setattr(daily_check, "back_up", back_up_after)
    else:
        what(folder)
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(asked)))
    assert daily_check.main() == 0
    assert json.loads(capsys.readouterr().out)["error"] == code
    assert list(stick.iterdir()) == []
