"""Where a station's history forks (a copy put back, a folder copied), nothing of one person lands on another.

Found by a hostile review: a copy of the morning was put back, the same case number and packet number came again, and
the county's decision on one person registered the other, with nothing refused and a file that verified.
"""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db.access import unlocking
from db.county.answers import write_acknowledgements
from db.county.packet_import import County
from db.county.statistics import stats
from db.errors import AckRefused, CountyError, PacketRefused
from db.exchange.acknowledgement import TakenIn, take_acknowledgement
from db.exchange.outbox import due, outstanding_packets, send_packet
from db.exchange.packet import read_packet as read_packet
from db.files import strict_json
from db.station.opening import open_station_file
from db.upkeep import backup
from flows.case import actions as a
from flows.case.case import Case
from flows.case.status import Event, Status, Transfer
from harness.refusals import refused
from harness.stations.earlier import KEY, as_left
from harness.stations.intake import (
    ADMINISTRATOR,
    APPROVER,
    AT,
    CLERK,
    DAY,
    DETERMINED,
    NUMBER,
    OTHER_NUMBER,
    PASSPHRASE,
    forwarded,
    granted,
    new_station,
    open_case,
    reopened,
)

CODE, LATER, ON = "530699001", "2016-06-16T08:00:00Z", "2016-06-16"
A = {"person_name": "马天翔", "father_name": "马志强"}
B = {"person_name": "李四新", "person_birth": "2009-01-02", "father_name": "李大山"}


class Place:
    """A station with its sticks, and the county that it sends to."""

    def __init__(self, home: Path, *, practice: bool = False) -> None:
        self.home = home
        self.folder = home / "st"
        for name in ("medium", "post", "answers"):
            (home / name).mkdir()
        self.station = new_station(self.folder, practice=practice)
        self.county = County.create(home / "county", practice=practice, office="演练县公安局户政股")

    def copied(self) -> Path:
        return backup.back_up(self.station, self.home / "medium", on=DAY).folder

    def restored(self, made: Path, *, at: str = AT) -> None:
        self.station.close()
        held = unlocking.prove_operator(made, ADMINISTRATOR, PASSPHRASE)
        backup.restore_backup(made, self.folder, held, ADMINISTRATOR, at=at)
        self.station = reopened(self.folder)

    def ship(self) -> tuple[str, ...]:
        return send_packet(self.station, self.home / "post", operator=CLERK, at=AT).copied

    def arrive(self) -> list[tuple[str, str]]:
        files = self.county.take_folder(self.home / "post", at=AT).files
        return [(one.name, one.code or one.outcome) for one in files]

    def grant(self, number: str, identity: str = NUMBER) -> None:
        self.county.decide(
            CODE, number, event=Event.GRANT, officer="0071", at=LATER, number=identity, on=ON
        )

    def answer(self) -> bytes:
        (name,) = write_acknowledgements(self.county, self.home / "answers", at=LATER)
        return (self.home / "answers" / name).read_bytes()

    def take(self, data: bytes | None = None) -> TakenIn:
        return take_acknowledgement(self.station, data or self.answer(), operator=CLERK, at=LATER)

    def close(self) -> None:
        self.station.close()
        self.county.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.close()


def registered_as(case: Case) -> list[str]:
    return [change.number for change in case.history if change.number]


# ---- the finding itself


def test_the_countys_decision_on_one_person_never_lands_on_another(place: Place):
    morning = place.copied()
    lost = forwarded(place.station, **A)
    place.ship()
    assert place.arrive() == [(f"HK_{CODE}_000001.zip", "imported")]
    place.restored(morning)
    other = forwarded(place.station, **B)
    assert (lost, other) == (f"{CODE}-20160614-001", f"{CODE}-20160614-501")
    assert place.ship() == (f"HK_{CODE}_R01_000001.zip",)
    place.grant(lost)
    done = place.take()
    assert done.refused == [(lost, "made_before_copy")]
    assert done.unknown == (f"HK_{CODE}_000001.zip",)
    case = place.station.queries.case(other)
    assert (case.status, case.transfer, registered_as(case)) == (Status.COUNTY_REVIEW, Transfer.EXPORTED, [])
    assert outstanding_packets(place.station) == (1,)
    # the county has not seen the other one yet; it takes it in beside the first, and each gets what is decided on it
    assert place.arrive() == [
        (f"HK_{CODE}_000001.zip", "known"), (f"HK_{CODE}_R01_000001.zip", "imported"),
    ]  # fmt: skip
    place.grant(other, "530699200901020012")
    done = place.take()
    assert (done.acknowledged, done.moved, done.missing) == (1, 2, ())
    assert registered_as(place.station.queries.case(other)) == ["530699200901020012"]
    assert place.station.verify().fault is None
    assert (outstanding_packets(place.station), due(place.station)) == ((), [])


