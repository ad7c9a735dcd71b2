"""Rules that are not the shipped ones: changed as a prefecture might change them, in memory or as folders."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

from db.station.rule_texts import RuleText
from flows.rules.model import Rules
from flows.rules.stamps import PackStamp
from hukou_tui import packs
from hukou_tui.packs.reading import DEFAULT, SHIPPED
from hukou_tui.session.case import rules_in_use

BASE, OVERLAY = DEFAULT
DAY = date(2016, 6, 14)

#: What to find in the base, as a pattern, and what to write in its place. The first place is meant.
Change = tuple[str, str]
_PAPER = r'(  \{ any_of = \["marriage_certificate"\], by = "applicant", cite = "(\w+)"[^\n]*\n)'
#: Of parents who are married the marriage certificate is asked for no longer; or testimony as well, or instead of it.
LESS: Change = (_PAPER, "")
MORE: Change = (_PAPER, r'\1  { any_of = ["testimony"], by = "applicant", cite = "\2" },' + "\n")
WIDER: Change = (
    r'(\{ any_of = \["marriage_certificate")(\], by = "applicant")', r'\1, "testimony"\2',
)  # fmt: skip
#: Restorations are the county's.
COUNTY: Change = (r'(channel = "restoration", decided_by = )"station"', r'\1"county"')
_ON_PAPER = """[facts.on_paper]
question = { zh = "有无纸质底册？", en = "Is there an old book on paper?" }
help = { zh = "本所保存的底册。", en = "A book that the station keeps." }
kind = "choice"
cite = "counter_ask"
options = [{ id = "yes", zh = "有", en = "yes" }, { id = "no", zh = "没有", en = "no" }]

[routes.lost_without_paper]
title = { zh = "系统缺失且无底册", en = "lost by the system, with no old book" }
when = { cause = "system_missing", on_paper = "no" }
outcome = "investigate"
class_96 = "8"
track = "restoration"
cite = "c96_8"

"""
#: Whoever the system has lost is asked for an old book, and without one the matter is looked into.
QUESTION: Change = (
    r'(\[routes\.system_missing\]\ntitle[^\n]*\nwhen = )\{ cause = "system_missing" \}',
    _ON_PAPER + r'\1{ cause = "system_missing", on_paper = "yes" }',
)
#: One more cause, which leads where "other" does.
OPTION: tuple[Change, Change] = (
    (
        r'(  \{ id = "other", zh = "其他情形")',
        '  { id = "flooded", zh = "底册被水淹毁", en = "the book was lost in a flood" },\n' + r"\1",
    ),
    (
        r'(\[routes\.other\]\ntitle[^\n]*\nwhen = )\{ cause = "other" \}',
        r'\1{ cause = ["other", "flooded"] }',
    ),
)
_NEWER = b'[pack]\nid = "newer"\nrevision = "9"\n'
#: A text that this version of the program does not read.
UNREADABLE = RuleText(PackStamp("newer", "9", hashlib.sha256(_NEWER).hexdigest()), _NEWER)


def texts(*changes: Change) -> list[tuple[str, bytes]]:
    """Base and overlay with these changes in the base, under another revision unless nothing changes."""
    made = []
    for name in DEFAULT:
        text = (SHIPPED / name / "pack.toml").read_text(encoding="utf-8")
        if name == BASE and changes:
            for old, new in ((r'(\nrevision = )"\w+"', r'\1"99"'), *changes):
                text, count = re.subn(old, new, text, count=1)
                assert count, old
        made.append((name, text.encode()))
    return made


def rules(*changes: Change, on: date | None = DAY) -> Rules:
    """The rules with these changes."""
    return packs.load_files(packs.to_pack_files(texts(*changes)), on)


def kept(*changes: Change) -> tuple[RuleText, ...]:
    """Their texts, as the station file keeps them."""
    return rules_in_use.rules_of_files(packs.to_pack_files(texts(*changes)), DAY).texts


def stamps(*changes: Change) -> tuple[PackStamp, ...]:
    """What a case is stamped with that is opened under them."""
    return rules_in_use.stamps(rules(*changes))


def folder(home: Path, *changes: Change) -> Path:
    """Both packs below `home`, each in a folder of its own; the overlay's, which brings its base with it."""
    for name, text in texts(*changes):
        (home / name).mkdir(parents=True, exist_ok=True)
        (home / name / "pack.toml").write_bytes(text)
    return home / OVERLAY
