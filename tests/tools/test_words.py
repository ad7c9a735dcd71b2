"""The catalogue's keeper takes translations in, and refuses what may not stand on a screen."""

from __future__ import annotations

import pytest

pytest.importorskip("babel", reason="Babel is a developer's tool: requirements-dev.txt")

from click.testing import CliRunner

from tools import words as keeper


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    source = tmp_path / "hukou_tui"
    (source / "words").mkdir(parents=True)
    (source / "screen.py").write_text(
        "t = _('Name') + f\"{say('Hello {name}')}\" + N_('Two ' 'parts')\n"
        "u = ngettext('{n} case', '{n} cases', n) + pgettext('verb', 'open') + _(name)\n",
        "utf-8",
    )
    monkeypatch.setattr(keeper, "SOURCE", source)
    monkeypatch.setattr(keeper, "PO", source / "words" / "zh.po")
    monkeypatch.setattr(keeper, "MO", source / "words" / "zh.mo")
    return source


WHOLE = """
"Name" = "姓名"
"Hello {name}" = "您好，{name}"
"Two parts" = "两段"
"{n} case" = "{n} 件"
[verb]
"open" = "打开"
"""


def run(*arguments, table=None, source=None):
    if table is not None:
        (source / "table.toml").write_text(table, "utf-8")
        arguments = (*arguments, str(source / "table.toml"))
    return CliRunner().invoke(keeper.main, [str(argument) for argument in arguments])


def test_messages_are_found_in_f_strings_in_parts_in_plurals_and_in_contexts(catalogue):
    listed = run("extract").output.splitlines()
    assert sorted(listed) == sorted(["Name", "Hello {name}", "Two parts", "{n} case", "verb: open"])


def test_a_whole_table_makes_the_catalogue_complete(catalogue):
    assert run("check").exit_code == 1
    assert run("fill", table=WHOLE, source=catalogue).exit_code == 0
    assert run("check").exit_code == 0
    assert keeper.spoken()["verb\x04open"] == "打开"


def test_the_missing_ones_come_out_as_a_table_that_goes_back_in(catalogue):
    run("fill", table='"Name" = "姓名"', source=catalogue)
    table = run("missing").output
    assert '"Name"' not in table
    assert run("fill", table=table, source=catalogue).exit_code == 0


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ('"Hello {name}" = "您好"', "placeholders differ"),
        ('"Name" = "黑户"', "may not be used"),
        ('"Nobody says this" = "无"', "not in the code"),
        ('"Name" = "名字"', "already"),
    ],
)
def test_a_translation_that_does_not_fit_is_named_and_not_taken(catalogue, table, why):
    run("fill", table=WHOLE, source=catalogue)
    before = keeper.PO.read_bytes()
    result = run("fill", table=table, source=catalogue)
    assert result.exit_code == 1
    assert why in result.output
    assert keeper.PO.read_bytes() == before


def test_a_catalogue_behind_the_code_is_found_out(catalogue):
    run("fill", table=WHOLE, source=catalogue)
    (catalogue / "screen.py").write_text("t = _('Name')\n", "utf-8")
    assert "out of step" in run("check").output
    run("update")
    assert run("check").exit_code == 0


def test_a_compiled_file_behind_the_written_one_is_found_out(catalogue):
    run("fill", table=WHOLE, source=catalogue)
    keeper.PO.write_text(keeper.PO.read_text("utf-8").replace("姓名", "名"), "utf-8")
    assert "zh.mo is out of step" in run("check").output
    run("compile")
    assert run("check").exit_code == 0


def test_the_written_file_names_no_places_and_no_dates(catalogue):
    run("fill", table=WHOLE, source=catalogue)
    text = keeper.PO.read_text("utf-8")
    assert "screen.py" not in text
    assert "POT-Creation-Date" not in text