def test_after_a_restore_the_county_takes_every_packet_and_loses_none(place: Place):
    granted(place.station)
    morning = place.copied()
    granted(place.station, **A)
    place.ship()
    place.arrive()
    place.restored(morning)
    names = []
    for name in ("李四新", "王五", "赵六"):
        granted(place.station, person_name=name)
        names += place.ship()
    assert names == [f"HK_{CODE}_R01_{number:06d}.zip" for number in (1, 2, 3)]
    assert [code for _name, code in place.arrive()] == ["known", "imported", "imported", "imported"]
    report = place.county.take_folder(place.home / "post", at=LATER)
    assert (report.missing, report.conflicts) == ({}, ())
    # the lost one, the one that came on both sides of the fork, and three new ones
    assert stats(place.county)["cases"] == 5
    done = place.take()
    assert (done.acknowledged, done.missing, outstanding_packets(place.station)) == (4, (), ())
    assert done.refused == [(f"{CODE}-20160614-002", "made_before_copy")]


def test_a_case_that_came_again_after_the_restore_is_decided_on_as_it_is_now(place: Place):
    number = open_case(place.station, **A)
    morning = place.copied()

    def send_it() -> None:
        lookup = a.RecordLookup((), (), 3000, "2016-06-01")
        acts = [lookup, a.RecordSystemQuery(CLERK, AT, "全省", "none"), a.Move("accept"), a.Move("submit")]
        place.station.append_all(acts, case_id=number, operator=CLERK, at=AT)
        place.station.append_all([DETERMINED, a.Move("forward")], case_id=number, operator=APPROVER, at=AT)
        place.ship()
        place.arrive()

    send_it()
    place.county.decide(CODE, number, event=Event.SEND_BACK, officer="0071", at=AT, note="补充材料")
    before = place.answer()
    place.restored(morning)
    place.station.append(a.SetField("mother.name", "赵秀瑛"), case_id=number, operator=CLERK, at=AT)
    send_it()
    # the same number and the same revision as before, and another record
    assert place.county.case(CODE, number).fields["mother.name"] == "赵秀瑛"
    done = place.take(before)
    assert (done.acknowledged, done.moved, done.refused) == (0, 0, [(number, "unknown_record")])
    assert place.station.queries.case(number).status == Status.COUNTY_REVIEW
    place.grant(number)
    done = place.take()
    assert (done.moved, done.refused) == (2, [])
    assert registered_as(place.station.queries.case(number)) == [NUMBER]


def test_one_person_in_a_lost_case_and_in_a_new_one_is_a_conflict(place: Place):
    morning = place.copied()
    forwarded(place.station, person_number=NUMBER)
    place.ship()
    place.restored(morning)
    again = forwarded(place.station, person_number=NUMBER)
    place.ship()
    (conflict,) = place.county.take_folder(place.home / "post", at=AT).conflicts
    assert (conflict.case_id, conflict.about, conflict.other_case) == (again, "number", f"{CODE}-20160614-001")


# ---- numbers


def test_no_number_names_two_persons_though_one_copy_is_put_back_again_and_again(place: Place):
    morning, given = place.copied(), []
    for _ in range(7):
        given += [open_case(place.station) for _ in range(3)]
        place.restored(morning)
    given.append(open_case(place.station))
    assert len(set(given)) == len(given) == 22
    counts = [int(number.rpartition("-")[2]) for number in given[::3]]
    assert counts == [1, 501, 601, 701, 801, 901, 1001, 1101]


@pytest.mark.parametrize("day", [date(2016, 6, 13), DAY, date(2016, 6, 15), date(2099, 1, 1)])
def test_no_clock_brings_a_number_back(place: Place, day: date):
    """The lost stretch may lie before or after what the clock of the restoring machine says."""
    morning = place.copied()
    place.restored(morning, at="1970-01-01T00:00:00Z")
    assert place.station.queries.next_number(day).endswith("-501")


def test_the_medium_knows_where_the_machine_is_new(place: Place):
    morning = place.copied()
    place.restored(morning)
    place.station.close()
    shutil.rmtree(place.folder)
    place.restored(morning)
    assert place.station.queries.restore_count == 2
    later = place.copied()
    place.station.close()
    shutil.rmtree(place.folder)
    (morning / "restores.json").unlink()
    # the copy that was made since lies beside it
    assert later.parent == morning.parent
    place.restored(morning)
    assert place.station.queries.restore_count == 3


def test_the_machine_knows_where_the_medium_cannot_be_written_on(place: Place, monkeypatch: pytest.MonkeyPatch):
    morning = place.copied()

    def read_only(path: Path, data: bytes) -> None:
        raise PermissionError(path)

    monkeypatch.setattr(backup, "write_whole", read_only)
    for count in (1, 2):
        place.restored(morning)
        assert place.station.queries.restore_count == count
    assert {path.name for path in morning.iterdir()} == {"station.db", "keyslots.json"}


