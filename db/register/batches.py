"""What is done to one batch of an import, by whichever processor: lines read, persons put in order and filed.

No files, no state.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from sys import byteorder

from db.register.extract import Layout, Reject, records
from db.register.person_row import ROW, Row, row_of
from flows.linkage.blocking_keys import DAY, DRAWERS, birth_of, file_person
from flows.linkage.comparison import place

#: Between the fields of a staged line: the register file may not hold it.
FIELD = "\x1f"
#: Parts into which the fingerprints of ids are put, so that each can be held in memory.
PARTS = 64
#: Digits of a division down to the township, and to the village.
_TOWNSHIP, _VILLAGE = 9, 12


@dataclass(slots=True)
class ReadBatch:
    """What a block of the file held: staged lines by township, a fingerprint of each person's id with its line."""

    staged: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    ids: dict[int, bytes] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    persons: int = 0


def read_block(raw: bytes, first: int, layout: Layout) -> ReadBatch:
    """Read a block of lines, of which the first has the number `first`."""
    found = ReadBatch()
    ids: dict[int, array[int]] = defaultdict(lambda: array("Q"))
    for number, values in records(raw, first, layout):
        row = values if isinstance(values, Reject) else row_of(values, number, layout.profile.date_format)
        if isinstance(row, Reject):
            found.rejects.append(row)
            continue
        found.staged[row[0][:_TOWNSHIP]].append(f"{FIELD.join(row)}{FIELD}{number}")
        print_of_id = fingerprint(row[3])
        ids[print_of_id % PARTS].extend((print_of_id, number))
        found.persons += 1
    found.ids = {part: pairs.tobytes() for part, pairs in ids.items()}
    found.staged = dict(found.staged)
    return found


def fingerprint(person_id: str) -> int:
    """64 bits that stand for a person's id."""
    return int.from_bytes(blake2b(person_id.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def repeated_lines(pairs: bytes) -> list[int]:
    """The lines whose person's id stood on an earlier line already.

    Two ids of one fingerprint (64 bits) would be taken for one: among six million, once in a million registers.
    """
    flat = array("Q")
    flat.frombytes(pairs)
    first: dict[int, int] = {}
    lines = []
    for print_of_id, number in sorted(zip(flat[::2], flat[1::2], strict=True), key=lambda pair: pair[1]):
        if first.setdefault(print_of_id, number) != number:
            lines.append(number)
    return lines


def rows_in_order(staged: list[str], dropped: frozenset[int]) -> list[Row]:
    """The rows of staged lines in the order of their place, without the dropped lines."""
    rows = []
    for line in sorted(staged):
        *fields, number = line.split(FIELD)
        if int(number) not in dropped:
            rows.append(tuple(fields))
    return rows


@dataclass(slots=True)
class FiledBatch:
    """The entries of some persons by drawer and part (`drawer << 16 | part`), and the rows of each place."""

    entries: dict[int, bytes]
    places: list[tuple[str, int, int]]


def file_staged(staged: list[str], dropped: frozenset[int], first: int) -> FiledBatch:
    """How the persons of staged lines are filed, the first of whom becomes the row `first`."""
    return file_rows(list(enumerate(rows_in_order(staged, dropped), first)))


def file_rows(numbered: list[tuple[int, Row]]) -> FiledBatch:
    """How persons on record, with their row numbers, are filed."""
    drawers = [[array("Q") for _ in range(256)] for _ in range(DRAWERS)]
    days: dict[int, list[bytes]] = defaultdict(list)

    def put(drawer: int, key: int, tail: int) -> None:
        drawers[drawer][key >> 24].append((key & 0xFFFFFF) << 40 | tail)

    def put_day(day: int, year: int, rest: int) -> None:
        days[day].append((year << 64 | rest).to_bytes(9))

    for number, row in numbered:
        _file(number, row, put, put_day)
    entries = {
        drawer << 16 | at: _big_endian(part)
        for drawer, parts in enumerate(drawers) for at, part in enumerate(parts) if part
    }  # fmt: skip
    entries |= {DAY << 16 | day: b"".join(found) for day, found in days.items()}
    return FiledBatch(entries, list(_places(numbered)))


_BIRTH, _NUMBER, _SEX = (ROW.index(name) for name in ("birth", "id_number", "sex"))
_NAME, _FORMER = ROW.index("name"), ROW.index("former_names")
_FATHER, _MOTHER = ROW.index("father_name"), ROW.index("mother_name")


def _file(
    number: int, row: Row, put: Callable[[int, int, int], None], put_day: Callable[[int, int, int], None]
) -> None:
    former = row[_FORMER]
    named = (row[_NAME], *former.split("\n")) if former else (row[_NAME],)
    kin = (row[_FATHER : _FATHER + 2], row[_MOTHER : _MOTHER + 2])
    file_person(put, put_day, number, named, birth_of(row[_BIRTH]), row[_NUMBER], row[_SEX], kin)  # type: ignore[arg-type]


def _big_endian(part: array[int]) -> bytes:
    if byteorder == "little":
        part.byteswap()
    return part.tobytes()


def _places(numbered: list[tuple[int, Row]]) -> Iterator[tuple[str, int, int]]:
    """Runs of rows in one village, by its code and by its name."""
    for names in (_codes, _villages):
        name, first, last = "", 0, 0
        for number, row in numbered:
            here = names(row)
            if here != name:
                if name:
                    yield name, first, last
                name, first = here, number
            last = number
        if name:
            yield name, first, last


def _codes(row: Row) -> str:
    return row[0][:_VILLAGE] if len(row[0]) >= _TOWNSHIP else ""


def _villages(row: Row) -> str:
    address = row[1]
    at = max(address.find("村"), address.find("社区"))
    # 村委会 is the longest that the name of a village ends in; what follows differs from house to house.
    return _village(address[: at + 3]) if at > 0 else ""


@lru_cache(maxsize=4096)
def _village(address: str) -> str:
    return place(address)[1]
