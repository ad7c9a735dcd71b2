"""Whatever can be raised, anywhere, is one sentence in each language; no code word reaches a clerk.

`harness/error_codes.py` finds the codes in the sources. Fails this after you have added one: CONTRIBUTING, "Add an
error".
"""

from __future__ import annotations

import ast
import importlib
import re
import string
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest

from db import errors
from db.errors import StationError, Trouble
from db.register.errors import RegisterTrouble, RegisterUnusable
from flows.case.status import Status
from flows.errors import CodedError, NotAllowed
from harness.error_codes import SENTENCES, Code, Sentence, Sources, unseen
from hukou_tui.screens.intake.entry import PROBLEMS
from hukou_tui.words import reasons
from hukou_tui.words.catalogue import translator
from hukou_tui.words.errors import error_messages
from hukou_tui.words.findings import FINDINGS
from hukou_tui.words.rejects import REJECTS, reject_text
from hukou_tui.words.roles import role_name
from hukou_tui.words.statuses import STATUSES, status_name

SOURCES = Sources()
#: Made anew from what another process has said: an error of `db` that was raised there.
MADE_ANEW = "hukou_tui/session/daily_check.py"
#: Caught where it is raised from, and said with what is missing here.
SAID_ELSEWHERE = "db/keys/sealing.py"
say = translator("zh")


@cache
def codes() -> list[Code]:
    """Every code that can be raised; found when the first test asks, as collecting is paid by each worker."""
    return sorted(SOURCES.codes, key=lambda code: (code.name, code.kind, code.place))


@cache
def named() -> list[Code]:
    """Those of them that can be followed."""
    return [code for code in codes() if code.name]


@cache
def classes() -> dict[str, type[CodedError]]:
    """The classes of errors by name."""
    found: dict[str, type[CodedError]] = {}
    for place, tree in SOURCES.trees.items():
        names = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)} & SOURCES.coded
        if names:
            module = importlib.import_module(place.removesuffix(".py").replace("/", "."))
            found |= {name: getattr(module, name) for name in names}
    return found