def test_a_number_that_may_have_been_lost_is_answered_with_the_day_of_the_copy(place: Place):
    kept = open_case(place.station)
    morning = place.copied()
    place.restored(morning, at="2016-06-17T01:00:00Z")
    said = place.station.queries.lost_since
    assert said(f"{CODE}-20160614-002") == said(f"{CODE}-20160617-001") == said("-002") == AT
    for other in (
        kept, f"{CODE}-20160614-501", f"{CODE}-20160601-001", f"{CODE}-20160701-001", "530699002-20160614-002", "x",
    ):  # fmt: skip
        assert said(other) == ""


# ---- what is due again


def test_what_the_county_has_not_acknowledged_goes_out_again(place: Place):
    number = granted(place.station)
    place.ship()
    morning = place.copied()
    place.arrive()
    assert place.take().acknowledged == 1
    place.restored(morning)
    assert outstanding_packets(place.station) == (1,)
    (place.home / "post" / f"HK_{CODE}_000001.zip").unlink()
    # byte for byte what it was: the county may have it, and says so once more
    assert place.ship() == (f"HK_{CODE}_000001.zip",)
    assert place.arrive() == [(f"HK_{CODE}_000001.zip", "known")]
    assert place.take().acknowledged == 1
    assert place.station.queries.case(number).transfer == Transfer.RECEIVED


def test_a_station_that_an_older_program_put_back_gets_through_again(tmp_path: Path):
    """Its packets took numbers of before, and the county refused all of them for good."""
    folder = as_left(tmp_path / "s", "form3-restored")
    (tmp_path / "post").mkdir()
    with open_station_file(folder, key=KEY) as station, County.create(tmp_path / "c", practice=False) as county:
        assert [one.count for one in station.queries.restores()] == [1, 2]
        assert [(one.packet, one.forked) for one in station.queries.packets()] == [(1, True), (2, True)]
        assert outstanding_packets(station) == ()
        assert {case.id for case in due(station)} == {row.case_id for row in station.queries.rows()}
        assert send_packet(station, tmp_path / "post", operator=CLERK, at=LATER).copied == (
            f"HK_{CODE}_R02_000003.zip",
        )
        assert county.take_folder(tmp_path / "post", at=LATER).clean
        (name,) = write_acknowledgements(county, tmp_path / "post", at=LATER)
        assert (
            take_acknowledgement(
                station, (tmp_path / "post" / name).read_bytes(), operator=CLERK, at=LATER
            ).acknowledged
            == 3
        )
        assert (due(station), station.verify().fault) == ([], None)


# ---- two machines with one folder


def test_what_nobody_received_never_becomes_received(place: Place):
    twin = place.home / "twin"
    place.station.close()
    shutil.copytree(place.folder, twin)
    place.station = reopened(place.folder)
    forwarded(place.station, **A)
    place.ship()
    place.arrive()
    with reopened(twin) as other:
        number = forwarded(other, **B)
        (place.home / "elsewhere").mkdir()
        send_packet(other, place.home / "elsewhere", operator=CLERK, at=AT)
        # on the stick with the packet of the first machine nothing is written over
        with refused(PacketRefused, "packet_name_taken"):
            send_packet(other, place.home / "post", operator=CLERK, at=AT)
        done = take_acknowledgement(other, place.answer(), operator=CLERK, at=LATER)
        assert (done.acknowledged, done.refused) == (0, [(number, "unknown_record")])
        assert done.unknown == (f"HK_{CODE}_000001.zip",)
        assert other.queries.case(number).transfer == Transfer.EXPORTED
        assert outstanding_packets(other) == (1,)


# ---- an acknowledgement that was changed


