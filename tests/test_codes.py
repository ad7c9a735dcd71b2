"""Whatever can be raised, anywhere, is one sentence in each language; no code word reaches a clerk.

`harness/error_codes.py` finds the codes in the sources. Fails this after you have added one: CONTRIBUTING, "Add an
error".
"""

from __future__ import annotations

import ast
import importlib
import re
import string

import pytest

from db.errors import StationError
from flows.case.status import Status
from flows.errors import CodedError
from harness.error_codes import Code, Sources, unseen
from hukou_tui.screens.intake.entry import PROBLEMS
from hukou_tui.words import reasons
from hukou_tui.words.catalogue import saying
from hukou_tui.words.errors import error_messages, file_sentences
from hukou_tui.words.roles import role_name
from hukou_tui.words.statuses import STATUSES, status_name

SOURCES = Sources()
CODES = sorted(SOURCES.codes, key=lambda code: (code.name, code.kind, code.place))
#: Made anew from what another process has said: an error of `db` that was raised there.
MADE_ANEW = "hukou_tui/session/daily_check.py"
#: Caught where it is raised from, and said with what is missing here.
SAID_ELSEWHERE = "db/keys/sealing.py"
TABLES = (error_messages.SENTENCES, file_sentences.FILES, reasons.FAULTS)
say = saying("zh")


def classes() -> dict[str, type[CodedError]]:
    """The classes of errors by name."""
    found: dict[str, type[CodedError]] = {}
    for place, tree in SOURCES.trees.items():
        names = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)} & SOURCES.coded
        if names:
            module = importlib.import_module(place.removesuffix(".py").replace("/", "."))
            found |= {name: getattr(module, name) for name in names}
    return found


KINDS = classes()
RAISED = [code for code in CODES if code.name]


