"""Who stands on which paper, and as what: 告知人, 受理人, 审核人, 审批人, 登记人; the county by its own name."""

from __future__ import annotations

import pytest

from flows.case import actions as a
from harness.stations.entered_cases import DAY, STATION
from hukou_tui.paper import slips

REVIEWED = (a.Move("accept"), a.Move("submit"))
FORWARDED = (*REVIEWED, ("P2002", a.Move("forward")))
REFUSAL = a.Move("not_grant", ground="not_qualified", note="经查不符")
NUMBERED = a.Move("register", number="530699201003050022", on="2016-06-20")

FOUND = (a.Move("propose_registered", ground="correct"), ("P2002", a.Move("find_registered", ground="correct")))


def text_of(kind, case, rules, station=STATION, lang="zh"):
    return slips.render_slip(kind, case, rules, station, lang, DAY, operator="P1001")


def test_whoever_told_stands_on_the_notification_alone(make, rules):
    missing = slips.missing_of(make("tested"), rules)
    told = make("tested", a.PrintSlip("notification", "0", missing), a.Move("notify"))
    assert "告知人（警号）：P1001" in text_of("notification", make("tested"), rules)
    others = {
        "where_to_go": told,
        "receipt": make("tested", a.Move("accept")),
        "letter": make("doubtful"),
        "granted": make("tested", *REVIEWED, ("P2002", a.Move("grant"))),
        "not_granted": make("tested", *REVIEWED, ("P2002", REFUSAL)),
        "registered": make("tested", *REVIEWED, ("P2002", a.Move("grant")), NUMBERED),
        "already_registered": make("tested", *FOUND),
        "withdrawal": make("tested"),
    }
    assert set(others) | {"notification"} == set(slips.KINDS)
    for kind, case in others.items():
        assert "告知人" not in text_of(kind, case, rules), kind
        assert "Told by" not in text_of(kind, case, rules, lang="en"), kind


def test_each_by_the_part_played(make, rules):
    assert "受理人（警号）：P1001" in text_of("receipt", make("tested", a.Move("accept")), rules)
    granted = text_of("granted", make("tested", *REVIEWED, ("P2002", a.Move("grant"))), rules)
    assert "审核人（警号）：P2002" in granted and "承办人（警号）：P1001" in granted and "送达人：" in granted
    assert "审批人" not in granted, "a station reviews, the county approves"
    entered = make("tested", *REVIEWED, ("P2002", a.Move("grant")), ("P1003", NUMBERED))
    registered = text_of("registered", entered, rules)
    assert "审核人（警号）：P2002" in text_of("already_registered", make("tested", *FOUND), rules)
    assert "登记人（警号）：P1003" in registered and "审核人（警号）：P2002" in registered


@pytest.mark.parametrize(("decision", "kind"), [(a.Move("grant"), "granted"), (REFUSAL, "not_granted")])
def test_the_county_stands_there_by_its_own_name_and_its_officer(make, rules, decision, kind):
    case = make("tested", *FORWARDED, ("county:C00001", decision))
    office = {**STATION, "county.office": "昭阳区公安局"}
    named = text_of(kind, case, rules, office)
    assert "审核人（警号）：P2002\n昭阳区公安局 审批人（警号）：C00001\n" in named
    assert "county" not in named
    assert "Approved by (badge), 昭阳区公安局: C00001" in text_of(kind, case, rules, office, "en")
    unnamed = text_of(kind, case, rules)
    assert "县级公安机关 审批人（警号）：C00001" in unnamed and "county" not in unnamed


def test_without_an_officer_there_is_no_line_for_one(make, rules):
    case = make("tested", *FORWARDED, ("county", a.Move("grant")))
    for station in (STATION, {**STATION, "county.office": "昭阳区公安局"}):
        text = text_of("granted", case, rules, station)
        assert "审批人" not in text and "county" not in text and "审核人（警号）：P2002" in text


def test_who_applies_and_where_to_are_lines_for_the_pen_where_nobody_said_it(make, rules):
    nobody = {"guardian__name": "", "declarant__role": "neighbour", "destination__address": ""}
    granted = text_of("granted", make("tested", *REVIEWED, ("P2002", a.Move("grant")), **nobody), rules)
    assert "申请人（手写）：____" in granted and "拟落户地址（手写）：____" in granted
    refused = text_of("not_granted", make("tested", *REVIEWED, ("P2002", REFUSAL), **nobody), rules)
    assert "拟落户地址" not in refused, "where nobody is registered, nothing is to be filled in"


def test_what_was_to_be_entered_is_entered_on_the_record_of_registration(make, rules):
    text = text_of("registered", make("tested", *REVIEWED, ("P2002", a.Move("grant")), NUMBERED), rules)
    assert "落户人：安小满" in text and "落户地址：清水乡一号" in text and "拟落户" not in text
