"""Slips wait for the printer as plain text, one under each name, and are swept away with the day."""

from __future__ import annotations

from pathlib import Path

from hukou_tui.session.slip_folder import SlipFolder


def test_a_slip_is_found_under_its_name_and_the_last_one_made_counts(tmp_path: Path) -> None:
    slips = SlipFolder(tmp_path)
    slips.keep("day-20160614", "一")
    slips.keep("day-20160614", "二")
    assert slips.read_slip("day-20160614") == "二".encode()
    assert [file.name for file in (tmp_path / "slips").iterdir()] == ["day-20160614.txt"]


def test_a_slip_that_is_not_there_or_cannot_be_read_is_none(tmp_path: Path) -> None:
    slips = SlipFolder(tmp_path)
    assert slips.read_slip("receipt") is None
    (tmp_path / "slips" / "receipt.txt").mkdir(parents=True)
    assert slips.read_slip("receipt") is None


def test_all_slips_are_swept_and_nothing_else(tmp_path: Path) -> None:
    slips = SlipFolder(tmp_path)
    slips.sweep()
    for name in ("one", "two"):
        slips.keep(name, "text")
    other = tmp_path / "slips" / "printer.conf"
    other.write_text("kept")
    (tmp_path / "slips" / "a-folder.txt").mkdir()
    slips.sweep()
    assert (slips.read_slip("one"), slips.read_slip("two"), other.read_text()) == (None, None, "kept")
