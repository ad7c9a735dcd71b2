"""Half price for the parentage test: all four conditions, on the right day, and nothing guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from flows.rules.fee import FeeAnswer, FeeAssessment, assess_fee
from flows.rules.fee import half as share_of
from flows.rules.rule_evaluation import Decision, decide
from hukou_tui import packs
from hukou_tui.packs.reading import SHIPPED

RULES = packs.load_rules()
BASE = packs.load_rules([SHIPPED / "cn-2015-96"])
CHILD = {"cause": "never_registered", "upbringing": "birth_parents", "birth_certificate": "have",
         "birth_date": "2014-05-01"}  # fmt: skip
FATHER = {**CHILD, "parents": "unmarried", "follow": "father"}
NEEDED = decide(RULES, FATHER, date(2016, 6, 14))
LATER = decide(RULES, FATHER, date(2017, 2, 1))
NOT_NEEDED = decide(RULES, {**CHILD, "parents": "married"}, date(2016, 6, 14))
IN_TIME = date(2016, 6, 1)
PRICE = 240_001


def answers(centre: str = "met", poverty: str = "met") -> dict[str, FeeAnswer]:
    return {"own_centre": FeeAnswer(centre), "targeted_poverty": FeeAnswer(poverty)}


def half(
    on: date | None, centre: str = "met", poverty: str = "met", price: int | None = PRICE
) -> FeeAssessment:
    return assess_fee(RULES, NEEDED, answers(centre, poverty), on, price)


def test_all_four_conditions_make_it_half_and_the_odd_half_fen_stays_with_the_payer() -> None:
    charge = half(IN_TIME)
    assert (charge.status, charge.amount_fen, charge.rounding) == ("half", 120_000, "half_fen_down")


@pytest.mark.parametrize(
    ("price", "percent", "down", "up"),
    [
        (240_001, 50, 120_000, 120_001), (240_000, 50, 120_000, 120_000), (1, 50, 0, 1), (2, 50, 1, 1),
        (10_000, 33, 3_300, 3_300), (101, 99, 99, 100), (101, 1, 1, 2), (0, 50, 0, 0),
    ],
)  # fmt: skip
def test_a_share_is_whole_fen_and_the_rule_says_whose_the_odd_one_is(
    price: int, percent: int, down: int, up: int
) -> None:
    assert share_of(price, percent, "half_fen_down") == down
    assert share_of(price, percent, "half_fen_up") == up


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2016, 12, 30), "half"),
        (date(2016, 12, 31), "half"),
        (date(2017, 1, 1), "no_rule_in_force"),
        (date(2016, 3, 10), "half"),
        (date(2016, 3, 9), "no_rule_in_force"),
    ],
)
def test_the_day_that_counts_is_that_of_the_application_for_the_test(on: date, status: str) -> None:
    assert half(on).status == status
    assert assess_fee(RULES, LATER, answers(), on, PRICE).status == status, "whenever the case itself was opened"


def test_outside_the_window_the_last_known_rule_is_not_used() -> None:
    charge = half(date(2026, 5, 1))
    assert (charge.rule, charge.amount_fen, charge.cite) == (None, None, None)
    assert [entry.reason for entry in charge.conditions] == ["after_window"]


def test_not_yet_on_the_poverty_list_is_unknown_and_decides_nothing() -> None:
    charge = half(IN_TIME, poverty="unknown")
    assert (charge.status, charge.amount_fen, charge.settled) == ("undecided", None, False)
    entry = next(entry for entry in charge.conditions if entry.condition.id == "targeted_poverty")
    assert entry.condition.settled_by == "poverty_office"


def test_without_a_day_of_application_it_is_undecided() -> None:
    assert half(None).status == "undecided"
    assert assess_fee(RULES, LATER, answers(), None, PRICE).rule is None
    assert assess_fee(RULES, LATER, answers(), None, PRICE).status == "undecided"


def test_who_is_not_a_poverty_case_pays_the_approved_price() -> None:
    charge = half(IN_TIME, poverty="not_met")
    assert (charge.status, charge.amount_fen) == ("full", PRICE)


def test_another_institutions_price_is_not_ours_to_say() -> None:
    charge = half(IN_TIME, centre="not_met")
    assert (charge.status, charge.amount_fen) == ("full", None)


def test_while_it_is_not_known_whose_centre_tests_no_price_is_told() -> None:
    charge = half(IN_TIME, centre="unknown", poverty="not_met")
    assert (charge.status, charge.share, charge.amount_fen) == ("full", "full", None)


def test_without_an_approved_price_there_is_no_amount() -> None:
    charge = half(IN_TIME, price=None)
    assert (charge.status, charge.share, charge.amount_fen) == ("price_not_set", "half", None)
    assert charge.settled, "an unset price holds up nobody"


def reasons(charge: FeeAssessment) -> dict[str, tuple[str, str]]:
    return {entry.condition.id: (entry.state, entry.reason) for entry in charge.conditions}


def test_each_condition_says_what_stands_behind_it() -> None:
    assert reasons(assess_fee(RULES, NEEDED, {}, IN_TIME, PRICE)) == {
        "test_required": ("met", "demanded"),
        "own_centre": ("unknown", "not_answered"),
        "targeted_poverty": ("unknown", "not_answered"),
        "applied_in_time": ("met", "in_window"),
    }
    said = {"own_centre": FeeAnswer("not_met"), "targeted_poverty": FeeAnswer("unknown", "office_to_be_asked")}
    found = reasons(assess_fee(RULES, NEEDED, said, IN_TIME, PRICE))
    assert found["own_centre"] == ("not_met", "answered")
    assert found["targeted_poverty"] == ("unknown", "office_to_be_asked")
    assert reasons(half(IN_TIME, "met", "unknown"))["own_centre"] == ("met", "answered")
    assert reasons(half(IN_TIME, "stated", "unknown"))["own_centre"] == ("met", "stated")
    assert reasons(half(IN_TIME, "met", "unknown"))["targeted_poverty"] == ("unknown", "to_be_asked")


@pytest.mark.parametrize(
    ("on", "state", "reason"),
    [
        (date(2016, 3, 9), "not_met", "before_window"),
        (date(2017, 1, 1), "not_met", "after_window"),
        (None, "unknown", "date_missing"),
    ],
)
def test_outside_the_window_only_the_day_is_judged_and_said_with_its_clause(
    on: date | None, state: str, reason: str
) -> None:
    charge = assess_fee(RULES, LATER, answers(), on, PRICE)
    assert reasons(charge) == {"applied_in_time": (state, reason)}
    (entry,) = charge.conditions
    assert (entry.cite.at, entry.cite.phrase.zh) == ("S6.4", "日前提出鉴定申请的")


def test_without_a_day_within_an_opening_in_time_the_other_conditions_are_judged_too() -> None:
    assert reasons(half(None))["applied_in_time"] == ("unknown", "date_missing")
    assert list(reasons(half(None))) == ["test_required", "own_centre", "targeted_poverty", "applied_in_time"]


def charged(*payers: str) -> Decision:
    """A decision on papers other than the test, paid for as said."""
    return replace(NOT_NEEDED, needs=tuple(replace(NOT_NEEDED.needs[0], payer=payer) for payer in payers))


def test_without_any_rule_of_fees_only_a_paper_that_somebody_charges_for_makes_one_wanted() -> None:
    none = replace(RULES, fees=())
    for payers, status in (
        (("unknown", "charged_by_other"), "no_rule_in_force"),
        (("unknown", "no_charge_here"), "not_concerned"),
    ):
        assert assess_fee(none, charged(*payers), {}, IN_TIME, PRICE) == FeeAssessment(None, status)
    assert assess_fee(RULES, charged("charged_by_other"), {}, IN_TIME, PRICE).status == "not_concerned"


def test_the_rule_and_its_clause_are_named_whatever_comes_out() -> None:
    for charge in (half(IN_TIME), half(IN_TIME, poverty="not_met"), half(IN_TIME, poverty="unknown"),
                   half(IN_TIME, centre="not_met"), half(IN_TIME, price=None)):  # fmt: skip
        assert charge.rule is not None and charge.rule.id == "paternity_half_2016"
        assert charge.cite is not None and charge.cite.phrase.zh == "减半收取DNA亲子鉴定费用"
    assert half(IN_TIME, poverty="not_met").share == "full"
    assert half(IN_TIME, centre="not_met", price=None).status == "full", "another house's price is not missing here"
    assert half(IN_TIME, poverty="not_met", price=None).status == "price_not_set"


def test_nobody_is_asked_about_a_fee_for_a_test_that_is_not_needed() -> None:
    assert assess_fee(RULES, NOT_NEEDED, answers(), IN_TIME, PRICE).status == "not_concerned"


def test_the_national_rules_alone_know_no_reduction() -> None:
    charge = assess_fee(BASE, decide(BASE, FATHER, IN_TIME), {}, IN_TIME, PRICE)
    assert charge.status == "no_rule_in_force"


def test_half_if_and_only_if_all_hold_on_a_grid_of_days_and_answers() -> None:
    days = [date(2016, 3, 8) + timedelta(days=step) for step in (0, 1, 2, 100, 297, 298, 299, 400)]
    states = ("met", "not_met", "unknown")
    for on, centre, poverty in product([*days, None], states, states):
        status = half(on, centre, poverty).status
        inside = on is not None and date(2016, 3, 10) <= on <= date(2016, 12, 31)
        assert (status == "half") == (inside and centre == poverty == "met")
        if on is not None and not inside:
            assert status == "no_rule_in_force"
        elif "not_met" in (centre, poverty):
            assert status == "full"
        elif on is None or "unknown" in (centre, poverty):
            assert status == "undecided"


def test_every_condition_says_where_it_stands() -> None:
    assert all(
        entry.cite.source == "notice" and entry.cite.at == "S6.4" for entry in half(IN_TIME).conditions
    )


@pytest.mark.parametrize(("centre", "poverty", "status"), [
    ("stated", "seen", "half"), ("stated", "verified", "half"), ("verified", "seen", "half"), ("seen", "seen", "half"),
    # The office recognises a targeted-poverty person; that somebody says so settles nothing, and refuses nothing.
    ("stated", "stated", "undecided"), ("verified", "stated", "undecided"),
    ("not_met", "stated", "full"), ("stated", "not_met", "full"), ("unknown", "verified", "undecided"),
])  # fmt: skip
def test_each_proof_includes_the_weaker_ones_and_the_rule_says_which_it_takes(
    centre: str, poverty: str, status: str
) -> None:
    assert half(IN_TIME, centre, poverty).status == status


def test_a_proof_too_weak_is_neither_met_nor_not_met_and_says_who_asks() -> None:
    charge = half(IN_TIME, "stated", "stated")
    entry = next(entry for entry in charge.conditions if entry.condition.id == "targeted_poverty")
    assert (entry.state, entry.reason, entry.condition.settled_by) == ("unknown", "to_be_verified", "poverty_office")


def test_the_rule_names_the_place_where_alone_it_holds() -> None:
    charge = half(IN_TIME)
    assert charge.rule is not None and charge.rule.place is not None
    assert RULES.departments[charge.rule.place].name.zh == "市公安司法鉴定中心"


def test_a_record_of_before_that_says_nothing_of_a_proof_still_comes_to_half() -> None:
    assert half(IN_TIME, "met", "met").status == "half"
