"""Importing the extract: bad lines are listed, the rest is on record, nobody sees half a register."""

from __future__ import annotations

import errno
from datetime import date
from pathlib import Path

import pytest

from db.files.engine import sqlite3
from db.register import external_sort
from db.register.errors import RegisterFileError, RegisterTrouble, RegisterUnusable
from db.register.importing import ImportConsent, ImportReport, import_register
from db.register.lookup import Lookup, scope_of
from db.register.store import FORMAT, Store, create_store, open_store
from flows.identity.birth_date import BirthDate
from flows.linkage.person import Query
from harness.refusals import refused

AS_OF = date(2016, 6, 1)
HEADER = "person_id,id_number,name,sex,birth_date,division,address,status"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def _import(folder: Path, text: str | bytes, name: str = "extract.csv", **how: object) -> ImportReport:
    source = folder / name
    source.write_bytes(text if isinstance(text, bytes) else text.encode())
    return import_register(source, folder / "register.db", as_of=AS_OF, **how)  # type: ignore[arg-type]


def _found(folder: Path, name: str) -> list[str]:
    found = Lookup(folder / "register.db").find(Query(name=name))
    return [candidate.person.person_id for candidate in found.candidates]


def _line(person_id: str, name: str, rest: str = ",1,19880305,530699102203,演练县东山镇石桥村3组,1") -> str:
    return f"{person_id},,{name}{rest}"


def _file(*lines: str) -> str:
    return "\n".join((HEADER, *lines)) + "\n"


def test_a_register_is_imported_and_says_what_it_covers(folder: Path) -> None:
    report = _import(folder, _file(_line("P1", "罗贵兰"), _line("P2", "王明", ",2,,530627,,2")))
    assert (report.persons, report.rejected_count) == (2, 0)
    scope = scope_of(folder / "register.db")
    assert scope is not None
    assert (scope.persons, scope.cancelled, scope.as_of) == (2, 1, AS_OF)
    assert dict(scope.divisions) == {"530699": 1, "530627": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encoding_is_found_from_the_whole_file(folder: Path, encoding: str) -> None:
    report = _import(folder, _file(_line("P1", "罗贵兰"), _line("P2", "龚䶮")).encode(encoding))
    assert report.persons == 2
    assert _found(folder, "龚䶮") == ["P2"]


def test_windows_line_ends_other_column_order_and_unknown_columns(folder: Path) -> None:
    text = "name,note,person_id\r\n罗贵兰,x,P1\r\n"
    report = _import(folder, text)
    assert report.persons == 1
    assert report.unknown_columns == ("note",)
    assert _found(folder, "罗贵兰") == ["P1"]


BAD_LINES = {
    'P2,,"王明,1,19880305,530699102203,石桥村,1': "open_quote",
    "P2,,王明,1": "column_count",
    "P2,,王\x1b[31m明,1,19880305,530699102203,石桥村,1": "control_character",
    "P2,,王\x00明,1,19880305,530699102203,石桥村,1": "control_character",
    "P2,,王\u202e明,1,19880305,530699102203,石桥村,1": "control_character",
    "P2,,王明,1,19880305,530699102203," + "x" * 200_000 + ",1": "line_too_long",
    ",,王明,1,19880305,530699102203,石桥村,1": "person_id_missing",
    "P2,,,1,19880305,530699102203,石桥村,1": "name_missing",
    "P2,,\u200b \u3000,1,19880305,530699102203,石桥村,1": "name_missing",
    "P2,," + "王" * 101 + ",1,19880305,530699102203,石桥村,1": "name_too_long",
    "P2,,王明,1,19880305,530699102203," + "村" * 501 + ",1": "field_too_long",
    "P2,,王明,1,19880305,530699102203,石桥村,7": "bad_status",
    "P2,,王明,5,19880305,530699102203,石桥村,1": "bad_sex",
    "P2,,王明,1,99999999,530699102203,石桥村,1": "bad_birth_date",
    "P2,,王明,1,someday,530699102203,石桥村,1": "bad_birth_date",
    "P2,,王明,1,19880305,here,石桥村,1": "bad_division",
    "P1,,王明,1,19880305,530699102203,石桥村,1": "repeated_person_id",
}


@pytest.mark.parametrize("bad", BAD_LINES, ids=BAD_LINES.values())
def test_a_bad_line_is_listed_and_the_rest_imported(folder: Path, bad: str) -> None:
    report = _import(folder, _file(_line("P1", "罗贵兰"), bad, _line("P3", "周芬")))
    assert [(line, code) for line, code, _ in report.rejected] == [(3, BAD_LINES[bad])]
    assert _found(folder, "周芬") == ["P3"]
    assert _found(folder, "罗贵兰") == ["P1"]


def test_the_list_of_rejects_holds_no_word_of_the_line(folder: Path) -> None:
    report = _import(folder, _file(_line("P1", "罗贵兰"), "P2,,王秘密,1"))
    assert report.rejects_file == folder / "extract.rejects.csv"
    listed = report.rejects_file.read_text("utf-8-sig")
    assert listed.splitlines() == ["line,code,reason", "3,column_count,column_count"]


def test_a_mended_file_leaves_no_old_list_behind(folder: Path) -> None:
    _import(folder, _file(_line("P1", "罗贵兰"), "P2,,王明,1"))
    assert (folder / "extract.rejects.csv").exists()
    assert _import(folder, _file(_line("P2", "王明"))).rejects_file is None
    assert not (folder / "extract.rejects.csv").exists()


@pytest.mark.parametrize("name", ["[/]", "[link=x]王", "阿依·古丽", "王\ue815", "=1+1"])
def test_a_name_that_looks_like_markup_is_a_name(folder: Path, name: str) -> None:
    assert _import(folder, _file(_line("P1", name))).rejected_count == 0
    assert _found(folder, name) == ["P1"]


def test_a_few_broken_bytes_cost_their_line_and_not_the_file(folder: Path) -> None:
    text = _file(*(_line(f"P{n}", "罗贵兰") for n in range(9))).encode() + b"P9,,\xff\xfe,1,,,,1\n"
    report = _import(folder, text)
    assert [code for _, code, _ in report.rejected] == ["undecodable"]
    assert report.persons == 9


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (_file().encode("utf-16"), "encoding_utf16"),
        (b"\xff" * 50 + b"\n" + b"\xff" * 50, "encoding_unknown"),
        (b"id,xm\n1,x\n", "columns_missing"),
        (b"person_id,name,name\n1,x,y\n", "columns_repeated"),
    ],
)
def test_a_file_that_cannot_be_a_register_is_refused_and_the_old_one_stays(
    folder: Path, content: bytes, code: str
) -> None:
    _import(folder, _file(_line("P1", "罗贵兰")))
    with refused(RegisterFileError, code):
        _import(folder, content, "other.csv")
    assert _found(folder, "罗贵兰") == ["P1"]
    assert not list(folder.glob("*.new"))


