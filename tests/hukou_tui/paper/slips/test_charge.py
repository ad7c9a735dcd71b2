"""The half price is never spoken of without the place where it holds, nor without what stands behind it (S6.4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.case import actions as a
from harness.stations.entered_cases import DAY, STATION
from hukou_tui.paper import slips

CENTRE = "市公安司法鉴定中心"
IN_TIME = a.ApplyForTest("2016-06-01")


def answered(make, centre, poverty, *more):
    asked = (a.AnswerFee("own_centre", centre), a.AnswerFee("targeted_poverty", poverty))
    return make("tested", *asked, IN_TIME, *more)


def text_of(kind, case, rules, lang="zh"):
    """The text without its line breaks: where it was wrapped does not matter here."""
    text = slips.render_slip(kind, case, rules, STATION, lang, DAY, operator="P1001")
    return "".join(text.split())


@pytest.mark.parametrize("poverty", ["seen", "verified", "stated", "unknown"])
def test_the_place_stands_wherever_half_is_spoken_of(make, rules, poverty):
    case = answered(make, "stated", poverty, a.Move("accept"))
    for kind in ("notification", "receipt"):
        assert f"减半只适用于在{CENTRE}做的鉴定" in text_of(kind, case, rules)
        english = "onlyforatestmadeatthecity'spublicsecurityforensiccentre"
        assert english in text_of(kind, case, rules, "en")


def test_the_place_is_what_the_rule_says_and_no_word_of_the_program(make, rules):
    case = answered(make, "stated", "seen")
    elsewhere = replace(rules, fees=tuple(replace(fee, place="court") for fee in rules.fees))
    assert "减半只适用于在人民法院做的鉴定" in text_of("notification", case, elsewhere)
    nowhere = replace(rules, fees=tuple(replace(fee, place=None) for fee in rules.fees))
    assert "减半只适用于" not in text_of("notification", case, nowhere)


def test_the_sheet_that_anyone_may_carry_gives_the_test_away_by_no_office(make, rules):
    missing = slips.missing_of(answered(make, "stated", "seen"), rules)
    told = answered(make, "stated", "seen", a.PrintSlip("notification", "0", missing), a.Move("notify"))
    assert "鉴定" not in text_of("where_to_go", told, rules)


@pytest.mark.parametrize(("centre", "poverty", "zh"), [
    ("stated", "seen", "4项条件，符合4项：由材料和申请日期得出2项、本人陈述1项、看过证明1项"),
    ("seen", "seen", "4项条件，符合4项：由材料和申请日期得出2项、看过证明2项"),
    ("seen", "verified", "4项条件，符合4项：由材料和申请日期得出2项、看过证明1项、已向市扶贫办核实1项"),
])  # fmt: skip
def test_the_paper_says_what_was_done_and_no_more(make, rules, centre, poverty, zh):
    text = text_of("notification", answered(make, centre, poverty), rules)
    assert zh in text and "减半收取，600.00元" in text


def test_stated_alone_the_recognition_stays_open_and_the_station_asks(make, rules):
    text = text_of("notification", answered(make, "stated", "stated"), rules)
    assert "是否减半收取，尚待确认" in text
    assert "本人陈述，尚待核实：属于精准扶贫对象（由本所向市扶贫办核实）" in text
    assert "600.00" not in text


def test_whose_wish_it_is_is_asked_of_whoever_has_it(make, rules):
    text = text_of("notification", answered(make, "unknown", "seen"), rules)
    assert "自愿到市公安司法鉴定中心鉴定（由申请人说明）" in text


def test_the_last_day_to_apply_is_told_to_whoever_has_not_applied(make, rules):
    assert "减半须在2016年12月31日前提出鉴定申请（含当日）" in text_of("notification", make("tested"), rules)


def test_where_the_reduction_does_not_apply_it_is_said_which_condition_fails(make, rules):
    text = text_of("notification", answered(make, "not_met", "seen"), rules)
    assert "不符合减半条件，由鉴定机构按其核准标准收取" in text
    assert "不符合：自愿到市公安司法鉴定中心鉴定" in text and "减半只适用于" not in text
