"""`station` as scripts call it: made once, told plainly, checked to the record."""

from __future__ import annotations

import shutil
from importlib import import_module
from pathlib import Path

import pytest

from db.access.key_administration import reset_passphrase
from db.keys import lockout
from db.upkeep.backup import back_up
from flows.case import actions as a
from harness.stations.command_line import run, said
from harness.stations.every_status import discarded
from harness.stations.founded import copied_station
from harness.stations.intake import (
    ADMINISTRATOR,
    AT,
    CHEAP,
    CLERK,
    DAY,
    PASSPHRASE,
    forwarded,
    open_case,
    raw,
    reopened,
)
from harness.stations.seats import sit
from hukou_tui.commands.exchange import export
from hukou_tui.commands.place import CommandRefused
from hukou_tui.commands.station import station
from hukou_tui.words import catalogue
from hukou_tui.words.errors.error_messages import sentence

INIT = (
    "init",
    "--code",
    "530699001",
    "--name",
    "青山派出所",
    "--operator",
    "001:clerk",
    "--operator",
    "002:approver",
)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")


def test_a_station_is_made_once(tmp_path: Path):
    made = run(station, tmp_path, *INIT)
    assert made.exit_code == 0
    assert "530699001" in made.output
    again = run(station, tmp_path, *INIT)
    assert again.exit_code == 2
    assert again.stderr == "There is a station in this folder already; nothing was changed.\n"
    told = said(run(station, tmp_path, "info", "--json"))
    assert told["operators"] == {"001": "clerk", "002": "approver"}
    assert (told["name"], told["practice"], told["cases"]) == ("青山派出所", False, {})


@pytest.mark.parametrize(("first", "warned"), [("001:clerk", True), ("001:administrator", False)])
def test_only_a_station_without_an_administrator_is_told_so(tmp_path: Path, first: str, warned: bool):
    made = run(station, tmp_path, "init", "--code", "S1", "--name", "n", "--operator", first)
    assert (made.exit_code, "There is no administrator yet" in made.output) == (0, warned)


def test_init_in_practice_makes_the_practice_station_and_no_other(tmp_path: Path):
    """Called without the root, which would say whether practice was asked for."""
    made = run(station, tmp_path / "practice", *INIT, practice=True)
    assert (made.exit_code, "Recovery key" in made.output) == (0, False)
    assert not (tmp_path / "station.db").exists()
    with reopened(tmp_path / "practice", readonly=True) as opened:
        assert opened.queries.practice


