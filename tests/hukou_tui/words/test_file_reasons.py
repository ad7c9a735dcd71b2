"""Why a file cannot be used is said in words of ours, in the language in use."""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path

import pytest

from db.files.whole_files import read_bounded
from hukou_tui.words import catalogue
from hukou_tui.words.errors.error_messages import sentence

SOURCES = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _chinese(monkeypatch):
    monkeypatch.setattr(catalogue, "_language", "zh")


@pytest.fixture
def place(tmp_path):
    """A folder with one of each kind that is no file to be read."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        yield tmp_path


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("pipe", "不是普通文件"), ("socket", "不是普通文件"), ("/dev/null", "不是普通文件"), ("folder", "是文件夹"),
        ("nowhere", "不存在"), ("file/below", "路径中有一段不是文件夹"), ("circle", "路径中的链接循环往复"),
        ("x" * 300, "名称太长"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_in_chinese(place, path, reason):
    with pytest.raises(OSError, match=r"\[Errno \d+\]") as raised:
        read_bounded(place / path, 10)
    assert sentence(raised.value) == f"文件或文件夹不能使用（{reason}），请检查路径和U盘。"


def test_what_cannot_be_written_is_said_in_chinese():
    with pytest.raises(OSError, match=r"\[Errno \d+\]") as raised:
        Path("/dev/full").write_text("x", "utf-8")
    assert "（磁盘已满）" in sentence(raised.value)


def test_a_fault_that_nobody_has_met_is_a_number_for_the_administrator():
    assert "（系统故障，编号117）" in sentence(OSError(117, "Structure needs cleaning"))
    assert not re.search("[A-Za-z]{2}", sentence(OSError("without a number")))


def test_the_system_s_own_words_are_shown_nowhere():
    files = [*(SOURCES / "hukou_tui").rglob("*.py"), *(SOURCES / "widgets").rglob("*.py")]
    assert len(files) > 100
    assert [file.name for file in files if ".strerror" in file.read_text("utf-8")] == []
