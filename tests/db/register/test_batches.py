"""What is done to one batch: the same line twice, the order of places, and the runs of one village."""

from __future__ import annotations

from array import array

from db.register.batches import (
    FIELD,
    PARTS,
    file_rows,
    fingerprint,
    read_block,
    repeated_lines,
    rows_in_order,
)
from db.register.extract import COLUMNS, Header, Layout, Profile
from db.register.person_row import ROW, Row
from flows.linkage.blocking_keys import DAY

HEADER = Header({name: at for at, name in enumerate(COLUMNS)}, len(COLUMNS), ())
LAYOUT = Layout(HEADER, Profile(), "utf-8")


def line(person_id: str, **said: str) -> str:
    return ",".join({**dict.fromkeys(COLUMNS, ""), "person_id": person_id, "name": "罗贵兰", **said}.values())


def row(**said: str) -> Row:
    return tuple({**dict.fromkeys(ROW, ""), **said}[name] for name in ROW)


def test_a_print_of_an_id_is_that_of_the_registers_there_are():
    """BLAKE2b of eight bytes, most significant first."""
    from hashlib import blake2b

    assert fingerprint("P1") == int.from_bytes(blake2b(b"P1", digest_size=8).digest(), "big")
    assert fingerprint("\ud800") != fingerprint("P1") and PARTS == 64


def test_a_block_is_told_by_township_with_who_is_in_it_and_what_was_left_out():
    raw = "\n".join((
        line("P1", division="530699102203"), line("P2", division="530699102999"), line("P3", division="530699103001"),
        line("", division="530699102203"), line("P4"),
    )).encode()  # fmt: skip
    found = read_block(raw, 10, LAYOUT)
    assert {township: [said.split(FIELD)[-1] for said in lines] for township, lines in found.staged.items()} == {
        "530699102": ["10", "11"], "530699103": ["12"], "": ["14"],
    }  # fmt: skip
    assert found.persons == 4
    assert [(reject.line, reject.code) for reject in found.rejects] == [(13, "person_id_missing")]
    kept = array("Q")
    for part, pairs in found.ids.items():
        each = array("Q")
        each.frombytes(pairs)
        assert all(print_of_id % PARTS == part for print_of_id in each[::2])
        kept.extend(each)
    assert dict(zip(kept[1::2], kept[::2], strict=True)) == {
        10: fingerprint("P1"), 11: fingerprint("P2"), 12: fingerprint("P3"), 14: fingerprint("P4"),
    }  # fmt: skip


def test_of_lines_with_the_same_id_the_first_counts_whichever_was_read_first():
    pairs = array("Q", [7, 30, 8, 20, 7, 10, 7, 20, 9, 5])
    assert repeated_lines(pairs.tobytes()) == [20, 30]
    assert repeated_lines(b"") == []


def test_rows_come_in_the_order_of_their_place_without_those_left_out():
    staged = [
        FIELD.join((*row(address=address), str(number))) for number, address in ((5, "c"), (6, "a"), (7, "b"))
    ]
    assert [kept[1] for kept in rows_in_order(staged, frozenset())] == ["a", "b", "c"]
    assert [kept[1] for kept in rows_in_order(staged, frozenset({6}))] == ["b", "c"]


def test_a_village_is_a_run_of_rows_by_its_code_and_by_its_name():
    places = file_rows([
        (1, row(division="530699102203", address="演练县东山镇石桥村3组1号", name="罗贵兰")),
        (2, row(division="530699102203", address="演练县东山镇石桥村3组2号", name="罗贵兰")),
        (3, row(division="530699102204", address="演练县东山镇青山社区1号", name="罗贵兰")),
        (4, row(division="53069910", address="东山镇", name="罗贵兰")),
        (5, row(division="530699102", address="村", name="罗贵兰")),
        (6, row(division="530699102203", address="演练县东山镇石桥村村委会7号", name="罗贵兰")),
    ]).places  # fmt: skip
    assert [run for run in places if run[0].isdigit()] == [
        ("530699102203", 1, 2), ("530699102204", 3, 3), ("530699102", 5, 5), ("530699102203", 6, 6),
    ]  # fmt: skip
    named = [run for run in places if not run[0].isdigit()]
    assert [(first, last) for _name, first, last in named] == [(1, 2), (3, 3), (6, 6)]
    assert named[0][0] == named[2][0] and named[0][0] != named[1][0]


def test_who_has_a_day_of_birth_is_filed_under_it_and_everybody_under_the_name():
    filed = file_rows([(1, row(name="罗贵兰", birth="1988-03-05")), (2, row(name="罗贵兰"))])
    days = [part for part in filed.entries if part >> 16 == DAY]
    assert len(days) == 1 and len(filed.entries[days[0]]) == 9
    others = {part >> 16 for part in filed.entries} - {DAY}
    assert others
    assert all(len(entries) % 8 == 0 for part, entries in filed.entries.items() if part >> 16 != DAY)
    # written most significant byte first, whatever the machine: the last three bytes are the row
    rows = {entries[at + 5 : at + 8] for part, entries in filed.entries.items() if part >> 16 != DAY
            for at in range(0, len(entries), 8)}  # fmt: skip
    assert rows == {b"\x00\x00\x01", b"\x00\x00\x02"}
