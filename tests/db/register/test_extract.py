"""A register file line by line: two ways of reading a line agree, and none swallows another."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.register import extract
from db.register.errors import RegisterFileError
from db.register.extract import (
    COLUMNS,
    LONGEST_LINE,
    Header,
    Layout,
    Profile,
    Reject,
    blocks,
    open_register,
    printable,
    read_header,
    read_profile,
    records,
    survey_file,
)
from harness.refusals import refused

NAMES = ("person_id", "name", "status")
HEADER = Header({"person_id": 0, "name": 1, "status": 2}, 3, ())


def layout(encoding: str = "utf-8", **profile: object) -> Layout:
    return Layout(HEADER, Profile(**profile), encoding)  # type: ignore[arg-type]


def told(raw: bytes, first: int = 2, how: Layout | None = None) -> list[tuple[int, object]]:
    """Number, and id, name and status, or the code of the reject."""
    return [
        (
            number,
            found.code if isinstance(found, Reject) else tuple(found[COLUMNS.index(name)] for name in NAMES),
        )
        for number, found in records(raw, first, how or layout())
    ]


# ---- lines


def test_lines_are_numbered_from_where_the_block_begins_and_empty_ones_are_passed_over():
    raw = "P1,罗贵兰,1\n\n  \nP2,王明,2\n".encode()
    assert told(raw, 7) == [(7, ("P1", "罗贵兰", "1")), (10, ("P2", "王明", "2"))]
    assert told(raw.removesuffix(b"\n"), 7) == told(raw, 7)
    assert told(raw.replace(b"\n", b"\r\n"), 7) == told(raw, 7)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("P1,罗贵兰,1", ("P1", "罗贵兰", "1")), (" P1 ,罗贵兰\u3000,1 ", ("P1", "罗贵兰", "1")),
        ('P1,"罗,贵兰",1', ("P1", "罗,贵兰", "1")), ('P1,"罗""贵兰",1', ("P1", '罗"贵兰', "1")),
        ("P1,罗贵兰", "column_count"), ("P1,罗贵兰,1,x", "column_count"), ('P1,"罗贵兰,1', "open_quote"),
        ('P1,"罗"贵兰,1', "open_quote"), ("P1,罗\x07贵兰,1", "control_character"),
        ("P1,罗\u202e,1", "control_character"),
        ("P1,罗\u2028,1", "control_character"), ("P1,罗\r,1", "control_character"), (",,", ("", "", "")),
    ],
)  # fmt: skip
def test_a_line_says_what_it_says_or_why_it_is_left_out(line: str, found: object):
    # by itself, and beside one that wants a closer look and so makes all of the block want it
    assert told(line.encode()) == [(2, found)]
    assert told(f'{line}\nP9,"x",1'.encode())[0] == (2, found)


def test_what_is_wrong_with_a_line_is_told_by_figures_and_no_word_of_it():
    wrong = dict(records(b"a,b\n\xff,x,1\n" + b"x" * (LONGEST_LINE + 1), 2, layout()))
    assert wrong == {
        2: Reject(2, "column_count", {"found": 2, "expected": 3}),
        3: Reject(3, "undecodable", {"encoding": "utf-8"}),
        4: Reject(4, "line_too_long", {"limit": 65_536}),
    }
    assert [dict(reject.params) for reject in wrong.values() if isinstance(reject, Reject)] == [
        {"found": 2, "expected": 3}, {"encoding": "utf-8"}, {"limit": 65_536},
    ]  # fmt: skip


@pytest.mark.parametrize("over", [-1, 0, 1])
def test_a_line_of_the_limit_is_read_and_one_byte_more_is_not(over: int):
    raw = b"P1,x," + b"y" * (LONGEST_LINE - 5 + over)
    ((_, found),) = told(raw)
    assert (found == "line_too_long") is (over > 0)


def test_a_code_of_another_register_becomes_ours_and_one_that_nobody_knows_stays():
    how = layout(codes={"status": {"正常": "1"}, "sex": {"x": "1"}}, delimiter=";")
    assert told("P1;正常;正常\nP2;x;2".encode(), how=how) == [(2, ("P1", "正常", "1")), (3, ("P2", "x", "2"))]


_TEXT = st.text(st.sampled_from('ab,"; \t\r\u3000\u202e中𠮷\x00'), max_size=12)


@given(st.lists(_TEXT, min_size=1, max_size=5), st.sampled_from(["utf-8", "gb18030"]))
def test_the_quick_way_of_reading_a_block_and_the_close_look_at_each_line_agree(
    lines: list[str], encoding: str
):
    raw = "\n".join(lines).encode(encoding, "replace")
    how = layout(encoding)
    closely = [
        (number, extract._record(line, number, how))
        for number, line in enumerate(raw.removesuffix(b"\n").split(b"\n"), 2)
        if line.strip()
    ]
    assert list(records(raw, 2, how)) == closely


# ---- blocks


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_a_block_ends_with_a_line_and_none_is_lost(size: int):
    data = b"one\ntwo\n\nthree\nfour"
    found = list(blocks(io.BytesIO(data), size))
    assert b"".join(found) == data
    assert all(block.endswith(b"\n") for block in found[:-1])


def test_of_an_endless_line_no_more_than_the_limit_is_kept():
    data = b"a,b\n" + b"x" * (3 * LONGEST_LINE) + b"\nlast\n"
    found = list(blocks(io.BytesIO(data), 10))
    assert b"".join(found).count(b"\n") == 3 and found[-1].endswith(b"last\n")
    assert max(map(len, found)) <= LONGEST_LINE + 20
    unending = list(blocks(io.BytesIO(b"x" * (5 * LONGEST_LINE)), 10))
    assert sum(map(len, unending)) <= LONGEST_LINE + 20


# ---- header and encoding


def test_columns_stand_in_any_order_and_what_nobody_asked_for_is_named():
    header = read_header("\ufeffname, 备注 ,person_id,,x\x07y,status", Profile())
    assert header == Header({"name": 0, "person_id": 2, "status": 5}, 6, ("备注", "x?y"))


@pytest.mark.parametrize(
    ("line", "code", "columns"),
    [
        ("person_id", "columns_missing", "name"), ("", "columns_missing", "person_id, name"),
        ('"person_id,name', "columns_missing", "person_id, name"),
        ("name,person_id,sex,name,sex", "columns_repeated", "name, sex"),
    ],
)  # fmt: skip
def test_a_header_that_cannot_be_one_is_refused_by_the_names_of_columns(line: str, code: str, columns: str):
    with refused(RegisterFileError, code, columns=columns):
        read_header(line, Profile())


def test_a_foreign_header_is_read_by_its_profile_and_missed_by_its_own_names():
    profile = Profile({"person_id": "rybh", "name": "xm"}, delimiter=";")
    assert read_header("xm;rybh;zt", profile).places == {"name": 0, "person_id": 1}
    with refused(RegisterFileError, "columns_missing", columns="rybh"):
        read_header("xm;zt", profile)


def test_a_column_that_is_not_there_is_read_as_empty():
    assert layout().order[:3] == (0, 3, 1)
    assert layout().order[COLUMNS.index("status")] == 2


@pytest.mark.parametrize("text", ["x" * 41, "a\x00b\u2029c"])
def test_a_name_is_fit_to_be_shown(text: str):
    shown = printable(text)
    assert len(shown) <= 40 and shown.isprintable()


def test_a_file_is_known_by_all_of_its_bytes(tmp_path: Path):
    path = tmp_path / "e.csv"
    path.write_bytes(b"abc")
    seen: list[int] = []
    found = survey_file(path, progress=seen.append)
    # SHA-256 of "abc", FIPS 180-2, B.1
    assert found.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (found.encoding, found.size, seen) == ("utf-8", 3, [3])


@pytest.mark.parametrize(("good", "bad"), [(9, 1), (1, 1), (1, 2), (0, 3)])
def test_the_encoding_is_that_which_fails_on_fewer_lines_and_not_on_most(tmp_path: Path, good: int, bad: int):
    path = tmp_path / "e.csv"
    # neither UTF-8 nor GB18030 has these bytes
    path.write_bytes("中国人\n".encode() * good + b"\xff\xff\n" * bad)
    if good >= bad:
        assert survey_file(path).encoding == "utf-8"
        return
    with refused(RegisterFileError, "encoding_unknown", file="e.csv"):
        survey_file(path)


def test_gb18030_is_found_where_utf_8_fails_and_what_was_asked_for_is_taken(tmp_path: Path):
    path = tmp_path / "e.csv"
    path.write_bytes("姓名\n罗贵兰\n".encode("gb18030"))
    assert survey_file(path).encoding == "gb18030"
    assert survey_file(path, "utf-8").encoding == "utf-8"
    for bom in (b"\xff\xfe", b"\xfe\xff"):
        path.write_bytes(bom + b"x")
        with refused(RegisterFileError, "encoding_utf16"):
            survey_file(path)


def test_a_file_that_is_missing_is_told_from_one_that_cannot_be_read(tmp_path: Path):
    for path, code in ((tmp_path / "none.csv", "file_missing"), (tmp_path, "file_unreadable")):
        with refused(RegisterFileError, code, file=path.name):
            open_register(path)


# ---- profiles


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('delimiter = "::"', "delimiter, date_format"), ("delimiter = 1", "delimiter, date_format"),
        ("date_format = 1", "delimiter, date_format"), ('columns = "x"', "columns"), ("[codes]\nxm = {}", "codes"),
        ("[columns]\nname = 1", "columns, codes"), ('[codes]\nsex = "x"', "columns, codes"),
        ("[codes.sex]\nx = 1", "columns, codes"), ("x = 1\nay = 2", "ay, x"),
    ],
)  # fmt: skip
def test_a_profile_that_says_something_else_is_wrong_and_says_where(tmp_path: Path, text: str, what: str):
    path = tmp_path / "p.toml"
    path.write_text(text, encoding="utf-8")
    with refused(RegisterFileError, "profile_wrong", what=what):
        read_profile(path)


@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t"])
def test_a_profile_says_what_it_says_and_nothing_else(tmp_path: Path, delimiter: str):
    path = tmp_path / "p.toml"
    path.write_text("", encoding="utf-8")
    assert read_profile(path) == Profile({}, ",", "", {})
    path.write_text(
        f'delimiter = "{delimiter}"\ndate_format = "%d"\n[columns]\nname = "xm"\n[codes.sex]\nm = "1"\n'.replace(
            "\t", "\\t"
        ),
        encoding="utf-8",
    )
    assert read_profile(path) == Profile({"name": "xm"}, delimiter, "%d", {"sex": {"m": "1"}})
    for path in (tmp_path / "none.toml", tmp_path):
        with refused(RegisterFileError, "profile_unreadable"):
            read_profile(path)