def test_the_missing_columns_are_named(folder: Path) -> None:
    with refused(RegisterFileError, "columns_missing", columns="person_id, name"):
        _import(folder, "id_number,sex\n1,2\n")


def test_a_file_that_is_not_there(folder: Path) -> None:
    with refused(RegisterFileError, "file_missing"):
        import_register(folder / "none.csv", folder / "register.db", as_of=AS_OF)


def test_a_second_import_of_the_same_file_changes_nothing(folder: Path) -> None:
    text = _file(_line("P1", "罗贵兰"), "bad line")
    _import(folder, text)
    before = (folder / "register.db").read_bytes()
    report = _import(folder, text)
    assert report.already_there
    assert report.rejected_count == 1
    assert (folder / "register.db").read_bytes() == before


def test_an_extract_replaces_the_one_before_it(folder: Path) -> None:
    _import(folder, _file(_line("P1", "罗贵兰")))
    _import(folder, _file(_line("P2", "周芬")), "next.csv")
    assert _found(folder, "罗贵兰") == []
    assert _found(folder, "周芬") == ["P2"]


def test_adding_keeps_replaces_and_leaves_alone(folder: Path) -> None:
    _import(folder, _file(_line("P1", "罗贵兰"), _line("P2", "周芬"), _line("P3", "王明")))
    report = _import(
        folder, _file(_line("P2", "张芬"), _line("P3", "王明"), _line("P4", "李红")), "more.csv", add=True
    )
    assert (report.added, report.replaced, report.unchanged) == (1, 1, 1)
    assert _found(folder, "罗贵兰") == ["P1"]
    assert _found(folder, "张芬") == ["P2"]
    assert "P2" not in _found(folder, "周华")
    assert report.scope is not None
    assert report.scope.persons == 4
    assert _import(folder, (folder / "more.csv").read_bytes(), "more.csv", add=True).already_there


def test_a_register_covers_what_either_of_its_files_has(folder: Path) -> None:
    _import(folder, _file(_line("P1", "罗贵兰")))
    report = _import(folder, "person_id,name,birth_date,status\nP2,周芬,19910720,1\n", "more.csv", add=True)
    assert report.scope is not None
    assert set(report.scope.columns) == set(HEADER.split(","))
    few, loss = "person_id,name,birth_date,status\nP3,王明,19910720,1\n", ImportConsent(loss=True)
    alone = _import(folder, few, "few.csv", accepted=loss)
    assert alone.scope is not None
    assert alone.scope.columns == ("birth_date", "name", "person_id", "status")


