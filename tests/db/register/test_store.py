"""A register on disk: what it says of itself, and what is refused."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from db.register.errors import RegisterUnusable
from db.register.importing import ImportConsent, import_register
from db.register.person_row import ROW, Row
from db.register.plausibility import RegisterContent
from db.register.provenance import read_import_record
from db.register.store import FORMAT, Origin, Scope, create_store, open_store, swap_in
from harness.refusals import refused

AS_OF = date(2016, 6, 1)
ORIGIN = Origin(("ab", "cd"), AS_OF, 3, FORMAT)


def row(person_id: str, **said: str) -> Row:
    known = {**dict.fromkeys(ROW, ""), "person_id": person_id, "status": "normal", "name": "罗贵兰", **said}
    return tuple(known[name] for name in ROW)


ROWS = [
    (1, row("P1", division="530699102203", birth="1988-03-05")),
    (2, row("P2", division="530699102203", birth="1990", status="cancelled")),
    (3, row("P3", division="530627100001", birth="1991")),
    (5, row("P5", birth="1992")),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with create_store(tmp_path / "register.db") as store:
        store.create()
        store.put(ROWS)
        store.put_places([("石桥村", 1, 2), ("530699102203", 1, 2), ("530699102", 1, 3), ("石桥", 5, 5)])
        store.put_sheets([(10, b"a"), (20, b"b"), (30, b"c")])
        store.describe(ORIGIN, ("name", "birth_date"))
    return tmp_path / "register.db"


def test_it_says_what_it_covers_and_where_it_came_from(path: Path) -> None:
    with open_store(path) as store:
        scope = store.scope()
        assert scope == Scope(
            4, AS_OF, 1, (("530699", 2), ("", 1), ("530627", 1)), ("birth_date", "name"), births_unknown=False,
            sounds=scope.sounds,
        )  # fmt: skip
        assert store.origin() == ORIGIN
        assert store.read_content() == RegisterContent(4, AS_OF, {"530699": 2, "": 1, "530627": 1})
        assert store.last_row() == 5


def test_somebody_whose_birth_is_not_on_record_is_said(path: Path) -> None:
    with create_store(path) as store:
        store.put([(6, row("P6"))])
        assert store.describe(ORIGIN, ()).births_unknown
        store.put([(6, row("P6", birth="1990"))])
        assert not store.describe(ORIGIN, ()).births_unknown


def test_rows_are_read_in_their_order_and_no_more_than_asked(path: Path) -> None:
    with open_store(path) as store:
        assert store.rows_after(0, 2) == ROWS[:2]
        assert store.rows_after(2, 9) == ROWS[2:]
        assert store.rows_after(5, 9) == []
        assert store.row(3) == ROWS[2][1]
        assert list(store.ids()) == [(1, "P1"), (2, "P2"), (3, "P3"), (5, "P5")]
        # somebody who is not there is left out
        assert [person.person_id for person in store.persons([5, 4, 1])] == ["P5", "P1"]


def test_whoever_is_put_into_a_row_again_is_written_over(path: Path) -> None:
    with create_store(path) as store:
        store.put([(1, row("P1", name="罗桂兰"))])
        assert store.row(1)[ROW.index("name")] == "罗桂兰"
        assert store.last_row() == 5


@pytest.mark.parametrize(
    ("low", "high", "most", "sheets"),
    [
        (1, 10, 9, [b"a"]), (1, 11, 9, [b"a", b"b"]), (10, 20, 9, [b"a", b"b"]), (11, 15, 9, [b"b"]),
        (1, 99, 2, [b"a", b"b"]), (1, 99, 9, [b"a", b"b", b"c"]), (31, 99, 9, []), (1, 99, 0, []),
    ],
)  # fmt: skip
def test_sheets_are_turned_from_the_first_to_the_one_that_holds_the_end(
    path: Path, low: int, high: int, most: int, sheets: list[bytes]
) -> None:
    with open_store(path) as store:
        assert list(store.sheets(low, high, most)) == sheets


def test_a_village_is_found_by_its_name_alone_and_by_the_beginning_of_its_code(path: Path) -> None:
    with open_store(path) as store:
        assert store.rows_of_place("石桥村", 9) == [(1, 2)]
        assert store.rows_of_place("石桥", 9) == [(5, 5)]
        assert store.rows_of_place("530699102", 9) == [(1, 3), (1, 2)]
        assert store.rows_of_place("530699102", 1) == [(1, 3)]
        assert store.rows_of_place("530699102203", 9) == [(1, 2)]
        assert store.rows_of_place("青山村", 9) == []


def test_what_was_made_before_stays_and_an_index_begins_anew(path: Path) -> None:
    with create_store(path) as store:
        store.create()
        assert store.last_row() == 5
        store.create_index()
        assert list(store.sheets(1, 99, 9)) == [] and store.rows_of_place("石桥村", 9) == []
        assert store.last_row() == 5


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("format", FORMAT + 1, "newer_register"), ("format", FORMAT - 1, "older_register"),
        ("format", None, "register_damaged"),
    ],
)  # fmt: skip
def test_a_register_of_another_form_is_told_by_what_it_is(
    path: Path, name: str, value: object, code: str
) -> None:
    with create_store(path) as store:
        if value is None:
            store._connection.execute("DELETE FROM about WHERE name = ?", (name,))
        else:
            store.keep(name, value)
        store.commit()
    with open_store(path) as store:
        for asked in (store.scope, store.origin):
            with refused(RegisterUnusable, code):
                asked()
        # what it holds is read whatever its form
        assert store.read_content().persons == 4


@pytest.mark.parametrize(
    ("name", "value"),
    [("persons", "many"), ("as_of", "someday"), ("divisions", [["530699", "many"]]), ("persons", None)],
)
def test_a_register_that_says_nonsense_of_itself_is_damaged(path: Path, name: str, value: object) -> None:
    with create_store(path) as store:
        store.keep(name, value)
        store.commit()
    with open_store(path) as store, refused(RegisterUnusable, "register_damaged"):
        store.read_content()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, "{") for name in ("persons", "as_of", "divisions", "columns", "sounds", "sources", "format")),
        ("persons", ""), ("persons", "[" * 100_000), ("divisions", "null"), ("as_of", "7"), ("columns", "7"),
        ("sources", "7"), ("sounds", '"x"'), ("format", "7"),
    ],
    ids=lambda text: text[:10],
)  # fmt: skip
def test_a_register_whose_words_of_itself_cannot_be_read_is_damaged_and_can_be_replaced(
    tmp_path: Path, path: Path, name: str, value: str
) -> None:
    """It ended the lookup in a fault, and the import that was to replace it as well."""
    with create_store(path) as store:
        store._connection.execute("UPDATE about SET value = ? WHERE name = ?", (value, name))
        store._connection.execute("INSERT OR REPLACE INTO about VALUES ('imported', ?)", (value,))
        store.commit()
    with open_store(path) as store:
        for asked in (store.scope, store.origin, store.read_content):
            with suppress(RegisterUnusable):
                asked()
    assert read_import_record(path, None) is None
    (tmp_path / "e.csv").write_text(
        "person_id,name\n" + "".join(f"P{n},罗贵兰\n" for n in range(9)), encoding="utf-8"
    )
    everything = ImportConsent(loss=True, older=True)
    if (name, value) == ("format", "7"):
        with refused(RegisterUnusable, "newer_register"):
            import_register(tmp_path / "e.csv", path, as_of=AS_OF, accepted=everything)
        return
    assert import_register(tmp_path / "e.csv", path, as_of=AS_OF, accepted=everything).persons == 9


def test_of_a_register_that_says_nothing_of_itself_nothing_is_known(path: Path) -> None:
    with create_store(path) as store:
        store._connection.execute("DELETE FROM about WHERE name <> 'format'")
        store.commit()
    with open_store(path) as store:
        for asked in (store.scope, store.origin, store.read_content):
            with refused(RegisterUnusable, "register_damaged"):
                asked()


def test_a_register_that_never_said_of_when_it_is(path: Path) -> None:
    with create_store(path) as store:
        store._connection.execute("DELETE FROM about WHERE name IN ('as_of', 'divisions')")
        store.commit()
    with open_store(path) as store:
        assert store.read_content() == RegisterContent(4, None, {})
        assert store.read_note("nobody kept it") is None


def test_there_is_none_or_it_is_no_register(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_bytes(b"not a register" * 500)
    for name, code in (("none.db", "no_register"), ("text.db", "register_damaged")):
        with refused(RegisterUnusable, code), open_store(tmp_path / name) as store:
            store.scope()
    assert not (tmp_path / "none.db").exists()


def test_a_finished_one_takes_the_place_of_the_old_one_and_is_the_owners_alone(
    path: Path, tmp_path: Path
) -> None:
    made = tmp_path / "register.db.new"
    made.write_bytes(b"new")
    made.chmod(0o644)
    swap_in(made, path)
    assert path.read_bytes() == b"new" and not made.exists()
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o600
