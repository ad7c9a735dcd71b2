"""The clause that a citizen or a clerk reads is that of the notice, 五（五）, and never our own id."""

from __future__ import annotations

import re
from datetime import date

import pytest

from hukou_tui import packs
from hukou_tui.packs.reading import SHIPPED
from hukou_tui.paper.handbook import book
from hukou_tui.paper.handbook.markdown import markdown
from hukou_tui.words.catalogue import every_text
from hukou_tui.words.clauses import clause

INTERNAL = re.compile(r"\bS[1-6]\.\d")


@pytest.mark.parametrize(("at", "zh", "en"), [
    ("S5.5a", "五（五）", "part 5 (5)"), ("S4.5c", "四（五）", "part 4 (5)"), ("S4.10", "四（十）", "part 4 (10)"),
    ("S2.1a", "二（一）", "part 2 (1)"), ("S2.2a–b", "二（二）", "part 2 (2)"), ("S2.3", "二（三）", "part 2 (3)"),
    ("S6.4", "六（四）", "part 6 (4)"), ("S2", "二", "part 2"),
    # Parts one and three have two paragraphs each: these ids number phrases, and a clause 三（三） does not exist.
    ("S1.0", "引言", "opening"), ("S1.3", "一（一）", "part 1 (1)"), ("S1.5", "一（二）", "part 1 (2)"),
    ("S3.1", "三（一）", "part 3 (1)"), ("S3.2", "三（一）", "part 3 (1)"), ("S3.3", "三（二）", "part 3 (2)"),
    # What has numbers of its own keeps them.
    ("(二)", "(二)", "(二)"), ("第七条", "第七条", "第七条"), ("真伪鉴别", "真伪鉴别", "真伪鉴别"),
])  # fmt: skip
def test_a_clause_is_called_as_the_notice_calls_it(at, zh, en):
    assert (clause(at, "zh"), clause(at, "en")) == (zh, en)


def test_no_word_of_a_screen_or_a_slip_holds_an_id_of_ours():
    assert [text for pair in every_text() for text in pair if INTERNAL.search(text)] == []


@pytest.mark.parametrize("pack", ["zhaotong-2016", "baoshan-2017"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_of_the_handbook_holds_one(pack, lang):
    rules = packs.load_rules([SHIPPED / "cn-2015-96", SHIPPED / pack])
    told = markdown([book(rules, date(2016, 6, 14), lang)])
    assert INTERNAL.findall(told) == []
    if pack == "zhaotong-2016":
        assert clause("S5.5a", lang) in told
