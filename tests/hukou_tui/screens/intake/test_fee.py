"""The outcome of the fee in one line: what is charged, and of an odd half fen only where half is charged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.rules.fee import FeeAssessment
from hukou_tui import packs
from hukou_tui.screens.intake.fee import fee_text
from hukou_tui.words import catalogue

RULES = packs.load_rules()
(HALF_2016,) = RULES.fees
HALF = "Charged at half, only at the city's public security forensic centre."
FULL = "Charged in full: not all four conditions are met."


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")


@pytest.mark.parametrize(
    ("share", "rounding", "amount", "said"),
    [
        ("half", "half_fen_down", 120_000, f"{HALF} 1200.00 yuan (an odd half fen is dropped)"),
        ("half", "half_fen_up", 120_001, f"{HALF} 1200.01 yuan (an odd half fen counts as a whole one)"),
        ("full", "half_fen_down", 240_001, f"{FULL} 2400.01 yuan"),
        ("full", None, None, FULL),
    ],
)
def test_the_rounding_is_said_of_half_a_price_and_of_no_whole_one(share, rounding, amount, said):
    charge = FeeAssessment(HALF_2016, share, (), amount, rounding, HALF_2016.cite, share)
    assert fee_text(charge, RULES) == said


def test_where_half_holds_everywhere_no_place_is_named():
    charge = FeeAssessment(replace(HALF_2016, place=None), "half", (), 5, "half_fen_up", HALF_2016.cite, "half")
    assert fee_text(charge, RULES) == "Charged at half. 0.05 yuan (an odd half fen counts as a whole one)"


@pytest.mark.parametrize(("share", "said"), [("half", HALF), ("full", FULL)])
def test_a_price_that_is_not_set_is_said_behind_the_share(share, said):
    charge = FeeAssessment(HALF_2016, "price_not_set", (), None, "half_fen_down", HALF_2016.cite, share)
    assert fee_text(charge, RULES) == f"{said[:-1]}; the approved price is not set (F8 at the counter)."
