"""`station` as scripts call it: made once, told plainly, checked to the record."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from harness.stations.command_line import run, said
from harness.stations.intake import CLERK, PASSPHRASE, forwarded, new_station, open_case, raw, reopened
from hukou_tui.commands.exchange import export
from hukou_tui.commands.station import station
from hukou_tui.words import catalogue

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
    with new_station(tmp_path) as opened:
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
    with new_station(tmp_path) as opened:
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
    with new_station(folder) as opened:
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


def test_a_damaged_file_is_one_sentence(tmp_path: Path):
    new_station(tmp_path).close()
    whole = bytearray((tmp_path / "station.db").read_bytes())
    whole[4096:] = bytes(len(whole) - 4096)
    (tmp_path / "station.db").write_bytes(whole)
    done = run(station, tmp_path, "verify")
    assert done.exit_code in (1, 2)
    assert "damaged" in done.output
    assert "Traceback" not in done.output
