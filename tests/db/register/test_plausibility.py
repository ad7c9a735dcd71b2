"""What an extract may not do to the register unasked: empty it, shrink it, exchange its county, make it older."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest

from db.register.errors import ImportRefused, RegisterFileError
from db.register.importing import ImportConsent, ImportReport, import_register
from db.register.plausibility import (
    LeftOut,
    RegisterContent,
    admit_day,
    admit_loss,
    count_lost_persons,
    county_changes,
)
from db.register.staging import Staging
from db.register.store import FORMAT, Store, create_store, open_store
from harness.refusals import refusal_of, refused

AS_OF, BEFORE, LATER = date(2016, 6, 1), date(2016, 5, 31), date(2016, 6, 2)
LOSS = ImportConsent(loss=True)


class Killed(BaseException):
    """Ends an import as a kill does."""


def _extract(folder: Path, persons: Iterable[int], *, bad: int = 0, county: str = "530699", name: str = "e") -> Path:
    path = folder / f"{name}.csv"
    lines = ["person_id,name,sex,birth_date,division"]
    lines += [f"P{n},王大{chr(0x4E00 + n % 5000)},1,19880305,{county}102203" for n in persons]
    lines += [f"B{n},王大,1,2016-02-30 00:00,{county}" for n in range(bad)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _import(folder: Path, source: Path, as_of: date = AS_OF, **how: object) -> ImportReport:
    return import_register(source, folder / "register.db", as_of=as_of, **how)  # type: ignore[arg-type]


def _persons(folder: Path) -> int:
    with open_store(folder / "register.db") as store:
        return store.scope().persons


def _refused(folder: Path, source: Path, as_of: date = AS_OF, **how: object) -> ImportRefused:
    """The refusal, after which nothing on disk is other than before."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    refusal = refusal_of(ImportRefused, _import, folder, source, as_of, **how)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    return refusal


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("large")
    _import(folder, _extract(folder, range(20_000)))
    return (folder / "register.db").read_bytes()


@pytest.mark.parametrize(("left", "taken"), [(18_020, True), (18_000, True), (17_999, False), (17_980, False)])
def test_a_register_shrinks_by_a_tenth_and_no_more(tmp_path: Path, large: bytes, left: int, taken: bool) -> None:
    (tmp_path / "register.db").write_bytes(large)
    source = _extract(tmp_path, range(left))
    if taken:
        assert _import(tmp_path, source, LATER).persons == left
        return
    (tmp_path / "register.db.lock").touch()
    refusal = _refused(tmp_path, source, LATER)
    assert refusal.code == "register_shrinks"
    assert (refusal.params["before"], refusal.params["after"]) == (20_000, left)
    report = _import(tmp_path, source, LATER, accepted=LOSS)
    assert report.persons == left
    assert report.act is not None
    assert report.act.accepted_loss


def test_lines_that_cannot_be_read_are_persons_that_are_gone(tmp_path: Path) -> None:
    _import(tmp_path, _extract(tmp_path, range(4)))
    half = _extract(tmp_path, range(2), bad=2, name="half")
    refusal = _refused(tmp_path, half)
    assert refusal.code == "register_shrinks_unread"
    assert [refusal.params[name] for name in ("before", "after", "left_out", "line", "why")] == [
        4, 2, 2, 4, "bad_birth_date",
    ]  # fmt: skip
    assert _persons(tmp_path) == 4


@pytest.mark.parametrize(("bad", "code"), [(0, "register_shrinks"), (3, "register_shrinks_unread")])
def test_nobody_empties_a_register(tmp_path: Path, bad: int, code: str) -> None:
    _import(tmp_path, _extract(tmp_path, range(4)))
    nobody = _extract(tmp_path, (), bad=bad, name="nobody")
    assert _refused(tmp_path, nobody).code == code
    assert _import(tmp_path, nobody, accepted=LOSS).persons == 0


@pytest.mark.parametrize(("bad", "code"), [(0, "extract_of_nobody"), (3, "extract_unreadable")])
def test_an_extract_of_nobody_begins_no_register_and_is_added_to_none(tmp_path: Path, bad: int, code: str) -> None:
    nobody = _extract(tmp_path, (), bad=bad, name="nobody")
    (tmp_path / "register.db.lock").touch()
    assert _refused(tmp_path, nobody).code == code
    _import(tmp_path, _extract(tmp_path, range(4)))
    assert _refused(tmp_path, nobody, LATER, add=True).code == code


