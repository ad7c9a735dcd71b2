"""What the program wrote before its sources were laid out anew is read: station, slots, register, packet."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from db.access import unlocking
from db.county.packet_import import County
from db.county.statistics import stats
from db.exchange.packet import read_packet
from db.register.lookup import Lookup
from flows.case import actions as a
from flows.linkage.person import Query
from harness.stations.earlier import EARLIER
from harness.stations.intake import APPROVER, AT, CLERK, PASSPHRASE, open_case, reopened

SAID = json.loads((EARLIER / "form4.json").read_text(encoding="utf-8"))
PACKET = "HK_530699001_000001.zip"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder as it was left: encrypted, with the slots of three operators, sixty invented persons, one packet."""
    with zipfile.ZipFile(EARLIER / "form4.zip") as kept:
        kept.extractall(tmp_path / "s")
    return tmp_path / "s"


def test_the_slots_open_and_the_file_is_sound_and_says_the_same(folder: Path):
    assert unlocking.prove_operator(folder, APPROVER, PASSPHRASE).operator == APPROVER
    before = (folder / "station.db").read_bytes()
    with reopened(folder, readonly=True) as station:
        assert station.verify().fault is None
        head = station.queries.head()
        assert [head.seq, head.hash] == SAID["head"]
        cases = {row.case_id: station.queries.case(row.case_id) for row in station.queries.rows()}
    assert cases.keys() == SAID["cases"].keys()
    for case_id, case in cases.items():
        said = SAID["cases"][case_id]
        assert (case.status, case.fields, case.answers, case.papers) == (
            said["status"], said["fields"], said["answers"], said["papers"],
        )  # fmt: skip
    assert (folder / "station.db").read_bytes() == before


def test_work_goes_on_in_it_and_the_chain_holds(folder: Path):
    with reopened(folder) as station:
        number = open_case(station)
        station.append(a.SetField("person.name", "陈小满"), case_id=number, operator=CLERK, at=AT)
        assert station.verify().fault is None
        assert station.queries.head().seq > SAID["head"][0]


def test_its_register_answers(folder: Path):
    key = unlocking.prove_operator(folder, APPROVER, PASSPHRASE).key
    found = Lookup(folder / "register.db", key=key).find(Query(name=SAID["asked"]))
    assert found.candidates[0].person.person_id == SAID["found"]


def test_its_packet_is_taken_in_by_the_county(folder: Path, tmp_path: Path):
    packet = read_packet((folder / PACKET).read_bytes(), PACKET)
    assert packet.packet == 1
    (tmp_path / "post").mkdir()
    (tmp_path / "post" / PACKET).write_bytes((folder / PACKET).read_bytes())
    with County.create(tmp_path / "county", practice=False, office="青山县公安局") as county:
        county.take_folder(tmp_path / "post", at=AT)
        assert stats(county)["cases"] == len(packet.records)