def test_a_passphrase_file_of_windows_begins_with_a_mark_that_is_no_part_of_it(tmp_path: Path):
    copied_station(tmp_path).close()
    assert run(station, tmp_path, "info", passphrase="\ufeff" + PASSPHRASE).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words_of_it"),
    [
        (("init", "--code", "../x", "--name", "n"), "2 to 20 letters"),
        (("init", "--code", "S1", "--name", " "), "needs a name"),
        (("init", "--code", "S1", "--name", "n", "--operator", "001"), "BADGE:ROLE"),
        (("init", "--code", "S1", "--name", "n", "--operator", "001:king"), "clerk, approver"),
        (("init", "--code", "S1", "--name", "n", "--operator", "county1:clerk"), "does not begin with"),
        (("info",), "There is no station in this folder"),
        (("verify",), "There is no station in this folder"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(tmp_path: Path, arguments: tuple[str, ...], words_of_it: str):
    done = run(station, tmp_path, *arguments)
    assert done.exit_code == 2
    assert words_of_it in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "station.db").exists()


def test_init_makes_the_real_station_while_only_practice_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The root hands on the practice station as long as there is no other: `station init` means the other."""
    from hukou_tui.commands.root import run_command_line as root

    monkeypatch.setenv("HUKOU_HOME", str(tmp_path))
    (tmp_path / "p").write_text(PASSPHRASE)
    assert root(["--lang", "en", "--passphrase-file", str(tmp_path / "p"), "station", *INIT]) == 0
    assert (tmp_path / "station.db").exists()
    assert root(["--lang", "en", "--practice", "station", *INIT]) == 0
    with reopened(tmp_path / "practice", readonly=True) as made:
        assert made.queries.practice


def test_a_whole_station_verifies_while_it_is_in_use(tmp_path: Path):
    with copied_station(tmp_path) as opened:
        open_case(opened)
        done = run(station, tmp_path, "verify", "--json")
        assert done.exit_code == 0
        assert said(done) == {
            "ok": True,
            "records": opened.queries.head().seq,
            "head": opened.queries.head().hash,
            "fault": None,
        }
        assert "records fit" in run(station, tmp_path, "verify").output


def test_a_changed_record_is_named(tmp_path: Path):
    with copied_station(tmp_path) as opened:
        open_case(opened)
    changed = raw(tmp_path)
    (trigger,) = changed.execute("SELECT sql FROM sqlite_master WHERE name = 'payloads_update'").fetchone()
    changed.execute("DROP TRIGGER payloads_update")
    changed.execute("UPDATE payloads SET body = replace(body, '小明', '大明') WHERE body LIKE '%小明%'")
    changed.execute(trigger)
    changed.commit()
    changed.close()
    done = run(station, tmp_path, "verify", "--json")
    assert done.exit_code == 1
    fault = said(done)["fault"]
    assert fault["what"] == "payload_changed"
    told = run(station, tmp_path, "verify")
    assert f"The content of record {fault['seq']} was changed" in told.output
    assert "明" not in told.output


def test_a_file_rolled_back_is_found_by_a_packet_and_by_a_head(tmp_path: Path):
    folder, stick = tmp_path / "s", tmp_path / "stick"
    with copied_station(folder) as opened:
        forwarded(opened)
    shutil.copy(folder / "station.db", tmp_path / "old.db")
    with reopened(folder) as opened:
        forwarded(opened)
    assert run(export, folder, "--to", str(stick), operator=CLERK).exit_code == 0
    packet = ("--packet", str(stick / "HK_530699001_000001.zip"))
    head = said(run(station, folder, "info", "--json"))["head"]
    assert run(station, folder, "verify", *packet, "--head", head).exit_code == 0
    shutil.copy(tmp_path / "old.db", folder / "station.db")
    assert run(station, folder, "verify").exit_code == 0
    for anchor in (packet, ("--head", head)):
        done = run(station, folder, "verify", *anchor)
        assert done.exit_code == 1
        assert "an older copy of the file?" in done.output
    assert run(station, folder, "verify", "--head", "abc").exit_code == 2
    assert run(station, folder, "verify", "--packet", str(tmp_path / "old.db")).exit_code == 2


@pytest.mark.parametrize("beside", [True, False])
def test_a_copy_on_the_disk_of_the_station_is_said_to_be_there_and_another_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beside: bool
):
    # the tests have one disk
    monkeypatch.setattr(import_module("hukou_tui.commands.station"), "same_medium", lambda copy, own: beside)
    (tmp_path / "stick").mkdir()
    copied_station(tmp_path / "s").close()
    done = run(station, tmp_path / "s", "backup", str(tmp_path / "stick"), operator=ADMINISTRATOR)
    assert done.exit_code == 0
    assert ("lies on the same disk as the station" in done.output) == beside


def test_what_is_due_is_said_to_be_emptied_only_when_it_was(tmp_path: Path):
    with copied_station(tmp_path) as opened:
        number = discarded(opened)
        period = a.SetSetting("retention.withdrawn_days", "30")
        opened.append(period, case_id="", operator=ADMINISTRATOR, at=AT)
    for run_it, emptied in (((), False), (("--run",), True)):
        done = run(station, tmp_path, "retention", *run_it, "--json", operator=ADMINISTRATOR)
        assert (done.exit_code, said(done)) == (0, {"due": [number], "emptied": emptied})
        with reopened(tmp_path, readonly=True) as opened:
            assert opened.queries.case(number).expired == emptied


def test_a_wrong_passphrase_for_a_copy_is_counted_at_the_station_and_not_on_the_stick(tmp_path: Path):
    folder, stick = tmp_path / "s", tmp_path / "stick"
    stick.mkdir()
    with copied_station(folder) as opened:
        copy = back_up(opened, stick, on=DAY).folder
    wrong = {"operator": ADMINISTRATOR, "passphrase": "a wrong guess"}
    assert run(station, folder, "restore", str(copy), **wrong).exit_code == 2
    assert (lockout.tries(folder, ADMINISTRATOR).failed, lockout.tries(copy, ADMINISTRATOR).failed) == (1, 0)
    # Where no station is yet, there is only the copy to count at.
    assert run(station, tmp_path / "new", "restore", str(copy), **wrong).exit_code == 2
    assert (lockout.tries(folder, ADMINISTRATOR).failed, lockout.tries(copy, ADMINISTRATOR).failed) == (1, 1)


def test_a_copy_of_the_days_of_a_passphrase_to_begin_with_is_put_back_by_it(tmp_path: Path):
    """Nothing can change it in the copy; at the station that goes on it must be changed before anything else."""
    folder, begin = tmp_path / "s", "seven geese and a goat"
    copied_station(folder).close()
    vault = sit(folder, ADMINISTRATOR)
    with vault.station as opened:
        reset_passphrase(vault, ADMINISTRATOR, begin, AT, CHEAP)
        copy = back_up(opened, tmp_path, on=DAY).folder
    done = run(station, folder, "restore", str(copy), operator=ADMINISTRATOR, passphrase=begin)
    assert done.exit_code == 0, done.output
    done = run(station, folder, "info", operator=ADMINISTRATOR, passphrase=begin)
    assert (done.exit_code, done.output.strip()) == (2, sentence(CommandRefused("passphrase_first")))


def test_a_damaged_file_is_one_sentence(tmp_path: Path):
    copied_station(tmp_path).close()
    whole = bytearray((tmp_path / "station.db").read_bytes())
    whole[4096:] = bytes(len(whole) - 4096)
    (tmp_path / "station.db").write_bytes(whole)
    done = run(station, tmp_path, "verify")
    assert done.exit_code in (1, 2)
    assert "damaged" in done.output
    assert "Traceback" not in done.output