def mutations(said: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field in turn made something else: another number, another hash, another name, nothing."""
    fields = [
        (part, index, field)
        for part in ("packets", "records", "decisions")
        for index, one in enumerate(said[part])
        for field in one
    ]
    for part, index, field in fields:
        for now in made_else(said[part][index][field]):
            mutant = copy.deepcopy(said)
            mutant[part][index][field] = now
            yield f"{part}.{field}={now!r}", mutant
    for field in ("station", "training", "office", "schema", "format", "signed"):
        for now in made_else(said[field]):
            yield f"{field}={now!r}", {**said, field: now}


def made_else(value: object) -> list[object]:
    """Other values in the place of one."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, 0]
    if len(str(value)) == 64:
        return ["0" * 64, str(value)[:-1] + ("0" if str(value)[-1] != "0" else "1")]
    words = ["", "x", "../../x", "not a day", "2099-01-01", "530699201603050010", "county", "grant"]
    return [word for word in words if word != value]


def test_whatever_is_changed_in_an_answer_is_taken_in_for_nothing_that_it_is_not(tmp_path: Path):
    """Each mutant is refused as a whole, or what it changes is named and left out, or changes nothing that is kept."""
    # Of practice, which opens at once: the station is opened for each mutant anew.
    place = Place(tmp_path, practice=True)
    number, second = forwarded(place.station, **A), forwarded(place.station, **B)
    place.ship()
    place.arrive()
    place.grant(number)
    said = json.loads(place.answer())
    place.station.close()
    told, kept = 0, place.home / "kept"
    shutil.copytree(place.folder, kept)
    station = reopened(place.folder)
    for what, mutant in mutations(said):
        told, head = told + 1, station.queries.head()
        try:
            done = take_acknowledgement(station, strict_json.dumps(mutant), operator=CLERK, at=LATER)
        except AckRefused:
            assert station.queries.head() == head, what
            continue
        one, other = station.queries.case(number), station.queries.case(second)
        assert registered_as(other) == [] and other.status == Status.COUNTY_REVIEW, what
        assert set(registered_as(one)) <= {NUMBER}, what
        by = {change.operator for change in one.history if change.event in ("grant", "register")}
        if by and mutant["decisions"] != said["decisions"]:
            # only what stands in words, and is words, may be other than it was
            field = what.partition(".")[2].partition("=")[0]
            assert field in ("note", "officer", "ground"), what
        if any(name in what for name in ("sha256=", "record=")):
            assert done.refused or done.unknown, what
        assert station.verify().fault is None, what
        station.close()
        shutil.rmtree(place.folder)
        shutil.copytree(kept, place.folder)
        station = reopened(place.folder)
    assert told > 100
    station.close()
    place.county.close()


def test_acknowledging_twice_changes_nothing(place: Place):
    number = forwarded(place.station, **A)
    place.ship()
    place.arrive()
    place.grant(number)
    data = place.answer()
    place.take(data)
    head = place.station.queries.head()
    again = place.take(data)
    assert (again.known, again.acknowledged, again.moved, again.refused) == (True, 0, 0, [])
    assert place.station.queries.head() == head


def test_the_county_calls_itself_by_name_and_the_station_keeps_it(place: Place):
    forwarded(place.station, **A)
    place.ship()
    place.arrive()
    assert place.station.queries.county_office() == ""
    place.take()
    assert place.station.queries.county_office() == "演练县公安局户政股"
    with refused(CountyError, "county_office"):
        place.county.name_office("县局\n")
    place.county.name_office("县公安局治安管理大队")
    place.take()
    assert place.station.queries.county_office() == "县公安局治安管理大队"


def test_registered_under_another_number_than_the_county_says_is_named(place: Place):
    number = granted(place.station, **A)
    place.ship()
    place.arrive()
    place.grant(number)
    data = place.answer()
    registering = a.Move("register", number=OTHER_NUMBER, on="2016-06-14")
    place.station.append(registering, case_id=number, operator=CLERK, at=LATER)
    done = place.take(data)
    assert (done.moved, done.refused) == (0, [(number, "county_number_differs")])


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"officer": ""}, "county_officer"),
        ({"officer": "county"}, "county_officer"),
        ({"officer": "a b"}, "county_officer"),
        ({"on": "2099-01-01"}, "county_day_impossible"),
        ({"on": "1948-01-01"}, "county_day_impossible"),
        ({"on": "2016-03-04"}, "county_day_impossible"),
        ({"on": "20160616"}, "county_day"),
        ({"on": "not a day"}, "county_day"),
        ({"number": "../../x"}, "county_number_invalid"),
        ({"number": "530699201603050010"}, "county_number_invalid"),
        ({"number": ""}, "county_number_and_date"),
        ({"note": "x" * 401}, "county_text"),
        ({"ground": "x\u202e"}, "county_text"),
        ({"field": "person.wealth"}, "county_words_missing"),
    ],
)
def test_what_no_officer_could_enter_no_station_takes_in(place: Place, said: dict[str, str], code: str):
    number = forwarded(place.station, **A)
    place.ship()
    place.arrive()
    entered = {"officer": "0071", "number": NUMBER, "on": ON, "note": "", "ground": "", "field": ""}
    with refused(CountyError, code):
        place.county.decide(CODE, number, event=Event.GRANT, at=LATER, **{**entered, **said})
    place.grant(number)
    answer = json.loads(place.answer())
    answer["decisions"][0].update(said)
    done = place.take(strict_json.dumps(answer))
    assert (done.moved, done.refused) == (0, [(number, code)])
    assert place.station.queries.case(number).status == Status.COUNTY_REVIEW