def test_adding_to_nothing_begins_a_register(folder: Path) -> None:
    assert _import(folder, _file(_line("P1", "罗贵兰")), add=True).added == 1


def test_a_file_cut_in_the_middle_gives_what_is_whole(folder: Path) -> None:
    report = _import(folder, _file(_line("P1", "罗贵兰"), _line("P2", "周芬"))[:-30])
    assert report.persons == 1
    assert report.rejected_count == 1


def test_a_foreign_register_is_read_through_a_profile(folder: Path) -> None:
    profile = folder / "old.toml"
    profile.write_text(
        'delimiter = ";"\ndate_format = "%d.%m.%Y"\n'
        '[columns]\nperson_id = "rybh"\nname = "xm"\nbirth_date = "csrq"\nstatus = "zt"\n'
        '[codes.status]\n"正常" = "1"\n"注销" = "2"\n',
        encoding="utf-8",
    )
    report = _import(folder, "rybh;xm;csrq;zt\nP1;罗贵兰;05.03.1988;注销\n", profile=profile)
    assert report.persons == 1
    with open_store(folder / "register.db") as store:
        (person,) = store.persons([1])
    assert (person.status, person.birth) == ("cancelled", BirthDate.from_text("1988-03-05"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("columns = 3", "profile_wrong"), ('[columns]\nxm = "name"', "profile_wrong"),
        ("delimiter = ''", "profile_wrong"), ("[columns]\nname = 1", "profile_wrong"),
        ("[columns", "profile_unreadable"),
    ],
)
def test_a_damaged_profile_is_refused(folder: Path, text: str, code: str) -> None:
    profile = folder / "p.toml"
    profile.write_text(text, encoding="utf-8")
    with refused(RegisterFileError, code):
        _import(folder, _file(_line("P1", "罗贵兰")), profile=profile)


@pytest.mark.parametrize("text", ["delimeter = ';'", "date_formt = '%Y'", '[column]\nname = "xm"', '[code]\nx = 1'])
def test_a_key_of_a_profile_that_nobody_knows_is_named_and_not_passed_over(folder: Path, text: str) -> None:
    profile = folder / "p.toml"
    profile.write_text(text, encoding="utf-8")
    with refused(RegisterFileError, "profile_wrong") as told:
        _import(folder, _file(_line("P1", "罗贵兰")), profile=profile)
    assert str(told.params["what"]) in text
    assert told.params["allowed"] == "delimiter, date_format, columns, codes"


def test_dates_as_registers_write_them(folder: Path) -> None:
    wanted = {
        "19880305": "1988-03-05",
        "1988-3-5": "1988-03-05",
        "19880300": "1988-03",
        "19880000": "1988",
        "": "",
    }
    lines = [_line(f"P{n}", "罗贵兰", f",1,{text},530699,x,1") for n, text in enumerate(wanted)]
    _import(folder, _file(*lines))
    with open_store(folder / "register.db") as store:
        stored = [person.birth.text for person in store.persons(range(1, 9)) if person.birth]
    assert stored == [date for date in wanted.values() if date]


def test_a_date_that_only_the_lunar_calendar_has_is_kept_as_lunar(folder: Path) -> None:
    _import(folder, _file(_line("P1", "罗贵兰", ",1,19900230,530699,x,1")))
    with open_store(folder / "register.db") as store:
        (person,) = store.persons([1])
    assert person.birth is not None
    assert person.birth.text == "L1990-02-30"


def test_progress_runs_to_the_end(folder: Path) -> None:
    seen: list[tuple[int, int, int, int]] = []
    _import(folder, _file(_line("P1", "罗贵兰"), "bad"), progress=lambda *at: seen.append(at))
    assert seen[0][1:] == (seen[0][0] * 4, 0, 0), "a quarter is done when the file was read once; nobody is known yet"
    done, total, persons, rejected = seen[-1]
    assert (done, persons, rejected) == (total, 1, 1)


def test_two_imports_at_once_are_refused(folder: Path) -> None:
    seen: list[int] = []

    def again(*_: int) -> None:
        with refused(RegisterUnusable, "import_running"):
            _import(folder, _file(_line("P9", "王明")), "second.csv")
        seen.append(1)

    _import(folder, _file(_line("P1", "罗贵兰")), progress=again)
    assert seen


