"""`register` as scripts call it: exit codes, one sentence, and JSON lines that keep their order."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hukou_tui import words
from hukou_tui.commands.register import register
from hukou_tui.practice.population import write_register
from hukou_tui.workplace import Workplace


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_language", "en")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("station")
    write_register(folder / "extract.csv", persons=200)
    assert _run(folder, "import", str(folder / "extract.csv"), "--as-of", "2016-06-01").exit_code == 0
    return folder


def _run(folder: Path, *arguments: str, asked: str | bytes = "") -> Result:
    workplace = Workplace(folder, practice=True, frozen_on=date(2016, 6, 14))
    return CliRunner().invoke(register, list(arguments), input=asked, obj=workplace)


def _ask(folder: Path, *questions: Any) -> list[dict[str, Any]]:
    asked = "\n".join(q if isinstance(q, str) else json.dumps(q, ensure_ascii=False) for q in questions)
    done = _run(folder, "lookup", "-", "--json", asked=asked)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.output.splitlines()]


def test_import_says_in_sentences_what_it_did(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("person_id,name,extra\nP1,罗贵兰,x\nbad\n", encoding="utf-8")
    done = _run(tmp_path / "new", "import", str(tmp_path / "e.csv"))
    assert done.exit_code == 1
    assert "holds 1 persons as of 2016-06-14" in done.output
    assert "line 3: 1 columns where the header has 3" in done.output
    assert "Columns ignored: extra" in done.output
    listed = (tmp_path / "new" / "e.rejects.csv").read_text("utf-8-sig")
    assert "1 columns where the header has 3" in listed


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("none.csv", None, "There is no file none.csv"),
        ("e.csv", "", "e.csv is empty"),
        ("e.csv", "id,xm\n1,x\n", "The header lacks: person_id, name"),
    ],
)
def test_what_cannot_be_imported_is_one_sentence_and_exit_2(
    tmp_path: Path, name: str, content: str | None, sentence: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    done = _run(tmp_path, "import", str(tmp_path / name))
    assert done.exit_code == 2
    assert sentence in done.output
    assert done.output.count("\n") == 1


def test_the_sentences_are_chinese_at_the_counter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_language", "zh")
    assert "没有文件" in _run(tmp_path, "import", str(tmp_path / "none.csv")).output


def test_info_tells_the_scope(folder: Path, tmp_path: Path) -> None:
    said = json.loads(_run(folder, "info", "--json").output)
    assert (said["persons"], said["as_of"]) == (200, "2016-06-01")
    assert said["divisions"] == [{"code": "530699", "persons": 200}]
    assert "200 persons as of 2016-06-01" in _run(folder, "info").output
    assert json.loads(_run(tmp_path, "info", "--json").output)["persons"] == 0


def test_a_lookup_answers_in_the_shape_agreed_on(folder: Path) -> None:
    fields = (folder / "extract.csv").read_text("utf-8").splitlines()[3].split(",")
    day = f"{fields[5][:4]}-{fields[5][4:6]}-{fields[5][6:]}"
    (reply,) = _ask(
        folder,
        {"id": "q1", "name": fields[2], "birth_date": day, "calendar": "solar", "father": {"name": ""}},
    )
    assert set(reply) == {"id", "candidates", "not_compared", "ms", "scope"}
    assert reply["id"] == "q1"
    assert reply["scope"] == {"persons": 200, "as_of": "2016-06-01"}
    best = reply["candidates"][0]
    assert best["person_id"] == fields[0]
    assert set(best) == {"person_id", "source", "status", "score", "band", "relation", "reasons"}
    assert best["score"] == sum(reason["points"] for reason in best["reasons"])
    assert all(set(reason) == {"field", "points", "text"} and reason["text"] for reason in best["reasons"])


def test_a_bad_line_gets_its_error_and_the_next_goes_on(folder: Path) -> None:
    replies = _ask(
        folder, {"id": 1, "name": "罗贵兰"}, "{not json", "[1]", {"id": "x", "name": 7},
        {"id": "long", "name": "王" * 10**6}, "[" * 100_000, {"id": "y", "sex": "unknown"}, {"id": "last"},
    )  # fmt: skip
    assert [reply["id"] for reply in replies] == [1, None, None, "x", None, None, "y", "last"]
    assert ["error" in reply for reply in replies] == [False, True, True, True, True, True, True, False]


def test_everything_may_be_missing_or_null(folder: Path) -> None:
    nothing = {
        "id": "n",
        "name": None,
        "father": None,
        "mother": {"name": None},
        "birth_date": None,
        "calendar": None,
    }
    (reply,) = _ask(folder, nothing)
    assert reply["candidates"] == []


@pytest.mark.parametrize(
    "birth_date", ["1988-02-30", "1988-25-03", "1988", "1988-13-45", "0000-00-00", "soon", "1988-03-05-07"]
)
def test_a_date_written_wrong_never_loses_the_question(folder: Path, birth_date: str) -> None:
    (reply,) = _ask(folder, {"id": "d", "name": "罗贵兰", "birth_date": birth_date, "calendar": "unknown"})
    assert "error" not in reply


def test_a_date_that_is_none_is_said_not_to_be_compared(folder: Path) -> None:
    (reply,) = _ask(folder, {"id": "d", "name": "罗贵兰", "birth_date": "soon"})
    assert {"field": "birth_date", "why": "not_a_date"} in reply["not_compared"]


def test_bytes_that_are_no_text_are_an_error_of_their_line(folder: Path) -> None:
    done = _run(folder, "lookup", "--json", asked=b'{"id": 1, "name": "\xff"}\n{"id": 2}\n')
    assert [json.loads(line)["id"] for line in done.output.splitlines()] == [None, 2]


def test_a_lookup_for_reading_names_nobody(folder: Path) -> None:
    row = (folder / "extract.csv").read_text("utf-8").splitlines()[3].split(",")
    done = _run(folder, "lookup", asked=json.dumps({"id": "q", "name": row[2]}))
    assert row[0] in done.output
    assert row[2] not in done.output


def test_a_damaged_register_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "register.db").write_bytes(b"nothing of the kind" * 100)
    done = _run(tmp_path, "lookup", "--json", asked='{"id": 1, "name": "x"}')
    assert done.exit_code == 2
    assert "Import the extract again" in done.output
