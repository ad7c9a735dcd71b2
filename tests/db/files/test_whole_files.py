"""What stands behind a path that somebody typed is read only if it is a file; nothing else is waited for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from db.files.whole_files import read_bounded


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
