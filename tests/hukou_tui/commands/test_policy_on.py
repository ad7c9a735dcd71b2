"""`policy on` and `policy handbook` at the command line: what they print, and how they end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hukou_tui import packs
from hukou_tui.commands.policy import policy
from hukou_tui.paper.slips.page_layout import columns
from hukou_tui.words.catalogue import use_language

BAOSHAN = str(Path(packs.__file__).parent / "baoshan-2017")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("zh")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(policy, list(arguments))


def on(day: str, *arguments: str) -> dict[str, list[dict[str, object]]]:
    result = run("on", day, "--json", *arguments)
    assert result.exit_code == 0
    found: dict[str, list[dict[str, object]]] = json.loads(result.output)
    return found


def one(rows: list[dict[str, object]], name: str) -> dict[str, object]:
    return next(row for row in rows if row["id"] == name)


@pytest.mark.parametrize(
    ("day", "state"), [("2016-03-09", "not_yet"), ("2016-12-31", "in_force"), ("2017-01-01", "over")]
)
def test_the_campaign_and_its_fee_have_their_window(day: str, state: str) -> None:
    told = on(day)
    assert one(told["packs"], "zhaotong-2016")["state"] == state
    assert one(told["packs"], "cn-2015-96")["state"] is None
    fee = one(told["fees"], "paternity_half_2016")
    assert (fee["state"], fee["ocr_raw"], fee["confidence"]) == (state, "20161231日前", "certain")
    assert told["fees_in_force"] == (["paternity_half_2016"] if state == "in_force" else [])


@pytest.mark.parametrize("arguments", [("2017-01-01",), ("2018-06-01", "--pack", BAOSHAN)])
def test_outside_every_window_it_says_so(arguments: tuple[str, ...]) -> None:
    assert "No fee rule in force on" in run("on", *arguments).output


def test_departments_bear_the_names_of_the_day() -> None:
    office = one(on("2016-06-14")["departments"], "county_health")
    later = one(on("2018-06-14")["departments"], "county_health")
    assert office["before"] == [] and later["after"] == []
    assert office["after"] == [{"name": later["name"], "first": "2018-01-01", "last": None}]
    assert later["before"] == [{"name": office["name"], "first": None, "last": "2017-12-31"}]


def test_cut_offs_say_who_lies_on_which_side() -> None:
    late = one(on("2016-06-14")["cutoffs"], "late_entry")
    assert late["sides"] == [
        {"value": "over", "label": "over it", "first": None, "last": "2013-06-13"},
        {"value": "within", "label": "not over it", "first": "2013-06-14", "last": None},
    ]


def test_settings_say_what_speaks_against_them() -> None:
    chosen = one(on("2016-06-14")["settings"], "investigation_before_test")
    other = one(on("2018-06-14", "--pack", BAOSHAN)["settings"], "investigation_before_test")
    assert (chosen["value"], other["value"]) == ("no", "yes")
    assert chosen["why"] and chosen["cite"] and chosen["against"]


def test_a_source_that_was_issued_later_is_marked() -> None:
    assert one(on("2015-06-14")["sources"], "c96")["later"] is True
    assert one(on("2016-06-14")["sources"], "notice")["confidence"] == "doubtful"
    assert "later than the day" in run("on", "2015-06-14").output


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_text_fits_the_terminal(lang: str) -> None:
    lines = run("on", "2016-06-14", "--lang", lang).output.splitlines()
    assert max(columns(line) for line in lines) <= 78


@pytest.mark.parametrize(
    "day", ["2016-02-30", "2016-13-01", "14.6.2016", "20160614", "", "２０１６-０６-１４", "\x1b[31m"]
)
@pytest.mark.parametrize("command", [("on",), ("handbook", "--format", "md", "--on")])
def test_a_bad_day_is_one_sentence(command: tuple[str, ...], day: str) -> None:
    result = run(*command, day)
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert "2016-06-14" in result.output and "\x1b" not in result.output


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_days_like_any_other(day: str) -> None:
    assert on(day)["fees_in_force"] == []
    assert run("on", day).exit_code == 0


@pytest.mark.parametrize(("form", "begins"), [("md", "# "), ("html", "<!DOCTYPE html>")])
def test_the_handbook_goes_to_a_file(tmp_path: Path, form: str, begins: str) -> None:
    out = tmp_path / f"book.{form}"
    result = run("handbook", "--format", form, "--on", "2016-06-14", "--out", str(out), "--lang", "zh")
    assert (result.exit_code, result.output.count("\n")) == (0, 1)
    text = out.read_text(encoding="utf-8")
    assert text.startswith(begins) and "zh-book" in text and "en-book" not in text


def test_the_handbook_has_both_languages_unless_one_is_asked_for() -> None:
    result = run("handbook", "--format", "md", "--on", "2016-06-14", "--pack", BAOSHAN)
    assert result.exit_code == 0
    assert result.output.index("zh-book") < result.output.index("en-book")


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    result = run("handbook", "--format", "md", "--out", str(tmp_path / "nowhere" / "book.md"))
    assert (result.exit_code, result.output.count("\n")) == (2, 1)


def test_a_pack_that_is_not_there_is_one_sentence() -> None:
    assert [
        run(*c, "--pack", "nowhere").exit_code for c in (("on", "2016-06-14"), ("handbook", "--format", "md"))
    ] == [2, 2]
