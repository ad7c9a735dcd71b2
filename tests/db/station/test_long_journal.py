"""A journal that has grown: the opening looks at its last thousand records, a verification at every one.

What is altered is found where that was promised: behind the last thousand by the verification, within it at once.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from db.errors import CannotOpen
from db.journal.hash_chain import Fault
from flows.case import actions as a
from harness.refusals import refused
from harness.stations.founded import Founded, slip_in, tamper
from harness.stations.intake import AT, CLERK, open_case


def grown(founded: Founded, place: Path, records: int) -> Founded:
    """A station whose journal has so many records, most of them in one case."""
    with founded.opened(founded.copied(place)) as station:
        number = open_case(station)
        entered = [a.SetField("person.school", str(n)) for n in range(records - station.queries.head().seq)]
        for at in range(0, len(entered), 1000):
            station.append_all(entered[at : at + 1000], case_id=number, operator=CLERK, at=AT)
        assert station.queries.head().seq == records
    return founded._replace(folder=place)


@pytest.fixture(scope="session")
def large(founded: Founded, tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return grown(founded, tmp_path_factory.mktemp("large") / "s", 5000)


@pytest.fixture(scope="session")
def just_over(founded: Founded, tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return grown(founded, tmp_path_factory.mktemp("over") / "s", 1001)


def changed(n: int) -> list[str]:
    return [f"UPDATE actions SET operator = '002' WHERE seq = {n}"]


def reworded(n: int) -> list[str]:
    return [f"UPDATE payloads SET body = replace(body, 'person.school', 'person.name') WHERE seq = {n}"]


def emptied(n: int) -> list[str]:
    return [f"DELETE FROM payloads WHERE seq = {n}"]


def removed(n: int) -> list[str]:
    return [f"DELETE FROM payloads WHERE seq = {n}", f"DELETE FROM actions WHERE seq = {n}"]


def swapped(n: int) -> list[str]:
    """With the record before it, their places in the chain kept."""
    columns = "at, operator, case_id, kind, version, payload_hash, hash"
    other = f"SELECT {columns} FROM actions b WHERE b.seq = {2 * n - 1} - actions.seq"
    return [
        f"UPDATE actions SET ({columns}) = ({other}) WHERE seq IN ({n - 1}, {n})",
        f"UPDATE payloads SET seq = -1 WHERE seq = {n}", f"UPDATE payloads SET seq = {n} WHERE seq = {n - 1}",
        f"UPDATE payloads SET seq = {n - 1} WHERE seq = -1",
    ]  # fmt: skip


def found(station: Founded, place: Path, *statements: str) -> tuple[Fault | None, str]:
    """What a verification finds in a copy of which somebody has altered something, and how its opening is refused."""
    folder = station.copied(place)
    with station.opened(folder) as opened:
        tamper(opened, *statements)
        fault = opened.verify().fault
    try:
        station.opened(folder).close()
    except CannotOpen as refused:
        return fault, refused.code
    return fault, ""


@pytest.mark.parametrize("n", [1000, 1001, 4000])
@pytest.mark.parametrize(
    ("how", "named", "what"),
    [
        (changed, 0, "record_changed"), (reworded, 0, "payload_changed"), (emptied, 0, "payload_missing"),
        (swapped, -1, "record_changed"),
    ],
)  # fmt: skip
def test_what_is_altered_behind_the_last_thousand_is_found_by_the_verification(
    large: Founded, tmp_path: Path, n: int, how, named: int, what: str
):
    assert found(large, tmp_path / "s", *how(n)) == (Fault(n + named, what), "")


@pytest.mark.parametrize("n", [4001, 5000])
@pytest.mark.parametrize(
    ("how", "what"),
    [(changed, "record_changed"), (reworded, "payload_changed"), (emptied, "payload_missing")],
)
def test_what_is_altered_in_the_last_thousand_is_found_at_the_opening(
    large: Founded, tmp_path: Path, n: int, how, what: str
):
    assert found(large, tmp_path / "s", *how(n)) == (Fault(n, what), "journal_differs")


@pytest.mark.parametrize("n", [4002, 5000])
def test_two_of_the_last_thousand_that_changed_places_are_found_at_the_opening(
    large: Founded, tmp_path: Path, n: int
):
    assert found(large, tmp_path / "s", *swapped(n)) == (Fault(n - 1, "record_changed"), "journal_differs")


@pytest.mark.parametrize(
    ("n", "opening"),
    [(1000, ""), (1001, ""), (3999, ""), (4000, "journal_differs"), (4001, "journal_differs")],
)
def test_a_record_that_is_gone_is_found(large: Founded, tmp_path: Path, n: int, opening: str):
    assert found(large, tmp_path / "s", *removed(n)) == (Fault(n + 1, "records_missing_before"), opening)


def test_the_last_record_gone_is_seen_by_what_it_leaves(large: Founded, tmp_path: Path):
    """A payload nobody needs, or else a row; where both were made to fit, only a head known outside tells."""
    only = "DELETE FROM actions WHERE seq = 5000"
    assert found(large, tmp_path / "a", only) == (Fault(5000, "record_missing"), "")
    assert found(large, tmp_path / "b", *removed(5000)) == (Fault(4999, "projection_differs"), "")
    folder = large.copied(tmp_path / "c")
    with large.opened(folder) as station:
        head = station.queries.head()
        tamper(station, *removed(5000))
        station.rebuild()
        assert station.verify().fault is None
        assert station.verify([head]).fault == Fault(5000, "anchor_missing")


def test_a_record_appended_that_does_not_follow_is_found_at_the_opening(large: Founded, tmp_path: Path):
    said = "at, operator, case_id, kind, version, payload_hash"
    again = [
        f"INSERT INTO actions SELECT 5001, {said}, hash, hash FROM actions WHERE seq = 5000",
        "INSERT INTO payloads SELECT 5001, salt, body FROM payloads WHERE seq = 5000",
    ]
    assert found(large, tmp_path / "s", *again) == (Fault(5001, "record_changed"), "journal_differs")


def test_a_record_appended_that_follows_and_that_nobody_may_write_is_named(large: Founded, tmp_path: Path):
    with large.opened(large.copied(tmp_path / "s")) as station:
        number = station.queries.rows()[0].case_id
        entry = slip_in(station, a.SetField("no.such.field", "x"), case_id=number, operator=CLERK)
        station.rebuild()
        assert (entry.seq, station.verify().fault) == (5001, Fault(5001, "not_admitted:unknown_field"))


def test_an_untouched_one_opens_and_fits_and_says_how_far_it_is(large: Founded):
    told: list[tuple[int, int]] = []
    with large.opened(large.folder, readonly=True) as station:
        assert station.verify(progress=lambda done, total: told.append((done, total))).records == 5000
        case = len(station.queries.entries(station.queries.rows()[0].case_id))
    # now and then while the chain is read, at its end, and after each case
    assert told == [(5000, 10_000), (5000, 10_000), (5000 + case, 10_000)]


@pytest.mark.parametrize(("n", "opening"), [(1, ""), (2, "journal_differs"), (1001, "journal_differs")])
def test_of_a_thousand_and_one_the_opening_looks_at_all_but_the_first(
    just_over: Founded, tmp_path: Path, n: int, opening: str
):
    assert found(just_over, tmp_path / "s", *changed(n)) == (Fault(n, "record_changed"), opening)


def test_of_a_thousand_the_opening_looks_at_every_one(just_over: Founded, tmp_path: Path):
    folder = just_over.copied(tmp_path / "s")
    with just_over.opened(folder) as station:
        tamper(station, *removed(1001))
        station.rebuild()
    just_over.opened(folder).close()
    with just_over.opened(folder) as station:
        tamper(station, *changed(1))
    with refused(CannotOpen, "journal_differs"):
        just_over.opened(folder)
