"""`policy diff` at the command line: what it says, what a program reads, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from harness.packs.other_rules import BASE, COUNTY, LESS, OVERLAY, QUESTION, folder
from hukou_tui.commands.policy import policy
from hukou_tui.words.catalogue import use_language


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("zh")


def diff(old: str | Path, new: str | Path, *options: str) -> Result:
    return CliRunner().invoke(policy, ["diff", str(old), str(new), *options])


def test_nothing_differs_and_it_ends_with_0():
    result = diff(OVERLAY, OVERLAY)
    assert (result.exit_code, result.output) == (0, "There is no difference.\n")


def test_equal_changes_are_told_once_with_what_the_situations_share(tmp_path: Path):
    result = diff(OVERLAY, folder(tmp_path, LESS, COUNTY), "--on", "2016-06-14")
    assert result.exit_code == 1
    assert result.output.count("no longer needed: ") == 1
    assert "now the station reviews, the county approves (before: the station decides)" in result.output
    assert "never registered since birth" in result.output


def test_a_further_question_is_said(tmp_path: Path):
    result = diff(OVERLAY, folder(tmp_path, QUESTION))
    assert "newly asked: Is there an old book on paper?" in result.output
    assert "situation now: lost by the system, with no old book (before: lost by the system)" in result.output
    back = diff(tmp_path / OVERLAY, OVERLAY)
    assert "no longer asked: Is there an old book on paper?" in back.output


def test_what_no_situation_shows_stands_at_the_end(tmp_path: Path):
    pack = folder(tmp_path)
    text = (pack / "pack.toml").read_text(encoding="utf-8")
    assert "last = 2016-12-31" in text
    (pack / "pack.toml").write_text(text.replace("last = 2016-12-31", "last = 2017-12-31"), encoding="utf-8")
    result = diff(OVERLAY, pack, "--on", "2016-06-14")
    assert "0 of " in result.output
    assert "last: 2017-12-31 (before: 2016-12-31)" in result.output
    later = diff(OVERLAY, pack, "--on", "2017-06-14")
    assert "fee rule now: parentage test at half the charge (before: none)" in later.output


def test_a_program_reads_one_list(tmp_path: Path):
    found = json.loads(diff(OVERLAY, folder(tmp_path, LESS, QUESTION), "--json").output)
    situations = [one for one in found if one["kind"] == "situation"]
    changes = [change for one in situations for change in one["changes"]]
    assert {"what": "applicant", "before": ["marriage_certificate"], "after": []} in changes
    assert {"what": "question", "before": [], "after": ["on_paper"]} in changes
    rules = [one for one in found if one["kind"] == "rule"]
    assert {"facts", "routes"} <= {one["part"] for one in rules}


def test_base_and_overlay_are_named_by_their_ids():
    result = diff(BASE, OVERLAY, "--on", "2016-06-14")
    assert result.exit_code == 1 and "fee rule now" in result.output


def test_it_is_said_in_chinese_as_well(tmp_path: Path):
    result = diff(OVERLAY, folder(tmp_path, LESS), "--lang", "zh")
    assert "不再需要" in result.output and "no longer" not in result.output


def test_what_is_not_there_or_not_in_order_cannot_be_compared(tmp_path: Path):
    nowhere = diff(OVERLAY, "nowhere")
    assert (nowhere.exit_code, nowhere.stderr.count("\n")) == (2, 1)
    assert BASE in nowhere.stderr
    pack = folder(tmp_path)
    (pack / "pack.toml").write_text("x = ", encoding="utf-8")
    broken = diff(OVERLAY, pack)
    assert (broken.exit_code, broken.stderr.count("\n"), broken.stdout) == (2, 1, "")


def test_a_pack_with_a_gap_cannot_be_compared(tmp_path: Path):
    gap = (
        r'(\[routes\.system_missing\]\ntitle[^\n]*\nwhen = \{ cause = )"system_missing"',
        r'\1"never_registered"',
    )
    broken = diff(OVERLAY, folder(tmp_path, gap))
    assert "policy check" in broken.stderr
    assert (broken.exit_code, broken.stderr.count("\n"), broken.stdout) == (2, 1, "")
