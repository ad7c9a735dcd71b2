"""The power fails before each write of what is done to the keys: somebody always gets in, and nothing is lost.

The disk is copied as it stands at that moment, log and all; what is proven of it is what a person needs of it, whatever
the order of the writes.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from db.access import key_administration, rekeying, unlocking
from db.access.vault import Newcomer, Vault
from db.errors import Trouble
from db.files import connection
from db.keys import keyslots
from db.register.importing import import_register
from db.register.lookup import scope_of
from db.station import station as station_module
from db.station.station import Station
from flows.case import actions as a
from harness.refusals import refused
from harness.stations.founded import Founded
from harness.stations.intake import ADMINISTRATOR, APPROVER, AT, CHEAP, CLERK, PASSPHRASE, granted
from harness.stations.seats import code_of, sit

OTHER = "seven geese and a goat"


class PowerCut(BaseException):
    """Nothing of the program takes it up."""


class Writes:
    """Counts what is written for good, and cuts the power before one of them; `disk` is what was on it then."""

    def __init__(self, folder: Path, disk: Path, cut_before: int) -> None:
        self._folder, self.disk, self._left = folder, disk, cut_before
        self.all_written = False

    def count(self) -> None:
        if not self._left:
            shutil.copytree(self._folder, self.disk, ignore=shutil.ignore_patterns("*.lock"))
            raise PowerCut
        self._left -= 1

    def counted(self, write: Callable[..., object]) -> Callable[..., object]:
        def wrapped(*given: object, **named: object) -> object:
            self.count()
            return write(*given, **named)

        return wrapped


def cut(
    monkeypatch: pytest.MonkeyPatch, folder: Path, act: Callable[[Vault], object], badge: str, before: int
) -> Writes:
    """Let `badge` do something to the keys, and cut the power before one of its writes."""
    writes = Writes(folder, folder.with_name(f"disk-{before}"), before)
    opened = sit(folder, badge)
    real = station_module.immediate

    @contextmanager
    def transaction(database: object) -> Iterator[None]:
        with real(database):
            yield
            writes.count()

    with monkeypatch.context() as patched, opened.station:
        patched.setattr(station_module, "immediate", transaction)
        for where, name in ((keyslots, "write_slots"), (Station, "rekey"), (rekeying, "_rekey_register")):
            patched.setattr(where, name, writes.counted(getattr(where, name)))
        try:
            act(opened)
        except PowerCut:
            return writes
    shutil.copytree(folder, writes.disk, ignore=shutil.ignore_patterns("*.lock"))
    writes.all_written = True
    return writes


@pytest.fixture
def folder(founded: Founded, tmp_path: Path) -> Path:
    """A station with a granted case and a register of one person."""
    place = founded.copied(tmp_path / "s")
    with founded.opened(place) as station:
        granted(station)
    (tmp_path / "e.csv").write_text("person_id,name\np1,陈小禾\n", encoding="utf-8")
    import_register(
        tmp_path / "e.csv", place / "register.db", as_of=date(2016, 6, 1), key=founded.reviewer.key
    )
    return place


def nothing_lost(disk: Path, badge: str, passphrase: str = PASSPHRASE) -> None:
    """Somebody sits down: all records fit, the case is there, and the register answers."""
    with sit(disk, badge, passphrase).station as station:
        assert station.verify().fault is None
        assert [row.surname for row in station.queries.rows()] == ["欧阳"]
        scope = scope_of(disk / "register.db", station.key)
        assert scope is not None and scope.persons == 1
        assert len(keyslots.read_slots(disk).keys) == 1
        assert not list(disk.glob(".*.part"))


def each_cut(
    monkeypatch: pytest.MonkeyPatch, folder: Path, act: Callable[[Vault], object], badge: str = ADMINISTRATOR
) -> Iterator[Writes]:
    for before in range(20):
        shutil.copytree(folder, work := folder.with_name(f"work-{before}"))
        writes = cut(monkeypatch, work, act, badge, before)
        yield writes
        if writes.all_written:
            assert before >= 2, "nothing was written"
            return
    raise AssertionError("it never came to an end")


def test_whoever_is_removed_is_in_or_out_and_everybody_else_stays_in(
    folder: Path, founded: Founded, monkeypatch: pytest.MonkeyPatch
):
    old = founded.reviewer.key
    said = 0
    for writes in each_cut(
        monkeypatch, folder, lambda vault: key_administration.remove_operator(vault, CLERK, AT)
    ):
        nothing_lost(writes.disk, APPROVER)
        nothing_lost(writes.disk, ADMINISTRATOR)
        with sit(writes.disk, ADMINISTRATOR).station as station:
            out = CLERK not in station.queries.operators()
        if not out:
            assert not said, "he was out already, and came back"
            sit(writes.disk, CLERK).station.close()
            continue
        said += 1
        assert code_of(writes.disk, CLERK) == "slot_unknown"
        if keyslots.read_slots(writes.disk).of(CLERK) is not None:
            # his role is gone and his slot not yet: the removal is asked for once more
            opened = sit(writes.disk)
            with opened.station:
                key_administration.remove_operator(opened, CLERK, AT)
        assert not rekeying.opens_under(writes.disk / "station.db", old)
        assert not rekeying.opens_under(writes.disk / "register.db", old)
        nothing_lost(writes.disk, APPROVER)
    assert said >= 5


def test_of_two_passphrases_the_old_or_the_new_one_opens(folder: Path, monkeypatch: pytest.MonkeyPatch):
    def changed(vault: Vault) -> None:
        key_administration.change_passphrase(vault, PASSPHRASE, OTHER, AT, CHEAP)

    opening = []
    for writes in each_cut(monkeypatch, folder, changed, APPROVER):
        new = code_of_or_in(writes.disk, APPROVER, PASSPHRASE) == "passphrase_wrong"
        nothing_lost(writes.disk, APPROVER, OTHER if new else PASSPHRASE)
        assert new or code_of(writes.disk, APPROVER, OTHER) == "passphrase_wrong"
        nothing_lost(writes.disk, CLERK)
        opening.append(new)
    assert opening == sorted(opening) and len(set(opening)) == 2


def code_of_or_in(folder: Path, badge: str, passphrase: str) -> str:
    try:
        return code_of(folder, badge, passphrase)
    except AssertionError:
        return ""


def test_a_newcomer_is_in_or_not_and_can_be_let_in_again(folder: Path, monkeypatch: pytest.MonkeyPatch):
    newcomer = Newcomer("007", "clerk", OTHER)
    let_in = []
    for writes in each_cut(
        monkeypatch, folder, lambda vault: key_administration.add_operator(vault, newcomer, AT, CHEAP)
    ):
        nothing_lost(writes.disk, APPROVER)
        let_in.append(not code_of_or_in(writes.disk, "007", OTHER))
        if not let_in[-1]:
            opened = sit(writes.disk)
            with opened.station:
                key_administration.add_operator(opened, newcomer, AT, CHEAP)
        nothing_lost(writes.disk, "007", OTHER)
    assert let_in == sorted(let_in) and len(set(let_in)) == 2


def test_a_reader_who_holds_the_log_up_locks_nobody_out(
    folder: Path, founded: Founded, monkeypatch: pytest.MonkeyPatch
):
    """The daily check reads beside the counter while somebody is removed: that waits, is said, and is finished."""
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    opened = sit(folder)
    opened.station.append(a.SetSetting("screen.language", "en"), case_id="", operator=ADMINISTRATOR, at=AT)
    reader = founded.opened(folder, readonly=True)
    reader._database.conn.execute("BEGIN")
    reader.queries.rows()
    with opened.station, refused(Trouble, "disk_busy"):
        key_administration.remove_operator(opened, CLERK, AT)
    reader.close()
    nothing_lost(folder, APPROVER)
    assert code_of(folder, CLERK) == "slot_unknown"
    assert not rekeying.opens_under(folder / "station.db", founded.reviewer.key)


def test_who_only_reads_finishes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """A change of key that was cut short is read under whichever key the file is, and left as it is."""
    for writes in each_cut(
        monkeypatch, folder, lambda vault: key_administration.remove_operator(vault, CLERK, AT)
    ):
        before = (writes.disk / "keyslots.json").read_bytes()
        held = unlocking.prove_operator(writes.disk, APPROVER, PASSPHRASE)
        with unlocking.open_station(writes.disk, held, readonly=True).station as station:
            assert [row.surname for row in station.queries.rows()] == ["欧阳"]
        assert (writes.disk / "keyslots.json").read_bytes() == before
