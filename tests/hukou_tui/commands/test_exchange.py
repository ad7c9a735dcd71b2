"""`export` and `ack`: out to the county and back, as scripts call them."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from db.county.answers import write_acknowledgements
from db.county.packet_import import County
from db.exchange import packet as packets
from db.exchange.acknowledgement_file import AcknowledgedPacket, build_acknowledgement
from flows.case.status import Event, Status
from harness.stations import intake
from harness.stations.command_line import run, said
from harness.stations.county_word import decision, registering, ship, word
from harness.stations.founded import copied_station
from harness.stations.intake import (
    ADMINISTRATOR,
    AT,
    CLERK,
    forwarded,
    given_back,
    new_station,
    reopened,
    submitted,
    withdrawn,
)
from hukou_tui.commands.case import case as case_
from hukou_tui.commands.county import county as county_
from hukou_tui.commands.exchange import ack, export
from hukou_tui.commands.station import station as station_
from hukou_tui.context import AppContext
from hukou_tui.words import catalogue


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")


def test_a_packet_goes_out_and_says_that_it_is_not_encrypted(tmp_path: Path):
    with copied_station(tmp_path / "s") as station:
        forwarded(station)
        submitted(station)
    done = run(export, tmp_path / "s", "--to", str(tmp_path / "stick"))
    assert done.exit_code == 0
    assert "NOT ENCRYPTED" in done.output
    assert "Packet 1 holds 1 cases." in done.output
    assert "Still in review at the station: 1" in done.output
    assert packets.read_packet((tmp_path / "stick" / "HK_530699001_000001.zip").read_bytes()).packet == 1
    again = said(run(export, tmp_path / "s", "--to", str(tmp_path / "two"), "--json"))
    assert (again["packet"], again["copied"]) == (0, ["HK_530699001_000001.zip"])


def test_nothing_due_is_said_and_is_no_fault(tmp_path: Path):
    copied_station(tmp_path / "s").close()
    done = run(export, tmp_path / "s", "--to", str(tmp_path / "stick"))
    assert (done.exit_code, done.output) == (0, "Nothing is due for the county; no packet was written.\n")


def test_whoever_exports_is_somebody_of_the_station(tmp_path: Path):
    with copied_station(tmp_path / "s") as station:
        forwarded(station)
    for operator, words_of_it in (
        ("", "Say who works"),
        ("999", "has no key to this station"),
        ("county", "has no key"),
    ):
        done = run(export, tmp_path / "s", "--to", str(tmp_path / "stick"), operator=operator)
        assert done.exit_code == 2
        assert words_of_it in done.stderr
    assert not (tmp_path / "stick").exists()


def test_in_practice_the_first_operator_will_do(tmp_path: Path):
    with new_station(tmp_path / "s", practice=True) as station:
        forwarded(station)
    done = run(export, tmp_path / "s", "--to", str(tmp_path / "stick"), operator="", practice=True)
    assert done.exit_code == 0
    assert "practice (not real data)" in done.output


def test_a_station_in_use_is_not_exported_from(tmp_path: Path):
    with copied_station(tmp_path / "s"):
        done = run(export, tmp_path / "s", "--to", str(tmp_path / "stick"))
    assert done.exit_code == 2
    assert "open in another window" in done.stderr


@pytest.mark.parametrize("where", ["gone/stick", "station.db"])
def test_a_place_that_is_none_is_one_sentence(tmp_path: Path, where: str):
    with copied_station(tmp_path / "s") as station:
        forwarded(station)
    done = run(export, tmp_path / "s", "--to", str(tmp_path / "s" / where))
    assert done.exit_code == 2
    assert "Traceback" not in done.output
    with reopened(tmp_path / "s", readonly=True) as station:
        assert station.verify().fault is None


def answered(tmp_path: Path, **decision: str) -> tuple[str, Path]:
    """A case that went to the county, and the county's file about it."""
    with copied_station(tmp_path / "s") as station:
        number = forwarded(station)
    stick = tmp_path / "stick"
    run(export, tmp_path / "s", "--to", str(stick))
    with County.create(tmp_path / "county", practice=False) as county:
        county.take_folder(stick, at=AT)
        county.decide("530699001", number, event=Event.GRANT, officer="88", at="2016-06-20T08:00:00Z", **decision)
        (name,) = write_acknowledgements(county, stick, at=AT)
    return number, stick / name


def test_the_countys_answer_moves_the_case(tmp_path: Path):
    number, file = answered(tmp_path, number="530699201603050023", on="2016-06-20")
    done = run(ack, tmp_path / "s", "import", str(file))
    assert done.exit_code == 0
    assert "NOT SIGNED" in done.output
    assert "Acknowledged: 1 cases; steps decided by the county: 2" in done.output
    with reopened(tmp_path / "s", readonly=True) as station:
        assert station.queries.case(number).status == Status.REGISTERED
        kept = station.queries.entries(number)
    again = run(ack, tmp_path / "s", "import", str(file))
    assert again.exit_code == 0
    assert "nothing has changed" in again.output
    with reopened(tmp_path / "s", readonly=True) as station:
        assert station.queries.entries(number) == kept


def test_a_packet_that_the_county_has_is_copied_only_when_it_is_asked_for_again(tmp_path: Path):
    _number, file = answered(tmp_path)
    assert run(ack, tmp_path / "s", "import", str(file)).exit_code == 0
    by_itself = said(run(export, tmp_path / "s", "--to", str(tmp_path / "two"), "--json"))
    assert (by_itself["packet"], by_itself["copied"]) == (0, [])
    again = said(run(export, tmp_path / "s", "--to", str(tmp_path / "two"), "--again", "1", "--json"))
    assert (again["packet"], again["copied"]) == (0, ["HK_530699001_000001.zip"])