def places(text: str) -> set[str]:
    """The names in braces."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def test_the_codes_are_seen_in_every_way_they_are_said():
    names = {(code.kind, code.name) for code in codes()}
    assert ("BirthDateError", "in_future") in names, "one of two"
    assert ("Trouble", "readonly") in names, "from a table"
    assert ("RegisterTrouble", "disk_full") in names, "handed on from the error that was caught"
    assert ("QuestionOpen", "undecided") in names, "in the class itself"
    assert len(names) > 180


def test_each_code_can_be_followed():
    """Say it literally, or take it from a table of the module: then it is found."""
    assert [code for code in unseen(codes()) if not code.place.startswith(MADE_ANEW)] == []


def complaints(sentences: Sequence[Sentence]) -> set[str]:
    """What is wrong with the sentences as they are written, held against what can be raised."""
    wrong = {f"{s.kind}({s.code}) stands twice" for s in sentences if sum(_same(s, other) for other in sentences) > 1}
    heard: dict[tuple[str, str], list[Code]] = defaultdict(list)
    for code in named():
        kind = next((base for base in SOURCES.bases_of(code.kind) if stands(sentences, base, code.name)), None)
        if kind is None:
            wrong.add(f"{code.kind}({code.name}) has no sentence: {code.place}")
        else:
            heard[kind, code.name].append(code)
    for sentence in sentences:
        raised = heard[sentence.kind, sentence.code]
        said = f"{sentence.kind}({sentence.code}) in {sentence.room}.py"
        if sentence.room not in {code.room for code in raised}:
            wrong.add(f"{said}: nobody raises it there, delete it")
        elif nearest({code.kind for code in raised}) != sentence.kind:
            wrong.add(f"{said}: stands too high, all who raise it are nearer kin")
    return wrong


def _same(one: Sentence, other: Sentence) -> bool:
    return (one.kind, one.code) == (other.kind, other.code)


def stands(sentences: Sequence[Sentence], kind: str, code: str) -> bool:
    """Whether class `kind` has a sentence of its own for `code`."""
    return any((sentence.kind, sentence.code) == (kind, code) for sentence in sentences)


def nearest(kinds: set[str]) -> str:
    """The nearest class from which all of `kinds` come."""
    return next(base for base in SOURCES.bases_of(min(kinds)) if all(SOURCES.comes_of(kind, base) for kind in kinds))


def test_each_code_has_one_sentence_and_each_sentence_a_code():
    assert complaints(SOURCES.sentences) == set(), "the sentences are in hukou_tui/words/errors, by room and class"


def without(kind: str, code: str) -> list[Sentence]:
    return [sentence for sentence in SOURCES.sentences if (sentence.kind, sentence.code) != (kind, code)]


def with_one(*sentence: str) -> list[Sentence]:
    return [*SOURCES.sentences, Sentence(*sentence)]


@pytest.mark.parametrize(
    ("sentences", "word"),
    [
        (lambda: without("NotAllowed", "unknown_query_result"), "no sentence"),
        (lambda: without("CodedError", "county_text"), "no sentence"),
        (lambda: with_one("session", "NotAllowed", "unknown_query_result", "Again."), "stands twice"),
        (lambda: with_one("case", "NotAllowed", "unknown_query_result", "Again."), "stands twice"),
        (lambda: with_one("case", "NotAllowed", "disk_full", "Full."), "nobody raises it"),
        (lambda: with_one("files", "StationError", "disk_full", "Full."), "nobody raises it"),
        (lambda: [*without("JournalFault", "unknown_kind"), Sentence("station", "JournalFault", "unknown_kind", "?")],
         "nobody raises it"),
        (lambda: [*without("JournalFault", "unknown_kind"), Sentence("journal", "CodedError", "unknown_kind", "?")],
         "too high"),
    ],
    ids=["one less", "one of several classes less", "in a second room", "twice in a room", "of a code of others",
         "shadowed by a nearer class", "in another room", "of a class that is too wide"],
)  # fmt: skip
def test_one_sentence_more_or_less_is_noticed(sentences: Callable[[], list[Sentence]], word: str):
    assert any(word in wrong for wrong in complaints(sentences()))


def test_the_lookup_knows_what_is_written_and_no_class_bears_the_name_of_another():
    known = {(kind, code, text) for kind, table in error_messages.sentences().items() for code, text in table.items()}
    assert known == {(sentence.kind, sentence.code, sentence.text) for sentence in SOURCES.sentences}
    names = [node.name for node in SOURCES.classes() if node.name in SOURCES.coded]
    assert len(names) == len(set(names)), "sentences are looked up by the name of a class"
    assert {kind.__mro__[: -len(Exception.__mro__)] for kind in classes().values()} == {
        tuple(classes()[base] for base in SOURCES.bases_of(kind)) for kind in classes()
    }
    rooms = {sentence.room for sentence in SOURCES.sentences}
    assert rooms | {"__init__", "error_messages"} == {
        Path(place).stem for place in SOURCES.trees if place.startswith(SENTENCES)
    }


def test_what_the_daily_check_met_is_said_as_where_it_was_met():
    """Its process hands on the class by name; whatever can end it is in the one tree."""
    raised = {code.kind for code in named() if SOURCES.comes_of(code.kind, "StationError")}
    of_register = {kind for kind in raised if kind.startswith("Register")} | {"ImportRefused"}
    assert raised - of_register <= vars(errors).keys()


@pytest.mark.parametrize(("lang", "unchanged"), [("zh", "原有登记册未变"), ("en", "register on record is unchanged")])
def test_a_disk_that_refuses_a_register_leaves_the_one_on_record_and_says_so(lang, unchanged, monkeypatch):
    monkeypatch.setattr("hukou_tui.words.catalogue._language", lang)
    for code in ("disk_full", "disk_fault", "disk_busy", "readonly"):
        assert unchanged in error_messages.sentence(RegisterTrouble(code))
        assert unchanged not in error_messages.sentence(Trouble(code))
    assert unchanged in error_messages.sentence(RegisterUnusable("folder_read_only"))


@pytest.mark.parametrize(("lang", "word"), [("zh", "系统查询"), ("en", "system query")])
def test_a_refusal_at_the_counter_is_never_said_by_its_code(lang, word, monkeypatch):
    monkeypatch.setattr("hukou_tui.words.catalogue._language", lang)
    said = error_messages.sentence(NotAllowed("unknown_query_result", result=""))
    assert word in said and "result" not in said.replace("The result", "")
    for code in (code for code in named() if code.place.startswith("flows/")):
        assert error_messages.sentence_of(classes()[code.kind], code.name, {}) != translator(lang)(
            error_messages.NO_SENTENCE
        )
        assert "_" not in error_messages.finding_text(f"not_admitted:{code.name}", 3)


def test_a_sentence_is_filled_with_what_is_handed_over():
    lacking = {f"{code.name} at {code.place}: {sorted(open_ones)}" for code in named()
               if code.params is not None and not code.place.startswith(SAID_ELSEWHERE)
               and (open_ones := places(error_messages.msgid(classes()[code.kind], code.name)) - code.params)
               }  # fmt: skip
    assert lacking == set()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_code_word_stands_in_a_sentence(lang, monkeypatch):
    monkeypatch.setattr("hukou_tui.words.catalogue._language", lang)
    for code in named():
        params = dict.fromkeys(code.params or (), "1") | {"status": "draft", "role": "clerk", "blocks": "fee_undecided"}
        told = error_messages.sentence_of(classes()[code.kind], code.name, params)
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
        error_messages.finding_text(code, 3),
        reasons.reason_text("weather_fine", {}), reasons.how_text("weather_fine", {}), reasons.why_text(code),
        reject_text(code, {}),
    ):  # fmt: skip
        assert told and "_" not in told and "weather" not in told, told
        assert lang == "en" or re.search("[\u4e00-\u9fff]", told), told


def test_both_languages_are_filled_alike():
    texts = {sentence.text for sentence in SOURCES.sentences} | {error_messages.NO_SENTENCE}
    texts |= {
        text for table in (error_messages.BLOCKS, error_messages.TROUBLE, FINDINGS, REJECTS) for text in table.values()
    }
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
    assert {code.name for code in named() if code.kind == "Trouble"} == error_messages.TROUBLE.keys()
    found = literals("db/station/verification.py", "Fault", 1) | literals("db/journal/journal.py", "Fault", 1)
    found |= literals("db/upkeep/backup.py", "Fault", 1)
    found |= {code.name for code in named() if code.kind == "JournalFault"}
    assert {kind.partition(":")[0] for kind in found} - {""} <= FINDINGS.keys()
    problems = {"length", "characters", "check_digit", "date"}
    assert literals("flows/identity/resident_number.py", "append", 0) <= problems == PROBLEMS.keys()
    waits = {code for place in SOURCES.trees if place.startswith("flows/") for code in literals(place, "append", 0)}
    assert {"lookup_missing", "candidates_undecided", "same_person_found"} <= waits & error_messages.BLOCKS.keys()
