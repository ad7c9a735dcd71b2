"""What the county answers each station: all that it knows of its packets, one file a state, none of anybody else's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.county.answers import write_acknowledgements
from db.county.packet_import import County
from db.errors import CountyError
from db.exchange.acknowledgement_file import Acknowledgement, parse_acknowledgement
from flows.case.status import Event
from harness.refusals import refused
from harness.stations.intake import AT
from harness.stations.sender import Sender, case_record

LATER = "2016-06-20T08:00:00Z"
ONE, TWO = "530699001-20160614-001", "530699001-20160614-002"
ELSEWHERE = "530699002-20160614-001"


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    with County.create(tmp_path / "county", practice=True, office="演练县公安局户政股") as opened:
        yield opened


def read(path: Path) -> Acknowledgement:
    ack = parse_acknowledgement(path.read_bytes())
    assert isinstance(ack, Acknowledgement)
    return ack


def test_each_station_is_answered_about_its_own_packets_alone(county: County, tmp_path: Path):
    station, other = Sender(training=True), Sender("530699002", training=True)
    for packet in (station.writes(case_record(ONE)), other.writes(case_record(ELSEWHERE))):
        county.take(packet, at=AT)
    county.decide("530699002", ELSEWHERE, event=Event.SEND_BACK, note="补充", officer="88", at=AT)
    names = write_acknowledgements(county, tmp_path / "answers", at=LATER)
    assert names == ("HKACK_530699001_000001.json", "HKACK_530699002_000001.json")
    assert {path.name for path in (tmp_path / "answers").iterdir()} == set(names)
    ours, theirs = (read(tmp_path / "answers" / name) for name in names)
    assert (ours.station, ours.ack, ours.training, ours.office, ours.at) == (
        "530699001", 1, True, "演练县公安局户政股", LATER,
    )  # fmt: skip
    assert [one.case_id for one in ours.records] == [ONE] and ours.decisions == ()
    assert [one.case_id for one in theirs.records] == [one.case_id for one in theirs.decisions] == [ELSEWHERE]


def test_the_highest_number_counts_whatever_was_put_back_since(county: County, tmp_path: Path):
    station = Sender(training=True)
    county.take(station.writes(case_record(ONE)), at=AT)
    before = station.twin()
    for _packet in range(2):
        county.take(station.writes(case_record(TWO)), at=AT)
    county.take(station.restored(before).writes(case_record(ONE, 2)), at=AT)
    assert county.high_water("530699001") == 3


def test_a_new_answer_gets_the_next_number_and_the_old_one_stays(county: County, tmp_path: Path):
    station = Sender(training=True)
    county.take(station.writes(case_record(ONE)), at=AT)
    (first,) = write_acknowledgements(county, tmp_path, at=AT)
    county.take(station.writes(case_record(TWO)), at=AT)
    (second,) = write_acknowledgements(county, tmp_path, at=LATER)
    assert (first, second) == ("HKACK_530699001_000001.json", "HKACK_530699001_000002.json")
    assert [(read(tmp_path / name).ack, read(tmp_path / name).at) for name in (first, second)] == [
        (1, AT),
        (2, LATER),
    ]
    # nothing new: the last one again, of the day on which it was written
    (tmp_path / second).unlink()
    assert write_acknowledgements(county, tmp_path, at="2016-07-01T08:00:00Z") == (second,)
    assert (read(tmp_path / second).ack, read(tmp_path / second).at) == (2, LATER)
    county.name_office("户政股")
    (third,) = write_acknowledgements(county, tmp_path, at=LATER)
    assert read(tmp_path / third).office == "户政股"


def test_the_last_decision_on_a_record_is_told_and_no_earlier_one(county: County, tmp_path: Path):
    county.take(Sender(training=True).writes(case_record(ONE), case_record(TWO)), at=AT)
    county.decide("530699001", ONE, event=Event.GRANT, officer="88", at=LATER)
    county.decide(
        "530699001",
        ONE,
        event=Event.GRANT,
        officer="89",
        number="530699201603050023",
        on="2016-06-20",
        at=LATER,
    )
    county.decide("530699001", TWO, event=Event.NOT_GRANT, ground="g", note="n", officer="88", at=LATER)
    (name,) = write_acknowledgements(county, tmp_path, at=LATER)
    told = read(tmp_path / name).decisions
    assert [(one.case_id, one.event, one.officer, one.on) for one in told] == [
        (ONE, "grant", "89", "2016-06-20"), (TWO, "not_grant", "88", ""),
    ]  # fmt: skip
    # what was granted or refused was received; only what was sent back is returned
    assert [one.result for one in read(tmp_path / name).records] == ["received", "received"]


def test_a_stick_that_is_not_there_is_not_made_up(county: County, tmp_path: Path):
    county.take(Sender(training=True).writes(case_record(ONE)), at=AT)
    with refused(CountyError, "folder_missing"):
        write_acknowledgements(county, tmp_path / "media" / "stick", at=LATER)
    assert not (tmp_path / "media").exists()
    assert county.acknowledgements.count == 0
    with refused(CountyError, "folder_missing"):
        county.take_folder(tmp_path / "media", at=AT)


def test_packets_and_answers_of_two_stations_lie_on_one_stick(county: County, tmp_path: Path):
    """Only what has the name of a packet is taken in; the oldest of a station first, however the folder has it."""
    station, other = Sender(training=True), Sender("530699002", training=True)
    before = station.twin()
    files = {
        "HK_530699001_000001.zip": station.writes(case_record(ONE)),
        "HK_530699001_000002.zip": station.writes(case_record(ONE, 2)),
        "HK_530699002_000001.zip": other.writes(case_record(ELSEWHERE)),
        "HK_530699001_R01_000001.zip": station.restored(before).writes(case_record(TWO)),
    }
    for name, data in reversed(files.items()):
        (tmp_path / name).write_bytes(data)
    write_acknowledgements(county, tmp_path, at=AT)
    for name in ("notes.zip", "HK_note.txt", "hk_530699001_000009.zip"):
        (tmp_path / name).write_bytes(b"nothing of ours")
    (tmp_path / "HK_530699001_000007.zip").mkdir()
    report = county.take_folder(tmp_path, at=AT)
    assert [(one.name, one.outcome) for one in report.files] == [
        ("HK_530699001_000001.zip", "imported"), ("HK_530699001_000002.zip", "imported"),
        ("HK_530699001_R01_000001.zip", "imported"), ("HK_530699002_000001.zip", "imported"),
    ]  # fmt: skip
    assert report.clean
    answers = write_acknowledgements(county, tmp_path, at=LATER)
    assert {name.rpartition("_")[0] for name in answers} == {"HKACK_530699001", "HKACK_530699002"}
    again = county.take_folder(tmp_path, at=LATER)
    assert [one.outcome for one in again.files] == ["known"] * 4
    (tmp_path / "HK_530699001_000009.ZIP").write_bytes(b"nothing of ours")
    report = county.take_folder(tmp_path, at=LATER)
    assert (report.files[0].name, report.files[0].outcome) == ("HK_?.zip", "refused")
    assert not report.clean


def test_a_run_is_clean_only_if_nothing_is_missing_and_nothing_conflicts(county: County, tmp_path: Path):
    station = Sender(training=True)
    first, second = station.writes(case_record(ONE)), station.writes(case_record(TWO))
    (tmp_path / "HK_530699001_000002.zip").write_bytes(second)
    report = county.take_folder(tmp_path, at=AT)
    assert (report.missing, report.conflicts, report.clean) == ({"530699001": (1,)}, (), False)
    (tmp_path / "HK_530699001_000001.zip").write_bytes(first)
    assert county.take_folder(tmp_path, at=AT).clean
    other = Sender("530699002", training=True)
    (tmp_path / "HK_530699002_000001.zip").write_bytes(other.writes(case_record(ONE)))
    report = county.take_folder(tmp_path, at=AT)
    assert ([one.outcome for one in report.files], report.missing) == (["known", "known", "imported"], {})
    assert (len(report.conflicts), report.clean) == (1, False)