def test_the_first_import_is_measured_against_nothing(tmp_path: Path) -> None:
    report = _import(tmp_path, _extract(tmp_path, range(1), bad=9))
    assert (report.persons, report.rejected_count, report.before) == (1, 9, None)


def test_another_countys_extract_of_the_same_length_is_a_loss(tmp_path: Path) -> None:
    _import(tmp_path, _extract(tmp_path, range(20)))
    other = _extract(tmp_path, range(100, 120), county="530627", name="other")
    refusal = _refused(tmp_path, other, LATER)
    assert refusal.code == "register_changes_county"
    assert refusal.params["counties"] == "530699: 20 -> 0, 530627: 0 -> 20"
    assert _import(tmp_path, other, LATER, add=True).scope.persons == 40  # type: ignore[union-attr]


def test_ids_that_two_counties_share_cannot_push_one_out_by_adding_the_other(tmp_path: Path) -> None:
    _import(tmp_path, _extract(tmp_path, range(20)))
    same_ids = _extract(tmp_path, range(20), county="530627", name="other")
    assert _refused(tmp_path, same_ids, LATER, add=True).code == "register_changes_county"


def test_persons_whose_county_was_not_known_are_not_lost_when_it_is() -> None:
    before = RegisterContent(10, AS_OF, {"": 8, "530699": 2})
    assert count_lost_persons(before, RegisterContent(10, AS_OF, {"530699": 10})) == 0
    assert count_lost_persons(before, RegisterContent(10, AS_OF, {"": 10})) == 2
    assert not admit_loss(None, RegisterContent(0, AS_OF), LeftOut(), accepted=False)


@pytest.mark.parametrize(("day", "said"), [(None, "?"), (AS_OF, "2016-06-01")])
@pytest.mark.parametrize(
    ("left", "unread", "code"),
    [(20, LeftOut(), "register_shrinks"), (20, LeftOut(3), "register_shrinks_unread"),
     (90, LeftOut(), "register_changes_county"), (89, LeftOut(), "register_shrinks")],
)  # fmt: skip
def test_a_refusal_tells_what_would_be_gone(day: date | None, said: str, left: int, unread: LeftOut, code: str) -> None:
    before = RegisterContent(100, day, {"530699": 70, "530698": 20, "530697": 10})
    after = RegisterContent(left, LATER, {"530699": left})
    refusal = refusal_of(ImportRefused, admit_loss, before, after, unread, accepted=False)
    told = {"before": 100, "after": left, "as_of": said, "left_out": unread.count}
    if code == "register_changes_county":
        told |= {"lost": 30, "counties": "530698: 20 -> 0, 530697: 10 -> 0, 530699: 70 -> 90"}
    assert (refusal.code, refusal.params) == (code, told)


def test_persons_of_no_known_county_are_named_by_a_dash_and_what_stays_is_not_named() -> None:
    before = RegisterContent(12, AS_OF, {"": 8, "530699": 2, "530698": 2})
    assert county_changes(before, RegisterContent(14, LATER, {"530699": 12, "530698": 2})) == [
        "-: 8 -> 0", "530699: 2 -> 12",
    ]  # fmt: skip


def test_no_day_is_older_than_one_that_is_not_known() -> None:
    assert not admit_day(RegisterContent(100, None), BEFORE, AS_OF, accepted=False)
    assert not admit_day(None, BEFORE, AS_OF, accepted=False)


def test_an_older_extract_is_refused_before_it_is_read(tmp_path: Path) -> None:
    source = _extract(tmp_path, range(4))
    _import(tmp_path, source)
    assert _refused(tmp_path, tmp_path / "not-there.csv", BEFORE).code == "register_older"
    assert _refused(tmp_path, source, BEFORE, add=True).code == "register_older"
    assert _refused(tmp_path, source, BEFORE, accepted=LOSS).params["as_of"] == "2016-06-01"
    report = _import(tmp_path, source, BEFORE, accepted=ImportConsent(older=True))
    assert report.act is not None
    assert (report.act.as_of, report.act.accepted_older, report.act.accepted_loss) == ("2016-05-31", True, False)


def test_the_same_day_may_come_again(tmp_path: Path) -> None:
    _import(tmp_path, _extract(tmp_path, range(4)))
    assert _import(tmp_path, _extract(tmp_path, range(5))).persons == 5


