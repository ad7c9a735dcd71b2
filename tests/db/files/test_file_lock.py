"""One writer: a second one is refused, in this program and in another, until the first lets go."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from db.errors import CannotOpen, InUse
from db.files.file_lock import Lock, sync_folder
from harness.refusals import refused


def test_a_second_one_is_refused_until_the_first_lets_go(tmp_path: Path):
    path = tmp_path / "station.lock"
    first = Lock(path)
    for _ in range(2):
        with refused(InUse, "station_in_use"):
            Lock(path)
    first.release()
    first.release()  # harmless
    second = Lock(path)
    with refused(InUse, "station_in_use"):
        Lock(path)
    second.release()
    assert path.exists(), "removing it would race with whoever takes it next"


@pytest.mark.skipif(os.name == "nt", reason="file modes are those of POSIX")
def test_the_lock_is_the_owners_alone_and_what_stands_in_it_stays(tmp_path: Path):
    path = tmp_path / "station.lock"
    Lock(path).release()
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(b"x")
    Lock(path).release()
    assert path.read_bytes() == b"x"


def test_where_no_lock_can_be_laid_the_folder_cannot_be_written(tmp_path: Path):
    for path in (tmp_path / "nowhere" / "station.lock", tmp_path):
        with refused(CannotOpen, "folder_read_only"):
            Lock(path)


def test_a_folder_is_synced_by_its_own_handle_which_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    synced, closed, real = [], [], os.close
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(str(Path(f"/proc/self/fd/{handle}").readlink())))
    monkeypatch.setattr(os, "close", lambda handle: (closed.append(handle), real(handle)))
    sync_folder(tmp_path)
    assert synced == [str(tmp_path.resolve())] and len(closed) == 1
    monkeypatch.setattr(os, "fsync", lambda handle: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        sync_folder(tmp_path)
    assert len(closed) == 2
