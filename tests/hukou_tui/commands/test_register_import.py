"""`register import` at a station: who may, what the journal is told, and that register and journal agree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result

from db.access import unlocking, vault
from db.register.lookup import scope_of
from db.station.station import Station
from flows.case import actions as a
from flows.case.entry import Entry, canonical_json
from harness.stations.command_line import run
from harness.stations.founded import copied_station
from harness.stations.intake import (
    ADMINISTRATOR,
    APPROVER,
    AT,
    CHEAP,
    CLERK,
    PASSPHRASE,
    held,
    reopened,
)
from harness.stations.practice_folder import copy_to
from hukou_tui.commands.register import register
from hukou_tui.commands.root import run_command_line as root
from hukou_tui.words import catalogue

#: Today is the clock's at a real station: far enough back to be no future.
DAY, NEXT, BEFORE = "2016-06-01", "2016-06-02", "2016-05-31"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied_station(tmp_path / "station").close()
    return tmp_path / "station"


def _extract(folder: Path, persons: int, *, bad: int = 0, name: str = "e") -> Path:
    path = folder.parent / f"{name}.csv"
    lines = ["person_id,name,sex,birth_date,division"]
    lines += [f"P{n},王大{chr(0x4E00 + n)},1,19880305,530699102203" for n in range(persons)]
    lines += [f"B{n},王大,1,someday,530699" for n in range(bad)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _import(folder: Path, source: Path, *more: str, by: str = APPROVER, practice: bool = False) -> Result:
    return run(register, folder, "import", str(source), *more, operator=by, practice=practice)


def _imports(folder: Path) -> list[tuple[str, a.ImportRegister]]:
    with reopened(folder, readonly=True) as station:
        return [(e.operator, e.action) for e in station.queries.entries("") if isinstance(e.action, a.ImportRegister)]


def _register(folder: Path) -> bytes:
    return (folder / "register.db").read_bytes()


@pytest.mark.parametrize("by", [APPROVER, ADMINISTRATOR])
def test_an_import_is_recorded_with_its_figures_and_nothing_personal(folder: Path, by: str) -> None:
    source = _extract(folder, 20, bad=1)
    done = _import(folder, source, "--as-of", DAY, by=by)
    assert (done.exit_code, done.stderr) == (1, "")
    ((operator, action),) = _imports(folder)
    assert operator == by
    assert (action.persons_before, action.persons_after, action.rejected, action.as_of) == (0, 20, 1, DAY)
    assert (action.accepted_loss, action.accepted_older) == (False, False)
    from hashlib import sha256

    assert action.sha256 == sha256(source.read_bytes()).hexdigest()
    assert "王" not in canonical_json(action)
    with reopened(folder, readonly=True) as station:
        assert station.verify().fault is None


def test_the_same_file_again_changes_nothing_and_is_no_act(folder: Path) -> None:
    source = _extract(folder, 20)
    for _ in range(2):
        assert _import(folder, source, "--as-of", DAY).exit_code == 0
    assert len(_imports(folder)) == 1


def test_the_same_file_again_with_lines_left_out_ends_with_1_again(folder: Path) -> None:
    source = _extract(folder, 20, bad=1)
    assert _import(folder, source, "--as-of", DAY).exit_code == 1
    again = _import(folder, source, "--as-of", DAY)
    assert (again.exit_code, "on record already" in again.output) == (1, True)


@pytest.mark.parametrize("role", ["clerk", "auditor"])
def test_who_may_not_hears_it_before_a_file_is_looked_for(folder: Path, role: str) -> None:
    if role == "auditor":
        with unlocking.open_station(folder, held(folder, ADMINISTRATOR), at=AT).station as station:
            acts = [a.SetSetting(f"operator.{CLERK}", "auditor")]
            station.append_all(acts, case_id="", operator=ADMINISTRATOR, at=AT)
    done = _import(folder, folder / "nowhere.csv", by=CLERK)
    assert done.exit_code == 2
    assert f"Not for this role ({role})" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (folder / "register.db").exists()


def test_the_recovery_key_imports_nothing(tmp_path: Path) -> None:
    people = [vault.Newcomer("003", "administrator", PASSPHRASE)]
    where = {"code": "530699001", "name": "青山派出所", "settings": {}, "at": AT}
    made, recovery = vault.create_station(tmp_path / "station", people=people, cost=CHEAP, **where)  # type: ignore[arg-type]
    made.station.close()
    source = _extract(tmp_path / "station", 3)
    done = run(register, tmp_path / "station", "import", str(source), operator="recovery", passphrase=recovery)
    assert done.exit_code == 2
    assert "Not for this role" in done.stderr


def test_a_wrong_passphrase_imports_nothing(folder: Path) -> None:
    done = run(register, folder, "import", str(_extract(folder, 3)), operator=APPROVER, passphrase="not it at all")
    assert done.exit_code == 2
    assert not (folder / "register.db").exists()


def test_beside_an_open_counter_it_says_what_to_do_before_it_reads(folder: Path) -> None:
    with reopened(folder):
        done = _import(folder, folder / "nowhere.csv")
    assert done.exit_code == 2
    assert "close it (F12) and import then" in done.stderr
    assert not (folder / "register.db").exists()


def test_in_practice_everybody_who_works_imports_and_it_is_recorded(tmp_path: Path) -> None:
    practice = copy_to(tmp_path)
    done = _import(practice, _extract(practice, 3), "--accept-loss", by="", practice=True)
    assert done.exit_code == 0
    ((operator, action),) = _imports(practice)
    assert (operator, action.persons_after, action.accepted_loss) == ("P00001", 3, True)
    assert action.persons_before > 3000


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({"persons": 17}, ("20 persons as of 2016-06-01", "would leave 17", "--accept-loss")),
        ({"persons": 10, "bad": 10}, ("20 persons", "would leave 10", "10 lines", "line 12: birth_date is no date")),
        ({"persons": 0}, ("20 persons", "would leave 0", "--accept-loss")),
        ({"persons": 0, "bad": 20}, ("20 persons", "would leave 0", "20 lines cannot be used")),
    ],
)  # fmt: skip
def test_a_bad_extract_is_one_sentence_and_changes_nothing(
    folder: Path, source: dict[str, int], said: tuple[str, ...]
) -> None:
    _import(folder, _extract(folder, 20), "--as-of", DAY)
    before, bad = _register(folder), _extract(folder, **source, name="bad")
    done = _import(folder, bad, "--as-of", NEXT)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert all(word in done.stderr for word in ("Nothing was changed", *said)), done.stderr
    assert _register(folder) == before
    assert not list(folder.glob("*.rejects.csv"))
    asked = run(register, folder, "info", "--json", operator=APPROVER)
    assert json.loads(asked.stdout)["persons"] == 20
    assert len(_imports(folder)) == 1
    assert _import(folder, bad, "--as-of", NEXT, "--accept-loss").exit_code == (1 if source.get("bad") else 0)
    assert _imports(folder)[-1][1].accepted_loss


def test_the_sentence_is_chinese_at_the_counter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _import(folder, _extract(folder, 20), "--as-of", DAY)
    monkeypatch.setattr(catalogue, "_language", "zh")
    done = _import(folder, _extract(folder, 4, bad=16), "--as-of", NEXT)
    assert "未作改动" in done.stderr
    assert "20 人" in done.stderr and "只剩 4 人" in done.stderr and "--accept-loss" in done.stderr


def test_an_older_extract_wants_its_own_switch(folder: Path) -> None:
    _import(folder, _extract(folder, 20), "--as-of", DAY)
    source = _extract(folder, 21)
    refused = _import(folder, source, "--as-of", BEFORE, "--accept-loss")
    assert refused.exit_code == 2
    assert "as of 2016-06-01, this extract as of 2016-05-31" in refused.stderr
    assert "--accept-older" in refused.stderr
    assert _import(folder, source, "--as-of", BEFORE, "--accept-older").exit_code == 0
    assert _imports(folder)[-1][1].accepted_older


def test_no_switch_takes_a_day_that_has_not_come(folder: Path) -> None:
    done = _import(folder, _extract(folder, 3), "--as-of", "2999-01-01", "--accept-older", "--accept-loss")
    assert done.exit_code == 2
    assert "cannot be as of 2999-01-01" in done.stderr
    assert not (folder / "register.db").exists()


def test_what_has_changed_is_said_by_county(folder: Path) -> None:
    _import(folder, _extract(folder, 20), "--as-of", DAY)
    done = _import(folder, _extract(folder, 19), "--as-of", NEXT)
    assert "Before: 20 persons as of 2016-06-01." in done.stdout
    assert "530699: 20 -> 19" in done.stdout
    told = _import(folder, _extract(folder, 21), "--as-of", NEXT, "--json")
    assert json.loads(told.stdout)["before"] == {"persons": 19, "as_of": NEXT}


class Killed(BaseException):
    """The power fails."""


def _killed_at_the_record(
    folder: Path, source: Path, monkeypatch: pytest.MonkeyPatch, *more: str, practice: bool = False
) -> None:
    append = Station.append

    def cut(self: Station, action: a.Action, **how: str) -> Entry:
        if isinstance(action, a.ImportRegister):
            raise Killed
        return append(self, action, **how)

    with monkeypatch.context() as patched:
        patched.setattr(Station, "append", cut)
        with pytest.raises(Killed):
            _import(folder, source, "--as-of", DAY, *more, by="" if practice else APPROVER, practice=practice)


def test_between_register_and_journal_a_kill_is_made_good_by_the_next_opening(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _killed_at_the_record(folder, _extract(folder, 20), monkeypatch)
    assert scope_of(folder / "register.db", held(folder).key).persons == 20  # type: ignore[union-attr]
    assert _imports(folder) == []
    for _ in range(2):
        # Whoever opens it, the act is his who imported; and it is told once.
        unlocking.open_station(folder, held(folder, CLERK), at=AT).station.close()
        assert [(by, one.persons_after) for by, one in _imports(folder)] == [(APPROVER, 20)]


def test_or_by_the_next_import(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _killed_at_the_record(folder, _extract(folder, 20), monkeypatch)
    assert _import(folder, _extract(folder, 20), "--as-of", DAY).exit_code == 0
    assert _import(folder, _extract(folder, 21), "--as-of", NEXT).exit_code == 0
    assert [(one.persons_before, one.persons_after) for _by, one in _imports(folder)] == [(0, 20), (20, 21)]


def test_in_practice_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    practice, meant = copy_to(tmp_path), ("--accept-loss", "--accept-older")
    _killed_at_the_record(practice, _extract(practice, 20), monkeypatch, *meant, practice=True)
    assert _import(practice, _extract(practice, 21), "--as-of", NEXT, by="", practice=True).exit_code == 0
    assert [one.persons_after for _by, one in _imports(practice)] == [20, 21]


def test_a_full_disk_at_the_record_says_that_the_register_is_in_place(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db.errors import Trouble

    append = Station.append

    def full(self: Station, action: a.Action, **how: str) -> Entry:
        if isinstance(action, a.ImportRegister):
            raise Trouble("disk_full")
        return append(self, action, **how)

    with monkeypatch.context() as patched:
        patched.setattr(Station, "append", full)
        done = _import(folder, _extract(folder, 20), "--as-of", DAY)
    assert "The register is in place; the journal is told" in done.stderr
    assert "20 persons" in done.stdout
    unlocking.open_station(folder, held(folder, CLERK), at=AT).station.close()
    assert len(_imports(folder)) == 1


def test_a_register_that_can_be_read_no_more_is_measured_by_the_journal(folder: Path) -> None:
    """As after an older copy was put back, whose key is another one."""
    _import(folder, _extract(folder, 20), "--as-of", DAY)
    (folder / "register.db").write_bytes(b"under another key" * 500)
    refused = _import(folder, _extract(folder, 5), "--as-of", NEXT)
    assert refused.exit_code == 2
    assert "20 persons as of 2016-06-01" in refused.stderr
    assert _import(folder, _extract(folder, 20), "--as-of", NEXT).exit_code == 0


@pytest.mark.parametrize("what", ["folder", "empty", "table", "missing"])
def test_what_is_no_extract_is_one_sentence_and_leaves_the_register(folder: Path, what: str) -> None:
    _import(folder, _extract(folder, 20), "--as-of", DAY)
    before, given = _register(folder), folder.parent / "given"
    if what == "folder":
        given.mkdir()
    elif what != "missing":
        given.write_bytes(b"" if what == "empty" else b"PK\x03\x04" + bytes(range(256)) * 40)
    done = _import(folder, given, "--as-of", NEXT, "--accept-loss", "--accept-older")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert _register(folder) == before


def test_from_the_root_of_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is typed: practice before anybody opened it, where there is only a register and no station."""
    monkeypatch.setenv("HUKOU_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    practice, lang = ["--practice", "--lang", "en"], ["register", "import"]
    ends = [
        root([*practice, *lang, str(_extract(tmp_path / "home", persons, bad=bad, name=f"e{persons}{bad}")), *more])
        for persons, bad, more in ((0, 0, ()), (4, 0, ()), (0, 0, ()), (2, 2, ()), (0, 4, ()), (4, 1, ()))
    ]
    assert ends == [2, 0, 2, 2, 2, 1]