def test_a_packet_that_the_county_misses_is_named_and_ends_with_1(tmp_path: Path):
    copied_station(tmp_path / "s").close()
    for _packet in range(2):
        with reopened(tmp_path / "s") as station:
            forwarded(station)
        assert run(export, tmp_path / "s", "--to", str(tmp_path / "stick")).exit_code == 0
    with reopened(tmp_path / "s", readonly=True) as station:
        second = station.queries.packets()[1]
        has = (AcknowledgedPacket(second.packet, second.restores, second.sha256),)
        file = build_acknowledgement(word(station, packets=has, training=False))
    (tmp_path / "ack.json").write_bytes(file)
    done = run(ack, tmp_path / "s", "import", str(tmp_path / "ack.json"))
    assert done.exit_code == 1
    assert done.output.splitlines()[-1].startswith("The county misses packets 1; ")


def test_what_an_answer_moves_only_the_second_time_is_said_and_not_called_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The county has dated the registration tomorrow: today it is refused, tomorrow it is taken in."""
    with copied_station(tmp_path / "s") as station:
        number = forwarded(station)
        ship(station)
        answer = word(station, decision(station, number, **registering()), training=False)
    (tmp_path / "ack.json").write_bytes(build_acknowledgement(answer))
    monkeypatch.setattr(AppContext, "now", lambda self: "2016-06-19T08:00:00Z")
    first = run(ack, tmp_path / "s", "import", str(tmp_path / "ack.json"))
    assert first.exit_code == 1
    assert "Acknowledged: 1 cases; steps decided by the county: 0" in first.output
    monkeypatch.setattr(AppContext, "now", lambda self: "2016-06-20T08:00:00Z")
    second = run(ack, tmp_path / "s", "import", str(tmp_path / "ack.json"))
    assert (second.exit_code, "nothing has changed" in second.output) == (0, False)
    assert "Acknowledged: 0 cases; steps decided by the county: 2" in second.output


def test_an_answer_that_does_not_fit_is_a_finding(tmp_path: Path):
    number, file = answered(tmp_path)
    with reopened(tmp_path / "s") as station:
        given_back(station, number)
        withdrawn(station, number, at=AT)
    done = run(ack, tmp_path / "s", "import", str(file))
    assert done.exit_code == 1
    assert f"{number}: the case has moved on here" in done.output


def test_a_file_that_is_no_answer_is_refused_in_one_sentence(tmp_path: Path):
    copied_station(tmp_path / "s").close()
    for content, words_of_it in ((b"{}", "damaged or no acknowledgement"), (b"\xff", "damaged or no")):
        (tmp_path / "x.json").write_bytes(content)
        done = run(ack, tmp_path / "s", "import", str(tmp_path / "x.json"))
        assert done.exit_code == 2
        assert words_of_it in done.stderr
    assert run(ack, tmp_path / "s", "import", str(tmp_path / "none.json")).exit_code == 2


def test_after_a_restore_the_countys_decision_reaches_whom_it_is_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The whole way by commands: a copy of the morning is put back while one person's case lies at the county."""
    # commands go by the clock, and so do the cases here
    monkeypatch.setattr(intake, "DAY", AppContext(tmp_path, practice=False).today())
    home, post, medium = tmp_path / "s", tmp_path / "post", tmp_path / "medium"
    medium.mkdir()
    copied_station(home).close()

    def well(*arguments: str, command: click.Command = station_, operator: str = ADMINISTRATOR) -> str:
        place = home if command is not county_ else tmp_path
        done = run(command, place, *arguments, operator=operator)
        assert done.exit_code == 0, done.output
        return done.output

    well("backup", str(medium), "--json")
    (copy,) = medium.iterdir()
    with reopened(home) as opened:
        lost = forwarded(opened, person_name="马天翔")
    well("--to", str(post), command=export, operator=CLERK)
    told = well("restore", str(copy))
    assert "New cases are numbered from" in told and "-501 on" in told
    with reopened(home) as opened:
        other = forwarded(opened, person_name="李四新")
    assert (lost[-4:], other[-4:]) == ("-001", "-501")
    assert "HK_530699001_R01_000001.zip" in well("--to", str(post), command=export, operator=CLERK)

    well("init", "--office", "演练县公安局户政股", command=county_)
    well("import", str(post), command=county_)
    granted = ("--grant", "--number", "530699201603050023", "--on", "2016-06-20")
    unnamed = run(county_, tmp_path, "decide", "530699001", lost, *granted, operator="")
    assert (unnamed.exit_code, "Say who decides" in unnamed.stderr) == (2, True)
    well("decide", "530699001", lost, *granted, command=county_, operator="0071")
    well("ack", "--to", str(post), command=county_)
    (answer,) = post.glob("HKACK_*")

    taken = run(ack, home, "import", str(answer))
    assert taken.exit_code == 1
    assert f"{lost}: made before the copy of " in taken.output
    assert "The county holds HK_530699001_000001.zip, which this station never wrote" in taken.output
    with reopened(home, readonly=True) as opened:
        assert opened.queries.case(other).status == Status.COUNTY_REVIEW
        assert not any(change.number for change in opened.queries.case(other).history)
        assert opened.queries.county_office() == "演练县公安局户政股"
    shown = run(case_, home, "show", lost)
    assert shown.exit_code == 2
    assert "may have been made before the copy of " in shown.stderr
    assert "There is no case" in run(case_, home, "show", other[:-3] + "777").stderr