def test_an_import_that_was_killed_leaves_the_old_register_and_is_cleared_away(folder: Path) -> None:
    _import(folder, _file(_line("P1", "罗贵兰")))

    def killed(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _import(folder, _file(_line("P2", "周芬")), "next.csv", progress=killed)
    (folder / "register.db.new").write_bytes(b"half of a register")
    assert _found(folder, "罗贵兰") == ["P1"]
    assert _import(folder, (folder / "next.csv").read_bytes(), "next.csv").persons == 1
    assert not (folder / "register.db.new").exists()


def test_a_damaged_register_is_said_to_be_so_and_can_be_replaced(folder: Path) -> None:
    (folder / "register.db").write_bytes(b"not a register" * 100)
    with refused(RegisterUnusable, "register_damaged"):
        _found(folder, "罗贵兰")
    assert _import(folder, _file(_line("P1", "罗贵兰"))).persons == 1
    assert _found(folder, "罗贵兰") == ["P1"]


def test_a_file_that_cannot_be_opened_is_said_to_be_so(folder: Path) -> None:
    (folder / "extract.csv").mkdir()
    with refused(RegisterFileError, "file_unreadable", file="extract.csv"):
        import_register(folder / "extract.csv", folder / "register.db", as_of=AS_OF)


@pytest.mark.parametrize("add", [False, True])
def test_more_persons_than_a_register_can_hold_leave_the_old_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, add: bool
) -> None:
    _import(folder, _file(_line("P1", "罗贵兰")))
    monkeypatch.setattr(external_sort, "MOST_ROWS", 2)
    more = _file(*(_line(f"P{n}", "周芬") for n in range(2, 4 if add else 5)))
    with refused(RegisterFileError, "too_many_persons", limit=2):
        _import(folder, more, "more.csv", add=add)
    assert (_found(folder, "罗贵兰"), _found(folder, "周芬")) == (["P1"], [])


def test_a_folder_that_cannot_be_written_takes_no_register(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr("db.files.file_lock.open", refuses, raising=False)
    with refused(RegisterUnusable, "folder_read_only"):
        _import(folder, _file(_line("P1", "罗贵兰")))
    assert not (folder / "register.db").exists()


def test_a_register_of_a_newer_program_is_not_read(folder: Path) -> None:
    _import(folder, _file(_line("P1", "罗贵兰")))
    with create_store(folder / "register.db") as store:
        store.keep("format", FORMAT + 1)
    with refused(RegisterUnusable, "newer_register"):
        _found(folder, "罗贵兰")


def test_where_no_register_is_none_is_opened_and_none_is_made(folder: Path) -> None:
    with refused(RegisterUnusable, "no_register"), open_store(folder / "register.db"):
        pass
    assert not (folder / "register.db").exists()


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EIO, "disk_fault"), (errno.EROFS, "readonly")]
)
def test_a_disk_that_refuses_leaves_the_register_on_record(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    _import(folder, _file(_line("P1", "罗贵兰")))

    def refuses(*_: object) -> None:
        raise OSError(number, "no")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "put", refuses)
        with refused(RegisterTrouble, code):
            _import(folder, _file(_line("P2", "周芬")), "next.csv", accepted=ImportConsent(loss=True))
    assert _found(folder, "罗贵兰") == ["P1"]


def test_a_register_that_another_program_holds_is_busy(folder: Path) -> None:
    _import(folder, _file(_line("P1", "罗贵兰")))
    with refused(RegisterTrouble, "disk_busy"), open_store(folder / "register.db"):
        raise sqlite3.OperationalError("database is locked")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE about SET value = '[' WHERE name = 'format'",
        """UPDATE about SET value = '"x"' WHERE name = 'format'""",
        """UPDATE about SET value = '"x"' WHERE name = 'as_of'""",
        "DELETE FROM about WHERE name = 'as_of'",
        "DELETE FROM about WHERE name = 'format'",
        "UPDATE persons SET birth = 'zzz'",
    ],
)
def test_a_register_that_says_what_no_import_writes_is_damaged(folder: Path, statement: str) -> None:
    """Whoever looks somebody up is told to import it again, and does not lose the program over it."""
    _import(folder, _file(_line("P1", "罗贵兰")))
    database = sqlite3.connect(folder / "register.db")
    database.execute(statement)
    database.commit()
    database.close()
    with refused(RegisterUnusable, "register_damaged"):
        _found(folder, "罗贵兰")


def test_lines_left_out_of_the_first_file_and_of_the_added_one_are_counted_together(folder: Path) -> None:
    bad = ("P7,,王明,1", "P8,,王明,1")
    _import(folder, _file(_line("P1", "罗贵兰"), *bad))
    added = _file(_line("P2", "周芬"), bad[0])
    assert _import(folder, added, "more.csv", add=True).rejected_count == 1
    again = _import(folder, added, "more.csv", add=True)
    assert again.already_there and again.rejected_count == 3
