"""The county's file is made once, opened for what it is, and written by one at a time."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from db.county.packet_import import County
from db.county.store import store_path
from db.errors import CannotOpen, CountyError, InUse
from db.exchange import packet as packets
from db.files.connection import open_database
from flows.case.status import Event
from flows.errors import CodedError
from harness.refusals import refusal_of, refused
from harness.stations.intake import AT
from harness.stations.sender import Sender, case_record

CASE = "530699001-20160614-001"


def refused_to_open(place: Path, *, readonly: bool = False) -> CodedError:
    return refusal_of(CannotOpen, County.open, place, readonly=readonly)


def with_form(home: Path, form: str | None) -> Path:
    """A store that says of itself that it is of that form, or nothing."""
    County.create(home, practice=False).close()
    database = open_database(home / "county.db")
    with database.conn:
        database.conn.execute("DELETE FROM meta WHERE name = 'form'")
        if form is not None:
            database.conn.execute("INSERT INTO meta VALUES ('form', ?)", (form,))
    database.conn.close()
    return home


def test_a_store_is_a_folder_or_a_file_of_that_name(tmp_path: Path):
    assert store_path(tmp_path / "county") == tmp_path / "county" / "county.db"
    assert store_path(tmp_path / "other.db") == tmp_path / "other.db"


def test_a_new_store_is_its_owners_alone_and_nothing_unfinished_lies_beside_it(tmp_path: Path):
    home = tmp_path / "new" / "county"
    home.parent.mkdir()
    with County.create(home, practice=False) as county:
        assert stat.S_IMODE(county.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert {path.name for path in home.iterdir()} <= {"county.db", "county.lock"}


def test_a_half_made_store_of_before_is_in_nobodys_way(tmp_path: Path):
    (tmp_path / "county.db.new").write_bytes(b"half")
    with County.create(tmp_path, practice=False) as county:
        assert county.stations() == ()
    assert not (tmp_path / "county.db.new").exists()


@pytest.mark.parametrize("practice", [True, False])
def test_a_store_stays_what_it_was_made_for(tmp_path: Path, practice: bool):
    County.create(tmp_path, practice=practice, office="演练县公安局户政股").close()
    with County.open(tmp_path) as county:
        assert (county.practice, county.office) == (practice, "演练县公安局户政股")


def test_an_office_is_named_when_the_store_is_made_or_later(tmp_path: Path):
    with refused(CountyError, "county_office"):
        County.create(tmp_path / "a", practice=False, office=" 县局")
    assert not (tmp_path / "a").exists()
    with County.create(tmp_path / "b", practice=False) as county:
        assert county.office == ""
        for name in ("", "县" * 41, "县\n局"):
            with refused(CountyError, "county_office"):
                county.name_office(name)
        county.name_office("县" * 40)
        county.name_office("户政股")
        assert county.office == "户政股"


def test_a_store_is_not_made_twice_and_the_first_stays_usable(tmp_path: Path):
    with County.create(tmp_path, practice=False) as county:
        county.take(Sender().writes(case_record(CASE)), at=AT)
    with refused(CannotOpen, "county_exists"):
        County.create(tmp_path, practice=True)
    with County.open(tmp_path) as county:
        assert county.stations() == ("530699001",) and not county.practice


def test_a_place_where_nothing_can_be_made_is_named(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    with refused(CannotOpen, "folder_read_only"):
        County.create(tmp_path / "file" / "county", practice=False)


def test_what_is_no_store_is_refused_and_the_lock_let_go(tmp_path: Path):
    assert refused_to_open(tmp_path).code == "no_county"
    for form in (None, "station 2", "county", "county two", "county 0", "county ²", "county -1"):
        home = with_form(tmp_path / f"as {form}", form)
        # twice: whoever was refused holds nothing
        for readonly in (True, False, False):
            assert refused_to_open(home, readonly=readonly).code == "not_a_county", form


@pytest.mark.parametrize("table", ["meta", "packets", "records"])
def test_a_file_without_the_tables_of_a_store_is_none(tmp_path: Path, table: str):
    database = open_database(tmp_path / "county.db")
    for name in {"meta", "packets", "records"} - {table}:
        database.conn.execute(f"CREATE TABLE {name} (name TEXT, value TEXT)")
    if table != "meta":
        database.conn.execute("INSERT INTO meta VALUES ('form', 'county 2')")
    database.conn.commit()
    database.conn.close()
    assert refused_to_open(tmp_path).code == "not_a_county"


def test_a_store_of_a_newer_program_is_refused_with_both_forms(tmp_path: Path):
    refused = refused_to_open(with_form(tmp_path / "county", "county 3"))
    assert (refused.code, refused.params) == ("newer_county", {"form": 3, "known": 2})


def test_one_writes_and_others_read(tmp_path: Path):
    with County.create(tmp_path, practice=False) as county:
        county.take(Sender().writes(case_record(CASE)), at=AT)
        with refused(InUse, "station_in_use"):
            County.open(tmp_path)
        with County.open(tmp_path, readonly=True) as reader:
            assert reader.stations() == ("530699001",)
            for act in (
                lambda: reader.name_office("户政股"),
                lambda: reader.decide("530699001", CASE, event=Event.GRANT, officer="88", at=AT),
                lambda: reader.take(Sender("530699002").writes(), at=AT),
            ):
                with refused(CountyError, "opened_for_reading"):
                    act()
        county.close()
        county.close()
    with County.open(tmp_path) as again:
        assert (again.decisions.count, again.packets.count) == (0, 1)


def test_a_file_that_is_put_aside_is_named_once_and_kept_byte_for_byte(tmp_path: Path):
    stick = tmp_path / "stick"
    stick.mkdir()
    with County.create(tmp_path / "county", practice=False) as county:
        station = Sender()
        whole = station.writes(case_record(CASE))
        (stick / "HK_530699001_000001.zip").write_bytes(whole[:-1])
        for _ in range(2):
            (report,) = county.take_folder(stick, at=AT).files
            assert (report.outcome, report.code, report.records) == ("refused", "packet_not_zip", 0)
        assert list(county.quarantine.rows) == [
            {"sha256": packets.sha256(whole[:-1]), "code": "packet_not_zip", "params": "{}", "at": AT}
        ]
        (aside,) = (tmp_path / "county" / "quarantine").iterdir()
        assert aside.name == packets.sha256(whole[:-1])[:32] + ".zip"
        assert aside.read_bytes() == whole[:-1]
        # what is whole and only for somebody else is not put aside
        (stick / "HK_530699001_000001.zip").write_bytes(Sender(training=True).writes(case_record(CASE)))
        (report,) = county.take_folder(stick, at=AT).files
        assert report.code == "packet_is_practice"
        assert county.quarantine.count == 1


def test_a_refusal_keeps_what_its_sentence_needs(tmp_path: Path):
    stick = tmp_path / "stick"
    stick.mkdir()
    with County.create(tmp_path / "county", practice=False) as county:
        county.take(Sender().writes(case_record(CASE)), at=AT)
        (stick / "HK_530699001_000001.zip").write_bytes(Sender().writes())
        (report,) = county.take_folder(stick, at=AT).files
        said = {"station": "530699001", "packet": 1}
        assert (report.code, report.params) == ("packet_number_taken", said)
        (kept,) = county.quarantine.rows
        assert kept["params"] == '{"packet":1,"station":"530699001"}'