def places(text: str) -> set[str]:
    """The names in braces."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def test_the_codes_are_seen_in_every_way_they_are_said():
    names = {(code.kind, code.name) for code in CODES}
    assert ("BirthDateError", "in_future") in names, "one of two"
    assert ("Trouble", "readonly") in names, "from a table"
    assert ("RegisterTrouble", "disk_full") in names, "handed on from the error that was caught"
    assert ("Undecided", "undecided") in names, "in the class itself"
    assert len(names) > 180


def test_each_code_can_be_followed():
    """Say it literally, or take it from a table of the module: then it is found."""
    assert [code for code in unseen(CODES) if not code.place.startswith(MADE_ANEW)] == []


def test_each_code_has_one_sentence():
    missing = {f"{code.kind}({code.name}) at {code.place}" for code in RAISED
               if error_messages.msgid(KINDS[code.kind], code.name) == error_messages.NO_SENTENCE}  # fmt: skip
    assert missing == set()
    # Two tables that are looked through together say nothing twice: one of the two would never be heard.
    assert error_messages.SENTENCES.keys() & file_sentences.FILES.keys() == set()
    remade = [code for code in RAISED if SOURCES.comes_of(code.kind, "StationError") and not register(code)]
    assert all(error_messages.msgid(StationError, code.name) != error_messages.NO_SENTENCE for code in remade)


def register(code: Code) -> bool:
    """Whether it is raised about a register."""
    return code.kind.startswith("Register") or code.kind == "ImportRefused"


def test_no_sentence_is_left_over():
    heard = {id(table) for table in TABLES}
    assert len(heard) == len(TABLES)
    for table in TABLES:
        msgids = ((code.name, error_messages.msgid(KINDS[code.kind], code.name)) for code in RAISED)
        said = {name for name, msgid in msgids if msgid == table.get(name)}
        assert table.keys() - said == set(), "nobody raises these: delete them"


def test_a_sentence_is_filled_with_what_is_handed_over():
    lacking = {f"{code.name} at {code.place}: {sorted(open_ones)}" for code in RAISED
               if code.params is not None and not code.place.startswith(SAID_ELSEWHERE)
               and (open_ones := places(error_messages.msgid(KINDS[code.kind], code.name)) - code.params)}  # fmt: skip
    assert lacking == set()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_code_word_stands_in_a_sentence(lang, monkeypatch):
    monkeypatch.setattr("hukou_tui.words.catalogue._language", lang)
    for code in RAISED:
        params = dict.fromkeys(code.params or (), "1") | {"status": "draft", "role": "clerk", "blocks": "fee_undecided"}
        told = error_messages.sentence_of(KINDS[code.kind], code.name, params)
        assert told and "{" not in told and "_" not in told.replace("person_id", ""), told
        assert lang == "en" or re.search("[\u4e00-\u9fff]", told), told


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_of_a_code_without_words_the_code_is_not_shown(lang, monkeypatch):
    """A newer program may have written it; whoever reads it here is told so."""
    monkeypatch.setattr("hukou_tui.words.catalogue._language", lang)
    code = "no_such_thing"
    for told in (
        error_messages.sentence(CodedError(code, result="")), error_messages.sentence(StationError(code)),
        status_name(code), role_name(code), error_messages.blocks((code,)), error_messages.trouble(code, 1),
        file_sentences.finding(code, 3),
        reasons.reason_text("weather_fine", {}), reasons.how_text("weather_fine", {}), reasons.why_text(code),
        reasons.reject_text(code, {}),
    ):  # fmt: skip
        assert told and "_" not in told and "weather" not in told, told
        assert lang == "en" or re.search("[\u4e00-\u9fff]", told), told


def test_both_languages_are_filled_alike():
    texts = {text for table in (*TABLES, error_messages.BLOCKS, error_messages.TROUBLE) for text in table.values()}
    assert [text for text in texts if say(text) == text or places(say(text)) != places(text)] == []


def test_nothing_is_named_by_its_own_id():
    """`TABLE.get(code, code)` shows the code wherever the table has a gap; `words.named` does not."""
    found = [
        f"{place}:{call.lineno}" for place, tree in SOURCES.trees.items()
        if place.startswith(("hukou_tui/", "widgets/")) and not place.startswith("hukou_tui/packs/")
        for call in ast.walk(tree) if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        and call.func.attr == "get" and len(call.args) == 2 and ast.unparse(call.args[0]) == ast.unparse(call.args[1])
    ]  # fmt: skip
    assert found == []


def literals(place: str, function: str, at: int) -> set[str]:
    """The texts that are handed to `function` in a file, as its argument number `at`."""
    calls = (node for node in ast.walk(SOURCES.trees[place]) if isinstance(node, ast.Call))
    given = (call.args[at] for call in calls if len(call.args) > at
             and (getattr(call.func, "id", "") or getattr(call.func, "attr", "")) == function)  # fmt: skip
    return {node.value for value in given for node in ast.walk(value)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)}  # fmt: skip


def test_what_is_named_by_a_table_stands_in_it():
    assert set(map(str, Status)) == STATUSES.keys()
    assert {code.name for code in RAISED if code.kind == "Trouble"} == error_messages.TROUBLE.keys()
    found = literals("db/station/verification.py", "Fault", 1) | literals("db/journal/journal.py", "Fault", 1)
    found |= {code.name for code in RAISED if code.kind == "JournalFault"} | literals("db/upkeep/backup.py", "Fault", 1)
    assert {kind.partition(":")[0] for kind in found} - {""} <= file_sentences.FINDINGS.keys()
    problems = {"length", "characters", "check_digit", "date"}
    assert literals("flows/identity/resident_number.py", "append", 0) <= problems == PROBLEMS.keys()
    waits = {code for place in SOURCES.trees if place.startswith("flows/") for code in literals(place, "append", 0)}
    assert {"lookup_missing", "candidates_undecided", "same_person_found"} <= waits & error_messages.BLOCKS.keys()
