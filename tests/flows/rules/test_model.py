"""The shapes of the rules: languages, names through time, windows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from flows.rules.citation import Citation
from flows.rules.model import UNKNOWN, Cite, Condition, DatedName, Group, Source, Text
from flows.rules.written import Part
from harness.packs import small_rules as small
from hukou_tui import packs

RULES = packs.load_rules()


def test_a_text_is_chinese_unless_english_is_asked_for() -> None:
    text = Text("书面申请", "written application")
    assert (text.get("zh"), text.get("en"), text.get("fr")) == ("书面申请", "written application", "书面申请")


def test_a_department_bears_the_name_of_the_day() -> None:
    office = RULES.departments["city_health"]
    assert office.name_on(date(2016, 6, 14)).zh == "市卫计委"
    assert office.name_on(date(2020, 1, 1)).zh == "市卫健委"
    assert office.name_on(None).zh == "市卫健委"


def test_a_fee_window_includes_both_ends() -> None:
    fee = RULES.fee("paternity_half_2016")
    assert [
        fee.in_force(date(*day)) for day in ((2016, 3, 9), (2016, 3, 10), (2016, 12, 31), (2017, 1, 1))
    ] == [
        False,
        True,
        True,
        False,
    ]


def test_unknown_is_a_choice_only_where_the_pack_allows_it() -> None:
    assert UNKNOWN not in RULES.facts["cause"].choices
    assert RULES.facts["birth_place"].choices[-1] == UNKNOWN


def test_a_route_or_fee_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        RULES.route("nowhere")
    with pytest.raises(KeyError):
        RULES.fee("nothing")


def test_a_department_bears_a_name_from_its_first_day_to_its_last() -> None:
    office = RULES.departments["city_health"]
    old = DatedName(Text("旧", "old"), None, date(2010, 12, 31))
    mid = DatedName(Text("中", "mid"), date(2011, 1, 1), date(2018, 3, 31))
    new = DatedName(Text("新", "new"), date(2019, 1, 1), None)
    named = replace(office, names=(old, mid, new))
    for day, zh in (
        (date(1949, 1, 1), "旧"), (date(2010, 12, 31), "旧"), (date(2011, 1, 1), "中"), (date(2018, 3, 31), "中"),
        (date(2018, 4, 1), "新"), (date(2018, 12, 31), "新"), (date(2019, 1, 1), "新"), (date(2099, 1, 1), "新"),
    ):  # fmt: skip
        assert named.name_on(day).zh == zh, day
    assert named.name_on(None).zh == "新"
    assert replace(office, names=(new, old)).name_on(None).zh == "旧", (
        "without a day, the last that is written"
    )


def test_a_route_and_a_fee_are_found_by_their_id() -> None:
    assert (RULES.route("omitted").id, RULES.fee("paternity_half_2016").id) == (
        "omitted",
        "paternity_half_2016",
    )
    assert RULES.route("other") is not RULES.route("omitted")


def test_two_needs_are_the_same_errand_by_papers_and_by_who_brings_them() -> None:
    one = small.need("form", "book")
    assert one.key == (("form", "book"), "applicant")
    assert replace(one, payer="unknown", note=small.text("x")).key == one.key
    assert len({one.key, small.need("form").key, small.need("form", "book", by="station").key}) == 3


def test_what_may_not_be_demanded_is_cited_by_the_first_of_its_clauses() -> None:
    forbidden = RULES.forbidden[0]
    first, second = (replace(forbidden.cites[0], id=name) for name in ("first", "second"))
    assert replace(forbidden, cites=(first, second)).cite is first


PAPER = small.paper("form")
WAY, AGE = small.by_rows("way", ("a", small.when(cause="x"))), small.by_age("late", "born", 3)
SIDE = small.by_date("side", "taken", "before", date(1999, 4, 1), "since")
CHOICE, DAY = small.choice("cause", "x", "y"), small.day("taken")
READ = replace(CHOICE, unknown_allowed=True, unknown_reads="x", unknown_why=small.text("why"))
GROUP = Group("g", "1", small.text("g"), "p", small.text("p"), small.CITE, small.when(cause="x"))
SOURCE = Source("law", small.text("law"), "1", "V", "certain")
SAID = Citation("law", "1", phrase=small.text("words"))
FEE = RULES.fee("paternity_half_2016")
YEARS = small.setting("years", "3", "1")
ROUTE = small.route("r", small.when(cause="x"))


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (PAPER, ""), (replace(PAPER, payer="free_by_rule"), "free_uncited"),
        (replace(PAPER, payer="free_by_rule", payer_cite=small.CITE), ""),
        (replace(PAPER, payer_cite=small.CITE), ""),
        (GROUP, ""), (replace(GROUP, asked=False), "group_when"), (replace(GROUP, when=()), "group_when"),
        (replace(GROUP, when=(), asked=False), ""),
        (ROUTE, ""), (replace(ROUTE, outcome="obtain_first"), "then_facts"),
        (replace(ROUTE, then_facts={"cause": "y"}), "then_facts"),
        (replace(ROUTE, outcome="obtain_first", then_facts={"cause": "y"}), ""),
        (SOURCE, ""), (replace(SOURCE, confidence="likely"), "reading_missing"),
        (replace(SOURCE, confidence="doubtful", reading=small.text("so")), ""),
        (replace(SOURCE, confidence="doubtful", level="E"), ""),
        (SAID, ""), (replace(SAID, gist=small.text("gist")), "phrase_or_gist"),
        (replace(SAID, phrase=None), "phrase_or_gist"), (replace(SAID, phrase=None, gist=small.text("gist")), ""),
        (FEE, ""), (replace(FEE, last=FEE.first), ""), (replace(FEE, last=date(2016, 3, 9)), "window_backwards"),
        (YEARS, ""), (replace(YEARS, value="2"), "setting_value"),
        (replace(YEARS, options=small.options("3", "1", "3")), "options_twice"),
        (CHOICE, ""), (DAY, ""), (READ, ""), (replace(CHOICE, options=small.options("x", "x")), "options_twice"),
        (replace(CHOICE, options=()), "options_by_kind"), (replace(DAY, options=CHOICE.options), "options_by_kind"),
        (replace(CHOICE, name=small.text("n")), "order_of_a_choice"),
        (replace(CHOICE, not_before=()), "order_of_a_choice"),
        (replace(DAY, name=small.text("n"), not_before=("born",)), ""),
        (replace(READ, unknown_why=None), "unknown_why_missing"),
        (replace(CHOICE, unknown_why=small.text("why")), "unknown_why_missing"),
        (replace(READ, unknown_allowed=False), "unknown_not_allowed"), (replace(CHOICE, unknown_allowed=True), ""),
        (replace(CHOICE, source_field="destination.kind"), "field_without_unknown"),
        (replace(READ, source_field="destination.kind"), ""), (replace(READ, asked=False), ""),
        (replace(CHOICE, asked=False), "circumstance_unread"),
        (replace(READ, asked=False, source_field="destination.kind"), "circumstance_unread"),
        (WAY, ""), (AGE, ""), (SIDE, ""), (replace(WAY, date_fact="taken"), "derived_one_way"),
        (replace(SIDE, date_fact=None), "derived_one_way"), (replace(SIDE, years=3), "derived_one_way"),
        (replace(SIDE, spans=()), "derived_one_way"), (replace(AGE, rows=WAY.rows), "derived_one_way"),
        (replace(AGE, years=None), "derived_one_way"), (replace(AGE, years=None, years_setting="years"), ""),
        (replace(AGE, over=None), "derived_by_age"), (replace(AGE, within=None), "derived_by_age"),
        (replace(AGE, open_value=None), "derived_by_age"), (replace(SIDE, open_value="before"), ""),
    ],
)  # fmt: skip
def test_what_cannot_stand_together_has_a_code_and_what_can_has_none(part: Part, code: str) -> None:
    assert part.contradiction() == code


def test_a_condition_that_an_office_can_settle_takes_more_than_being_said() -> None:
    asked = ("poor", "asked", small.text("n"), small.text("q"), small.CITE)
    assert Condition(*asked).proof == "stated"
    assert Condition(*asked, settled_by="office").proof == "seen"
    assert Condition(*asked, settled_by="office", proof="verified").proof == "verified"
    assert Condition(*asked, settled_by="office", proof="stated").proof == "stated"


def test_a_citation_says_whether_it_has_the_very_words_and_how_well_they_are_known() -> None:
    phrase, gist = small.text("words"), small.text("gist")
    assert SAID.cite("name", "V") == Cite("law", "1", phrase, is_gist=False, level="V", id="name")
    told = Citation("law", "2", gist=gist, level="R").cite("other", "V")
    assert told == Cite("law", "2", gist, is_gist=True, level="R", id="other")


def test_an_answer_is_one_of_the_facts_own_and_volunteered_is_what_nobody_is_asked() -> None:
    assert (CHOICE.choices, READ.choices, DAY.choices) == (("x", "y"), ("x", "y", "unknown"), ("unknown",))
    volunteered = (replace(READ, asked=False), replace(READ, source_field="destination.kind"))
    assert not CHOICE.volunteered and not READ.volunteered and all(one.volunteered for one in volunteered)
