"""Each kind of slip as a whole, in both languages: the paper that a family, a clerk and a chief hold in their hands.

`papers/KIND.LANG.txt` is the right value, read and written by people; the empty lines that fill a page are left out.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from flows.case import actions as a
from harness.stations.entered_cases import DAY, STATION
from hukou_tui.paper import slips
from hukou_tui.paper.slips import day_slip
from hukou_tui.session import working_day

PAPERS = Path(__file__).parent / "papers"
OFFICES = {**STATION, "county.office": "昭阳区公安局"}
HALF = (
    a.AnswerFee("own_centre", "stated"),
    a.AnswerFee("targeted_poverty", "verified"),
    a.ApplyForTest("2016-06-01"),
)
PAPERS_OF_IT = ("application", "paternity_report", "birth_certificate", "parent_booklet", "nonmarital_statement")
ALL = tuple(a.MarkPaper(paper, "has") for paper in PAPERS_OF_IT)
REVIEWED = (a.Move("accept"), a.Move("submit"))
BY_COUNTY = (*REVIEWED, ("P2002", a.Move("forward")), ("county:C00001", a.Move("grant")))
REFUSED = (*REVIEWED, ("P2002", a.Move("not_grant", ground="not_qualified", note="经查不符")))
FOUND = (a.Move("propose_registered", ground="correct"), ("P2002", a.Move("find_registered", ground="correct")))
NUMBERED = a.Move("register", number="530699201003050022", on="2016-06-14")


def told(make, rules):
    missing = slips.missing_of(make("tested", *HALF), rules)
    return make("tested", *HALF, a.PrintSlip("notification", "0", missing), a.Move("notify"),
                declarant__role="neighbour")  # fmt: skip


@pytest.fixture
def cases(make, rules):
    """A case for each kind."""
    return {
        "notification": make("tested", *HALF),
        "where_to_go": told(make, rules),
        "receipt": make("tested", *HALF, *ALL, a.Move("accept")),
        "receipt_of_a_judgment": make("court", a.MarkPaper("application", "has"),
                                      a.MarkPaper("revocation_judgment", "has"), a.Move("accept")),
        "granted": make("tested", *BY_COUNTY),
        "not_granted": make("tested", *REFUSED),
        "registered": make("tested", *REVIEWED, ("P2002", a.Move("grant")), NUMBERED),
        "already_registered": make("tested", *FOUND),
        "withdrawal": make("tested"),
        "letter": make("doubtful"),
    }  # fmt: skip


KINDS = ("notification", "where_to_go", "receipt", "receipt_of_a_judgment", "granted", "not_granted", "registered",
         "already_registered", "withdrawal", "letter")  # fmt: skip


def as_read(text: str) -> str:
    return "\n".join(line for line in text.replace("\f", "\n").splitlines() if line.strip()) + "\n"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_slip(cases, rules, kind, lang):
    text = slips.render_slip(kind.partition("_of_")[0], cases[kind], rules, OFFICES, lang, DAY, operator="P1001")
    assert as_read(text) == (PAPERS / f"{kind}.{lang}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_whole_day_slip(lang):
    told = working_day.Day(
        name="演练派出所", practice=True, on=date(2016, 6, 14), seq=213, head="0123456789abcdef" * 4,
        moves={"accept": 1, "forward": 1, "grant": 1}, counts={"open_case": 2, "print_slip": 1, "look": 3},
        badges=("P1001", "P2002"), operators=(("P3003", "clerk"), ("P4004", "")), keys=("P3003",), failed=2,
        county=("county", "county:C00001"), county_office="昭阳区公安局",
    )  # fmt: skip
    assert as_read(day_slip.render(told, lang)) == (PAPERS / f"day.{lang}.txt").read_text(encoding="utf-8")
