"""Who opens the station and who sits down at it: by news alone, and by nobody who has not proven himself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db.errors import CannotOpen
from harness.stations.intake import APPROVER, CLERK, PASSPHRASE, new_station, reopened
from hukou_tui.context import AppContext
from hukou_tui.session import login
from hukou_tui.session.news import News, SignedIn, StationOpened

pytestmark = pytest.mark.usefixtures("cheap_keys")


def opened_without_keys(folder: Path, *, practice: bool) -> list[News]:
    told: list[News] = []
    login.open_without_keys(AppContext(folder, practice=practice), told.append)
    for news in told:
        if isinstance(news, StationOpened) and news.writer is not None:
            news.writer.close()
    return told


def test_a_station_with_keys_waits_for_somebody(folder: Path) -> None:
    assert opened_without_keys(folder, practice=False) == []


def test_where_there_is_no_station_that_is_told(tmp_path: Path) -> None:
    (news,) = opened_without_keys(tmp_path, practice=False)
    assert isinstance(news, StationOpened) and isinstance(news.fault, CannotOpen) and news.writer is None


def test_a_practice_file_in_the_place_of_a_real_station_is_opened_for_nobody(tmp_path: Path) -> None:
    new_station(tmp_path / "s", practice=True).close()
    (news,) = opened_without_keys(tmp_path / "s", practice=False)
    assert isinstance(news, StationOpened) and isinstance(news.fault, CannotOpen)
    assert (news.fault.code, news.writer, news.station) == ("not_encrypted", None, None)
    with reopened(tmp_path / "s") as station:
        assert station.queries.practice, "the file was let go of again"


def sat_down(folder: Path, badge: str, passphrase: str) -> list[News]:
    told: list[News] = []
    login.open_for(AppContext(folder, practice=False), badge, passphrase, told.append)
    for news in told:
        if isinstance(news, StationOpened) and news.writer is not None:
            news.writer.close()
    return told


def test_whoever_proves_himself_opens_the_station_and_then_sits_at_it(folder: Path) -> None:
    opened, seat = sat_down(folder, CLERK, PASSPHRASE)
    assert isinstance(opened, StationOpened) and opened.badge == CLERK and opened.vault is not None
    assert (
        opened.station is not None
        and opened.station.operators[CLERK] == "clerk"
        and len(opened.station.rows) == 1
    )
    assert seat == SignedIn(badge=CLERK)


@pytest.mark.parametrize(
    ("badge", "passphrase", "code"),
    [
        (CLERK, "four horses, two carts", "passphrase_wrong"), ("777", PASSPHRASE, "slot_unknown"),
        ("recovery", "ABCD-EFGH", "recovery_key_shape"),
    ],
)
def test_whoever_does_not_may_try_again_and_has_opened_nothing(
    folder: Path, badge: str, passphrase: str, code: str
) -> None:
    (news,) = sat_down(folder, badge, passphrase)
    assert isinstance(news, SignedIn) and (news.badge, news.station) == ("", None)
    assert getattr(news.fault, "code", "") == code


def test_a_station_whose_slots_cannot_be_read_is_opened_by_nobody(folder: Path) -> None:
    (folder / "keyslots.json").write_text("{")
    (news,) = sat_down(folder, CLERK, PASSPHRASE)
    assert isinstance(news, StationOpened) and news.fault is not None and news.writer is None


def test_a_station_that_another_program_holds_is_not_opened_twice(folder: Path) -> None:
    with reopened(folder):
        (news,) = sat_down(folder, CLERK, PASSPHRASE)
    assert isinstance(news, StationOpened) and isinstance(news.fault, CannotOpen)
    assert len(sat_down(folder, CLERK, PASSPHRASE)) == 2, "afterwards it is"


def test_a_station_whose_file_is_gone_says_so_to_whoever_has_the_passphrase(folder: Path) -> None:
    (folder / "station.db").unlink()
    (news,) = sat_down(folder, CLERK, PASSPHRASE)
    assert isinstance(news, StationOpened) and news.fault is not None


# ---- somebody else sits down


def test_somebody_else_sits_down_and_the_station_is_read_for_him(opened_by: Callable[[str], Any]) -> None:
    context, news, queue, told = opened_by(CLERK)
    login.change_seat(context, queue, news.vault, APPROVER, PASSPHRASE, told.append)
    queue.when_done().result()
    (seat,) = told
    assert (seat.badge, seat.fault, seat.station.operators[APPROVER]) == (APPROVER, None, "approver")
    assert news.vault.held.operator == APPROVER


@pytest.mark.parametrize(("badge", "passphrase"), [(APPROVER, "wrong, wrong, wrong"), ("777", PASSPHRASE)])
def test_whoever_has_not_proven_himself_does_not_and_the_other_sits_there_still(
    opened_by: Callable[[str], Any], badge: str, passphrase: str
) -> None:
    context, news, queue, told = opened_by(CLERK)
    before = queue.ask_now(lambda station: station.queries.head().seq)
    login.change_seat(context, queue, news.vault, badge, passphrase, told.append)
    assert queue.ask_now(lambda station: station.queries.head().seq) == before, (
        "nothing is on record of it yet"
    )
    (seat,) = told
    assert (seat.badge, seat.station, seat.fault is None) == ("", None, False)
    assert news.vault.held.operator == CLERK
