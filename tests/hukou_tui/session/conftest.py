"""What the tests of a session without screens share: an encrypted station, and whoever opens it by his passphrase."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from db.keys import sealing
from harness.stations.intake import CHEAP, PASSPHRASE, new_station, open_case
from hukou_tui.context import AppContext
from hukou_tui.session import login
from hukou_tui.session.news import News, StationOpened
from hukou_tui.session.station_queue import StationQueue

DAY = date(2016, 6, 14)
Opened = tuple[AppContext, StationOpened, StationQueue, list[News]]


@pytest.fixture
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases cost no second."""
    monkeypatch.setattr(sealing, "calibrate_cost", lambda: CHEAP)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A station with one case, founded once."""
    folder = tmp_path_factory.mktemp("founded") / "s"
    with new_station(folder) as station:
        open_case(station)
    return folder


@pytest.fixture
def folder(founded: Path, tmp_path: Path) -> Path:
    """A station with one case."""
    return Path(shutil.copytree(founded, tmp_path / "s"))


@pytest.fixture
def opened_by(folder: Path, cheap_keys: None) -> Iterator[Callable[[str], Opened]]:
    """Somebody opens the station: where he sits, what he has opened, the queue, and the news that come by it."""
    queues = []

    def opens(badge: str) -> Opened:
        told: list[News] = []
        context = AppContext(folder, practice=False, operator=badge, frozen_on=DAY)
        login.open_for(context, badge, PASSPHRASE, told.append)
        (news, _seat), queue_news = told, list[News]()
        assert isinstance(news, StationOpened) and news.writer is not None
        queues.append(StationQueue(news.writer, queue_news.append))
        return context, news, queues[-1], queue_news

    yield opens
    for queue in queues:
        queue.close()
