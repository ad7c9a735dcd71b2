"""What stands behind a path that somebody typed is read only if it is a file; nothing else is waited for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from db.files.whole_files import make_folder, read_bounded, remove_unfinished, write_whole


def test_one_byte_more_than_allowed_shows_that_it_is_too_large(tmp_path):
    (tmp_path / "answer.json").write_bytes(b"0123456789")
    assert read_bounded(tmp_path / "answer.json", 10) == b"0123456789"
    assert read_bounded(tmp_path / "answer.json", 5) == b"012345"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are Unix's")
def test_a_pipe_that_nobody_writes_into_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "answer.json")
    with pytest.raises(OSError, match="Operation not supported"):
        read_bounded(tmp_path / "answer.json", 10)


@pytest.mark.parametrize(("place", "fault"), [(".", IsADirectoryError), ("nowhere", FileNotFoundError)])
def test_a_folder_and_a_file_that_is_not_there_are_told_as_what_they_are(tmp_path, place, fault):
    with pytest.raises(fault):
        read_bounded(tmp_path / place, 10)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="devices are Unix's")
def test_a_device_is_refused():
    with pytest.raises(OSError, match="Operation not supported"):
        read_bounded(Path("/dev/zero"), 10)


def test_a_file_is_there_whole_and_the_owners_alone_and_in_the_place_of_the_old_one(tmp_path):
    place = tmp_path / "keyslots.json"
    for data in (b"first", b"", b"third" * 100_000):
        write_whole(place, data)
        assert place.read_bytes() == data
        assert list(tmp_path.iterdir()) == [place]
        assert os.name == "nt" or place.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("cut", ["fsync", "replace"])
def test_a_file_that_could_not_be_finished_leaves_the_old_one_and_nothing_else(tmp_path, monkeypatch, cut):
    place = tmp_path / "keyslots.json"
    write_whole(place, b"old")

    def refuses(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(*((os, "fsync") if cut == "fsync" else (Path, "replace")), refuses)
    with pytest.raises(KeyboardInterrupt):
        write_whole(place, b"new")
    assert place.read_bytes() == b"old" and list(tmp_path.iterdir()) == [place]


def test_a_file_is_on_disk_before_it_takes_its_place_and_the_folder_after(tmp_path, monkeypatch):
    done, fsync, replace = [], os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("synced"), fsync(handle)))
    monkeypatch.setattr(Path, "replace", lambda path, to: (done.append(f"to {to.name}"), replace(path, to)))
    write_whole(tmp_path / "x", b"data")
    assert done == ["synced", "to x"] + ([] if os.name == "nt" else ["synced"])


def test_a_folder_is_made_but_never_the_place_of_a_stick_that_is_not_there(tmp_path):
    make_folder(tmp_path / "copies")
    make_folder(tmp_path / "copies")
    assert os.name == "nt" or (tmp_path / "copies").stat().st_mode & 0o777 == 0o700
    with pytest.raises(FileNotFoundError):
        make_folder(tmp_path / "stick" / "copies")


def test_only_what_was_begun_here_and_not_finished_is_taken_away(tmp_path):
    for name in (".ab.part", ".cd.part", "ab.part", ".ab", ".ab.part.old"):
        (tmp_path / name).write_bytes(b"x")
    remove_unfinished(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".ab", ".ab.part.old", "ab.part"]