def test_a_day_that_has_not_come_is_refused_whatever_is_said(tmp_path: Path) -> None:
    source = _extract(tmp_path, range(4))
    _import(tmp_path, source, today=AS_OF)
    everything = ImportConsent(loss=True, older=True)
    assert _refused(tmp_path, source, LATER, today=AS_OF, accepted=everything).code == "extract_of_tomorrow"


def test_a_register_of_an_older_program_still_counts(tmp_path: Path) -> None:
    _import(tmp_path, _extract(tmp_path, range(20)))
    with create_store(tmp_path / "register.db") as store:
        store.keep("format", FORMAT - 1)
    few = _extract(tmp_path, range(5), name="few")
    assert _refused(tmp_path, few, LATER).params["before"] == 20
    # Added to a register that must be made anew, it would be all that is left of it.
    assert _refused(tmp_path, few, LATER, add=True).params["after"] == 5
    assert _refused(tmp_path, few, BEFORE, accepted=LOSS).code == "register_older"


def test_of_a_register_that_cannot_be_read_what_is_remembered_counts(tmp_path: Path) -> None:
    (tmp_path / "register.db").write_bytes(b"not a register" * 500)
    (tmp_path / "register.db.lock").touch()
    few = _extract(tmp_path, range(5))
    remembered = RegisterContent(20, AS_OF)
    assert _refused(tmp_path, few, LATER, remembered=remembered).params["before"] == 20
    assert _import(tmp_path, _extract(tmp_path, range(19)), LATER, remembered=remembered).persons == 19


def _killed_after(calls: int, kept: Callable[..., object]) -> Callable[..., object]:
    left = [calls]

    def commit(*given: object, **named: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        return kept(*given, **named)

    return commit


@pytest.mark.parametrize("said_before", [ImportConsent(), LOSS], ids=["unasked", "accepted, and then no longer"])
def test_an_import_that_was_killed_is_judged_when_it_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said_before: ImportConsent
) -> None:
    _import(tmp_path, _extract(tmp_path, range(40)))
    few = _extract(tmp_path, range(30), bad=3, name="few")
    kept = (tmp_path / "register.db").read_bytes()
    kills = 0
    for keeper in (Staging, Store):
        for calls in range(12):
            with monkeypatch.context() as patched:
                patched.setattr(keeper, "commit", _killed_after(calls, keeper.commit))
                try:
                    _import(tmp_path, few, LATER, accepted=said_before)
                except Killed:
                    kills += 1
                except ImportRefused:
                    break
                else:
                    # It was accepted and came to its end.
                    (tmp_path / "register.db").write_bytes(kept)
                    break
            with refused(ImportRefused, "register_shrinks_unread"):
                _import(tmp_path, few, LATER)
            assert (tmp_path / "register.db").read_bytes() == kept
            assert not [path for path in tmp_path.iterdir() if path.suffix in (".new", ".staged")]
    assert kills >= 2


def test_half_of_a_register_is_never_finished_from_what_somebody_took_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lines are kept, and that their register was written; but that lies there no more."""
    source = _extract(tmp_path, range(40))
    with monkeypatch.context() as patched:
        patched.setattr("db.register.importing.swap_in", _killed_after(0, lambda *_: None))
        patched.setattr("db.register.importing.remove_database", lambda path: None)
        with pytest.raises(Killed):
            _import(tmp_path, source)
    (tmp_path / "register.db.new").unlink()
    assert (tmp_path / "register.db.staged").exists()
    assert _import(tmp_path, source).persons == 40
    assert _persons(tmp_path) == 40


@pytest.mark.parametrize("name", ["register.db", "e.csv", "notes.txt", "folder", "nowhere/list.csv"])
def test_the_list_of_lines_left_out_takes_the_place_of_nothing_else(tmp_path: Path, name: str) -> None:
    source = _extract(tmp_path, range(4))
    _import(tmp_path, source)
    (tmp_path / "notes.txt").write_text("something that somebody wrote", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    with refused(RegisterFileError, "rejects_unfit"):
        _import(tmp_path, source, LATER, rejects=tmp_path / name)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_where_a_list_was_asked_for_a_refused_import_leaves_it(tmp_path: Path) -> None:
    _import(tmp_path, _extract(tmp_path, range(4)))
    half, listed = _extract(tmp_path, range(2), bad=2, name="half"), tmp_path / "list.csv"
    with refused(ImportRefused, "register_shrinks_unread"):
        _import(tmp_path, half, LATER, rejects=listed)
    assert [line.split(",")[0] for line in listed.read_text("utf-8-sig").splitlines()] == ["line", "4", "5"]
