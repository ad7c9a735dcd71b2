"""`county` as the household section calls it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.case.status import Status
from harness.stations.command_line import run, said
from harness.stations.intake import NUMBER, forwarded, new_station, reopened
from hukou_tui.commands.county import county
from hukou_tui.commands.exchange import ack, export
from hukou_tui.words import catalogue


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "stick"


def shipped(tmp_path: Path, stick: Path, *, practice: bool = False) -> str:
    with new_station(tmp_path / "s", practice=practice) as station:
        number = forwarded(station)
    assert run(export, tmp_path / "s", "--to", str(stick), practice=practice).exit_code == 0
    return number


def test_the_whole_way_by_commands_alone(tmp_path: Path, stick: Path):
    number = shipped(tmp_path, stick)
    home = tmp_path / "home"
    assert run(county, home, "init").exit_code == 0
    first = said(run(county, home, "import", str(stick), "--json"))
    assert [one["outcome"] for one in first["files"]] == ["imported"]
    assert [one["outcome"] for one in said(run(county, home, "import", str(stick), "--json"))["files"]] == [
        "known"
    ]
    decided = run(
        county,
        home,
        "decide",
        "530699001",
        number,
        "--grant",
        "--number",
        NUMBER,
        "--on",
        "2016-06-20",
        operator="88",
    )
    assert decided.exit_code == 0
    written = run(county, home, "ack", "--to", str(stick))
    assert "HKACK_530699001_000001.json" in written.output
    assert "NOT SIGNED" in written.output
    taken = run(ack, tmp_path / "s", "import", str(stick / "HKACK_530699001_000001.json"), "--json")
    assert said(taken)["moved"] == 2
    counted = said(run(county, home, "stats", "--json"))
    assert (counted["cases"], counted["registered"], counted["practice"]) == (1, 1, False)
    assert "Registered: 1" in run(county, home, "stats").output


def test_the_store_can_be_a_named_folder_or_file(tmp_path: Path, stick: Path):
    shipped(tmp_path, stick)
    for place in ("store", "store.db"):
        dsn = str(tmp_path / place)
        assert run(county, tmp_path, "init", dsn).exit_code == 0
        assert run(county, tmp_path, "import", str(stick), "--dsn", dsn).exit_code == 0
        assert run(county, tmp_path, "init", dsn).exit_code == 2
    assert (tmp_path / "store" / "county.db").exists()
    assert (tmp_path / "store.db").is_file()
    done = run(county, tmp_path, "stats", "--dsn", "postgresql://somewhere/x")
    assert done.exit_code == 2
    assert "--dsn" in done.stderr


def test_practice_packets_are_refused_here_and_taken_there(tmp_path: Path, stick: Path):
    shipped(tmp_path, stick, practice=True)
    home = tmp_path / "home"
    for flags in ((), ("--practice",)):
        assert run(county, home, "init", *flags).exit_code == 0
    refused = run(county, home, "import", str(stick))
    assert refused.exit_code == 1
    assert "practice (not real data)" in refused.output
    assert run(county, home, "import", str(stick), "--practice").exit_code == 0
    assert said(run(county, home, "stats", "--json"))["cases"] == 0
    assert said(run(county, home, "stats", "--json", "--practice"))["cases"] == 1


def test_a_broken_packet_is_a_finding_with_its_reason(tmp_path: Path, stick: Path):
    shipped(tmp_path, stick)
    packet = stick / "HK_530699001_000001.zip"
    packet.write_bytes(packet.read_bytes()[:-5])
    run(county, tmp_path / "home", "init")
    done = run(county, tmp_path / "home", "import", str(stick))
    assert done.exit_code == 1
    assert "HK_530699001_000001.zip: " in done.output
    assert "ask the station for the packet again" in done.output


@pytest.mark.parametrize(
    ("arguments", "words_of_it"),
    [
        (("import", "stick"), "There is no county store here"),
        (("stats",), "There is no county store here"),
        (("decide", "S", "C", "--grant"), "There is no county store here"),
        (("decide", "S", "C", "--grant", "--on", "20 June"), "The day is written as"),
        (("decide", "S", "C"), "Say one of --grant"),
        (("decide", "S", "C", "--grant", "--not-grant", "x"), "Say one of --grant"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(tmp_path: Path, arguments: tuple[str, ...], words_of_it: str):
    done = run(county, tmp_path, *arguments)
    assert done.exit_code == 2
    assert words_of_it in done.stderr


def test_a_return_names_the_field_or_none(tmp_path: Path, stick: Path):

    number = shipped(tmp_path, stick)
    home = tmp_path / "home"
    run(county, home, "init")
    run(county, home, "import", str(stick))
    unknown = run(county, home, "decide", "530699001", number, "--return", "person.wealth", "--note", "x")
    assert unknown.exit_code == 2
    done = run(
        county, home, "decide", "530699001", number, "--return", "-", "--note", "材料不清", operator="88"
    )
    assert done.exit_code == 0
    run(county, home, "ack", "--to", str(stick))
    run(ack, tmp_path / "s", "import", str(stick / "HKACK_530699001_000001.json"))
    with reopened(tmp_path / "s", readonly=True) as station:
        assert station.queries.case(number).status == Status.SENT_BACK
