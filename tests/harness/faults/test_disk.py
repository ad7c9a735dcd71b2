"""The disk that forgets: what was synced survives, what was not may not, and no sync makes more last than it should."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.faults.disk import SECTOR, WAYS, Disk, after_each
from harness.faults.log import NotFollowed, Op, Record

ROOT = 1


def told(*records: Record) -> Disk:
    disk = Disk()
    for record in (Record(Op.START, inode=ROOT), *records):
        disk.apply(record)
    return disk


def left(disk: Disk, way: str = "nothing", seed: int = 0) -> dict[str, bytes | None]:
    files = disk.rebuilt(way, Random(seed)).files
    return {path: None if data is None else bytes(data) for path, data in files.items()}


def possible(disk: Disk, *ways: str) -> list[dict[str, bytes | None]]:
    """All that came out of many tries."""
    return [left(disk, way, seed) for way in ways or WAYS for seed in range(60)]


def made(name: str, inode: int) -> Record:
    return Record(Op.CREATE, name, inode)


def written(inode: int, data: bytes, offset: int = 0) -> Record:
    return Record(Op.WRITE, "", inode, offset, data)


def synced(inode: int) -> Record:
    return Record(Op.SYNC, "", inode)


def renamed(name: str, other: str) -> Record:
    return Record(Op.RENAME, name, other=other)


OLD = (made("f", 2), written(2, b"old"), synced(2))

# ---- files


def test_what_was_synced_survives_in_every_way():
    disk = told(made("f", 2), written(2, b"kept"), synced(2))
    assert all(found == {"f": b"kept"} for found in possible(disk))


def test_what_was_not_synced_may_be_gone_and_may_be_there():
    disk = told(*OLD, written(2, b"new"))
    assert left(disk) == {"f": b"old"}
    assert left(disk, "everything") == {"f": b"new"}
    assert {found["f"] for found in possible(disk, "prefix", "subset")} == {b"old", b"new"}


def test_what_was_rebuilt_stays_as_it_was_when_the_disk_goes_on():
    disk = told(*OLD)
    before = disk.rebuilt("nothing", Random(0))
    disk.apply(written(2, b"new"))
    disk.apply(synced(2))
    assert before.files == {"f": b"old"}
    assert left(disk) == {"f": b"new"}


def test_the_sync_of_one_file_says_nothing_of_another():
    disk = told(*OLD, made("g", 3), written(3, b"other"), written(2, b"new"), synced(3))
    assert left(disk) == {"f": b"old", "g": b"other"}


def test_writes_survive_in_any_order_but_the_older_part_alone_in_theirs():
    disk = told(*OLD, written(2, b"A"), written(2, b"B", 2))
    assert {found["f"] for found in possible(disk, "prefix")} == {b"old", b"Ald", b"AlB"}
    assert b"olB" in {found["f"] for found in possible(disk, "subset")}


def test_a_write_is_torn_where_sectors_lie_and_nowhere_else():
    offset, size = 100, 3 * SECTOR
    disk = told(made("f", 2), written(2, b"." * (offset + size)), synced(2), written(2, b"x" * size, offset))
    found = {bytes(one["f"]) for one in possible(disk, "torn") if one["f"]}
    assert len(found) > 8
    for data in found:
        assert len(data) == offset + size
        edges = [at for at in range(1, len(data)) if data[at] != data[at - 1]]
        assert all(at % SECTOR == 0 or at == offset for at in edges)


def test_a_file_is_cut_and_made_longer_only_when_that_survives():
    disk = told(*OLD, Record(Op.TRUNCATE, "", 2, 1), written(2, b"end", 5))
    assert left(disk) == {"f": b"old"}
    assert left(disk, "everything") == {"f": b"o\0\0\0\0end"}
    assert b"old\0\0end" in {found["f"] for found in possible(disk, "subset")}


def test_room_that_is_set_aside_changes_no_byte():
    disk = told(*OLD, Record(Op.ALLOCATE, "", 2, 5), Record(Op.ALLOCATE, "", 2, 1), synced(2))
    assert left(disk) == {"f": b"old\0\0"}


# ---- names


def test_a_new_file_is_there_once_it_or_its_folder_was_synced():
    assert left(told(made("f", 2))) == {}
    assert left(told(made("f", 2), synced(2))) == {"f": b""}
    assert left(told(made("f", 2), synced(ROOT))) == {"f": b""}


def test_the_sync_of_a_folder_keeps_names_and_no_bytes():
    assert left(told(made("f", 2), written(2, b"data"), synced(ROOT))) == {"f": b""}


def test_a_file_in_a_folder_that_nothing_keeps_is_gone_with_it():
    disk = told(Record(Op.MKDIR, "d", 5), made("d/f", 2), synced(2))
    assert left(disk) == {}
    disk.apply(synced(5))
    assert left(disk) == {"d": None, "d/f": b""}


def test_a_rename_is_made_or_not_and_lasts_with_its_folder():
    new = (made("f.new", 3), written(3, b"new"), synced(3), renamed("f.new", "f"))
    disk = told(*OLD, *new)
    before, after = {"f": b"old", "f.new": b"new"}, {"f": b"new"}
    found = possible(disk)
    assert all(one in (before, after) for one in found)
    assert before in found and after in found
    disk.apply(synced(3))
    assert left(disk) == before, "the sync of the file keeps its bytes, and not its new name"
    disk.apply(synced(ROOT))
    assert all(one == after for one in possible(disk))


def test_a_rename_without_a_sync_of_the_file_may_leave_a_name_and_no_bytes():
    """What the program avoids by syncing before it renames; a disk that hid this would prove nothing."""
    disk = told(*OLD, made("f.new", 3), written(3, b"new"), renamed("f.new", "f"), synced(ROOT))
    assert left(disk) == {"f": b""}


def test_a_move_between_folders_is_in_one_of_them_and_lasts_when_either_was_synced():
    folders = (Record(Op.MKDIR, "a", 5), Record(Op.MKDIR, "b", 6), synced(5), synced(6))
    for last in (5, 6):
        disk = told(*folders, made("a/f", 2), synced(2), renamed("a/f", "b/f"))
        assert {tuple(sorted(one)) for one in possible(disk)} == {("a", "a/f", "b"), ("a", "b", "b/f")}
        disk.apply(synced(last))
        assert all(sorted(one) == ["a", "b", "b/f"] for one in possible(disk))


def test_a_removal_lasts_with_its_folder_and_never_takes_the_newer_file():
    disk = told(*OLD, Record(Op.UNLINK, "f", 2))
    assert {bytes(one.get("f") or b"gone") for one in possible(disk)} == {b"old", b"gone"}
    disk.apply(made("f", 3))
    disk.apply(written(3, b"newer"))
    disk.apply(synced(3))
    assert all(one == {"f": b"newer"} for one in possible(disk)), "the old removal came before the new file"


def test_the_number_of_a_file_that_is_gone_may_be_given_out_again():
    disk = told(*OLD, Record(Op.UNLINK, "f", 2), made("g", 2), written(2, b"g"), synced(ROOT), synced(2))
    assert left(disk) == {"g": b"g"}


# ---- as a whole


@pytest.mark.parametrize("record", [written(9, b"?"), synced(9), renamed("g", "h"), made("no/f", 9)])
def test_what_was_never_made_is_no_recording(record: Record):
    with pytest.raises(NotFollowed):
        told(record)


def test_after_each_change_there_are_disks_of_all_ways_and_after_a_mark_none():
    records = [Record(Op.START, inode=ROOT), *OLD, Record(Op.MARK, data=b"{}")]
    ways = [way for _, way, _ in after_each(records, Random(0))]
    assert ways == ["", *(3 * list(WAYS)), ""]
    assert [way for _, way, _ in after_each(records, Random(0), {2})] == ["", *WAYS, ""]


def test_the_same_seed_rebuilds_the_same_disks():
    records = [
        Record(Op.START, inode=ROOT),
        *OLD,
        *(written(2, bytes([at]) * 700, at * 300) for at in range(9)),
    ]
    first, second, other = (
        [image.digest for _, _, image in after_each(records, Random(seed))] for seed in (1, 1, 2)
    )
    assert first == second
    assert first != other


WRITES = st.lists(
    st.tuples(st.integers(2, 4), st.integers(0, 1500), st.binary(min_size=1, max_size=1200)), max_size=8
)


@given(before=WRITES, after=WRITES, seed=st.integers(0, 99), way=st.sampled_from(list(WAYS)))
def test_no_byte_is_on_the_disk_that_nobody_wrote_there(before, after, seed, way):
    """Each byte is what was synced or what some later write put there; what no later write touches is as synced."""
    disk = told(*(made(f"f{inode}", inode) for inode in (2, 3, 4)))
    for inode, offset, data in before:
        disk.apply(written(inode, data, offset))
    for inode in (2, 3, 4):
        disk.apply(synced(inode))
    lasting = left(disk)
    for inode, offset, data in after:
        disk.apply(written(inode, data, offset))
    for name, data in left(disk, way, seed).items():
        old = lasting[name]
        assert len(data) >= len(old)
        for at, byte in enumerate(data):
            allowed = {old[at] if at < len(old) else 0} | {
                put[at - offset] for inode, offset, put in after
                if name == f"f{inode}" and offset <= at < offset + len(put)
            }  # fmt: skip
            assert byte in allowed
