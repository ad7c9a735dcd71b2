"""`register` as scripts call it: exit codes, one sentence, and JSON lines that keep their order."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from db.access.key_administration import reset_passphrase
from db.errors import SlotsError
from harness.stations.command_line import run
from harness.stations.intake import ADMINISTRATOR, APPROVER, AT, CHEAP, new_station
from harness.stations.seats import sit
from hukou_tui.commands.register import register
from hukou_tui.context import AppContext
from hukou_tui.session.practice_register import write_register
from hukou_tui.words import catalogue
from hukou_tui.words.errors.error_messages import sentence


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("station")
    write_register(folder / "extract.csv", persons=200)
    assert _run(folder, "import", str(folder / "extract.csv"), "--as-of", "2016-06-01").exit_code == 0
    return folder


def _run(folder: Path, *arguments: str, asked: str | bytes = "") -> Result:
    workplace = AppContext(folder, practice=True, frozen_on=date(2016, 6, 14))
    return CliRunner().invoke(register, list(arguments), input=asked, obj=workplace)


def _ask(folder: Path, *questions: Any, ends: int = 0) -> list[dict[str, Any]]:
    asked = "\n".join(q if isinstance(q, str) else json.dumps(q, ensure_ascii=False) for q in questions)
    done = _run(folder, "lookup", "-", "--json", asked=asked)
    assert done.exit_code == ends, done.output
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
    monkeypatch.setattr(catalogue, "_language", "zh")
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
        {"id": "long", "name": "王" * 10**6}, "[" * 100_000, {"id": "y", "name": "罗贵兰", "sex": "unknown"},
        {"id": "last", "name": "罗贵兰"}, ends=1,
    )  # fmt: skip
    assert [reply["id"] for reply in replies] == [1, None, None, "x", None, None, "y", "last"]
    assert ["error" in reply for reply in replies] == [False, True, True, True, True, True, True, False]
    assert [reply.get("line") for reply in replies] == [None, 2, 3, 4, 5, 6, 7, None]


def test_what_is_not_needed_may_be_missing_or_null(folder: Path) -> None:
    bare = {"id": "n", "name": "罗贵兰", "father": None, "mother": {"name": None}, "birth_date": None, "calendar": None,
            "sex": None, "division": None, "former_names": [None]}  # fmt: skip
    (reply,) = _ask(folder, bare)
    assert "error" not in reply


REFUSED = {
    '{"id": 1, "nmae": "罗贵兰"}': ("unknown_key", "nmae", ("line 1", "nmae", "id, name, former_names, sex")),
    '{"id": 1, "name": "罗贵兰", "father": {"nmae": "x"}}': ("unknown_key", "father.nmae", ("name, id_number",)),
    '{"id": 1, "nmae": "罗贵兰", "sex": []}': ("unknown_key", "nmae", ()),
    '{"id": 1, "name": "罗贵兰", "name": "王明"}': ("repeated_key", "name", ("twice",)),
    '{"id": 1, "name": ["罗贵兰"]}': ("field_wrong", "name", ("text in quotes",)),
    '{"id": 1, "name": 7}': ("field_wrong", "name", ()),
    '{"id": 1, "name": "罗贵兰", "former_names": "王明"}': ("field_wrong", "former_names", ("a list",)),
    '{"id": 1, "name": "罗贵兰", "former_names": ["王明", {}]}': ("field_wrong", "former_names.1", ()),
    '{"id": 1, "name": "罗贵兰", "father": "王明"}': ("field_wrong", "father", ("name and id_number",)),
    '{"id": 1, "name": "罗贵兰", "sex": true}': ("field_wrong", "sex", ("1 (male)",)),
    '{"id": 1, "name": "罗贵兰", "birth_date": {"year": 1990}}': ("field_wrong", "birth_date", ("1990-03-07",)),
    '{"id": 1, "id_number": [530699200503120018]}': ("field_wrong", "id_number", ()),
    '{"id": 1, "id_number": true}': ("field_wrong", "id_number", ()),
    '{"id": 1, "id_number": -5}': ("field_wrong", "id_number", ()),
    '{"id": 1, "id_number": 5.306992005031200e17}': ("number_destroyed", "id_number", ("destroyed",)),
    '{"id": 1, "id_number": 530699200503120018.0}': ("number_destroyed", "id_number", ()),
    '{"id": 1, "id_number": "5.30699E+17"}': ("number_destroyed", "id_number", ()),
    '{"id": 1, "name": "罗贵兰", "mother": {"id_number": "５.３E+17"}}': ("number_destroyed", "mother.id_number", ()),
    '{"id": 1, "name": "罗贵兰", "birth_date": 1.9900307e7}': ("number_destroyed", "birth_date", ()),
    '{"id": 1}': ("nothing_asked", "", ("nothing to look up", "a name")),
    "{}": ("nothing_asked", "", ()),
    '{"id": 1, "name": " \u200b\u3000"}': ("nothing_asked", "", ()),
    '{"id": 1, "name": "待定", "sex": 2, "division": 530699, "address": "石桥村"}': ("nothing_asked", "", ()),
    '{"id": 1, "birth_date": "soon"}': ("nothing_asked", "", ()),
    '{"id": 1, "id_number": " - "}': ("nothing_asked", "", ()),
    '{"id": 1, "name": NaN}': ("not_json", "", ()),
    '{"id": 1e999, "name": "罗贵兰"}': ("field_wrong", "id", ()),
    '{"id": 1, "name": "\\ud800王"}': ("half_character", "", ("surrogate",)),
    "[" * 10_000: ("not_json", "", ()),
    '{"a":' * 10_000: ("not_json", "", ()),
    '{"id": 1, "name": "罗贵兰"}{"id": 2, "name": "王明"}': ("not_json", "", ()),
    '"罗贵兰"': ("not_an_object", "", ()),
}


@pytest.mark.parametrize("line", REFUSED, ids=[f"{n}-{code}" for n, (code, *_) in enumerate(REFUSED.values())])
def test_a_line_that_cannot_be_meant_so_says_which_what_and_why(folder: Path, line: str) -> None:
    code, field, said = REFUSED[line]
    (reply,) = _ask(folder, line, ends=2)
    assert set(reply) == {"id", "line", "code", "field", "error"}
    assert (reply["line"], reply["code"], reply["field"]) == (1, code, field)
    assert all(word.lower() in reply["error"].lower() for word in ("Line 1", *said)), reply["error"]
    assert "罗贵兰" not in reply["error"]


def test_the_errors_of_lines_are_chinese_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "zh")
    for line in REFUSED:
        (reply,) = _ask(folder, line, ends=2)
        assert reply["error"].startswith("第 1 行")


@pytest.mark.parametrize(("more", "ends"), [((), 0), (('{"nmae": "x"}',), 1)])
def test_one_refused_line_ends_with_1_and_the_others_are_answered(
    folder: Path, more: tuple[str, ...], ends: int
) -> None:
    replies = _ask(folder, {"id": 1, "name": "罗贵兰"}, *more, {"id": 2, "name": "王明"}, ends=ends)
    assert [reply["id"] for reply in replies if "error" not in reply] == [1, 2]


@pytest.mark.parametrize("asked", ["", "\n\n  \n"])
def test_nothing_at_all_is_said_and_ends_with_2(folder: Path, asked: str) -> None:
    done = _run(folder, "lookup", "--json", asked=asked)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "There was nothing to look up" in done.stderr


def test_numbers_of_lines_count_the_empty_ones(folder: Path) -> None:
    done = _run(folder, "lookup", asked='\n\n{"id": "q", "nmae": 1}\n')
    assert done.stdout.startswith("q: Line 3: the key nmae is not known")


def test_numbers_and_days_may_be_numbers(folder: Path) -> None:
    rows = [line.split(",") for line in (folder / "extract.csv").read_text("utf-8").splitlines()[1:]]
    row = next(row for row in rows if len(row[1]) == 18 and row[1].isdigit() and row[15] == "1")
    asked = ({"id": 1, "id_number": int(row[1])}, {"id": 2, "id_number": row[1]})
    as_number, as_text = _ask(folder, *asked)
    assert as_number["candidates"] == as_text["candidates"]
    assert as_number["candidates"][0]["person_id"] == row[0]
    day = row[5]
    days = (int(day), day, f"{day[:4]}-{day[4:6]}-{day[6:]}")
    replies = _ask(folder, *({"name": row[2], "birth_date": d, "sex": int(row[4])} for d in days))
    assert replies[0]["candidates"] == replies[1]["candidates"] == replies[2]["candidates"]
    assert replies[0]["candidates"][0]["person_id"] == row[0]


def test_what_is_too_little_to_search_by_is_not_passed_over(folder: Path) -> None:
    for little, field in (({"id_number": "5306"}, "id_number"), ({"birth_date": 1990}, "birth_date")):
        (reply,) = _ask(folder, little)
        assert {"field": field, "why": "unreadable"} in reply["not_compared"]


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
    done = _run(folder, "lookup", "--json", asked=b'{"id": 1, "name": "\xff"}\n{"id": 2, "name": "x y"}\n')
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


def test_by_slots_of_long_ago_nobody_reads_the_register(tmp_path: Path) -> None:
    """A passphrase that was reset does not come back with a file of before: the journal knows."""
    station = tmp_path / "s"
    new_station(station).close()
    (tmp_path / "asked").write_text('{"id": 1, "name": "张一诺", "birth_date": "2014"}\n', encoding="utf-8")
    write_register(tmp_path / "extract.csv", persons=20)
    asked = (("info",), ("lookup", str(tmp_path / "asked")), ("import", str(tmp_path / "extract.csv")))

    def ends(operator: str) -> list[tuple[int, str]]:
        done = [run(register, station, *arguments, operator=operator) for arguments in reversed(asked)]
        return [(one.exit_code, one.output.strip()) for one in done]

    assert [code for code, _said in ends(APPROVER)] == [0, 0, 0]
    slots = (station / "keyslots.json").read_bytes()
    vault = sit(station, ADMINISTRATOR)
    with vault.station:
        reset_passphrase(vault, APPROVER, "seven geese and a goat", AT, CHEAP)
    assert [code for code, _said in ends(APPROVER)] == [2, 2, 2]
    (station / "keyslots.json").write_bytes(slots)
    told = sentence(SlotsError("slots_older"))
    assert ends(APPROVER) == [(2, told)] * 3
