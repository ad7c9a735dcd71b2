"""What becomes of each record that comes to the county, in whatever order, from however many machines.

The packets are written without a station, so that each way in which history can fork is one line here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.county.answers import write_acknowledgements
from db.county.packet_import import Conflict, County
from db.county.statistics import stats
from db.errors import CountyError, PacketRefused
from db.exchange.acknowledgement_file import Acknowledgement, parse_acknowledgement
from db.exchange.case_records import identity
from db.exchange.packet import sha256
from flows.case.status import Event, Status
from harness.refusals import refusal_of, refused
from harness.stations.intake import AT, NUMBER, OTHER_NUMBER
from harness.stations.sender import Sender, case_record

LATER = "2016-06-20T08:00:00Z"
ONE, TWO, THREE = (f"530699001-20160614-{number:03d}" for number in (1, 2, 3))
ELSEWHERE = "530699002-20160614-001"


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    with County.create(tmp_path / "county", practice=False) as opened:
        yield opened


def take(county: County, *packets: bytes) -> None:
    for packet in packets:
        assert county.take(packet, at=AT).outcome == "imported"


def refusal(county: County, packet: bytes) -> str:
    return refusal_of(PacketRefused, county.take, packet, at=AT).code


def outcomes(county: County) -> list[tuple[str, int, str, str, int]]:
    """Case, revision, result, note and whether it is a revision of its own, in the order in which they came."""
    columns = "case_id, revision, result, note, kept"
    return [tuple(row.values()) for row in county.records.rows_where(select=columns, order_by="rowid")]


def answer(county: County, folder: Path, station: str = "530699001") -> Acknowledgement:
    names = write_acknowledgements(county, folder, at=LATER)
    (name,) = [name for name in names if station in name]
    read = parse_acknowledgement((folder / name).read_bytes())
    assert isinstance(read, Acknowledgement)
    return read


def said_of(county: County, folder: Path) -> list[tuple[str, int, str, str]]:
    return [(one.case_id, one.revision, one.result, one.note) for one in answer(county, folder).records]


def decide(county: County, case: str = ONE, event: Event = Event.GRANT, **said: str) -> None:
    code = case.partition("-")[0]
    county.decide(code, case, event=event, at=LATER, **{"officer": "88", **said})


def refused_to_decide(county: County, case: str = ONE, event: Event = Event.GRANT, **said: str) -> str:
    return refusal_of(CountyError, decide, county, case, event, **said).code


# ---- one history


def test_a_record_is_received_and_its_next_revision_takes_its_place(county: County, tmp_path: Path):
    station, first, second = Sender(), case_record(ONE), case_record(ONE, 2, person_name="欧阳小鸣")
    take(county, station.writes(first), station.writes(second))
    assert outcomes(county) == [(ONE, 1, "received", "", 1), (ONE, 2, "received", "", 1)]
    assert county.case("530699001", ONE) == second
    assert said_of(county, tmp_path) == [(ONE, 1, "superseded", ""), (ONE, 2, "received", "")]
    assert stats(county)["cases"] == 1


def test_a_revision_that_comes_late_changes_nothing(county: County, tmp_path: Path):
    station, second = Sender(), case_record(ONE, 2)
    packets = [station.writes(case_record(ONE, 1, person_name="欧阳晓明")), station.writes(second)]
    take(county, *reversed(packets))
    assert outcomes(county) == [(ONE, 2, "received", "", 1), (ONE, 1, "superseded", "", 0)]
    assert county.case("530699001", ONE) == second
    assert said_of(county, tmp_path) == [(ONE, 1, "superseded", ""), (ONE, 2, "received", "")]
    assert (stats(county)["cases"], stats(county)["by_status"]) == (1, {"county_review": 1})


def test_the_same_record_in_two_packets_is_a_duplicate(county: County, tmp_path: Path):
    station, record = Sender(), case_record(ONE, person_number=NUMBER)
    take(county, station.writes(record), station.writes(record, case_record(TWO)))
    assert outcomes(county) == [
        (ONE, 1, "received", "", 1), (ONE, 1, "duplicate", "", 0), (TWO, 1, "received", "", 1),
    ]  # fmt: skip
    assert county.conflicts() == ()
    assert (stats(county)["cases"], stats(county)["by_status"]) == (2, {"county_review": 2})
    # the case itself is decided on, once
    decide(county)
    assert refused_to_decide(county) == "county_decided_already"


def test_two_records_of_one_revision_are_a_conflict_and_the_first_stays(county: County, tmp_path: Path):
    """Sent by two machines with one folder; the packet between them that would show it never came."""
    station = Sender()
    first, other = case_record(ONE), case_record(ONE, person_name="李四新")
    opening = station.writes(case_record(TWO))
    twin = station.twin()
    twin.writes(case_record(THREE))
    take(county, opening, station.writes(first))
    twin.writes(case_record(THREE, 2))
    take(county, twin.writes(other))
    assert outcomes(county)[1:] == [(ONE, 1, "received", "", 1), (ONE, 1, "conflict", "revision", 0)]
    assert county.conflicts() == (Conflict("530699001", ONE, "revision", "530699001", ONE),)
    assert county.case("530699001", ONE) == first
    assert said_of(county, tmp_path)[-1] == (ONE, 1, "conflict", "revision")
    counted = stats(county)
    assert (counted["cases"], counted["conflicts"], counted["by_status"]) == (2, 1, {"county_review": 2})


def test_the_same_packet_again_is_known_under_whatever_name(county: County):
    station = Sender()
    packet = station.writes(case_record(ONE), case_record(TWO))
    take(county, packet)
    again = county.take(packet, "HK_530699001_000001.zip", at=LATER)
    assert (again.name, again.outcome, again.records) == ("HK_530699001_000001.zip", "known", 2)
    renamed = county.take(packet, "HK_欧阳小明.zip", at=LATER)
    assert (renamed.name, renamed.outcome, renamed.records) == ("HK_?.zip", "known", 2)
    assert len(outcomes(county)) == 2


def test_a_packet_whose_name_says_something_else_is_not_taken(county: County):
    station = Sender()
    with refused(PacketRefused, "packet_wrong_name"):
        county.take(station.writes(case_record(ONE)), "HK_530699001_000002.zip", at=AT)
    assert outcomes(county) == []


# ---- one person, one registration


def test_one_number_in_two_cases_is_a_conflict_of_the_later_one(county: County, tmp_path: Path):
    station = Sender()
    take(
        county, station.writes(case_record(ONE, person_number=NUMBER), case_record(TWO, person_number=NUMBER))
    )
    assert outcomes(county) == [(ONE, 1, "received", "", 1), (TWO, 1, "conflict", "number", 1)]
    assert county.conflicts() == (Conflict("530699001", TWO, "number", "530699001", ONE),)
    assert refused_to_decide(county, TWO) == "county_case_in_conflict"
    # that nobody may be granted twice does not keep the county from sending the case back
    decide(county, TWO, Event.SEND_BACK, note="号码重复")
    decide(county, ONE)


def test_the_number_that_a_person_was_registered_under_counts_and_not_the_one_entered(county: County):
    station, other = Sender(), Sender("530699002")
    take(
        county,
        station.writes(
            case_record(ONE, status=Status.REGISTERED, registered=OTHER_NUMBER, person_number=NUMBER)
        ),
        other.writes(case_record(ELSEWHERE, person_number=OTHER_NUMBER)),
        station.writes(case_record(TWO, person_number=NUMBER)),
    )
    assert [row[2:4] for row in outcomes(county)] == [
        ("received", ""),
        ("conflict", "number"),
        ("received", ""),
    ]


def test_cases_without_a_number_are_in_nobodys_way(county: County):
    other = Sender("530699002")
    take(county, Sender().writes(case_record(ONE), case_record(TWO)), other.writes(case_record(ELSEWHERE)))
    assert {row[2] for row in outcomes(county)} == {"received"}


def test_a_number_that_a_later_revision_of_the_same_case_repeats_is_its_own(county: County):
    station = Sender()
    take(county, *(station.writes(case_record(ONE, revision, person_number=NUMBER)) for revision in (1, 2)))
    assert {row[2] for row in outcomes(county)} == {"received"}


def test_a_number_that_only_a_repetition_held_is_free(county: County):
    """What came late was superseded: nobody goes by the number that stood in it."""
    station = Sender()
    old, new = station.writes(case_record(ONE, 1, person_number=NUMBER)), station.writes(case_record(ONE, 2))
    take(county, new, old, station.writes(case_record(TWO, person_number=NUMBER)))
    assert outcomes(county)[-1] == (TWO, 1, "received", "", 1)


def test_a_number_that_the_county_has_given_is_taken_for_every_later_case(county: County):
    station, other = Sender(), Sender("530699002")
    take(county, station.writes(case_record(ONE)))
    decide(county, number=NUMBER, on="2016-06-20")
    take(county, other.writes(case_record(ELSEWHERE, person_number=NUMBER)), station.writes(case_record(TWO)))
    assert [row[2:4] for row in outcomes(county)[1:]] == [("conflict", "number"), ("received", "")]
    assert county.conflicts() == (Conflict("530699002", ELSEWHERE, "number", "530699001", ONE),)
    assert refused_to_decide(county, TWO, number=NUMBER, on="2016-06-20") == "county_number_taken"
    decide(county, TWO, number=OTHER_NUMBER, on="2016-06-20")


def test_one_case_number_from_two_stations_is_a_conflict_of_the_later_one(county: County, tmp_path: Path):
    """A code that was given to two stations: their case numbers are the same, and nobody is to mix the persons."""
    station, other = Sender(), Sender("530699002")
    take(county, station.writes(case_record(ONE)), other.writes(case_record(ONE, person_name="李四新")))
    assert outcomes(county) == [(ONE, 1, "received", "", 1), (ONE, 1, "conflict", "case", 1)]
    assert county.conflicts() == (Conflict("530699002", ONE, "case", "530699001", ONE),)
    assert county.case("530699001", ONE).fields["person.name"] == "欧阳小明"
    assert county.case("530699002", ONE).fields["person.name"] == "李四新"
    assert said_of(county, tmp_path) == [(ONE, 1, "received", "")]
    theirs = answer(county, tmp_path, "530699002")
    assert [(one.result, one.note) for one in theirs.records] == [("conflict", "case")]
    # each station's case is a case
    assert stats(county)["cases"] == 2
    with refused(CountyError, "county_case_in_conflict"):
        county.decide("530699002", ONE, event=Event.GRANT, officer="88", at=LATER)
    county.decide("530699001", ONE, event=Event.GRANT, officer="88", at=LATER)


# ---- histories that forked


def test_what_comes_after_a_restore_is_gone_by_whatever_its_revision(county: County, tmp_path: Path):
    station = Sender()
    before = station.twin()
    take(county, station.writes(case_record(ONE)), station.writes(case_record(ONE, 2)))
    now = station.restored(before)
    record = case_record(ONE, person_name="欧阳小鸣")
    take(county, now.writes(record))
    assert outcomes(county)[-1] == (ONE, 1, "received", "", 1)
    assert county.case("530699001", ONE) == record
    assert [one[2] for one in said_of(county, tmp_path)] == ["superseded", "superseded", "received"]
    # what was lost and comes late is superseded, though its revision is higher
    late = station.writes(case_record(ONE, 3))
    take(county, late)
    assert outcomes(county)[-1] == (ONE, 3, "superseded", "", 0)
    assert stats(county)["by_status"] == {"county_review": 1}


@pytest.mark.parametrize(
    ("now", "result"),
    [
        ({"person_name": "李四新", "person_birth": "2009-01-02"}, ("conflict", "person", 1)),
        ({"person_name": "李四新"}, ("received", "", 1)),
        ({"person_birth": "2009-01-02"}, ("received", "", 1)),
    ],
)
def test_another_person_under_the_same_case_number_after_a_restore_waits_for_somebody_to_look(
    county: County, now: dict[str, str], result: tuple[str, str, int]
):
    """A name or a birth may have been put right since; both at once are another person."""
    station = Sender()
    before = station.twin()
    take(county, station.writes(case_record(ONE)), station.restored(before).writes(case_record(ONE, **now)))
    assert outcomes(county)[-1][2:] == result
    if result[0] == "conflict":
        assert county.conflicts() == (Conflict("530699001", ONE, "person", "530699001", ONE),)
        assert refused_to_decide(county) == "county_case_in_conflict"
    else:
        decide(county)


def test_without_a_restore_the_next_revision_may_put_name_and_birth_right(county: County):
    station = Sender()
    put_right = {"person_name": "李四新", "person_birth": "2009-01-02"}
    take(county, station.writes(case_record(ONE)), station.writes(case_record(ONE, 2, **put_right)))
    assert outcomes(county)[-1][2:] == ("received", "", 1)


def test_of_two_machines_with_one_folder_the_second_packet_of_a_number_is_refused(county: County):
    station = Sender()
    take(county, station.writes(case_record(ONE)))
    twin = station.twin()
    take(county, station.writes(case_record(TWO)))
    assert refusal(county, twin.writes(case_record(THREE))) == "packet_number_taken"
    # nor does anything that follows the refused one
    assert refusal(county, twin.writes(case_record(THREE, 2))) == "packet_breaks_chain"
    assert county.high_water("530699001") == 2


def test_a_packet_must_be_named_by_the_one_after_it(county: County):
    station, stranger = Sender(), Sender()
    station.writes(case_record(ONE))
    take(county, station.writes(case_record(TWO)))
    assert refusal(county, stranger.writes(case_record(THREE))) == "packet_breaks_chain"


def test_the_first_packet_follows_none_and_every_other_one_follows_some(county: County):
    first = Sender()
    first.previous = "ab" * 32
    assert refusal(county, first.writes(case_record(ONE))) == "packet_breaks_chain"
    second = Sender()
    second.packet = 1
    assert refusal(county, second.writes(case_record(ONE))) == "packet_breaks_chain"
    # a copy that was put back may know of no packet, and its numbers go on all the same
    second = Sender()
    second.packet, second.restores = 1, 1
    take(county, second.writes(case_record(ONE)))


def test_a_packet_follows_a_shorter_journal_of_the_same_history(county: County):
    station = Sender()
    take(county, station.writes(case_record(ONE)))
    station.records = 0
    assert refusal(county, station.writes(case_record(TWO))) == "packet_breaks_chain"


@pytest.mark.parametrize(("further", "restores"), [(2, 0), (0, 1), (-1, 1), (1, -1)])
def test_a_packet_that_names_one_before_it_does_not_stand_where_it_cannot(
    county: County, further: int, restores: int
):
    """Two numbers on in one history, no higher after a restore, or of a restore less than the one before."""
    station = Sender()
    station.packet, station.restores = 4, 1
    take(county, station.writes(case_record(ONE)))
    station.packet, station.restores = station.packet + further - 1, station.restores + restores
    assert refusal(county, station.writes(case_record(TWO))) == "packet_breaks_chain"


def test_a_packet_that_others_named_before_it_came_fits_only_where_they_say(county: County):
    """The packet after it lies here already, with a journal that is longer; this one claims to be longer still."""
    station = Sender()
    station.records = 100
    late = station.writes(case_record(ONE))
    station.records = 50
    take(county, station.restored(station).writes(case_record(TWO)))
    assert refusal(county, late) == "packet_breaks_chain"


# ---- what is missing, and counts


def test_what_is_missing_is_named_on_each_side_of_a_restore(county: County):
    station = Sender()
    written = [station.writes(case_record(ONE, number)) for number in range(1, 4)]
    before = station.twin()
    lost = [station.writes(case_record(TWO, number)) for number in range(1, 3)]
    now = station.restored(before)
    after = [now.writes(case_record(THREE, number)) for number in range(1, 4)]
    take(county, written[1])
    assert county.missing_packets() == {"530699001": (1,)}
    take(county, after[2])
    # of the new side everything up to it, and of the old one what is not there
    assert county.missing_packets() == {"530699001": (1, 3, 4, 5)}
    take(county, after[0])
    assert county.missing_packets() == {"530699001": (1, 3, 5)}
    take(county, lost[1])
    assert county.missing_packets() == {"530699001": (1, 3, 4, 5)}
    take(county, written[0], written[2], after[1], lost[0])
    assert county.missing_packets() == {}
    assert county.high_water("530699001") == 6


def test_a_packet_from_between_two_restores_is_missed_though_its_number_came_otherwise(county: County):
    """The lost time has a packet 2 as well, and it came; what packet 3 follows is another one."""
    station = Sender()
    take(county, station.writes(case_record(ONE)))
    before = station.twin()
    take(county, *(station.writes(case_record(TWO, number)) for number in range(1, 5)))
    between = station.restored(before)
    never_came = between.writes(case_record(THREE))
    take(county, between.restored(between).writes(case_record(THREE, 2)))
    assert county.missing_packets() == {"530699001": (2,)}
    take(county, never_came)
    assert county.missing_packets() == {}


def test_all_is_missing_back_to_what_was_there_before_the_restore(county: County):
    """Twice put back: what came of the second time says nothing of what is missing before the first."""
    station = Sender()
    take(county, station.writes(case_record(ONE)))
    before = station.twin()
    for number in range(1, 4):
        station.writes(case_record(TWO, number))
    once = station.restored(station)
    twice = once.restored(before)
    take(county, once.writes(case_record(THREE)), twice.writes(case_record(ONE, 2)))
    assert county.missing_packets() == {"530699001": (2, 3, 4)}


def test_counts_are_of_each_station_and_each_decision_once(county: County, tmp_path: Path):
    station, other = Sender(), Sender("530699002")
    other.writes(case_record(ELSEWHERE))
    take(
        county,
        station.writes(case_record(ONE), case_record(TWO), case_record(THREE, status=Status.GRANTED)),
        station.writes(case_record(ONE, 2)),
        other.writes(case_record("530699002-20160614-002", person_number=NUMBER)),
    )
    decide(county, ONE)
    decide(county, ONE, number=OTHER_NUMBER, on="2016-06-20")
    decide(county, TWO, Event.SEND_BACK, note="补充")
    assert stats(county) == {
        "practice": False,
        "stations": [
            {"station": "530699001", "packets": 2, "high_water": 2, "missing": [], "cases": 3},
            {"station": "530699002", "packets": 1, "high_water": 2, "missing": [1], "cases": 1},
        ],
        "cases": 4,
        "by_status": {"county_review": 3, "granted": 1},
        "decided": {"grant": 1, "send_back": 1},
        "registered": 1,
        "conflicts": 0,
        "quarantined": 0,
    }
    assert county.high_water("530699003") == 0
    assert county.stations() == ("530699001", "530699002")


# ---- the county's own decisions


def test_a_decision_is_on_the_record_that_lies_before_the_county(county: County, tmp_path: Path):
    station = Sender()
    first, second = case_record(ONE), case_record(ONE, 2)
    take(county, station.writes(first))
    decide(county, ONE, Event.SEND_BACK, note="补充", field="mother.name")
    take(county, station.writes(second))
    decide(county, ONE, number=NUMBER, on="2016-06-20", officer="89")
    told = answer(county, tmp_path)
    assert [(one.revision, one.record, one.event, one.note, one.field, one.number, one.on, one.officer)
            for one in told.decisions] == [
        (1, identity(first), "send_back", "补充", "mother.name", "", "", "88"),
        (2, identity(second), "grant", "", "", NUMBER, "2016-06-20", "89"),
    ]  # fmt: skip
    assert said_of(county, tmp_path) == [(ONE, 1, "returned", "补充"), (ONE, 2, "received", "")]


@pytest.mark.parametrize(
    ("status", "said", "code"),
    [
        (Status.JOINT_MEETING, {}, "county_not_before_us"),
        (Status.NOT_GRANTED, {}, "county_not_before_us"),
        (Status.WITHDRAWN, {}, "county_not_before_us"),
        (Status.REGISTERED, {"number": NUMBER, "on": "2016-06-20"}, "county_not_before_us"),
        (Status.GRANTED, {}, "county_station_decided"),
        (Status.GRANTED, {"event": Event.SEND_BACK, "note": "补充"}, "county_not_before_us"),
    ],
)
def test_the_county_decides_only_on_what_lies_before_it(
    county: County, status: Status, said: dict[str, str], code: str
):
    take(county, Sender().writes(case_record(ONE, status=status)))
    assert refused_to_decide(county, **said) == code
    assert county.decisions.count == 0


def test_a_grant_gets_its_number_later_and_nothing_else_changes(county: County):
    take(county, Sender().writes(case_record(ONE)))
    decide(county)
    assert refused_to_decide(county, note="x") == "county_decided_already"
    assert refused_to_decide(county, event=Event.SEND_BACK, note="x") == "county_decided_already"
    decide(county, number=NUMBER, on="2016-06-20")
    assert refused_to_decide(county, number=OTHER_NUMBER, on="2016-06-20") == "county_decided_already"
    assert county.decisions.count == 2


def test_a_refusal_gets_no_number(county: County):
    take(county, Sender().writes(case_record(ONE)))
    decide(county, ONE, Event.NOT_GRANT, ground="registered_elsewhere", note="已登记")
    assert refused_to_decide(county, number=NUMBER, on="2016-06-20") == "county_decided_already"


def test_a_decision_of_nobody_gets_its_officer_if_it_is_the_same_decision(county: County):
    """Before form 2 nobody had to say who decided; said later, it must be the same decision to the word."""
    take(county, Sender().writes(case_record(ONE)))
    decide(county, ONE, Event.NOT_GRANT, ground="g", note="n")
    county._database.execute("UPDATE decisions SET officer = ''")
    for other in ({"ground": "other", "note": "n"}, {"ground": "g", "note": "other"}):
        assert refused_to_decide(county, ONE, Event.NOT_GRANT, **other) == "county_decided_already"
    assert refused_to_decide(county) == "county_decided_already"
    decide(county, ONE, Event.NOT_GRANT, ground="g", note="n", officer="89")
    assert refused_to_decide(county, ONE, Event.NOT_GRANT, ground="g", note="n") == "county_decided_already"


def test_a_number_is_taken_as_it_was_typed_and_kept_as_it_is(county: County, tmp_path: Path):
    take(county, Sender().writes(case_record(ONE)))
    decide(county, number=" 530699 20160305 0023 ", on="2016-06-20")
    assert [one.number for one in answer(county, tmp_path).decisions] == [NUMBER]


def test_a_case_that_never_came_is_unknown(county: County):
    for ask in (lambda: county.case("530699001", ONE), lambda: decide(county)):
        with refused(CountyError, "county_case_unknown"):
            ask()


def test_a_packet_is_named_by_its_hash_in_the_answer(county: County, tmp_path: Path):
    station = Sender()
    before = station.twin()
    one = station.writes(case_record(ONE))
    two = station.restored(before).writes(case_record(TWO))
    take(county, one, two)
    told = answer(county, tmp_path)
    assert [(p.packet, p.restores, p.sha256) for p in told.packets] == [
        (1, 0, sha256(one)),
        (1, 1, sha256(two)),
    ]
