"""Every kind of paper as a whole text, in both languages: what a family, a clerk and a chief hold in their hands.

The situations are in harness/papers. `__snapshots__/test_whole_papers/test_paper[NAME-LANG].txt` is the right value,
read by people; after a change that is meant they are renewed by `python3 dev.py test tests/hukou_tui/paper
--snapshot-update`, and the diff is read.
"""

from __future__ import annotations

import pytest

from harness.papers.printed import CHAPTERS, OTHER_SLIPS, PAPERS, Slip, as_kept, rules
from harness.stations.entered_cases import DAY
from harness.whole_texts import WholeText
from hukou_tui.paper import handbook, slips


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", PAPERS)
def test_paper(name, lang, snapshot):
    assert as_kept(PAPERS[name].text(lang)) == snapshot(extension_class=WholeText)


def test_every_kind_of_slip_is_among_them():
    assert {paper.kind for paper in PAPERS.values() if isinstance(paper, Slip)} == set(slips.KINDS)
    assert all(paper.kind in name for name, paper in OTHER_SLIPS.items())


def test_the_handbook_is_kept_with_all_its_chapters():
    book = handbook.book(rules(), DAY, "zh")
    assert [section.id for section in book.sections] == [f"zh-chapter-{name}" for name in CHAPTERS]
