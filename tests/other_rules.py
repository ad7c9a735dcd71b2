"""Rules that are not the shipped ones: changed as a prefecture might change them, in memory or as folders."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from db.rule_texts import RuleText
from flows.actions import PackStamp
from flows.rules import Rules
from hukou_tui import packs, rulebook
from hukou_tui.packs.reading import DEFAULT, SHIPPED

BASE, OVERLAY = DEFAULT
DAY = date(2016, 6, 14)

#: What to write in place of what, in the base; `[routes.certified_married]` begins with its needs.
Change = tuple[str, str]
_BOOKLET = '  { any_of = ["parent_booklet"], by = "applicant", cite = "c96_1" },\n'
#: In marriage, with a certificate: the booklet is asked for no longer, testimony is.
LESS: Change = (_BOOKLET, "")
MORE: Change = (_BOOKLET, _BOOKLET + '  { any_of = ["testimony"], by = "applicant", cite = "c96_1" },\n')
WIDER: Change = (_BOOKLET, _BOOKLET.replace('"parent_booklet"', '"parent_booklet", "testimony"'))
#: Restorations are the county's.
COUNTY: Change = (
    '{ channel = "restoration", decided_by = "station"', '{ channel = "restoration", decided_by = "county"',
)  # fmt: skip
_LOST = '[routes.system_missing]\ntitle = { zh = "系统原因造成户口信息缺失", en = "lost by the system" }\n'
_ON_PAPER = """[facts.on_paper]
question = { zh = "有无纸质底册？", en = "Is there an old book on paper?" }
help = { zh = "本所保存的底册。", en = "A book that the station keeps." }
kind = "choice"
cite = "counter_ask"
options = [{ id = "yes", zh = "有", en = "yes" }, { id = "no", zh = "没有", en = "no" }]

"""
#: Whoever the system has lost is asked for an old book, and without one the matter is looked into.
QUESTION: Change = (
    _LOST + 'when = { cause = "system_missing" }',
    _ON_PAPER
    + """[routes.lost_without_paper]
title = { zh = "系统缺失且无底册", en = "lost by the system, with no old book" }
when = { cause = "system_missing", on_paper = "no" }
outcome = "investigate"
class_96 = "8"
track = "restoration"
cite = "c96_8"

"""
    + _LOST
    + 'when = { cause = "system_missing", on_paper = "yes" }',
)
#: One more cause, which leads where "other" does.
_OTHER = '  { id = "other", zh = "其他情形", en = "other" },\n'
_ROUTE = '[routes.other]\ntitle = { zh = "其他情形", en = "other" }\n'
OPTION: tuple[Change, Change] = (
    (_OTHER, '  { id = "flooded", zh = "底册被水淹毁", en = "the book was lost in a flood" },\n' + _OTHER),
    (_ROUTE + 'when = { cause = "other" }', _ROUTE + 'when = { cause = ["other", "flooded"] }'),
)


def texts(*changes: Change, revision: str = "2") -> list[tuple[str, bytes]]:
    """Base and overlay with these changes in the base, under another revision unless nothing changes."""
    made = []
    for name in DEFAULT:
        text = (SHIPPED / name / "pack.toml").read_text(encoding="utf-8")
        if name == BASE and changes:
            text = text.replace('revision = "1"', f'revision = "{revision}"', 1)
            for old, new in changes:
                assert old in text, old
                text = text.replace(old, new, 1)
        made.append((name, text.encode()))
    return made


def rules(*changes: Change, on: date | None = DAY) -> Rules:
    """The rules with these changes."""
    return packs.load_files(packs.kept(texts(*changes)), on)


def kept(*changes: Change) -> tuple[RuleText, ...]:
    """Their texts, as the station file keeps them."""
    return rulebook.loaded(packs.kept(texts(*changes)), DAY).texts


def stamps(*changes: Change) -> tuple[PackStamp, ...]:
    """What a case is stamped with that is opened under them."""
    return rulebook.stamps(rules(*changes))


def folder(home: Path, *changes: Change) -> Path:
    """Both packs below `home`, each in a folder of its own; the overlay's, which brings its base with it."""
    for name, text in texts(*changes):
        (home / name).mkdir(parents=True, exist_ok=True)
        (home / name / "pack.toml").write_bytes(text)
    return home / OVERLAY
